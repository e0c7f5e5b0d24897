"""`plumbline backup` and `restore`: taken while answers are written, put back whole, and never what it is not."""

import asyncio
import errno
import json
import os
import re
import resource
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from server import clock, db, ids, ledger
from server.cli.copies import dump, file, programs
from server.cli.copies.programs import address
from server.db import checkpoints
from server.errors import Setup
from server.facts import LessonBegun
from server.ledger import Entry
from server.operations import queries
from tests import databases, machine
from tests.cli.copying import NOW, elsewhere, ran, said, write
from tests.databases import Database


async def test_a_copy_taken_while_facts_are_written_comes_back_whole_elsewhere(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    # With SQLite all of it lies in the log beside the file, so that a copy of the file alone would be an empty one.
    monkeypatch.setattr(checkpoints, "ROWS", 10**9)
    monkeypatch.setattr(checkpoints, "GROWN", 10**12)
    before: set[UUID] = set()
    await write(40, before)
    after, over, copy = set(before), asyncio.Event(), tmp_path / "copies" / "the.copy"
    writing = [asyncio.create_task(write(100_000, after, over)) for _ in range(2)]
    said = await ran(database.url, "backup", str(copy))
    over.set()
    await asyncio.gather(*writing)
    note = json.loads(copy.with_name("the.copy.json").read_bytes())
    assert f"{note['stock']['rows']['fact']:,} facts" in said
    assert note["stock"]["ledger"] in said
    assert re.search("/key yet. Once there is, keep a copy of it in another place than this backup", said)
    told = (await queries.standing("backup")).worked_at
    assert told is not None, "the page Operations knows of it"
    assert clock.now() - told < timedelta(minutes=5)
    async with elsewhere(database.kind, tmp_path) as url:
        said = await ran(url, "restore", str(copy))
        assert f"{note['stock']['ledger']}, as when it was copied" in said
        async with databases.opened(database.kind, url):
            kept = {row["id"] for row in await db.Statement('SELECT "id" FROM "fact"')()}
            heads = await db.Statement('SELECT sum("last") AS n FROM "fact_head"')()
            assert await db.pending(databases.MIGRATIONS) == []
    assert before < kept < after, "it was taken while they were written"
    assert len(kept) == note["stock"]["rows"]["fact"] == heads[0]["n"], "and at one moment"
    assert sorted(one.name for one in copy.parent.iterdir()) == ["the.copy", "the.copy.json"]
    assert copy.stat().st_mode & 0o077 == 0, "nobody else reads it"


async def test_the_checksum_of_a_ledger_is_the_same_on_both_engines(tmp_path: Path):
    sums, facts = [], [(ids.new(), ids.new() if n % 2 else None) for n in range(20)]
    for kind in databases.KINDS:
        async with databases.migrated(kind, tmp_path) as database:
            for id, person in facts:
                fact = LessonBegun(take=id, lesson="á-lesson\n", lesson_hash="0" * 64)
                entry = Entry(id=id, at=NOW + timedelta(microseconds=id.int % 7), actor=person)
                await db.run(lambda fact=fact, entry=entry, person=person: ledger.record(fact, entry, person=person))  # type: ignore[misc]  # as above
            if kind == "sqlite":
                stock = file.take(Path(database.url.removeprefix("sqlite:///")), tmp_path / "copy")
            else:
                stock = await dump.take(database.url, tmp_path / "dump")
            sums.append(
                (stock.facts, stock.ledger, stock.migrations, {name: n for name, n in stock.rows.items() if name != "migration"})
            )
    assert sums[0] == sums[1]
    assert sums[0][0] == len(facts)


async def test_a_database_that_says_no_or_goes_away_is_told_and_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    programs, copies = machine.postgres_programs(), tmp_path / "copies"
    async with elsewhere("postgres", tmp_path) as url:
        await ran(url, "migrate")
        owner, role = await asyncpg.connect(url), f"reads_nothing_{ids.new().hex}"
        await owner.execute(f"CREATE ROLE {role} LOGIN")
        monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
        monkeypatch.setenv("DATABASE_URL", re.sub(r"//\w+@", f"//{role}@", url))
        assert "could not be copied: permission denied" in await asyncio.to_thread(said, "backup", copies / "one")
        for words in (("migrate",), ("people", "list")):
            told = await asyncio.to_thread(said, *words)
            assert told.startswith("The account of DATABASE_URL may not do that: permission denied"), told
        await owner.execute(f"DROP ROLE {role}")
        await owner.close()
        # As if the server of the database were started anew meanwhile.
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        (tmp_path / "pg_dump").write_text(f"#!/bin/sh\n{programs}/psql -qc '{cut}' {url}\nexit 1\n", encoding="utf-8")
        (tmp_path / "pg_dump").chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        monkeypatch.setenv("DATABASE_URL", url)
        assert "could not " in (told := await asyncio.to_thread(said, "backup", copies / "two")), told
        assert "Traceback" not in told
    assert list(copies.iterdir()) == []


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with all tables, which DATABASE_URL names, and a good copy of it beside: `copy`."""
    here = Path(shutil.copyfile(databases.template("sqlite"), tmp_path / "here.sqlite"))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{here}")
    assert said("backup", tmp_path / "copy").startswith(f"{tmp_path}/copy is whole")
    return here


def test_a_copy_is_never_written_over_unless_one_says_so(here: Path):
    copy = here.parent / "copy"
    before = copy.read_bytes()
    with closing(sqlite3.connect(here)) as more, more:
        more.execute("CREATE TABLE one (n INTEGER)")
    assert "is there already" in said("backup", copy)
    assert copy.read_bytes() == before
    assert "is whole" in said("backup", "--force", copy)
    assert copy.read_bytes() != before
    assert "is whole" in said("backup", "--verify", copy)


def test_a_copy_does_not_take_the_place_of_the_database_that_is_served(here: Path):
    link = here.parent / "link"
    link.symlink_to(here)
    for place in (here, link, here.with_name("here.sqlite-wal")):
        assert "is the database itself" in said("backup", "--force", place)


def test_a_copy_that_fails_leaves_the_older_one_as_it_was_with_what_is_kept_beside_it(
    here: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{here.parent}/other.sqlite")
    with closing(sqlite3.connect(here.parent / "other.sqlite")) as other, other:
        other.execute("CREATE TABLE one (n INTEGER)")
    assert "no database of Plumbline yet" in said("backup", "--force", here.parent / "copy")
    assert "The checksum of its ledger is" in said("backup", "--verify", here.parent / "copy")


def test_what_somebody_left_where_a_copy_is_written_is_neither_followed_nor_readable(here: Path, tmp_path: Path):
    mine = tmp_path / "mine"
    mine.write_text("mine", encoding="utf-8")
    left = tmp_path / ".new.unfinished"
    left.symlink_to(mine)
    assert "cannot be written" in said("backup", tmp_path / "new")
    assert mine.read_text(encoding="utf-8") == "mine"
    left.unlink()
    left.write_text("left", encoding="utf-8")
    left.chmod(0o666)
    assert "is whole" in said("backup", tmp_path / "new")
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0


def test_without_room_it_says_so_and_leaves_nothing(here: Path, tmp_path: Path):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, hard))
    try:
        told = said("backup", tmp_path / "elsewhere" / "copy")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "could not be written" in told
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize(
    ("number", "said_then"), [(errno.EINVAL, "is whole"), (errno.EIO, "could not be written")], ids=["a share", "a broken disk"]
)
def test_a_share_that_keeps_no_folders_takes_a_copy(here: Path, monkeypatch: pytest.MonkeyPatch, number: int, said_then: str):
    keep = os.fsync

    def fsync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(number, os.strerror(number))
        keep(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    assert said_then in said("backup", here.parent / "share" / "copy")


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        pytest.param(lambda whole: whole[: len(whole) // 2], "it has .* of .* bytes, or others", id="cut off"),
        pytest.param(lambda whole: whole[:-1] + b"x", "or others", id="one byte"),
        pytest.param(lambda _whole: b"", "no backup that Plumbline made", id="empty"),
        pytest.param(lambda whole: b"PK\x03\x04" + whole, "no backup that Plumbline made", id="an archive"),
    ],
)
def test_what_is_no_whole_copy_is_refused_and_changes_nothing(here: Path, damage: Callable[[bytes], bytes], reason: str):
    copy = here.parent / "copy"
    copy.write_bytes(damage(copy.read_bytes()))
    before = here.read_bytes()
    for words in (("backup", "--verify"), ("restore", "--force")):
        assert re.search(reason, said(*words, copy))
    assert here.read_bytes() == before


def test_of_a_database_that_is_damaged_it_says_so_and_makes_no_copy(here: Path):
    whole = bytearray(here.read_bytes())
    whole[8_192:40_960] = b"x" * (40_960 - 8_192)
    here.write_bytes(whole)
    assert f"{here}, which is served, is damaged" in said("backup", here.parent / "new")
    assert not (here.parent / "new").exists()


def test_a_database_that_cannot_be_put_aside_is_not_said_to_be_in_use(here: Path):
    here.with_name("here.sqlite-journal").mkdir()
    assert "could not be put aside (disk I/O error)" in said("restore", "--force", here.parent / "copy")


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("folder", "folder is a folder, and a database is a file. Look at DATABASE_URL."),
        ("loop", "loop cannot be used: Too many levels of symbolic links. Look at DATABASE_URL."),
        ("copy/below", "copy/below cannot be used: Not a directory. Look at DATABASE_URL."),
    ],
)
def test_a_place_where_no_database_can_be_is_told(here: Path, monkeypatch: pytest.MonkeyPatch, place: str, why: str):
    (here.parent / "folder").mkdir()
    (here.parent / "loop").symlink_to("loop")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{here.parent}/{place}")
    for words in (("restore",), ("restore", "--force"), ("backup", "--force")):
        assert said(*words, here.parent / "copy") == f"{here.parent}/{why}"


def test_a_copy_takes_the_place_of_a_link_that_leads_to_itself(here: Path):
    loop = here.parent / "loop"
    loop.symlink_to("loop")
    assert "is whole" in said("backup", loop)
    assert not loop.is_symlink()


def test_a_name_that_is_too_long_for_a_file_is_told(here: Path):
    assert "cannot be written: File name too long" in said("backup", here.parent / ("x" * 300))


def test_the_key_is_spoken_of_as_it_is(here: Path):
    key = here.parent / "key"
    assert f"There is no key of connected systems in {key} yet." in said("backup", here.parent / "first")
    key.write_text("secret", encoding="ascii")
    assert f"Keep a copy of {key} in another place than this backup." in said("backup", here.parent / "second")


def test_a_copy_that_was_cut_off_is_known_also_without_its_note(here: Path):
    copy = here.parent / "copy"
    (here.parent / "copy.json").unlink()
    assert "as far as it can say itself" in said("backup", "--verify", copy)
    copy.write_bytes(copy.read_bytes()[:200_000])
    assert "malformed" in said("restore", "--force", copy)


def test_the_database_of_something_else_is_no_backup(here: Path, tmp_path: Path):
    with closing(sqlite3.connect(tmp_path / "other")) as other, other:
        other.execute("CREATE TABLE one (n INTEGER)")
    assert "is no backup of Plumbline" in said("restore", "--force", tmp_path / "other")


def test_a_copy_of_a_newer_plumbline_is_refused(here: Path, tmp_path: Path):
    with closing(sqlite3.connect(here)) as newer, newer:
        newer.execute(
            "INSERT INTO migration (name, app_name, ran_on) VALUES ('2999-01-01T00:00:00:000000', 'plumbline', '2999-01-01')"
        )
    assert "is whole" in said("backup", tmp_path / "newer")
    assert "newer is newer than this Plumbline" in said("restore", "--force", tmp_path / "newer")


def test_a_database_that_is_there_is_replaced_when_one_says_so_and_kept(here: Path, monkeypatch: pytest.MonkeyPatch):
    copy = here.parent / "copy"
    with closing(sqlite3.connect(here)) as more, more:
        more.execute("CREATE TABLE one (n INTEGER)")
    assert "There is a database at" in said("restore", copy)
    with closing(sqlite3.connect(here)) as user:
        user.execute("SELECT * FROM one").fetchall()
        user.execute("PRAGMA journal_mode=WAL").fetchall()
        assert "Something is using" in said("restore", "--force", copy)
    assert "is in its place" in said("restore", "--force", copy)
    (before,) = here.parent.glob("here.sqlite.before-*")
    with closing(sqlite3.connect(before)) as kept, closing(sqlite3.connect(here)) as now:
        assert kept.execute("SELECT count(*) FROM one").fetchone() == (0,)
        assert now.execute("SELECT count(*) FROM sqlite_master WHERE name = 'one'").fetchone() == (0,)


def test_a_restore_goes_where_a_link_leads(here: Path, monkeypatch: pytest.MonkeyPatch):
    there = here.parent / "disk" / "there.sqlite"
    there.parent.mkdir()
    here.rename(there)
    here.symlink_to(there)
    assert f"is kept in {there}.before-" in said("restore", "--force", here.parent / "copy")
    assert here.is_symlink()


def test_a_database_that_was_in_use_is_not_put_back_without_what_was_written_last(here: Path, tmp_path: Path):
    used, also = tmp_path / "used", tmp_path / "also"
    shutil.copyfile(here, used)
    with closing(sqlite3.connect(used)) as open_, open_:
        open_.execute("PRAGMA journal_mode=WAL").fetchall()
        open_.execute("CREATE TABLE one (n INTEGER)")
        open_.commit()
        shutil.copyfile(used, also)
        shutil.copyfile(f"{used}-wal", f"{also}-wal")
    assert "what was written last lies in also-wal" in said("restore", "--force", also)


def test_what_was_there_before_is_put_back_like_any_copy_and_nothing_beside_it_is_mixed_in(here: Path):
    with closing(sqlite3.connect(here)) as more, more:
        more.execute("CREATE TABLE one (n INTEGER)")
    assert "is in its place" in said("restore", "--force", here.parent / "copy")
    (before,) = here.parent.glob("here.sqlite.before-*")
    here.unlink()
    beside = [here.with_name(here.name + end) for end in ("-wal", "-shm", "-journal")]
    for left in beside:
        left.write_bytes(b"of the other one")
    told = said("restore", before)
    assert "is in its place" in told
    assert "Whoever was let go or erased since is back" in told, "there is nothing to compare it with"
    assert [left for left in beside if left.exists()] == []
    with closing(sqlite3.connect(here)) as now:
        assert now.execute("SELECT count(*) FROM one").fetchone() == (0,)


def test_another_engine_and_a_missing_program_are_told(here: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    copy = tmp_path / "copy"
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:secret@db.example.com/plumbline")
    assert "is a backup of SQLite, and DATABASE_URL names PostgreSQL" in said("restore", copy)
    monkeypatch.setenv("PATH", str(tmp_path))
    told = said("backup", tmp_path / "dump")
    assert "pg_dump is not on this machine" in told
    assert f"pg_dump --format=custom --file={tmp_path}/dump" in told
    assert "secret" not in told
    assert not list(tmp_path.glob("*dump*"))


def test_a_program_that_is_killed_says_nothing_of_the_copy():
    with pytest.raises(Setup, match=r"^sh did not come to its end: it was ended by SIGKILL,"):
        programs.ran(("/bin/sh", "-c", "kill -9 $$"), "the.copy is damaged")
    for told in ("it ends too soon", "first\\nit ends too soon\\n\\n\\tIs it whole?"):
        with pytest.raises(Setup, match=r"^the\.copy is damaged: it ends too soon$"):
            programs.ran(("/bin/sh", "-c", f"printf '{told}' >&2; exit 1"), "the.copy is damaged")


def test_no_secret_is_on_a_command_line_or_stays_in_a_file():
    url = "postgresql://me:s%40cret@[::1]:5433/plumbline?sslrootcert=/a%20b&password=other&sslpassword=a+phrase"
    with address(url) as where:
        file = Path(where.environ["PGSERVICEFILE"])
        assert where.words == (
            "--no-password",
            "--dbname=postgresql://me@[::1]:5433/plumbline?sslrootcert=%2Fa%20b&service=plumbline",
        )
        assert where.environ["PGPASSWORD"] == "s@cret"
        assert file.read_text(encoding="utf-8") == "[plumbline]\nsslpassword=a phrase\n"
        assert file.stat().st_mode & 0o077 == 0
    assert not file.exists()
    with pytest.raises(Setup, match="names a service"), address("postgresql://me@host/plumbline?service=ours&sslpassword=phrase"):
        pass
