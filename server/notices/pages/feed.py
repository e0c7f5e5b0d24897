"""The calendar itself, as calendar programs ask for it, without a session."""

from datetime import timedelta
from hashlib import blake2b
from typing import Any, Final

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from server import clock
from server.errors import NotFound
from server.lessons import queries as lessons
from server.notices import actions, queries
from server.notices.calendar import events
from server.notices.icalendar import stream
from server.people import queries as people
from server.people.limits import Limit
from server.sentences import gettext as _
from server.sentences import speak
from server.settings import Settings

OFTEN: Final = Limit("look at a calendar", 60, timedelta(hours=1))
"""Calendar programs ask a few times a day, on a few devices each."""

SUFFIX: Final = ".ics"


class Calendar(Controller):
    """One person's due items at a private address."""

    path = "/feeds/{file:str}"

    @get()
    async def read(
        self, request: Request[Any, Any, Any], file: FromPath[str], settings: NamedDependency[Settings]
    ) -> Response[bytes]:
        """The calendar, or that it has not changed. Raises NotFound for an address that is none, or whose person has left."""
        feed = await queries.feed_with(file.removesuffix(SUFFIX)) if file.endswith(SUFFIX) else None
        person = await people.person(feed.person) if feed else None
        if feed is None or person is None or not person.active:
            raise NotFound("There is no such calendar.")
        now = clock.now()
        await actions.polled(feed, OFTEN, now)
        speak(person.locale)
        due, edition = await queries.due_of(person, now), await lessons.current()
        body = stream(_("Plumbline"), events(due, edition.lesson, site=settings.url))
        tag = f'"{blake2b(body, digest_size=16).hexdigest()}"'
        headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
        if tag in request.headers.get("If-None-Match", ""):
            return Response(b"", status_code=304, headers=headers)
        return Response(body, media_type="text/calendar", headers=headers)
