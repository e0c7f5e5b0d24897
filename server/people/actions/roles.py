"""Giving and taking roles."""

from collections.abc import Collection
from uuid import UUID

from server import db, ledger
from server.errors import Forbidden, NotFound, Refused
from server.facts import RolesChanged
from server.ledger import Entry
from server.people import queries
from server.people.actions import memberships, role_grants
from server.people.actions.permission import need_another_admin, subject
from server.people.queries.people import IN_TRAINING, PROCESS_OWNER
from server.people.roles import Actor, in_order
from server.people.tables import Person as PersonTable
from server.sentences import gettext as _


async def set_roles(
    actor: Actor | None,
    person: UUID,
    roles: Collection[str],
    *,
    entry: Entry,
    process_owner: bool = False,
    in_training: bool = False,
) -> None:
    """Sets everything somebody may do from now on. Whoever stops being a manager stops managing their teams.

    Raises Forbidden, NotFound, Invalid by field, Refused for the only admin.
    """

    async def verb() -> None:
        await set_roles_within(actor, person, roles, entry=entry, process_owner=process_owner, in_training=in_training)

    await db.run(verb)


async def set_roles_within(
    actor: Actor | None, person: UUID, roles: Collection[str], *, entry: Entry, process_owner: bool, in_training: bool
) -> None:
    """The same inside the caller's verb."""
    if await ledger.seen(entry):
        return
    before = await subject(actor, person)
    held = role_grants.checked(roles, process_owner=process_owner)
    if before.active and "admin" in before.roles - held:
        await need_another_admin(person)
    if "manager" in before.roles - held:
        places = await queries.memberships(person=person, lasting=True)
        await memberships.end_all((place for place in places if place.manages), entry=entry)
    trained = frozenset({IN_TRAINING}) if await queries.in_training(person) else frozenset()
    had = before.roles | trained | ({PROCESS_OWNER} if before.process_owner else frozenset())
    has = held | ({IN_TRAINING} if in_training else set()) | ({PROCESS_OWNER} if process_owner else set())
    if had == has:
        return
    await role_grants.change(person, before=had, after=has, entry=entry)
    names = in_order(held)
    await PersonTable.update({PersonTable.roles: " ".join(names), PersonTable.process_owner: process_owner}).where(
        PersonTable.id == person
    )
    await ledger.record(
        RolesChanged(roles=names, process_owner=process_owner, in_training=in_training),
        entry,
        person=person,
        team=before.team,
    )


async def end_training_within(actor: Actor, person: UUID, entry: Entry) -> None:
    """Ends somebody's training inside the caller's verb; their roles stay. Raises Forbidden for who does not lead, NotFound, Refused."""
    if not actor.has("leader"):
        raise Forbidden("A leader says that somebody has learned their role.")
    before = await queries.person(person)
    if before is None:
        raise NotFound("There is no such person.")
    if not await queries.in_training(person):
        raise Refused(_("Nobody of that name is in training."))
    owner = frozenset({PROCESS_OWNER}) if before.process_owner else frozenset()
    had = before.roles | owner | {IN_TRAINING}
    await role_grants.change(person, before=had, after=had - {IN_TRAINING}, entry=entry)
    fact = RolesChanged(roles=in_order(before.roles), process_owner=before.process_owner, in_training=False)
    await ledger.record(fact, entry, person=person, team=before.team)
