"""A server that ends: told to, it finishes what it began; killed, what it acknowledged is there when it comes back, once, and the rest can be sent
again.
"""

import asyncio
import os
import signal
import socket
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path
from random import Random  # noqa: TID251  # the moment of a kill is drawn from a seed that the test names
from urllib.parse import urlsplit

import pytest

from server.cli.serve import PATIENCE
from tests import databases, served
from tests.journeys import load
from tests.journeys.kept import counted, rows
from tests.journeys.load import differing, faults, send, told
from tests.machine import ROOT


@pytest.mark.parametrize("kind", databases.KINDS)
async def test_no_acknowledged_answer_or_inspection_is_lost_or_kept_twice(kind: str, tmp_path: Path):
    await kill_and_return(kind, tmp_path, Random(20261121), forms=120, kills=1)


@pytest.mark.long  # a hundred kills of each, ten on the same database
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("kind", databases.KINDS)
async def test_no_acknowledged_answer_or_inspection_is_lost_or_kept_twice_in_any_round(kind: str, tmp_path: Path, seed: int):
    await kill_and_return(kind, tmp_path, Random(seed), forms=1_200, kills=10)


async def kill_and_return(kind: str, folder: Path, chance: Random, *, forms: int, kills: int) -> None:
    async with load.planned(kind, folder, chance, forms) as work:
        before, acknowledged, waiting = await told(), set[str](), list(work.forms)
        for _ in range(kills):
            so_far, last = len(acknowledged), chance.randint(1, forms // kills // 2)
            with work.served() as server:
                await send(server, waiting, acknowledged, end_after=last, later=chance.random() / 20, end=server.kill)
            assert so_far + last <= len(acknowledged) < forms, "the kill came while forms were on their way"
            assert acknowledged <= (await told()).keys(), "what was acknowledged was lost"
            waiting = [one for one in work.forms if one.id not in acknowledged]
        with work.served() as server:
            await send(server, waiting, acknowledged)
            # And a few once more, as somebody does who saw no answer.
            await send(server, chance.sample(work.forms, 30), set())
        assert acknowledged == {one.id for one in work.forms}
        after = await told()
        assert after.keys() - before.keys() == acknowledged
        assert set(after.values()) == {1}
        assert len(await told("behaviour-seen")) == len(await told("inspection-closed")), (
            "each sheet says what was seen in its one row"
        )
        assert await faults() == []
        assert await differing() == [], "what is known about everybody still follows from their facts"


async def test_a_server_that_is_told_to_stop_answers_what_it_began_and_goes_whoever_is_connected(tmp_path: Path):
    acknowledged, some = set[str](), 30
    async with load.planned("sqlite", tmp_path, Random(3), 300) as work:
        with work.served() as server, ExitStack() as stack:
            for data in UNFINISHED:
                visitor = stack.enter_context(socket.create_connection(("127.0.0.1", urlsplit(server.url).port or 0)))
                visitor.sendall(data)
            began = await send(server, work.forms, acknowledged, end_after=some, end=server.tell_to_stop)
            assert await asyncio.to_thread(server.process.wait, 20) == 0, server.last_words()
            assert time.monotonic() - began < STOPPED
            assert "Traceback" not in server.last_words()
        assert some <= len(acknowledged) < len(work.forms), "it was told while forms were on their way"
        assert (await told()).keys() == acknowledged, "what was kept was said, and what was said was kept"
        assert await faults() == []


STOPPED = PATIENCE + 2.0
"""Seconds in which a server that is told to stop has stopped, whatever its visitors do."""

UNFINISHED = (
    b"GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n",
    b"GET / HTT",
    b"POST /sign-in HTTP/1.1\r\nHost: here\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nform=",
)
"""What visitors left lying: a connection that is kept alive, half a request, half a form."""


@pytest.mark.parametrize("seed", [7])
async def test_a_seeding_that_was_killed_is_finished_by_the_next_one(tmp_path: Path, seed: int):
    file = await asyncio.to_thread(kill_a_seeding, tmp_path, Random(seed))
    async with databases.opened("sqlite", f"sqlite:///{file}"):
        assert await faults() == []


@pytest.mark.long  # half a minute each
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(20))
async def test_a_seeding_that_was_killed_at_any_moment_is_finished_by_the_next_one(tmp_path: Path, seed: int):
    file = await asyncio.to_thread(kill_a_seeding, tmp_path, Random(seed))
    async with databases.opened("sqlite", f"sqlite:///{file}"):
        assert await faults() == []


def kill_a_seeding(folder: Path, chance: Random) -> Path:
    file, clean = folder / "half.sqlite", counted(Path(served.demonstration(served.THREE_WEEKS)))
    after = chance.randrange(1, clean["fact"])
    seeding = subprocess.Popen(
        served.command("demo", "--at", served.THREE_WEEKS),
        cwd=ROOT,
        env=served.environment(file),
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while rows(file, "fact") < after:
            assert seeding.poll() is None, "it ended before it was killed"
            time.sleep(0.002)
    finally:
        os.killpg(seeding.pid, signal.SIGKILL)
        seeding.wait()
    half = counted(file)
    assert after <= half["fact"] < clean["fact"]
    again = subprocess.run(
        served.command("demo", "--at", served.THREE_WEEKS),
        cwd=ROOT,
        env=served.environment(file),
        capture_output=True,
        text=True,
        check=False,
    )
    assert again.returncode == 0, again.stderr
    assert counted(file) == clean
    return file
