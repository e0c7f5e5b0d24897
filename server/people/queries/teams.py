"""Questions about teams: a tree, with memberships that begin and end.

Somebody manages a person when they manage a team the person is a member of, or any team above it; a manager of a team is managed by those who
manage a team above it. Who covers for an absent manager manages whom that one manages, for those days. Nobody manages themselves.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from msgspec import Struct

from server.db import Statement, blanks
from server.errors import NotFound
from server.people.queries.lasting import ACTING_FOR, lasts
from server.people.queries.people import Person, people_of, person
from server.people.roles import Actor
from server.people.tables import Membership as MembershipTable
from server.people.tables import Team as TeamTable


class Team(Struct, frozen=True, kw_only=True):
    """A team in the tree, below `parent` or at the top."""

    id: UUID
    name: str
    parent: UUID | None
    zone: str


class Below(NamedTuple):
    """Somebody whom a manager manages, the team they are a member of, empty for none, and whether they sell."""

    id: UUID
    team: UUID | None
    team_name: str
    sells: bool


class Membership(Struct, frozen=True, kw_only=True):
    """A person's time in a team, as a member or as its manager; `ended` is empty while it lasts."""

    id: UUID
    person: UUID
    person_name: str
    team: UUID
    team_name: str
    manages: bool
    began: datetime
    ended: datetime | None


async def manages(actor: Actor, person: UUID, now: datetime) -> bool:
    """Whether the actor is today's manager of a team this person is in, or of a team above it, or covers for one."""
    if not actor.has("manager") or actor.id == person:
        return False
    return any(actor.id in (row["person"], row["cover"]) for row in await MANAGERS(person, *[now] * 6))


async def managed(actor: Actor, id: UUID, now: datetime) -> Person:
    """This person, whom the actor manages today. Raises NotFound for everybody else, and for who left."""
    found = await person(id)
    if found is None or not found.active or not await manages(actor, id, now):
        raise NotFound("There is no such person, or they are not in your team.")
    return found


async def manages_each(actor: Actor, persons: Collection[UUID], now: datetime) -> bool:
    """Whether the actor manages every one of these people today, or covers for who does; of nobody at all, whether they are a manager."""
    if not actor.has("manager") or actor.id in persons:
        return False
    return not persons or (await _managed(actor, now)).issuperset(persons)


async def managers_of(person: UUID, now: datetime) -> list[Person]:
    """The people who manage this person today, nearest team first, by name within a team."""
    steps: dict[UUID, int] = {}
    for row in await MANAGERS(person, *[now] * 6):
        steps[row["person"]] = min(row["step"], steps.get(row["person"], row["step"]))
    steps.pop(person, None)
    return sorted(await active(list(steps)), key=lambda one: (steps[one.id], one.name))


async def team_of(actor: Actor, now: datetime) -> list[Person]:
    """The people the actor manages today, through every team below theirs, and those of managers they cover for; by name."""
    return people_of(await TEAM(actor.id, actor.id, *[now] * 6, actor.id)) if actor.has("manager") else []


async def below(actor: Actor, now: datetime) -> list[Below]:
    """The same people in a few words, in no order: of a large company nobody reads all of them to choose a team."""
    rows = await BELOW(actor.id, actor.id, *[now] * 6, actor.id) if actor.has("manager") else ()
    return [Below(row["id"], row["team"], row["team_name"] or "", "rep" in row["roles"].split()) for row in rows]


async def leads(actor: Actor, now: datetime) -> bool:
    """Whether there is any of these people."""
    return actor.has("manager") and bool(await ANYBODY(actor.id, actor.id, *[now] * 6, actor.id))


async def managed_by(actor: Actor, now: datetime) -> set[UUID]:
    """The ids of the same people, and of those of them who left."""
    return await _managed(actor, now) - {actor.id} if actor.has("manager") else set()


async def team(id: UUID) -> Team | None:
    """This team, or None."""
    return next((team for team in await teams() if team.id == id), None)


async def teams_of(ids: Collection[UUID]) -> dict[UUID, Team]:
    """These teams by id."""
    asked = sorted(ids)
    rows = await _teams(len(asked))(*asked) if asked else ()
    return {row["id"]: Team(id=row["id"], name=row["name"], parent=row["parent"], zone=row["zone"]) for row in rows}


async def teams() -> list[Team]:
    """All teams by name."""
    rows = await TeamTable.select().order_by(TeamTable.name, TeamTable.id)
    return [Team(id=row["id"], name=row["name"], parent=row["parent"], zone=row["zone"]) for row in rows]


async def memberships(*, person: UUID | None = None, lasting: bool = False) -> list[Membership]:
    """Memberships, oldest first: of one person if given, only those that last if asked for."""
    query = MembershipTable.select(
        *MembershipTable.all_columns(), MembershipTable.person.name, MembershipTable.team.name
    ).order_by(MembershipTable.began, MembershipTable.id)
    if person is not None:
        query = query.where(MembershipTable.person == person)
    if lasting:
        query = query.where(MembershipTable.ended.is_null())
    return [_membership(row) for row in await query]


