"""Loading a folder into the database."""

import asyncio
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server import db, ledger
from server.errors import NotFound, Setup
from server.facts import AcademyLoaded
from server.lessons import actions, queries
from server.lessons.tables import AcademyState, Compiled, QuestionRevision
from server.sentences import speak
from tests.databases import Database
from tests.lessons.folders import AcademyFolder
from tests.lessons.translated import world

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
LESSON = "meet/set-the-date.md"
SPANISH = "meet/set-the-date.es.md"


@pytest.fixture
def folder(tmp_path: Path) -> AcademyFolder:
    queries.LATEST.forget()
    return AcademyFolder(tmp_path / "academy")


async def load(folder: AcademyFolder, now: datetime = NOW) -> actions.LoadReport:
    return await actions.load(folder.root, now=now, by="test")


async def test_what_was_loaded_is_served(database: Database, folder: AcademyFolder) -> None:
    report = await load(folder)
    edition = await queries.current()
    assert (report.changed, report.lessons, report.errors, report.warnings) == (True, 4, 0, 0)
    assert edition.hash == report.hash
    assert [lesson.id for lesson in edition.academy.lessons] == [
        "just-send-it",
        "set-the-date",
        "agree-the-terms",
        "they-go-quiet",
    ]
    assert (await queries.lesson("set-the-date")).path == LESSON
    assert await queries.lesson_by_hash(edition.hashes["set-the-date"])
    state = await queries.state()
    assert (state.hash, state.loaded_by, state.loaded_at, state.lessons) == (report.hash, "test", NOW, 4)


async def test_a_translation_is_loaded_with_its_lesson_and_kept_when_it_breaks(database: Database, folder: AcademyFolder) -> None:
    folder.write(SPANISH, world()[SPANISH].decode())
    report = await load(folder)
    assert (report.lessons, report.errors, report.warnings) == (4, 0, 0)
    speak("es")
    lesson = await queries.lesson("set-the-date")
    assert (lesson.title, lesson.path) == ("Fija la fecha", SPANISH)
    assert (await queries.lesson_by_hash((await queries.current()).hashes["set-the-date"])).title == lesson.title
    folder.change(SPANISH, "< ### ¿Cuál de estas es una fecha? `#which-date`\n> ### ¿Cuál? `#cual`")
    report = await load(folder)
    assert (report.errors, report.kept) == (1, (SPANISH,))
    assert (await queries.lesson("set-the-date")).title == "Fija la fecha"
    folder.remove(SPANISH)
    await load(folder)
    assert (await queries.lesson("set-the-date")).title == "Set the date"
    speak("en")


async def test_it_is_a_fact(database: Database, folder: AcademyFolder) -> None:
    report = await load(folder)
    (stored,) = await ledger.of_kind(AcademyLoaded)
    assert isinstance(stored.fact, AcademyLoaded)
    assert stored.fact == AcademyLoaded(academy=report.hash, lessons=4, errors=0, warnings=0, standard=stored.fact.standard)
    ((since, standard),) = [(one.since, one.standard) for one in await queries.standards()]
    assert (since, standard.process) == (NOW, (await queries.current()).academy.process)
    assert stored.at == NOW


async def test_what_is_loaded_last_is_in_force_though_its_load_began_first(database: Database, folder: AcademyFolder) -> None:
    """It found another load done meanwhile and began anew, or its clock is behind."""
    for minutes, days in ((0, 7), (2, 8), (1, 9)):
        folder.change("process/meet/stage.md", f"< max_days: 7\n> max_days: {days}")
        await load(folder, NOW + timedelta(minutes=minutes))
        folder.change("process/meet/stage.md", f"< max_days: {days}\n> max_days: 7")
    served = [one.standard.process for one in await queries.standards()]
    assert len(served) == 3
    assert served[-1] == (await queries.current()).academy.process


async def test_loading_the_same_files_again_does_nothing(database: Database, folder: AcademyFolder) -> None:
    first = await load(folder)
    with db.counted() as count:
        again = await load(folder, NOW + timedelta(minutes=1))
    assert (again.changed, again.hash, again.lessons) == (False, first.hash, 4)
    assert count.n == 1
    assert len(await ledger.of_kind(AcademyLoaded)) == 1


async def test_another_day_looks_again_and_writes_only_what_it_has_to_say(database: Database, folder: AcademyFolder) -> None:
    first = await load(folder)
    later = await load(folder, NOW + timedelta(days=400))
    assert (later.changed, later.hash) == (False, first.hash)
    assert {one.code for one in (await queries.state()).diagnostics} == {"W506"}
    assert len(await ledger.of_kind(AcademyLoaded)) == 1


