"""Carrying a plan out, inside the verb that has it: teams first, then people, then who manages what, and at last those who leave."""

from collections.abc import Collection
from uuid import UUID

from server.integrations.directory.plan import PersonPlan, Plan
from server.integrations.directory.present import Present
from server.integrations.directory.queries.files import Outcome
from server.integrations.directory.teams import TeamPlan
from server.ledger import Entry
from server.people import actions as people
from server.people import queries
from server.people.roles import Actor


async def carry_out(
    actor: Actor | None, plan: Plan, present: Present, leaving: Collection[UUID], *, entry: Entry, zone: str
) -> Outcome:
    """All of it. New teams are in `zone`. Raises what the verbs of people raise, and then nothing was done."""
    doing = _Doing(actor, plan, present, entry, zone)
    await doing.teams()
    for person in plan.people:
        if person.what != "same":
            await doing.person(person)
    await doing.managing()
    left = [one for one in plan.leavers if one.id in set(leaving)]
    for leaver in left:
        await people.deactivate_within(actor, leaver.id, entry=entry.child(f"leaves {leaver.email}"))
    return Outcome(
        added=plan.count("added"),
        changed=plan.count("changed"),
        returned=plan.count("returned"),
        same=plan.count("same"),
        left=len(left),
        teams=sum(team.id is None for team in plan.teams),
        out=len({fault.line for fault in plan.faults}),
    )


class _Doing:
    """A plan under way. Every fact has an entry of its own below that of the whole."""

    def __init__(self, actor: Actor | None, plan: Plan, present: Present, entry: Entry, zone: str) -> None:
        self.actor, self.plan, self.present, self.entry, self.zone = actor, plan, present, entry, zone
        self.team = {name: team.id for name, team in present.named.items()}
        self.people = {email: one.id for email, one in present.by_address.items()}

    async def teams(self) -> None:
        """Makes what is missing, the upper ones first, and moves the others: first all to the top, so that none lies below itself on the way."""
        planned = {team.name.lower(): team for team in self.plan.teams}
        for team in self.plan.teams:
            await self._make(team, planned)
        moved = [team for team in self.plan.teams if team.moved]
        for team in moved:
            await self._move(team, None, "loosened")
        for team in moved:
            if team.parent:
                await self._move(team, self.team[team.parent.lower()], "moved")

    async def _make(self, team: TeamPlan, planned: dict[str, TeamPlan]) -> None:
        if team.name.lower() in self.team:
            return
        above = planned.get(team.parent.lower())
        if above is not None:
            await self._make(above, planned)
        made = await people.make_team_within(
            self.actor,
            name=team.name,
            parent=self.team.get(team.parent.lower()),
            zone=self.zone,
            entry=self.entry.child(f"team {team.name.lower()}"),
        )
        self.team[team.name.lower()] = made

    async def _move(self, team: TeamPlan, parent: UUID | None, how: str) -> None:
        there = await queries.teams_of([self.team[team.name.lower()]])
        now = next(iter(there.values()))
        await people.change_team_within(
            self.actor,
            now.id,
            name=now.name,
            parent=parent,
            zone=now.zone,
            entry=self.entry.child(f"{how} {team.name.lower()}"),
        )

    async def person(self, person: PersonPlan) -> None:
        """Somebody as they are to be, but for what they manage."""
        team = self.team[person.team.lower()] if person.team else None
        if person.id is None:
            added = await people.add_person_within(
                self.actor,
                name=person.name,
                email=person.email,
                roles=person.roles,
                zone=person.zone,
                locale=person.locale,
                team=team,
                entry=self._entry("added", person),
            )
            self.people[person.email] = added.id
            return
        if person.what == "returned":
            await people.reactivate_within(self.actor, person.id, entry=self._entry("returns", person))
        given: dict[str, str | None] = {
            field: getattr(person, field) for field in ("name", "zone", "locale") if field in person.changes
        }
        if given:
            await people.change_person_within(self.actor, person.id, given, entry=self._entry("changed", person))
        if "roles" in person.changes:
            await self._roles(person.id, person)
        if team and (person.what == "returned" or "team" in person.changes):
            await people.join_team_within(self.actor, person.id, team, manages=False, entry=self._entry("joins", person))

    async def _roles(self, id: UUID, person: PersonPlan) -> None:
        await people.set_roles_within(
            self.actor,
            id,
            person.roles,
            process_owner=self.present.by_id[id].process_owner,
            in_training=await queries.in_training(id),
            entry=self._entry("roles", person),
        )

    async def managing(self) -> None:
        """Who manages what. Those who stop come first."""
        for end in self.plan.endings:
            named = f"ends {end.person} {end.team}"
            await people.leave_team_within(self.actor, end.person, end.team, manages=True, entry=self.entry.child(named))
        roles = {person.email: person for person in self.plan.people}
        for team in self.plan.teams:
            for email in team.managers or ():
                await self._manage(email, team, roles.get(email))

    async def _manage(self, email: str, team: TeamPlan, person: PersonPlan | None) -> None:
        id, there = self.people[email], self.team[team.name.lower()]
        here = self.present.by_id.get(id)
        if here and here.active and there in here.manages:
            return
        if person is None and here and "manager" not in here.roles:
            # They are not in the file, and somebody in it reports to them.
            await people.set_roles_within(
                self.actor,
                id,
                {*here.roles, "manager"},
                process_owner=here.process_owner,
                in_training=await queries.in_training(id),
                entry=self.entry.child(f"roles {email}"),
            )
        await people.join_team_within(
            self.actor, id, there, manages=True, entry=self.entry.child(f"manages {email} {team.name.lower()}")
        )

    def _entry(self, what: str, person: PersonPlan) -> Entry:
        return self.entry.child(f"{what} {person.email}")
