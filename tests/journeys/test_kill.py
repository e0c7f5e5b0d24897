"""A killed server: what it acknowledged is there when it comes back, once; what it did not can be sent again."""

import asyncio
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random  # noqa: TID251  # the moment of a kill is drawn from a seed that the test names

import httpx
import pytest

from server import ids
from server.cli.found import compile_at
from server.cli.story.answers import typed
from tests import served
from tests.journeys.kept import counted, faults, rows, told
from tests.journeys.plain import Plain
from tests.machine import ROOT
from tests.served import Served

ANSWERS = 1_000
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
    await kill_and_return(tmp_path, Random(seed))


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(20))
async def test_no_acknowledged_answer_is_lost_or_kept_twice_in_any_round(tmp_path: Path, seed: int):
    await kill_and_return(tmp_path, Random(seed))


async def kill_and_return(folder: Path, chance: Random) -> None:
    file = folder / "killed.sqlite"
    shutil.copyfile(served.demonstration(), file)
    before = told(file)
    acknowledged: set[str] = set()
    with served.on_file(file) as server:
        forms = await filled(server, chance)
        last = chance.randint(ANSWERS // 20, ANSWERS - ANSWERS // 20)
        await send(server, forms, acknowledged, kill_after=last)
    assert last <= len(acknowledged) < ANSWERS, "the kill came while answers were on their way"
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


async def filled(server: Served, chance: Random) -> list[Sent]:
    """A thousand answers of several reps to every question of a lesson, right and wrong, none of them sent yet."""
    academy = compile_at(ROOT / "lessons", date(2026, 11, 21)).result.academy
    lesson = next(one for one in academy.lessons if one.id == LESSON)
    questions = [one for one in lesson.questions if one.kind != "commit"]
    found: list[Sent] = []
    tokens = [await token(server, name) for name in REPS]
    while len(found) < ANSWERS:
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


async def send(server: Served, forms: list[Sent], acknowledged: set[str], *, kill_after: int = 0) -> None:
    """Sends all of them, many at once, and notes which were acknowledged. With `kill_after` the server is killed when so many were."""
    waiting, killed = iter(forms), asyncio.Event()

    async def work(client: httpx.AsyncClient) -> None:
        for one in waiting:
            if killed.is_set():
                return
            try:
                reply = await client.post(
                    f"/lessons/{LESSON}/answers",
                    data=one.body,
                    headers={"Cookie": f"plumbline={one.cookie}", "Origin": server.url},
                )
            except httpx.TransportError:
                assert kill_after, "the server went away by itself"
                return
            assert reply.status_code == 303, reply.text[:1_000]
            acknowledged.add(one.id)
            if kill_after and len(acknowledged) >= kill_after and not killed.is_set():
                killed.set()
                server.kill()

    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
    async with httpx.AsyncClient(base_url=server.url, limits=limits, timeout=60) as client, asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(work(client))
