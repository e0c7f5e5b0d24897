"""Walking a scenario, and going back."""

from collections.abc import Sequence
from random import Random  # noqa: TID251  # the type of what Hypothesis hands over

from hypothesis import given
from hypothesis import strategies as st

from server.learning.given import Given
from server.learning.quiz import Verdict, mark
from server.learning.walk import Back, Made, Walk, back, begin, first_ending, move, retrace
from server.lessons.compiler.model import Question
from tests.learning import questions as q

steps = st.lists(st.one_of(st.sampled_from(("good", "bad", "again", "well", "half", "nowhere")), st.integers(-1, 4)), max_size=14)


def follow(question: Question, choices: Sequence[str | int]) -> tuple[Walk, list[Made | Back]]:
    """The walk after these moves (ids) and returns (numbers of kept steps), and the deeds that took place."""
    walk = begin(question)
    deeds: list[Made | Back] = []
    for chosen in choices:
        after = move(walk, chosen) if isinstance(chosen, str) else back(walk, chosen)
        if after is not None and isinstance(chosen, str) and walk.scene:
            deeds.append(Made(round=walk.round, step=walk.step, scene=walk.scene.id, move=chosen))
        elif after is not None and isinstance(chosen, int):
            deeds.append(Back(round=after.round, kept=chosen))
        walk = after or walk
    return walk, deeds


@given(steps)
def test_every_scene_on_the_path_leads_to_the_next(choices: list[str | int]):
    walk, _ = follow(q.SCENARIO, choices)
    assert walk.scene
    scenes = [*(beat.scene.id for beat in walk.path), walk.scene.id]
    assert scenes[0] == "start"
    assert [beat.move.to for beat in walk.path] == scenes[1:]
    assert walk.ended == (walk.scene.outcome is not None) == (not walk.moves)


@given(steps, st.randoms())
def test_a_walk_is_found_again_from_its_deeds_in_any_order(choices: list[str | int], chance: Random):
    walk, deeds = follow(q.SCENARIO, choices)
    chance.shuffle(deeds)
    assert retrace(q.SCENARIO, deeds) == walk


@given(q.questions(), steps)
def test_walking_takes_anything(question: Question, choices: list[str | int]):
    walk = begin(question)
    for chosen in choices:
        after = move(walk, chosen) if isinstance(chosen, str) else back(walk, chosen)
        walk = after or walk


@given(steps)
def test_only_the_first_walk_counts(choices: list[str | int]):
    walk, deeds = follow(q.SCENARIO, choices)
    first = [deed.move for deed in deeds if isinstance(deed, Made) and deed.round == 0]
    assert [made.id for made in walk.first] == first


def test_going_back_keeps_the_way_there():
    walk, _ = follow(q.SCENARIO, ["again", "good", "half"])
    assert walk.ended
    one_step, start = back(walk, 2), back(walk, 0)
    assert one_step
    assert one_step.scene
    assert start
    assert start.scene
    assert (one_step.round, one_step.scene.id, one_step.retry) == (1, "middle", True)
    assert [beat.move.id for beat in one_step.path] == ["again", "good"]
    assert start.scene.id == "start"
    assert back(walk, 3) is None
    assert back(begin(q.SCENARIO), 0) is None


def test_the_first_ending_stays_the_first():
    _, deeds = follow(q.SCENARIO, ["again", 0, "good", "half", 1, "well"])
    first = first_ending(q.SCENARIO, reversed(deeds))
    assert first
    assert first.id == "dead"
    assert first_ending(q.SCENARIO, deeds[:2]) is None


def test_a_walk_is_marked_by_its_first_way_whatever_is_tried_later():
    walk, _ = follow(q.SCENARIO, ["good", "half", 1, "well"])
    verdict = mark(q.SCENARIO, Given(picks=tuple(made.id for made in walk.first)))
    assert isinstance(verdict, Verdict)
    assert verdict.mark == 0.75
    assert walk.scene
    assert walk.scene.outcome == "moved"


def test_what_does_not_fit_where_the_walk_stands_is_passed_over():
    good = Made(round=0, step=0, scene="start", move="good")
    strange: list[Made | Back] = [
        Made(round=0, step=1, scene="start", move="again"),
        Made(round=1, step=0, scene="start", move="bad"),
        Made(round=0, step=0, scene="start", move="nowhere"),
        Back(round=2, kept=0),
    ]
    assert retrace(q.SCENARIO, strange) == begin(q.SCENARIO)
    assert [beat.move.id for beat in retrace(q.SCENARIO, [*strange, good]).path] == ["good"]


def test_the_first_ending_stays_whatever_is_tried_afterwards():
    deeds: list[Made | Back] = [Made(round=0, step=0, scene="start", move="bad"), Back(round=1, kept=0)]
    again: list[Made | Back] = [
        Made(round=1, step=0, scene="start", move="good"),
        Made(round=1, step=1, scene="middle", move="well"),
    ]
    for made in (deeds[:1], deeds, [*again, *deeds]):
        ending = first_ending(q.SCENARIO, made)
        assert ending is not None
        assert ending.id == "dead"
    assert first_ending(q.SCENARIO, deeds[1:]) is None
    assert first_ending(q.SCENARIO, again[:1]) is None
