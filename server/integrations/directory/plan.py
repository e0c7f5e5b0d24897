"""What taking over a file of people would do: to everybody in it, to the teams, and who is here and not in it. Nothing is written here."""

from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from server.integrations.directory.listing import Fault, Listed, Listing
from server.integrations.directory.present import Here, Present
from server.integrations.directory.reporting import reporting
from server.integrations.directory.teams import Placing, TeamPlan, place
from server.people.fingerprints import fingerprint
from server.people.roles import in_order

What = Literal["added", "returned", "changed", "same"]


class PersonPlan(Struct, frozen=True, kw_only=True):
    """Somebody as they are to be. `id` is empty when they are added. `team` is the name of the team they are to be in, None where they stay as they
    are; `changes` are the fields that differ: name, roles, zone, locale, team, manages.
    """

    line: int
    id: UUID | None
    email: str
    name: str
    zone: str
    locale: str
    roles: tuple[str, ...]
    team: str | None
    manages: tuple[str, ...]
    what: What
    changes: tuple[str, ...] = ()


class Ending(Struct, frozen=True, kw_only=True):
    """Somebody who no longer manages a team, because the file says who does."""

    person: UUID
    name: str
    team: UUID
    team_name: str


class Leaver(Struct, frozen=True, kw_only=True):
    """Somebody who is here, and who left by the file (`line`) or is not in it (0)."""

    id: UUID
    name: str
    email: str
    roles: tuple[str, ...]
    line: int = 0


class Plan(Struct, frozen=True, kw_only=True):
    """All that would happen. Leavers are only let go when somebody who saw their names says so."""

    people: tuple[PersonPlan, ...]
    teams: tuple[TeamPlan, ...]
    endings: tuple[Ending, ...]
    leavers: tuple[Leaver, ...]
    faults: tuple[Fault, ...]

    def count(self, what: What) -> int:
        """How many people this happens to."""
        return sum(one.what == what for one in self.people)

    @property
    def idle(self) -> bool:
        """Whether nothing would be written, leavers left aside."""
        teams = any(team.id is None or team.moved for team in self.teams)
        return not teams and not self.endings and self.count("same") == len(self.people)


def plan(listing: Listing, present: Present, *, zone: str, called: str) -> Plan:
    """What would happen. `zone` is for those who are new and whose row has none; `called` as `teams.place` takes it."""
    listing = _without_erased(listing, present)
    held = reporting(listing.people, present)
    placing = place(held, present, called=called)
    planner = _Planner(placing, present, zone)
    nameless = [row for row in held.rows if not row.gone and not row.name and row.email not in present.by_address]
    if nameless:
        # Nobody can be added without a name, so whoever reports to them has to be looked at again.
        left = tuple(row for row in listing.people if row not in nameless)
        faults = (*listing.faults, *(Fault(line=row.line, why="name", email=row.email) for row in nameless))
        return plan(Listing(people=left, faults=faults), present, zone=zone, called=called)
    return Plan(
        people=tuple(planner.person(row) for row in held.rows if not row.gone),
        teams=placing.teams,
        endings=planner.endings(),
        leavers=_leavers(listing, present),
        faults=tuple(sorted((*listing.faults, *held.faults), key=lambda fault: fault.line)),
    )


def _without_erased(listing: Listing, present: Present) -> Listing:
    """The rows of who was erased stay out, and are told by their line alone."""
    out = [row for row in listing.people if present.erased and fingerprint(row.email) in present.erased]
    if not out:
        return listing
    left = tuple(row for row in listing.people if row not in out)
    return Listing(people=left, faults=(*listing.faults, *(Fault(line=row.line, why="erased") for row in out)))


class _Planner:
    def __init__(self, placing: Placing, present: Present, zone: str) -> None:
        self.placing, self.present, self.zone = placing, present, zone
        self.managed: dict[str, list[str]] = {}
        for team in placing.teams:
            for email in team.managers or ():
                self.managed.setdefault(email, []).append(team.name)

    def person(self, row: Listed) -> PersonPlan:
        """One of them as they are to be."""
        here = self.present.by_address.get(row.email)
        made = PersonPlan(
            line=row.line,
            id=here.id if here else None,
            email=row.email,
            name=row.name or (here.name if here else ""),
            zone=row.zone or (here.zone if here else self.zone),
            locale=row.locale or (here.locale if here else ""),
            roles=self._roles(row, here),
            team=self.placing.member.get(row.email),
            manages=tuple(self.managed.get(row.email, ())),
            what="added",
        )
        if here is None:
            return made
        changes = self._changes(made, here)
        what: What = "changed" if changes else "same"
        return replace(made, what=what if here.active else "returned", changes=changes)

    def _roles(self, row: Listed, here: Here | None) -> tuple[str, ...]:
        """The roles of the row, else those they have. Whoever has people is a manager. Of an admin and a process owner none is taken away."""
        manages = row.email in self.managed
        usual = {"manager"} if manages else {"rep"}
        roles = set(row.roles) or (set(here.roles) if here else usual) or usual
        kept = ({"admin", "author"} if here.process_owner else {"admin"}) & here.roles if here else set()
        return in_order(roles | kept | ({"manager"} if manages else set()))

    def _changes(self, made: PersonPlan, here: Here) -> tuple[str, ...]:
        """In a fixed order. Somebody who left is in no team until they are back."""
        team = self.present.team.get(here.team) if here.team else None
        manages = {self.present.team[one].name for one in here.manages}
        differs: Mapping[str, bool] = {
            "name": made.name != here.name,
            "roles": set(made.roles) != here.roles,
            "zone": made.zone != here.zone,
            "locale": made.locale != here.locale,
            "team": made.team is not None and made.team != (team.name if team else ""),
            "manages": not manages.issuperset(made.manages),
        }
        return tuple(field for field, changed in differs.items() if changed)

    def endings(self) -> tuple[Ending, ...]:
        """Those who manage a team today that the file gives to others."""
        return tuple(
            Ending(person=one.id, name=one.name, team=team.id, team_name=team.name)
            for team in self.placing.teams
            if team.id is not None and team.managers is not None
            for one in sorted(self.present.people, key=lambda one: one.name)
            if team.id in one.manages and one.email not in team.managers
        )


def _leavers(listing: Listing, present: Present) -> tuple[Leaver, ...]:
    """Everybody here who left by the file, then those who are not in it; a row that stays out is still somebody who is in it."""
    gone = {row.email: row.line for row in listing.people if row.gone}
    listed = {row.email for row in listing.people} | {fault.email for fault in listing.faults}
    found = [
        Leaver(id=one.id, name=one.name, email=one.email, roles=in_order(one.roles), line=gone.get(one.email, 0))
        for one in present.people
        if one.active and (one.email in gone or one.email not in listed)
    ]
    return tuple(sorted(found, key=lambda one: (one.line == 0, one.line, one.name)))
