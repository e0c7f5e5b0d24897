from datetime import timedelta

import pytest

from server import ledger
from server.coaching import actions, queries
from server.coaching.tables import PinRow
from server.errors import Forbidden, NotFound, Refused
from server.facts import NotePinned, NoteUnpinned
from server.people.queries import Person
from tests.cast import TUESDAY, Cast, assemble
from tests.databases import Database
from tests.selling import serve

ACCESS = "stakeholder-access"


@pytest.fixture
async def cast(database: Database) -> Cast:
    await serve()
    return await assemble()


async def pin(cast: Cast, words: str = "I ask who loses sleep.", *, by: Person | None = None, behaviour: str = ACCESS) -> None:
    by = by or cast.mira
    await actions.pin(by.actor, cast.entry(by), behaviour=behaviour, words=words)


async def read(cast: Cast, reader: Person) -> list[tuple[str, str, bool]]:
    pins = await queries.pinned_for(reader.actor, TUESDAY)
    return [(one.by_name, one.words, one.own) for one in pins.get(ACCESS, ())]


async def test_a_note_under_a_standard_is_read_by_its_writer_and_their_team(cast: Cast):
    await pin(cast)
    assert await read(cast, cast.ada) == [("Mira North", "I ask who loses sleep.", False)]
    assert await read(cast, cast.mira) == [("Mira North", "I ask who loses sleep.", True)]
    for other in (cast.ida, cast.tom, cast.sam, cast.zoe, cast.lea):
        assert await read(cast, other) == []


async def test_the_nearest_manager_stands_first(cast: Cast):
    await pin(cast, "As the leader does it.", by=cast.lea)
    await pin(cast)
    assert [by for by, _words, _own in await read(cast, cast.ada)] == ["Mira North", "Lea Leader"]
    assert [by for by, _words, _own in await read(cast, cast.ida)] == ["Lea Leader"]


async def test_a_new_note_takes_the_place_of_the_old_one_and_keeps_it(cast: Cast):
    await pin(cast)
    cast.now = TUESDAY + timedelta(hours=1)
    await pin(cast, "I ask who signs.")
    assert [words for _by, words, _own in await read(cast, cast.ada)] == ["I ask who signs."]
    assert await PinRow.count() == 2
    await actions.unpin(cast.mira.actor, cast.entry(cast.mira), behaviour=ACCESS)
    await actions.unpin(cast.mira.actor, cast.entry(cast.mira), behaviour=ACCESS)
    assert await read(cast, cast.ada) == []
    assert await PinRow.count() == 2


async def test_each_person_of_the_team_learns_that_there_is_something_new(cast: Cast):
    await pin(cast)
    assert {stored.person for stored in await ledger.of_kind(NotePinned)} == {cast.mira.id, cast.ada.id, cast.bo.id}
    await actions.unpin(cast.mira.actor, cast.entry(cast.mira), behaviour=ACCESS)
    assert {stored.person for stored in await ledger.of_kind(NoteUnpinned)} == {cast.mira.id, cast.ada.id, cast.bo.id}
    assert "sleep" not in repr(await ledger.of_kind(NotePinned))


async def test_a_form_sent_twice_pins_once(cast: Cast):
    entry = cast.entry(cast.mira)
    for _ in range(2):
        await actions.pin(cast.mira.actor, entry, behaviour=ACCESS, words="Once.")
    assert await PinRow.count() == 1


async def test_only_managers_pin_and_only_words_under_a_behaviour(cast: Cast):
    for other in (cast.ada, cast.sam, cast.zoe):
        with pytest.raises(Forbidden):
            await pin(cast, by=other)
    with pytest.raises(NotFound):
        await pin(cast, behaviour="gone")
    with pytest.raises(Refused):
        await pin(cast, "  ")
    assert await PinRow.count() == 0
