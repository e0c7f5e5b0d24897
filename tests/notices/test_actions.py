"""Who hears of what, on both engines, and what reading does."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from server import db, ids, ledger
from server.assignments import actions as assignments
from server.coaching import actions as coaching
from server.deals import actions as deals
from server.deals.actions import Told
from server.errors import NotFound
from server.facts import (
    AssignmentDone,
    ClauseMisfit,
    CommitmentMade,
    CommitmentSettled,
    DealOwnerChanged,
    Fact,
    InspectionClosed,
    LessonCompleted,
)
from server.inspections import actions as inspections
from server.inspections.actions import Done
from server.inspections.rubric import Ticked
from server.ledger import Entry
from server.notices import actions, queries
from server.notices.notice import bundled
from server.notices.telling import heard
from server.people import actions as people
from server.people.queries import Person, visit
from server.sentences.notice_words import said
from tests.cast import SITE, TUESDAY, Cast, signed_in
from tests.selling import PROCESS

FRIDAY = date(2026, 11, 20)


async def note(cast: Cast, words: str = "Ask who decides.") -> None:
    await coaching.write_note(cast.mira.actor, cast.entry(cast.mira), person=cast.ada.id, words=words, tag="step")


async def happened(cast: Cast, fact: Fact, *, about: Person, by: Person | None) -> None:
    await db.run(lambda: ledger.record(fact, cast.entry(by), person=about.id, team=about.team))


async def kinds(person: Person) -> list[str]:
    return [one.kind for one in await queries.inbox(person.id)]


async def waiting(person: Person) -> int:
    token, _visit = await signed_in(person)
    found = await visit(token, TUESDAY)
    assert found is not None
    return found.waiting


async def assign(cast: Cast) -> UUID:
    entry = cast.entry(cast.mira)
    return await assignments.assign(
        cast.mira.actor, entry, person=cast.ada.id, lesson="next-step", reason="Friday.", day=FRIDAY, site=SITE
    )


async def deal(cast: Cast) -> UUID:
    told = Told(name="Northgate", stage="align")
    return await deals.add(cast.ada.actor, cast.entry(cast.ada), told, motion="new", currency="EUR", process=PROCESS)


async def test_who_is_written_to_hears_of_it_and_nobody_else(cast: Cast):
    await note(cast)
    (found,) = await queries.inbox(cast.ada.id)
    assert (found.kind, found.by, found.by_name, found.read_at) == ("note", cast.mira.id, "Mira North", None)
    assert [await kinds(one) for one in (cast.mira, cast.bo, cast.lea)] == [[], [], []]


async def test_a_verb_that_is_repeated_tells_once(cast: Cast):
    entry = cast.entry(cast.mira)
    for _ in range(2):
        await coaching.write_note(cast.mira.actor, entry, person=cast.ada.id, words="Once.", tag="step")
    assert await kinds(cast.ada) == ["note"]


async def test_an_assigned_lesson_tells_its_person_and_when_it_is_done_who_asked(cast: Cast):
    await assignments.assign(
        cast.mira.actor, cast.entry(cast.mira), person=cast.ada.id, lesson="next-step", reason="Friday.", day=FRIDAY, site=SITE
    )
    (asked,) = await queries.inbox(cast.ada.id)
    assert (asked.kind, asked.lesson, asked.due is not None) == ("lesson", "next-step", True)
    await happened(cast, LessonCompleted(take=ids.new(), lesson="next-step"), about=cast.ada, by=cast.ada)
    (done,) = await queries.inbox(cast.mira.id)
    assert (done.kind, done.by_name, done.lesson) == ("lesson-done", "Ada Rep", "next-step")


async def test_the_end_of_an_assignment_that_is_gone_is_nobodys_news(cast: Cast):
    with pytest.raises(NotFound):
        await happened(cast, AssignmentDone(assignment=ids.new(), take=ids.new()), about=cast.ada, by=cast.ada)
    assert await kinds(cast.mira) == []


@pytest.mark.parametrize(
    ("mode", "told"),
    [(mode, ["sheet"]) for mode in ("full", "delta", "together")]
    + [(mode, []) for mode in ("self-check", "baseline", "blind", "key")],
)
async def test_an_owner_hears_what_a_look_at_their_deal_found_unless_it_is_blind(cast: Cast, mode: str, told: list[str]):
    fact = InspectionClosed(
        inspection=ids.new(),
        deal=await deal(cast),
        mode=mode,
        pick="coverage",
        claimed="align",
        supported="discover",
        verified=True,
        missing="problem-in-buyer-words",
        rows=6,
        asked=6,
        seconds=200,
        process=PROCESS.id,
        process_version=PROCESS.version,
    )
    await happened(cast, fact, about=cast.ada, by=cast.mira)
    assert await kinds(cast.ada) == told


async def test_a_promise_is_told_when_somebody_else_made_or_settled_it(cast: Cast):
    made = CommitmentMade(
        commitment=ids.new(),
        deal=await deal(cast),
        behaviours=(),
        process="p",
        process_version=1,
        due=TUESDAY + timedelta(days=3),
        proof="meeting-recap",
    )
    await happened(cast, made, about=cast.ada, by=cast.ada)
    assert await kinds(cast.ada) == []
    await happened(cast, made, about=cast.ada, by=cast.mira)
    settled = CommitmentSettled(
        commitment=made.commitment, deal=made.deal, behaviours=(), outcome="kept", due=made.due, on_time=True
    )
    await happened(cast, settled, about=cast.ada, by=cast.mira)
    assert sorted(await kinds(cast.ada)) == ["agreed", "settled"]
    await happened(cast, settled, about=cast.ada, by=None)
    assert len(await kinds(cast.ada)) == 2, "what closes by itself, because somebody left, is nobody's news"


async def test_every_page_counts_what_was_not_read(cast: Cast):
    assert await waiting(cast.ada) == 0
    await note(cast)
    cast.now += timedelta(minutes=1)
    await note(cast, "And when.")
    assert await waiting(cast.ada) == 2
    newest, _oldest = await queries.inbox(cast.ada.id)
    await actions.read_one(cast.ada.actor, cast.entry(cast.ada), newest.id)
    assert await waiting(cast.ada) == 1
    await actions.read_all(cast.ada.actor, cast.entry(cast.ada))
    assert await waiting(cast.ada) == 0
    assert await waiting(cast.mira) == 0


async def test_what_one_deed_brings_is_one_thing_to_read(cast: Cast):
    await note(cast)
    await assign(cast)
    assert len(await queries.inbox(cast.ada.id)) == 2
    assert await waiting(cast.ada) == 1
    first, _second = await queries.inbox(cast.ada.id)
    await actions.read_one(cast.ada.actor, cast.entry(cast.ada), first.id)
    assert await waiting(cast.ada) == 0
    assert await queries.unread(cast.ada.id) == []


async def test_what_was_to_be_done_and_is_done_waits_no_more(cast: Cast):
    await assign(cast)
    await happened(cast, LessonCompleted(take=ids.new(), lesson="next-step"), about=cast.ada, by=cast.ada)
    assert await waiting(cast.ada) == 0
    (found,) = await queries.inbox(cast.ada.id)
    assert found.read_at == cast.now


async def test_what_was_taken_back_waits_no_more_and_what_came_with_it_does(cast: Cast):
    await note(cast)
    assignment = await assign(cast)
    await assignments.withdraw(cast.mira.actor, cast.entry(cast.mira), assignment)
    assert await waiting(cast.ada) == 1
    assert [one.kind for one in await queries.unread(cast.ada.id)] == ["note"]


async def test_arriving_by_any_way_reads_what_leads_there(cast: Cast):
    northgate = await deal(cast)
    await coaching.write_note(
        cast.mira.actor, cast.entry(cast.mira), person=cast.ada.id, words="One.", tag="step", deal=northgate
    )
    cast.now += timedelta(minutes=1)
    await note(cast)
    await actions.arrived(cast.ada.actor, "/deals/somewhere-else", cast.now)
    assert await waiting(cast.ada) == 2
    for _ in range(2):
        await asyncio.gather(*(actions.arrived(cast.ada.actor, f"/deals/{northgate}", cast.now) for _tab in range(3)))
    assert await waiting(cast.ada) == 1
    await actions.arrived(cast.ada.actor, "/my-line", cast.now)
    assert await waiting(cast.ada) == 0


async def test_what_comes_after_all_was_read_is_new(cast: Cast):
    await note(cast)
    entry = cast.entry(cast.ada)
    await actions.read_all(cast.ada.actor, entry)
    cast.now += timedelta(minutes=1)
    await note(cast, "And when.")
    await actions.read_all(cast.ada.actor, entry)
    assert await waiting(cast.ada) == 1


async def test_nobody_reads_the_notices_of_somebody_else(cast: Cast):
    await note(cast)
    (found,) = await queries.inbox(cast.ada.id)
    for stranger in (cast.mira, cast.bo, cast.lea, cast.zoe):
        with pytest.raises(NotFound):
            await actions.read_one(stranger.actor, cast.entry(stranger), found.id)
    assert await waiting(cast.ada) == 1


async def test_notices_at_one_moment_from_several_people_are_counted_right(cast: Cast):
    def form(teller: Person, n: int) -> Entry:
        return Entry(id=ids.new(), at=TUESDAY + timedelta(seconds=n), actor=teller.id)

    await asyncio.gather(
        *(
            coaching.write_note(one.actor, form(one, n), person=cast.ada.id, words=f"Note {n}.", tag="step")
            for n in range(4)
            for one in (cast.mira, cast.lea)
        )
    )
    assert await waiting(cast.ada) == len(await queries.inbox(cast.ada.id)) == 8


async def test_what_several_people_finished_at_one_moment_is_counted_right(cast: Cast):
    for rep in (cast.ada, cast.bo):
        for lesson in ("next-step", "hear-it"):
            entry = cast.entry(cast.mira)
            await assignments.assign(
                cast.mira.actor, entry, person=rep.id, lesson=lesson, reason="Friday.", day=FRIDAY, site=SITE
            )
    done = [(rep, lesson) for rep in (cast.ada, cast.bo) for lesson in ("next-step", "hear-it")]
    await asyncio.gather(
        *(happened(cast, LessonCompleted(take=ids.new(), lesson=lesson), about=rep, by=rep) for rep, lesson in done)
    )
    found = await queries.inbox(cast.mira.id)
    assert len(found) == 4
    assert await waiting(cast.mira) == len(bundled(found)) == 2, "what one person does at one moment is one thing to read"
    await asyncio.gather(*(actions.read_one(cast.mira.actor, cast.entry(cast.mira), one.id) for one in found for _ in range(2)))
    assert await waiting(cast.mira) == 0


async def test_who_stands_in_and_the_team_hear_of_it(cast: Cast):
    first, last = date(2026, 11, 18), date(2026, 11, 24)
    await people.note_absence(
        cast.mira.actor, cast.entry(cast.mira), person=cast.mira.id, first=first, last=last, site=SITE, cover=cast.tom.id
    )
    (cover,) = await queries.inbox(cast.tom.id)
    assert (cover.kind, cover.by_name, cover.due and cover.due.date()) == ("cover", "Mira North", last)
    for rep in (cast.ada, cast.bo):
        (told,) = await queries.inbox(rep.id)
        assert (told.kind, told.by_name) == ("covered", "Tom South")
    assert await kinds(cast.ida) == await kinds(cast.mira) == []
    await people.note_absence(cast.ada.actor, cast.entry(cast.ada), person=cast.ada.id, first=first, last=last, site=SITE)
    assert await kinds(cast.mira) == [], "leave of somebody else is on the page of the week, not news"


async def test_those_who_decide_the_wording_hear_what_does_not_fit(cast: Cast):
    fact = ClauseMisfit(
        misfit=ids.new(),
        deal=await deal(cast),
        behaviour="problem-in-buyer-words",
        clause="written",
        process=PROCESS.id,
        process_version=PROCESS.version,
    )
    await db.run(lambda: ledger.record(fact, cast.entry(cast.mira)))
    (found,) = await queries.inbox(cast.sam.id)
    assert (found.kind, found.behaviour, found.mark) == ("misfit", fact.behaviour, "written")
    assert (found.deal, found.deal_name) == (None, ""), "they may not see deals"
    words = said(heard(found, lambda _id: None, PROCESS), zone="UTC", now=cast.now)
    assert words.startswith("A clause of “")
    assert "Mira" not in words, "the page of the wording is nameless, and so is what leads there"


async def test_a_new_owner_hears_that_a_deal_is_theirs(cast: Cast):
    fact = DealOwnerChanged(deal=await deal(cast), before=cast.ada.id, after=cast.bo.id, source="crm")
    await happened(cast, fact, about=cast.bo, by=cast.zoe)
    (found,) = await queries.inbox(cast.bo.id)
    assert (found.kind, found.deal_name) == ("owner", "Northgate")


async def test_whoever_wrote_a_row_hears_the_reply_and_its_person_what_came_of_it(cast: Cast):
    northgate = await deal(cast)
    sheet = await inspections.begin(cast.mira.actor, cast.entry(cast.mira), northgate, mode="full", pick="chosen")
    ticked = Done(ticked=Ticked(looked=True))
    await inspections.answer(cast.mira.actor, cast.entry(cast.mira), sheet, "stakeholder-access", ticked)
    await inspections.close(cast.mira.actor, cast.entry(cast.mira), sheet)
    cast.now += timedelta(hours=1)
    reply = await inspections.give_reply(cast.ada.actor, cast.entry(cast.ada), northgate, "stakeholder-access", "We met Petra.")
    (asked,) = await queries.inbox(cast.mira.id)
    assert (asked.kind, asked.about, asked.behaviour, asked.by_name) == ("reply", reply, "stakeholder-access", "Ada Rep")
    assert asked.due == datetime(2026, 11, 24, 17, tzinfo=UTC)
    assert [(one.kind, one.due) for one in await queries.due_of(cast.mira, cast.now)] == [("reply", asked.due)]
    cast.now += timedelta(hours=1)
    await actions.read_one(cast.mira.actor, cast.entry(cast.mira), asked.id)
    assert "It waits for your answer. Due by" in await line(cast, cast.mira)
    await inspections.answer_reply(cast.mira.actor, cast.entry(cast.mira), reply, ticks=(), words="No invite yet.")
    assert await kinds(cast.ada) == ["reply-stands", "sheet"]
    cast.now += timedelta(days=30)
    assert (await line(cast, cast.mira)).endswith(". It does not wait for you any more.")


async def line(cast: Cast, person: Person) -> str:
    """The newest line of somebody's inbox."""
    newest, *_older = await queries.inbox(person.id)
    return said(heard(newest, lambda _id: None, PROCESS), zone=person.zone, now=cast.now)


