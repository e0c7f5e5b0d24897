"""`plumbline gaps settle` and `rebuild`, as somebody on the server runs it."""

import asyncio
import re
import sys
from contextlib import suppress
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from server import db, ledger
from server.cli.gaps.books import said
from server.cli.main import plumbline
from server.gaps.actions import Settled
from server.gaps.prior import K0
from server.wiring import REACTIONS
from tests.databases import Database
from tests.gaps.world import MONDAY, answer, bulk, record_all
from tests.learning.world import add_person

ANSWERS = [(answer(f"q{number % 4}", mark=float(number % 3 > 0)), MONDAY + timedelta(hours=number)) for number in range(30)]


@pytest.fixture(autouse=True)
async def installation(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite.url)
    ledger.react_with(REACTIONS)
    for name in ("Ada", "Bo"):
        await record_all((await add_person(name)).id, ANSWERS)
    ledger.react_with({})


async def run(*words: str) -> Result:
    """The command, on a thread of its own, because it opens the database for itself."""
    return await asyncio.to_thread(CliRunner().invoke, plumbline, ["gaps", *words])


async def test_a_rebuild_changes_nothing_and_says_so():
    assert (await run("rebuild", "--verify")).output == "60 facts of 2 people: no difference.\n"
    assert (await run("rebuild")).output == "60 facts of 2 people: in place.\n"
    assert (await run("rebuild", "--verify")).exit_code == 0


async def test_every_difference_is_named_and_a_rebuild_puts_it_right(sqlite: Database):
    await db.Statement('UPDATE "gap_person" SET "ability_mean" = 2')()
    found = await run("rebuild", "--verify")
    assert found.exit_code == 1
    assert len(re.findall(r"^[0-9a-f-]{36}: ability: kept Term\(.*\), follows Term\(.*\)$", found.stdout, re.MULTILINE)) == 2
    assert found.stderr == "2 differences. plumbline gaps rebuild puts them right.\n"
    assert (await run("rebuild")).exit_code == 0
    assert (await run("rebuild", "--verify")).exit_code == 0


async def test_settling_says_what_came_of_it():
    for number in range(3):
        await bulk((await add_person(f"P{number}")).id, ANSWERS)
    first = await run("settle")
    assert first.exit_code == 0, first.output
    lines = first.output.splitlines()
    assert lines[0] == "Snapshot 1 is made from 150 answers of 5 people."
    assert re.fullmatch(r"When it said \d+%, it was so \d+ of 100 times \(n \d+\)\.", lines[2])
    assert lines[1] == "0 first tries were counted for authors."
    assert (await run("settle")).output.splitlines() == ["Nothing new: snapshot 1 stands, 150 answers of 5 people.", *lines[1:]]
    assert (await run("rebuild", "--verify")).output == "150 facts of 5 people: no difference.\n"


@pytest.mark.timeout(600)
async def test_a_settling_that_is_killed_is_finished_by_the_next_one(sqlite: Database):
    for number in range(40):
        await bulk((await add_person(f"P{number}")).id, ANSWERS * 5)
    words = [sys.executable, "-m", "server.cli.main", "gaps", "settle"]
    process = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)
    try:
        # However long a busy machine needs to read and to fit; the time limit of the test is for what never comes.
        while process.returncode is None and await moved() < 5:  # noqa: ASYNC110  # another process moves it
            await asyncio.sleep(0.005)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.communicate()
    assert await moved() >= 5
    second = await run("settle")
    assert second.output.startswith("Nothing new: snapshot 1 stands")
    assert await moved() == 42
    assert (await run("rebuild", "--verify")).exit_code == 0


async def moved() -> int:
    """How many people were folded under the first snapshot."""
    (row,) = await db.Statement('SELECT COUNT(*) AS "n" FROM "gap_person" WHERE "snapshot" = 1')()
    return int(row["n"])


def test_a_fit_says_what_it_is_worth_and_what_it_changed():
    found = replace(K0, know=replace(K0.know, base=-0.3))
    told = Settled(number=4, made=True, answers=5_000, people=50, before=K0, prior=found, gain=0.0123)
    assert list(said(told)) == [
        "Snapshot 4 is made from 5,000 answers of 50 people.",
        "The model was fitted to this academy: log loss 0.0123 lower for each answer of people it was not fitted on.",
        "  know base: 0.600 before, -0.300 now",
    ]
    nothing = Settled(number=4, made=True, answers=5_000, people=50, before=K0, prior=K0, gain=0.0)
    assert list(said(nothing))[1:] == ["The model was fitted to this academy; nothing predicts better than what is in use."]
