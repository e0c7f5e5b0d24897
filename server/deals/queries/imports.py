"""Files of deals on their way in, what the words of their sources mean here, and what was seen of each deal so far."""

import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from server.db import P, Prepared, Statement, blanks, of_row
from server.deals.crm.dossier import Dossier, unpack
from server.deals.crm.mapping import Words
from server.deals.crm.recognise import What
from server.deals.crm.rows import Fault
from server.deals.crm.survey import Survey
from server.deals.tables import DealFile, DealImport, DealMapping
from server.errors import NotFound
from server.people import queries as people


class Trial(Struct, frozen=True, kw_only=True):
    """What importing a file would do: counts of deals, of rows that stay out by reason, and the first of those rows. `words` names the meanings,
    `missing` are open deals of its source on none of the rows that come in.
    """

    added: int
    changed: int
    same: int
    skipped: Mapping[str, int]
    faults: tuple[Fault, ...]
    words: str
    missing: int = 0


class Found(Struct, frozen=True, kw_only=True):
    """What a dry run said of a file: what it holds, and what importing it would do."""

    survey: Survey
    trial: Trial


class Import(Struct, frozen=True, kw_only=True):
    """One file. `state` is waiting, running, done, failed, dropped, leaving or withdrawn; `what` is deals or history; `skipped` rows stayed out."""

    id: UUID
    source: str
    what: What
    name: str
    digest: str
    as_of: datetime
    state: str
    by: UUID | None
    at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    rows: int
    done: int
    added: int
    changed: int
    same: int
    skipped: int
    part: bool = False

    @property
    def called(self) -> str:
        """Its source as people write it."""
        return NAMES.get(self.source, self.source)


class Seen(Struct, frozen=True, kw_only=True):
    """What was seen of one deal: its row, the deal it is if a file described it, and the dossier."""

    id: UUID
    key: str
    deal: UUID | None
    dossier: Dossier


async def imports(*, most: int = 20) -> list[Import]:
    """The files that came last, newest first, those that were thrown away left out."""
    rows = await (
        DealImport.select(*COLUMNS)
        .where(DealImport.state != "dropped")
        .order_by(DealImport.at, ascending=False)
        .order_by(DealImport.id, ascending=False)
        .limit(most)
    )
    return [_import(row) for row in rows]


async def one_import(id: UUID) -> Import:
    """This file. Raises NotFound."""
    rows = await BY_ID(id=id)
    if not rows:
        raise NotFound("There is no such file of deals.")
    return _import(rows[0])


async def same_file(source: str, digest: str, as_of: datetime) -> Import | None:
    """The same bytes, made at the same time, that were handed in before and have not been thrown away."""
    rows = (
        await DealImport.select(*COLUMNS)
        .where(DealImport.source == source, DealImport.digest == digest, DealImport.as_of == as_of, DealImport.state != "dropped")
        .order_by(DealImport.at, ascending=False)
        .limit(1)
    )
    return _import(rows[0]) if rows else None


async def running() -> list[Import]:
    """The files that are being imported or taken back, the one that was begun first in front."""
    return [_import(row) for row in await RUNNING()]


async def found(id: UUID) -> Found | None:
    """What the last dry run of a file said."""
    rows = await FOUND(id=id)
    return msgspec.json.decode(rows[0]["found"], type=Found) if rows and rows[0]["found"] else None


async def left_out(id: UUID) -> tuple[Fault, ...]:
    """The first rows of an import that stayed out, and why."""
    rows = await SKIPPED(id=id)
    return msgspec.json.decode(rows[0]["skipped_rows"], type=tuple[Fault, ...]) if rows and rows[0]["skipped_rows"] else ()


async def file_of(id: UUID) -> bytes | None:
    """The bytes of a file that has not been imported to its end, None for one that has."""
    rows = await FILE(id=id)
    return zlib.decompress(rows[0]["body"]) if rows else None


async def words_of(source: str, *, currency: str) -> Words:
    """What was decided about the words of a source; amounts without a currency are in the academy's."""
    rows = await MAPPING(source=source)
    decided = {(row["kind"], row["pipeline"], row["word"]): row["meant"] for row in rows}
    erased = await people.erasures()
    return Words(
        source=source,
        decided=decided,
        zone=decided.get(("form", "", "zone"), "UTC"),
        currency=currency,
        erased={key: str(one.person) for key, one in erased.items()},
        here=frozenset(key for key, one in erased.items() if one.lifted_at is None),
    )


