"""Who has to act for a person now, and the days on which nobody does. Leave stops every clock, but for whom somebody covers there is somebody."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from server.db import Statement
from server.people import away
from server.people.away import Span
from server.people.queries.absences import absences
from server.people.queries.people import Person
from server.people.queries.teams import MANAGED, MANAGERS, active
from server.people.roles import Actor
from server.people.tables import AbsenceRow


async def leave_of(person: UUID, since: date) -> frozenset[date]:
    """The days on which a person is away, of absences that last until `since` or later."""
    return away.days(Span(one.first, one.last) for one in await absences([person], since))


async def unattended(persons: Sequence[UUID], since: date) -> frozenset[date]:
    """The days on which each of these people is away and nobody who is still here covers for them. Of nobody at all, none."""
    if not persons:
        return frozenset()
    found = await absences(persons, since)
    covers = {one.id for one in await active(sorted({one.cover for one in found if one.cover}))}
    alone = [
        away.days(Span(o.first, o.last) for o in found if o.person == person and o.cover not in covers) for person in persons
    ]
    return frozenset.intersection(*alone)


async def nearest_managers(person: UUID, now: datetime) -> list[Person]:
    """Those who manage this person today from the nearest team that has a manager who is here, by name."""
    steps: dict[int, set[UUID]] = {}
    for row in await MANAGERS(person, *[now] * 6):
        steps.setdefault(row["step"], set()).add(row["person"])
    for step in sorted(steps):
        found = await active(sorted(steps[step] - {person}))
        if found:
            return found
    return []


async def led_by(manager: UUID, now: datetime) -> list[UUID]:
    """The people in the teams that this person manages and in all below, for any of whom they may be the nearest manager who is here."""
    return sorted({row["person"] for row in await MANAGED(manager, None, *[now] * 6)} - {manager})


async def covered_by(actor: Actor, now: datetime) -> list[UUID]:
    """The absent managers for whom the actor stands in just now."""
    if not actor.has("manager"):
        return []
    return [row["person"] for row in await COVERED(actor.id, now, now)]


async def stand_in(person: UUID, now: datetime) -> str:
    """The name of who covers for this person just now; empty when nobody does."""
    rows = (
        await AbsenceRow.select(AbsenceRow.cover.name)
        .where(
            AbsenceRow.person == person,
            AbsenceRow.withdrawn_at.is_null(),
            AbsenceRow.began <= now,
            AbsenceRow.ended > now,
            AbsenceRow.cover.deactivated_at.is_null(),
        )
        .order_by(AbsenceRow.first)
    )
    return next((row["cover.name"] for row in rows if row["cover.name"]), "")


COVERED = Statement(
    'SELECT DISTINCT "person" FROM "absence" WHERE "cover" = {} AND "withdrawn_at" IS NULL AND "began" <= {} AND "ended" > {}'
)
