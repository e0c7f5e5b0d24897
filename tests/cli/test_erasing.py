"""Erasing, forgetting and taking a record along, from the command line."""

import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.cli.main import plumbline
from tests.databases import Database


@pytest.fixture(autouse=True)
def installation(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite.url)


def run(*words: str, said: str = "") -> str:
    """What it says; of a refusal its sentence."""
    result = CliRunner().invoke(plumbline, ["people", *words], input=said)
    return result.output + str(result.exception or "")


def test_somebody_takes_their_record_along_and_is_erased_when_they_left(tmp_path: Path) -> None:
    copy = tmp_path / "ada.json"
    run("add", "ada@example.org", "--name", "Ada Rep")
    assert "is still here" in run("erase", "ada@example.org")
    assert "Everything about Ada Rep" in run("record", "ada@example.org", str(copy))
    assert json.loads(copy.read_text())["tables"]["person"][0]["email"] == "ada@example.org"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    run("deactivate", "ada@example.org")
    asked = run("erase", "ada@example.org", said="n\n")
    assert "What goes:\n  their name, address and settings" in asked
    assert "Done." not in asked
    assert "Nothing was changed." in run("erase", "ada@example.org", "--dry-run")
    assert "Done." in run("erase", "ada@example.org", said="y\n")
    assert "was erased on" in run("erase", "ada@example.org")


def test_a_record_is_never_written_over_a_file_and_a_place_that_is_none_is_told(tmp_path: Path) -> None:
    run("add", "ada@example.org", "--name", "Ada Rep")
    mine = tmp_path / "mine.json"
    mine.write_text("mine")
    assert run("record", "ada@example.org", str(mine)) == f"{mine} exists already and was left as it is. Name another file."
    assert mine.read_text() == "mine"
    assert "cannot be written (No such file or directory)" in run("record", "ada@example.org", str(tmp_path / "no" / "a.json"))


@pytest.mark.parametrize("name", ["", " "])
def test_a_buyer_without_a_name_is_asked_for(name: str) -> None:
    assert "Name the buyer" in run("erase-buyer", name, "--yes")


def test_what_is_over_its_time_is_counted_before_it_goes() -> None:
    assert "evidence, kept for 12 months: 0 are over their time." in run("forget-words", "--dry-run")
    assert "notes, kept for 24 months: 0 emptied." in run("forget-words")
    assert "Nothing was changed." in run("erase-buyer", "Petra Nowak", "--dry-run")
