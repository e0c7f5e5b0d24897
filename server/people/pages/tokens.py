"""Tokens for programs: one's own under the account, those of the installation under setup.

A secret is shown for a quarter of an hour, where it was made.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import field

from server import clock, forms, html, ids
from server.errors import Invalid, Refused
from server.html import Page
from server.people import actions, queries, scopes
from server.people.forms import TokenForm
from server.people.pages.confirmation import just_signed_in, recent
from server.people.queries import Token, Visit
from server.people.roles import Actor
from server.sentences import gettext as _

SHOWN: Final = timedelta(minutes=15)
"""How long the secret of a new token can be read, on the device that made it. It is kept nowhere."""


class TokensPage(Page, frozen=True):
    """The tokens there are, and the form for a new one. `secret` is the new one's, empty when there is none to show; `place` the page's own path."""

    template: ClassVar[str] = "people/tokens.html"
    place: str
    tokens: tuple[Token, ...]
    secret: str
    may: tuple[tuple[str, str], ...]
    lasting: tuple[tuple[str, str], ...]
    form: UUID
    endings: UUID
    typed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def installation(self) -> bool:
        """Whether these are the installation's, and not one's own."""
        return self.place.startswith("/setup")

    def ending(self, token: UUID) -> UUID:
        """The id of the form that ends a token."""
        return ids.derived(self.endings, str(token))


class AccountTokens(Controller):
    """Tokens that act as whoever is signed in."""

    path = "/account/tokens"
    guards = (just_signed_in,)

    @get()
    async def show(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """The page."""
        return html.show(request, await _page(request, actor, self.path))

    @post()
    async def make(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Makes one."""
        return await _make(request, actor, self.path)

    @post("/{token:uuid}/ending")
    async def end(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], token: FromPath[UUID]) -> Response[Any]:
        """Ends one."""
        await actions.end_token(actor, token, entry=await forms.entry(request, actor=actor.id, at=clock.now()))
        return html.redirect(f"{self.path}#tokens")


class SetupTokens(Controller):
    """Tokens of the installation, and everybody's, to be ended when something leaked."""

    path = "/setup/tokens"
    guards = (recent,)

    @get()
    async def show(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """The page."""
        return html.show(request, await _page(request, actor, self.path))

    @post()
    async def make(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Makes one of the installation."""
        return await _make(request, actor, self.path)

    @post("/{token:uuid}/ending")
    async def end(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], token: FromPath[UUID]) -> Response[Any]:
        """Ends any."""
        await actions.end_token(actor, token, entry=await forms.entry(request, actor=actor.id, at=clock.now()))
        return html.redirect(f"{self.path}#tokens")


async def _make(request: Request[Any, Any, Any], actor: Actor, place: str) -> Response[Any]:
    try:
        form = await forms.read(request, TokenForm)
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        await actions.make_token(
            actor,
            secret=_secret(request, entry.id),
            name=form.name,
            scopes=form.scopes,
            lasts=form.lasts,
            entry=entry,
            installation=place.startswith("/setup"),
        )
    except Refused as refused:
        return html.show(request, await _page(request, actor, place, {"name": str(refused)}), status=409)
    except Invalid as invalid:
        return html.show(request, await _page(request, actor, place, invalid.fields), status=422)
    return html.redirect(f"{place}?made={entry.id}")


def _secret(request: Request[Any, Any, Any], form: UUID) -> str:
    """What the program sends: it follows from the secret of this session and the form that asked for it, so that sending the form twice gives the
    same one, and nothing but its digest has to be kept.
    """
    visit: Visit = request.scope["visit"]  # type: ignore[typeddict-item]  # Litestar's TypedDict has no place for ours
    return scopes.PREFIX + ids.digest(f"{visit.csrf_secret} token {form}")


async def _page(request: Request[Any, Any, Any], actor: Actor, place: str, errors: Mapping[str, str] | None = None) -> TokensPage:
    now, all_ = clock.now(), place.startswith("/setup")
    tokens = await (queries.all_tokens(now) if all_ else queries.tokens_of(actor.id, now))
    return TokensPage(
        place=place,
        tokens=tuple(tokens),
        secret=await _made(request, tokens, now),
        may=may(installation=all_),
        lasting=lasting(installation=all_),
        form=ids.new(),
        endings=ids.new(),
        typed=await forms.everything(request) if errors else {"lasts": ["90"], "scopes": [] if all_ else ["read"]},
        errors=errors or {},
    )


async def _made(request: Request[Any, Any, Any], tokens: Sequence[Token], now: datetime) -> str:
    """The secret that this session has just made, empty for any other."""
    try:
        secret = _secret(request, UUID(request.query_params.get("made", "")))
    except ValueError:
        return ""
    found = await queries.token_owner(secret, now)
    token = next((token for token in tokens if found and token.id == found.token), None)
    return secret if token and now <= token.made_at + SHOWN else ""


def may(*, installation: bool) -> tuple[tuple[str, str], ...]:
    """Scope and words of each thing that a token may do."""
    if installation:
        return (
            (scopes.SCIM, _("bring people and teams from your directory, by SCIM")),
            (scopes.MAIL, _("bring mail that was forwarded, for whoever it came from")),
        )
    return ((scopes.READ, _("read what you can read")), (scopes.WRITE, _("change what you can change")))


def lasting(*, installation: bool) -> tuple[tuple[str, str], ...]:
    """Value and words of each time that a token may last."""
    spans = ((str(days), _("%(days)s days") % {"days": days}) for days in scopes.LIFETIMES)
    return (*spans, (scopes.ENDLESS, _("until it is ended"))) if installation else tuple(spans)
