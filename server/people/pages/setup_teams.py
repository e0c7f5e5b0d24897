"""The tree of teams, fifty at a time."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct, field

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

AT_ONCE: Final = 50
"""Teams on a page."""

FEW: Final = 12
"""Teams of which each has its form on the page: it names all teams and all time zones."""


class TeamRow(Struct, frozen=True):
    """One team with who is in it today, as deep in the tree as `depth`, and the form that changes it, None where it is one link away."""

    team: Team
    depth: int
    managers: tuple[tuple[UUID, str], ...]
    members: tuple[tuple[UUID, str], ...]
    form: UUID | None
    typed: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    open: bool = False


class SetupTeamsPage(Page, frozen=True):
    """Teams, and the form for a new one. Of more than a page holds, those around one team; `before` and `following` lead on, empty at the ends."""

    template: ClassVar[str] = "people/setup-teams.html"
    rows: tuple[TeamRow, ...]
    before: str
    following: str
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
        """The tree: where the team `at` stands in it, with its form, or from another one on."""
        asked = request.query_params
        return html.show(request, await _page(actor, at=asked.get("at", ""), beginning=asked.get("from", "")))

    @post()
    async def make(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Makes a team."""
        try:
            form = await forms.read(request, TeamForm)
            entry = await forms.entry(request, actor=actor.id, at=clock.now())
            parent = await _parent(form)
            team = await actions.make_team(actor, name=form.name, parent=parent, zone=form.zone, entry=entry)
        except Invalid as invalid:
            return html.show(request, await _page(actor, None, invalid.fields, await forms.everything(request)), status=422)
        return html.redirect(_beginning(team))

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
        return html.redirect(address(team))


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
    at: str = "",
    beginning: str = "",
) -> SetupTeamsPage:
    teams = await queries.teams()
    tree = list(_in_tree_order(teams))
    at = str(about) if about else at
    place = next((place for place, (team, _depth) in enumerate(tree) if str(team.id) == (at or beginning)), 0)
    first = AT_ONCE * (place // AT_ONCE)
    shown = tree[first : first + AT_ONCE]
    places = await queries.memberships_in([team.id for team, _depth in shown])
    form = ids.new()
    words = forms.first(typed)
    return SetupTeamsPage(
        rows=tuple(
            TeamRow(
                team=team,
                depth=depth,
                managers=_by_name(_names(places, team, manages=True)),
                members=_by_name(_names(places, team, manages=False)),
                form=ids.derived(form, str(team.id)) if len(teams) <= FEW or str(team.id) == at else None,
                typed=words if team.id == about else {"name": team.name, "parent": str(team.parent or ""), "zone": team.zone},
                errors=(errors or {}) if team.id == about else {},
                open=str(team.id) == at,
            )
            for team, depth in shown
        ),
        before=_beginning(tree[first - AT_ONCE][0].id) if first else "",
        following=_beginning(tree[first + AT_ONCE][0].id) if len(tree) > first + AT_ONCE else "",
        teams=tuple((str(team.id), team.name) for team in teams),
        zones=zones(),
        form=form,
        typed={"zone": actor.zone} | (words if about is None else {}),
        errors=(errors or {}) if about is None else {},
    )


def _by_name(people: Mapping[UUID, str]) -> tuple[tuple[UUID, str], ...]:
    return tuple(sorted(people.items(), key=lambda pair: pair[1]))


def address(team: UUID) -> str:
    """Where a team stands, with its form."""
    return f"/setup/teams?at={team}#t-{team}"


def _beginning(team: UUID) -> str:
    """Where a team stands among the others."""
    return f"/setup/teams?from={team}#t-{team}"


def _in_tree_order(teams: list[Team]) -> Iterator[tuple[Team, int]]:
    """Each team below the one it belongs to, siblings by name; with its depth."""
    below: dict[UUID | None, list[Team]] = {}
    for team in reversed(teams):
        below.setdefault(team.parent, []).append(team)
    waiting = [(team, 0) for team in below.get(None, ())]
    shown: set[UUID] = set()
    while waiting:
        team, depth = waiting.pop()
        shown.add(team.id)
        yield team, depth
        waiting += [(one, depth + 1) for one in below.get(team.id, ())]
    # A tree that was made circular by hand can still be mended here.
    yield from ((team, 0) for team in teams if team.id not in shown)


def _names(places: list[Membership], team: Team, *, manages: bool) -> dict[UUID, str]:
    return {place.person: place.person_name for place in places if place.team == team.id and place.manages == manages}
