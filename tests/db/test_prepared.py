"""SQL compiled once gives the rows that the ORM gives."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from piccolo.query.base import Query

from server import db, ids
from server.db import P, Prepared, Statement
from server.outbox.tables import OutboxRow
from tests.databases import Database

NOW = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)


async def test_a_prepared_select_gives_typed_rows(database: Database) -> None:
    id = ids.new()
    await OutboxRow(id=id, made=NOW, due=NOW, state="waiting", attempts=3, body="x", problem="").save()
    query = Prepared(lambda: OutboxRow.select(OutboxRow.id, OutboxRow.due, OutboxRow.attempts).where(OutboxRow.due <= P("now")))
    (row,) = await query(now=NOW + timedelta(seconds=1))
    assert (row["id"], row["due"], row["attempts"]) == (id, NOW, 3)
    assert list(await query(now=NOW - timedelta(seconds=1))) == []


async def test_a_missing_value_is_an_error(database: Database) -> None:
    query = Prepared(lambda: OutboxRow.select().where(OutboxRow.state == P("state")))
    with pytest.raises(KeyError):
        await query()


async def test_a_prepared_select_sees_what_its_own_transaction_wrote(database: Database) -> None:
    query = Prepared(lambda: OutboxRow.select(OutboxRow.state).where(OutboxRow.state == P("state")))

    async def verb() -> int:
        await OutboxRow(id=ids.new(), made=NOW, due=NOW, state="mine").save()
        return len(await query(state="mine"))

    assert await db.run(verb) == 1


async def test_building_happens_once_for_each_engine(database: Database) -> None:
    built = 0

    def build() -> Query[OutboxRow, Any]:
        nonlocal built
        built += 1
        return OutboxRow.select(OutboxRow.id).where(OutboxRow.state == P("state"))

    query = Prepared(build)
    for state in ("a", "b", "c"):
        await query(state=state)
    assert built == 1


async def test_a_statement_takes_its_arguments_in_order(database: Database) -> None:
    id = ids.new()
    await OutboxRow(id=id, made=NOW, due=NOW).save()
    rows = await Statement('UPDATE "outbox" SET "state" = {}, "attempts" = {} WHERE "id" = {} RETURNING "state", "attempts"')(
        "sent", 2, id
    )
    assert [tuple(row.values()) for row in rows] == [("sent", 2)]
