"""`plumbline drift simulate`: a small run, as text and as JSON."""

import json
import re
import subprocess

from tests.machine import ROOT
from tests.served import command

SMALL = ("--teams", "2", "--years", "2", "--falls", "4")


def run(*words: str) -> str:
    done = subprocess.run(
        command("drift", "simulate", *SMALL, *words), cwd=ROOT, capture_output=True, text=True, timeout=100, check=True
    )
    return done.stdout


def test_a_small_run_says_how_often_the_chart_errs_and_how_soon_it_tells_a_fall_beside_the_rule():
    said = run()
    assert "2 teams with 1 series of 8 answers a week, 104 weeks; 4 falls." in said
    assert re.search(r"^chart, as it is used +\d+\.\d\d \(\d+\.\d\d to \d+\.\d\d\) ", said, re.MULTILINE)
    assert re.search(r"^rule, below 70% +\d+\.\d\d ", said, re.MULTILINE)
    assert re.search(r"such a fall takes \d+(\.\d)? weeks on average", said)


def test_the_same_seed_gives_the_same_figures_as_json():
    found = json.loads(run("--weekly", "3", "--format", "json"))
    assert found["scene"] == {"teams": 2, "series": 1, "weekly": 3, "weeks": 104, "quiet": 104, "falls": 4}
    assert found["rule"]["errs"]["alarms"] == 0
    assert found["rule"]["finds"]["median"] is None
    assert found["chart"]["finds"]["falls"] == 4
