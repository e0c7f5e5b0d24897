"""`plumbline serve`, `demo` and `bench`, and the help of every command."""

import json
import re
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner

from server.cli.main import COMMANDS, plumbline
from tests import served
from tests.cluster import free_port
from tests.journeys.kept import rows
from tests.machine import ROOT
from tests.served import command, environment


def ran(*words: str, file: Path, typed: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command(*words), cwd=ROOT, env=environment(file), capture_output=True, text=True, check=False, input=typed
    )


def facts(file: Path) -> int:
    return rows(file, "fact")


def opened(url: str) -> str:
    """The page at this address, once there is one."""
    end = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as page:
                found: str = page.read().decode()
                return found
        except urllib.error.URLError:
            assert time.monotonic() < end, "the server did not answer within 30 seconds"
            time.sleep(0.05)


def test_serve_fills_an_empty_database_says_where_it_is_and_stops_when_asked(tmp_path: Path):
    file, port = tmp_path / "deep" / "er" / "new.sqlite", free_port()
    environ = environment(file) | {"PLUMBLINE_PORT": str(port)}
    process = subprocess.Popen(
        command("serve", "--demo"), cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        assert process.stdout
        said = process.stdout.readline()
        assert said == "Filling the demonstration, which is done once and takes about half a minute.\n"
        said = process.stdout.readline()
        assert said == f"Plumbline is at http://127.0.0.1:{port}\n"
        assert "Mara Lindqvist" in opened(f"http://127.0.0.1:{port}/sign-in")
        held = max(worker.memory_info().rss for worker in psutil.Process(process.pid).children())
        assert held < 120e6, "what filled the demonstration is gone from memory"
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=20)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    assert "Traceback" not in rest
    assert process.returncode == 0


def test_serve_without_anybody_says_how_to_begin(tmp_path: Path):
    with served.on_file(tmp_path / "empty.sqlite") as server:
        assert "Nobody is here yet. Add yourself: plumbline people add" in server.last_words()


def test_a_demonstration_is_made_once(tmp_path: Path):
    file = Path(shutil.copyfile(served.demonstration(), tmp_path / "twice.sqlite"))
    assert served.said_when_filled() == "The demonstration is in place. Start it: plumbline serve\n"
    before = facts(file)
    second = ran("demo", file=file)
    assert (second.returncode, second.stdout) == (0, "People are here already; nothing was changed.\n")
    assert facts(file) == before


def test_a_demonstration_never_goes_where_people_are(tmp_path: Path):
    file = tmp_path / "real.sqlite"
    added = ran("people", "add", "--admin", "ada@example.com", file=file)
    assert added.returncode == 0, added.stderr
    before = facts(file)
    done = ran("demo", file=file)
    assert (done.returncode, done.stdout) == (0, "People are here already; nothing was changed.\n")
    fresh = ran("demo", "--fresh", "--yes", file=file)
    assert (fresh.returncode, fresh.stdout) == (1, "")
    assert "People who are not of the demonstration are here, so nothing was emptied." in fresh.stderr
    assert facts(file) == before


def test_another_moment_takes_the_place_of_a_demonstration_once_somebody_said_so(tmp_path: Path):
    file = Path(shutil.copyfile(served.demonstration(served.THREE_WEEKS), tmp_path / "again.sqlite"))
    before = facts(file)
    asked = ran("demo", "--at", "start", "--fresh", file=file, typed="n\n")
    assert asked.returncode == 1
    assert "This empties the demonstration, with everything that was tried in it." in asked.stdout
    assert facts(file) == before
    done = ran("demo", "--at", "start", "--fresh", file=file, typed="y\n")
    assert done.returncode == 0, done.stderr
    assert facts(file) == facts(Path(served.demonstration())) < before


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_teaches(name: str):
    shown = CliRunner().invoke(plumbline, [name, "--help"], prog_name="plumbline")
    assert shown.exit_code == 0
    about = COMMANDS[name][1]
    assert about.partition(":")[0].split()[0].rstrip(".,") in shown.output
    assert re.search(rf"^\s+(\w+=\S+ )?plumbline {name}\b", shown.output, re.MULTILINE), "it has an example"


def test_the_first_help_names_every_command():
    shown = CliRunner().invoke(plumbline, ["--help"], prog_name="plumbline")
    assert all(re.search(rf"^\s+{name}\s+\w", shown.output, re.MULTILINE) for name in COMMANDS)


@pytest.mark.long  # a demonstration, four starts and every subject: a minute, on a machine that measures nothing beside
def test_bench_measures_everything_in_one_quick_run_and_leaves_nothing(tmp_path: Path):
    file = tmp_path / "mine.sqlite"
    few = ("--rounds", "1", "--requests", "4", "--facts", "10000", "--people", "4", "--grown", "6")
    done = ran("bench", *few, "--format", "json", file=file)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    costs = {row["name"]: row["microseconds"] for row in report["rows"]}
    assert {"Today", "lesson, full", "lesson, not modified", "answer, as a form", "process, full", "My line"} <= costs.keys()
    assert all(cost > report["plaintext"] > 0 for name, cost in costs.items() if "not modified" not in name)
    assert report["start"] > 0
    assert report["memory"] > 10
    assert report["folding"]["facts"] == 10_000
    assert report["folding"]["equal"]
    assert 0 < report["folding"]["update"] < 100 > report["folding"]["fsrs"] > 0
    assert {visit["path"] for visit in report["visits"]} > {"/today", "/sign-in"}
    assert all(visit["bytes"] > 50_000 and visit["requests"] > 5 for visit in report["visits"])
    (load,) = report["loads"]
    assert {one["name"] for one in load["waited"]} == {"Today", "lesson, full", "answer, as a form", "My line", "process, full"}
    assert all(0 < one["p50"] <= one["p99"] for one in load["waited"])
    assert report["compiling"]["files"] > 90
    assert report["compiling"]["ratio"] > 1
    assert report["grown"]["past"] > 1
    assert all(page["before"] > 0 < page["after"] for page in report["grown"]["pages"])
    assert not file.exists(), "the user's database is not touched"


def test_bench_declines_a_database_with_people(tmp_path: Path):
    file = Path(shutil.copyfile(served.demonstration(), tmp_path / "full.sqlite"))
    done = ran("bench", "--rounds", "1", "--requests", "1", "--url", f"sqlite:///{file}", file=file)
    assert done.returncode == 1
    assert (
        done.stderr
        == "plumbline: The database to measure on has people in it. Give an empty one; it is filled with the demonstration.\n"
    )
