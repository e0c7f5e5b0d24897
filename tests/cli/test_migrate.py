"""`plumbline migrate` as a step of its own."""

import subprocess
from pathlib import Path

from tests.machine import ROOT
from tests.served import command, environment


def migrate(file: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command("migrate", *words), cwd=ROOT, env=environment(file), capture_output=True, text=True, check=False, timeout=60
    )


def test_looking_what_is_to_be_done_makes_nothing_and_says_it_by_its_exit_code(tmp_path: Path):
    file = tmp_path / "not" / "here.sqlite"
    before = migrate(file, "--check")
    assert before.returncode == 3, before.stderr
    assert "`plumbline migrate` would run:" in before.stdout
    assert list(tmp_path.iterdir()) == []
    ran = migrate(file)
    assert ran.returncode == 0, ran.stderr
    named = before.stdout.splitlines()[1:]
    assert named
    assert ran.stdout.splitlines()[1:] == named
    after = migrate(file, "--check")
    assert (after.returncode, after.stdout) == (0, "The database is up to date.\n")


def test_of_a_database_that_cannot_be_looked_at_it_says_why(tmp_path: Path):
    looked = migrate(tmp_path / ("x" * 300), "--check")
    assert looked.returncode == 1
    assert "cannot be written (File name too long)" in looked.stderr
    assert "Traceback" not in looked.stderr
