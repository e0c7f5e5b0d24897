"""`plumbline check --fix`, on the files of an academy."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.cli.check.mending import replaced
from server.cli.main import plumbline
from server.errors import Setup
from tests.lessons.folders import AcademyFolder

LESSON = "meet/set-the-date.md"
SCENARIO = "agree/they-go-quiet.md"
TYPED = "< - (x) The buyer accepted the invite\n> - (X) The buyer accepted the invite"
POINTED = "< - (x) Ask which term is hard → `#answer`\n> - (x) Ask which term is hard -> `#answer`"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AcademyFolder:
    monkeypatch.chdir(tmp_path)
    return AcademyFolder(tmp_path / "academy")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(plumbline, ["check", *arguments, "--fix", "--today", "2026-11-21"])


def bytes_of(folder: AcademyFolder) -> dict[str, bytes]:
    return {path.relative_to(folder.root).as_posix(): path.read_bytes() for path in folder.root.rglob("*") if path.is_file()}


def test_what_was_mended_is_listed_and_what_is_left_is_told(folder: AcademyFolder) -> None:
    before = bytes_of(folder)
    folder.change(LESSON, TYPED)
    folder.change(SCENARIO, POINTED)
    result = run("academy")
    assert result.exit_code == 0
    assert result.output == (
        f"academy/{SCENARIO}:31:30: fixed arrow: `->` is `→`\n"
        f"academy/{LESSON}:27:3: fixed E215: `(X)` is `(x)`\n\nNothing to mend in 14 files.\n"
    )
    assert bytes_of(folder) == before, "no other byte, and nothing is left lying about"
    assert run("academy").output == "Nothing to mend in 14 files.\n"


def test_only_the_part_that_was_asked_for_is_mended(folder: AcademyFolder) -> None:
    folder.change(LESSON, TYPED)
    folder.change(SCENARIO, POINTED)
    assert run("academy/agree").output.startswith(f"academy/{SCENARIO}:31:30: fixed arrow")
    assert b"- (X)" in (folder.root / LESSON).read_bytes()
    assert run(f"academy/{LESSON}").output.startswith(f"academy/{LESSON}:27:3: fixed E215")


def test_a_lost_id_that_a_translation_still_has_is_not_made_anew(folder: AcademyFolder) -> None:
    assert CliRunner().invoke(plumbline, ["new", "translation", f"academy/{LESSON}", "es"]).exit_code == 0
    folder.change(LESSON, "< ### Which of these is a date? `#which-date`\n> ### Which of these is a date?")
    before = bytes_of(folder)
    told = run("academy").output
    assert "E203" in told
    assert "E504" not in told, "the translation is right, the lesson is to be mended"
    assert bytes_of(folder) == before


def test_without_the_option_nothing_is_written(folder: AcademyFolder) -> None:
    folder.change(LESSON, TYPED)
    before = bytes_of(folder)
    assert CliRunner().invoke(plumbline, ["check", "academy"]).exit_code == 1
    assert bytes_of(folder) == before


def test_an_edit_after_which_something_else_is_an_error_is_not_made(folder: AcademyFolder) -> None:
    folder.write("academy.yml", "title: A small academy\nrules:\n  W703: error\n")
    folder.change(LESSON, "< ### Which of these is a date? `#which-date`\n> ### Which of these is a date?")
    asked = "### What shows that terms are agreed? `#what-shows`"
    folder.change("agree/agree-the-terms.md", f"< {asked}\n> ### Which of these is a date? `#what-shows`")
    left = (folder.root / LESSON).read_bytes()
    result = run("academy")
    assert (result.exit_code, "E203" in result.output, "fixed" in result.output) == (1, True, False)
    assert (folder.root / LESSON).read_bytes() == left
    folder.change("agree/agree-the-terms.md", f"< ### Which of these is a date? `#what-shows`\n> {asked}")
    assert f"academy/{LESSON}:25:30: fixed E203: the question is called `#which-of-these-is`" in run("academy").output


def test_a_report_for_programs_stays_one(folder: AcademyFolder) -> None:
    folder.change(LESSON, TYPED)
    result = run("academy", "--format", "json")
    assert (json.loads(result.stdout), result.stderr) == ([], f"academy/{LESSON}:27:3: fixed E215: `(X)` is `(x)`\n")


def test_a_lesson_without_an_academy_is_mended_too(folder: AcademyFolder, tmp_path: Path) -> None:
    folder.change(LESSON, TYPED)
    alone = tmp_path / "alone.md"
    alone.write_bytes((folder.root / LESSON).read_bytes())
    assert run("alone.md").output == "alone.md:27:3: fixed E215: `(X)` is `(x)`\n\nNothing to mend in 1 file.\n"


def test_a_file_keeps_its_rights_and_a_link_stays_a_link(folder: AcademyFolder) -> None:
    folder.change(LESSON, TYPED)
    lesson = folder.root / LESSON
    lesson.chmod(0o640)
    (folder.root / "kept").mkdir()
    lesson.rename(folder.root / "kept" / "real.txt")
    lesson.symlink_to("../kept/real.txt")
    assert run("academy").exit_code == 0
    assert lesson.is_symlink()
    assert lesson.stat().st_mode & 0o777 == 0o640
    assert b"- (x) The buyer accepted" in (folder.root / "kept" / "real.txt").read_bytes()


def test_a_file_that_changed_meanwhile_or_cannot_be_written_is_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(b"new")
    assert not replaced(file, b"old", b"mended")
    assert file.read_bytes() == b"new"
    with pytest.raises(Setup, match="cannot be written"):
        replaced(tmp_path / "none.md", b"", b"x")
    assert os.listdir(tmp_path) == ["a.md"]  # noqa: PTH208  # hidden files too
