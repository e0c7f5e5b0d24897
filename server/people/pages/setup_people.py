"""Everybody, fifty at a time, and adding somebody."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final
from urllib.parse import urlencode
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from msgspec import Struct, field

from server import clock, forms, html, ids
from server.errors import Invalid
from server.html import Page
from server.people import actions, hierarchy, queries
from server.people.forms import PersonForm
from server.people.pages.account import zones
from server.people.pages.confirmation import recent
from server.people.queries import Person, Team, listing
from server.people.roles import ROLES, Actor, in_order
from server.sentences import gettext as _

MOST: Final = 120
"""Letters that are looked for."""


class PersonRow(Struct, frozen=True):
    """One line of the list. `seen` is empty when they are signed in nowhere."""

    person: Person
    roles: tuple[str, ...]
    manages: tuple[str, ...]
    reports_to: tuple[str, ...]
    seen: datetime | None


class SetupPeoplePage(Page, frozen=True):
    """The list and the form for somebody new. `typed` holds what was sent; `chosen` the roles ticked.

    `here` and `left` are how many there are, of which `rows` and `gone` are some: those whom the `words` fit, and the next ones at `following` and
    `following_left`, empty at the end. `whole`: it is the beginning of everybody.
    """

    template: ClassVar[str] = "people/setup-people.html"
    here: int
    left: int
    words: str
    whole: bool
    rows: tuple[PersonRow, ...]
    following: str
    gone: tuple[Person, ...]
    following_left: str
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
        """The list: of those that hold the words `q`, after a person, or of those who left after one."""
        return html.show(request, await _page({"zone": actor.zone}, frozenset({"rep"}), asked=request.query_params))

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
            words = forms.first(typed)
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


async def _page(
    typed: Mapping[str, str],
    chosen: frozenset[str],
    errors: Mapping[str, str] | None = None,
    asked: Mapping[str, str] | None = None,
) -> SetupPeoplePage:
    asked = asked or {}
    words, after, left = asked.get("q", "").strip()[:MOST], _person(asked.get("after", "")), _person(asked.get("left", ""))
    found, gone = await listing.listed(words, after), await listing.left(words, left)
    teams, numbers = await queries.teams(), await listing.numbers()
    shown, shown_left = found[: listing.AT_ONCE], gone[: listing.AT_ONCE]
    return SetupPeoplePage(
        here=numbers.here,
        left=numbers.gone,
        words=words,
        whole=not words and after is None and left is None,
        rows=await _rows(shown, teams),
        following=_following({"q": words, "after": str(shown[-1].id)}, "here") if len(found) > len(shown) else "",
        gone=tuple(shown_left),
        following_left=_following({"q": words, "left": str(shown_left[-1].id)}, "gone") if len(gone) > len(shown_left) else "",
        teams=tuple((str(team.id), team.name) for team in teams),
        zones=zones(),
        roles=ROLES,
        form=ids.new(),
        typed=typed,
        chosen=chosen,
        errors=errors or {},
    )


async def _rows(people: Sequence[Person], every: Sequence[Team]) -> tuple[PersonRow, ...]:
    """Every line, from four statements however many people there are."""
    teams = {team.id: team for team in every}
    parents = {team.id: team.parent for team in every}
    managed: dict[UUID, list[UUID]] = {}
    for place in await listing.managed_by([person.id for person in people]):
        managed.setdefault(place.person, []).append(place.team)
    own = {team for person in people for team in (person.team, *managed.get(person.id, ())) if team}
    managers: dict[UUID, list[UUID]] = {}
    for place in await listing.managing(sorted(hierarchy.upwards(own, parents))):
        managers.setdefault(place.team, []).append(place.person)
    here = {one.id: one for one in await queries.active(sorted({id for found in managers.values() for id in found}))}
    seen = await listing.seen_of([person.id for person in people])

    def row(person: Person) -> PersonRow:
        leads = managed.get(person.id, ())
        above = hierarchy.reports_to(person.id, member=person.team, managed=leads, parents=parents, managers=managers)
        return PersonRow(
            person=person,
            roles=in_order(person.roles),
            manages=tuple(teams[team].name for team in leads),
            reports_to=tuple(here[one].name for one in above if one in here),
            seen=seen.get(person.id),
        )

    return tuple(map(row, people))


def _person(word: str) -> UUID | None:
    """Whom an address names; None for anything else: then a list begins at its beginning."""
    try:
        return UUID(word)
    except ValueError:
        return None


def _following(query: Mapping[str, str], place: str) -> str:
    return f"/setup/people?{urlencode({name: value for name, value in query.items() if value})}#h-{place}"
