"""One's own account: how one reads, and where one is signed in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct, field

from server import clock, forms, html, ids
from server.errors import Invalid
from server.html import Page
from server.people import actions, queries
from server.people import outside as doorstep
from server.people.forms import AccountForm
from server.people.queries import Device, Person, Visit
from server.people.roles import Actor
from server.sentences import gettext as _
from server.sentences.choice import autonyms
from server.settings import Settings
from server.zones import known


class DeviceRow(Struct, frozen=True):
    """One device with the form that signs it out; `here` is the one that is reading."""

    device: Device
    here: bool
    form: UUID


class AccountPage(Page, frozen=True):
    """What one may choose, and one's devices."""

    template: ClassVar[str] = "people/account.html"
    person: Person
    zones: tuple[tuple[str, str], ...]
    themes: tuple[tuple[str, str], ...]
    languages: tuple[tuple[str, str], ...]
    """Each by its name in itself."""
    devices: tuple[DeviceRow, ...]
    now: datetime
    form: UUID
    out_form: UUID
    everywhere_form: UUID
    typed: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    saved: bool = False
    provider: str = ""
    """What the company's own account is called, empty while nobody can sign in with one."""


class Account(Controller):
    """The account of whoever is signed in."""

    path = "/account"

    @get()
    async def show(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Its page."""
        return html.show(request, await _page(request, actor, saved="saved" in request.query_params))

    @post()
    async def change(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Keeps zone, theme and language."""
        try:
            form = await forms.read(request, AccountForm)
            entry = await forms.entry(request, actor=actor.id, at=clock.now())
            theme = "" if form.theme == "system" else form.theme
            await actions.change_person(actor, actor.id, zone=form.zone, theme=theme, locale=form.locale, entry=entry)
        except Invalid as invalid:
            typed = forms.first(await forms.everything(request))
            return html.show(request, await _page(request, actor, invalid=invalid, typed=typed), status=422)
        return html.redirect("/account?saved=1")

    @post("/sessions/{session:uuid}/sign-out")
    async def end(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], session: FromPath[UUID]) -> Response[Any]:
        """Signs another device out."""
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        await actions.end_device(actor, session, entry=entry)
        return html.redirect("/account#devices")

    @post("/sessions/sign-out")
    async def end_all(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        """Signs out everywhere, here too."""
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        await actions.sign_out_everywhere(actor, entry=entry)
        return await doorstep.let_out(request, settings)


class SignOut(Controller):
    """The way out on this device."""

    path = "/sign-out"

    @post()
    async def sign_out(self, request: Request[Any, Any, Any], settings: NamedDependency[Settings]) -> Response[Any]:
        """Ends this session; without one there is nothing to end."""
        visit: Visit | None = request.scope["visit"]  # type: ignore[typeddict-item]  # Litestar's TypedDict has no place for ours
        if visit is not None:
            await actions.sign_out(visit, entry=await forms.entry(request, actor=visit.actor.id, at=clock.now()))
        return await doorstep.let_out(request, settings)


def zones() -> tuple[tuple[str, str], ...]:
    """Time zones to choose from: places by continent and ocean, and UTC."""
    places = sorted(name for name in known() if name.startswith(CONTINENTS))
    return tuple((name, name.replace("_", " ")) for name in ("UTC", *places))


CONTINENTS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Arctic/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)
"""Where the zones that are kept up lie. Others, such as US/Eastern, are older names of the same."""


def themes() -> tuple[tuple[str, str], ...]:
    """Value and word of each theme."""
    return (("system", _("as the device")), ("light", _("light")), ("dark", _("dark")))


async def _page(
    request: Request[Any, Any, Any],
    actor: Actor,
    *,
    invalid: Invalid | None = None,
    typed: Mapping[str, str] | None = None,
    saved: bool = False,
) -> AccountPage:
    visit: Visit = request.scope["visit"]  # type: ignore[typeddict-item]  # as above
    person = await queries.person(actor.id)
    assert person is not None  # noqa: S101  # an actor comes from a session, and a session from a person
    form, now = ids.new(), clock.now()
    return AccountPage(
        person=person,
        zones=zones(),
        themes=themes(),
        languages=autonyms(),
        devices=tuple(
            DeviceRow(device=device, here=device.session == visit.session, form=ids.derived(form, str(device.session)))
            for device in await queries.devices(actor.id, now)
        ),
        now=now,
        form=form,
        out_form=ids.new(),
        everywhere_form=ids.new(),
        typed=typed or {"zone": person.zone, "theme": person.theme or "system", "locale": person.locale or "en"},
        errors=invalid.fields if invalid else {},
        saved=saved,
        provider=(await queries.installation()).provider,
    )
