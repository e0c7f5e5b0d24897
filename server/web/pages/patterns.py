"""Every component in every state, for developers."""

from typing import Any

from litestar import Controller, Request, Response, get

from server import html
from server.web.patterns.samples import sample


class Patterns(Controller):
    """The pattern page. `app` mounts it in development only."""

    path = "/house/patterns"

    @get(sync_to_thread=False)
    def read(self, request: Request[Any, Any, Any]) -> Response[Any]:
        """The page."""
        return html.show(request, sample())
