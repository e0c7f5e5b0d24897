"""`plumbline check` and `plumbline show`, as a person or a program runs them."""

import gc
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.cli.main import plumbline
from server.cli.reports import as_annotations, as_text
from server.lessons import outside
from server.lessons.compiler.diagnostic import Diagnostic
from server.lessons.outside import read_beside
from tests.lessons.folders import AcademyFolder

ROOT = Path(__file__).parents[2]
LESSON = "meet/set-the-date.md"
TWO_RIGHT = "< - ( ) You made a note to call again\n> - (x) You made a note to call again"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AcademyFolder:
    monkeypatch.chdir(tmp_path)
    return AcademyFolder(tmp_path / "academy")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(plumbline, ["check", *arguments, "--today", "2026-11-21"])


def test_an_academy_without_a_fault_is_said_in_one_line(folder: AcademyFolder) -> None:
    result = run("academy")
    assert result.exit_code == 0
    assert result.output == "Nothing to mend in 14 files.\n"


def test_what_stays_when_it_is_done_is_looked_through_for_cycles_as_before(folder: AcademyFolder) -> None:
    assert gc.isenabled()
    run("academy")
    assert gc.isenabled()


def test_a_fault_is_shown_with_its_line_and_the_fix(folder: AcademyFolder) -> None:
    folder.change(LESSON, TWO_RIGHT)
    result = run("academy")
    assert result.exit_code == 1
    assert result.output == (
        f"academy/{LESSON}:29:3: E211 two answers are marked right in a pick-one question\n"
        "   |\n"
        "29 | - (x) You made a note to call again\n"
        "   |   ^^^\n"
        "help: keep one (x). If both are right use square boxes: - [x]. For half credit write (/).\n"
        "\n"
        "1 error, 0 warnings in 1 of 14 files.\n"
    )


def test_a_folder_that_is_no_academy_is_said_to_be_none(folder: AcademyFolder) -> None:
    said = "There is no academy.yml in "
    folder.change(LESSON, TWO_RIGHT)
    assert said not in run("academy").output
    (folder.root / "academy.yml").unlink()
    assert f"\n\n{said}{folder.root} or above it" in run("academy").output
    assert said not in run(f"academy/{LESSON}").output
    assert isinstance(json.loads(run("academy", "--format", "json").output), list)


def test_json_is_a_list_with_these_keys(folder: AcademyFolder) -> None:
    folder.change(LESSON, TWO_RIGHT)
    (row,) = json.loads(run("academy", "--format", "json").output)
    assert list(row) == ["path", "line", "column", "length", "offset", "end", "code", "severity", "message", "help"]
    assert (folder.root / LESSON).read_bytes()[row["offset"] : row["end"]] == b"(x)"
    assert (row["path"], row["line"], row["column"], row["code"], row["severity"]) == (
        f"academy/{LESSON}",
        29,
        3,
        "E211",
        "error",
    )
    folder.change(LESSON, "< - (x) You made a note to call again\n> - ( ) You made a note to call again")
    assert json.loads(run("academy", "--format", "json").output) == []


def test_annotations_name_file_line_and_code(folder: AcademyFolder) -> None:
    folder.change(LESSON, TWO_RIGHT)
    output = run("academy", "--format", "github").output
    assert output.startswith(f"::error file=academy/{LESSON},line=29,col=3,endColumn=6,title=E211::two answers are marked right")
    assert output.count("\n") == 1
    assert "%0Ahelp: keep one (x)." in output


