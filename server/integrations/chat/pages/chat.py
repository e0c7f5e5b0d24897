"""What is said to somebody in Slack or Teams."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency

from server import clock, forms, html, ids, vault
from server.errors import Invalid
from server.html import Page
from server.integrations.chat import actions, queries
from server.integrations.chat.forms import ChatForm
from server.integrations.chat.queries import Chat
from server.people.roles import Actor
from server.settings import Settings


@dataclass(frozen=True, slots=True)
class ChatPage(Page):
    """What was chosen, None before anything was; `manages` says whether there is anything to compare."""

    template: ClassVar[str] = "integrations/chat-account.html"
    chat: Chat | None
    manages: bool
    saved: bool
    form: UUID
    end_form: UUID
    typed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def on(self, name: str) -> bool:
        """Whether a box is ticked: as it was sent, else as it was kept; the day and notes at first."""
        if self.errors:
            return name in self.typed
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
        """Keeps where and what."""
        try:
            form = await forms.read(request, ChatForm)
            entry = await forms.entry(request, actor=actor.id, at=clock.now())
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
        except Invalid as invalid:
            return html.show(request, await _page(request, actor, invalid), status=422)
        return html.redirect("/account/chat?saved=1")

    @post("/ending")
    async def end(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Says nothing there any more."""
        await actions.end(actor, await forms.entry(request, actor=actor.id, at=clock.now()))
        return html.redirect("/account/chat")


async def _page(request: Request[Any, Any, Any], actor: Actor, invalid: Invalid | None = None) -> ChatPage:
    return ChatPage(
        chat=await queries.chat_of(actor.id),
        manages=actor.has("manager") or actor.has("leader"),
        saved="saved" in request.query_params,
        form=ids.new(),
        end_form=ids.new(),
        typed=await forms.everything(request) if invalid else {},
        errors=invalid.fields if invalid else {},
    )
