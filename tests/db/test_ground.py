"""What has to be so before our tables are made: a database of their own, in which every text can be kept and every backup looks."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from server import db, ids
from server.db import Statement, ground
from server.errors import Setup
from server.piccolo_app import MIGRATIONS
from tests import cluster, databases, schema
from tests.databases import Database


@pytest.mark.parametrize(
    "strange",
    [
        ('CREATE TABLE "orders" ("id" INTEGER)',),
        # Such as another product has it.
        ('CREATE TABLE "migration" ("version" TEXT)',),
        (
            'CREATE TABLE "migration" ("id" INTEGER, "name" TEXT, "app_name" TEXT, "ran_on" TIMESTAMP)',
            "INSERT INTO \"migration\" VALUES (1, '2999-01-01', 'shop', '2026-11-17')",
            'CREATE TABLE "orders" ("id" INTEGER)',
        ),
    ],
)
async def test_no_table_of_ours_comes_among_those_of_another_product(empty_database: Database, strange: tuple[str, ...]):
    for statement in strange:
        await Statement(statement)()
    before = await schema.columns(empty_database)
    for look in (db.pending, db.migrate):
        with pytest.raises(Setup, match=r"such as (orders|migration), are not Plumbline's"):
            await look(MIGRATIONS)
    assert await schema.columns(empty_database) == before


async def test_what_is_nobodys_or_lies_in_another_schema_is_in_nobodys_way(tmp_path: Path):
    async with databases.empty("postgres", tmp_path):
        await Statement("CREATE TABLE of_an_extension (n INTEGER)")()
        await Statement("ALTER EXTENSION plpgsql ADD TABLE of_an_extension")()
        await Statement("CREATE SCHEMA other")()
        await Statement("CREATE TABLE other.migration (n INTEGER)")()
        assert await db.migrate(MIGRATIONS) != []
        assert await db.pending(MIGRATIONS) == []


async def test_tables_that_another_process_makes_meanwhile_are_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    asked, ask = list[object](), ground._either

    async def late(postgres: Statement, sqlite: Statement) -> Sequence[Mapping[str, Any]]:
        asked.append(sqlite)
        if sqlite is ground.SQLITE_TABLES and asked.count(sqlite) == 1:
            await db.migrate(MIGRATIONS)
        return await ask(postgres, sqlite)

    monkeypatch.setattr(ground, "_either", late)
    async with databases.empty("sqlite", tmp_path):
        assert await db.pending(MIGRATIONS) == []


async def test_an_account_that_may_not_look_into_the_schema_does_not_hear_that_there_is_none(tmp_path: Path):
    async with databases.migrated("postgres", tmp_path) as owner:
        role = f"sees_nothing_{ids.new().hex}"
        await Statement(f"CREATE ROLE {role} LOGIN")()
        await Statement("REVOKE ALL ON SCHEMA public FROM public")()
        async with databases.opened("postgres", re.sub(r"//\w+@", f"//{role}@", owner.url)):
            for look in (db.pending, db.migrate):
                with pytest.raises(Setup, match=r"may not use the schema public, .* what which one has to be allowed"):
                    await look(MIGRATIONS)
        databases.open_here(owner.url)
        await Statement(f"DROP ROLE {role}")()


@pytest.mark.parametrize(
    ("made", "asked", "why"),
    [
        ("ENCODING 'LATIN1' LOCALE 'C'", "", "keeps texts in LATIN1"),
        ("", "?options=-csearch_path%3Delsewhere", "the schema that is not there"),
        ("", "?options=-csearch_path%3Dpg_toast", "come into the schema pg_toast"),
    ],
)
async def test_a_database_that_cannot_keep_everything_where_it_belongs_is_refused_at_first(made: str, asked: str, why: str):
    name = f"ground_{ids.new().hex}"
    connection = await asyncpg.connect(f"{cluster.address()}/postgres")
    await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0 {made}')
    try:
        async with databases.opened("postgres", f"{cluster.address()}/{name}{asked}"):
            with pytest.raises(Setup, match=why):
                await db.migrate(MIGRATIONS)
    finally:
        await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        await connection.close()
