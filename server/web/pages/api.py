"""The API explained: every address and every shape, from the same document that tools read."""

from typing import Any, ClassVar

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency

from server import html
from server.api.problem import KINDS, Kind
from server.html import Page
from server.settings import Settings
from server.web.api.reference import Reference, reference


class ApiPage(Page, frozen=True):
    """The reference. `site` is the public address, for examples that can be copied; `problems` are (name, kind)."""

    template: ClassVar[str] = "web/api.html"
    told: Reference
    site: str
    problems: tuple[tuple[str, Kind], ...]


class Api(Controller):
    """The reference of the API."""

    path = "/api"

    @get()
    async def read(self, request: Request[Any, Any, Any], settings: NamedDependency[Settings]) -> Response[Any]:
        """The page."""
        return html.show(request, page(settings.url))


def page(site: str) -> ApiPage:
    """The page for an installation at this address."""
    return ApiPage(told=reference(), site=site, problems=tuple(KINDS.items()))
