"""Everybody, and adding somebody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency

from server import clock, forms, html, ids
from server.errors import Invalid
from server.html import Page
from server.people import actions, hierarchy, queries
from server.people.forms import PersonForm
from server.people.pages.account import zones
from server.people.pages.confirmation import recent
from server.people.queries import Person
from server.people.roles import ROLES, Actor, in_order
from server.sentences import gettext as _


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the list. `seen` is empty when they are signed in nowhere."""

    person: Person
    roles: tuple[str, ...]
    manages: tuple[str, ...]
    reports_to: tuple[str, ...]
    seen: datetime | None


@dataclass(frozen=True, slots=True)
class SetupPeoplePage(Page):
    """The list and the form for somebody new. `typed` holds what was sent; `chosen` the roles ticked."""

    template: ClassVar[str] = "people/setup-people.html"
    rows: tuple[PersonRow, ...]
    gone: tuple[Person, ...]
    teams: tuple[tuple[str, str], ...]
    zones: tuple[tuple[str, str], ...]
    roles: tuple[str, ...]
    form: UUID
    typed: Mapping[str, str]
    chosen: frozenset[str]
    errors: Mapping[str, str] = field(default_factory=dict)


class SetupPeople(Controller):
    """The collection of people."""

    path = "/setup/people"
    guards = (recent,)

    @get()
    async def index(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """The list."""
        return html.show(request, await _page({"zone": actor.zone}, frozenset({"rep"})))

    @post()
    async def add(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Adds somebody and shows them."""
        try:
            form = await forms.read(request, PersonForm)
            entry = await forms.entry(request, actor=actor.id, at=clock.now())
            added = await actions.add_person(
                actor,
                name=form.name,
                email=form.email,
                roles=form.roles,
                zone=form.zone,
                team=await team_of(form.team),
                entry=entry,
            )
        except Invalid as invalid:
            typed = await forms.everything(request)
            words = {name: values[0] for name, values in typed.items() if values}
            return html.show(request, await _page(words, frozenset(typed.get("roles", ())), invalid.fields), status=422)
        return html.redirect(f"/setup/people/{added.id}")


async def team_of(text: str) -> UUID | None:
    """The team a form names, None for none. Raises Invalid when there is no such team."""
    for team in await queries.teams():
        if str(team.id) == text:
            return team.id
    if text:
        raise Invalid({"team": _("Choose a team from the list.")}, {})
    return None


async def _page(typed: Mapping[str, str], chosen: frozenset[str], errors: Mapping[str, str] | None = None) -> SetupPeoplePage:
    everyone = await queries.everyone()
    return SetupPeoplePage(
        rows=await _rows([person for person in everyone if person.active]),
        gone=tuple(person for person in everyone if not person.active),
        teams=tuple((str(team.id), team.name) for team in await queries.teams()),
        zones=zones(),
        roles=ROLES,
        form=ids.new(),
        typed=typed,
        chosen=chosen,
        errors=errors or {},
    )


async def _rows(people: list[Person]) -> tuple[PersonRow, ...]:
    """Every line, from four statements however many people there are."""
    teams = {team.id: team for team in await queries.teams()}
    names = {person.id: person.name for person in people}
    managers: dict[UUID, list[UUID]] = {}
    managed: dict[UUID, list[UUID]] = {}
    for place in await queries.memberships(lasting=True):
        if place.manages:
            managers.setdefault(place.team, []).append(place.person)
            managed.setdefault(place.person, []).append(place.team)
    parents = {team.id: team.parent for team in teams.values()}
    seen = await queries.last_seen()
    return tuple(
        PersonRow(
            person=person,
            roles=in_order(person.roles),
            manages=tuple(teams[team].name for team in managed.get(person.id, ())),
            reports_to=tuple(
                names[one]
                for one in hierarchy.reports_to(
                    person.id, member=person.team, managed=managed.get(person.id, ()), parents=parents, managers=managers
                )
                if one in names
            ),
            seen=seen.get(person.id),
        )
        for person in people
    )
