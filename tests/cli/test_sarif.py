"""`plumbline check --format sarif`, as code scanning and editors read it."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.cli.check.sarif import SECTIONS, anchor, section
from server.cli.main import plumbline
from server.lessons.compiler.codes import CODES
from tests.lessons.folders import AcademyFolder

ROOT = Path(__file__).parents[2]
LESSON = "meet/set-the-date.md"
TWO_RIGHT = "< - ( ) You made a note to call again\n> - (x) You made a note to call again"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AcademyFolder:
    monkeypatch.chdir(tmp_path)
    return AcademyFolder(tmp_path / "academy")


def sarif(*arguments: str):
    result = CliRunner().invoke(plumbline, ["check", *arguments, "--format", "sarif", "--today", "2026-11-21"])
    return json.loads(result.stdout)


def results(*arguments: str):
    return sarif(*arguments)["runs"][0]["results"]


def test_a_clean_academy_is_a_run_without_results(folder: AcademyFolder) -> None:
    told = sarif("academy")
    assert told["version"] == "2.1.0"
    (run,) = told["runs"]
    assert (run["columnKind"], run["results"]) == ("unicodeCodePoints", [])
    assert (
        run["tool"]["driver"]["version"]
        == tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    )


def test_every_rule_has_its_words_and_leads_to_a_heading_of_the_page(folder: AcademyFolder) -> None:
    rules = sarif("academy")["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(CODES)
    page = (ROOT / "docs" / "lesson-checks.md").read_text(encoding="utf-8")
    rows: dict[str, str] = {}
    for part in page.split("\n## ")[1:]:
        rows |= dict.fromkeys(re.findall(r"^\| `([EWP]\d{3})`", part, re.MULTILINE), part.partition("\n")[0])
    assert {code: section(code) for code in CODES} == rows
    for rule in rules:
        assert f"](docs/lesson-checks.md#{anchor(rows[rule['id']])})" in rule["help"]["markdown"]
        assert rule["defaultConfiguration"]["level"] == (
            "warning" if rule["id"][0] == "W" or rule["id"] in {"E106", "P021"} else "error"
        )
    assert anchor(SECTIONS[3]) == "links-media-and-html"


def test_a_result_has_its_rule_its_level_its_place_and_the_fix(folder: AcademyFolder) -> None:
    folder.change(LESSON, TWO_RIGHT)
    told = sarif("academy")["runs"][0]
    (result,) = told["results"]
    assert told["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "E211"
    assert result["level"] == "error"
    assert result["message"]["text"].startswith("two answers are marked right in a pick-one question\nhelp: keep one (x).")
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": f"academy/{LESSON}", "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 29, "startColumn": 3, "endColumn": 6}


def test_columns_count_code_points_and_addresses_are_relative_and_escaped(
    folder: AcademyFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.rename(LESSON, "meet/dátum 1#2.md")
    folder.change(
        "paths/new-rep.md", "< 1. [Set the date](../meet/set-the-date.md)\n> 1. [Set the date](../meet/dátum%201%232.md)"
    )
    folder.change("meet/dátum 1#2.md", "< Pick a deal that has none.\n> Pick 🎯 a deal 🎯 that [has](none.md).")
    (result,) = (one for one in results("academy") if one["ruleId"] == "E301")
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "academy/meet/d%C3%A1tum%201%232.md"
    assert "Pick 🎯 a deal 🎯 that [has](none.md)."[place["region"]["startColumn"] - 1 :].startswith("none.md")
    (tmp_path / "away").mkdir()
    monkeypatch.chdir(tmp_path / "away")
    assert results(str(folder.root))[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].startswith("meet/")


def test_a_result_is_recognised_after_edits_elsewhere_and_equal_lines_are_told_apart(folder: AcademyFolder) -> None:
    folder.change(LESSON, TWO_RIGHT)
    (before,) = results("academy")
    folder.change(LESSON, "< ## Check yourself\n> Two more\n> lines.\n>\n> ## Check yourself")
    (after,) = results("academy")
    assert before["locations"] != after["locations"]
    assert before["partialFingerprints"] == after["partialFingerprints"]
    folder.change(LESSON, "< - (x) You made a note to call again\n> - (X) The note\n> - (X) The note")
    marks = [one["partialFingerprints"]["line/v1"] for one in results("academy")]
    assert len(set(marks)) == len(marks) >= 2
    assert before["partialFingerprints"]["line/v1"] not in marks
