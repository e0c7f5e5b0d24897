"""Bringing a database up to date."""

import pytest
from piccolo.apps.migrations.tables import Migration

from server import db
from server.errors import Setup
from server.piccolo_app import MIGRATIONS, TABLES
from tests.databases import Database


async def test_an_empty_database_gets_every_table_once(empty_database: Database) -> None:
    assert await db.migrate(MIGRATIONS), "something was to be done"
    assert await db.migrate(MIGRATIONS) == [], "and then no more"
    for table in TABLES:
        assert await table.count() == 0


async def test_a_database_from_the_future_is_refused(database: Database) -> None:
    await Migration(name="2999-01-01T00:00:00:000000", app_name="plumbline").save()
    with pytest.raises(Setup, match="newer than this Plumbline"):
        await db.migrate(MIGRATIONS)
