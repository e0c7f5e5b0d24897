"""The teams that a file means. Who reports to whom decides: a manager has one team of a file, and it lies below that of their own manager."""

from collections.abc import Mapping
from uuid import UUID

from msgspec import Struct

from server.integrations.directory.listing import Listed
from server.integrations.directory.present import Here, Present, Team
from server.integrations.directory.reporting import Reporting


class TeamPlan(Struct, frozen=True, kw_only=True):
    """A team as it is to be: `id` is empty when it is made, `parent` the name of the one above, `managers` addresses, None where the file does not
    say. `moved`: it lies elsewhere now.
    """

    id: UUID | None
    name: str
    parent: str = ""
    managers: tuple[str, ...] | None = None
    moved: bool = False


class Placing(Struct, frozen=True, kw_only=True):
    """The teams to be, and by address the name of the team of those whom the file places."""

    teams: tuple[TeamPlan, ...]
    member: Mapping[str, str]


def place(reporting: Reporting, present: Present, *, called: str) -> Placing:
    """Places everybody. `called` is what the team of a manager is named when the file has no name for it, with `%(name)s` in it."""
    return _Placer(reporting, present, called).place()


class _Placer:
    """One placing under way. Teams go by their names in lower case: a name is there once."""

    def __init__(self, reporting: Reporting, present: Present, called: str) -> None:
        self.rows = {row.email: row for row in reporting.rows if not row.gone}
        self.manager, self.present, self.called = reporting.manager, present, called
        self.reports: dict[str, list[Listed]] = {}
        for row in self.rows.values():
            if chief := self.manager.get(row.email):
                self.reports.setdefault(chief, []).append(row)
        self.names = {team.name.lower(): team.name for team in present.teams}
        self.team_of: dict[str, str] = {}
        for email in self.reports:
            self.team_of[email] = self._team_of(email)
        self.managed: dict[str, tuple[str, ...]] = {}
        for email, team in self.team_of.items():
            self.managed[team] = (*self.managed.get(team, ()), email)

    def place(self) -> Placing:
        """All of it."""
        member = {row.email: team for row in self.rows.values() if (team := self._membership(row))}
        parents = self._parents()
        teams = dict.fromkeys((*self.team_of.values(), *member.values()))
        return Placing(
            teams=tuple(self._plan(team, parents.get(team, "")) for team in teams),
            member={email: self.names[team] for email, team in member.items()},
        )

    def _team_of(self, manager: str) -> str:
        """The team that this manager's reports are in: the one they all have and nobody else's, else one they manage here already, else one that is
        named after them.
        """
        cells = {row.team.lower(): row.team for row in self.reports[manager] if row.team and row.email not in self.reports}
        if len(cells) == 1 and self._is_theirs(next(iter(cells)), manager):
            return self._known(next(iter(cells.values())))
        here = self.present.by_address.get(manager)
        own = sorted(self.present.team[team].name.lower() for team in (here.manages if here else ()))
        return next((team for team in own if self._is_theirs(team, manager)), "") or self._named_after(manager)

    def _is_theirs(self, team: str, manager: str) -> bool:
        """Whether nobody whom the file puts into this team reports to somebody else; the manager may name it as their own."""
        put = (row for row in self.rows.values() if row.team.lower() == team and row.email != manager)
        return all(self.manager.get(row.email) in {None, manager} for row in put)

    def _named_after(self, manager: str) -> str:
        row, here = self.rows.get(manager), self.present.by_address.get(manager)
        name = (row.name if row else "") or (here.name if here else manager)
        for called in (name, f"{name}, {manager}"):
            team = self.called % {"name": called}
            if team.lower() not in {*self.team_of.values(), *self.names}:
                return self._known(team)
        return self._known(self.called % {"name": manager})

    def _known(self, team: str) -> str:
        self.names.setdefault(team.lower(), team)
        return team.lower()

    def _membership(self, row: Listed) -> str:
        """The team this row is a member of; empty where the file does not say, and for those who only manage."""
        here, chief = self.present.by_address.get(row.email), self.manager.get(row.email)
        if self._only_manages(row, here):
            return ""
        if chief is None:
            return self._known(row.team) if row.team else ""
        for team in (row.team.lower(), self._team_now(here)):
            if self._goes_on(team, chief):
                return team
        return self.team_of[chief]

    def _goes_on(self, team: str, chief: str) -> bool:
        """Whether this manager has this team by the file, or has it now and nobody else gets it."""
        if team == self.team_of[chief]:
            return True
        there, over = self.present.named.get(team), self.present.by_address.get(chief)
        stays = there is not None and over is not None and there.id in over.manages
        return stays and team not in self.managed and self._is_theirs(team, chief)

    def _team_now(self, here: Here | None) -> str:
        return self.present.team[here.team].name.lower() if here and here.active and here.team else ""

    def _only_manages(self, row: Listed, here: Here | None) -> bool:
        roles = set(row.roles) or (here.roles if here and here.active else frozenset())
        return "rep" not in roles and (row.email in self.reports or bool(here and here.manages))

    def _parents(self) -> dict[str, str]:
        """Each team of the file to the one above it, empty at the top. Where the file says nothing a team stays, unless it would lie below itself."""
        said: dict[str, str] = {}
        for email, team in self.team_of.items():
            chief = self.manager.get(email)
            if chief and self._above(team) != {chief} and self.team_of[chief] != team:
                said[team] = self.team_of[chief]
        parents = {team.name.lower(): self._parent_now(team) for team in self.present.teams} | said
        for team in self.names:
            for ring in _ring(team, parents):
                if ring not in said:
                    parents[ring] = ""
                    break
        return parents

    def _above(self, name: str) -> set[str]:
        """Who will manage the first team above this one that somebody manages, if it stays where it is."""
        team = self.present.named.get(name)
        while team and team.parent:
            team = self.present.team[team.parent]
            there = {self.present.by_id[one].email for one in self.present.managers.get(team.id, ())}
            if managers := set(self.managed.get(team.name.lower(), ())) or there:
                return managers
        return set()

    def _parent_now(self, team: Team | None) -> str:
        return self.present.team[team.parent].name.lower() if team and team.parent else ""

    def _plan(self, team: str, parent: str) -> TeamPlan:
        there = self.present.named.get(team)
        return TeamPlan(
            id=there.id if there else None,
            name=self.names[team],
            parent=self.names.get(parent, ""),
            managers=self.managed.get(team),
            moved=there is not None and parent != self._parent_now(there),
        )


def _ring(team: str, parents: Mapping[str, str]) -> tuple[str, ...]:
    """The teams of the ring that this one lies in, none when it leads to the top."""
    path: list[str] = []
    at = team
    while at and at not in path:
        path.append(at)
        at = parents.get(at, "")
    return tuple(path[path.index(at) :]) if at else ()
