"""`plumbline process`: a look first, nothing written over what could not be brought back, and the same again changes nothing."""

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.cli.main import plumbline
from server.errors import Refused, Setup
from tests.lessons.folders import AcademyFolder

TABLE = "Stage;Takes over;Activity;Done when;Gate\r\nMeet;Agree;;;\r\n;;Day fixed;A buyer said yes #buyer-accepted;yes\r\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AcademyFolder:
    made = AcademyFolder(tmp_path / "academy")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "stages.csv").write_bytes(("\ufeff" + TABLE).encode())
    return made


def run(*arguments: str) -> Result:
    return CliRunner().invoke(plumbline, ["process", *arguments], catch_exceptions=False)


def git(folder: AcademyFolder, *arguments: str) -> None:
    of = ["-c", "user.name=Sam", "-c", "user.email=sam@example.org", "-c", "core.hooksPath=/dev/null"]
    subprocess.run(["git", "-C", str(folder.root), *of, *arguments], check=True, capture_output=True)


def texts(folder: AcademyFolder) -> dict[str, str]:
    return {
        path.relative_to(folder.root).as_posix(): path.read_text()
        for path in folder.root.rglob("*.*")
        if ".git" not in path.parts
    }


def test_a_dry_run_shows_every_change_and_writes_nothing(folder: AcademyFolder):
    before = texts(folder)
    shown = run("import", "stages.csv", "--into", "academy", "--dry-run", "--new")
    assert shown.exit_code == 0
    assert "Agree is taken over by Meet: open deals in it go on there. Gates that move along: Terms agreed." in shown.output
    assert "Day fixed is new: day-fixed." in shown.output
    assert "--- a/process/agree/stage.md\n+++ /dev/null\n" in shown.output
    assert "+moved:\n+  agree: meet\n" in shown.output
    assert texts(folder) == before


def test_what_is_like_something_is_asked_about_and_nothing_is_written_meanwhile(folder: AcademyFolder, tmp_path: Path):
    before = texts(folder)
    (tmp_path / "stages.csv").write_text(TABLE.replace("Day fixed", "Date is set"))
    asked = run("import", "stages.csv", "--into", "academy")
    assert asked.exit_code == 1
    assert "stages.csv:3: 'Date is set' looks like `date-set`" in asked.output
    assert asked.output.endswith("Nothing was written.\n")
    assert texts(folder) == before


def test_it_writes_what_is_committed_and_then_has_nothing_to_do(folder: AcademyFolder):
    with pytest.raises(Refused, match="is not in git"):
        run("import", "stages.csv", "--into", "academy", "--new")
    git(folder, "init", "-q")
    with pytest.raises(Refused, match="have changes that are not committed"):
        run("import", "stages.csv", "--into", "academy", "--new")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "As it was")
    written = run("import", "stages.csv", "--into", "academy", "--new")
    assert written.exit_code == 0
    assert "plumbline check academy" in written.output
    assert not (folder.root / "process/agree").exists()
    assert CliRunner().invoke(plumbline, ["check", "academy"]).exit_code == 0
    again = run("import", "stages.csv", "--into", "academy", "--new")
    assert again.output.endswith("Everything is as the table has it. Nothing was written.\n")
    folder.write("process/meet/stage.md", (folder.root / "process/meet/stage.md").read_text().replace("7", "8"))
    assert run("import", "stages.csv", "--into", "academy", "--new").exit_code == 0


def test_a_table_makes_a_new_academy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "stages.csv").write_text(run("import", "--template").output)
    assert run("import", "stages.csv", "--into", "ours").exit_code == 0
    assert "0 errors" in CliRunner().invoke(plumbline, ["check", "ours"]).output
    (tmp_path / "again.csv").write_text(run("export", "--into", "ours").output)
    assert "Nothing was written" in run("import", "again.csv", "--into", "ours").output


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"PK\x03\x04rest", "Save it as CSV first"), (b"", "is empty"), (b"Stage\nMeet\n", "one column only")],
)
def test_what_is_no_table_is_told(tmp_path: Path, data: bytes, words: str):
    (tmp_path / "stages.csv").write_bytes(data)
    with pytest.raises(Refused, match=words):
        run("import", str(tmp_path / "stages.csv"), "--into", str(tmp_path / "ours"))


def test_a_row_that_cannot_be_read_is_told_by_its_line(tmp_path: Path):
    (tmp_path / "stages.csv").write_text("Stage,Behaviour\nMeet,Ask,once,more\n")
    told = run("import", str(tmp_path / "stages.csv"), "--into", str(tmp_path / "ours"))
    assert told.exit_code == 1
    assert "stages.csv:2: The row has more cells than there are heads." in told.output
    assert not (tmp_path / "ours").exists()


def test_a_process_with_errors_is_mended_first(folder: AcademyFolder):
    folder.remove("process/meet/stage.md")
    with pytest.raises(Refused, match="Mend it, then import"):
        run("import", "stages.csv", "--into", "academy")


def test_without_an_academy_it_says_what_to_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Setup, match="Name its folder by --into"):
        run("export")
    assert run("import").exit_code == 2
    (tmp_path / "ours").mkdir()
    with pytest.raises(Setup, match="--template"):
        run("export", "--into", "ours")
