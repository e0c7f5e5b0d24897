"""Who hears of what happened: reactions, in the transaction of the fact. Nobody is told what they did themselves."""

from datetime import datetime, time, timedelta
from uuid import UUID

from server import ids
from server.assignments.queries import assigned_by
from server.commitments import queries as commitments
from server.db import Statement
from server.facts import (
    AbsenceNoted,
    AssignmentDone,
    AssignmentRestored,
    AssignmentWithdrawn,
    CalibrationBegun,
    CalibrationGranted,
    CalibrationRevealed,
    ClauseMisfit,
    CommitmentMade,
    CommitmentSettled,
    DealOwnerChanged,
    InspectionClosed,
    LessonAssigned,
    NoteWritten,
    OneToOneBegun,
    ReplyAnswered,
    ReplyGiven,
    ReplyPassedOn,
    WordingProposed,
)
from server.inspections import queries as inspections
from server.ledger import Entry, Stored
from server.notices.actions.reading import REST, over
from server.notices.notice import Kind
from server.notices.queries.mornings import last_morning
from server.notices.tables import NoticeRow
from server.people import actions as people
from server.people import queries
from server.zones import local_time

ABOUT_SOMEBODY = frozenset({"full", "delta", "together"})
"""The modes of a sheet whose conclusion its deal's owner hears of at once. A blind one is told of when its sheets are opened together."""


NOON = time(12)
"""Says the same day in most zones."""


async def note_written(stored: Stored) -> None:
    """Somebody wrote to a person."""
    fact = stored.fact
    if isinstance(fact, NoteWritten):
        await tell(stored, stored.person, "note", deal=fact.deal, about=fact.note)


async def asked_to_take(stored: Stored) -> None:
    """A lesson was assigned."""
    fact = stored.fact
    if isinstance(fact, LessonAssigned):
        await tell(stored, stored.person, "lesson", about=fact.assignment, lesson=fact.lesson, due=fact.due)


async def lesson_done(stored: Stored) -> None:
    """An assigned lesson was finished: whoever asked for it hears of it."""
    fact = stored.fact
    if isinstance(fact, AssignmentDone):
        await over(fact.assignment, stored.at)
        by, lesson = await assigned_by(fact.assignment)
        await tell(stored, by, "lesson-done", about=fact.assignment, lesson=lesson, at=await _told_at(stored, by))


async def _told_at(stored: Stored, person: UUID) -> datetime:
    """When this person is told: after their last morning. What was done on a device without a network may have been done before it, and the mail
    of the next one tells what came since. Of several that come so, each is a deed of its own.
    """
    at = Entry(id=stored.id, at=stored.at).after(await last_morning(person, stored.at))
    while at != stored.at and stored.actor and await REST(person, at, stored.actor):
        at += timedelta(microseconds=1)
    return at


async def lesson_taken_back(stored: Stored) -> None:
    """An assignment was withdrawn: it waits no more."""
    if isinstance(stored.fact, AssignmentWithdrawn):
        await over(stored.fact.assignment, stored.at)


async def lesson_given_back(stored: Stored) -> None:
    """What was withdrawn by mistake waits again: the person hears of it as when it was assigned."""
    fact = stored.fact
    if isinstance(fact, AssignmentRestored):
        await tell(stored, stored.person, "lesson", about=fact.assignment, lesson=fact.lesson, due=fact.due)


async def sheet_closed(stored: Stored) -> None:
    """Somebody looked at a deal: its owner hears what the evidence reaches. A blind sheet is one that waits no more."""
    fact = stored.fact
    if isinstance(fact, InspectionClosed) and fact.mode in ABOUT_SOMEBODY:
        await tell(stored, stored.person, "sheet", deal=fact.deal, about=fact.inspection, mark=fact.supported)
    elif isinstance(fact, InspectionClosed) and fact.mode in inspections.HIDDEN:
        found = await inspections.calibration_of_sheet(fact.inspection)
        if found is not None:
            await over(found.id, stored.at, person=stored.actor)


async def agreed(stored: Stored) -> None:
    """A manager agreed one thing to do with a person."""
    fact = stored.fact
    if isinstance(fact, CommitmentMade):
        await tell(stored, stored.person, "agreed", deal=fact.deal, about=fact.commitment, due=fact.due)


async def settled(stored: Stored) -> None:
    """A manager said what came of a promise. What closes by itself, because its owner left, nobody is told."""
    fact = stored.fact
    if isinstance(fact, CommitmentSettled) and stored.actor is not None:
        await over(fact.commitment, stored.at)
        await tell(stored, stored.person, "settled", deal=fact.deal, about=fact.commitment, mark=fact.outcome, due=fact.again)


async def replied(stored: Stored) -> None:
    """Somebody answered a row about their deal: whoever has to answer hears of it."""
    fact = stored.fact
    if isinstance(fact, ReplyGiven):
        to = await inspections.answers_of(fact.reply)
        await tell(stored, to, "reply", deal=fact.deal, about=fact.reply, behaviour=fact.behaviour, due=fact.due)


async def passed_on(stored: Stored) -> None:
    """A reply waits for somebody else now: who has to answer hears of it, and who had to need not read that it waits."""
    fact = stored.fact
    if isinstance(fact, ReplyPassedOn):
        await over(fact.reply, stored.at)
        about = fact.reply
        await tell(
            stored, fact.after, "reply", deal=fact.deal, about=about, behaviour=fact.behaviour, due=fact.due, by=stored.person
        )


