"""The database that a process keeps for its tests is as small after one with a crowd as before."""

from pathlib import Path

from server.db import Statement
from tests import crowd, databases
from tests.cast import TUESDAY, assemble

SIZE = Statement(
    "SELECT COUNT(*) FILTER (WHERE pg_relation_size(oid) > {}) AS \"long\" FROM pg_class WHERE relkind = 'r' "
    "AND relnamespace = 'public'::regnamespace"
)


async def test_a_crowd_leaves_no_table_long_and_the_next_test_finds_nobody(tmp_path: Path):
    async with databases.migrated("postgres", tmp_path) as database:
        cast = await assemble()
        await crowd.below(database, cast.north, TUESDAY, 1_000)
        assert await _long() > 1
    async with databases.migrated("postgres", tmp_path):
        assert await _long() == 0
        await assemble()


async def _long() -> int:
    return int((await SIZE(databases.LONG))[0]["long"])
