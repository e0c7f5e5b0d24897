"""An admin says what people of the directory begin with, where their teams come from, and what a group means here."""

from collections.abc import Collection
from uuid import UUID

from server import db, ledger
from server.errors import Invalid, NotFound
from server.facts import DirectoryGroupMeant, DirectoryRulesSet
from server.integrations.directory.actions.keeping_users import place_again
from server.integrations.directory.queries import directory as queries
from server.integrations.directory.queries.directory import TEAMS_FROM, Group
from server.integrations.directory.tables import DirectoryGroup
from server.ledger import Entry
from server.people import actions as people
from server.people import queries as here
from server.people.actions.permission import need_admin
from server.people.roles import ROLES, Actor, in_order
from server.sentences import gettext as _

MEANINGS = ("none", "team", "managers", "role")
NEW_TEAM = "new"
"""Instead of the id of a team: one that is called as the group is."""


async def set_rules(actor: Actor, entry: Entry, *, roles: Collection[str], teams: str) -> None:
    """Says it, and places everybody whom the directory brought. Raises Forbidden, Invalid by field, and what placing them raises."""
    need_admin(actor)
    if not roles or set(roles) - set(ROLES):
        raise Invalid({"roles": _("Choose at least one role from the list.")}, {})
    if teams not in TEAMS_FROM:
        raise Invalid({"teams": _("Choose one of these.")}, {})
    held = in_order(frozenset(roles))

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        for key, value in (("roles", " ".join(held)), ("teams", teams)):
            await KEEP(key, value)
        for user in await queries.users():
            await place_again(user.id, entry=entry.child(f"place {user.id}"))
        await ledger.record(DirectoryRulesSet(roles=held, teams=teams), entry)

    await db.run(verb)


async def set_meaning(actor: Actor, entry: Entry, group: UUID, *, means: str, team: str = "", role: str = "") -> None:
    """Says what a group is here, and places its people. What it was before stays with them until something else decides it.

    `team` is an id or `new`. Raises Forbidden, NotFound, Invalid by field, and what placing them raises.
    """
    need_admin(actor)

    async def verb() -> None:
        found = await queries.group(group)
        if found is None:
            raise NotFound("There is no such group.")
        if await ledger.seen(entry):
            return
        there = await _team(actor, found, team, entry) if means in {"team", "managers"} else None
        _check(means, role)
        kept = role if means == "role" else ""
        await DirectoryGroup.update({DirectoryGroup.means: means, DirectoryGroup.team: there, DirectoryGroup.role: kept}).where(
            DirectoryGroup.id == group
        )
        for member in found.members:
            await place_again(member.user, entry=entry.child(f"place {member.user}"))
        await ledger.record(DirectoryGroupMeant(group=group, means=means, team=there, role=kept), entry)

    await db.run(verb)


async def _team(actor: Actor, group: Group, team: str, entry: Entry) -> UUID:
    """The team a group stands for; the one of its name when there is one already."""
    for one in await here.teams():
        if str(one.id) == team or (team == NEW_TEAM and one.name.lower() == group.name.strip().lower()):
            return one.id
    if team != NEW_TEAM:
        raise Invalid({"team": _("Choose a team from the list.")}, {})
    return await people.make_team_within(actor, name=group.name, parent=None, zone=actor.zone, entry=entry.child("team"))


def _check(means: str, role: str) -> None:
    if means not in MEANINGS:
        raise Invalid({"means": _("Choose one of these.")}, {})
    if means == "role" and role not in ROLES:
        raise Invalid({"role": _("Choose at least one role from the list.")}, {})


KEEP = db.Statement(
    'INSERT INTO "directory_rule" ("key", "value") VALUES ({}, {}) ON CONFLICT ("key") DO UPDATE SET "value" = EXCLUDED."value"'
)
