"""The address without a path: it leads to where a person's work begins."""

from typing import Any

from litestar import Controller, Request, Response, get

from server import html
from server.people.queries import Visit
from server.web.frame.home import home_of


class Home(Controller):
    """`/`."""

    path = "/"

    @get()
    async def go(self, request: Request[Any, Any, Any]) -> Response[Any]:
        """By role, or to the sign-in page."""
        visit: Visit | None = request.scope["visit"]  # type: ignore[typeddict-item]  # Litestar's TypedDict has no place for ours
        return html.redirect(home_of(visit.actor) if visit else "/sign-in")
