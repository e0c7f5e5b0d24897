"""Files of a CRM in tests: writing one, handing it in, importing it, and what is left of it."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID

from server import ledger
from server.db import Statement
from server.deals import actions
from server.deals.actions import Given
from server.deals.queries.imports import Import
from server.facts import Fact
from tests.cast import TUESDAY, Cast
from tests.selling import PROCESS

F = TypeVar("F", bound=Fact)

HEADS = "Record ID,Deal Name,Deal Stage,Pipeline,Deal owner,Amount,Close Date,Forecast category"
MONDAY = TUESDAY - timedelta(days=1)
NOW = TUESDAY


def row(id: int, stage: str = "Discover", owner: str = "ada@example.org", name: str = "", more: str = ",2026-12-18,") -> str:
    return f"{id},{name or f'Deal {id}'},{stage},Sales,{owner},{more}"


def csv(*rows: str, heads: str = HEADS) -> bytes:
    return "\r\n".join([heads, *rows, ""]).encode()


async def give(cast: Cast, data: bytes, *, at: datetime = MONDAY, source: str = "") -> UUID:
    given = Given(name="deals.csv", data=data, digest=sha256(data).hexdigest(), source=source, as_of=at)
    return await actions.give(cast.zoe.actor, cast.entry(cast.zoe), given, zone="Europe/Prague", currency="EUR", process=PROCESS)


async def bring(cast: Cast, data: bytes, *, at: datetime = MONDAY, source: str = "") -> Import:
    """Hands a file in and imports it under what is likely meant."""
    run = await give(cast, data, at=at, source=source)
    await actions.begin(cast.zoe.actor, cast.entry(cast.zoe), run, currency="EUR")
    return await finish(run)


async def finish(run: UUID) -> Import:
    return await actions.run_to_the_end(run, process=PROCESS, currency="EUR", now=lambda: NOW)


async def state() -> dict[str, list[dict[str, Any]]]:
    """Everything that imports leave in the tables of deals, but for when they ran."""
    left_out = {"imported_at", "added_by", "by"}
    found = {}
    for table in ("deal", "deal_stage", "deal_date", "deal_ownership", "deal_seen"):
        rows = await Statement(f'SELECT * FROM "{table}" ORDER BY "id"')()
        found[table] = [{key: value for key, value in dict(one).items() if key not in left_out} for one in rows]
    return found


async def kinds() -> list[str]:
    """The kinds of all facts about deals, in their order."""
    rows = await Statement('SELECT "kind" FROM "fact" WHERE "kind" LIKE \'deal%\' ORDER BY "at", "id"')()
    return [one["kind"] for one in rows]


async def facts_of(kind: type[F]) -> list[F]:
    """The facts of one kind, oldest first."""
    return [stored.fact for stored in await ledger.of_kind(kind) if isinstance(stored.fact, kind)]
