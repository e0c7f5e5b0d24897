"""Beginning and ending one membership, inside the verb that causes it."""

from collections.abc import Iterable
from uuid import UUID

from server import ledger
from server.facts import MembershipBegan, MembershipEnded
from server.ledger import Entry
from server.people.actions import leading
from server.people.queries import Membership
from server.people.tables import Membership as MembershipTable
from server.people.tables import Person as PersonTable


async def begin(person: UUID, team: UUID, *, manages: bool, entry: Entry) -> None:
    """From now on this person is in the team. The fact takes the entry as it is."""
    if manages:
        await leading.changed(entry)
    await MembershipTable.insert(
        MembershipTable(id=entry.child("membership").id, person=person, team=team, manages=manages, began=entry.at)
    )
    if not manages:
        await PersonTable.update({PersonTable.team: team}).where(PersonTable.id == person)
    await ledger.record(MembershipBegan(team=team, manages=manages), entry, person=person, team=team)


async def end_all(places: Iterable[Membership], *, entry: Entry) -> None:
    """Ends several, each fact with an id of its own below the entry."""
    for place in places:
        await end(place, entry=entry.child(f"end {place.id}"))


async def end(place: Membership, *, entry: Entry) -> None:
    """From now on this person is no longer in that team. The fact takes the entry as it is."""
    if place.manages:
        await leading.changed(entry)
    await MembershipTable.update({MembershipTable.ended: entry.at}).where(MembershipTable.id == place.id)
    if not place.manages:
        await PersonTable.update({PersonTable.team: None}).where(PersonTable.id == place.person)
    fact = MembershipEnded(team=place.team, manages=place.manages)
    await ledger.record(fact, entry, person=place.person, team=place.team)
