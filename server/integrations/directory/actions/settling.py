"""What a user of the directory means for the person here, inside the verb that keeps what the directory says."""

from uuid import UUID

from server.errors import Invalid
from server.integrations.directory import placement
from server.integrations.directory.document import Said
from server.integrations.directory.placement import Meaning
from server.integrations.directory.queries import directory as queries
from server.integrations.directory.queries.directory import Rules, User
from server.integrations.directory.tables import DirectoryUser
from server.ledger import Entry
from server.people import actions as people
from server.people import queries as here
from server.people.queries import Person
from server.sentences import gettext as _

DEEPEST = 20
"""Managers above each other that are followed."""


async def settle(user: User, now: Said, before: Said | None, *, entry: Entry) -> UUID | None:
    """Adds, changes, reactivates or deactivates the person behind a user, and returns their id; None while there is nobody yet.

    What the directory says counts when it is new: what somebody changed here since stays until the directory changes it as well. The address of an
    admin is never changed from outside. Raises what the verbs of people raise, Invalid when two users have one address.
    """
    person = await _person(user, now)
    if person is None:
        # Also of who is not active: what is kept of a user holds their name.
        await people.refuse_erased(now.address)
        if not now.active or not now.address:
            return None
        rules = await queries.rules()
        person = await people.add_person_within(
            None,
            name=now.name,
            email=now.address,
            roles=rules.roles,
            zone=now.zone or "UTC",
            locale=now.locale,
            entry=entry.child("add"),
        )
    elif user.person is None:
        # They were here before the directory came, or left by it and are back.
        before = None
    await DirectoryUser.update({DirectoryUser.person: person.id}).where(DirectoryUser.id == user.id)
    if before is None or now.active != before.active:
        await _activity(person, now, entry)
    await _change(person, now, before, entry)
    if now.active:
        await place(user, now, entry=entry.child("place"))
    return person.id


async def let_go(user: User, *, entry: Entry) -> None:
    """The directory deleted somebody: they are deactivated, and everything they did stays."""
    if user.person is not None:
        await people.deactivate_within(None, user.person, entry=entry.child("leaves"))


async def place(user: User, now: Said, *, entry: Entry) -> None:
    """Gives somebody the roles and teams that their groups, department or manager mean. Somebody who is not here is placed when they come."""
    fresh = await queries.user(user.id)
    person = await here.person(fresh.person) if fresh and fresh.person else None
    if fresh is None or person is None or not person.active:
        return
    rules = await queries.rules()
    await _by_groups(fresh, person, rules, entry.child("groups"))
    if rules.teams == "departments" and now.department:
        team = await _team_called(now.department, entry.child("department"))
        await people.join_team_within(None, person.id, team, manages=False, entry=entry.child("join"))
    elif rules.teams == "managers":
        await _by_manager(person, now, entry.child("manager"))
        for report in await queries.reports_of(fresh.id):
            await _join_managed(report, person, entry.child(f"report {report.id}"))


async def _person(user: User, now: Said) -> Person | None:
    """The person a user is linked to, else the one with their address. Raises Invalid when that is another user's."""
    if user.person is not None:
        return await here.person(user.person)
    found = await here.person_by_address(now.address) if now.address else None
    if found is not None and any(other.id != user.id for other in await queries.users_of(found.id)):
        raise Invalid({"email": _("%(name)s has this address already.") % {"name": found.name}}, {})
    return found


async def _activity(person: Person, now: Said, entry: Entry) -> None:
    if now.active and not person.active:
        await people.reactivate_within(None, person.id, entry=entry.child("returns"))
    elif not now.active and person.active:
        await people.deactivate_within(None, person.id, entry=entry.child("leaves"))


async def _change(person: Person, now: Said, before: Said | None, entry: Entry) -> None:
    said = {"name": now.name, "email": now.address, "zone": now.zone, "locale": now.locale}
    then = {"name": before.name, "email": before.address, "zone": before.zone, "locale": before.locale} if before else {}
    kept = {field for field in ("zone", "locale") if getattr(person, field)} if before is None else set()
    new = {field: value for field, value in said.items() if value and value != then.get(field) and field not in kept}
    if "admin" in person.roles:
        new.pop("email", None)
    given: dict[str, str | None] = {field: value for field, value in new.items() if value != getattr(person, field)}
    if given:
        await people.change_person_within(None, person.id, given, entry=entry.child("change"))


