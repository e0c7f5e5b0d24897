"""What is said to somebody in Slack or Teams."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from msgspec import field

from server import clock, forms, html, ids, vault
from server.errors import Invalid
from server.html import Page
from server.integrations.chat import actions, queries, words
from server.integrations.chat.actions import Within
from server.integrations.chat.forms import ChatForm
from server.integrations.chat.queries import Chat
from server.integrations.chat.slack import Trouble
from server.ledger import Entry
from server.people import queries as people
from server.people.roles import Actor
from server.sentences import gettext as _
from server.settings import Settings


class ChatPage(Page, frozen=True):
    """What was chosen, None before anything was; `manages` says whether there is anything to compare.

    `workspace` is what Slack calls itself where it is connected, empty where it is not; `email` is by which it finds the reader.
    """

    template: ClassVar[str] = "integrations/chat-account.html"
    chat: Chat | None
    manages: bool
    workspace: str
    email: str
    saved: bool
    form: UUID
    end_form: UUID
    typed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def on(self, name: str) -> bool:
        """Whether a box is ticked: as it was sent, else as it was kept; the day and notes at first."""
        if self.errors:
            return name in self.typed
        if name == "slack":
            return self.chat is not None and self.chat.form == "bot"
        return bool(getattr(self.chat, name)) if self.chat else True


class AccountChat(Controller):
    """The chat of whoever is signed in."""

    path = "/account/chat"

    @get()
    async def show(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """The page."""
        return html.show(request, await _page(request, actor))

    @post()
    async def choose(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        """Keeps where and what. Without the tick and without an address, the bot says nothing any more."""
        try:
            form = await forms.read(request, ChatForm)
            entry = await forms.entry(request, actor=actor.id, at=clock.now())
            if form.slack:
                account = await _account(actor, settings)
                await actions.choose_slack(actor, entry, account=account, day=form.day, notes=form.notes, reveals=form.reveals)
            elif await _ends(actor, form):
                await actions.end(actor, entry)
                return html.redirect("/account/chat")
            else:
                await _choose(actor, entry, form, settings)
        except Invalid as invalid:
            return html.show(request, await _page(request, actor, invalid), status=422)
        # A form without the tick that comes a second time finds no chat any more, and nothing was saved.
        return html.redirect("/account/chat?saved=1" if await queries.chat_of(actor.id) else "/account/chat")

    @post("/ending")
    async def end(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Says nothing there any more."""
        await actions.end(actor, await forms.entry(request, actor=actor.id, at=clock.now()))
        return html.redirect("/account/chat")


async def _account(actor: Actor, settings: Settings) -> str:
    """Slack's id of the actor: as it was found, else looked for. Raises Invalid."""
    before = await queries.chat_of(actor.id)
    if before and before.form == "bot" and before.account and not before.problem:
        return before.account
    email = await _email(actor)
    within = Within(key=vault.key_of(settings), private=settings.private_networks, now=clock.now())
    try:
        return await actions.find(email, within)
    except Trouble as trouble:
        raise Invalid({"slack": words.for_person(trouble.code, email)}, {}) from trouble


async def _ends(actor: Actor, form: ChatForm) -> bool:
    before = await queries.chat_of(actor.id)
    return before is not None and before.form == "bot" and not form.url.strip()


async def _choose(actor: Actor, entry: Entry, form: ChatForm, settings: Settings) -> None:
    await actions.choose(
        actor,
        entry,
        url=form.url.strip(),
        day=form.day,
        notes=form.notes,
        reveals=form.reveals,
        key=vault.key_of(settings),
        private=settings.private_networks,
    )


async def _email(actor: Actor) -> str:
    found = await people.person(actor.id)
    return found.email if found else ""


async def _page(request: Request[Any, Any, Any], actor: Actor, invalid: Invalid | None = None) -> ChatPage:
    slack = await queries.connection()
    return ChatPage(
        chat=await queries.chat_of(actor.id),
        manages=actor.has("manager") or actor.has("leader"),
        workspace=(slack.name or _("Slack")) if slack else "",
        email=await _email(actor) if slack else "",
        saved="saved" in request.query_params,
        form=ids.new(),
        end_form=ids.new(),
        typed=await forms.everything(request) if invalid else {},
        errors=invalid.fields if invalid else {},
    )
