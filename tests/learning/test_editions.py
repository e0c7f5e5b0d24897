"""A learner's history while the files of a lesson are edited between two loads."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from server.facts import AnswerGiven
from server.gaps import evidence
from server.learning import queries
from server.learning.actions import answer
from server.lessons import queries as lessons
from server.lessons.actions import load
from server.people.roles import Actor
from tests.databases import Database
from tests.learning.world import TUESDAY, add_person, deed
from tests.machine import ROOT

ID = "a-lesson-that-is-edited"
FILE = f"engage/{ID}.md"
QUESTION = "two-minutes"
TEXT = f"""---
id: {ID}
stage: engage
behaviours: [next-step-confirmed]
kind: teach
minutes: 3
objectives:
  - Tell a confirmed next step from a hopeful one.
process: 1
version: 1
authors: [plumbline]
reviewed: 2026-11-02
status: live
locale: en
---

# A lesson that is edited

> [!IMPORTANT]
> A next step is real when the buyer has accepted it.

## Check yourself

### Two minutes are left. What do you say? `#{QUESTION}`

- ( ) "Is the same time next week free?"
  > You get a date that is for nothing yet.
- (x) "What should we have settled by then?"
  > One answer gives you the purpose.
- ( ) "Let me mail you three times tonight."
  > The answer to that mail is the gap.
"""


@pytest.fixture
async def folder(sqlite: Database, tmp_path: Path) -> Path:
    """A copy of the lessons, loaded."""
    root = tmp_path / "lessons"
    shutil.copytree(ROOT / "lessons", root)
    (root / FILE).write_text(TEXT, encoding="utf-8")
    lessons.LATEST.forget()
    await load(root, now=TUESDAY)
    lessons.LATEST.forget()
    return root


async def edited(root: Path, change: Callable[[str], str]) -> None:
    """The lesson's file after an edit, loaded."""
    path = root / FILE
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, encoding="utf-8")
    report = await load(root, now=TUESDAY)
    assert report.errors == 0, report.diagnostics
    assert report.changed


async def say(actor: Actor, *picks: str) -> AnswerGiven:
    stored = await answer(deed(actor, ID), QUESTION, {"choice": list(picks)})
    assert isinstance(stored.fact, AnswerGiven)
    return stored.fact


async def key_and_another() -> tuple[str, str]:
    question = (await lessons.lesson(ID)).question(QUESTION)
    assert question is not None
    key = next(choice.id for choice in question.choices if choice.mark == 1)
    return key, next(choice.id for choice in question.choices if choice.mark == 0)


async def test_an_edit_of_words_keeps_the_history_together(folder: Path):
    ada, bo = await add_person("Ada"), await add_person("Bo")
    key, other = await key_and_another()
    first = await say(ada, key)
    await edited(folder, lambda text: text.replace("Two minutes are left", "Just two minutes are left"))
    assert await key_and_another() == (key, other)
    second = await say(bo, key)
    assert (first.revision, second.revision) == (1, 1)
    before, after = (await queries.answers_of(ada.id))[0], (await queries.answers_of(bo.id))[0]
    assert before.title.startswith("Two minutes")
    assert after.title.startswith("Just two minutes")


@pytest.mark.parametrize("since", [f"aliases: [{ID}]", f"moved: {{{QUESTION}: {ID}#{QUESTION}}}"])
async def test_where_a_question_stands_makes_it_no_other_one_to_the_gap_model(folder: Path, since: str):
    ada, bo = await add_person("Ada"), await add_person("Bo")
    key, _ = await key_and_another()
    first = await say(ada, key)
    (folder / FILE).unlink()
    (folder / "engage" / "called-otherwise.md").write_text(
        TEXT.replace(f"id: {ID}", f"id: called-otherwise\n{since}"), encoding="utf-8"
    )
    report = await load(folder, now=TUESDAY)
    assert report.errors == 0, report.diagnostics
    second = (await answer(deed(bo, "called-otherwise"), QUESTION, {"choice": [key]})).fact
    assert isinstance(second, AnswerGiven)
    assert (second.lesson, second.root) == ("called-otherwise", f"{ID}#{QUESTION}")
    assert {piece.item for fact in (first, second) for piece in evidence.of(fact, TUESDAY)} == {f"{ID}/{QUESTION}/1"}


async def test_another_key_starts_a_revision_and_who_has_begun_is_marked_by_theirs(folder: Path):
    ada, bo = await add_person("Ada"), await add_person("Bo")
    key, _ = await key_and_another()
    assert (await say(ada, key)).mark == 1.0

    def swap(text: str) -> str:
        return (
            text.replace("version: 1", "version: 2")
            .replace("- (x)", "- (?)")
            .replace("- ( )", "- (x)", 1)
            .replace("- (?)", "- ( )")
        )

    await edited(folder, swap)
    new_key, _ = await key_and_another()
    assert new_key != key
    theirs = await say(bo, new_key)
    assert (theirs.revision, theirs.mark) == (2, 1.0)
    pinned = await say(ada, key)
    assert (pinned.revision, pinned.mark, pinned.nth) == (1, 1.0, 1)


async def test_renaming_the_file_changes_nothing(folder: Path):
    ada = await add_person("Ada")
    key, _ = await key_and_another()
    digest = (await lessons.current()).hashes[ID]
    await say(ada, key)
    (folder / FILE).rename(folder / "engage" / "another-name.md")
    assert (await load(folder, now=TUESDAY)).errors == 0
    lessons.LATEST.forget()
    assert (await lessons.current()).hashes[ID] == digest
    assert (await say(ada, key)).revision == 1


async def test_a_lesson_that_was_broken_is_answered_as_it_last_stood(folder: Path):
    ada = await add_person("Ada")
    key, _ = await key_and_another()
    path = folder / FILE
    path.write_text(path.read_text(encoding="utf-8").replace("- (x)", "- ( )"), encoding="utf-8")
    report = await load(folder, now=TUESDAY)
    assert report.errors
    lessons.LATEST.forget()
    assert (await say(ada, key)).mark == 1.0
