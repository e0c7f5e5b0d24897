"""What one's own gaps say and lead to."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from msgspec.structs import replace

from server.gaps.priority import Gap, Reading, Seen, judged
from server.web.gaps import gap_lines, lane
from server.web.gaps.gap_lines import Line
from server.web.gaps.next_step import Shelf, deals_for, helping, lessons_for, step
from tests.selling import EDITION, PROCESS, lesson
from tests.web.gap_samples import NOW, SHELF, coach, fading, few, gap, reading, steady, teach

EMPTY = replace(SHELF, lessons=(), deals=(), needed={})
ZONE = "Europe/Prague"


def line(of: Reading, shelf: Shelf = SHELF) -> Line:
    return gap_lines.line(gap(of), shelf, zone=ZONE, now=NOW)


def test_counts_come_first_and_a_range_only_from_five_on():
    known = line(teach())
    assert known.know.says == "right on 3 of 8 questions (likely 28 to 50%)"
    assert (known.know.at, known.know.low, known.know.high) == (40, 28, 50)
    assert known.do.says == "shown on 1 of 3 deals"
    assert (known.do.at, known.do.low, known.do.high) == (None, None, None)
    assert "%" not in line(few()).know.says
    assert line(few()).know.says == "right on 1 of 1 question"
    nothing = line(reading("insight-shared"))
    assert (nothing.know.says, nothing.do.says) == ("no question answered yet", "no deal looked at yet")


def test_a_range_that_does_not_fit_its_count_says_what_it_is_of():
    """One question that came back fourteen times, and others that were right; a deal on which it was shown in part."""
    apart = "right on 4 of 18 questions (on a new one likely 43 to 91%)"
    assert lane.know(Seen(4, 18, NOW, 0.7, 0.43, 0.91)).says == apart
    assert lane.do(Seen(0, 6, NOW, 0.4, 0.26, 0.61)).says == "shown on 0 of 6 deals (on a new one likely 26 to 61%)"
    assert lane.know(Seen(17, 18, NOW, 0.5, 0.31, 0.84)).says == "right on 17 of 18 questions (on a new one likely 31 to 84%)"


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"), [(7, 7, 76, 96), (1, 6, 11, 42), (0, 6, 4, 30), (5, 10, 60, 80), (5, 10, 20, 40)]
)
def test_a_range_that_one_case_more_or_less_would_bring_to_its_count_stands_beside_it_plainly(
    hits: int, n: int, low: int, high: int
):
    assert lane.know(Seen(hits, n, NOW, 0.5, low / 100, high / 100)).says == (
        f"right on {hits} of {n} questions (likely {low} to {high}%)"
    )


def test_what_was_last_counted_half_a_year_ago_says_so():
    old = structs.replace(gap(few()), know=structs.replace(gap(few()).know, right=0, of=0))
    assert gap_lines.line(old, SHELF, zone=ZONE, now=NOW).know.says == "not asked for half a year"


def test_a_gate_that_nobody_asked_about_says_so():
    gate = next(one for one in PROCESS.behaviours if one.gate and not one.always)
    stage = PROCESS.stage[gate.stage].title
    never = gap(reading(gate.id))
    assert (
        gap_lines.line(never, EMPTY, zone=ZONE, now=NOW).why
        == f"It is a gate of {stage}, and you have not been asked about it yet."
    )
    long_ago = structs.replace(never, know=structs.replace(never.know, last_at=NOW))
    assert gap_lines.line(long_ago, EMPTY, zone=ZONE, now=NOW).why == f"It is a gate of {stage}."


@pytest.mark.parametrize("of", [teach(), coach(), steady(), fading()], ids=["teach", "coach", "steady", "fading"])
def test_the_whole_sentence_holds_the_counts_and_what_follows(of: Reading):
    told = line(of)
    assert told.whole.startswith(f"Right on {of.right} of {of.asked} questions, the last 12 days ago; ")
    assert told.whole.endswith(told.meaning)
    assert told.meaning


CASES = {
    "a gap of knowing leads to a lesson that is not finished": (reading("next-step-confirmed"), SHELF, "/lessons/hear-it"),
    "with every lesson finished, to practice": (
        reading("next-step-confirmed"),
        replace(SHELF, finished={"next-step", "hear-it"}),
        "/practice",
    ),
    "a lesson counts as finished under an id it had before": (
        reading("next-step-confirmed"),
        replace(SHELF, finished={"next-step", "listen"}),
        "/practice",
    ),
    "with no lesson about it, to its steps": (reading("insight-shared"), SHELF, "/process#insight-shared"),
    "for somebody who does not sell, to its steps and never to practice": (
        few(),
        replace(EMPTY, sells=False),
        "/process#next-step-confirmed",
    ),
    "what is known and not done leads to the deal that needs it": (coach(), SHELF, f"/deals/{SHELF.deals[0].id}"),
    "without such a deal, to its steps": (coach(), EMPTY, "/process#stakeholder-access"),
    "what is fading leads to practice": (fading(), SHELF, "/practice"),
    "enough answers and no look lead to a deal": (
        reading("stakeholder-access", know=0.7, counts=(5, 6, 0, 0)),
        SHELF,
        f"/deals/{SHELF.deals[0].id}",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_where_it_leads(case: str):
    of, shelf, href = CASES[case]
    found = step(gap(of), shelf)
    assert found is not None
    assert found.href == href


def test_what_is_steady_asks_for_nothing():
    assert step(gap(steady()), SHELF) is None
    assert line(steady()).next is None


def test_it_says_how_many_answers_a_range_still_takes():
    assert line(few()).meaning == "4 more answers, and its range can be drawn."
    assert line(reading("next-step-confirmed", counts=(3, 4, 0, 0))).meaning == "One more answer, and its range can be drawn."
    assert line(reading("next-step-confirmed")).meaning == "Its lesson asks the first questions about it."
    assert line(reading("insight-shared")).meaning == "No lesson asks about it yet."


def test_the_first_three_are_those_about_which_something_can_be_done_and_never_steady():
    readings = [teach(), coach(), steady(), few(), reading("insight-shared")]
    found = gap_lines.top(judged(readings), SHELF)
    assert len(found) == 3
    assert {one.kind for one in found} & {"steady"} == set()
    assert {one.behaviour for one in found} == {"problem-in-buyer-words", "stakeholder-access", "next-step-confirmed"}
    assert gap_lines.top([gap(steady())], SHELF) == ()
    assert [one.behaviour for one in gap_lines.top([gap(reading("insight-shared"))], EMPTY)] == ["insight-shared"]


def test_of_what_nobody_has_asked_or_looked_at_nothing_comes_before_what_is_known():
    nothing, known = reading("next-step-confirmed"), [coach(), reading("problem-in-buyer-words", counts=(3, 3, 0, 0))]
    worth = judged([*known, nothing])
    found = [one.behaviour for one in gap_lines.top(worth, SHELF)]
    assert found[-1] == "next-step-confirmed"
    assert set(found[:2]) == {"stakeholder-access", "problem-in-buyer-words"}
    assert [one.behaviour for one in gap_lines.top(judged([nothing]), SHELF)] == ["next-step-confirmed"]


def test_the_rest_stands_in_the_order_of_the_process_and_what_is_unknown_is_only_named():
    stages = gap_lines.stages(judged([steady(), reading("insight-shared"), teach()]), PROCESS)
    assert [stage.title for stage in stages] == ["Discover", "Commit"]
    discover = stages[0]
    assert [one.id for one in discover.counted] == ["problem-in-buyer-words"]
    assert discover.unknown == (("insight-shared", "New view shared"),)


def test_nothing_is_known_until_something_was_counted_ever():
    assert gap_lines.nothing_known(judged([reading("insight-shared")]))
    assert not gap_lines.nothing_known(judged([reading("insight-shared"), few()]))


def test_lessons_that_teach_come_before_those_that_practise_and_drafts_are_for_nobody():
    walk = structs.replace(lesson("walk", "Walk it"), kind="reinforce")
    shelf = replace(SHELF, lessons=(walk, *SHELF.lessons))
    assert [one.id for one in helping("next-step-confirmed", shelf)] == ["next-step", "hear-it", "walk"]
    assert [one.done for one in helping("next-step-confirmed", shelf)] == [True, False, False]
    assert {one.id for one in lessons_for(EDITION.academy.lessons, {"rep"})} == {"next-step", "hear-it"}
    assert list(lessons_for(EDITION.academy.lessons, {"author"})) == []


def test_the_deals_that_need_it_are_named_and_no_others():
    assert deals_for("stakeholder-access", SHELF) == ((str(SHELF.deals[0].id), SHELF.deals[0].name),)
    assert deals_for("problem-in-buyer-words", SHELF) == ()


chances = st.floats(0, 1)
counts = st.integers(0, 9).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
readings = st.builds(
    lambda behaviour, know, do, asked, deals: reading(behaviour, know=know, do=do, counts=(*asked, *deals)),
    st.sampled_from([behaviour.id for behaviour in PROCESS.behaviours]),
    chances,
    chances,
    counts,
    counts,
)


@given(st.lists(readings, max_size=5, unique_by=lambda one: one.behaviour))
def test_whatever_is_known_there_is_a_rate_only_from_five_on_and_everything_is_shown_once(given: Sequence[Reading]):
    gaps = judged(given)
    for one in gaps:
        told = gap_lines.line(one, SHELF, zone=ZONE, now=NOW)
        for drawn in (told.know, told.do):
            assert ("%" in drawn.says) is (drawn.n >= 5) is (drawn.at is not None)
            if drawn.at is not None and drawn.low is not None and drawn.high is not None:
                assert 0 <= drawn.low <= drawn.high <= 100
    top = gap_lines.top(gaps, SHELF)
    rest = [one for one in gaps if one not in top]
    named = _named(rest)
    assert sorted(named + [one.behaviour for one in top]) == sorted(one.behaviour for one in given)


def _named(rest: Sequence[Gap]) -> list[str]:
    found = gap_lines.stages(rest, PROCESS)
    return [one.id for stage in found for one in stage.counted] + [id for stage in found for id, _title in stage.unknown]
