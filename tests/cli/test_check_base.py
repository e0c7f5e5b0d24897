"""`plumbline check --base REV`, in a repository as an author has it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.cli.main import plumbline
from tests.cli.repository import academy_in, commit, git
from tests.lessons.folders import AcademyFolder

LESSON = "meet/set-the-date.md"
RENAMED = "< ### Which of these is a date? `#which-date`\n> ### Which of these is a date? `#which-of-these`"
LOST = f"academy/{LESSON}:25:31: E502 `#which-date` is gone; `#which-of-these` is 100% similar\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AcademyFolder:
    return academy_in(tmp_path, monkeypatch)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(plumbline, ["check", *arguments, "--today", "2026-11-21"])


def test_an_id_that_is_lost_is_told_with_what_became_of_it(folder: AcademyFolder) -> None:
    assert run("academy", "--base", "main").output == "Nothing to mend in 14 files.\n"
    folder.change(LESSON, RENAMED)
    result = run("academy", "--base", "main")
    assert (result.exit_code, result.output.splitlines(keepends=True)[0]) == (1, LOST)
    assert "help: keep the old id: `#which-date`\n" in result.output
    assert run("academy").exit_code == 0, "without a base nothing is compared"
    commit()
    assert run("academy", "--base", "main").exit_code == 0
    assert run("academy", "--base", "HEAD~1").output == result.output


def test_a_file_that_is_renamed_loses_nothing_nor_does_an_academy_that_moves(folder: AcademyFolder, tmp_path: Path) -> None:
    folder.rename("agree/they-go-quiet.md", "meet/späť (2).md")
    assert run("academy", "--base", "main").exit_code == 0
    (tmp_path / "content").mkdir()
    folder.root.rename(tmp_path / "content" / "lessons")
    assert run("content/lessons", "--base", "main").exit_code == 0
    folder.root = tmp_path / "content" / "lessons"
    folder.change(LESSON, RENAMED)
    assert "E502" in run("content/lessons", "--base", "main").output


def test_what_others_did_since_the_branch_began_is_no_loss(folder: AcademyFolder) -> None:
    git("switch", "-q", "-c", "mine")
    git("switch", "-q", "main")
    folder.change(LESSON, RENAMED)
    commit()
    git("switch", "-q", "mine")
    assert run("academy", "--base", "main").output == "Nothing to mend in 14 files.\n"


def test_only_what_is_asked_for_is_shown_and_formats_carry_it(folder: AcademyFolder) -> None:
    folder.change(LESSON, RENAMED)
    assert run("academy/agree", "--base", "main").exit_code == 0
    (row,) = json.loads(run(f"academy/{LESSON}", "--base", "main", "--format", "json").output)
    assert (row["code"], row["line"], row["column"]) == ("E502", 25, 31)


def test_a_lesson_without_an_academy_is_compared_too(folder: AcademyFolder, tmp_path: Path) -> None:
    alone = tmp_path / "alone.md"
    alone.write_bytes((folder.root / LESSON).read_bytes())
    commit()
    alone.write_text(alone.read_text(encoding="utf-8").replace("`#which-date`", "`#another`"), encoding="utf-8")
    assert "E502 `#which-date` is gone; `#another` is 100% similar" in run("alone.md", "--base", "HEAD").output


def test_an_academy_that_was_not_there_has_lost_nothing(folder: AcademyFolder, tmp_path: Path) -> None:
    AcademyFolder(tmp_path / "second")
    assert run("second", "--base", "main").exit_code == 0


@pytest.mark.parametrize("revision", ["nowhere", "--all", ""])
def test_a_revision_that_git_does_not_know_ends_with_two_and_a_sentence(folder: AcademyFolder, revision: str) -> None:
    result = run("academy", f"--base={revision}")
    assert result.exit_code == 2
    assert "git knows no revision" in result.stderr


def test_outside_a_repository_it_ends_with_two_and_a_sentence(folder: AcademyFolder, tmp_path: Path) -> None:
    (tmp_path / ".git").rename(tmp_path / "git")
    result = run("academy", "--base", "main")
    assert result.exit_code == 2
    assert "is in no git repository" in " ".join(result.stderr.split())


def test_a_hook_of_git_may_ask(folder: AcademyFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.change(LESSON, RENAMED)
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    assert run("academy", "--base", "HEAD").output.startswith(LOST)


def test_links_in_git_and_names_that_need_quotes_are_no_trouble(folder: AcademyFolder, tmp_path: Path) -> None:
    (folder.root / "meet" / "link.md").symlink_to("set-the-date.md")
    folder.rename("agree/they-go-quiet.md", 'agree/a "quiet"\tone.md')
    commit()
    folder.remove("meet/link.md")
    assert run("academy", "--base", "HEAD").output == "Nothing to mend in 14 files.\n"
