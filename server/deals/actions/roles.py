"""Saying who holds a role on a deal besides its owner: its owner does, or who manages them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from server import db, ids, ledger
from server.deals import queries
from server.deals.queries.roles import roles_of
from server.deals.roles import ROLES, Held, holder
from server.deals.tables import DealRole
from server.errors import Forbidden, Invalid
from server.facts import DealRoleSet
from server.ledger import Entry
from server.people import addresses
from server.people import queries as people
from server.people.queries import Person
from server.people.roles import Actor
from server.sentences import gettext as _
from server.sentences.words import on_day
from server.zones import local_day, local_time


async def set_roles(actor: Actor, entry: Entry, id: UUID, told: Mapping[str, str], since: date | None = None) -> None:
    """Keeps who holds these roles, by address, from a day on; empty for nobody. Without a day it holds since the deal began where nobody held the
    role, else from today. A day on which somebody else began to hold it is theirs from its beginning. What was seen already stays with who answered
    for it then.

    Raises NotFound, Forbidden for who is neither the owner nor manages them, Invalid by role for an address of nobody here, and for a day before
    the one on which the last began who was said to hold it.
    """

    async def verb() -> None:
        # Each role has a fact of its own, so that any of them says that this was sent before.
        if any([await ledger.seen(entry.child(role)) for role in ROLES]):
            return
        deal = await queries.deal(id, actor, entry.at)
        if actor.id != deal.owner and not await people.manages(actor, deal.owner, entry.at):
            raise Forbidden("Only the owner of a deal, or who manages them, says who else answers on it.")
        # The facts are about whoever is named: two who name two people at once follow one another by the owner, whose deal it is.
        await ledger.hold(deal.owner)
        chosen = await _people({role: told[role] for role in ROLES if role in told})
        held = await roles_of(id)
        for role, person in chosen.items():
            before = holder(held, role)
            after = person.id if person else None
            if after == (before.person if before else None):
                continue
            of_role = [one for one in held if one.role == role]
            first = entry.after(of_role[-1].at) if of_role else deal.added_at
            at = _from(role, of_role, since, entry.at, actor.zone) if since else first
            await DealRole.insert(DealRole(id=ids.derived(entry.id, role), deal=id, role=role, person=after, at=at, by=actor.id))
            fact = DealRoleSet(deal=id, role=role, before=before.person if before else None, after=after, at=at)
            await ledger.record(fact, entry.child(role), person=after or fact.before, team=person.team if person else None)

    await db.run(verb)


def _from(role: str, held: Sequence[Held], since: date, now: datetime, zone: str) -> datetime:
    """When it begins for who holds it since a day in the zone: as the newest, which is who holds it now. Raises Invalid for a day before the last
    one's.
    """
    at = min(local_time(since, time(), zone), now)
    # What is still to come was said by a clock that was set back since: nobody waits for that day.
    last = next((one for one in reversed(held) if one.at <= now), None)
    if last is not None and local_day(at, zone) < local_day(last.at, zone):
        who, day = last.name or _("Nobody"), on_day(last.at, zone)
        raise Invalid(
            {role: _("%(who)s holds this since %(day)s. Choose that day or a later one.") % {"who": who, "day": day}}, {}
        )
    return max(at, held[-1].at + MOMENT) if held else at


MOMENT = timedelta(microseconds=1)


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
