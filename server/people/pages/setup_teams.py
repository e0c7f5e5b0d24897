"""The tree of teams."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from server import clock, forms, html, ids
from server.errors import Invalid, NotFound
from server.html import Page
from server.people import actions, queries
from server.people.forms import TeamForm
from server.people.pages.account import zones
from server.people.pages.confirmation import recent
from server.people.pages.setup_people import team_of
from server.people.queries import Membership, Team
from server.people.roles import Actor


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team with who is in it today, as deep in the tree as `depth`, and the form that changes it."""

    team: Team
    depth: int
    managers: tuple[str, ...]
    members: tuple[tuple[UUID, str], ...]
    form: UUID
    typed: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SetupTeamsPage(Page):
    """Every team, and the form for a new one."""

    template: ClassVar[str] = "people/setup-teams.html"
    rows: tuple[TeamRow, ...]
    teams: tuple[tuple[str, str], ...]
    zones: tuple[tuple[str, str], ...]
    form: UUID
    typed: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)


class SetupTeams(Controller):
    """The collection of teams."""

    path = "/setup/teams"
    guards = (recent,)

    @get()
    async def index(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """The tree."""
        return html.show(request, await _page(actor))

    @post()
    async def make(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Makes a team."""
        try:
            form = await forms.read(request, TeamForm)
            entry = await forms.entry(request, actor=actor.id, at=clock.now())
            parent = await _parent(form)
            await actions.make_team(actor, name=form.name, parent=parent, zone=form.zone, entry=entry)
        except Invalid as invalid:
            return html.show(request, await _page(actor, None, invalid.fields, await forms.everything(request)), status=422)
        return html.redirect("/setup/teams")

    @post("/{team:uuid}")
    async def change(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], team: FromPath[UUID]) -> Response[Any]:
        """Renames or moves a team."""
        if await queries.team(team) is None:
            raise NotFound("There is no such team.")
        try:
            form = await forms.read(request, TeamForm)
            entry = await forms.entry(request, actor=actor.id, at=clock.now())
            parent = await _parent(form)
            await actions.change_team(actor, team, name=form.name, parent=parent, zone=form.zone, entry=entry)
        except Invalid as invalid:
            return html.show(request, await _page(actor, team, invalid.fields, await forms.everything(request)), status=422)
        return html.redirect(f"/setup/teams#t-{team}")


async def _parent(form: TeamForm) -> UUID | None:
    try:
        return await team_of(form.parent)
    except Invalid as invalid:
        raise Invalid({"parent": invalid.fields["team"]}, {}) from invalid


async def _page(
    actor: Actor,
    about: UUID | None = None,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, list[str]] | None = None,
) -> SetupTeamsPage:
    teams = await queries.teams()
    places = await queries.memberships(lasting=True)
    form = ids.new()
    words = {name: values[0] for name, values in (typed or {}).items() if values}
    return SetupTeamsPage(
        rows=tuple(
            TeamRow(
                team=team,
                depth=depth,
                managers=tuple(sorted(_names(places, team, manages=True).values())),
                members=tuple(sorted(_names(places, team, manages=False).items(), key=lambda pair: pair[1])),
                form=ids.derived(form, str(team.id)),
                typed=words if team.id == about else {"name": team.name, "parent": str(team.parent or ""), "zone": team.zone},
                errors=(errors or {}) if team.id == about else {},
            )
            for team, depth in _in_tree_order(teams)
        ),
        teams=tuple((str(team.id), team.name) for team in teams),
        zones=zones(),
        form=form,
        typed={"zone": actor.zone} | (words if about is None else {}),
        errors=(errors or {}) if about is None else {},
    )


def _in_tree_order(teams: list[Team]) -> Iterator[tuple[Team, int]]:
    """Each team below the one it belongs to, siblings by name; with its depth."""
    waiting = [(team, 0) for team in reversed(teams) if team.parent is None]
    shown: set[UUID] = set()
    while waiting:
        team, depth = waiting.pop()
        shown.add(team.id)
        yield team, depth
        waiting += [(below, depth + 1) for below in reversed(teams) if below.parent == team.id]
    # A tree that was made circular by hand can still be mended here.
    yield from ((team, 0) for team in teams if team.id not in shown)


def _names(places: list[Membership], team: Team, *, manages: bool) -> dict[UUID, str]:
    return {place.person: place.person_name for place in places if place.team == team.id and place.manages == manages}
