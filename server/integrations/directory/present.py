"""Who is here today, as far as a file or a directory can change it."""

from collections.abc import Mapping
from functools import cached_property
from uuid import UUID

from msgspec import Struct


class Here(Struct, frozen=True, kw_only=True):
    """Somebody who is or was here. `team` is the one they are a member of, `manages` those they manage."""

    id: UUID
    name: str
    email: str
    zone: str
    locale: str
    roles: frozenset[str]
    active: bool
    process_owner: bool = False
    team: UUID | None = None
    manages: tuple[UUID, ...] = ()


class Team(Struct, frozen=True, kw_only=True):
    """A team, below `parent` or at the top."""

    id: UUID
    name: str
    parent: UUID | None = None


class Present(Struct, frozen=True, kw_only=True, dict=True):
    """Everybody and every team."""

    people: tuple[Here, ...]
    teams: tuple[Team, ...]
    erased: frozenset[str] = frozenset()
    """Fingerprints of those who were erased, and whom no file brings back."""

    @cached_property
    def by_address(self) -> Mapping[str, Here]:
        """People by their address."""
        return {one.email: one for one in self.people}

    @cached_property
    def by_id(self) -> Mapping[UUID, Here]:
        """People by id."""
        return {one.id: one for one in self.people}

    @cached_property
    def team(self) -> Mapping[UUID, Team]:
        """Teams by id."""
        return {team.id: team for team in self.teams}

    @cached_property
    def named(self) -> Mapping[str, Team]:
        """Teams by name, in lower case: a name is there once."""
        return {team.name.lower(): team for team in self.teams}

    @cached_property
    def managers(self) -> Mapping[UUID, frozenset[UUID]]:
        """Team to those who manage it."""
        found: dict[UUID, set[UUID]] = {}
        for one in self.people:
            for team in one.manages:
                found.setdefault(team, set()).add(one.id)
        return {team: frozenset(people) for team, people in found.items()}

    def above(self, team: UUID | None) -> frozenset[UUID]:
        """Who manages this team, or the first one above it that somebody manages."""
        for _step in range(len(self.teams) + 1):
            if team is None or team not in self.team:
                break
            if team in self.managers:
                return self.managers[team]
            team = self.team[team].parent
        return frozenset()
