"""Giving and taking roles."""

from collections.abc import Collection
from uuid import UUID

from server import db, ledger
from server.facts import RolesChanged
from server.ledger import Entry
from server.people import queries
from server.people.actions import memberships, role_grants
from server.people.actions.permission import need_another_admin, subject
from server.people.queries.people import IN_TRAINING, PROCESS_OWNER
from server.people.roles import Actor, in_order
from server.people.tables import Person as PersonTable


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

    await db.run(verb)
