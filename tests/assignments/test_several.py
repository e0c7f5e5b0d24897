import asyncio
from datetime import date
from uuid import UUID

import pytest

from server import db, ids, ledger, outbox
from server.assignments import actions, queries
from server.assignments.actions import Given, Task
from server.assignments.tables import AssignmentRow
from server.errors import NotFound, Refused
from server.facts import AssignmentDone, LessonAssigned, SeveralAssigned
from server.ledger import Entry
from tests.assignments.giving import FRIDAY, assign, complete
from tests.cast import SITE, Cast, assemble
from tests.databases import Database
from tests.selling import serve

LESSON = Task(lesson="next-step", reason="For Friday.", day=FRIDAY, behaviour="next-step-confirmed")
PATH = Task(path="new-rep", reason="To begin with.", day=date(2026, 12, 4))


@pytest.fixture
async def cast(database: Database) -> Cast:
    await serve()
    return await assemble()


async def each(cast: Cast, task: Task, *persons: UUID, entry: Entry | None = None) -> Given:
    entry = entry or cast.entry(cast.mira)
    return await actions.assign_each(cast.mira.actor, entry, task, persons=persons, whom="team", site=SITE)


async def give(cast: Cast, task: Task, entry: Entry | None = None) -> UUID:
    entry = entry or cast.entry(cast.mira)
    return await db.run(lambda: actions.assign_within(cast.mira.actor, entry, task, person=cast.ada.id, site=SITE))


async def test_several_people_get_it_at_once_with_one_mail_each(cast: Cast):
    entry = cast.entry(cast.mira)
    given = await each(cast, LESSON, cast.ada.id, cast.bo.id, entry=entry)
    assert given == Given(to=(cast.ada.id, cast.bo.id), had=())
    assert {message.content.to for message in await outbox.claim(cast.now)} == {"ada@example.org", "bo@example.org"}
    assert {one.person for one in await ledger.of_kind(LessonAssigned)} == {cast.ada.id, cast.bo.id}
    (stored,) = await ledger.of_kind(SeveralAssigned)
    assert (stored.id, stored.actor) == (entry.id, cast.mira.id)
    assert [one.behaviour for one in await queries.open_for(cast.ada.id)] == ["next-step-confirmed"]


async def test_who_has_it_already_is_left_out_and_told(cast: Cast):
    await assign(cast, cast.ada)
    assert await each(cast, LESSON, cast.ada.id, cast.bo.id) == Given(to=(cast.bo.id,), had=(cast.ada.id,))
    with pytest.raises(Refused):
        await each(cast, LESSON, cast.ada.id, cast.bo.id)
    assert await AssignmentRow.count() == 2


async def test_a_form_for_several_that_is_sent_twice_gives_once(cast: Cast):
    entry = cast.entry(cast.mira)
    first = await each(cast, LESSON, cast.ada.id, cast.bo.id, entry=entry)
    assert await each(cast, LESSON, cast.ada.id, cast.bo.id, entry=entry) == first
    assert await outbox.waiting() == 2


async def test_two_forms_at_once_give_it_to_each_person_once(cast: Cast):
    outcomes = await asyncio.gather(*(each(cast, LESSON, cast.ada.id, cast.bo.id) for _ in range(2)), return_exceptions=True)
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1
    assert await AssignmentRow.count() == 2


async def test_one_stranger_among_several_and_nobody_gets_it(cast: Cast):
    with pytest.raises(NotFound):
        await each(cast, LESSON, cast.ada.id, cast.ida.id)
    assert await AssignmentRow.count() == 0


async def test_a_path_comes_one_lesson_after_the_other_and_ends_with_the_last(cast: Cast):
    assignment = await give(cast, PATH)
    (waiting,) = await queries.open_for(cast.ada.id)
    assert (waiting.id, waiting.path, waiting.lesson) == (assignment, "new-rep", "next-step")
    await complete(cast, cast.ada, "next-step")
    assert [one.lesson for one in await queries.open_for(cast.ada.id)] == ["hear-it"]
    assert await ledger.of_kind(AssignmentDone) == []
    await complete(cast, cast.ada, "hear-it")
    assert await queries.open_for(cast.ada.id) == []
    assert len(await ledger.of_kind(AssignmentDone)) == 1


async def test_a_path_begins_with_what_was_not_taken_yet(cast: Cast):
    await complete(cast, cast.ada, "next-step")
    await give(cast, PATH)
    assert [one.lesson for one in await queries.open_for(cast.ada.id)] == ["hear-it"]
    await complete(cast, cast.ada, "listen")
    with pytest.raises(Refused, match="has finished every lesson"):
        await give(cast, PATH)


async def test_a_path_is_open_once_beside_a_lesson_of_it(cast: Cast):
    await assign(cast, cast.ada)
    await give(cast, PATH)
    with pytest.raises(Refused, match="already has “Your first ninety days”"):
        await give(cast, PATH)
    with pytest.raises(Refused, match="not open to take"):
        await give(cast, Task(path="gone", reason="Why not.", day=FRIDAY))


async def test_what_follows_a_sheet_is_found_by_it(cast: Cast):
    sheet = ids.new()
    await give(cast, Task(lesson="hear-it", reason="Seen on Monday.", day=FRIDAY, behaviour="insight-shared", inspection=sheet))
    (found,) = await queries.of_inspection(sheet)
    assert (found.lesson, found.behaviour, found.person) == ("hear-it", "insight-shared", cast.ada.id)
