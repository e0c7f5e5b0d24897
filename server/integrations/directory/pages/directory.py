"""The company's directory in setup: where it reaches us, who came by it, what its groups mean, and what was refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from server import clock, forms, html, ids
from server.errors import Invalid, NotFound, Refused
from server.html import Page
from server.integrations.directory.actions import ruling
from server.integrations.directory.actions.ruling import NEW_TEAM
from server.integrations.directory.forms import MeaningForm, RulesForm
from server.integrations.directory.queries import directory as queries
from server.integrations.directory.queries.directory import Group, Refusal, Rules
from server.integrations.directory.queries.overview import Overview, overview
from server.people import queries as people
from server.people.queries import Team, Token
from server.people.roles import ROLES, Actor
from server.people.scopes import SCIM
from server.sentences import gettext as _
from server.settings import Settings

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group with what it may mean; `chosen` is what it means, or what its name suggests while nobody decided."""

    group: Group
    options: Options
    chosen: str
    form: UUID


@dataclass(frozen=True, slots=True)
class SetupDirectoryPage(Page):
    """Everything about the directory. `wrong` names the form that `errors` belong to: rules, or the id of a group."""

    template: ClassVar[str] = "integrations/directory-setup.html"
    address: str
    tokens: tuple[Token, ...]
    about: Overview
    groups: tuple[GroupRow, ...]
    refusals: tuple[Refusal, ...]
    rules: Rules
    roles: tuple[str, ...]
    sources: Options
    form: UUID
    wrong: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


class SetupDirectory(Controller):
    """The directory."""

    path = "/setup/directory"

    @get()
    async def show(self, request: Request[Any, Any, Any], settings: NamedDependency[Settings]) -> Response[Any]:
        """The page."""
        return html.show(request, await _page(settings))

    @post("/rules")
    async def rule(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        """Says what people begin with and where their teams come from."""
        try:
            form = await forms.read(request, RulesForm)
            entry = await forms.entry(request, actor=actor.id, at=clock.now())
            await ruling.set_rules(actor, entry, roles=form.roles, teams=form.teams)
        except (Invalid, Refused) as error:
            return await _again(request, settings, "rules", error)
        return html.redirect("/setup/directory#rules")

    @post("/groups/{group:uuid}")
    async def mean(
        self,
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        group: FromPath[UUID],
    ) -> Response[Any]:
        """Says what a group means."""
        if await queries.group(group) is None:
            raise NotFound("There is no such group.")
        try:
            form = await forms.read(request, MeaningForm)
            entry = await forms.entry(request, actor=actor.id, at=clock.now())
            await ruling.set_meaning(actor, entry, group, means=form.kind, team=form.what, role=form.what)
        except (Invalid, Refused) as error:
            return await _again(request, settings, str(group), error)
        return html.redirect(f"/setup/directory#g-{group}")


async def _again(request: Request[Any, Any, Any], settings: Settings, wrong: str, error: Invalid | Refused) -> Response[Any]:
    errors = error.fields if isinstance(error, Invalid) else {"directory": str(error)}
    return html.show(request, await _page(settings, wrong, errors), status=422 if isinstance(error, Invalid) else 409)


async def _page(settings: Settings, wrong: str = "", errors: Mapping[str, str] | None = None) -> SetupDirectoryPage:
    teams, form = await people.teams(), ids.new()
    return SetupDirectoryPage(
        address=settings.scim_url,
        tokens=tuple(token for token in await people.all_tokens(clock.now()) if SCIM in token.scopes),
        about=await overview(),
        groups=tuple(_row(group, teams, ids.derived(form, str(group.id))) for group in await queries.groups()),
        refusals=tuple(await queries.refusals()),
        rules=await queries.rules(),
        roles=ROLES,
        sources=(
            ("groups", _("groups that stand for a team, as said below")),
            ("departments", _("departments: a team for each")),
            ("managers", _("managers: everybody is in the team of the one they report to")),
            ("nowhere", _("nowhere: teams are kept here by hand")),
        ),
        form=form,
        wrong=wrong,
        errors=errors or {},
    )


def _row(group: Group, teams: list[Team], form: UUID) -> GroupRow:
    same = next((team for team in teams if team.name.lower() == group.name.strip().lower()), None)
    fresh = () if same else ((f"team:{NEW_TEAM}", _("a new team of this name")),)
    options = (
        ("none", _("nothing here")),
        *fresh,
        *((f"team:{team.id}", _("in %(team)s") % {"team": team.name}) for team in teams),
        *((f"managers:{team.id}", _("manage %(team)s") % {"team": team.name}) for team in teams),
        *((f"role:{role}", _("have the role %(role)s") % {"role": role}) for role in ROLES),
    )
    suggested = f"team:{same.id}" if same else "none"
    told = {"": suggested, "role": f"role:{group.role}", "none": "none"}
    return GroupRow(group=group, options=options, chosen=told.get(group.means, f"{group.means}:{group.team}"), form=form)
