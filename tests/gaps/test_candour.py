"""What was said is counted beside what came of it, and told in one line once enough was said."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.gaps import candour, estimate, evidence
from server.gaps.candour import NOTHING, Step, Told, added, foretold, told
from server.gaps.estimate import Line
from server.gaps.evidence import Evidence
from tests.gaps.world import MONDAY, PLAIN, answer, completed, looked, move

pairs = st.lists(st.tuples(st.floats(0, 1), st.sampled_from((0.0, 0.5, 1.0))), max_size=60)


def pieces(*facts: object) -> list[Evidence]:
    at = [MONDAY + timedelta(hours=place) for place in range(len(facts))]
    return [piece for fact, when in zip(facts, at, strict=True) for piece in evidence.of(fact, when)]  # type: ignore[arg-type]  # facts


@given(pairs, pairs)
def test_adding_twice_is_adding_at_once(some: list[tuple[float, float]], more: list[tuple[float, float]]):
    parted, whole = added(added(NOTHING, some), more), added(NOTHING, [*some, *more])
    assert [step.n for step in parted] == [step.n for step in whole]
    assert [step.so for step in parted] == pytest.approx([step.so for step in whole])
    assert sum(step.n for step in whole) == len(some) + len(more)


def test_eighty_percent_stands_for_seventy_five_up_to_eighty_five():
    steps = added(NOTHING, [(0.7499, 1.0), (0.75, 1.0), (0.8, 0.0), (0.8499, 0.5), (0.85, 1.0)])
    assert steps[8] == Step(n=3, so=1.5)
    ends = added(NOTHING, [(0.0, 0.0), (1.0, 1.0)])
    assert (ends[0], ends[-1]) == (Step(n=1, so=0.0), Step(n=1, so=1.0))


@pytest.mark.parametrize(
    ("steps", "line"),
    [
        (NOTHING, None),
        ((), None),
        (added(NOTHING, [(0.8, 1.0)] * 19), None),
        (added(NOTHING, [(0.8, 1.0)] * 15 + [(0.8, 0.0)] * 5), Told(said=80, so=75, n=20)),
        (added(NOTHING, [(0.8, 1.0)] * 20 + [(0.6, 0.0)] * 90), Told(said=80, so=100, n=20)),
        (added(NOTHING, [(0.8, 1.0)] * 19 + [(0.6, 0.5)] * 90), Told(said=60, so=50, n=90)),
    ],
)
def test_the_line_is_about_eighty_percent_if_that_was_said_often_enough(steps: tuple[Step, ...], line: Told | None):
    assert told(steps) == line


def test_a_chance_is_what_the_model_said_before_the_answer():
    line = pieces(answer("q1"), answer("q2", mark=0.0), answer("q1", mark=0.5))
    kept, expected = Line(), []
    for piece in line:
        chance = estimate.chance(kept, piece.behaviours, piece.item, piece.at, PLAIN.shared, PLAIN.prior)
        expected.append((chance, piece.y))
        estimate.fold(kept, piece, PLAIN.shared, PLAIN.prior)
    said = list(foretold(line, PLAIN, since=float("-inf")))
    assert [number for pair in said for number in pair] == pytest.approx([number for pair in expected for number in pair])


def test_only_whole_first_answers_since_then_are_counted():
    line = [*pieces(answer("q1"), answer("q1", nth=1), answer("q2", hints=1), completed("a"), move("first")), looked(at=2e9)]
    assert len(list(foretold(line, PLAIN, since=float("-inf")))) == 2
    assert len(list(foretold(line, PLAIN, since=MONDAY.timestamp()))) == 1
    assert candour.told(added(NOTHING, foretold(line * 30, PLAIN, since=float("-inf")))) is not None
