"""The private address to which somebody forwards."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency

from server import clock, forms, html, ids
from server.html import Page
from server.integrations.mail import actions, queries
from server.people.roles import Actor
from server.settings import Settings


class MailAddressPage(Page, frozen=True):
    """The address, empty before it was made; `on` says whether this installation reads mail at all."""

    template: ClassVar[str] = "integrations/mail-address.html"
    on: bool
    address: str
    made_at: datetime | None
    sender: str
    form: UUID


class Address(Controller):
    """The address of whoever is signed in."""

    path = "/account/mail"

    @get()
    async def show(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        """The page."""
        return html.show(request, await _page(actor, settings))

    @post()
    async def make(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Makes an address; the one before it ends."""
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        await actions.make_address(actor, entry, chance=ids.token())
        return html.redirect("/account/mail")


async def _page(actor: Actor, settings: Settings) -> MailAddressPage:
    found = await queries.address_of(actor.id)
    local, _, domain = settings.inbox_address.partition("@")
    return MailAddressPage(
        on=settings.inbox != "off",
        address=f"{local}+{found[0]}@{domain}" if found else "",
        made_at=found[1] if found else None,
        sender=await queries.own_address(actor.id),
        form=ids.new(),
    )
