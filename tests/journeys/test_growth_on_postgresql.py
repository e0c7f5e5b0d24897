"""On PostgreSQL, no page reads a table from one end to the other that grows with the company."""

import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from asyncpg.connection import LoggedQuery

from server import db
from server.cli import growth
from server.db.postgres import SafePostgresEngine
from server.people.queries import Person
from tests import databases
from tests.databases import Database
from tests.web import selling_deeds
from tests.web.deeds import answer, assign
from tests.web.world import World, opened

Query = tuple[str, tuple[object, ...]]


@pytest.fixture
async def postgres(tmp_path: Path) -> AsyncIterator[Database]:
    async with databases.migrated("postgres", tmp_path) as made:
        yield made


async def test_no_page_reads_all_of_what_grows(postgres: Database):
    async with opened(postgres) as world:
        await world.enter_policy()
        await filled(world)
        ada, mira = world.cast.ada, world.cast.mira
        own = [(ada, path) for path in ("/today", "/my-line", "/practice", "/deals")]
        sent = [
            query
            for person, path in (*own, (mira, "/team"), (mira, "/week"), (mira, f"/people/{ada.id}"))
            for query in await asked(world, person, path)
        ]
        assert len(sent) > 50
        scanned = await scans(postgres, sent)
        assert {table: sql for table, sql in scanned.items() if table not in growth.ONCE} == {}


async def filled(world: World) -> None:
    """A deal, a promise, answers, an assignment and a look at the deal."""
    ada = world.cast.ada
    await selling_deeds.promise(ada, await selling_deeds.deal(ada, "Fennel"), due=timedelta(days=20))
    await answer(world, ada)
    await assign(world, ada, lesson="hear-it")


async def asked(world: World, person: Person, path: str) -> list[Query]:
    """What a page asks, with the values it asks for."""
    engine, found = db.current(), list[Query]()
    assert isinstance(engine, SafePostgresEngine)
    assert engine.pool is not None

    def note(query: LoggedQuery) -> None:
        found.append((query.query, tuple(query.args or ())))

    async with world.visit(person) as visitor:
        await visitor.get(path)
        async with engine.pool.acquire() as connection:
            connection.add_query_logger(note)
        assert (await visitor.get(path)).status_code == 200
        async with engine.pool.acquire() as connection:
            connection.remove_query_logger(note)
    # The pool sends several at once when a connection comes back to it.
    return [query for query in found if query[0].lstrip().startswith("SELECT") and ";" not in query[0]]


async def scans(database: Database, queries: Sequence[Query]) -> dict[str, str]:
    """The tables that PostgreSQL reads from one end to the other even where it would rather not, each with what asks: no index leads there."""
    connection = await asyncpg.connect(database.url)
    try:
        await connection.execute("SET enable_seqscan = off")
        plans = [(sql, await connection.fetchval(f"EXPLAIN (FORMAT JSON) {sql}", *values)) for sql, values in queries]
    finally:
        await connection.close()
    return {table: sql for sql, plan in plans for table in _scanned(json.loads(plan)[0]["Plan"])}


def _scanned(plan: Mapping[str, Any]) -> Iterator[str]:
    kind = plan["Node Type"]
    if kind == "Seq Scan" or (kind in {"Index Scan", "Index Only Scan"} and "Index Cond" not in plan):
        yield plan["Relation Name"]
    for inner in plan.get("Plans", ()):
        yield from _scanned(inner)
