"""Questions about who is away, and who covers for whom."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.db import P, Prepared, Statement, among, of_row
from server.people.queries.lasting import ACTING_FOR, lasts
from server.people.queries.people import Person
from server.people.queries.teams import MANAGED, active
from server.people.roles import Actor
from server.people.tables import AbsenceRow


class Absence(Struct, frozen=True, kw_only=True):
    """Somebody is away from `first` to `last`, both days included; `cover` stands in for a manager."""

    id: UUID
    person: UUID
    person_name: str
    first: date
    last: date
    began: datetime
    ended: datetime
    cover: UUID | None
    cover_name: str | None


class Desk(Struct, frozen=True, kw_only=True):
    """The weekly work of one manager: whom it belongs to, and the first of the teams they manage, after which its picks are named.

    `covered`: it is an absent manager's, for whom the reader stands in.
    """

    manager: UUID
    manager_name: str
    team: UUID
    team_name: str
    zone: str
    covered: bool


async def absence(id: UUID) -> Absence | None:
    """This absence, also one that was taken back, or None."""
    rows = await BY_ID(id=id)
    return _absence(rows[0]) if rows else None


async def absences(persons: Sequence[UUID], since: date) -> list[Absence]:
    """When these people are away, or were until `since` or later; the earliest first, in one statement."""
    if not persons:
        return []
    query = _select().where(among(AbsenceRow.person, persons), AbsenceRow.withdrawn_at.is_null(), AbsenceRow.last >= since)
    return [_absence(row) for row in await query.order_by(AbsenceRow.first, AbsenceRow.id)]


async def desks(actor: Actor, now: datetime) -> list[Desk]:
    """Whose weekly work the actor does today: their own first, then that of managers they cover for; empty for who manages no team."""
    if not actor.has("manager"):
        return []
    found: dict[UUID, Desk] = {}
    for row in await DESKS(actor.id, actor.id, *[now] * 4):
        manager = row["manager"]
        if manager not in found:
            found[manager] = Desk(**{**row, "covered": manager != actor.id})
    return sorted(found.values(), key=lambda desk: desk.covered)


async def people_of_desk(desk: Desk, now: datetime) -> list[Person]:
    """The people whom the manager of this desk manages, by name, without those whom they only cover for."""
    rows = await MANAGED(desk.manager, None, *[now] * 6)
    return await active([row["person"] for row in rows if row["person"] != desk.manager])


def _absence(row: Mapping[str, Any]) -> Absence:
    return of_row(Absence, row, person_name=row["person.name"], cover_name=row["cover.name"])


def _select() -> Any:  # noqa: ANN401  # Piccolo's query has no useful public type
    return AbsenceRow.select(*AbsenceRow.all_columns(), AbsenceRow.person.name, AbsenceRow.cover.name)


BY_ID = Prepared(lambda: _select().where(AbsenceRow.id == P("id")))
DESKS = Statement(
    'SELECT m."person" AS "manager", p."name" AS "manager_name", t."id" AS "team", t."name" AS "team_name", t."zone" AS "zone" '  # noqa: S608  # ours
    'FROM "membership" m JOIN "team" t ON t."id" = m."team" JOIN "person" p ON p."id" = m."person" '
    f'WHERE m."person" IN {ACTING_FOR} AND m."manages" AND {lasts("m")} ORDER BY p."name", t."name", t."id"'
)
