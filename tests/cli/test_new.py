"""`plumbline new`: templates that pass the checks they come with."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.cli.main import plumbline
from server.errors import Refused, Setup
from tests.lessons.folders import AcademyFolder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AcademyFolder:
    made = AcademyFolder(tmp_path / "academy")
    monkeypatch.chdir(made.root)
    return made


def new(*arguments: str) -> Result:
    return CliRunner().invoke(plumbline, ["new", *arguments])


def told(path: str) -> list[tuple[str, str]]:
    rows = json.loads(CliRunner().invoke(plumbline, ["check", path, "--format", "json"]).output)
    return [(row["code"], row["severity"]) for row in rows]


def test_a_new_lesson_lies_in_its_stage_and_has_nothing_to_mend(folder: AcademyFolder) -> None:
    result = new("lesson", "ask-again", "--stage", "agree", "--behaviour", "terms-agreed")
    assert result.exit_code == 0
    assert result.output.startswith("Wrote agree/ask-again.md.\n")
    assert "plumbline check agree/ask-again.md" in result.output
    assert told("agree/ask-again.md") == []
    shown = json.loads(CliRunner().invoke(plumbline, ["show", "agree/ask-again.md"]).output)
    assert (shown["id"], shown["behaviours"], shown["status"]) == ("ask-again", ["terms-agreed"], "draft")


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        (["first-one"], "meet/first-one.md"),
        (["first-one", "--stage", "agree"], "agree/first-one.md"),
        (["first-one", "--behaviour", "terms-agreed"], "agree/first-one.md"),
        (["first-one", "--stage", "meet", "--behaviour", "date-set"], "meet/first-one.md"),
    ],
)
def test_what_is_not_said_is_the_first_that_fits(folder: AcademyFolder, arguments: list[str], path: str) -> None:
    assert new("lesson", *arguments).exit_code == 0
    assert told(path) == []


@pytest.mark.parametrize("kind", ["teach", "reinforce", "reference"])
def test_each_kind_begins_with_nothing_to_mend(folder: AcademyFolder, kind: str) -> None:
    assert new("lesson", "first-one", "--kind", kind).exit_code == 0
    assert told("meet/first-one.md") == []
    shown = json.loads(CliRunner().invoke(plumbline, ["show", "meet/first-one.md"]).output)
    assert bool(shown["questions"]) == (kind != "reference")


def test_a_new_behaviour_breaks_nothing_and_asks_for_lessons(folder: AcademyFolder) -> None:
    assert new("behaviour", "budget-named", "--stage", "agree").exit_code == 0
    assert told("process/agree/budget-named.md") == [("W405", "warning"), ("W406", "warning")]
    assert new("lesson", "name-the-budget", "--behaviour", "budget-named").exit_code == 0
    assert told("agree/name-the-budget.md") == []


def test_nothing_is_written_over(folder: AcademyFolder) -> None:
    assert new("lesson", "ask-again").exit_code == 0
    (folder.root / "meet" / "ask-again.md").write_text("mine")
    before = (folder.root / "meet" / "ask-again.md").read_bytes()
    again = new("lesson", "ask-again")
    assert isinstance(again.exception, Refused)
    assert (folder.root / "meet" / "ask-again.md").read_bytes() == before
    assert isinstance(new("lesson", "set-the-date", "--stage", "agree").exception, Refused)
    assert isinstance(new("behaviour", "date-set", "--stage", "agree").exception, Refused)


@pytest.mark.parametrize(
    "arguments",
    [
        ["lesson", "Bad Id"],
        ["lesson", "../../out"],
        ["lesson", "ab"],
        ["lesson", "good-one", "--stage", "nowhere"],
        ["lesson", "good-one", "--behaviour", "date-sett"],
        ["behaviour", "good-one", "--stage", "nowhere"],
        ["behaviour", "good-one"],
        ["path", "good-one"],
    ],
)
def test_what_cannot_be_meant_ends_with_two_and_writes_nothing(folder: AcademyFolder, arguments: list[str]) -> None:
    before = sorted(folder.root.rglob("*"))
    assert new(*arguments).exit_code == 2
    assert sorted(folder.root.rglob("*")) == before


def test_a_word_that_is_nearly_right_is_offered(folder: AcademyFolder) -> None:
    assert "did you mean `date-set`?" in new("lesson", "good-one", "--behaviour", "date-sett").output.lower()


def test_outside_of_an_academy_it_says_where_to_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert isinstance(new("lesson", "good-one").exception, Setup)


def test_an_academy_without_a_process_says_what_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "academy.yml").write_text("title: Empty\n")
    monkeypatch.chdir(tmp_path)
    assert "process/reference.md" in str(new("lesson", "good-one").exception)


def test_a_new_translation_has_every_id_and_nothing_to_mend(folder: AcademyFolder) -> None:
    result = new("translation", "just-send-it", "es")
    assert result.exit_code == 0
    assert result.output.startswith("Wrote meet/just-send-it.es.md.\n")
    assert told(".") == []
    english, spanish = (
        json.loads(CliRunner().invoke(plumbline, ["show", f"meet/just-send-it{tag}.md"]).output) for tag in ("", ".es")
    )
    assert (spanish["locale"], spanish["status"], spanish["translates"]) == ("es", "draft", english["version"])
    assert [one["id"] for one in spanish["questions"]] == [one["id"] for one in english["questions"]]
    assert spanish["questions"][0]["scenes"] == english["questions"][0]["scenes"]


def test_a_translation_is_begun_from_a_file_too_and_once_for_each_language(folder: AcademyFolder) -> None:
    assert new("translation", str(folder.root / "meet/set-the-date.md"), "pt-BR").exit_code == 0
    assert (folder.root / "meet/set-the-date.pt-BR.md").is_file()
    assert isinstance(new("translation", "set-the-date", "pt-br").exception, Refused)
    assert isinstance(new("translation", "set-the-date", "en").exception, Refused)
    assert "did you mean" in new("translation", "set-the-dat", "es").output.lower()
    assert "language tag" in new("translation", "set-the-date", "e").output
