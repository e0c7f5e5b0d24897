"""Who reports to whom, computed from the whole tree at once."""

from collections.abc import Collection, Mapping
from uuid import UUID


def reports_to(
    person: UUID,
    *,
    member: UUID | None,
    managed: Collection[UUID],
    parents: Mapping[UUID, UUID | None],
    managers: Mapping[UUID, Collection[UUID]],
) -> tuple[UUID, ...]:
    """The nearest managers of a person: of the team they are a member of, else of the first team above that has one; for those
    who only manage, of the first team above theirs.

    `managed` are the teams they manage themselves, `parents` maps a team to the one above, `managers` a team to who manages it.
    """
    for start in (member, *(parents.get(team) for team in managed)):
        team, steps = start, 0
        # A tree that was made circular by hand ends too.
        while team is not None and steps <= len(parents):
            if found := tuple(one for one in managers.get(team, ()) if one != person):
                return found
            team, steps = parents.get(team), steps + 1
    return ()


def upwards(teams: Collection[UUID], parents: Mapping[UUID, UUID | None]) -> set[UUID]:
    """These teams and all above them."""
    found: set[UUID] = set()
    waiting = list(teams)
    while waiting:
        team = waiting.pop()
        if team not in found:
            found.add(team)
            waiting += [above] if (above := parents.get(team)) else []
    return found
