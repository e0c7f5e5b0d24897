"""Who has to answer a reply, and until when. Whoever wrote the row does; since they left, or manage its owner no more, who manages them now."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from server import ids, ledger
from server.commitments.due import due
from server.facts import (
    AbsenceNoted,
    AbsenceWithdrawn,
    DealOwnerChanged,
    MembershipBegan,
    MembershipEnded,
    PersonDeactivated,
    ReplyPassedOn,
    RolesChanged,
)
from server.inspections.tables import ReplyRow
from server.ledger import Entry, Stored
from server.lessons import queries as lessons
from server.people import queries as people
from server.people.queries import Person
from server.zones import local_day

DAYS: Final = 5
"""Working days until a reply is answered; after them it goes to the leader who runs calibration."""


async def who_answers(inspector: UUID | None, owner: UUID | None, now: datetime) -> Person | None:
    """Who has to answer a reply about a row of this inspector, on a deal of this owner. None where nobody manages them: a leader does."""
    wrote = await people.person(inspector) if inspector else None
    if wrote is not None and wrote.active and wrote.id != owner:
        actor = wrote.actor
        if actor.has("leader") or (owner is not None and await people.manages(actor, owner, now)):
            return wrote
    return next(iter(await people.nearest_managers(owner, now)), None) if owner else None


async def due_of_reply(at: datetime, answers: Person | None, zone: str) -> datetime:
    """Five working days after it was given, where who answers is, else in the `zone`. Days on which they are away and nobody covers do not count."""
    where = answers.zone if answers else zone
    since = local_day(at, where)
    off = await lessons.holidays() | await people.unattended([answers.id] if answers else (), since)
    return due(at, DAYS, working=True, zone=where, holidays=off)


async def stand(stored: Stored) -> None:
    """Reaction to AbsenceNoted and AbsenceWithdrawn: what waits for who is away may wait longer, or as long as before."""
    if not isinstance(stored.fact, AbsenceNoted | AbsenceWithdrawn) or stored.person is None:
        return
    answers = await people.person(stored.person)
    for row in await _open(ReplyRow.waits_for == stored.person) if answers else ():
        by_when = await due_of_reply(row["at"], answers, "UTC")
        if by_when != row["due_at"]:
            await ReplyRow.update({ReplyRow.due_at: by_when}).where(ReplyRow.id == row["id"])


async def pass_on(stored: Stored) -> None:
    """Reaction to whatever changes who manages whom: replies that waited for somebody who no longer answers them wait for who does, at once."""
    fact, person = stored.fact, stored.person
    if isinstance(fact, DealOwnerChanged):
        if person == fact.after:
            await _each(await _open(ReplyRow.deal == fact.deal), stored)
    elif isinstance(fact, MembershipBegan) and fact.manages:
        await _each(await _open(ReplyRow.waits_for.is_null()), stored)
    elif isinstance(fact, MembershipBegan | MembershipEnded | PersonDeactivated | RolesChanged):
        about = (ReplyRow.waits_for == person) | (ReplyRow.deal.owner == person)
        await _each(await _open(about), stored)


async def _each(rows: Sequence[dict[str, Any]], stored: Stored) -> None:
    for row in rows:
        answers = await who_answers(row["inspector"], row["deal.owner"], stored.at)
        after = answers.id if answers else None
        if after == row["waits_for"]:
            continue
        await ReplyRow.update({ReplyRow.waits_for: after}).where(ReplyRow.id == row["id"])
        fact = ReplyPassedOn(
            reply=row["id"],
            deal=row["deal"],
            behaviour=row["behaviour"],
            before=row["waits_for"],
            after=after,
            due=row["due_at"],
        )
        entry = Entry(id=ids.derived(stored.id, f"passed on {row['id']}"), at=stored.at, actor=stored.actor)
        gave = await people.person(row["person"]) if row["person"] else None
        await ledger.record(fact, entry, person=row["person"], team=gave.team if gave else None)


async def _open(about: Any) -> list[dict[str, Any]]:  # noqa: ANN401  # Piccolo's conditions have no common public type
    query = ReplyRow.select(*ReplyRow.all_columns(), ReplyRow.deal.owner).where(about, ReplyRow.answered_at.is_null())
    return list(await query.order_by(ReplyRow.at, ReplyRow.id))
