"""The command where its streams lead nowhere, and with words that are none."""

import shlex
import subprocess
from pathlib import Path

import pytest

from tests.machine import ROOT
from tests.served import command, environment


def ran(words: list[str | bytes], streams: str, file: Path) -> "subprocess.CompletedProcess[bytes]":
    """The command as a shell starts it, which can close its streams."""
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {streams}', "sh", *command(), *words],
        cwd=ROOT,
        env=environment(file),
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("words", [["--version"], ["process", "import", "--template"]])
def test_what_does_not_fit_where_it_is_printed_is_told_in_a_sentence(tmp_path: Path, words: list[str | bytes]) -> None:
    done = ran(words, ">/dev/full", tmp_path / "none.sqlite")
    assert (done.returncode, done.stderr.decode().strip()) == (
        1,
        "plumbline: What it writes does not get there (No space left on device). Make room, then type it again.",
    )
    assert ran(words, ">/dev/full 2>/dev/full", tmp_path / "none.sqlite").returncode == 1


def test_a_command_whose_streams_were_closed_does_its_work(tmp_path: Path) -> None:
    file = tmp_path / "here.sqlite"
    done = ran(["people", "add", "--admin", "ada@example.org"], ">&-", file)
    assert (done.returncode, done.stderr) == (0, b"")
    assert ran(["people", "add", "bo@example.org"], "<&- >&- 2>&-", file).returncode == 0
    assert ran(["process", "import", "--template"], ">&-", file).returncode == 0
    listed = ran(["people", "list"], "", file).stdout.decode()
    assert [line.split()[0] for line in listed.splitlines()] == ["ada@example.org", "bo@example.org"]


@pytest.mark.parametrize("words", ["people add", "people link", "people erase-buyer --dry-run"])
def test_a_word_that_is_no_text_is_told(tmp_path: Path, words: str) -> None:
    file = tmp_path / "here.sqlite"
    ran(["people", "add", "--admin", "ada@example.org"], "", file)
    done = ran([*shlex.split(words), b"\xff@example.org"], "", file)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode().startswith("plumbline: ?@example.org holds bytes that are no letters")