async def memberships_in(teams: Collection[UUID]) -> list[Membership]:
    """Those of these teams that last, oldest first."""
    rows = await _in_teams(len(teams))(*teams) if teams else ()
    return [_membership(row) for row in rows]


def _membership(row: Mapping[str, Any]) -> Membership:
    return Membership(
        id=row["id"],
        person=row["person"],
        person_name=row["person.name"],
        team=row["team"],
        team_name=row["team.name"],
        manages=row["manages"],
        began=row["began"],
        ended=row["ended"],
    )


async def active(people: list[UUID]) -> list[Person]:
    """Those of these people who are here, by name."""
    if not people:
        return []
    return people_of(await _active(len(people))(*people))


async def _managed(actor: Actor, now: datetime) -> set[UUID]:
    return {row["person"] for row in await MANAGED(actor.id, actor.id, *[now] * 6)}


@cache
def _active(people: int) -> Statement:
    return Statement(
        'SELECT p.*, t."name" AS "team.name" FROM "person" p LEFT JOIN "team" t ON t."id" = p."team" '  # noqa: S608  # placeholders
        f'WHERE p."id" IN ({blanks(people)}) AND p."deactivated_at" IS NULL ORDER BY p."name", p."id"'
    )


@cache
def _in_teams(teams: int) -> Statement:
    return Statement(
        'SELECT m.*, p."name" AS "person.name", t."name" AS "team.name" FROM "membership" m JOIN "person" p ON p."id" = m."person" '  # noqa: S608  # placeholders
        f'JOIN "team" t ON t."id" = m."team" WHERE m."team" IN ({blanks(teams)}) AND m."ended" IS NULL ORDER BY m."began", m."id"'
    )


@cache
def _teams(ids: int) -> Statement:
    return Statement(f'SELECT "id", "name", "parent", "zone" FROM "team" WHERE "id" IN ({blanks(ids)})')  # noqa: S608  # placeholders


# Piccolo has no recursive queries. The statements begin with SELECT, so that SQLite reads them without the writer. A tree that was made
# circular by hand ends at 20 steps.
MANAGERS = Statement(
    'SELECT m."person" AS "person", u."step" AS "step", a."cover" AS "cover" FROM "membership" m JOIN ('  # noqa: S608  # ours
    'WITH RECURSIVE up("team", "step") AS ('
    'SELECT CASE WHEN b."manages" THEN t."parent" ELSE b."team" END, CASE WHEN b."manages" THEN 1 ELSE 0 END '
    'FROM "membership" b JOIN "team" t ON t."id" = b."team" '
    f'WHERE b."person" = {{}} AND {lasts("b")} '
    'UNION SELECT t."parent", up."step" + 1 FROM up JOIN "team" t ON t."id" = up."team" WHERE up."step" < 20'
    ') SELECT "team", "step" FROM up WHERE "team" IS NOT NULL) u ON u."team" = m."team" '
    'LEFT JOIN "absence" a ON a."person" = m."person" AND a."cover" IS NOT NULL AND a."withdrawn_at" IS NULL '
    'AND a."began" <= {} AND a."ended" > {} '
    f'WHERE m."manages" AND {lasts("m")} ORDER BY u."step"'
)
_MANAGED: Final = (
    'SELECT DISTINCT b."person" AS "person" FROM "membership" b JOIN ('  # noqa: S608  # ours
    'WITH RECURSIVE down("team", "step") AS ('
    'SELECT m."team", 0 FROM "membership" m '
    f'WHERE m."person" IN {ACTING_FOR} AND m."manages" AND {lasts("m")} '
    'UNION SELECT t."id", down."step" + 1 FROM down JOIN "team" t ON t."parent" = down."team" WHERE down."step" < 20'
    ') SELECT "team", MAX("step") AS "step" FROM down GROUP BY "team") d ON d."team" = b."team" '
    f'WHERE (NOT b."manages" OR d."step" > 0) AND {lasts("b")}'
)
MANAGED = Statement(_MANAGED)
_HERE: Final = (
    f'FROM ({_MANAGED}) managed CROSS JOIN "person" p LEFT JOIN "team" t ON t."id" = p."team" '
    'WHERE p."id" = managed."person" AND p."id" <> {} AND p."deactivated_at" IS NULL'
)
# Of a large company nobody names all of them to the database: a statement takes 32,767 values.
TEAM = Statement(f'SELECT p.*, t."name" AS "team.name" {_HERE} ORDER BY p."name", p."id"')  # constants
ANYBODY = Statement(f'SELECT 1 AS "here" {_HERE} LIMIT 1')  # constants
BELOW = Statement(f'SELECT p."id", p."team", t."name" AS "team_name", p."roles" {_HERE}')  # constants
