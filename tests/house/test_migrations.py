"""One linear history of migrations leads to the tables of the code, on both engines."""

from pathlib import Path

import pytest
from piccolo.apps.migrations.commands.new import AutoMigrationManager
from piccolo.table import Table

from server.piccolo_app import APP_CONFIG, TABLES
from tests import databases, schema
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