async def decided_at(source: str) -> datetime | None:
    """When it was last decided what a word of a source means; None where none was."""
    rows = await DECIDED_AT(source=source)
    return rows[0]["at"] if rows else None


async def sources() -> list[str]:
    """The sources about whose words something was decided, by name."""
    return [row["source"] for row in await SOURCES()]


async def seen(source: str, keys: Iterable[str]) -> dict[str, Seen]:
    """What was seen of these deals of a source, by key; those never seen are left out."""
    asked = list(keys)
    return {row["key"]: seen_of(row) for row in await _by_keys(len(asked))(source, *asked)} if asked else {}


async def seen_of_deals(source: str, deals: Iterable[UUID]) -> list[Seen]:
    """What was seen of these deals of a source."""
    asked = list(deals)
    return [seen_of(row) for row in await _by_deals(len(asked))(source, *asked)] if asked else []


async def open_keys(source: str) -> list[tuple[str, UUID, str]]:
    """Key, id and name of the open deals of a source, by name."""
    return [(row["key"], row["id"], row["name"]) for row in await OPEN_KEYS(source)]


async def seen_otherwise(source: str, mapping: str, *, most: int) -> list[Seen]:
    """Some deals of a source that were last worked out under another mapping than this one."""
    return [seen_of(row) for row in await OTHERWISE(source, mapping, most)]


async def seen_without_deal(source: str, *, most: int) -> list[Seen]:
    """Some that a source told of and that are no deal here, because a word of theirs means nothing yet or stays out."""
    return [seen_of(row) for row in await WITHOUT(source, most)]


def _import(row: Mapping[str, Any]) -> Import:
    return of_row(Import, row, what=row["kind"])


def seen_of(row: Mapping[str, Any]) -> Seen:
    """One of them, from its row."""
    return Seen(id=row["id"], key=row["key"], deal=row["deal"], dossier=unpack(row["told"]))


NAMES = {"hubspot": "HubSpot", "salesforce": "Salesforce", "pipedrive": "Pipedrive", "csv": "CSV"}


@cache
def _by_keys(keys: int) -> Statement:
    marks = blanks(keys)
    return Statement(f'SELECT "id", "key", "deal", "told" FROM "deal_seen" WHERE "source" = {{}} AND "key" IN ({marks})')  # noqa: S608  # placeholders


@cache
def _by_deals(deals: int) -> Statement:
    marks = blanks(deals)
    return Statement(f'SELECT "id", "key", "deal", "told" FROM "deal_seen" WHERE "source" = {{}} AND "deal" IN ({marks})')  # noqa: S608  # placeholders


COLUMNS = tuple(column for column in DealImport.all_columns() if column._meta.name not in {"found", "skipped_rows"})  # noqa: SLF001  # how Piccolo names it
BY_ID = Prepared(lambda: DealImport.select(*COLUMNS).where(DealImport.id == P("id")))
FOUND = Prepared(lambda: DealImport.select(DealImport.found).where(DealImport.id == P("id")))
SKIPPED = Prepared(lambda: DealImport.select(DealImport.skipped_rows).where(DealImport.id == P("id")))
RUNNING = Prepared(
    lambda: DealImport.select(*COLUMNS).where(DealImport.state.is_in(["running", "leaving"])).order_by(DealImport.started_at)
)
FILE = Prepared(lambda: DealFile.select(DealFile.body).where(DealFile.id == P("id")))
MAPPING = Prepared(lambda: DealMapping.select().where(DealMapping.source == P("source")))
DECIDED_AT = Prepared(
    lambda: (
        DealMapping.select(DealMapping.at)
        .where(DealMapping.source == P("source"), DealMapping.at.is_not_null())
        .order_by(DealMapping.at, ascending=False)
        .limit(1)
    )
)
SOURCES = Statement('SELECT DISTINCT "source" FROM "deal_mapping" ORDER BY "source"')
OPEN_KEYS = Statement(
    'SELECT s."key", d."id", d."name" FROM "deal_seen" s JOIN "deal" d ON d."id" = s."deal" '
    'WHERE s."source" = {} AND d."source" = s."source" AND d."closed_at" IS NULL ORDER BY d."name", s."key"'
)
OTHERWISE = Statement(
    'SELECT "id", "key", "deal", "told" FROM "deal_seen" WHERE "source" = {} AND "mapping" <> {} ORDER BY "id" LIMIT {}'
)
WITHOUT = Statement(
    'SELECT "id", "key", "deal", "told" FROM "deal_seen" WHERE "source" = {} AND "deal" IS NULL ORDER BY "id" LIMIT {}'
)
