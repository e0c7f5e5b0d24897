from datetime import timedelta
from uuid import UUID

import pytest

from server import db, ids, ledger
from server.coaching import actions, queries
from server.coaching.actions import Words
from server.coaching.queries import Anchored
from server.coaching.tables import NoteRow
from server.deals import actions as deals
from server.deals.actions import Told
from server.errors import NotFound, Refused
from server.facts import NoteWritten
from server.people import actions as people
from server.people.queries import Person
from tests.cast import TUESDAY, Cast, again, assemble
from tests.databases import Database
from tests.selling import PROCESS


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await assemble()


async def write(
    cast: Cast,
    to: Person,
    words: str = "Ask her first.",
    *,
    by: Person | None = None,
    deal: UUID | None = None,
    tag: str = "step",
) -> UUID:
    by = by or cast.mira
    return await actions.write_note(by.actor, cast.entry(by), person=to.id, words=words, tag=tag, deal=deal)


async def deal_of(cast: Cast, owner: Person) -> UUID:
    told = Told(name="Northgate", stage="discover")
    return await deals.add(owner.actor, cast.entry(owner), told, motion="new", currency="EUR", process=PROCESS)


async def test_a_note_is_there_for_its_person_when_it_is_written(cast: Cast):
    note = await write(cast, cast.ada, " Ask her first. ", deal=await deal_of(cast, cast.ada))
    (found,) = await queries.about(cast.ada.id, cast.ada.actor, TUESDAY)
    assert (found.id, found.words, found.by_name, found.deal_name, found.at) == (
        note,
        "Ask her first.",
        "Mira North",
        "Northgate",
        TUESDAY,
    )
    assert await queries.newest(cast.ada.id) == found
    (stored,) = await ledger.of_kind(NoteWritten)
    assert (stored.person, stored.actor) == (cast.ada.id, cast.mira.id)
    assert "Ask her" not in repr(stored)


async def test_notes_stand_newest_first(cast: Cast):
    for n in range(3):
        cast.now = TUESDAY + timedelta(days=n)
        await write(cast, cast.ada, f"Note {n}.")
    assert [note.words for note in await queries.about(cast.ada.id, cast.ada.actor, TUESDAY)] == ["Note 2.", "Note 1.", "Note 0."]


async def test_a_form_sent_twice_is_one_note(cast: Cast):
    entry = cast.entry(cast.mira)
    for _ in range(2):
        await actions.write_note(cast.mira.actor, entry, person=cast.ada.id, words="Once.", tag="both")
    assert await NoteRow.count() == 1


async def test_a_note_says_something(cast: Cast):
    with pytest.raises(Refused):
        await write(cast, cast.ada, "   ")


async def test_a_note_is_about_the_step_the_number_or_both(cast: Cast):
    with pytest.raises(Refused):
        await write(cast, cast.ada, tag="price")
    for tag in ("step", "number", "both", "step"):
        await write(cast, cast.ada, tag=tag)
    cast.now = TUESDAY + timedelta(days=1)
    await write(cast, cast.ada, tag="number", by=cast.lea)
    writers = [cast.mira.id, cast.lea.id, cast.tom.id]
    assert await queries.anchored(writers, TUESDAY) == {cast.mira.id: Anchored(3, 4), cast.lea.id: Anchored(0, 1)}
    assert await queries.anchored(writers, TUESDAY + timedelta(hours=1)) == {cast.lea.id: Anchored(0, 1)}
    assert await queries.anchored([], TUESDAY) == {}


async def test_a_note_inside_a_verb_says_which_sheet_it_follows(cast: Cast):
    sheet, entry = ids.new(), cast.entry(cast.mira)
    written = Words(words="Go together.", tag="step", behaviour="stakeholder-access", inspection=sheet)
    note = await db.run(lambda: actions.note_within(cast.mira.actor, entry, person=cast.ada.id, written=written))
    found = await queries.of_inspection(sheet)
    assert found is not None
    assert (found.id, found.behaviour, found.tag, found.inspection) == (note, "stakeholder-access", "step", sheet)
    assert await queries.of_inspection(ids.new()) is None


async def test_only_a_current_manager_writes_and_only_about_deals_of_that_person(cast: Cast):
    for other in (cast.tom, cast.ada, cast.bo, cast.sam, cast.zoe):
        with pytest.raises(NotFound):
            await write(cast, cast.ada, by=other)
    bos = await deal_of(cast, cast.bo)
    with pytest.raises(NotFound):
        await write(cast, cast.ada, deal=bos)
    assert await NoteRow.count() == 0


async def test_notes_are_read_by_their_person_and_the_managers_of_today(cast: Cast):
    await write(cast, cast.ada)
    for reader in (cast.ada, cast.mira, cast.lea):
        assert [note.words for note in await queries.about(cast.ada.id, reader.actor, TUESDAY)] == ["Ask her first."]
    for stranger in (cast.bo, cast.tom, cast.ida, cast.sam, cast.zoe):
        assert await queries.about(cast.ada.id, stranger.actor, TUESDAY) == []


async def test_a_leader_without_the_team_sees_that_there_is_a_note_and_not_its_words(cast: Cast):
    await write(cast, cast.ada)
    await people.set_roles(None, cast.lea.id, ["leader"], entry=cast.entry())
    lea = await again(cast.lea)
    (label,) = await queries.about(cast.ada.id, lea.actor, TUESDAY)
    assert (label.words, label.by_name, label.tag) == (None, "Mira North", "step")


async def test_who_moved_on_keeps_their_own_notes_and_the_new_manager_reads_all(cast: Cast):
    await write(cast, cast.ada)
    cast.now = TUESDAY + timedelta(days=1)
    await people.join_team(cast.zoe.actor, cast.ada.id, cast.south, manages=False, entry=cast.entry(cast.zoe))
    later = TUESDAY + timedelta(days=2)
    cast.now = later
    await write(cast, cast.ada, "Welcome.", by=cast.tom)
    assert [note.words for note in await queries.about(cast.ada.id, cast.mira.actor, later)] == ["Ask her first."]
    assert [note.words for note in await queries.about(cast.ada.id, cast.tom.actor, later)] == ["Welcome.", "Ask her first."]
