"""Reading the fields of a question's form."""

from hypothesis import given as for_all
from hypothesis import strategies as st

from server.learning.given import Given, given, retraced
from server.learning.quiz import Verdict, mark
from server.lessons.compiler.model import Question
from tests.learning import questions as q

fields = st.dictionaries(
    st.sampled_from(("choice", "place-a", "place-b", "pair-l1", "pair-l2", "text", "gap-1", "gap-2", "share", "what")),
    st.lists(st.one_of(q.ids, q.words), max_size=3),
)


@for_all(q.questions(), fields)
def test_any_fields_give_an_answer_that_can_be_judged(question: Question, typed: dict[str, list[str]]):
    mark(question, given(question, typed))


@for_all(st.sampled_from(q.EVERY), q.answers)
def test_an_answer_that_was_kept_is_read_back(question: Question, answer: Given):
    if isinstance(mark(question, answer), Verdict):
        plain = (
            Given(pairs=answer.pairs)
            if question.kind == "match"
            else Given(picks=answer.picks, texts=answer.texts, shared=answer.shared)
        )
        assert retraced(question, plain.trace(), plain.texts, plain.shared) == plain


def test_picks_stand_in_the_order_of_the_question():
    assert given(q.MULTIPLE, {"choice": ["d", "a", "zzz"]}).picks == ("a", "d", "zzz")


def test_places_become_an_order():
    typed = {f"place-{item}": [str(place)] for place, item in enumerate("cabed", 1)}
    assert given(q.ORDER, typed).picks == tuple("cabed")


def test_a_place_that_is_taken_twice_is_no_order():
    typed = {f"place-{item}": ["1"] for item in "abcde"}
    assert given(q.ORDER, typed).picks == ()


def test_lines_without_a_partner_are_left_out():
    assert given(q.MATCH, {"pair-l1": ["r2"], "pair-l2": [""]}).pairs == {"l1": "r2"}


def test_gaps_keep_their_places():
    assert given(q.GAPS, {"gap-2": [" owned "]}).texts == ("", "owned")


def test_a_reflection_is_shared_only_when_the_box_is_ticked():
    assert not given(q.REFLECT, {"text": ["mine"]}).shared
    assert given(q.REFLECT, {"text": ["mine"], "share": ["yes"]}).shared
