"""One linear history of migrations leads to the tables of the code, on both engines."""

from pathlib import Path

import pytest
from piccolo.apps.migrations.commands.new import AutoMigrationManager
from piccolo.apps.migrations.tables import Migration
from piccolo.table import Table

from server import db
from server.errors import Setup
from server.piccolo_app import APP_CONFIG, MIGRATIONS, TABLES
from tests import databases, schema, tree
from tests.databases import Database


async def test_the_migrations_know_every_change_of_the_tables(sqlite: Database):
    found = await AutoMigrationManager(auto_input="y").get_alter_statements(app_config=APP_CONFIG)
    assert [statement for alter in found for statement in alter.statements] == []


async def test_the_migrations_make_every_table(database: Database):
    assert set(await schema.columns(database)) == {table._meta.tablename for table in TABLES}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table._meta.tablename)
async def test_a_table_has_the_columns_of_its_class(table: type[Table], sqlite: Database):
    found = (await schema.columns(sqlite))[table._meta.tablename]
    assert set(found) == {column._meta.db_column_name for column in table._meta.columns}


async def test_both_engines_end_with_the_same_schema(tmp_path: Path):
    shapes = []
    for kind in databases.KINDS:
        async with databases.migrated(kind, tmp_path) as database:
            shapes.append([await schema.columns(database), await schema.unique(database), await schema.indexed(database)])
    assert shapes[0] == shapes[1]


async def test_migrating_again_does_nothing(database: Database):
    assert await db.pending(MIGRATIONS) == []
    assert await db.migrate(MIGRATIONS) == []


async def test_an_empty_database_is_brought_up_to_date(empty_database: Database):
    waiting = await db.pending(MIGRATIONS)
    assert len(waiting) == len([path for path in tree.below("migrations", ".py") if path.stem != "__init__"])
    assert await db.migrate(MIGRATIONS) == waiting
    assert await db.pending(MIGRATIONS) == []


async def test_a_database_from_the_future_is_refused(database: Database):
    await Migration(name="9999-01-01T00:00:00:000000", app_name=APP_CONFIG.app_name).save()
    with pytest.raises(Setup, match="newer than this Plumbline"):
        await db.migrate(MIGRATIONS)
    await Migration.delete().where(Migration.name.like("9999%"))
