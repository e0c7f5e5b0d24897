"""Whose deals a review reads: everybody's, or of a large company those of one team, or of a part of one."""

from collections.abc import Sequence
from datetime import datetime
from math import ceil
from typing import Final
from uuid import UUID

from msgspec import Struct

from server.deals import queries as deals
from server.people import queries as people
from server.people.queries import Person, Selling
from server.people.roles import Actor
from server.sentences import gettext as _
from server.web.pipeline.review import NO_TEAM, Scope

LARGE: Final = 300
"""People whose deals a review reads."""


class Portion(Struct, frozen=True):
    """Those whose deals are read, and the parts of the company to choose from; none where everybody is read."""

    persons: Sequence[Person]
    parts: tuple[Scope, ...] = ()


async def portion(actor: Actor, key: str, now: datetime) -> Portion:
    """For who may see every deal everybody who sells, for a manager their team. `key` is the scope that is asked for."""
    if not deals.may_see_every_deal(actor):
        persons = await people.team_of(actor, now)
        return Portion(persons) if len(persons) <= LARGE else of_many(persons, key)
    teams = await people.selling()
    if sum(one.reps for one in teams) <= LARGE:
        return Portion(await people.holding("rep"))
    parts = _parts(teams)
    rep = await _rep(Scope(key, "").rep)
    team, first = _place(parts, key) if rep is None else (rep.team, 0)
    found = await people.selling_in(team, LARGE, first)
    return Portion(found if rep is None or rep in found else [*found, rep], tuple(parts))


def of_many(persons: Sequence[Person], key: str) -> Portion:
    """The portion of these people."""
    teams: dict[UUID | None, list[Person]] = {}
    for person in persons:
        teams.setdefault(person.team, []).append(person)
    counted = [Selling(team=team, name=found[0].team_name, reps=len(found)) for team, found in teams.items()]
    parts = _parts(sorted(counted, key=lambda one: (one.team is None, one.name, one.team)))
    rep = next((person for person in persons if str(person.id) == Scope(key, "").rep), None)
    team, first = _place(parts, key) if rep is None else (rep.team, 0)
    found = teams[team][first : first + LARGE]
    return Portion(found if rep is None or rep in found else [*found, rep], tuple(parts))


async def _rep(id: str) -> Person | None:
    """The rep of an address, if they are one."""
    try:
        found = await people.person(UUID(id))
    except ValueError:
        return None
    return found if found and found.active and "rep" in found.roles else None


def _parts(teams: Sequence[Selling]) -> dict[Scope, tuple[UUID | None, int]]:
    """Each team, a large one in several parts, with its id and the first of its people by name."""
    found: dict[Scope, tuple[UUID | None, int]] = {}
    for one in teams:
        name, many = one.name if one.team else _("In no team"), ceil(one.reps / LARGE)
        for n in range(many):
            key = f"team-{one.team or NO_TEAM}" + (f".{n + 1}" if n else "")
            told = _("%(team)s, part %(n)d of %(many)d") % {"team": name, "n": n + 1, "many": many} if many > 1 else name
            found[Scope(key, told)] = one.team, n * LARGE
    return found


def _place(parts: dict[Scope, tuple[UUID | None, int]], key: str) -> tuple[UUID | None, int]:
    """Of the part that is asked for, or else the first."""
    return next((place for scope, place in parts.items() if scope.key == key), next(iter(parts.values())))
