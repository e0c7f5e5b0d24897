"""Marking, kind by kind, as the lesson format says, and the law that it never fails."""

from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from msgspec.structs import replace

from server.learning.given import Given
from server.learning.quiz import Unfit, Verdict, mark
from server.lessons.compiler.model import Gaps, KnownWrong, Match, Question, Reflect, Short
from tests.learning import questions as q


def verdict(question: Question, **answer: Any) -> Verdict:  # noqa: ANN401  # the fields of Given
    found = mark(question, Given(**answer))
    assert isinstance(found, Verdict), found
    return found


def unfit(question: Question, **answer: Any) -> Unfit:  # noqa: ANN401  # the fields of Given
    found = mark(question, Given(**answer))
    assert isinstance(found, Unfit), found
    return found


@for_all(q.questions(), q.answers)
def test_marking_is_total(question: Question, answer: Given):
    found = mark(question, answer)
    assert isinstance(found, Verdict | Unfit)
    if isinstance(found, Verdict):
        assert found.mark is None or 0 <= found.mark <= 1


@for_all(st.sampled_from(q.EVERY), q.answers)
def test_what_is_never_scored_has_no_mark(question: Question, answer: Given):
    found = mark(question, answer)
    if isinstance(found, Verdict):
        assert (found.mark is None) == (question.kind in {"reflect", "confidence", "survey"})


@pytest.mark.parametrize(("pick", "worth", "word"), [("a", 0, "wrong"), ("b", 1, "right"), ("c", 0.5, "partly")])
def test_a_pick_is_worth_its_mark(pick: str, worth: float, word: str):
    found = verdict(q.SINGLE, picks=(pick,))
    assert (found.mark, found.word) == (worth, word)
    assert [(item.id, item.given, item.feedback) for item in found.items] == [
        (id, id if id == pick else "", f"<p>About {id}</p>") for id in "abc"
    ]
    assert [item.right for item in found.items] == ["", "b", "c"]


@pytest.mark.parametrize(
    ("picks", "worth", "hits", "extra"),
    [
        ("abc", 1, 3, 0),
        ("ab", 2 / 3, 2, 0),
        ("abd", 1 / 3, 2, 1),
        ("a", 1 / 3, 1, 0),
        ("abcde", 1 / 3, 3, 2),
        ("ad", 0, 1, 1),
        ("de", 0, 0, 2),
        ("d", 0, 0, 1),
    ],
)
def test_false_picks_are_taken_off_the_hits_and_never_below_nothing(picks: str, worth: float, hits: int, extra: int):
    found = verdict(q.MULTIPLE, picks=tuple(picks))
    assert found.mark == pytest.approx(worth)
    assert (found.hits, found.of, found.extra) == (hits, 3, extra)


def test_what_was_rightly_left_out_is_right():
    found = verdict(q.MULTIPLE, picks=("a", "d"))
    assert {item.id: item.mark for item in found.items} == {"a": 1, "b": 0, "c": 0, "d": 0, "e": 1}


@pytest.mark.parametrize(
    ("placed", "worth"),
    [("abcde", 1), ("edcba", 0), ("bcdea", 3 / 4), ("bacde", 2 / 4), ("abced", 2 / 4), ("acbde", 1 / 4), ("cdeab", 3 / 4)],
)
def test_an_order_is_worth_its_neighbours_that_are_right(placed: str, worth: float):
    assert verdict(q.ORDER, picks=tuple(placed)).mark == pytest.approx(worth)


def test_an_order_tells_each_place():
    found = verdict(q.ORDER, picks=tuple("bacde"))
    assert [(item.id, item.given, item.right) for item in found.items][:3] == [("a", "2", "1"), ("b", "1", "2"), ("c", "3", "3")]


def test_lines_are_worth_their_share():
    found = verdict(q.MATCH, pairs={"l1": "r1", "l2": "decoy", "l3": "r1"})
    assert found.mark == pytest.approx(1 / 3)
    assert [(item.given, item.right, item.mark) for item in found.items] == [("r1", "r1", 1), ("decoy", "r2", 0), ("r1", "r3", 0)]
    assert found.items[1].feedback == "<p>About l2</p>"


@pytest.mark.parametrize(
    ("typed", "worth", "close"),
    [
        ("economic buyer", 1, False),
        ("  Economic   BUYER. ", 1, False),
        ("“economic buyer”", 1, False),
        ("ｅｃｏｎｏｍｉｃ buyer", 1, False),
        ("economic buyr", 1, True),
        ("economci buyer", 1, True),
        ("economic bbuyer", 1, True),
        ("econmic buyr", 0, False),
        ("cfo", 1, False),
        ("cto", 0, False),
        ("cf", 0, False),
        ("chamion", 0, False),
        ("something else", 0, False),
    ],
)
def test_a_typed_answer_is_compared_kindly(typed: str, worth: float, close: bool):
    found = verdict(q.SHORT, texts=(typed,))
    assert (found.mark, found.items[0].close) == (worth, close)


def test_a_slip_is_shown_with_the_word_that_was_meant():
    (item,) = verdict(q.SHORT, texts=("budgt owner",)).items
    assert (item.given, item.right) == ("budgt owner", "budget owner")


@pytest.mark.parametrize("typed", ["champion", "Champion!", "chmapion"])
def test_an_expected_mistake_says_what_the_author_has_to_say(typed: str):
    found = verdict(q.SHORT, texts=(typed,))
    assert (found.mark, found.feedback) == (0, "<p>A champion sells for you.</p>")


