"""Two processes at one database while an admin presses Run now and Try again as fast as they can: never two at the same round or message."""

import asyncio
import subprocess
import sys

import pytest

from server import clock, db, ids, outbox
from server.errors import NotFound, Refused
from server.ledger import Entry
from server.operations import actions
from server.outbox import Mail
from tests.cast import assemble
from tests.databases import Database
from tests.machine import ROOT

SECONDS = 4


@pytest.mark.long
async def test_nothing_is_begun_that_somebody_is_at(database: Database):
    cast = await assemble()
    for _mail in range(5):
        await db.run(lambda: outbox.put(ids.new(), Mail(to="ada@example.org", subject="s", text="t"), at=clock.now()))
    racers = [racer(database.url) for _ in range(2)]
    for one in racers:
        assert one.stdout
        assert one.stdout.readline().endswith("ready\n")
    over = asyncio.gather(*(asyncio.to_thread(one.communicate, "\n") for one in racers))
    pressed = refused = 0
    while not over.done():
        await actions.ask(Entry(id=ids.new(), at=clock.now(), actor=cast.zoe.id), "settle-gaps")
        for waiting in await outbox.unsent(5, clock.now()):
            try:
                await actions.send_again(Entry(id=ids.new(), at=clock.now(), actor=cast.zoe.id), waiting.id)
                pressed += 1
            except (Refused, NotFound):
                refused += 1
        await asyncio.sleep(0.001)
    assert [one.returncode for one in racers] == [0, 0]
    events = sorted(
        (int(at), what) for said, _errors in await over for at, what in [line.split(" ", 1) for line in said.splitlines()]
    )
    inside: dict[str, int] = {}
    for _at, said in events:
        what, _space, how = said.partition(" ")
        inside[what] = inside.get(what, 0) + (1 if how == "begins" else -1)
        assert inside[what] in {0, 1}, f"two at once at {what}"
    assert len([said for _at, said in events if said == "round begins"]) > 10
    assert len([said for _at, said in events if said.endswith("begins")]) > 30
    assert pressed > 5
    assert refused > 0, "no press came while a message was being sent"


def racer(url: str) -> "subprocess.Popen[str]":
    """One of the two, which waits for a line before it begins."""
    command = (sys.executable, "-m", "tests.operations.racer", url, str(SECONDS))
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
