"""Bringing a database up to date, with what is in it, and never half.

Nothing is released yet: what is here now stands for the release before, and `next_release` for the one that comes.
"""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from piccolo.apps.migrations.tables import Migration

from server import db
from server.errors import Setup
from server.piccolo_app import MIGRATIONS, TABLES
from tests import databases, schema
from tests.cast import assemble
from tests.databases import Database
from tests.machine import ROOT

NEXT = "2999-01-01T00:00:00:000000"
"""The migration of a release to come."""

SOMEBODY = 65_534
"""A user who is not root."""

STEPS = f'''
from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Text, Varchar
from server import db

ID = "{NEXT}"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="plumbline", description="A new table, and a column with what was known")

    async def fill():
        await db.Statement('CREATE TABLE "bin" ("id" UUID PRIMARY KEY, "label" TEXT NOT NULL)')()
        await db.Statement('INSERT INTO "bin" ("id", "label") SELECT "id", "name" FROM "team"')()
        INTERRUPTED

    manager.add_raw(fill)
    manager.add_column("Team", "team", "motto", column_class=Text, params={{"null": True, "default": None}})
    return manager
'''


def next_release(folder: Path, interrupted: str = "pass") -> Path:
    """The migrations of a release to come: all of ours and one more, which may be broken off in its middle."""
    folder.mkdir()
    for file in MIGRATIONS.glob("*.py"):
        shutil.copyfile(file, folder / file.name)
    (folder / "m9999_next.py").write_text(STEPS.replace("INTERRUPTED", interrupted), encoding="utf-8")
    return folder


async def shape(database: Database) -> list[object]:
    return [await schema.columns(database), await schema.unique(database)]


async def rows_of_each() -> dict[str, list[dict[str, object]]]:
    """Everything that is kept, by table."""
    names = [table._meta.tablename for table in TABLES]
    found = {name: [dict(row) for row in await db.Statement(f'SELECT * FROM "{name}"')()] for name in names}
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


async def test_an_empty_database_gets_every_table_once(empty_database: Database) -> None:
    waiting = await db.pending(MIGRATIONS)
    assert await schema.columns(empty_database) == {}, "who only looks changes nothing"
    assert await db.migrate(MIGRATIONS) == waiting != []
    assert await db.migrate(MIGRATIONS) == [], "and then no more"
    for table in TABLES:
        assert await table.count() == 0


async def test_a_database_from_the_future_is_refused(database: Database) -> None:
    await Migration(name=NEXT, app_name="plumbline").save()
    with pytest.raises(Setup, match="newer than this Plumbline"):
        await db.migrate(MIGRATIONS)


async def test_an_upgrade_keeps_what_is_there_and_both_engines_end_alike(tmp_path: Path) -> None:
    release, shapes = next_release(tmp_path / "release"), []
    for kind in databases.KINDS:
        async with databases.copied(kind, tmp_path, databases.template(kind)) as database:
            await assemble()
            before = await rows_of_each()
            assert await db.pending(release) == [NEXT]
            # Several hosts are started at once.
            ran = await asyncio.gather(*(db.migrate(release) for _host in range(3)))
            assert sorted(ran) == [[], [], [NEXT]]
            after = await rows_of_each()
            assert {row.pop("motto") for row in after["team"]} == {None}
            assert after == before, "nothing else is another than it was"
            labels = await db.Statement('SELECT "label" FROM "bin"')()
            assert {row["label"] for row in labels} == {row["name"] for row in before["team"]} > {"Team North"}
            shapes.append(await shape(database))
    assert shapes[0] == shapes[1]


async def test_a_migration_that_fails_leaves_nothing_half_done_and_runs_once_it_is_mended(tmp_path: Path) -> None:
    broken, mended = next_release(tmp_path / "broken", 'raise ValueError("in the middle")'), next_release(tmp_path / "mended")
    for kind in databases.KINDS:
        async with databases.copied(kind, tmp_path, databases.template(kind)) as database:
            before = await shape(database)
            with pytest.raises(Setup, match=f"as it was before {NEXT}: in the middle"):
                await db.migrate(broken)
            assert await shape(database) == before
            assert await db.pending(mended) == [NEXT]
            assert await db.migrate(mended) == [NEXT]


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from piccolo.apps.migrations.tables import Migration
from server import db
from server.piccolo_app import TABLES

async def main():
    if len(sys.argv) > 3:
        Migration.insert = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
    db.use(db.open_engine(sys.argv[1]), TABLES)
    await db.start()
    await db.migrate(Path(sys.argv[2]))

asyncio.run(main())
"""


def owners_of_locks(folder: Path) -> list[int]:
    return [left.stat().st_uid for left in folder.glob("*-migrating")]


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.long)])
@pytest.mark.parametrize("when", ["in the middle", "before its mark"])
async def test_a_process_that_is_killed_leaves_nothing_half_done(kind: str, when: str, tmp_path: Path) -> None:
    middle = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    killed = next_release(tmp_path / "killed", middle if when == "in the middle" else "pass")
    if os.getuid() == 0:
        # An admin migrates as root in the folder of the service.
        os.chown(tmp_path, SOMEBODY, SOMEBODY)
    async with databases.copied(kind, tmp_path, databases.template(kind)) as database:
        before = await shape(database)
        words = [sys.executable, "-c", KILLED, database.url, str(killed), *(["mark"] if when == "before its mark" else [])]
        assert (await asyncio.to_thread(subprocess.run, words, cwd=ROOT, check=False)).returncode == -signal.SIGKILL
        assert await shape(database) == before
        assert owners_of_locks(tmp_path) == ([os.getuid() or SOMEBODY] if kind == "sqlite" else []), "the service can open it"
        assert await db.migrate(next_release(tmp_path / "mended")) == [NEXT]
