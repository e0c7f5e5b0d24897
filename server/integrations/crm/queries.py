"""Which CRMs are connected, how far they were asked, and what they call their words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from server.db import P, Prepared, Statement, of_row
from server.deals.queries import imports
from server.errors import NotFound
from server.inspections import queries as inspections
from server.integrations.crm.meaning import Key
from server.integrations.crm.tables import CrmConnection, CrmRun, CrmWord, CrmWriting, CrmWritten
from server.integrations.crm.telling import LONGEST, Telling, Told
from server.integrations.crm.vendors import VENDORS
from server.integrations.crm.walk import Label, Left
from server.lessons import queries as lessons


class Connection(Struct, frozen=True, kw_only=True):
    """One CRM; see `crm_connection`. It is told without its secret."""

    id: UUID
    source: str
    base: str
    at: datetime
    every: int
    since: str
    steps_since: str
    steps: str
    full_at: datetime | None
    woken_at: datetime | None
    not_before: datetime | None
    lease: UUID | None
    lease_until: datetime | None
    failures: int
    problem: str
    detail: str

    @property
    def name(self) -> str:
        """The CRM as people call it."""
        return VENDORS[self.source].name


class Run(Struct, frozen=True, kw_only=True):
    """One walk through a CRM; see `crm_run`."""

    id: UUID
    source: str
    kind: str
    state: str
    cursor: str
    full: int
    by: UUID | None
    at: datetime
    ended_at: datetime | None
    pages: int
    deals: int
    added: int
    changed: int
    same: int
    skipped: int


class Writing(Struct, frozen=True, kw_only=True):
    """How the field of one CRM is written; see `crm_writing`."""

    source: str
    field: str
    active: bool
    at: datetime
    not_before: datetime | None
    lease: UUID | None
    lease_until: datetime | None
    failures: int
    problem: str
    detail: str
    wrote_at: datetime | None


async def connections() -> list[Connection]:
    """Every CRM that is connected, by name."""
    return [_connection(row) for row in await ALL()]


async def connection(source: str) -> Connection:
    """This CRM. Raises NotFound."""
    rows = await ONE(source=source)
    if not rows:
        raise NotFound("This CRM is not connected.")
    return _connection(rows[0])


async def secret_of(source: str) -> bytes:
    """What opens a CRM, sealed. Raises NotFound."""
    rows = await SECRET(source=source)
    if not rows or rows[0]["secret"] is None:
        raise NotFound("This CRM is not connected.")
    return bytes(rows[0]["secret"])


async def runs(source: str, *, most: int = 10) -> list[Run]:
    """The walks through a CRM that began last, newest first."""
    return [_run(row) for row in await RUNS(source, most)]


async def last_pull(source: str, until: datetime) -> Run | None:
    """The walk that brought deals and began last, of those that began until then and came to their end."""
    rows = await LAST_PULL(source=source, until=until)
    return _run(rows[0]) if rows else None


async def run(id: UUID) -> Run:
    """This walk. Raises NotFound."""
    rows = await RUN(id=id)
    if not rows:
        raise NotFound("There is no such walk.")
    return _run(rows[0])


async def open_run(source: str) -> Run | None:
    """The walk that has not come to its end."""
    rows = await OPEN(source=source)
    return _run(rows[0]) if rows else None


async def met(run: UUID) -> dict[Key, int]:
    """How many deals of a walk used each word."""
    rows = await FOUND(id=run)
    return dict(msgspec.json.decode(rows[0]["found"], type=list[tuple[Key, int]])) if rows and rows[0]["found"] else {}


async def left_out(run: UUID) -> tuple[Left, ...]:
    """The first deals of a walk that stayed out, and why."""
    rows = await LEFT(id=run)
    return msgspec.json.decode(rows[0]["left_out"], type=tuple[Left, ...]) if rows and rows[0]["left_out"] else ()


async def labels(source: str) -> dict[Key, Label]:
    """What people of a CRM call its words."""
    return {
        (row["kind"], row["pipeline"], row["word"]): Label(
            kind=row["kind"], pipeline=row["pipeline"], word=row["word"], label=row["label"], guess=row["guess"]
        )
        for row in await WORDS(source=source)
    }


async def writing(source: str) -> Writing | None:
    """How the field of a CRM is written, None where nobody said anything about it."""
    rows = await WRITING(source=source)
    return _writing(rows[0]) if rows else None


async def active_writings() -> list[Writing]:
    """The CRMs of which the field is written."""
    return [_writing(row) for row in await ACTIVE(True)]


async def told(source: str) -> dict[str, Told]:
    """What deals of a CRM were told, by key."""
    return {row["key"]: of_row(Told, row) for row in await TOLD(source=source)}


async def tellings(source: str) -> list[Telling]:
    """What the open deals of a CRM would be told: those of which a sheet or a baseline concludes something."""
    process = (await lessons.current()).academy.process
    if process is None:
        return []
    found: list[Telling] = []
    keys = await imports.open_keys(source)
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        concluded = await inspections.concluded([deal for _key, deal, _name in some])
        found += [
            Telling(key=key, deal=deal, name=name, words=process.stage[concluded[deal].supported].title[:LONGEST])
            for key, deal, name in some
            if deal in concluded and concluded[deal].place
        ]
    return found


def _writing(row: Mapping[str, Any]) -> Writing:
    return of_row(Writing, row, active=bool(row["active"]))


def _connection(row: Mapping[str, Any]) -> Connection:
    return of_row(Connection, row)


def _run(row: Mapping[str, Any]) -> Run:
    return of_row(Run, row)


PLAIN = tuple(column for column in CrmConnection.all_columns() if column._meta.name not in {"secret", "by"})  # noqa: SLF001  # how Piccolo names it
ALL = Prepared(lambda: CrmConnection.select(*PLAIN).order_by(CrmConnection.source))
ONE = Prepared(lambda: CrmConnection.select(*PLAIN).where(CrmConnection.source == P("source")))
SECRET = Prepared(lambda: CrmConnection.select(CrmConnection.secret).where(CrmConnection.source == P("source")))
BARE = tuple(column for column in CrmRun.all_columns() if column._meta.name not in {"found", "left_out", "open_key"})  # noqa: SLF001  # as above
RUNS = Statement('SELECT * FROM "crm_run" WHERE "source" = {} ORDER BY "at" DESC, "id" DESC LIMIT {}')
LAST_PULL = Prepared(
    lambda: (
        CrmRun.select(*BARE)
        .where(CrmRun.source == P("source"), CrmRun.kind == "pull", CrmRun.state == "done", CrmRun.at <= P("until"))
        .order_by(CrmRun.at, CrmRun.id, ascending=False)
        .limit(1)
    )
)
RUN = Prepared(lambda: CrmRun.select(*BARE).where(CrmRun.id == P("id")))
OPEN = Prepared(lambda: CrmRun.select(*BARE).where(CrmRun.open_key == P("source")))
FOUND = Prepared(lambda: CrmRun.select(CrmRun.found).where(CrmRun.id == P("id")))
LEFT = Prepared(lambda: CrmRun.select(CrmRun.left_out).where(CrmRun.id == P("id")))
AT_ONCE = 5_000
"""Deals of one statement."""

WRITING = Prepared(lambda: CrmWriting.select().where(CrmWriting.source == P("source")))
ACTIVE = Statement('SELECT * FROM "crm_writing" WHERE "active" = {} ORDER BY "source"')
TOLD = Prepared(lambda: CrmWritten.select().where(CrmWritten.source == P("source")))
WORDS = Prepared(lambda: CrmWord.select().where(CrmWord.source == P("source")))
