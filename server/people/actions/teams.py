"""Teams, and who is in them."""

from typing import Any
from uuid import UUID

from server import db, ledger, zones
from server.errors import Invalid, NotFound
from server.facts import TeamChanged, TeamMade
from server.ledger import Entry
from server.people import queries
from server.people.actions import leading, memberships
from server.people.actions.permission import need_admin, subject
from server.people.queries import Team
from server.people.roles import Actor
from server.people.tables import Team as TeamTable
from server.sentences import gettext as _


async def make_team(actor: Actor | None, *, name: str, entry: Entry, parent: UUID | None = None, zone: str = "UTC") -> UUID:
    """Makes a team below `parent` or at the top, and returns its id. Raises Forbidden, Invalid by field."""

    async def verb() -> UUID:
        return await make_team_within(actor, name=name, parent=parent, zone=zone, entry=entry)

    return await db.run(verb)


async def make_team_within(actor: Actor | None, *, name: str, parent: UUID | None, zone: str, entry: Entry) -> UUID:
    """The same inside the caller's verb."""
    need_admin(actor)
    id = entry.child("team").id
    await ALONE()
    if not await ledger.seen(entry):
        fields = await _checked(id, name, zone, parent)
        await TeamTable.insert(TeamTable(id=id, made_at=entry.at, **fields))
        await ledger.record(TeamMade(team=id, parent=parent), entry, team=id)
    return id


async def change_team(actor: Actor | None, team: UUID, *, name: str, parent: UUID | None, zone: str, entry: Entry) -> None:
    """Renames or moves a team. Raises Forbidden, NotFound, Invalid by field, also when it would lie below itself."""

    async def verb() -> None:
        await change_team_within(actor, team, name=name, parent=parent, zone=zone, entry=entry)

    await db.run(verb)


async def change_team_within(actor: Actor | None, team: UUID, *, name: str, parent: UUID | None, zone: str, entry: Entry) -> None:
    """The same inside the caller's verb."""
    need_admin(actor)
    await ALONE()
    if await ledger.seen(entry):
        return
    if await queries.team(team) is None:
        raise NotFound("There is no such team.")
    fields = await _checked(team, name, zone, parent)
    await leading.changed(entry)
    await TeamTable.update(**fields).where(TeamTable.id == team)
    await ledger.record(TeamChanged(team=team, parent=parent), entry, team=team)


async def join_team(actor: Actor | None, person: UUID, team: UUID, *, manages: bool, entry: Entry) -> None:
    """Makes somebody a member of a team, which ends their membership in another one, or its manager beside what they manage already.

    Raises Forbidden, NotFound, Invalid when they are no manager.
    """

    async def verb() -> None:
        await join_team_within(actor, person, team, manages=manages, entry=entry)

    await db.run(verb)


async def join_team_within(actor: Actor | None, person: UUID, team: UUID, *, manages: bool, entry: Entry) -> None:
    """The same inside the caller's verb."""
    if await ledger.seen(entry):
        return
    found = await subject(actor, person)
    if await queries.team(team) is None:
        raise NotFound("There is no such team.")
    if not found.active:
        raise Invalid({"team": _("%(name)s is not active. Reactivate first.") % {"name": found.name}}, {})
    if manages and "manager" not in found.roles:
        raise Invalid({"manages": _("Give %(name)s the role manager first.") % {"name": found.name}}, {})
    places = [place for place in await queries.memberships(person=person, lasting=True) if place.manages == manages]
    if any(place.team == team for place in places):
        return
    if not manages:
        await memberships.end_all(places, entry=entry)
    await memberships.begin(person, team, manages=manages, entry=entry)


async def leave_team(actor: Actor | None, person: UUID, team: UUID, *, manages: bool, entry: Entry) -> None:
    """Ends a membership. Ending one that has ended does nothing. Raises Forbidden, NotFound."""

    async def verb() -> None:
        await leave_team_within(actor, person, team, manages=manages, entry=entry)

    await db.run(verb)


async def leave_team_within(actor: Actor | None, person: UUID, team: UUID, *, manages: bool, entry: Entry) -> None:
    """The same inside the caller's verb."""
    if await ledger.seen(entry):
        return
    await subject(actor, person)
    for place in await queries.memberships(person=person, lasting=True):
        if place.team == team and place.manages == manages:
            await memberships.end(place, entry=entry)


ALONE = db.Statement(
    'INSERT INTO "installation" ("key", "value") VALUES (\'teams\', \'\') '
    'ON CONFLICT ("key") DO UPDATE SET "value" = "installation"."value"'
)
"""Lets one admin at a time change the tree: its names and its shape are checked as a whole."""


async def _checked(id: UUID, name: str, zone: str, parent: UUID | None) -> dict[str, Any]:
    wrong: dict[str, str] = {}
    clean = " ".join(name.split())
    there = {team.id: team for team in await queries.teams()}
    if not clean or len(clean) > 120 or not clean.isprintable():
        wrong["name"] = _("Write a name of at most 120 characters.")
    if any(team.name.lower() == clean.lower() and team.id != id for team in there.values()):
        wrong["name"] = _("There is a team by this name already.")
    if zone not in zones.known():
        wrong["zone"] = _("Choose a time zone, such as Europe/Prague.")
    if parent is not None and (parent not in there or _below(there, parent, id)):
        wrong["parent"] = _("Choose a team that does not lie below this one.")
    if wrong:
        raise Invalid(wrong, {})
    return {"name": clean, "zone": zone, "parent": parent}


def _below(there: dict[UUID, Team], team: UUID, top: UUID) -> bool:
    """Whether `team` is `top` or lies below it."""
    at: UUID | None = team
    for _step in range(len(there) + 1):
        if at is None or at == top:
            break
        at = there[at].parent
    return at is not None
