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
from server.cli.bench import growth
from server.db.postgres import SafePostgresEngine
from server.people.queries import Person
from tests import databases
from tests.databases import Database
from tests.journeys.visiting import FEW
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
        ada, mira, lea, zoe = world.cast.ada, world.cast.mira, world.cast.lea, world.cast.zoe
        own = [(ada, path) for path in ("/today", "/my-line", "/practice", "/deals")]
        own += [(lea, path) for path in ("/review", "/search?q=fennel", "/process", "/team")]
        own += [(zoe, path) for path in ("/setup/people", "/setup/teams", f"/setup/people/{ada.id}")]
        sent = [
            query
            for person, path in (*own, (mira, "/team"), (mira, "/week"), (mira, f"/people/{ada.id}"))
            for query in await asked(world, person, path)
        ]
        assert len(sent) > 50
        scanned = await scans(postgres, sent)
        assert {table: sql for table, sql in scanned.items() if table not in growth.ONCE | FEW.keys()} == {}


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
    assert engine.lending is not None

    def note(query: LoggedQuery) -> None:
        found.append((query.query, tuple(query.args or ())))

    async with world.visit(person) as visitor:
        await visitor.get(path)
        connection = await engine.lending.take()
        connection.add_query_logger(note)
        # Who gave back last is lent first.
        await engine.lending.give_back(connection, whole=True)
        with db.counted() as count:
            assert (await visitor.get(path)).status_code == 200
        connection.remove_query_logger(note)
    reads = [query for query in found if query[0].lstrip().startswith("SELECT") and ";" not in query[0]]
    return [query for query in reads if query[0] not in count.scanning]


async def scans(database: Database, queries: Sequence[Query]) -> dict[str, str]:
    """The tables that PostgreSQL reads from one end to the other even where it would rather not, each with what asks: no index leads there."""
    connection = await asyncpg.connect(database.url)
    try:
        for row in await connection.fetch(LARGE):
            await connection.execute(f"VACUUM FULL {row['name']}")
        await connection.execute(UNCOUNTED)
        await connection.execute("SET enable_seqscan = off")
        plans = [(sql, await connection.fetchval(f"EXPLAIN (FORMAT JSON) {sql}", *values)) for sql, values in queries]
    finally:
        await connection.close()
    return {table: sql for sql, plan in plans for table in _scanned(json.loads(plan)[0]["Plan"])}


LARGE = """
    SELECT oid::regclass::text AS name FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_total_relation_size(oid) > 65536
"""
"""Tables that hold the rows of tests before, which are gone: how long a file is would decide, too."""

UNCOUNTED = """
    UPDATE pg_class SET reltuples = -1, relpages = 0 WHERE relnamespace = 'public'::regnamespace AND relkind = 'r';
    DELETE FROM pg_statistic s USING pg_class c WHERE c.oid = s.starelid AND c.relnamespace = 'public'::regnamespace
"""
"""As in a database that nobody has counted: what other tests left of statistics, or a vacuum in the middle, would decide in place of the indexes."""


def _scanned(plan: Mapping[str, Any]) -> Iterator[str]:
    kind = plan["Node Type"]
    if kind == "Seq Scan" or (kind in {"Index Scan", "Index Only Scan"} and "Index Cond" not in plan):
        yield plan["Relation Name"]
    for inner in plan.get("Plans", ()):
        yield from _scanned(inner)
