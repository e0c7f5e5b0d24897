"""A list of more values than a statement takes goes as one, on both engines, wherever it stands."""

import sqlite3
from uuid import UUID

import pytest

from server import ids
from server.db import Statement, lists
from server.db.sqlite import FastSQLiteEngine
from server.people.tables import Person
from tests.cast import TUESDAY
from tests.databases import Database

MANY = 33_000


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two values are many."""
    monkeypatch.setattr(lists, "MOST", 3)
    monkeypatch.setattr(lists, "LONG", 1)


def test_what_stands_around_a_list_keeps_its_value(short: None):
    sql = "a = $3 AND b IN ($1, $2) AND c NOT IN ($4, $5) AND d = $3 AND e IN ($6)"
    assert lists.of_postgres(sql, [1, 2, "x", "y", "z", 7]) == (
        "a = $1 AND b = ANY($2::bigint[]) AND c <> ALL($3::text[]) AND d = $1 AND e IN ($4)",
        ["x", [1, 2], ["y", "z"], 7],
    )
    sql = "a = ? AND b IN (?, ?) AND c NOT IN (?, ?) AND e IN (?)"
    assert lists.of_sqlite(sql, ["x", 1, 2, "y", 'z"', 7]) == (
        'a = ? AND b IN (SELECT "value" FROM json_each(?)) AND c NOT IN (SELECT "value" FROM json_each(?)) AND e IN (?)',
        ["x", "[1,2]", '["y","z\\""]', 7],
    )


def test_a_list_of_several_kinds_and_a_statement_with_few_values_go_as_they_are(short: None):
    assert lists.of_postgres("a IN ($1, $2) AND b IN ($3, $4)", [1, "x", None, 2]) == (
        "a IN ($1, $2) AND b IN ($3, $4)",
        [1, "x", None, 2],
    )
    assert lists.of_sqlite("a IN (?, ?, ?, ?)", [1, "x", None, 2]) == ("a IN (?, ?, ?, ?)", [1, "x", None, 2])
    assert lists.of_postgres("a IN ($1, $2)", [1, 2]) == ("a IN ($1, $2)", [1, 2])


async def test_a_statement_finds_the_same_by_more_values_than_an_engine_takes(database: Database):
    here = [UUID(int=10**9 + n) for n in range(0, 40, 10)]
    for n, id in enumerate(here):
        await Person(id=id, name=f"Rep {n}", email=f"{n}@example.org", roles="rep", added_at=TUESDAY).save()
    if isinstance(database.engine, FastSQLiteEngine):
        # As SQLite is built where nobody asks for more.
        assert await Person.count() == len(here)
        for connection in (database.engine._writer, database.engine._reader):
            assert connection
            connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 32_766)
    asked = [UUID(int=10**9 + n) for n in range(1, MANY)]
    marks = ", ".join(["{}"] * len(asked))
    within = Statement(f'SELECT "id" FROM "person" WHERE "name" <> {{}} AND "id" IN ({marks}) AND "roles" = {{}} ORDER BY "id"')
    assert [row["id"] for row in await within("Rep 1", *asked, "rep")] == here[2:]
    without = Statement(f'SELECT "id" FROM "person" WHERE "id" NOT IN ({marks})')
    assert [row["id"] for row in await without(*asked)] == here[:1]
    found = await Person.select(Person.id).where(Person.id.is_in(asked)).order_by(Person.id)
    assert [row["id"] for row in found] == here[1:]
    changed = Statement(f'UPDATE "person" SET "name" = {{}} WHERE "id" IN ({marks}) RETURNING "id"')
    assert len(await changed(f"Rep {ids.new()}", *asked)) == 3
