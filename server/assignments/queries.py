"""Lessons that somebody was asked to take, as they and their manager see them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from msgspec import Struct

from server import ids
from server.assignments.tables import AssignmentRow
from server.db import P, Prepared, Statement, blanks, of_row
from server.errors import NotFound
from server.gaps import queries as gaps
from server.people import queries as people
from server.people.roles import Actor


class Assignment(Struct, frozen=True, kw_only=True):
    """A lesson or a path given to a person; of a path, `lesson` is the one that comes next. It is open while neither `done_at` nor
    `withdrawn_at` is set. `behaviour` and `inspection` say which gap it follows, if any. The day on which it
    is due is that in the `zone` of the person, whoever reads it.
    """

    id: UUID
    person: UUID
    lesson: str
    by: UUID
    by_name: str
    reason: str
    due_at: datetime
    made_at: datetime
    done_at: datetime | None
    withdrawn_at: datetime | None
    path: str = ""
    behaviour: str = ""
    inspection: UUID | None = None
    zone: str = "UTC"

    @property
    def is_open(self) -> bool:
        """Whether it still waits."""
        return self.done_at is None and self.withdrawn_at is None


async def open_for(person: UUID) -> list[Assignment]:
    """What a person was asked to take and has not yet, the earliest due first. Whoever asks has made sure that the reader may see it."""
    return [_assignment(row) for row in await OPEN(person=person)]


async def of_person(person: UUID) -> list[Assignment]:
    """The fifty newest assignments of a person, open or not, newest first. Whoever asks has made sure that the reader may see them."""
    return [_assignment(row) for row in await OF_PERSON(person=person)]


async def open_for_each(persons: Sequence[UUID]) -> Mapping[UUID, Sequence[Assignment]]:
    """The open assignments of several people in one statement, by person; who has none is left out."""
    if not persons:
        return {}
    found: dict[UUID, list[Assignment]] = {}
    for row in await _open_each(len(persons))(*persons):
        found.setdefault(row["person"], []).append(_assignment(row))
    return found


async def of_inspection(inspection: UUID) -> list[Assignment]:
    """What was assigned at the end of a sheet. Whoever asks has made sure that the reader may see it."""
    return [_assignment(row) for row in await OF_INSPECTION(inspection=inspection)]


async def who_has(actor: Actor, behaviour: str, persons: Sequence[UUID], now: datetime) -> Collection[UUID] | None:
    """Those of these people, whom the actor manages, who do not know or do a behaviour, or are forgetting it, as far as it is known now.

    None where no policy lets a manager see it, or it lets counts alone be seen.
    """
    policy = await people.current_policy(now)
    if policy is None or policy.counts_only or not persons:
        return None
    found = await gaps.team(actor, now, {person: {} for person in persons})
    return {person for person, all_ in found.items() if any(one.behaviour == behaviour and one.kind in HAS for one in all_)}


HAS = frozenset({"teach", "coach", "fading"})
"""The kinds of gap that a lesson may help with."""


async def given_with(form: UUID, persons: Sequence[UUID]) -> list[UUID]:
    """Which of these people got something when this form was sent for several at once."""
    made = {ids.derived(ids.derived(form, child_for(person)), "assignment"): person for person in persons}
    if not made:
        return []
    found = {made[row["id"]] for row in await AssignmentRow.select(AssignmentRow.id).where(AssignmentRow.id.is_in(list(made)))}
    return [person for person in persons if person in found]


def child_for(person: UUID) -> str:
    """The name under which one of several people gets their part of a form."""
    return f"assign {person}"


async def assigned_by(id: UUID) -> tuple[UUID, str]:
    """Who gave this assignment, and the lesson it asks for, for the one who is told that it was done. Raises NotFound."""
    rows = await BY_ID(id=id)
    if not rows:
        raise NotFound("There is no such assignment.")
    return rows[0]["by"], rows[0]["lesson"]


async def assignment(id: UUID, actor: Actor, now: datetime) -> Assignment:
    """An assignment that the actor may see: whose it is, and their current manager. Raises NotFound."""
    rows = await BY_ID(id=id)
    if rows:
        found = _assignment(rows[0])
        if found.person == actor.id or await people.manages(actor, found.person, now):
            return found
    raise NotFound("There is no such assignment, or it is not yours to see.")


@cache
def _open_each(persons: int) -> Statement:
    return Statement(
        'SELECT a.*, p."name" AS "by.name", w."zone" AS "person.zone" FROM "assignment" a '  # noqa: S608  # placeholders
        'LEFT JOIN "person" p ON p."id" = a."by" LEFT JOIN "person" w ON w."id" = a."person" '
        f'WHERE a."person" IN ({blanks(persons)}) AND a."done_at" IS NULL AND a."withdrawn_at" IS NULL '
        'ORDER BY a."due_at", a."id"'
    )


def _assignment(row: Mapping[str, Any]) -> Assignment:
    return of_row(Assignment, row, by_name=row["by.name"], zone=row["person.zone"] or "UTC")


def _select() -> Any:  # noqa: ANN401  # Piccolo's query has no useful public type
    return AssignmentRow.select(*AssignmentRow.all_columns(), AssignmentRow.by.name, AssignmentRow.person.zone)


OPEN = Prepared(
    lambda: (
        _select()
        .where(AssignmentRow.person == P("person"), AssignmentRow.done_at.is_null(), AssignmentRow.withdrawn_at.is_null())
        .order_by(AssignmentRow.due_at, AssignmentRow.id)
    )
)
OF_PERSON = Prepared(
    lambda: (
        _select()
        .where(AssignmentRow.person == P("person"))
        .order_by(AssignmentRow.made_at, AssignmentRow.id, ascending=False)
        .limit(50)
    )
)
OF_INSPECTION = Prepared(
    lambda: _select().where(AssignmentRow.inspection == P("inspection")).order_by(AssignmentRow.made_at, AssignmentRow.id)
)
BY_ID = Prepared(lambda: _select().where(AssignmentRow.id == P("id")))
