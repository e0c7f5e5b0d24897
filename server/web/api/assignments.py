"""Lessons that somebody was asked to take."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from server.api import cursor
from server.assignments import actions, queries
from server.assignments.actions import LAST_DAY
from server.assignments.queries import Assignment as Found
from server.errors import Invalid, NotFound
from server.people import actions as people_actions
from server.people import queries as people
from server.sentences import gettext as _
from server.web.api.operation import Call, Items, Listing, Operation, get, no_such_place, post
from server.web.forms import LONGEST_REASON


class Assignment(Struct, frozen=True, kw_only=True):
    """A lesson or a path given to somebody. It waits while neither `done_at` nor `withdrawn_at` is set."""

    id: UUID
    person: UUID
    lesson: Annotated[str, Meta(description="Of a path, the one that comes next.")]
    path: str
    by: UUID
    reason: str
    behaviour: str
    due_at: datetime
    made_at: datetime
    done_at: datetime | None
    withdrawn_at: datetime | None
    inspection: UUID | None


class AssignmentsQuery(Listing, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose."""

    person: Annotated[UUID | None, Meta(description="Oneself unless given, or somebody one manages today.")] = None


class NewAssignment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody is asked to take: a lesson or a path, one of the two."""

    reason: Annotated[str, Meta(min_length=1, max_length=LONGEST_REASON)]
    due: Annotated[date, Meta(description="A day after today, where they are.")]
    lesson: Annotated[str, Meta(max_length=80)] = ""
    path: Annotated[str, Meta(max_length=80)] = ""
    behaviour: Annotated[str, Meta(max_length=80, description="The gap that it follows.")] = ""


@get("/assignments", query=AssignmentsQuery)
async def list_assignments(call: Call[AssignmentsQuery, None]) -> Items[Assignment]:
    """The fifty newest assignments of a person, the oldest of them first."""
    asked = call.query
    person = asked.person or call.actor.id
    if person != call.actor.id and not await people.manages(call.actor, person, call.now):
        raise NotFound("There is no such person, or they are not in your team.")
    try:
        rows, more = cursor.part(await queries.of_person(person), _place, asked.cursor, asked.limit, parts=2)
    except ValueError as error:
        raise no_such_place(error) from error
    await people_actions.looked(call.actor, person, "person", call.now)
    return Items(items=[_told(one) for one in rows], next=more)


@get("/assignments/{assignment:uuid}")
async def get_assignment(call: Call[None, None]) -> Assignment:
    """One assignment."""
    found = await queries.assignment(call.id("assignment"), call.actor, call.now)
    await people_actions.looked(call.actor, found.person, "person", call.now)
    return _told(found)


@post("/people/{person:uuid}/assignments", body=NewAssignment, place=lambda one: f"/assignments/{one.id}")
async def assign(call: Call[None, NewAssignment]) -> Assignment:
    """Ask somebody one manages today to take a lesson or a path. They are told by mail."""
    body = call.body
    if not await people.manages(call.actor, call.id("person"), call.now):
        raise NotFound("There is no such person, or they are not in your team.")
    if bool(body.lesson) is bool(body.path):
        raise Invalid({"lesson": _("Name a lesson or a path, one of the two.")}, {})
    if body.due > LAST_DAY:
        raise Invalid({"due": _("Choose a day of this century.")}, {})
    made = await actions.assign(
        call.actor,
        call.entry,
        person=call.id("person"),
        lesson=body.lesson,
        path=body.path,
        reason=body.reason,
        day=body.due,
        behaviour=body.behaviour,
        site=call.site,
    )
    return _told(await queries.assignment(made, call.actor, call.now))


@post("/assignments/{assignment:uuid}/withdrawal")
async def withdraw_assignment(call: Call[None, None]) -> Assignment:
    """Take an assignment back that still waits."""
    withdrawn = await actions.withdraw(call.actor, call.entry, call.id("assignment"))
    return _told(await queries.assignment(withdrawn.id, call.actor, call.now))


def _place(one: Found) -> tuple[str, str]:
    return one.made_at.isoformat(timespec="microseconds"), str(one.id)


def _told(one: Found) -> Assignment:
    return Assignment(**{field: getattr(one, field) for field in Assignment.__struct_fields__})


OPERATIONS: tuple[Operation, ...] = (list_assignments, get_assignment, assign, withdraw_assignment)
