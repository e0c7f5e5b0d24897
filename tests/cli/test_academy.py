"""`plumbline new academy`: a small process of one's own that has nothing to mend."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from server import settings
from server.cli.demo.command import seed_once
from server.cli.main import plumbline
from server.cli.new.academy import begin
from server.errors import Refused, Setup
from server.lessons import actions
from server.people import queries
from tests.cast import TUESDAY
from tests.databases import Database


def run(*arguments: str) -> str:
    result = CliRunner().invoke(plumbline, [*arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_starter_has_nothing_to_mend_and_everything_a_process_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    said = run("new", "academy", "ours")
    assert "plumbline check ours" in said
    assert f"PLUMBLINE_LESSONS={tmp_path}/ours plumbline serve" in said, "a relative path is looked for below the product"
    assert json.loads(run("check", "ours", "--format", "json", "--max-warnings", "0")) == []
    stages = sorted((tmp_path / "ours/process").glob("*/stage.md"))
    behaviours = [path for path in (tmp_path / "ours/process").glob("*/*.md") if path.name != "stage.md"]
    assert (len(stages), len(behaviours)) == (3, 8)
    lesson = json.loads(run("show", "ours/understand/book-the-next-step.md"))
    assert [one["kind"] for one in lesson["questions"]] == ["single", "multiple", "order", "commit"]
    scenario = json.loads(run("show", "ours/decide/the-one-friendly-voice.md"))
    assert [one["kind"] for one in scenario["questions"]] == ["scenario", "commit"]
    assert {lesson["status"], scenario["status"]} == {"live"}


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path: Path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Refused, match="holds something already"):
        run("new", "academy", str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Setup, match="cannot be written"):
        run("new", "academy", str(tmp_path / "file" / "below"))


async def test_the_demonstration_is_not_told_on_another_process(sqlite: Database, tmp_path: Path):
    begin(tmp_path / "ours")
    await actions.load(tmp_path / "ours", now=TUESDAY)
    with pytest.raises(Setup, match="tells of the reference process"):
        await seed_once(settings.read({"DATABASE_URL": sqlite.url}), now=TUESDAY)
    assert await queries.everyone() == []
