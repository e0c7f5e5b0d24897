"""The company's directory in setup: where it reaches us, who came by it, what its groups mean, and what was refused."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct, field

from server import clock, forms, html, ids
from server.db import scanning
from server.errors import Invalid, NotFound, Refused
from server.html import Page
from server.integrations.directory.actions import ruling
from server.integrations.directory.actions.ruling import NEW_TEAM
from server.integrations.directory.forms import MeaningForm, RulesForm
from server.integrations.directory.queries import directory as queries
from server.integrations.directory.queries.directory import Group, Refusal, Rules
from server.integrations.directory.queries.overview import Overview, overview
from server.people import queries as people
from server.people import words
from server.people.queries import Team, Token
from server.people.roles import ROLES, Actor
from server.people.scopes import SCIM
from server.sentences import gettext as _
from server.settings import Settings

Options = tuple[tuple[str, str], ...]

FEW: Final = 12
"""Groups of which each has its form on the page: it names all teams twice."""


class GroupRow(Struct, frozen=True):
    """A group with what it may mean; `chosen` is what it means, or what its name suggests while nobody decided.

    `meaning` says in words what was decided. No `options`: the form is one link away.
    """

    group: Group
    options: Options
    chosen: str
    form: UUID
    meaning: str = ""


class SetupDirectoryPage(Page, frozen=True):
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
        """The page. Of many groups the one `at` has its form."""
        return html.show(request, await _page(settings, request.query_params.get("at", "")))

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


async def _page(settings: Settings, at: str = "", errors: Mapping[str, str] | None = None) -> SetupDirectoryPage:
    """The page, where the form `at` is open; if there are `errors`, they are its own."""
    teams, form = await people.teams(), ids.new()
    with scanning():
        groups = await queries.groups()
    return SetupDirectoryPage(
        address=settings.scim_url,
        tokens=tuple(token for token in await people.all_tokens(clock.now()) if SCIM in token.scopes),
        about=await overview(),
        groups=_rows(groups, teams, form, at),
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
        wrong=at if errors else "",
        errors=errors or {},
    )


def _rows(groups: Sequence[Group], teams: Sequence[Team], form: UUID, at: str) -> tuple[GroupRow, ...]:
    fixed = (
        ("none", _("nothing here")),
        *((f"role:{role}", _("have the role %(role)s") % {"role": words.role(role)}) for role in ROLES),
    )
    inside = tuple((f"team:{team.id}", _("in %(team)s") % {"team": team.name}) for team in teams)
    above = tuple((f"managers:{team.id}", _("manage %(team)s") % {"team": team.name}) for team in teams)
    called = dict((*fixed, *inside, *above))
    same = {team.name.lower(): f"team:{team.id}" for team in reversed(teams)}
    found = []
    for group in sorted(groups, key=lambda group: (group.name.casefold(), group.id)):
        suggested = same.get(group.name.strip().lower(), "")
        means = {"": "", "none": "none", "role": f"role:{group.role}"}.get(group.means, f"{group.means}:{group.team}")
        fresh = () if suggested else ((f"team:{NEW_TEAM}", _("a new team of this name")),)
        options = (fixed[0], *fresh, *inside, *above, *fixed[1:]) if len(groups) <= FEW or str(group.id) == at else ()
        own = ids.derived(form, str(group.id))
        found.append(GroupRow(group, options, means or suggested or "none", own, called.get(means, "")))
    return tuple(found)
