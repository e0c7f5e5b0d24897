"""`plumbline process changes` over a repository: what a pull request does to the process."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from server.cli.main import plumbline
from tests.cli.repository import academy_in
from tests.lessons.folders import AcademyFolder

TERMS = "process/agree/terms-agreed.md"
REWORDED = "< - [ ] The buyer agreed the terms in writing `#terms-in-writing`\n> - [ ] A named buyer agreed all terms in writing `#terms-in-writing`"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AcademyFolder:
    return academy_in(tmp_path, monkeypatch)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(plumbline, ["process", "changes", "academy", *arguments])


def told(*arguments: str) -> Any:  # noqa: ANN401  # whatever it prints
    result = run(*arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_reworded_clause_is_told_with_what_it_touches(folder: AcademyFolder) -> None:
    assert run("--base", "main").output == "A small process, version 1: nothing in the process changed.\n"
    folder.change(TERMS, REWORDED)
    assert run("--base", "main").output.splitlines() == [
        "A small process, version 1: 1 change; answers from before go on in 1 of them.",
        "",
        "A clause of Terms agreed reads: A named buyer agreed all terms in writing. It read: The buyer agreed the terms in writing.",
        "  Answers from before are counted on. How alike it was read before and since stands beside its words.",
        "  lessons: agree-the-terms, they-go-quiet",
        "  questions: agree-the-terms#what-shows, agree-the-terms#one-reply, they-go-quiet#no-reply",
        "  clauses: terms-agreed/terms-in-writing",
        "  templates: terms-note",
        "  paths: new-rep",
        "  signals: stage accuracy",
        "",
        "The version is still 1. Write version: 2 in process/reference.md, so that lessons are read again.",
    ]


def test_programs_are_told_every_id_and_what_is_comparable(folder: AcademyFolder) -> None:
    folder.change("process/reference.md", "< version: 1\n> version: 2")
    folder.change(
        TERMS,
        f"{REWORDED}\n< - [ ] Our weakest term is named `#weakest-named` `source seller-note`\n< fresh_days: 30\n> fresh_days: 60",
    )
    folder.write("academy.yml", "title: A small academy\ncadences:\n  agree: full 14\n")
    found = told("--base", "main")
    assert (found["process"], found["before"], found["after"]) == ("small", 1, 2)
    assert [(one["kind"], one["clause"], one["fate"], one["comparable"]) for one in found["changes"]] == [
        ("behaviour-fresh", "", "goes-on", True),
        ("clause-reworded", "terms-in-writing", "goes-on", True),
        ("clause-gone", "weakest-named", "ends", False),
        ("cadence", "", "goes-on", True),
    ]
    assert found["changes"][2]["touches"]["criteria"] == ["terms-agreed/weakest-named"]
    assert found["changes"][3]["touches"]["signals"] == ["inspection_recency"]
    assert "version is still" not in run("--base", "main").output


def test_a_behaviour_whose_file_is_broken_is_not_told_as_gone(folder: AcademyFolder) -> None:
    folder.change(TERMS, "< id: terms-agreed\n> id: [")
    refused = run("--base", "main")
    assert (refused.exit_code, f"The process has errors in {TERMS}" in str(refused.exception)) == (1, True)


def test_what_git_or_the_folder_does_not_know_is_said(folder: AcademyFolder) -> None:
    result = run("--base", "nowhere")
    assert (result.exit_code, "git knows no revision nowhere" in result.output) == (2, True)
    folder.remove("academy.yml")
    assert "There is no academy around academy" in str(run("--base", "main").exception)
