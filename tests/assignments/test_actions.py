import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from server import ledger, outbox
from server.assignments import actions, queries
from server.assignments.tables import AssignmentRow
from server.errors import NotFound, Refused
from server.facts import AssignmentDone, AssignmentRestored, AssignmentWithdrawn, LessonAssigned
from server.people import actions as people
from tests.assignments.giving import FRIDAY, assign, complete
from tests.cast import TUESDAY, Cast, assemble
from tests.databases import Database
from tests.selling import serve


@pytest.fixture
async def cast(database: Database) -> Cast:
    await serve()
    return await assemble()


async def test_an_assigned_lesson_waits_with_its_reason_until_six_that_day(cast: Cast):
    entry = cast.entry(cast.mira)
    assignment = await assign(cast, cast.ada, entry=entry)
    (found,) = await queries.open_for(cast.ada.id)
    assert (found.id, found.lesson, found.by_name, found.reason) == (assignment, "next-step", "Mira North", "For Friday.")
    assert found.due_at == datetime(2026, 11, 20, 17, tzinfo=UTC)
    assert found.is_open
    assert await queries.open_for_each([cast.ada.id, cast.bo.id]) == {cast.ada.id: [found]}
    (stored,) = await ledger.of_kind(LessonAssigned)
    assert (stored.id, stored.person, stored.team, stored.actor) == (entry.id, cast.ada.id, cast.north, cast.mira.id)
    assert "Friday" not in repr(stored.fact)


async def test_the_person_is_told_by_mail_in_plain_words(cast: Cast):
    await assign(cast, cast.ada)
    (message,) = await outbox.claim(TUESDAY)
    assert message.content.to == "ada@example.org"
    assert message.content.subject == "Mira North asks you to take a lesson: Put the next step on the calendar"
    for words in ("Friday 20 November", "Why: For Friday.", "https://test/lessons/next-step", "about 3 minutes"):
        assert words in message.content.text


async def test_a_form_sent_twice_assigns_once_and_mails_once(cast: Cast):
    entry = cast.entry(cast.mira)
    assert await assign(cast, cast.ada, entry=entry) == await assign(cast, cast.ada, entry=entry)
    assert await AssignmentRow.count() == 1
    assert await outbox.waiting() == 1


async def test_a_lesson_is_open_once_and_may_come_again_when_it_is_done(cast: Cast):
    await assign(cast, cast.ada)
    with pytest.raises(Refused, match="Ada Rep already has"):
        await assign(cast, cast.ada)
    await assign(cast, cast.bo)
    await complete(cast, cast.ada, "next-step")
    await assign(cast, cast.ada)
    assert set(await queries.open_for_each([cast.bo.id, cast.ada.id])) == {cast.bo.id, cast.ada.id}


@pytest.mark.parametrize(
    ("lesson", "day", "reason"),
    [
        ("gone", FRIDAY, "For Friday."),
        ("draft", FRIDAY, "For Friday."),
        ("next-step", date(2026, 11, 17), "For today."),
        ("next-step", date(2026, 11, 10), "For last week."),
        ("next-step", FRIDAY, "  "),
        ("next-step", date(9999, 12, 31), "For the end of days."),
    ],
    ids=["unknown", "not live", "today", "past", "no reason", "never"],
)
async def test_an_assignment_needs_a_live_lesson_a_later_day_and_a_reason(cast: Cast, lesson: str, day: date, reason: str):
    with pytest.raises(Refused):
        await assign(cast, cast.ada, lesson=lesson, day=day, reason=reason)
    assert await AssignmentRow.count() == 0
    assert await outbox.waiting() == 0


async def test_only_a_current_manager_of_the_person_assigns(cast: Cast):
    for other in (cast.tom, cast.ada, cast.bo, cast.sam, cast.zoe):
        with pytest.raises(NotFound):
            await assign(cast, cast.ada, by=other)
    await assign(cast, cast.ada, by=cast.lea)


async def test_nobody_is_asked_to_learn_after_they_left(cast: Cast):
    await people.deactivate(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))
    with pytest.raises(NotFound):
        await assign(cast, cast.ada)


async def test_an_assignment_is_withdrawn_by_a_current_manager_and_kept(cast: Cast):
    assignment = await assign(cast, cast.ada)
    for other in (cast.tom, cast.ada, cast.bo):
        with pytest.raises(NotFound):
            await actions.withdraw(other.actor, cast.entry(other), assignment)
    entry = cast.entry(cast.mira)
    await actions.withdraw(cast.mira.actor, entry, assignment)
    await actions.withdraw(cast.mira.actor, entry, assignment)
    assert await queries.open_for(cast.ada.id) == []
    (kept,) = await queries.of_person(cast.ada.id)
    assert kept.withdrawn_at == TUESDAY
    assert len(await ledger.of_kind(AssignmentWithdrawn)) == 1
    with pytest.raises(Refused):
        await actions.withdraw(cast.mira.actor, cast.entry(cast.mira), assignment)


