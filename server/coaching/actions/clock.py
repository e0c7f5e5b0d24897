"""The re-inspection clock. Every function is a reaction to a fact, in its transaction."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from server import ids
from server.coaching import looks
from server.coaching.tables import LookRow, SeenRow
from server.facts import (
    AbsenceNoted,
    AbsenceWithdrawn,
    AssignmentDone,
    AssignmentRestored,
    AssignmentWithdrawn,
    BehaviourSeen,
    LessonAssigned,
    NoteWritten,
    PersonDeactivated,
)
from server.gaps import evidence
from server.inspections import cadence
from server.ledger import Stored
from server.lessons import queries as lessons
from server.people import queries as people
from server.zones import local_day


async def schedule(stored: Stored) -> None:
    """Reaction to LessonAssigned and NoteWritten: what was done about a gap sets the next look at its behaviour.

    After a lesson the clock starts when it is done; until then it is set as if it were done on its day. A later cause takes the place of an earlier.
    """
    fact, person = stored.fact, stored.person
    if person is None or not isinstance(fact, LessonAssigned | NoteWritten) or not fact.behaviour:
        return
    assigned = isinstance(fact, LessonAssigned)
    start = await _day(person, fact.due if isinstance(fact, LessonAssigned) else stored.at)
    await _end(LookRow.open_key == _key(person, fact.behaviour), stored.at)
    look = ids.derived(stored.id, "look")
    await LookRow.insert(
        LookRow(
            id=look,
            person=person,
            behaviour=fact.behaviour,
            cause="lesson" if assigned else "note",
            assignment=fact.assignment if isinstance(fact, LessonAssigned) else None,
            lesson=fact.lesson if isinstance(fact, LessonAssigned) else "",
            by=stored.actor,
            made_at=stored.at,
            started_at=None if assigned else stored.at,
            counted_from=start,
            due_on=await _due(person, fact.behaviour, start, stored.at),
            open_key=_key(person, fact.behaviour),
        )
    )


async def start(stored: Stored) -> None:
    """Reaction to AssignmentDone: the clock of its behaviour starts."""
    fact = stored.fact
    if not isinstance(fact, AssignmentDone):
        return
    for row in await LookRow.select().where(LookRow.assignment == fact.assignment, *OPEN):
        start = await _day(row["person"], stored.at)
        due = await _due(row["person"], row["behaviour"], start, stored.at)
        changed: dict[Any, Any] = {LookRow.started_at: stored.at, LookRow.counted_from: start, LookRow.due_on: due}
        await LookRow.update(changed).where(LookRow.id == row["id"])


async def again(stored: Stored) -> None:
    """Reaction to AssignmentRestored: what was to be looked at again after it is so once more, unless something later set that."""
    if not isinstance(stored.fact, AssignmentRestored):
        return
    for row in await LookRow.select().where(LookRow.assignment == stored.fact.assignment, LookRow.seen_at.is_null()):
        key = _key(row["person"], row["behaviour"])
        if row["ended_at"] is not None and not await LookRow.exists().where(LookRow.open_key == key):
            due = await _due(row["person"], row["behaviour"], row["counted_from"], stored.at)
            changed: dict[Any, Any] = {LookRow.ended_at: None, LookRow.open_key: key, LookRow.due_on: due}
            await LookRow.update(changed).where(LookRow.id == row["id"])


async def stop(stored: Stored) -> None:
    """Reaction to AssignmentWithdrawn and PersonDeactivated: nothing follows any more."""
    if isinstance(stored.fact, AssignmentWithdrawn):
        await _end(LookRow.assignment == stored.fact.assignment, stored.at)
    elif isinstance(stored.fact, PersonDeactivated):
        await _end(LookRow.person == stored.person, stored.at)


async def stand(stored: Stored) -> None:
    """Reaction to AbsenceNoted and AbsenceWithdrawn: the clocks of who is away stand meanwhile, and of whom they would look at.

    A look comes later by those days, or as it was before when they are taken back.
    """
    if not isinstance(stored.fact, AbsenceNoted | AbsenceWithdrawn) or stored.person is None:
        return
    persons = [stored.person, *await people.led_by(stored.person, stored.at)]
    for row in await LookRow.select().where(LookRow.person.is_in(persons), *OPEN):
        due = await _due(row["person"], row["behaviour"], row["counted_from"], stored.at)
        if due != row["due_on"]:
            await LookRow.update({LookRow.due_on: due}).where(LookRow.id == row["id"])


async def see(stored: Stored) -> None:
    """Reaction to BehaviourSeen: a look that counts is kept, and what was to be looked at again has been.

    A look that came before the lesson was done, and before its day, is not the one that was asked for.
    """
    fact, person = stored.fact, stored.person
    if not isinstance(fact, BehaviourSeen) or person is None:
        return
    pieces = evidence.of(fact, stored.at)
    if not pieces:
        return
    shown = [piece.y for piece in pieces if piece.weight > 0]
    if shown:
        seen = SeenRow(id=stored.id, person=person, behaviour=fact.behaviour, deal=fact.deal, shown=shown[0], at=stored.at)
        await SeenRow.insert(seen)
    for row in await LookRow.select().where(LookRow.open_key == _key(person, fact.behaviour)):
        today = await _day(person, stored.at)
        if (row["started_at"] is not None and row["started_at"] < stored.at) or row["due_on"] <= today:
            await LookRow.update(
                {LookRow.seen_at: stored.at, LookRow.inspection: fact.inspection, LookRow.open_key: str(row["id"])}
            ).where(LookRow.id == row["id"])


async def _end(which: Any, at: datetime) -> None:  # noqa: ANN401  # Piccolo's conditions have no common public type
    for row in await LookRow.select(LookRow.id).where(which, *OPEN):
        await LookRow.update({LookRow.ended_at: at, LookRow.open_key: str(row["id"])}).where(LookRow.id == row["id"])


async def _due(person: UUID, behaviour: str, start: date, now: datetime) -> date:
    academy = (await lessons.current()).academy
    said = cadence.read(academy.rules.cadences)
    days = looks.days(academy.process, behaviour, said) if academy.process else cadence.OWN.days
    managers = [one.id for one in await people.nearest_managers(person, now)]
    stopped = await lessons.holidays() | await people.leave_of(person, start) | await people.unattended(managers, start)
    return looks.due(start, days, stopped)


async def _day(person: UUID, at: datetime) -> date:
    found = await people.person(person)
    return local_day(at, found.zone if found else "UTC")


def _key(person: UUID, behaviour: str) -> str:
    return f"{person}:{behaviour}"


OPEN = (LookRow.seen_at.is_null(), LookRow.ended_at.is_null())
