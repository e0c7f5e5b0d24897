"""`plumbline restore` on PostgreSQL, and what must not come back to life on either engine."""

import asyncio
import json
import os
import re
import shutil
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from server import db, ids
from server.cli.copies.unfinished import checksum
from server.people.tables import ApiToken, Person, Session, SignIn
from tests import databases, machine
from tests.cli.copying import NOW, elsewhere, ran, said, write
from tests.databases import Database


async def test_on_postgresql_a_copy_goes_only_where_nobody_and_nothing_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    copy = tmp_path / "the.copy"
    monkeypatch.setenv("PATH", f"{machine.postgres_programs()}:{os.environ['PATH']}")

    async def at(url: str, *words: object) -> str:
        monkeypatch.setenv("DATABASE_URL", url)
        return await asyncio.to_thread(said, *words)

    async with databases.migrated("postgres", tmp_path) as database:
        assert "is whole" in await at(database.url, "backup", copy)
        assert "others are connected to this database" in await at(database.url, "restore", "--force", copy)
    async with elsewhere("postgres", tmp_path) as url:
        other = await asyncpg.connect(url)
        await other.execute("CREATE TABLE stale (n INTEGER)")
        await other.close()
        assert "There is something in this database already" in await at(url, "restore", copy)
        assert "The tables in this database are not Plumbline's" in await at(url, "restore", "--force", copy)
        other = await asyncpg.connect(url)
        await other.execute("CREATE TABLE migration (name TEXT, app_name TEXT)")
        await other.execute("INSERT INTO migration VALUES ('1', 'shop')")
        await other.close()
        assert "The tables in this database are not Plumbline's" in await at(url, "restore", "--force", copy)
        other = await asyncpg.connect(url)
        await other.execute("UPDATE migration SET app_name = 'plumbline'")
        role = f"owns_nothing_{ids.new().hex}"
        await other.execute(f"CREATE ROLE {role} LOGIN")
        refused = await at(re.sub(r"//\w+@", f"//{role}@", url), "restore", "--force", copy)
        assert refused == "It could not be put back, and the database is as it was: permission denied for table migration"
        # A server may end who says nothing for long, and to put much back takes longer.
        name = url.rpartition("/")[2]
        await other.execute(f'DROP ROLE {role}; ALTER DATABASE "{name}" SET idle_session_timeout = 300')
        await other.close()
        assert "is in its place" in await at(url, "restore", "--force", copy)
        async with databases.opened("postgres", url):
            assert await db.Statement("SELECT tablename FROM pg_tables WHERE tablename = 'stale'")() == []
        other = await asyncpg.connect(url)
        await other.execute("CREATE TABLE newer (n INTEGER)")
        await other.close()
        # All of it is put back, and the last count is another: what was there before is there still.
        note = json.loads((tmp_path / "the.copy.json").read_bytes())
        note["stock"]["rows"]["migration"] += 1
        (tmp_path / "the.copy.json").write_text(json.dumps(note), encoding="utf-8")
        assert "the database is as it was: " in await at(url, "restore", "--force", copy)
        async with databases.opened("postgres", url):
            assert len(await db.Statement("SELECT tablename FROM pg_tables WHERE tablename = 'newer'")()) == 1
            assert await db.pending(databases.MIGRATIONS) == []
    whole = copy.read_bytes()
    (tmp_path / "the.copy.json").unlink()
    for damaged in (whole[: len(whole) // 2], whole[:-100]):
        copy.write_bytes(damaged)
        assert "is damaged or was cut off" in await at(url, "restore", copy)


async def test_on_postgresql_a_copy_with_another_ledger_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """As many rows, and other words in one: nobody but the checksum of the ledger can tell."""
    copy, other, written = tmp_path / "the.copy", tmp_path / "other.copy", set[UUID]()
    monkeypatch.setenv("PATH", f"{machine.postgres_programs()}:{os.environ['PATH']}")
    async with databases.migrated("postgres", tmp_path) as database:
        await write(20, written)
        await ran(database.url, "backup", str(copy))
    async with elsewhere("postgres", tmp_path) as url:
        await ran(url, "restore", str(copy))
        connection = await asyncpg.connect(url)
        await connection.execute("""UPDATE fact SET body = body || ' \\ "á' || chr(10) WHERE id = $1""", max(written))
        await connection.close()
        await ran(url, "backup", str(other))
        # What needs care in a line is compared as it is.
        await ran(url, "restore", "--force", str(other))
        note = json.loads(copy.with_name("the.copy.json").read_bytes())
        note |= {"bytes": other.stat().st_size, "sha256": checksum(other)}
        copy.with_name("the.copy.json").write_text(json.dumps(note), encoding="utf-8")
        shutil.copyfile(other, copy)
        connection = await asyncpg.connect(url)
        await connection.execute("CREATE TABLE mine (n INTEGER)")
        await connection.execute("DELETE FROM fact WHERE id = $1", min(written))
        await connection.close()
        monkeypatch.setenv("DATABASE_URL", url)
        told = await asyncio.to_thread(said, "restore", "--force", copy)
        connection = await asyncpg.connect(url)
        assert await connection.fetchval("SELECT count(*) FROM mine") == 0, "its own table is there"
        assert {row["id"] for row in await connection.fetch("SELECT id FROM fact")} == written - {min(written)}
        await connection.close()
        assert "the checksum of the ledger. The database is as it was" in told


@pytest.mark.parametrize("kind", databases.KINDS)
async def test_nobody_is_signed_in_after_a_restore_and_what_was_ended_since_stays_ended(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The rows are written by hand: what matters is that a restore finds them, however they came there."""
    # The database of this process may be emptied by a connection that stays open.
    async with databases.copied(kind, tmp_path, databases.template(kind)) as database:
        await _what_a_restore_ends(database, tmp_path, monkeypatch)


async def _what_a_restore_ends(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, ended, left = ids.new(), ids.new(), ids.new()
    await Person(id=left, name="Bo", email="bo@example.com").save()
    for token in (kept, ended):
        await ApiToken(id=token, secret=token.hex, name="a token").save()
    await Session(id=ids.new(), token="t", person=left, expires=NOW).save()
    await SignIn(id=ids.new(), person=left, token="t", code="c").save()
    copy = tmp_path / "the.copy"
    await ran(database.url, "backup", str(copy))
    await ApiToken.update({ApiToken.ended_at: NOW}).where(ApiToken.id == ended)
    await Person.update({Person.deactivated_at: NOW}).where(Person.id == left)
    await Person(id=ids.new(), name="Ada", email="ada@example.com").save()
    await db.close()
    monkeypatch.setenv("PATH", f"{machine.postgres_programs()}:{os.environ['PATH']}")
    monkeypatch.setenv("DATABASE_URL", database.url)
    told = await asyncio.to_thread(said, "restore", "--force", copy)
    await db.start()
    assert "Nobody is signed in" in told
    assert "programs that work: 1; those that were ended since stay so" in told
    assert "let go or erased since: bo@example.com." in told
    assert await Session.count() == await SignIn.count() == 0
    assert await ApiToken.select(ApiToken.id).where(ApiToken.ended_at.is_null()) == [{"id": kept}]
