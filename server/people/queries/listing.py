"""People by name, some at a time, for who runs the installation. Each statement goes through everybody, beside what others wait for.

An index by name would let SQLite sort the few managers by going through everybody, which is asked far more often.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Final, NamedTuple
from uuid import UUID

from msgspec import Struct

from server import db
from server.db import Statement, blanks, scanning
from server.errors import Invalid
from server.letters import folded
from server.people.queries.people import Person, people_of, person
from server.sentences import gettext as _

AT_ONCE: Final = 50
"""People on a page."""

MOST: Final = 8
"""Words that are looked for."""

MANY: Final = 100
"""More people than are named each time one of them is to be chosen, where that is many times on a page: then they are chosen by address."""


class Place(Struct, frozen=True):
    """Somebody manages a team today."""

    person: UUID
    team: UUID


class Known(NamedTuple):
    """Somebody who is or was here, in a few words."""

    id: UUID
    name: str
    email: str
    active: bool


class Numbers(Struct, frozen=True, kw_only=True):
    """How many people are here and have left, how many of those here have each role, and how many reps are in no team."""

    here: int
    gone: int
    roles: Mapping[str, int]
    homeless: int


async def listed(words: str = "", after: UUID | None = None) -> list[Person]:
    """Those who are here, by name, after this one: those whose name, address or team holds each of the words, with whatever accents. One more than
    a page, if there are more.
    """
    last = await person(after) if after else None
    place = (last.name, last.id) if last else ("", NOBODY)
    asked = _asked(words)
    with scanning():
        return people_of(await _here(len(asked), db.folded(SAID))(*place, *_likes(asked), AT_ONCE + 1))


async def known() -> list[Known]:
    """Everybody, those who are here first, by name, for who has to choose among all of them. It goes through everybody."""
    with scanning():
        rows = await KNOWN()
    found = [Known(row["id"], row["name"], row["email"], row["deactivated_at"] is None) for row in rows]
    return sorted(found, key=lambda one: not one.active)


async def addressed(typed: Mapping[str, str]) -> dict[str, UUID]:
    """Who has each of these addresses, by the name of its field. Raises Invalid by field."""
    if not typed:
        return {}
    here = {one.email.casefold(): one.id for one in await known()}
    found = {name: here.get(address.strip().casefold()) for name, address in typed.items()}
    said = _("Nobody here has this address.")
    if wrong := {name: f"{typed[name]}: {said}" if typed[name] else said for name, person in found.items() if person is None}:
        raise Invalid(wrong, {})
    return {name: person for name, person in found.items() if person}


async def left(words: str = "", after: UUID | None = None) -> list[Person]:
    """Those who left and were not erased, who left last first, after this one: those whom the words fit. One more than a page, if there are more."""
    last = await person(after) if after else None
    place = (last.deactivated_at, last.id) if last and last.deactivated_at else ()
    asked = _asked(words)
    with scanning():
        return people_of(await _left(len(asked), db.folded(SAID), before=bool(place))(*place, *_likes(asked), AT_ONCE + 1))


async def numbers() -> Numbers:
    """Of everybody, in one statement that answers with a row for each way to hold roles."""
    with scanning():
        rows = await NUMBERS()
    here = [row for row in rows if row["here"]]
    held: dict[str, int] = {}
    for row in here:
        for role in row["roles"].split():
            held[role] = held.get(role, 0) + row["n"]
    return Numbers(
        here=sum(row["n"] for row in here),
        gone=sum(row["n"] for row in rows if not row["here"]),
        roles=held,
        homeless=sum(row["homeless"] for row in here if "rep" in row["roles"].split()),
    )


async def unled() -> int:
    """How many teams hold reps whom nobody manages: neither the team nor one above it has a manager."""
    with scanning():
        (row,) = await UNLED()
    return int(row["n"])


async def seen_of(persons: Collection[UUID]) -> dict[UUID, datetime]:
    """When each of these people who is signed in somewhere was last seen."""
    rows = await _seen(len(persons))(*persons) if persons else ()
    return {row["person"]: row["seen"] for row in rows}


async def managed_by(persons: Collection[UUID]) -> list[Place]:
    """The teams that these people manage today, by name."""
    return [Place(row["person"], row["team"]) for row in await _places("person", len(persons))(*persons)] if persons else []


async def managing(teams: Collection[UUID]) -> list[Place]:
    """Who manages these teams today, by name of the team, who has longest first."""
    return [Place(row["person"], row["team"]) for row in await _places("team", len(teams))(*teams)] if teams else []


def _asked(words: str) -> list[str]:
    # PostgreSQL takes no NUL.
    return folded(words.replace("\0", " ")).split()[:MOST]


def _likes(asked: Sequence[str]) -> list[str]:
    """For the marks of `_fitting`. A PostgreSQL that was made without a language lowers the letters of English alone: there a name fits as it is
    written, too.
    """
    return [f"%{_escaped(form)}%" for word in asked for form in (word, word.capitalize())]


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


@cache
def _here(asked: int, said: str) -> Statement:
    return Statement(
        f'{_SELECT}p."deactivated_at" IS NULL AND (p."name", p."id") > ({{}}, {{}}) {_fitting(asked, said)}'
        'ORDER BY p."name", p."id" LIMIT {}'
    )


@cache
def _left(asked: int, said: str, *, before: bool) -> Statement:
    place = 'AND (p."deactivated_at", p."id") < ({}, {}) ' if before else ""
    return Statement(
        f'{_SELECT}p."deactivated_at" IS NOT NULL AND p."erased_at" IS NULL {place}{_fitting(asked, said)}'
        'ORDER BY p."deactivated_at" DESC, p."id" DESC LIMIT {}'
    )


def _fitting(asked: int, said: str) -> str:
    return f"AND ({said} LIKE {{}} ESCAPE '\\' OR {said} LIKE {{}} ESCAPE '\\') " * asked


@cache
def _seen(persons: int) -> Statement:
    return Statement(f'SELECT "person", "seen" FROM "session" WHERE "person" IN ({blanks(persons)}) ORDER BY "seen"')  # noqa: S608  # placeholders


@cache
def _places(column: str, asked: int) -> Statement:
    return Statement(
        'SELECT m."person", m."team" FROM "membership" m JOIN "team" t ON t."id" = m."team" '  # noqa: S608  # placeholders
        f'WHERE m."{column}" IN ({blanks(asked)}) AND m."manages" AND m."ended" IS NULL ORDER BY t."name", m."began", m."id"'
    )


NOBODY: Final = UUID(int=0)
SAID: Final = """p."name" || '\n' || p."email" || '\n' || COALESCE(t."name", '')"""
"""What words are looked for in: no word holds what parts it."""

_SELECT: Final = 'SELECT p.*, t."name" AS "team.name" FROM "person" p LEFT JOIN "team" t ON t."id" = p."team" WHERE '
KNOWN: Final = Statement(
    'SELECT "id", "name", "email", "deactivated_at" FROM "person" WHERE "erased_at" IS NULL ORDER BY "name", "id"'
)
NUMBERS: Final = Statement(
    'SELECT "deactivated_at" IS NULL AS "here", "roles", COUNT(*) AS "n", SUM(CASE WHEN "team" IS NULL THEN 1 ELSE 0 END) AS "homeless" '
    'FROM "person" WHERE "erased_at" IS NULL GROUP BY "deactivated_at" IS NULL, "roles"'
)
UNLED: Final = Statement(
    'SELECT COUNT(DISTINCT p."team") AS "n" FROM "person" p WHERE p."deactivated_at" IS NULL AND p."team" IS NOT NULL '
    'AND p."roles" LIKE \'%rep%\' AND p."team" NOT IN ('
    'WITH RECURSIVE down("team", "step") AS (SELECT "team", 0 FROM "membership" WHERE "manages" AND "ended" IS NULL '
    'UNION SELECT t."id", down."step" + 1 FROM down JOIN "team" t ON t."parent" = down."team" WHERE down."step" < 20'
    ') SELECT "team" FROM down)'
)