def test_one_file_is_checked_against_its_academy_and_alone_reported(
    folder: AcademyFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.change(LESSON, TWO_RIGHT)
    folder.change("meet/just-send-it.md", "< prerequisites: [set-the-date]\n> prerequisites: [set-the-dates]")
    assert "E211" not in run("academy/meet/just-send-it.md").output
    assert "E108" in run("academy/meet/just-send-it.md").output
    assert "in 2 of 2 files." in run("academy/meet").output
    monkeypatch.chdir(folder.root / "meet")
    assert run("set-the-date.md").output.startswith("set-the-date.md:29:3: E211")


def test_a_file_without_an_academy_is_checked_without_a_process(folder: AcademyFolder, tmp_path: Path) -> None:
    alone = tmp_path / "elsewhere" / "lesson.md"
    alone.parent.mkdir()
    alone.write_bytes((folder.root / "meet" / "just-send-it.md").read_bytes())
    result = run("elsewhere/lesson.md")
    assert (result.exit_code, result.output) == (0, "Nothing to mend in 1 file.\n")
    assert "E108" in run("elsewhere").output


def test_a_file_without_an_academy_finds_what_its_links_mean_and_reads_nothing_else(
    folder: AcademyFolder, tmp_path: Path
) -> None:
    lesson = folder.root / "meet" / "just-send-it.md"
    links = '![Four steps](pictures/Steps.png)\n\n[A note](notes/one.md "include")\n\n[A call](calls/a.mp3 "audio")\n\n'
    tried = tmp_path / "elsewhere" / "lesson.md"
    for name in (
        "pictures/steps.png",
        "notes/one.md",
        "notes/two.md",
        "calls/a.mp3",
        "calls/a.vtt",
        "far/deep/x.md",
        "broken.md",
    ):
        (tried.parent / name).parent.mkdir(parents=True, exist_ok=True)
        (tried.parent / name).write_text("On to [the next](two.md).\n", encoding="utf-8")
    tried.write_text(lesson.read_text(encoding="utf-8").replace("\n## ", f"\n{links}## ", 1), encoding="utf-8")
    (told,) = json.loads(run("elsewhere/lesson.md", "--format", "json").output)
    assert (told["code"], told["message"]) == ("E302", "there is no file `pictures/Steps.png`")
    assert "`pictures/steps.png`" in told["help"]
    beside = read_beside(tried)
    assert sorted(beside.texts) == ["broken.md", "lesson.md", "notes/one.md", "notes/two.md"]
    assert sorted(beside.media) == ["calls/a.mp3", "calls/a.vtt", "pictures/steps.png"]


def test_a_folder_without_anything_to_check_is_no_success(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Ours\n", encoding="utf-8")
    result = run(str(tmp_path))
    assert result.exit_code == 1
    assert str(result.exception) == f"There is nothing to check in {tmp_path}: no academy.yml and no lesson lies there."


def test_a_disk_is_no_folder_of_lessons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "VAST", 40)
    for number in range(50):
        (tmp_path / f"{number}").mkdir()
    result = run(str(tmp_path))
    assert str(result.exception) == (
        f"There is no academy.yml in {tmp_path} or above it, and too much lies below to be lessons. Name their folder."
    )
    (tmp_path / "academy.yml").write_text("title: Ours\n", encoding="utf-8")
    assert "P005 the academy has no process" in run(str(tmp_path)).output


@pytest.mark.parametrize("place", ["academy/meet", "elsewhere"])
@pytest.mark.parametrize("command", ["check", "show"])
def test_a_file_that_cannot_be_read_is_told_and_is_no_traceback(
    folder: AcademyFolder, tmp_path: Path, place: str, command: str
) -> None:
    (tmp_path / place).mkdir(exist_ok=True)
    os.mkfifo(tmp_path / place / "pipe.md")
    (tmp_path / place / "out.md").symlink_to("/etc/hostname")
    for name, why in (("pipe.md", "it is not an ordinary file"), ("out.md", "it is a link to a place outside the academy")):
        result = CliRunner().invoke(plumbline, [command, f"{place}/{name}"])
        assert result.exit_code == 1
        assert f"{place}/{name}:1:1: P020 the file was passed over: {why}" in result.output
        assert "1 error, 0 warnings in 1 of 1 file." in result.output


def test_a_path_is_shown_as_it_was_given(folder: AcademyFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.change(LESSON, TWO_RIGHT)
    lesson = folder.root / LESSON
    assert run(str(lesson)).output.startswith(f"academy/{LESSON}:29:3: E211")
    (tmp_path / "away").mkdir()
    monkeypatch.chdir(tmp_path / "away")
    assert run(str(lesson)).output.startswith(f"{lesson}:29:3: E211")
    assert run(f"../academy/{LESSON}").output.startswith(f"../academy/{LESSON}:29:3: E211")


@pytest.mark.parametrize("speaks", ["ascii", "latin-1", "cp1252"])
def test_a_terminal_without_arrows_gets_the_report_and_programs_get_utf_8(folder: AcademyFolder, speaks: str) -> None:
    folder.write("meet/späť.md", "→")
    environment = {**ENVIRONMENT, "PYTHONIOENCODING": speaks, "LC_ALL": "C"}
    text = started("check", "academy", cwd=folder.root.parent, environment=environment)
    assert (text.returncode, text.stderr) == (1, b"")
    assert b"E101" in text.stdout
    asked = ("check", "academy", "--format", "json")
    rows = json.loads(started(*asked, cwd=folder.root.parent, environment=environment).stdout.decode("utf-8"))
    assert {row["path"] for row in rows} == {"academy/meet/späť.md"}


def test_beside_the_folder_lessons_its_name_may_be_left_out(folder: AcademyFolder, tmp_path: Path) -> None:
    folder.root.rename(tmp_path / "lessons")
    assert run().output == "Nothing to mend in 14 files.\n"


def test_warnings_fail_only_when_there_are_more_than_allowed(folder: AcademyFolder) -> None:
    folder.write("media/old.png", "not a picture")
    assert run("academy").exit_code == 0
    assert run("academy", "--max-warnings", "1").exit_code == 0
    assert run("academy", "--max-warnings", "0").exit_code == 1


def test_the_day_decides_whether_a_review_is_stale(folder: AcademyFolder) -> None:
    result = CliRunner().invoke(plumbline, ["check", "academy", "--today", "2028-01-01"])
    assert result.output.count("W506") == 4
    asked = ["check", "academy", "--today", "2028-01-01", "--max-warnings", "0"]
    assert CliRunner().invoke(plumbline, asked).exit_code == 0, "a suite does not fail because time went by"


@pytest.mark.parametrize("arguments", [("nowhere",), ("--format", "xml"), ("--max-warnings", "-1"), ("--nonsense",)])
def test_what_is_not_understood_ends_with_two(folder: AcademyFolder, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_a_file_that_no_academy_reads_is_said_in_a_sentence(folder: AcademyFolder) -> None:
    folder.write("notes.txt", "x")
    done = started("check", "academy/notes.txt", cwd=folder.root.parent)
    assert done.returncode == 1
    assert (
        done.stderr.decode() == "plumbline: academy/notes.txt is no file of an academy: lessons end in .md, settings in .yml.\n"
    )


def test_it_needs_neither_web_server_nor_database(folder: AcademyFolder) -> None:
    watch = (
        "import sys; from server.cli.main import plumbline\n"
        "try: plumbline(['check', 'academy'])\n"
        "finally: print(sorted({m.partition('.')[0] for m in sys.modules} & "
        "{'litestar', 'piccolo', 'asyncpg', 'jinja2', 'asyncio', 'granian', 'pydantic'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", watch], cwd=folder.root.parent, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert done.stdout == "Nothing to mend in 14 files.\n[]\n", done.stderr


def test_a_frame_cuts_long_lines_and_shows_no_control_characters() -> None:
    text = f"{'x' * 300}\x1b[31mHERE{'y' * 300}"
    one = Diagnostic(path="a.md", line=1, column=306, code="E999", severity="error", message="m", help="h", length=4)
    lines = list(as_text([one], {"a.md": [text]}, 1))
    assert "\x1b[31mHERE" not in lines[2]
    shown, mark = lines[2], lines[3].replace("\x1b[31m", "").replace("\x1b[0m", "")
    assert shown[mark.index("^") : mark.rindex("^") + 1] == "HERE"
    assert len(shown) < 120


def test_a_mark_stands_below_wide_characters_and_tabs() -> None:
    one = Diagnostic(path="a.md", line=7, column=4, code="W999", severity="warning", message="m", help="h", length=2)
    mark = list(as_text([one], {"a.md": [""] * 6 + ["\t日本HI"]}, 1))[3].replace("\x1b[33m", "").replace("\x1b[0m", "")
    assert mark == "  | \t    ^^"


def test_annotations_escape_what_would_end_them() -> None:
    one = Diagnostic(path="a,b:c.md", line=1, column=1, code="E1", severity="error", message="50%\nmore", help="h")
    assert list(as_annotations([one])) == ["::error file=a%2Cb%3Ac.md,line=1,col=1,endColumn=2,title=E1::50%25%0Amore%0Ahelp: h"]


def test_show_prints_what_answers_are_stored_under(folder: AcademyFolder) -> None:
    value = json.loads(CliRunner().invoke(plumbline, ["show", f"academy/{LESSON}"]).output)
    assert {"id", "stage", "behaviours", "minutes", "blocks", "questions"} <= value.keys()
    first = value["questions"][0]
    assert (first["id"], first["kind"], first["prompt"]) == ("which-date", "single", "Which of these is a date?")
    assert [(choice["text"], choice["mark"]) for choice in first["choices"]] == [
        ("The buyer accepted the invite", 1),
        ("You made a note to call again", 0),
    ]
    assert all(choice["id"] and choice["feedback"] for choice in first["choices"])
    assert value["questions"][1]["commit"] == {
        "days": 2,
        "working": False,
        "proof": "calendar-invite",
        "ask": "Who accepted the date?",
    }


def test_show_of_a_broken_lesson_says_why(folder: AcademyFolder) -> None:
    folder.change(LESSON, TWO_RIGHT)
    result = CliRunner().invoke(plumbline, ["show", f"academy/{LESSON}", "--format", "json"])
    assert result.exit_code == 1
    assert "E211" in result.stderr
    assert result.stdout == ""


def test_show_of_an_artifact_prints_what_its_headings_prove(folder: AcademyFolder) -> None:
    page = "process/artifacts/terms-note.md"
    value = json.loads(CliRunner().invoke(plumbline, ["show", f"academy/{page}"]).output)
    assert (value["id"], value["headings"][1]["ours"]) == ("terms-note", True)
    assert value["headings"][0]["proves"] == [{"behaviour": "terms-agreed", "clause": "terms-in-writing"}]
    assert value["markdown"].startswith("## The terms")
    title = "## Our weakest term"
    folder.change(page, f"< {title} `#weakest-named` `@terms-agreed` `ours`\n> {title} `#weakest-name` `@terms-agreed` `ours`")
    result = CliRunner().invoke(plumbline, ["show", f"academy/{page}"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "help: did you mean `#weakest-named`?" in result.stderr


@pytest.mark.parametrize("path", ["glossary.md", "process/meet/date-set.md"])
def test_show_of_something_else_says_so(folder: AcademyFolder, path: str) -> None:
    folder.write("media/old.png", "not a picture")
    result = CliRunner().invoke(plumbline, ["show", f"academy/{path}"])
    assert (result.exit_code, result.stderr) == (
        1,
        f"plumbline: academy/{path} is neither a lesson nor the page of an artifact.\n",
    )


ENVIRONMENT = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}


def started(*arguments: str, cwd: Path, environment: Mapping[str, str] = ENVIRONMENT) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "server.cli.main", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, check=False)
