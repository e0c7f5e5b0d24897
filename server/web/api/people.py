"""Who is asking, people, and teams."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from server.api import cursor
from server.errors import NotFound
from server.people import queries
from server.people.queries import Person as Found
from server.people.roles import in_order
from server.web.api.operation import Call, Items, Listing, Operation, get, no_such_place


class Person(Struct, frozen=True, kw_only=True):
    """Somebody who is or was here."""

    id: UUID
    name: str
    email: Annotated[str | None, Meta(description="One’s own, and to an admin everybody’s; else null.")]
    roles: tuple[str, ...]
    team: Annotated[UUID | None, Meta(description="The team they are a member of today.")]
    zone: Annotated[str, Meta(description="IANA time zone.")]
    active: Annotated[bool, Meta(description="False for somebody who left.")]


class Me(Struct, frozen=True, kw_only=True):
    """Who is asking, and what they may do by this token."""

    person: Person
    scopes: Annotated[
        tuple[str, ...], Meta(description="Those of the token; empty for the session of a browser, which may do both.")
    ]


class Team(Struct, frozen=True, kw_only=True):
    """A team in the tree."""

    id: UUID
    name: str
    parent: Annotated[UUID | None, Meta(description="The team above; null at the top.")]
    zone: Annotated[str, Meta(description="IANA time zone in which its weeks begin.")]


@get("/me")
async def me(call: Call[None, None]) -> Me:
    """Who is asking.

    With the session of a browser the header X-CSRF of the answer is the key that every change by session has to show.
    """
    found = await queries.person(call.actor.id)
    assert found is not None  # noqa: S101  # an actor comes from a token or a session, and those from a person
    return Me(person=_told(call, found), scopes=tuple(sorted(call.scopes)))


@get("/people", query=Listing)
async def list_people(call: Call[Listing, None]) -> Items[Person]:
    """People, in the order in which they were added.

    Oneself, and the people one manages today; to a leader and to an admin everybody.
    """
    place = call.query
    try:
        rows, more = cursor.part(await visible(call), _place, place.cursor, place.limit, parts=2)
    except ValueError as error:
        raise no_such_place(error) from error
    return Items(items=[_told(call, one) for one in rows], next=more)


@get("/people/{person:uuid}")
async def get_person(call: Call[None, None]) -> Person:
    """One person."""
    return _told(call, await one_visible(call, call.id("person")))


@get("/teams", query=Listing)
async def list_teams(call: Call[Listing, None]) -> Items[Team]:
    """Teams.

    To a leader and to an admin all; to others the teams of the people they may see.
    """
    place = call.query
    try:
        rows, more = cursor.part(await _teams(call), lambda team: (str(team.id),), place.cursor, place.limit)
    except ValueError as error:
        raise no_such_place(error) from error
    return Items(items=list(rows), next=more)


@get("/teams/{team:uuid}")
async def get_team(call: Call[None, None]) -> Team:
    """One team."""
    found = next((team for team in await _teams(call) if team.id == call.id("team")), None)
    if found is None:
        raise NotFound("There is no such team, or it is not yours to see.")
    return found


async def visible(call: Call[Listing, None] | Call[None, None]) -> list[Found]:
    """The people of whom the actor may know that they are here."""
    actor = call.actor
    if actor.has("admin") or actor.has("leader"):
        return await queries.everyone()
    own = await queries.person(actor.id)
    return [*([own] if own else []), *await queries.team_of(actor, call.now)]


async def one_visible(call: Call[None, None], id: UUID) -> Found:
    """One of them. Raises NotFound."""
    found = await queries.person(id)
    all_ = call.actor.has("admin") or call.actor.has("leader")
    if found is None or not (all_ or id == call.actor.id or await queries.manages(call.actor, id, call.now)):
        raise NotFound("There is no such person, or they are not yours to see.")
    return found


async def _teams(call: Call[Listing, None] | Call[None, None]) -> list[Team]:
    teams = await queries.teams()
    if not (call.actor.has("admin") or call.actor.has("leader")):
        theirs = {person.team for person in await visible(call)}
        theirs |= {place.team for place in await queries.memberships(person=call.actor.id, lasting=True)}
        teams = [team for team in teams if team.id in theirs]
    return [Team(id=team.id, name=team.name, parent=team.parent, zone=team.zone) for team in teams]


def _place(person: Found) -> tuple[str, str]:
    return person.added_at.isoformat(timespec="microseconds"), str(person.id)


def _told(call: Call[Listing, None] | Call[None, None], person: Found) -> Person:
    return Person(
        id=person.id,
        name=person.name,
        email=person.email if person.id == call.actor.id or call.actor.has("admin") else None,
        roles=in_order(person.roles),
        team=person.team,
        zone=person.zone,
        active=person.active,
    )


OPERATIONS: tuple[Operation, ...] = (me, list_people, get_person, list_teams, get_team)
