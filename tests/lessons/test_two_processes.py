"""Files edited between two loads, while another process serves from the same database."""

from datetime import UTC, datetime
from pathlib import Path

from server import ledger
from server.facts import AcademyLoaded
from server.lessons import actions
from server.lessons.tables import QuestionRevision
from tests.databases import Database
from tests.lessons.folders import AcademyFolder
from tests.lessons.second_process import Other

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
LESSON = "meet/set-the-date.md"
QUESTION = "set-the-date#which-date"


async def load(folder: AcademyFolder) -> actions.LoadReport:
    return await actions.load(folder.root, now=NOW, by="test")


async def test_an_edit_of_words_keeps_the_revision_and_the_ids(database: Database, tmp_path: Path) -> None:
    folder = AcademyFolder(tmp_path / "academy")
    first = await load(folder)
    with Other(database.url) as other:
        before = other.look(first.hash)["questions"][QUESTION]
        folder.change(LESSON, "< - ( ) You made a note to call again\n> - ( ) You wrote a note to call them again")
        second = await load(folder)
        told = other.look(second.hash)
        after = told["questions"][QUESTION]
    assert second.changed
    assert told["hash"] == second.hash
    assert told["seconds"] < 5
    assert after["choices"].keys() == before["choices"].keys()
    assert after["choices"] != before["choices"]
    assert before["revision"] == [QUESTION, 1, 1]
    assert after["revision"] == [QUESTION, 1, 2]


async def test_another_right_answer_starts_a_revision_under_the_same_key(database: Database, tmp_path: Path) -> None:
    folder = AcademyFolder(tmp_path / "academy")
    first = await load(folder)
    with Other(database.url) as other:
        before = other.look(first.hash)["questions"][QUESTION]
        swap = "< - (x) The buyer accepted the invite\n> - ( ) The buyer accepted the invite\n"
        folder.change(LESSON, swap + "< - ( ) You made a note to call again\n> - (x) You made a note to call again")
        after = other.look((await load(folder)).hash)["questions"][QUESTION]
        folder.change(LESSON, "< - ( ) The buyer accepted the invite\n> - (x) The buyer accepted the invite\n" + SWAP_BACK)
        again = other.look((await load(folder)).hash)["questions"][QUESTION]
    assert after["choices"] == before["choices"]
    assert after["revision"] == [QUESTION, 2, 1]
    assert again["revision"] == [QUESTION, 1, 1]
    rows = await QuestionRevision.select().where(QuestionRevision.key == QUESTION).order_by(QuestionRevision.revision)
    assert [(row["revision"], row["wording"], row["root"]) for row in rows] == [(1, 1, QUESTION), (2, 1, QUESTION)]


SWAP_BACK = "< - (x) You made a note to call again\n> - ( ) You made a note to call again"


async def test_a_new_name_for_the_file_changes_nothing(database: Database, tmp_path: Path) -> None:
    folder = AcademyFolder(tmp_path / "academy")
    first = await load(folder)
    with Other(database.url) as other:
        before = other.look(first.hash)
        folder.rename(LESSON, "meet/another-name.md")
        folder.change(
            "paths/new-rep.md", "< 1. [Set the date](../meet/set-the-date.md)\n> 1. [Set the date](../meet/another-name.md)"
        )
        second = await load(folder)
        after = other.look(second.hash)
    assert second.errors == 0
    assert after["questions"] == before["questions"]
    assert after["hashes"] == before["hashes"]


async def test_a_lesson_that_was_broken_is_served_as_it_last_was(database: Database, tmp_path: Path) -> None:
    folder = AcademyFolder(tmp_path / "academy")
    first = await load(folder)
    with Other(database.url) as other:
        before = other.look(first.hash)
        folder.change(LESSON, "< - ( ) You made a note to call again\n> - (x) You made a note to call again")
        folder.change("agree/agree-the-terms.md", "< # Agree the terms\n> # Agree the terms in writing")
        broken = await load(folder)
        during = other.look(broken.hash)
        folder.change(LESSON, "< - (x) You made a note to call again\n> - ( ) You made a note to call me")
        after = other.look((await load(folder)).hash)
    assert broken.errors == 1
    assert broken.kept == (LESSON,)
    assert during["questions"][QUESTION] == before["questions"][QUESTION]
    assert during["hashes"]["set-the-date"] == before["hashes"]["set-the-date"]
    assert during["hashes"]["agree-the-terms"] != before["hashes"]["agree-the-terms"]
    assert after["questions"][QUESTION]["revision"] == [QUESTION, 1, 2]


async def test_two_that_load_at_once_write_once(database: Database, tmp_path: Path) -> None:
    folder = AcademyFolder(tmp_path / "academy")
    with Other(database.url) as one, Other(database.url) as two:
        for round_ in range(3):
            folder.change(
                "agree/agree-the-terms.md", f"< # Agree the terms{'!' * round_}\n> # Agree the terms{'!' * (round_ + 1)}"
            )
            one.say(f"load {folder.root}")
            two.say(f"load {folder.root}")
            answers = [one.hear(), two.hear()]
            assert answers[0]["hash"] == answers[1]["hash"]
            assert sorted(answer["changed"] for answer in answers) == [False, True]
            assert len(await ledger.of_kind(AcademyLoaded)) == round_ + 1
    rows = await QuestionRevision.select(QuestionRevision.key, QuestionRevision.revision, QuestionRevision.wording)
    assert len(rows) == len({tuple(row.values()) for row in rows}) == 6
