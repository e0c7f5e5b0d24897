"""Work in a process of its own: what it returns, what it refuses, and how it ends with whoever began it."""

import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from server.cli.apart import apart
from server.errors import Invalid, Setup
from tests.machine import ROOT


def where(word: str) -> tuple[str, int]:
    return word, os.getpid()


def refuse() -> None:
    raise Setup("This cannot be.")


def refuse_a_field() -> None:
    raise Invalid({"email": "Write an address."}, {"email": ["x"]})


def die() -> None:
    os._exit(9)


def test_what_the_work_returns_comes_back_from_another_process():
    word, pid = apart(where, "done")
    assert word == "done"
    assert pid != os.getpid()


def read_one(end: int) -> bytes:
    return os.read(end, 1)


def test_both_go_on_at_the_same_time():
    there, here = os.pipe()
    assert apart(read_one, there, meanwhile=lambda: os.write(here, b"x")) == b"x"


def test_what_is_done_meanwhile_and_fails_is_raised_when_the_other_has_ended():
    def fail() -> None:
        raise Setup("Not here.")

    with pytest.raises(Setup, match=r"^Not here\.$"):
        apart(where, "done", meanwhile=fail)
    assert multiprocessing.active_children() == []


def test_what_it_refuses_is_refused_here_in_the_same_words():
    with pytest.raises(Setup, match=r"^This cannot be\.$"):
        apart(refuse)


def test_a_field_that_it_refuses_is_refused_here_with_what_was_typed():
    with pytest.raises(Invalid, match="Write an address") as refused:
        apart(refuse_a_field)
    assert (refused.value.fields, refused.value.typed) == ({"email": "Write an address."}, {"email": ["x"]})


def test_one_that_is_killed_is_said_to_go_on_when_it_is_started_again():
    with pytest.raises(Setup, match="Start it again: it goes on where it was"):
        apart(die)


WAITING = """
import os, sys, time
from pathlib import Path
from server.cli.apart import apart

def stay():
    Path(sys.argv[1]).write_text(str(os.getpid()))
    time.sleep(600)

apart(stay)
"""


def test_it_ends_when_whoever_began_it_is_killed(tmp_path: Path):
    file = tmp_path / "pid"
    above = subprocess.Popen([sys.executable, "-c", WAITING, str(file)], cwd=ROOT)
    try:
        below = psutil.Process(_number(file))
    finally:
        above.kill()
        above.wait()
    # Whoever follows init may leave it a zombie for a while: it is gone when it runs no more.
    end = time.monotonic() + 30
    while below.is_running() and below.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < end, "it goes on by itself"
        time.sleep(0.02)


def _number(file: Path) -> int:
    end = time.monotonic() + 60
    while True:
        if file.exists() and (text := file.read_text()):
            return int(text)
        assert time.monotonic() < end, "it did not begin within a minute"
        time.sleep(0.02)
