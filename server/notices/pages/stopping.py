"""The link at the end of a morning's mail: one press stops them, without signing in."""

from typing import Any, ClassVar, Final
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from server import clock, forms, html, ids
from server.html import Page
from server.notices import actions

ONE_CLICK: Final = 1_000
"""Octets: a mail program sends `List-Unsubscribe=One-Click`, which may come as a form with parts."""


class StoppingPage(Page, frozen=True):
    """A button, so that a scanner of mails stops nothing; then what came of it. It is used before signing in."""

    template: ClassVar[str] = "notices/stopping.html"
    token: str
    stopped: bool
    known: bool
    form: UUID


class Stopping(Controller):
    """The end of somebody's morning mails."""

    path = "/reminders/{token:str}/ending"

    @get()
    async def ask(self, request: Request[Any, Any, Any], token: FromPath[str]) -> Response[Any]:
        """The button."""
        stopped = "stopped" in request.query_params
        return html.show(request, StoppingPage(token=token, stopped=stopped, known=True, form=ids.new()))

    @post(request_max_body_size=forms.room(ONE_CLICK))
    async def stop(self, request: Request[Any, Any, Any], token: FromPath[str]) -> Response[Any]:
        """Stops them. A mail program may press it for its reader (RFC 8058)."""
        person = await actions.stop(token, clock.now())
        if person is None:
            return html.show(request, StoppingPage(token=token, stopped=False, known=False, form=ids.new()), status=404)
        return html.redirect(f"/reminders/{token}/ending?stopped=1")
