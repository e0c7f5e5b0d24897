"""What an admin sees of the inbox to which people forward."""

from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency

from server import clock, html
from server.html import Page
from server.integrations.mail import queries
from server.integrations.mail.queries import Cursor
from server.settings import Settings


class SetupMailPage(Page, frozen=True):
    """How mail comes in: `way` is off, imap or hook; `host` is the server's name; `hook` the address that a service sends to."""

    template: ClassVar[str] = "integrations/mail-setup.html"
    way: str
    host: str
    address: str
    hook: str
    cursor: Cursor
    people: int
    waits: int
    now: datetime


class SetupMail(Controller):
    """The inbox."""

    path = "/setup/mail"

    @get()
    async def show(self, request: Request[Any, Any, Any], settings: NamedDependency[Settings]) -> Response[Any]:
        """The page."""
        way = settings.inbox.partition(":")[0].removesuffix("s")
        people, waits = await queries.how_many()
        return html.show(
            request,
            SetupMailPage(
                way=way,
                host=(urlsplit(settings.inbox).hostname or "") if way == "imap" else "",
                address=settings.inbox_address,
                hook=f"{settings.url}/mail/arrivals" if way == "hook" else "",
                cursor=await queries.cursor(settings.inbox_address),
                people=people,
                waits=waits,
                now=clock.now(),
            ),
        )
