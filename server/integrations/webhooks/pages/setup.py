"""Which systems are told what happens here. A secret is shown for a quarter of an hour, where it was made."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import field
from msgspec.structs import replace

from server import clock, forms, html, ids, vault
from server.errors import Invalid
from server.html import Page
from server.integrations.webhooks import actions, queries
from server.integrations.webhooks.event import NAMES
from server.integrations.webhooks.forms import WebhookForm
from server.integrations.webhooks.queries import Webhook
from server.integrations.webhooks.signature import secret_of
from server.people.queries import Visit
from server.people.roles import Actor
from server.sentences import call_words
from server.settings import Settings

SHOWN: Final = timedelta(minutes=15)
"""How long a new secret can be read, on the device that made it."""


class WebhooksPage(Page, frozen=True):
    """Who is told, and the form for one more. `secret` is one just made, `tested` says that a trial is on its way."""

    template: ClassVar[str] = "integrations/webhooks-setup.html"
    webhooks: tuple[Webhook, ...]
    names: tuple[str, ...]
    secret: str
    tested: bool
    form: UUID
    others: UUID
    typed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def part(self, webhook: UUID, what: str) -> UUID:
        """The id of a form about one of them."""
        return ids.derived(self.others, f"{what} {webhook}")


class SetupWebhooks(Controller):
    """Webhooks."""

    path = "/setup/webhooks"

    @get()
    async def show(self, request: Request[Any, Any, Any], settings: NamedDependency[Settings]) -> Response[Any]:
        """The page."""
        return html.show(request, await _page(request, settings))

    @post()
    async def make(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        """Makes one."""
        try:
            form = await forms.read(request, WebhookForm)
            entry = await forms.entry(request, actor=actor.id, at=clock.now())
            await actions.make(
                actor,
                entry,
                name=form.name,
                url=form.url,
                events=form.events,
                secret=_secret(request, entry.id),
                key=vault.key_of(settings),
                private=settings.private_networks,
            )
        except Invalid as invalid:
            return html.show(request, await _page(request, settings, invalid), status=422)
        return html.redirect(f"/setup/webhooks?made={entry.id}")

    @post("/{webhook:uuid}/secret")
    async def change_secret(
        self,
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        webhook: FromPath[UUID],
    ) -> Response[Any]:
        """Gives it a new secret."""
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        await actions.change_secret(entry, webhook, secret=_secret(request, entry.id), key=vault.key_of(settings))
        return html.redirect(f"/setup/webhooks?made={entry.id}")

    @post("/{webhook:uuid}/trial")
    async def test(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], webhook: FromPath[UUID]
    ) -> Response[Any]:
        """Sends it an event that says nothing."""
        await actions.test(await forms.entry(request, actor=actor.id, at=clock.now()), webhook)
        return html.redirect("/setup/webhooks?tested=1")

    @post("/{webhook:uuid}/ending")
    async def end(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], webhook: FromPath[UUID]) -> Response[Any]:
        """Tells it nothing more."""
        await actions.end(await forms.entry(request, actor=actor.id, at=clock.now()), webhook)
        return html.redirect("/setup/webhooks")


def _secret(request: Request[Any, Any, Any], form: UUID) -> str:
    """The secret of this form: it follows from the session and the form, so that sending the form twice gives the same one."""
    visit: Visit = request.scope["visit"]  # type: ignore[typeddict-item]  # Litestar's TypedDict has no place for ours
    return secret_of(hashlib.sha256(f"{visit.csrf_secret} webhook {form}".encode()).digest())


async def _page(request: Request[Any, Any, Any], settings: Settings, invalid: Invalid | None = None) -> WebhooksPage:
    return WebhooksPage(
        webhooks=tuple([replace(one, problem=call_words.told(one.problem)) for one in await queries.webhooks()]),
        names=NAMES,
        secret=await _made(request, settings, clock.now()),
        tested="tested" in request.query_params,
        form=ids.new(),
        others=ids.new(),
        typed=await forms.everything(request) if invalid else {},
        errors=invalid.fields if invalid else {},
    )


async def _made(request: Request[Any, Any, Any], settings: Settings, now: datetime) -> str:
    """The secret that this session has just made, empty for any other and once it no longer signs."""
    try:
        form = UUID(request.query_params.get("made", ""))
    except ValueError:
        return ""
    given = await queries.given_by(form)
    sealed = await queries.sealed(given.webhook) if given and now <= given.at + SHOWN else None
    secret = _secret(request, form)
    return secret if sealed and hmac.compare_digest(vault.unseal(sealed.secret, key=vault.key_of(settings)), secret) else ""
