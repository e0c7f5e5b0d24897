"""The pages of artifacts: every clause has its heading, the example fills in the form, and what is copied can be sent."""

import re
from functools import cache
from pathlib import Path

import pytest

from server.lessons.compiler.academy import compile_academy
from server.lessons.compiler.model import Academy, Artifact, Proves
from server.lessons.outside import read_folder
from tests.lessons.compiled import TODAY, Installation, compiled

ROOT = Path(__file__).parents[2]
NOTE = "process/artifacts/terms-note.md"


@cache
def reference() -> Academy:
    return compile_academy(read_folder(ROOT / "lessons").texts, today=TODAY).academy


@cache
def note() -> Artifact:
    return compiled().academy.artifacts[0]


def test_a_page_is_a_form_and_an_example_of_it() -> None:
    found = note()
    assert (found.id, found.title, found.about) == ("terms-note", "Terms note", "<p>One page for what was agreed.</p>\n")
    assert [part.title for part in found.blank] == [part.title for part in found.example]
    assert found.proves == (Proves("terms-agreed", "terms-in-writing"), Proves("terms-agreed", "weakest-named"))
    assert found.story == "<p>A small deal in May.</p>\n"


def test_what_is_only_ours_is_never_copied() -> None:
    found = note()
    assert [part.ours for part in found.blank] == [False, True]
    assert found.markdown == "## The terms, and the buyer's reply\n\n_What they agreed to, in their words._\n"
    assert found.text == "The terms, and the buyer's reply\n\n[What they agreed to, in their words.]\n"


@pytest.mark.parametrize(("title", "ours"), [("# Terms note `ours`", True), ("# Terms note", False)])
def test_a_page_that_is_all_ours_says_so(title: str, ours: bool) -> None:  # a case
    (found,) = compiled(f"=== {NOTE} changed\n< # Terms note\n> {title}").academy.artifacts
    assert (found.title, found.ours) == ("Terms note", ours)


def test_a_table_is_copied_without_its_chips() -> None:
    (found,) = compiled(
        f"""=== {NOTE} changed
< What they agreed to, in their words.
> 1. Read [the standard](../agree/terms-agreed.md) first.
>
> <!-- for authors -->
>
> | Term `#terms-in-writing` `@terms-agreed` | Since |
> | ---------------------------------------- | ----- |
> | Price:                                   |       |"""
    ).academy.artifacts
    assert '<th scope="col">Term</th>' in found.blank[0].html
    assert "| Term   | Since |\n| ------ | ----- |\n| Price: |       |" in found.markdown
    assert "1. Read the standard first.\n\n| Term" in found.markdown
    assert "Term: Price:\nSince:\n" in found.text
    assert "1. Read the standard first." in found.text


def test_a_page_with_an_error_is_served_as_it_was() -> None:
    here = Installation()
    before = here.load().artifacts
    after = here.load(f"=== {NOTE} changed\n< id: terms-note\n> id: Terms note").artifacts
    assert here.kept == (NOTE,)
    assert after == before


def test_the_page_in_the_guide_has_nothing_to_mend() -> None:
    guide = (ROOT / "docs" / "writing-lessons.md").read_text(encoding="utf-8")
    (page,) = re.findall(r"<!-- artifact -->\n```markdown\n(.*?)```", guide, re.DOTALL)
    assert compiled(f"=== {NOTE}\n{page}").diagnostics == ()


@pytest.mark.parametrize("name", sorted(path.stem for path in (ROOT / "lessons/process/artifacts").glob("*.md")))
def test_a_page_of_the_reference_process_fills_in_what_it_asks(name: str) -> None:
    (artifact,) = (one for one in reference().artifacts if one.id == name)
    assert [part.title for part in artifact.blank] == [part.title for part in artifact.example]
    assert all(part.html for part in (*artifact.blank, *artifact.example))
    assert not set("`<>#") & set(artifact.text)
    assert "`" not in artifact.markdown


def test_every_clause_of_the_reference_process_has_its_heading() -> None:
    academy = reference()
    process = academy.process
    assert process is not None
    pages = {one.id: one for one in academy.artifacts}
    assert list(pages) == list(dict.fromkeys(one.artifact for one in process.behaviours))
    assert len(pages) == 22
    assert {
        Proves(one.id, clause.id)
        for one in process.behaviours
        for clause in one.clauses
        if not clause.na and Proves(one.id, clause.id) not in pages[one.artifact].proves
    } == set()
