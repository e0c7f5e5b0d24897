"""One person in setup: who they are, what they may do, their teams, and letting them go."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import field

from server import clock, forms, html, ids
from server.errors import Invalid, NotFound, Refused
from server.html import Page
from server.ledger import Entry
from server.people import actions, queries
from server.people.forms import PersonForm, PlaceForm, RolesForm
from server.people.pages.account import zones
from server.people.pages.confirmation import recent
from server.people.pages.setup_people import team_of
from server.people.queries import Membership, Person
from server.people.queries.people import RoleSpan
from server.people.roles import ROLES, Actor, in_order
from server.sentences import gettext as _


class SetupPersonPage(Page, frozen=True):
    """A person and the forms that change them. `forms` are the ids of its forms by name; `about` names the one that `errors` belong to."""

    template: ClassVar[str] = "people/setup-person.html"
    person: Person
    roles: tuple[str, ...]
    held: tuple[str, ...]
    in_training: bool
    history: tuple[RoleSpan, ...]
    places: tuple[Membership, ...]
    teams: tuple[tuple[str, str], ...]
    zones: tuple[tuple[str, str], ...]
    own: bool
    forms: Mapping[str, UUID]
    typed: Mapping[str, str]
    about: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def member(self) -> Membership | None:
        """The team they are a member of today."""
        return next((place for place in self.places if not place.manages and place.ended is None), None)

    @property
    def managed(self) -> tuple[Membership, ...]:
        """The teams they manage today."""
        return tuple(place for place in self.places if place.manages and place.ended is None)


class SetupPerson(Controller):
    """One person."""

    path = "/setup/people/{person:uuid}"
    guards = (recent,)

    @get()
    async def show(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], person: FromPath[UUID]) -> Response[Any]:
        """Their page."""
        return html.show(request, await _page(actor, person))

    @post()
    async def change(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], person: FromPath[UUID]
    ) -> Response[Any]:
        """Name, address and time zone."""

        async def act(entry: Entry) -> None:
            form = await forms.read(request, PersonForm)
            await actions.change_person(actor, person, name=form.name, email=form.email, zone=form.zone, entry=entry)

        return await _done(request, actor, person, "who", act)

    @post("/roles")
    async def set_roles(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], person: FromPath[UUID]
    ) -> Response[Any]:
        """What they may do."""

        async def act(entry: Entry) -> None:
            form = await forms.read(request, RolesForm)
            await actions.set_roles(
                actor, person, form.roles, process_owner=form.process_owner, in_training=form.in_training, entry=entry
            )

        return await _done(request, actor, person, "roles", act)

    @post("/team")
    async def move(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], person: FromPath[UUID]) -> Response[Any]:
        """The team they are a member of, or none."""

        async def act(entry: Entry) -> None:
            team = await team_of((await forms.read(request, PlaceForm)).team)
            now = await queries.person(person)
            if now is None:
                raise NotFound("There is nobody here by that id.")
            if team:
                await actions.join_team(actor, person, team, manages=False, entry=entry)
            elif now.team:
                await actions.leave_team(actor, person, now.team, manages=False, entry=entry)

        return await _done(request, actor, person, "team", act)

    @post("/managed-teams")
    async def manage(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], person: FromPath[UUID]
    ) -> Response[Any]:
        """One more team they manage."""

        async def act(entry: Entry) -> None:
            team = await team_of((await forms.read(request, PlaceForm)).team)
            if team is None:
                raise Invalid({"team": _("Choose a team.")}, {})
            await actions.join_team(actor, person, team, manages=True, entry=entry)

        return await _done(request, actor, person, "manage", act)

    @post("/managed-teams/{team:uuid}/ending")
    async def stop_managing(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], person: FromPath[UUID], team: FromPath[UUID]
    ) -> Response[Any]:
        """They no longer manage that team."""

        async def act(entry: Entry) -> None:
            await actions.leave_team(actor, person, team, manages=True, entry=entry)

        return await _done(request, actor, person, "manage", act)

    @post("/sign-out")
    async def sign_out(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], person: FromPath[UUID]
    ) -> Response[Any]:
        """They stay, and every device of theirs is signed out."""

        async def act(entry: Entry) -> None:
            await actions.sign_out_person(actor, person, entry=entry)

        return await _done(request, actor, person, "devices", act)

    @post("/deactivation")
    async def deactivate(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], person: FromPath[UUID]
    ) -> Response[Any]:
        """They left."""

        async def act(entry: Entry) -> None:
            await actions.deactivate(actor, person, entry=entry)

        return await _done(request, actor, person, "leaving", act)

    @post("/reactivation")
    async def reactivate(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], person: FromPath[UUID]
    ) -> Response[Any]:
        """They are back."""

        async def act(entry: Entry) -> None:
            await actions.reactivate(actor, person, entry=entry)

        return await _done(request, actor, person, "leaving", act)


async def _done(
    request: Request[Any, Any, Any], actor: Actor, person: UUID, about: str, act: Callable[[Entry], Awaitable[None]]
) -> Response[Any]:
    """Does it and shows the person, or shows what was wrong beside the form it came from."""
    try:
        await act(await forms.entry(request, actor=actor.id, at=clock.now()))
    except Invalid as invalid:
        return html.show(request, await _page(actor, person, about, invalid.fields, await forms.everything(request)), status=422)
    except Refused as refused:
        return html.show(request, await _page(actor, person, about, {about: str(refused)}), status=409)
    return html.redirect(f"/setup/people/{person}#{about}")


async def _page(
    actor: Actor,
    id: UUID,
    about: str = "",
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, list[str]] | None = None,
) -> SetupPersonPage:
    person = await queries.person(id)
    if person is None:
        raise NotFound("There is nobody here by that id.")
    form = ids.new()
    places = await queries.memberships(person=id)
    kept = {"name": person.name, "email": person.email, "zone": person.zone, "team": str(person.team or "")}
    sent = typed or {}
    return SetupPersonPage(
        person=person,
        roles=ROLES,
        held=tuple(sent.get("roles", [])) if about == "roles" and typed else in_order(person.roles),
        in_training=await queries.in_training(id),
        history=tuple(await queries.roles_over_time(id)),
        places=tuple(places),
        teams=tuple((str(team.id), team.name) for team in await queries.teams()),
        zones=zones(),
        own=actor.id == id,
        forms={name: ids.derived(form, name) for name in (*FORMS, *(str(place.team) for place in places))},
        typed=kept | (forms.first(sent) if about in {"who", "team"} else {}),
        about=about,
        errors=errors or {},
    )


FORMS = ("who", "roles", "team", "manage", "devices", "leaving")