@pytest.mark.parametrize(
    ("typed", "worth"),
    [
        ("10", 1),
        ("14.5", 1),
        ("14,5", 1),
        ("11 days", 1),
        ("€ 11", 1),
        ("11%", 1),
        ("１１", 1),
        ("14,6", 0),
        ("9.99", 0),
        ("10 or 11", 0),
        ("eleven", 0),
        ("1,500", 1),
        ("1 500", 1),
        ("1.500,00", 1),
        ("1,500.00", 1),
        ("-11", 0),
        ("12", 0),
        ("three weeks", 1),
        ("9" * 4000, None),
    ],
)
def test_a_number_counts_within_its_range(typed: str, worth: float | None):
    if worth is None:
        assert unfit(q.NUMBER, texts=(typed,)).why == "too long"
    else:
        assert verdict(q.NUMBER, texts=(typed,)).mark == worth


@pytest.mark.parametrize(("typed", "worth"), [("-12", 1), ("−12 %", 1), ("12", 0), ("12 %", 0), ("-3", 1), ("3", 0)])
def test_a_number_below_zero_is_another_than_the_same_above(typed: str, worth: float):
    """The sign is the mistake that an author expects."""
    short = Short(accepted=("-3",), ranges=((-14.0, -10.0),), wrong=(KnownWrong(text="3"), KnownWrong(text="12")))
    assert verdict(replace(q.NUMBER, short=short), texts=(typed,)).mark == worth


def test_gaps_are_worth_their_share():
    found = verdict(q.GAPS, texts=("Contracting process", "blue"))
    assert found.mark == 0.5
    assert [(item.id, item.mark, item.right) for item in found.items] == [("1", 1, "contracting process"), ("2", 0, "owned")]
    slipped = verdict(q.GAPS, texts=("contracting proces", "owned"))
    assert [(item.mark, item.close) for item in slipped.items] == [(1, True), (1, False)]


def test_a_walk_is_worth_the_mean_of_its_moves():
    assert verdict(q.SCENARIO, picks=("good", "half")).mark == 0.75
    assert verdict(q.SCENARIO, picks=("bad",)).mark == 0
    assert verdict(q.SCENARIO, picks=("again", "good", "well")).mark == pytest.approx(2.5 / 3)


@pytest.mark.parametrize(
    ("question", "answer", "why", "field"),
    [
        (q.SINGLE, {}, "nothing", "choice"),
        (q.SINGLE, {"picks": ("a", "b")}, "too many", "choice"),
        (q.SINGLE, {"picks": ("x",)}, "unknown", "choice"),
        (q.MULTIPLE, {}, "nothing", "choice"),
        (q.MULTIPLE, {"picks": ("a", "a")}, "too many", "choice"),
        (q.ORDER, {"picks": ("a", "b")}, "places", "place-a"),
        (q.ORDER, {"picks": ("a", "a", "b", "c", "d")}, "places", "place-a"),
        (q.MATCH, {"pairs": {"l1": "r1"}}, "pairs", "pair-l2"),
        (q.MATCH, {"pairs": {"l1": "r1", "l2": "l2", "l3": "r3"}}, "pairs", "pair-l2"),
        (q.SHORT, {}, "empty", "text"),
        (q.SHORT, {"texts": ("  ",)}, "empty", "text"),
        (q.SHORT, {"texts": ("x" * 201,)}, "too long", "text"),
        (q.GAPS, {"texts": ("paper process", "")}, "gaps", "gap-2"),
        (q.SCENARIO, {"picks": ("good",)}, "not ended", "choice"),
        (q.SCENARIO, {"picks": ("good", "nowhere")}, "unknown", "choice"),
        (q.SCENARIO, {"picks": ("bad", "good")}, "unknown", "choice"),
        (q.REFLECT, {"texts": ("two words",)}, "few words", "text"),
        (q.REFLECT, {"texts": ("",)}, "empty", "text"),
        (replace(q.REFLECT, reflect=Reflect()), {"texts": ("",)}, "empty", "text"),
        (replace(q.MATCH, match=Match(lefts=(), rights=(), partner={}, feedback={})), {}, "not here", "choice"),
        (replace(q.GAPS, gaps=Gaps(pieces=("",), accepted=())), {}, "not here", "choice"),
        (q.CONFIDENCE, {"picks": ("0", "1")}, "too many", "choice"),
        (q.COMMIT, {"picks": ("a",)}, "not here", "choice"),
    ],
)
def test_what_cannot_be_marked_says_where_and_why(question: Question, answer: dict[str, Any], why: str, field: str):
    found = unfit(question, **answer)
    assert (found.why, found.field) == (why, field)


def test_an_answer_as_long_as_it_may_be_is_marked():
    assert verdict(q.SHORT, texts=("x" * 200,)).mark == 0


def test_where_no_box_is_right_nothing_is_hit():
    none = replace(q.MULTIPLE, choices=tuple(replace(choice, mark=0.0) for choice in q.MULTIPLE.choices))
    assert verdict(none, picks=("a",)).mark == 0


def test_a_survey_takes_several_picks_and_gives_no_mark():
    assert verdict(q.SURVEY, picks=("a", "b")).word == "kept"


def test_a_reflection_with_enough_words_is_kept():
    assert verdict(q.REFLECT, texts=("three words here",), shared=True).mark is None