async def test_the_same_lesson_assigned_by_two_forms_at_once_waits_once(cast: Cast):
    given = [assign(cast, cast.ada), assign(cast, cast.ada, by=cast.lea), assign(cast, cast.ada)]
    outcomes = await asyncio.gather(*given, return_exceptions=True)
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 2
    assert await AssignmentRow.count() == 1
    assert await outbox.waiting() == 1


async def test_completing_the_lesson_ends_the_assignment_in_the_same_verb(cast: Cast):
    assignment = await assign(cast, cast.ada)
    await assign(cast, cast.ada, lesson="hear-it")
    cast.now = TUESDAY + timedelta(hours=1)
    await complete(cast, cast.ada, "next-step")
    assert [found.lesson for found in await queries.open_for(cast.ada.id)] == ["hear-it"]
    (stored,) = await ledger.of_kind(AssignmentDone)
    assert isinstance(stored.fact, AssignmentDone)
    assert (stored.fact.assignment, stored.at, stored.team) == (assignment, cast.now, cast.north)


async def test_completing_a_lesson_under_its_new_id_ends_what_was_assigned_under_the_old_one(cast: Cast):
    await assign(cast, cast.ada, lesson="listen")
    assert (await queries.open_for(cast.ada.id))[0].lesson == "hear-it"
    await AssignmentRow.update({AssignmentRow.lesson: "listen"}, force=True)
    await complete(cast, cast.ada, "hear-it")
    assert await queries.open_for(cast.ada.id) == []


async def test_completing_something_that_nobody_asked_for_changes_nothing(cast: Cast):
    await assign(cast, cast.bo)
    await complete(cast, cast.ada, "next-step")
    assert await ledger.of_kind(AssignmentDone) == []


async def test_an_assignment_is_seen_by_its_person_and_their_managers(cast: Cast):
    assignment = await assign(cast, cast.ada)
    for reader in (cast.ada, cast.mira, cast.lea):
        assert (await queries.assignment(assignment, reader.actor, TUESDAY)).id == assignment
    for stranger in (cast.bo, cast.tom, cast.ida, cast.sam, cast.zoe):
        with pytest.raises(NotFound):
            await queries.assignment(assignment, stranger.actor, TUESDAY)


async def test_what_was_taken_after_it_was_withdrawn_is_not_given_back(cast: Cast):
    assignment = await assign(cast, cast.ada)
    cast.now += timedelta(hours=1)
    await actions.withdraw(cast.mira.actor, cast.entry(cast.mira), assignment)
    cast.now += timedelta(hours=1)
    await complete(cast, cast.ada, "next-step")
    with pytest.raises(Refused, match="They took it meanwhile"):
        await actions.restore(cast.mira.actor, cast.entry(cast.mira), assignment)
    assert await queries.open_for(cast.ada.id) == []


async def test_what_was_taken_without_a_network_and_came_after_it_was_withdrawn_is_not_given_back(cast: Cast):
    assignment = await assign(cast, cast.ada)
    cast.now += timedelta(hours=1)
    await actions.withdraw(cast.mira.actor, cast.entry(cast.mira), assignment)
    cast.now -= timedelta(minutes=30)
    await complete(cast, cast.ada, "next-step")
    cast.now += timedelta(hours=1)
    with pytest.raises(Refused, match="They took it meanwhile"):
        await actions.restore(cast.mira.actor, cast.entry(cast.mira), assignment)


async def test_what_was_withdrawn_by_mistake_is_given_back_with_its_day_for_fourteen_days(cast: Cast):
    assignment = await assign(cast, cast.ada)
    before = await queries.open_for(cast.ada.id)
    with pytest.raises(Refused):
        await actions.restore(cast.mira.actor, cast.entry(cast.mira), assignment)
    await actions.withdraw(cast.mira.actor, cast.entry(cast.mira), assignment)
    with pytest.raises(NotFound):
        await actions.restore(cast.tom.actor, cast.entry(cast.tom), assignment)
    entry = cast.entry(cast.mira)
    for _ in range(2):
        await actions.restore(cast.mira.actor, entry, assignment)
    assert await queries.open_for(cast.ada.id) == before
    assert len(await ledger.of_kind(AssignmentRestored)) == 1
    await actions.withdraw(cast.mira.actor, cast.entry(cast.mira), assignment)
    await assign(cast, cast.ada)
    with pytest.raises(Refused):
        await actions.restore(cast.mira.actor, cast.entry(cast.mira), assignment)
    cast.now += timedelta(days=15)
    (later,) = await queries.open_for(cast.ada.id)
    await actions.withdraw(cast.mira.actor, cast.entry(cast.mira), later.id)
    cast.now += timedelta(days=15)
    with pytest.raises(Refused):
        await actions.restore(cast.mira.actor, cast.entry(cast.mira), later.id)
