"""Saying who holds a role on a deal besides its owner: its owner does, or who manages them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from uuid import UUID

from server import db, ids, ledger
from server.deals import queries
from server.deals.queries.roles import roles_of
from server.deals.roles import ROLES, holder
from server.deals.tables import DealRole
from server.errors import Forbidden, Invalid
from server.facts import DealRoleSet
from server.ledger import Entry
from server.people import addresses
from server.people import queries as people
from server.people.queries import Person
from server.people.roles import Actor
from server.sentences import gettext as _


async def set_roles(actor: Actor, entry: Entry, id: UUID, told: Mapping[str, str], since: date | None = None) -> None:
    """Keeps who holds these roles, by address, from a day on; empty for nobody. Without a day it holds since the deal began where nobody held the
    role, else from today. What was seen already stays with who answered for it then.

    Raises NotFound, Forbidden for who is neither the owner nor manages them, Invalid by role for an address of nobody here.
    """

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        deal = await queries.deal(id, actor, entry.at)
        if actor.id != deal.owner and not await people.manages(actor, deal.owner, entry.at):
            raise Forbidden("Only the owner of a deal, or who manages them, says who else answers on it.")
        chosen = await _people({role: told[role] for role in ROLES if role in told})
        held = await roles_of(id)
        for role, person in chosen.items():
            before = holder(held, role)
            after = person.id if person else None
            if after == (before.person if before else None):
                continue
            first = deal.added_at if before is None else entry.at
            at = datetime.combine(since, time(), UTC) if since else first
            await DealRole.insert(
                DealRole(id=ids.derived(entry.id, role), deal=id, role=role, person=after, at=min(at, entry.at), by=actor.id)
            )
            fact = DealRoleSet(deal=id, role=role, before=before.person if before else None, after=after, at=min(at, entry.at))
            await ledger.record(fact, entry.child(role), person=after or fact.before, team=person.team if person else None)

    await db.run(verb)


async def _people(told: Mapping[str, str]) -> dict[str, Person | None]:
    """By role, who has this address. Raises Invalid."""
    found: dict[str, Person | None] = {}
    wrong: dict[str, str] = {}
    for role, typed in told.items():
        address = addresses.normal(typed)
        person = await people.person_by_address(address) if address else None
        if typed.strip() and (person is None or not person.active):
            wrong[role] = _("Nobody here has this address.")
        found[role] = person
    if wrong:
        raise Invalid(wrong, {})
    return found
