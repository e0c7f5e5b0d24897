"""The CRMs that can be asked, and how each goes."""

from typing import Any, ClassVar

from litestar import Controller, Request, Response, get
from msgspec import Struct

from server import html
from server.html import Page
from server.integrations.crm import queries, words
from server.integrations.crm.queries import Connection, Run
from server.integrations.crm.vendors import VENDORS


class CrmRow(Struct, frozen=True):
    """A CRM: `connection` where it is connected, the last walk through it, and what went wrong in words, empty while nothing did."""

    source: str
    name: str
    connection: Connection | None
    last: Run | None
    every: str
    trouble: str


class SetupCrmPage(Page, frozen=True):
    """All of them."""

    template: ClassVar[str] = "integrations/crm.html"
    rows: tuple[CrmRow, ...]


class SetupCrm(Controller):
    """The collection."""

    path = "/setup/crm"

    @get()
    async def index(self, request: Request[Any, Any, Any]) -> Response[Any]:
        """The page."""
        connected = {one.source: one for one in await queries.connections()}
        rows = []
        for source, vendor in VENDORS.items():
            connection = connected.get(source)
            last = (await queries.runs(source, most=1))[:1] if connection else []
            problem = words.trouble(connection.problem, vendor, connection.detail) if connection and connection.problem else ""
            every = words.every(connection.every) if connection else ""
            rows.append(CrmRow(source, vendor.name, connection, last[0] if last else None, every, problem))
        return html.show(request, SetupCrmPage(rows=tuple(rows)))
