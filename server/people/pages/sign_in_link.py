"""The link in the mail: opening it shows a button, the button signs in. Programs that open links in mails do no harm."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from server import clock, html, ids
from server.html import Page
from server.people import actions, queries
from server.people import outside as doorstep
from server.sentences import gettext as _
from server.settings import Settings


class LinkPage(Page, frozen=True):
    """The button. `zone` is the person's own, because nobody is signed in yet."""

    template: ClassVar[str] = "people/sign-in-link.html"
    form: UUID
    token: str
    email: str
    made: datetime
    zone: str
    remember: bool


class LinkOverPage(Page, frozen=True):
    """A link that no longer signs in anybody, and why."""

    template: ClassVar[str] = "people/sign-in-over.html"
    sentence: str


class SignInLink(Controller):
    """One link."""

    path = "/sign-in/link/{token:str}"

    @get()
    async def show(self, request: Request[Any, Any, Any], token: FromPath[str]) -> Response[Any]:
        """The button, or that the link is over."""
        asked = await queries.asked_by_link(token)
        person = await queries.person(asked.person) if asked and asked.person else None
        if asked is None or person is None or not person.active or not asked.open(clock.now()):
            return html.show(request, LinkOverPage(sentence=_over()), status=410)
        page = LinkPage(
            form=ids.new(), token=token, email=person.email, made=asked.made, zone=person.zone, remember=asked.remember
        )
        return html.show(request, page)

    @post()
    async def use(
        self, request: Request[Any, Any, Any], token: FromPath[str], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        """Signs in, once."""
        using = await doorstep.using(request, settings)
        outcome = await actions.sign_in_by_link(token, using)
        if outcome.result == "in":
            return doorstep.let_in(outcome, using.token, settings)
        doorstep.refused(request, outcome.result)
        return html.show(request, LinkOverPage(sentence=_over()), status=410)


def _over() -> str:
    return _("A link works once, for 15 minutes, and this one no longer does. Ask for a new one; it takes a minute.")
