"""How far a person is in a lesson."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.learning.progress import Count, Rule, Standing, complete, counted, done, left, rule
from tests.learning import questions as q
from tests.learning.lessons import lesson

LESSON = lesson(q.SINGLE, q.SCENARIO, replace(q.REFLECT, optional=True), q.COMMIT)


def standing(ids: Iterable[str]) -> Standing:
    """Everything about these questions is done."""
    return Standing(answered=dict.fromkeys(ids, 1), ended=frozenset(ids), settled=frozenset(ids))


def test_nothing_is_done_at_first():
    assert [question.id for question in left(LESSON, Standing())] == ["single", "scenario", "commit"]
    assert counted(LESSON, Standing()) == Count(done=0, of=2)


def test_what_is_optional_is_not_needed():
    found = standing({"single", "scenario", "commit"})
    assert complete(LESSON, found)


def test_a_walk_counts_when_it_ended_and_a_commitment_when_it_is_settled():
    found = Standing(answered={"single": 2, "scenario": 1, "commit": 1})
    assert [question.id for question in left(LESSON, found)] == ["scenario", "commit"]


def test_the_rule_says_what_has_to_be_done():
    assert rule(LESSON) == Rule(answers=1, scenarios=1, commitments=1, optional=1)


@given(st.lists(st.sampled_from([question.id for question in q.EVERY]), unique=True))
def test_a_lesson_is_complete_exactly_when_nothing_is_left(finished: list[str]):
    whole = lesson(*(replace(question, id=f"{place}") for place, question in enumerate(q.EVERY)))
    places = {str(place) for place, question in enumerate(q.EVERY) if question.id in finished}
    found = standing(places)
    assert complete(whole, found) == (len(left(whole, found)) == 0) == all(done(question, found) for question in whole.questions)


@given(st.sets(st.sampled_from(("single", "scenario", "reflect", "commit"))), st.sampled_from(("single", "scenario", "commit")))
def test_doing_more_never_leaves_more(finished: set[str], more: str):
    assert len(left(LESSON, standing(finished | {more}))) <= len(left(LESSON, standing(finished)))
