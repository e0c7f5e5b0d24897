"""The bot that brings everybody who wants it a line in Slack."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from msgspec import field

from server import clock, forms, html, ids, vault
from server.errors import Invalid
from server.html import Page
from server.integrations.chat import actions, queries, words
from server.integrations.chat.actions import Within
from server.integrations.chat.card import Line, label, message, sentence
from server.integrations.chat.forms import SlackForm
from server.integrations.chat.queries import Connection
from server.integrations.chat.slack import BASE, SCOPES, Trouble
from server.people import queries as people
from server.people.roles import Actor
from server.sentences import gettext as _
from server.settings import Settings


class SetupChatPage(Page, frozen=True):
    """How it goes with Slack. `shown` are the words, the button and the whole message that somebody would get; `tested` says how a trial went."""

    template: ClassVar[str] = "integrations/chat-setup.html"
    slack: Connection | None
    problem: str
    people: int
    failing: int
    scopes: tuple[str, ...]
    shown: tuple[str, str, str]
    tested: str
    email: str
    form: UUID
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def part(self, what: str) -> UUID:
        """The id of another form of the page."""
        return ids.derived(self.form, what)


class SetupChat(Controller):
    """Slack."""

    path = "/setup/chat"

    @get()
    async def show(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        """The page."""
        return html.show(request, await _page(actor, settings, tested=request.query_params.get("tested", "")))

    @post()
    async def connect(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        """Keeps the token, after it has opened Slack."""
        try:
            told = await forms.read(request, SlackForm)
            entry = await forms.entry(request, actor=actor.id, at=clock.now())
            base = (told.base.strip() or BASE).rstrip("/")
            await actions.connect(actor, entry, base=base, token=told.token.strip(), within=within(settings))
        except Trouble as trouble:
            where = "base" if trouble.code in {"address", "private", "away"} else "token"
            return await _again(request, actor, settings, {where: words.for_admin(trouble.code, trouble.detail)})
        except Invalid as invalid:
            return await _again(request, actor, settings, invalid.fields)
        return html.redirect("/setup/chat?tested=connected")

    @post("/trial")
    async def test(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        """Asks Slack who we are, and looks for the admin; nobody is written to."""
        try:
            known = await actions.test(actor, await _email(actor), within(settings))
        except Trouble as trouble:
            return await _again(request, actor, settings, {"trial": words.for_admin(trouble.code, trouble.detail)})
        return html.redirect(f"/setup/chat?tested={'known' if known else 'unknown'}")

    @post("/ending")
    async def end(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Forgets the token."""
        await actions.disconnect(actor, await forms.entry(request, actor=actor.id, at=clock.now()))
        return html.redirect("/setup/chat")


def within(settings: Settings) -> Within:
    """What the settings say, now."""
    return Within(key=vault.key_of(settings), private=settings.private_networks, now=clock.now())


async def _again(request: Request[Any, Any, Any], actor: Actor, settings: Settings, errors: Mapping[str, str]) -> Response[Any]:
    """The page with what was typed, but for the token: that is never shown."""
    sent = await forms.everything(request)
    typed = {name: values[0] for name, values in sent.items() if values and name != "token"}
    return html.show(request, await _page(actor, settings, typed=typed, errors=errors), status=422)


async def _page(
    actor: Actor,
    settings: Settings,
    *,
    tested: str = "",
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> SetupChatPage:
    found = await queries.connection()
    many, failing = await queries.how_many() if found else (0, 0)
    return SetupChatPage(
        slack=found,
        problem=words.for_admin(found.problem, found.detail) if found and found.problem else "",
        people=many,
        failing=failing,
        scopes=SCOPES,
        shown=_shown(settings.url),
        tested=tested if found else "",
        email=await _email(actor),
        form=ids.new(),
        typed=typed or {},
        errors=errors or {},
    )


def _shown(site: str) -> tuple[str, str, str]:
    line = Line(kind="note", path="/my-line#written", by=_("Your manager"))
    told, button = sentence(line), label(line)
    whole = msgspec.json.format(msgspec.json.encode(message("bot", told, button, site + line.path)), indent=2)
    return told, button, whole.decode()


async def _email(actor: Actor) -> str:
    found = await people.person(actor.id)
    return found.email if found else ""
