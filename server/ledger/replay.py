"""Reading facts back."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.db import P, Prepared, Statement, blanks
from server.errors import Conflict
from server.facts import Fact, decode
from server.ledger.entry import Entry
from server.ledger.tables import FactHead, FactRow


class Stored(Struct, frozen=True, kw_only=True):
    """A fact as the ledger keeps it. `number` counts the facts about `person`; `team` is the team of its day."""

    id: UUID
    at: datetime
    fact: Fact
    person: UUID | None
    number: int | None
    actor: UUID | None
    team: UUID | None
    digest: str


class Numbered(Struct, frozen=True, kw_only=True):
    """A fact about a person, as it is folded: its number among theirs, and when it was. Who recorded it, and how, is not read for that."""

    person: UUID
    number: int
    at: datetime
    fact: Fact


async def seen(entry: Entry) -> Stored | None:
    """What was recorded under this entry before, or None. Raises Conflict when the same form was sent with other words."""
    rows = await BY_ID(id=entry.id)
    if not rows:
        return None
    stored = _stored(rows[0])
    if stored.digest != entry.digest or stored.actor != entry.actor:
        raise Conflict("This form was sent before with different answers. What was kept first still stands.")
    return stored


async def of_person(person: UUID, *, after: int = 0) -> list[Stored]:
    """The facts about a person in their order, from number `after` + 1 on."""
    return [_stored(row) for row in await OF_PERSON(person=person, after=after)]


async def page_of_person(person: UUID, kinds: Sequence[type[Fact]], *, after: int, limit: int) -> list[Numbered]:
    """The facts of these kinds about a person in their order, from number `after` + 1 on, at most `limit` of them."""
    return [_numbered(row) for row in await _page(len(kinds), of_one=True)(person, after, *(kind.kind for kind in kinds), limit)]


async def of_kinds(kinds: Sequence[type[Fact]], *, page: int = 5_000) -> AsyncIterator[list[Numbered]]:
    """Every fact of these kinds about anybody, person by person, in the order of each; in pages, so that a long ledger takes little memory."""
    names = [kind.kind for kind in kinds]
    rows = await _page(len(kinds), of_one=False)(*names, page)
    while rows:
        yield [_numbered(row) for row in rows]
        rows = await _page(len(kinds), of_one=False, first=False)(rows[-1]["person"], rows[-1]["number"], *names, page)


async def hold(person: UUID) -> int:
    """Locks the facts about a person until the transaction ends, and returns the number of the newest; 0 when there are none."""
    rows = await HOLD(person)
    return int(rows[0]["last"]) if rows else 0


async def heads() -> Mapping[UUID, int]:
    """Everybody about whom there are facts, with the number of the newest."""
    return {row["person"]: row["last"] for row in await HEADS()}


async def last(person: UUID) -> int:
    """The number of the newest fact about a person, 0 before the first: while it stays, nothing that they did or that was done to them is new."""
    rows = await LAST(person=person)
    return int(rows[0]["last"]) if rows else 0


async def of_kind(kind: type[Fact], *, actor: UUID | None = None) -> list[Stored]:
    """Every fact of one kind, oldest first; only those of `actor` if given."""
    query = FactRow.select().where(FactRow.kind == kind.kind).order_by(FactRow.at, FactRow.id)
    if actor is not None:
        query = query.where(FactRow.actor == actor)
    return [_stored(row) for row in await query]


async def newest_of(kinds: Mapping[str, str], most: int, *, before: tuple[datetime, UUID] | None = None) -> list[Stored]:
    """The newest facts of these kinds, newest first, those older than `before` (at, id) if given; each kind with what its body has to hold."""
    place = (before[0], before[0], before[1]) if before else ()
    each = [value for kind, held in kinds.items() for value in (kind, f"%{held}%", *place, most)]
    return [_stored(row) for row in await _newest(len(kinds), first=before is None)(*each, most)]


async def of_nobody(kind: type[Fact]) -> list[Stored]:
    """Every fact of one kind that is about nobody, oldest first: found among those alone, however long the ledger is."""
    return [_stored(row) for row in await OF_NOBODY(kind=kind.kind)]


@cache
def _newest(kinds: int, *, first: bool) -> Statement:
    """The newest facts of so many kinds. Each is read by its own end of the index, because together they would be looked for among all facts."""
    older = "" if first else 'AND ("at" < {} OR ("at" = {} AND "id" < {}))'
    order = 'ORDER BY "at" DESC, "id" DESC LIMIT {}'
    one = f'SELECT * FROM (SELECT * FROM "fact" WHERE "kind" = {{}} AND "body" LIKE {{}} {older} {order}) AS "of_kind"'  # noqa: S608  # constants
    return Statement(f'SELECT * FROM ({" UNION ALL ".join([one] * kinds)}) AS "every" {order}')  # noqa: S608  # constants


@cache
def _page(kinds: int, *, of_one: bool, first: bool = True) -> Statement:
    """Facts of some kinds by person and number, of one person or of all of them, from a place on."""
    after = (
        '"person" = {} AND "number" > {}' if of_one else '"number" IS NOT NULL' if first else '("person", "number") > ({}, {})'
    )
    wanted = blanks(kinds)
    return Statement(
        f'SELECT "person", "number", "at", "kind", "version", "body" FROM "fact" WHERE {after} '  # noqa: S608  # constants
        f'AND "kind" IN ({wanted}) ORDER BY "person", "number" LIMIT {{}}'
    )


HOLD = Statement('UPDATE "fact_head" SET "last" = "last" WHERE "person" = {} RETURNING "last"')
HEADS = Prepared(lambda: FactHead.select(FactHead.person, FactHead.last).order_by(FactHead.person))
OF_NOBODY = Prepared(
    lambda: FactRow.select().where(FactRow.person.is_null(), FactRow.kind == P("kind")).order_by(FactRow.at, FactRow.id)
)
LAST = Prepared(lambda: FactHead.select(FactHead.last).where(FactHead.person == P("person")))
BY_ID = Prepared(lambda: FactRow.select().where(FactRow.id == P("id")))
OF_PERSON = Prepared(
    lambda: FactRow.select().where(FactRow.person == P("person"), FactRow.number > P("after")).order_by(FactRow.number)
)


def _stored(row: Mapping[str, Any]) -> Stored:
    return Stored(
        id=row["id"],
        at=row["at"],
        fact=decode(row["kind"], row["version"], row["body"]),
        person=row["person"],
        number=row["number"],
        actor=row["actor"],
        team=row["team"],
        digest=row["digest"],
    )


def _numbered(row: Mapping[str, Any]) -> Numbered:
    fact = decode(row["kind"], row["version"], row["body"])
    return Numbered(person=row["person"], number=row["number"], at=row["at"], fact=fact)
