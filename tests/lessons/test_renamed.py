"""A behaviour that gets another id between two loads: what was recorded, and what is about it, goes on."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from server.lessons import actions, queries
from server.lessons.compiler.process.changes import process_changes
from tests.databases import Database
from tests.lessons.folders import AcademyFolder

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
FILE = "process/agree/terms-agreed.md"
GATES = "    gates: [date-set, terms-agreed]"


@pytest.fixture
def folder(tmp_path: Path) -> AcademyFolder:
    queries.LATEST.forget()
    return AcademyFolder(tmp_path / "academy")


async def names(folder: AcademyFolder) -> tuple[str, str, set[str], tuple[str, ...]]:
    """Id and name of the second behaviour, what lessons of its stage are about, and the gates, after a load."""
    assert (await actions.load(folder.root, now=NOW, by="test")).errors == 0
    academy = (await queries.current()).academy
    assert academy.process is not None
    found = academy.process.behaviours[1]
    about = {one for lesson in academy.lessons if lesson.stage == "agree" for one in lesson.behaviours}
    assert about == {
        one for lesson in academy.lessons if lesson.stage == "agree" for q in lesson.questions for one in q.behaviours
    }
    assert {one.behaviour for page in academy.artifacts for one in page.proves} == {found.id}
    return found.id, found.name, about, academy.process.motions[0].gates


async def test_a_new_id_with_an_alias_changes_nothing_that_is_stored(database: Database, folder: AcademyFolder) -> None:
    kept = ("terms-agreed", {"terms-agreed"}, ("date-set", "terms-agreed"))
    before = await names(folder)
    assert before == (kept[0], "terms-agreed", *kept[1:])
    first = await queries.current()
    folder.change(FILE, "< id: terms-agreed\n> id: terms-in-writing\n> aliases: [terms-agreed]")
    assert await names(folder) == (kept[0], "terms-in-writing", *kept[1:])
    now = await queries.current()
    assert now.hashes["they-go-quiet"] == first.hashes["they-go-quiet"]
    told = process_changes(first.academy, now.academy)
    assert [(one.kind, one.after, one.comparable) for one in told] == [("behaviour-called", "terms-in-writing", True)]

    for lesson in ("agree/agree-the-terms.md", "agree/they-go-quiet.md"):
        folder.change(lesson, "< behaviours: [terms-agreed]\n> behaviours: [terms-in-writing]")
    folder.change("process/reference.md", f"< {GATES}\n> {GATES.replace('terms-agreed', 'terms-in-writing')}")
    assert await names(folder) == (kept[0], "terms-in-writing", *kept[1:])

    for lesson in ("agree/agree-the-terms.md", "agree/they-go-quiet.md"):
        folder.change(lesson, "< behaviours: [terms-in-writing]\n> behaviours: [terms-agreed]")
    folder.change(FILE, "< id: terms-in-writing\n> id: terms-agreed\n< aliases: [terms-agreed]")
    folder.change("process/reference.md", f"< {GATES.replace('terms-agreed', 'terms-in-writing')}\n> {GATES}")
    assert await names(folder) == before
