"""S11, what is known and not done: of the reps of a team with both rates, how many know a behaviour and do not do it. Pure.

It is the kind *coach* of the model; there is no second definition. Of a team it is told only where at least five reps have both rates, because of
fewer it would be somebody's own.
"""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from msgspec import Struct

from server.gaps.priority import Gap
from server.people.roles import SMALLEST_TEAM


class Knowing(Struct, frozen=True):
    """`coach` of `reps` of a team know this behaviour and do not do it."""

    team: UUID
    behaviour: str
    coach: int
    reps: int


def knowing(teams: Mapping[UUID, Sequence[Sequence[Gap]]]) -> tuple[Knowing, ...]:
    """By team, the gaps of each of its reps; as they rank. Behaviours that everybody does who knows them are left out."""
    found: list[Knowing] = []
    for team, reps in teams.items():
        counts: dict[str, list[int]] = {}
        for gaps in reps:
            for gap in gaps:
                if gap.know.p is not None and gap.do.p is not None:
                    both = counts.setdefault(gap.behaviour, [0, 0])
                    both[0] += gap.kind == "coach"
                    both[1] += 1
        found += [Knowing(team, one, coach, n) for one, (coach, n) in counts.items() if coach and n >= SMALLEST_TEAM]
    return ranked(found)


def ranked(found: Iterable[Knowing]) -> tuple[Knowing, ...]:
    """The widest first."""
    return tuple(sorted(found, key=lambda one: (-one.coach / one.reps, -one.coach, one.behaviour, str(one.team))))