async def waits_longer(stored: Stored) -> None:
    """Somebody is away, or is here after all: what waits for them is due when their clock says so now."""
    if stored.person is None:
        return
    waiting = {one.id: one.due_at for one in await inspections.waiting_for(stored.person)}
    waiting |= {one.id: one.due_at for one in await commitments.open_of(stored.person)}
    for about, due in waiting.items():
        await WAITS_LONGER(due, about, stored.person)


async def reply_answered(stored: Stored) -> None:
    """A reply was looked at."""
    fact = stored.fact
    if isinstance(fact, ReplyAnswered):
        await over(fact.reply, stored.at)
        kind: Kind = "reply-agreed" if fact.outcome == "agreed" else "reply-stands"
        await tell(stored, stored.person, kind, deal=fact.deal, about=fact.reply, behaviour=fact.behaviour)


async def does_not_fit(stored: Stored) -> None:
    """Somebody said that a clause does not fit: those who decide the wording hear of it, and not on which deal, which they may not see."""
    fact = stored.fact
    if isinstance(fact, ClauseMisfit):
        for owner in await queries.process_owners():
            await tell(stored, owner.id, "misfit", about=fact.misfit, behaviour=fact.behaviour, mark=fact.clause)


async def deal_passed_on(stored: Stored) -> None:
    """A deal has another owner: who has it now hears of it, once, though the fact stands with both."""
    fact = stored.fact
    if isinstance(fact, DealOwnerChanged) and stored.person == fact.after:
        await tell(stored, fact.after, "owner", deal=fact.deal)


async def one_to_one_begun(stored: Stored) -> None:
    """A manager chose a deal for the next one-to-one: its owner looks at it first."""
    fact = stored.fact
    if isinstance(fact, OneToOneBegun):
        await tell(stored, stored.person, "one-to-one", deal=fact.deal, about=fact.one_to_one)


async def compared(stored: Stored) -> None:
    """Several inspectors are asked to look at a copy of a deal: its owner hears that they may read it."""
    fact = stored.fact
    if isinstance(fact, CalibrationBegun):
        await tell(stored, stored.person, "grant", deal=fact.deal, about=fact.calibration, due=fact.due)


async def seated(stored: Stored) -> None:
    """An inspector has a blind sheet to fill."""
    fact = stored.fact
    if isinstance(fact, CalibrationGranted):
        found = await inspections.any_calibration(fact.calibration)
        due = found.due_at if found else None
        await tell(stored, stored.person, "calibration", about=fact.calibration, due=due or fact.until)


async def revealed(stored: Stored) -> None:
    """The last sheet was closed: everybody who filled one may read them all."""
    fact = stored.fact
    if isinstance(fact, CalibrationRevealed):
        found = await inspections.any_calibration(fact.calibration)
        for seat in found.seats if found else ():
            await tell(stored, seat.inspector, "reveal", deal=fact.deal, about=fact.calibration)


async def wording_proposed(stored: Stored) -> None:
    """Somebody said how a clause should read: those who decide the wording hear of it."""
    fact = stored.fact
    if isinstance(fact, WordingProposed):
        for owner in await queries.process_owners():
            await tell(stored, owner.id, "wording", about=fact.wording, behaviour=fact.behaviour, mark=fact.clause)


async def covered(stored: Stored) -> None:
    """A manager is away and somebody stands in: that one hears of it, and everybody in the team."""
    fact = stored.fact
    if not isinstance(fact, AbsenceNoted) or fact.cover is None or stored.person is None:
        return
    away = await queries.person(stored.person)
    if away is None:
        return
    until = local_time(fact.last, NOON, away.zone)
    await tell(stored, fact.cover, "cover", about=fact.absence, due=until, by=away.id)
    for one in await queries.team_of(away.actor, stored.at):
        if one.id != fact.cover:
            await tell(stored, one.id, "covered", about=fact.absence, due=until, by=fact.cover)


WAITS_LONGER = Statement('UPDATE "notice" SET "due" = {} WHERE "about" = {} AND "person" = {} AND "due" IS NOT NULL')


async def tell(
    stored: Stored,
    person: UUID | None,
    kind: Kind,
    *,
    deal: UUID | None = None,
    about: UUID | None = None,
    lesson: str = "",
    behaviour: str = "",
    mark: str = "",
    due: datetime | None = None,
    by: UUID | None = None,
    at: datetime | None = None,
) -> None:
    """Puts one notice into the inbox of a person; nothing for nobody and for whoever did it. `by` is named instead of who did it; `at` is when it
    comes, where that is not when it was done.
    """
    if person is None or person == stored.actor:
        return
    who, at = by or stored.actor, at or stored.at
    # What one deed brings is one thing to read.
    alone = who is None or not await REST(person, at, who)
    await NoticeRow.insert(
        NoticeRow(
            id=ids.derived(stored.id, f"notice {person}"),
            person=person,
            kind=kind,
            by=who,
            deal=deal,
            about=about,
            lesson=lesson,
            behaviour=behaviour,
            mark=mark,
            due=due,
            at=at,
        )
    )
    if alone:
        await people.add_waiting(person, 1)
