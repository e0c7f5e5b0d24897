"""Asking for a link and a code, and the cast of a demonstration."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from msgspec import field

from server import clock, forms, html, ids
from server.errors import Invalid, NotFound
from server.html import Page
from server.people import actions, addresses, queries
from server.people import outside as doorstep
from server.people.actions.sign_in import Request as Asking
from server.people.forms import AskForm, DemoForm
from server.people.queries import Person, Visit, listing
from server.sentences import gettext as _
from server.settings import Settings

ANSWER_TAKES = 0.15
"""Seconds that every answer to an address takes at least, so that its time does not tell who is here."""


class SignInPage(Page, frozen=True):
    """The address, and on loopback the cast of a demonstration. `again`: somebody is signed in and setup asks them once more."""

    template: ClassVar[str] = "people/sign-in.html"
    form: UUID
    demo_form: UUID
    next: str
    cast: tuple[Person, ...]
    again: bool
    manages: Mapping[UUID, str] = field(default_factory=dict)
    """The teams that people of the cast manage, by person."""
    provider: str = ""
    """What the company's own account is called, empty while nobody can sign in with one."""
    only: bool = False
    """Everybody but admins signs in with it."""
    passkeys: bool = True
    """Whether browsers keep passkeys for us."""
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


class SignIn(Controller):
    """The way in."""

    path = "/sign-in"

    @get()
    async def show(self, request: Request[Any, Any, Any], settings: NamedDependency[Settings]) -> Response[Any]:
        """The form."""
        return html.show(request, await _page(request, settings, addresses.local(request.query_params.get("next", ""))))

    @post()
    async def ask(self, request: Request[Any, Any, Any], settings: NamedDependency[Settings]) -> Response[Any]:
        """Sends the mail, if there is somebody to send it to, and leads to where the code is typed. The answer is the same for everybody."""
        began = clock.ticks()
        try:
            asking = await forms.read(request, AskForm, checks=_faults)
            entry = await forms.entry(request, actor=doorstep.NOBODY, at=clock.now())
        except Invalid as invalid:
            return html.show(request, await _page(request, settings, _next(invalid), invalid), status=422)
        asked = await actions.request_sign_in(
            Asking(
                form=entry.id,
                email=asking.email,
                token=ids.token(),
                code=ids.code(),
                site=settings.url,
                source=doorstep.source(request, settings),
                now=entry.at,
                remember=asking.remember,
                next=asking.next,
            )
        )
        await asyncio.sleep(max(0.0, ANSWER_TAKES - (clock.ticks() - began)))
        return html.redirect(f"/sign-in/code?asked={asked}")

    @post("/demo")
    async def demo(self, request: Request[Any, Any, Any], settings: NamedDependency[Settings]) -> Response[Any]:
        """One tap signs in one of the cast. There is no such address except in a demonstration on loopback."""
        if not await doorstep.shows_cast(request, settings):
            raise NotFound("There is no demonstration here.")
        form = await forms.read(request, DemoForm)
        using = await doorstep.using(request, settings)
        try:
            person = UUID(form.person)
        except ValueError:
            raise NotFound("There is nobody by that id.") from None
        outcome = await actions.sign_in_demo(person, form.next, using)
        return doorstep.let_in(outcome, using.token, settings)


def _faults(form: AskForm) -> Mapping[str, str]:
    return {} if addresses.normal(form.email) else {"email": _("Write your mail address, such as ada@example.com.")}


async def _manages(cast: Sequence[Person]) -> dict[UUID, str]:
    """The names of the teams that these people manage, by person."""
    named = {team.id: team.name for team in await queries.teams()}
    found: dict[UUID, list[str]] = {}
    for place in await listing.managed_by([one.id for one in cast]):
        found.setdefault(place.person, []).append(named[place.team])
    return {person: ", ".join(teams) for person, teams in found.items()}


def _next(invalid: Invalid) -> str:
    return addresses.local((invalid.typed.get("next") or [""])[0])


async def _page(request: Request[Any, Any, Any], settings: Settings, path: str, invalid: Invalid | None = None) -> SignInPage:
    visit: Visit | None = request.scope["visit"]  # type: ignore[typeddict-item]  # Litestar's TypedDict has no place for ours
    here = await queries.person(visit.actor.id) if visit else None
    installation = await queries.installation()
    cast = tuple(await queries.cast()) if await doorstep.shows_cast(request, settings) else ()
    # The box is ticked until somebody unticks it and something else is wrong.
    typed = forms.typed(invalid) if invalid else {"remember": "yes"}
    if here and "email" not in typed:
        typed["email"] = here.email
    return SignInPage(
        form=ids.new(),
        demo_form=ids.new(),
        next=path,
        cast=cast,
        manages=await _manages(cast) if cast else {},
        again=here is not None,
        provider=installation.provider,
        only=installation.only,
        passkeys=addresses.keeps_passkeys(settings.url),
        typed=typed,
        errors=invalid.fields if invalid else {},
    )
