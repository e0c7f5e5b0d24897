"""What is known and not done, of teams and never of fewer than five people."""

from uuid import UUID

import pytest

from server.drift.knowing import Knowing, knowing
from server.gaps.priority import Gap, Kind, Seen

NORTH, SOUTH = UUID(int=1), UUID(int=2)


def gap(kind: Kind | None, behaviour: str = "access", *, known: bool = True, done: bool = True) -> Gap:
    know, do = (Seen(5, 6, None, 0.8, 0.6, 0.9) if told else Seen(1, 2, None) for told in (known, done))
    return Gap(behaviour=behaviour, kind=kind, know=know, do=do, priority=0.0, way="ask")


def test_the_kind_of_the_model_is_counted_among_reps_with_both_rates():
    reps = [[gap("coach")], [gap("coach")], [gap("steady")], [gap("teach")], [gap("steady")], [gap("look-next", done=False)]]
    assert knowing({NORTH: reps}) == (Knowing(NORTH, "access", 2, 5),)


@pytest.mark.parametrize("reps", [[[gap("coach")]] * 4, [[gap("coach", known=False)]] * 9, [[gap("steady")]] * 9, []])
def test_of_fewer_than_five_or_where_nobody_is_to_be_coached_nothing_is_told(reps: list[list[Gap]]):
    assert knowing({NORTH: reps}) == ()


def test_the_widest_stands_first():
    north = [[gap("coach"), gap("steady", "plan")]] * 5
    south = [[gap("steady"), gap("coach", "plan")]] * 2 + [[gap("coach"), gap("steady", "plan")]] * 3
    assert [(one.team, one.behaviour, one.coach) for one in knowing({SOUTH: south, NORTH: north})] == [
        (NORTH, "access", 5),
        (SOUTH, "access", 3),
        (SOUTH, "plan", 2),
    ]
