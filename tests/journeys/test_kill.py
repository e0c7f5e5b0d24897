"""A server that ends: told to, it finishes what it began; killed, what it acknowledged is there when it comes back, once, and the rest can be sent
again.
"""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random  # noqa: TID251  # the moment of a kill is drawn from a seed that the test names
from urllib.parse import urlsplit

import httpx
import pytest

from server import ids
from server.cli.found import compile_at
from server.cli.serve import PATIENCE
from server.cli.story.answers import typed
from tests import served
from tests.journeys.kept import counted, faults, rows, told
from tests.journeys.plain import Plain
from tests.machine import ROOT
from tests.served import Served

ANSWERS, MANY = 300, 1_000
AT_ONCE = 32
LESSON = "next-step-on-the-calendar"
REPS = ("Mara Lindqvist", "Priya Raman", "Yusuf Kaya", "Davor Horvat", "Lena Brandt", "Marco Bellini", "Sofia Papadaki")


@dataclass(frozen=True)
class Sent:
    """One answer on its way: the id of its form, whose it is, and its body."""

    id: str
    cookie: str
    body: dict[str, str | list[str]]


@pytest.mark.parametrize("seed", [20261121])
async def test_no_acknowledged_answer_is_lost_or_kept_twice(tmp_path: Path, seed: int):
    await kill_and_return(tmp_path, Random(seed), ANSWERS)


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(20))
async def test_no_acknowledged_answer_is_lost_or_kept_twice_in_any_round(tmp_path: Path, seed: int):
    await kill_and_return(tmp_path, Random(seed), MANY)


async def kill_and_return(folder: Path, chance: Random, answers: int) -> None:
    file = folder / "killed.sqlite"
    shutil.copyfile(served.demonstration(), file)
    before = told(file)
    acknowledged: set[str] = set()
    with served.on_file(file) as server:
        forms = await filled(server, chance, answers)
        last = chance.randint(answers // 20, answers - answers // 5)
        await send(server, forms, acknowledged, end_after=last, end=server.kill)
    assert last <= len(acknowledged) < answers, "the kill came while answers were on their way"
    kept = told(file)
    assert acknowledged <= kept.keys(), "an acknowledged answer was lost"
    with served.on_file(file) as server:
        rest = [one for one in forms if one.id not in acknowledged]
        await send(server, rest, acknowledged)
        # And a few once more, as somebody does who saw no answer.
        await send(server, chance.sample(forms, 50), set())
    assert acknowledged == {one.id for one in forms}
    after = told(file)
    assert after.keys() - before.keys() == acknowledged
    assert all(count == 1 for count in after.values())
    assert faults(file) == []
    verified = await asyncio.to_thread(verify, file)
    assert (verified.returncode, verified.stderr) == (0, ""), "what is known about everybody still follows from their facts"


async def test_a_server_that_is_told_to_stop_answers_what_it_began_and_goes_whoever_is_connected(own_server: Served):
    before, acknowledged = told(own_server.file), set[str]()
    forms = await filled(own_server, Random(3), ANSWERS)
    with ExitStack() as stack:
        for data in UNFINISHED:
            visitor = stack.enter_context(socket.create_connection(("127.0.0.1", urlsplit(own_server.url).port or 0)))
            visitor.sendall(data)
        began = await send(own_server, forms, acknowledged, end_after=ANSWERS // 10, end=own_server.tell_to_stop)
        assert await asyncio.to_thread(own_server.process.wait, 20) == 0, own_server.last_words()
        assert time.monotonic() - began < STOPPED
    assert ANSWERS // 10 <= len(acknowledged) < ANSWERS, "it was told while answers were on their way"
    assert told(own_server.file).keys() - before.keys() == acknowledged, "what was kept was said, and what was said was kept"
    assert faults(own_server.file) == []
    assert "Traceback" not in own_server.last_words()


STOPPED = PATIENCE + 2.0
"""Seconds in which a server that is told to stop has stopped, whatever its visitors do."""

UNFINISHED = (
    b"GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n",
    b"GET / HTT",
    b"POST /sign-in HTTP/1.1\r\nHost: here\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nform=",
)
"""What visitors left lying: a connection that is kept alive, half a request, half a form."""


def verify(file: Path) -> "subprocess.CompletedProcess[str]":
    words = served.command("gaps", "rebuild", "--verify")
    return subprocess.run(words, env=served.environment(file), capture_output=True, text=True, check=False)


@pytest.mark.parametrize("seed", [7])
def test_a_seeding_that_was_killed_is_finished_by_the_next_one(tmp_path: Path, seed: int):
    kill_a_seeding(tmp_path, Random(seed))


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(20))
def test_a_seeding_that_was_killed_at_any_moment_is_finished_by_the_next_one(tmp_path: Path, seed: int):
    kill_a_seeding(tmp_path, Random(seed))


def kill_a_seeding(folder: Path, chance: Random) -> None:
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
    assert faults(file) == []


async def filled(server: Served, chance: Random, count: int) -> list[Sent]:
    """So many answers of several reps to every question of a lesson, right and wrong, none of them sent yet."""
    academy = compile_at(ROOT / "lessons", date(2026, 11, 21)).result.academy
    lesson = next(one for one in academy.lessons if one.id == LESSON)
    questions = [one for one in lesson.questions if one.kind != "commit"]
    found: list[Sent] = []
    tokens = [await token(server, name) for name in REPS]
    while len(found) < count:
        cookie, csrf = chance.choice(tokens)
        question, id = chance.choice(questions), str(ids.new())
        body = {name: list(values) for name, values in typed(question, right=chance.random() < 0.5).items()}
        found.append(Sent(id, cookie, {"form": id, "csrf": csrf, "question": question.id, "turn": "0", **body}))
    return found


async def token(server: Served, name: str) -> tuple[str, str]:
    """The cookie of a rep, and a token of their session from a page."""
    async with httpx.AsyncClient(base_url=server.url) as client:
        rep = Plain(client)
        await rep.sign_in(name)
        await rep.open(f"/lessons/{LESSON}")
        (csrf,) = rep.form(id="f-confirmed-one").fields["csrf"]
        return client.cookies["plumbline"], csrf


async def send(
    server: Served, forms: list[Sent], acknowledged: set[str], *, end_after: int = 0, end: Callable[[], None] | None = None
) -> float:
    """Sends all of them, many at once, and notes which were acknowledged. When `end_after` were, `end` makes the server go; returns when it did."""
    waiting, ended = iter(forms), list[float]()

    async def work(client: httpx.AsyncClient) -> None:
        for one in waiting:
            if ended:
                return
            try:
                reply = await client.post(
                    f"/lessons/{LESSON}/answers",
                    data=one.body,
                    headers={"Cookie": f"plumbline={one.cookie}", "Origin": server.url},
                )
            except httpx.TransportError:
                assert ended, "the server went away by itself"
                return
            assert reply.status_code == 303, reply.text[:1_000]
            acknowledged.add(one.id)
            if end and len(acknowledged) >= end_after and not ended:
                ended.append(time.monotonic())
                end()

    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
    async with httpx.AsyncClient(base_url=server.url, limits=limits, timeout=60) as client, asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(work(client))
    return ended[0] if ended else 0.0