async def _by_groups(user: User, person: Person, rules: Rules, entry: Entry) -> None:
    meanings = [
        Meaning(group=one.id, means=one.means, team=one.team, role=one.role)
        for one in await queries.meanings()
        if one.means == "role" or rules.teams == "groups"
    ]
    if not meanings:
        return
    places = await here.memberships(person=person.id, lasting=True)
    managed = [place.team for place in places if place.manages]
    to_be = placement.placed(
        [id for id, _name in user.groups],
        meanings,
        roles=person.roles,
        team=person.team,
        manages=managed,
        usual=rules.roles,
    )
    for team in to_be.ends:
        await people.leave_team_within(None, person.id, team, manages=True, entry=entry.child(f"ends {team}"))
    await _roles(person, to_be.roles, entry)
    for team in to_be.begins:
        await people.join_team_within(None, person.id, team, manages=True, entry=entry.child(f"manages {team}"))
    if to_be.moves and to_be.team:
        await people.join_team_within(None, person.id, to_be.team, manages=False, entry=entry.child("joins"))
    elif to_be.moves and person.team:
        await people.leave_team_within(None, person.id, person.team, manages=False, entry=entry.child("leaves"))


async def _roles(person: Person, roles: frozenset[str], entry: Entry) -> None:
    kept = roles | ({"author"} if person.process_owner else set())
    if kept != person.roles:
        await people.set_roles_within(
            None,
            person.id,
            kept,
            process_owner=person.process_owner,
            in_training=await here.in_training(person.id),
            entry=entry.child("roles"),
        )


async def _by_manager(person: Person, now: Said, entry: Entry) -> None:
    """Puts somebody into the team of their manager, and the team they manage below it."""
    chief = await _somebody(now.manager)
    if chief is None or chief.id == person.id:
        return
    await _into_team_of(person, chief, entry)


async def _join_managed(report: User, chief: Person, entry: Entry) -> None:
    """Somebody whose manager came later than they did."""
    person = await here.person(report.person) if report.person else None
    if person is not None and person.active and person.id != chief.id:
        await _into_team_of(person, chief, entry)


async def _into_team_of(person: Person, chief: Person, entry: Entry) -> None:
    team = await _team_of(chief, entry.child("team"))
    if "rep" in person.roles:
        await people.join_team_within(None, person.id, team, manages=False, entry=entry.child("join"))
    teams = {one.id: one for one in await here.teams()}
    for place in await here.memberships(person=person.id, lasting=True):
        own = teams[place.team]
        above: UUID | None = team
        for _step in range(DEEPEST):
            above = teams[above].parent if above and above != own.id else above
        # Two who report to each other in the directory are left as they are: no team can lie below itself.
        if place.manages and own.parent != team and above != own.id:
            named = entry.child(f"below {own.id}")
            await people.change_team_within(None, own.id, name=own.name, parent=team, zone=own.zone, entry=named)


async def _team_of(chief: Person, entry: Entry) -> UUID:
    """The team that somebody manages, made if there is none."""
    managed = sorted(place.team for place in await here.memberships(person=chief.id, lasting=True) if place.manages)
    if managed:
        return managed[0]
    await _roles(chief, chief.roles | {"manager"}, entry)
    names = {team.name.lower() for team in await here.teams()}
    called = _("Team of %(name)s") % {"name": chief.name}
    if called.lower() in names:
        called = _("Team of %(name)s") % {"name": chief.email}
    team = await people.make_team_within(None, name=called, parent=None, zone=chief.zone, entry=entry.child("make"))
    await people.join_team_within(None, chief.id, team, manages=True, entry=entry.child("manage"))
    return team


async def _team_called(name: str, entry: Entry) -> UUID:
    for team in await here.teams():
        if team.name.lower() == name.lower():
            return team.id
    return await people.make_team_within(None, name=name, parent=None, zone="UTC", entry=entry)


async def _somebody(id: str) -> Person | None:
    """The person behind an id of the directory, when they are here."""
    try:
        found = await queries.user(UUID(id))
    except ValueError:
        return None
    person = await here.person(found.person) if found and found.person else None
    return person if person and person.active else None
