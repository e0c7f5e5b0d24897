"""`plumbline gaps simulate`: small runs of both laws, as text and as JSON."""

import json
import re
import subprocess
import sys

from tests.machine import ROOT
from tests.served import command


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command("gaps", "simulate", *words), cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)


def test_both_laws_come_as_json_with_everything_that_was_found():
    done = run("--reps", "6", "--days", "22", "--format", "json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert list(found) == ["own", "other"]
    for one in found.values():
        assert {"reps": 6, "days": 22}.items() <= one.items()
        assert [check["day"] for check in one["checks"]] == [20, 21]
        assert {"know", "do", "teach", "coach", "kinds", "unseen"} <= set(one["checks"][0])
        for way in ("today", "random", "random_as_long"):
            assert set(one[way]) == {"start", "day_90", "day_120", "weakest", "answers", "minutes"}


def test_the_tables_say_what_they_count():
    done = run("--reps", "6", "--days", "22", "--law", "other")
    assert done.returncode == 0, done.stderr
    said = done.stdout
    assert "reported, not promised" in said
    assert "own law" not in said
    for head in ("80% intervals that hold the truth", "Kinds told rightly", "What is shown", "What is left of a course"):
        assert head in said
    assert len(re.findall(r"^  day 21 \(week 3\) .*%$", said, re.MULTILINE)) >= 2
    assert re.search(r"^  following Today( +\d+\.\d%){4} +\d+ +\d+$", said, re.MULTILINE)
    assert "other law: day 20 of 22" in done.stderr


def test_without_the_extra_a_sentence_says_which_command_installs_it():
    without = "import sys; sys.modules['numpy'] = None; from server.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", without, "gaps", "simulate"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "Install them: make evaluation" in done.stderr
    assert "Traceback" not in done.stderr