async def test_what_was_asked_and_is_done_or_taken_back_is_told_without_its_day_and_given_back_with_it(cast: Cast):
    assignment = await assign(cast)
    assert await line(cast, cast.ada) == "Mira North asks you to take “next-step”. Due by Friday 20 November."
    await actions.read_all(cast.ada.actor, cast.entry(cast.ada))
    cast.now += timedelta(hours=1)
    await assignments.withdraw(cast.mira.actor, cast.entry(cast.mira), assignment)
    assert await line(cast, cast.ada) == "Mira North asked you to take “next-step”."
    cast.now += timedelta(hours=1)
    await assignments.restore(cast.mira.actor, cast.entry(cast.mira), assignment)
    assert await line(cast, cast.ada) == "Mira North asks you to take “next-step”. Due by Friday 20 November."
    assert [one.over_at is None for one in await queries.inbox(cast.ada.id)] == [True, False]


async def test_a_calibration_tells_who_looks_whose_deal_it_is_and_when_the_sheets_are_open(cast: Cast):
    northgate = await deal(cast)
    calibration = await inspections.begin_calibration(cast.lea.actor, cast.entry(cast.lea), northgate)
    assert await kinds(cast.ada) == ["grant"]
    (mira,), (tom,) = [await queries.inbox(one.id) for one in (cast.mira, cast.tom)]
    assert (mira.kind, mira.about, mira.due) == (tom.kind, tom.about, tom.due) == ("calibration", calibration, mira.due)
    assert mira.due
    assert mira.deal is None, "blind is blind"
    assert (await line(cast, cast.mira)).startswith("A deal waits for your blind sheet. Due ")
    assert said(heard(mira, lambda _id: None, PROCESS), zone="UTC", now=mira.due) == "A deal waited for your blind sheet."
    assert [one.kind for one in await queries.due_of(cast.mira, cast.now)] == ["sheet"]
    assert await queries.due_of(cast.ada, cast.now) == []
    for inspector in (cast.mira, cast.tom, cast.lea):
        cast.now += timedelta(minutes=10)
        sheet = await inspections.take_seat(inspector.actor, cast.entry(inspector), calibration)
        looked = {"stakeholder-access": Done(ticked=Ticked(looked=True))}
        await inspections.close(inspector.actor, cast.entry(inspector), sheet, looked)
        assert [one.kind for one in await queries.unread(inspector.id) if one.kind == "calibration"] == []
        assert await queries.due_of(inspector, cast.now) == []
    assert await kinds(cast.mira) == await kinds(cast.tom) == ["reveal", "calibration"]
    assert await kinds(cast.lea) == [], "who closed the last one has them before her"
    assert await kinds(cast.ada) == ["grant"]