async def test_a_lesson_that_somebody_began_is_found_after_every_later_edit(database: Database, folder: AcademyFolder) -> None:
    await load(folder)
    pinned = (await queries.current()).hashes["set-the-date"]
    folder.change(LESSON, "< # Set the date\n> # Set the date now")
    await load(folder)
    folder.remove(LESSON)
    folder.remove("meet/just-send-it.md")
    folder.remove("paths/new-rep.md")
    await load(folder)
    assert (await queries.lesson_by_hash(pinned)).title == "Set the date"
    with pytest.raises(NotFound):
        await queries.lesson("set-the-date")


async def test_every_wording_is_logged_once(database: Database, folder: AcademyFolder) -> None:
    await load(folder)
    folder.change(LESSON, "< - ( ) You made a note to call again\n> - ( ) You made a note to call them again")
    await load(folder, NOW + timedelta(hours=1))
    await load(folder, NOW + timedelta(hours=2))
    rows = (
        await QuestionRevision.select()
        .where(QuestionRevision.key == "set-the-date#which-date")
        .order_by(QuestionRevision.wording)
    )
    assert [(row["revision"], row["wording"], row["first_seen"]) for row in rows] == [
        (1, 1, NOW),
        (1, 2, NOW + timedelta(hours=1)),
    ]
    assert len({row["key_fp"] for row in rows}) == 1
    assert len({row["text_fp"] for row in rows}) == 2


async def test_a_broken_file_is_kept_reported_and_mended(database: Database, folder: AcademyFolder) -> None:
    first = await load(folder)
    folder.change(LESSON, "< status: live\n> status: alive")
    broken = await load(folder)
    assert (broken.changed, broken.kept, broken.errors) == (False, (LESSON,), 1)
    assert broken.hash == first.hash
    assert [one.path for one in (await queries.state()).diagnostics] == [LESSON]
    folder.change(LESSON, "< status: alive\n> status: live")
    mended = await load(folder)
    assert (mended.hash, mended.errors) == (first.hash, 0)
    assert (await queries.state()).diagnostics == ()


async def test_a_process_that_is_gone_is_kept_and_told(database: Database, folder: AcademyFolder) -> None:
    await load(folder)
    served = (await queries.current()).academy
    shutil.rmtree(folder.root / "process")
    report = await load(folder)
    assert [(one.path, one.code) for one in report.diagnostics if one.code.startswith("P")] == [("process/reference.md", "P005")]
    assert "process/reference.md" in report.kept
    now = (await queries.current()).academy
    assert (now.process, now.lessons, now.artifacts) == (served.process, served.lessons, served.artifacts)


async def test_a_folder_that_is_gone_or_no_academy_changes_nothing(
    database: Database, folder: AcademyFolder, tmp_path: Path
) -> None:
    first = await load(folder)
    with pytest.raises(Setup):
        await actions.load(tmp_path / "nowhere", now=NOW)
    folder.remove("academy.yml")
    with pytest.raises(Setup, match=r"academy\.yml"):
        await load(folder)
    assert (await queries.state()).hash == first.hash


async def test_loads_that_race_in_one_process_write_once(database: Database, folder: AcademyFolder) -> None:
    reports = await asyncio.gather(*(load(folder) for _ in range(5)))
    assert len({report.hash for report in reports}) == 1
    assert sum(report.changed for report in reports) == 1
    assert len(await ledger.of_kind(AcademyLoaded)) == 1
    assert await AcademyState.count() == 1
    assert await QuestionRevision.count() == 6
    assert await Compiled.count() == 7, "a manifest, four lessons, the standard and the files"


async def test_a_failing_fact_takes_the_load_with_it(
    database: Database, folder: AcademyFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(stored: object) -> None:
        raise LookupError("half way")

    ledger.react_with({AcademyLoaded: [fail]})
    try:
        with pytest.raises(LookupError, match="half way"):
            await load(folder)
    finally:
        ledger.react_with({})
    assert await AcademyState.count() == 0
    assert await Compiled.count() == 0
    assert (await load(folder)).changed


async def test_an_edit_is_loaded_while_the_folder_is_watched(sqlite: Database, folder: AcademyFolder) -> None:
    first = await load(folder)
    stop = asyncio.Event()
    watching = asyncio.ensure_future(actions.keep_loading(folder.root, stop, by="watch"))
    try:
        await asyncio.sleep(0.3)
        folder.rename("academy.yml", "academy.yml.away")
        await asyncio.sleep(0.6)
        folder.rename("academy.yml.away", "academy.yml")
        for number in range(100):
            folder.change(
                "glossary.md",
                f"< A purchase that may come to be{'.' * (number + 1)}\n> A purchase that may come to be{'.' * (number + 2)}",
            )
            await asyncio.sleep(0.2)
            if (await queries.state()).hash != first.hash:
                break
        assert (await queries.state()).loaded_by == "watch"
    finally:
        stop.set()
        await watching
