"""What a person's own device may keep, so that they read and answer without a network: which pages, in which words, and the worker that does it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any, ClassVar

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from server import clock, html
from server.html import Page
from server.people.queries import Visit
from server.people.roles import Actor
from server.sentences import gettext as _
from server.sentences import speaking
from server.web.assets import Assets
from server.web.pages import today

DEALS = 8
"""Deals whose form for evidence is kept, those that close first."""

QUESTIONS = 3
"""Questions of practice that are kept: a day asks no more."""

PARTS = tuple(Path(__file__).parents[1] / "worker" / f"{name}.js" for name in ("answers", "copies", "forms", "sending", "wishes"))
"""The worker, in the order in which its parts are joined."""

FILES = (
    *("app.css", "mark.svg", "vendor/htmx-2.0.11.min.js", "fonts/literata-latin.woff2", "fonts/instrument-sans-latin.woff2"),
    *(f"js/{name}.js" for name in ("app", "waiting", "waiting-list", "typed")),
)
"""What every page needs, and so every copy of one. Other files join when a page asks for them."""


class Kept(Struct, frozen=True):
    """A page that a device may keep: its address, and what it is called in a list."""

    href: str
    title: str


class Listed(Struct, frozen=True):
    """What the worker asks for: whose pages it keeps, a key for their forms, the pages, and the words that it says by itself."""

    person: str
    csrf: str
    pages: tuple[Kept, ...]
    words: Mapping[str, str]


class OfflinePage(Page, frozen=True):
    """What stays on the device, with what waits on it. The rest is filled in there."""

    template: ClassVar[str] = "web/offline.html"
    pages: tuple[Kept, ...]


class Offline(Controller):
    """What works without a network."""

    path = "/offline"

    @get()
    async def read(self, request: Request[Any, Any, Any]) -> Response[Any]:
        """The pages that this device keeps, and what waits to be sent. Nobody's device keeps that there is nothing."""
        visit: Visit | None = request.scope["visit"]  # type: ignore[typeddict-item]  # Litestar's TypedDict has no place for it
        pages = await kept(visit.actor, clock.now()) if visit else ()
        return html.show(
            request, OfflinePage(pages=tuple(one for one in pages if one.href != "/offline" and "?" not in one.href))
        )

    @get("/kept")
    async def listed(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Listed]:
        """The same for the worker."""
        pages = await kept(actor, clock.now())
        told = Listed(person=str(actor.id), csrf=html.shell_of(request).csrf, pages=pages, words=words(actor.zone))
        return Response(told, headers={"Cache-Control": "private, no-store"})


async def kept(actor: Actor, now: datetime) -> tuple[Kept, ...]:
    """The pages that a device of this person may keep, the one that lists them last.

    None is about anybody else: the day, the lesson that it begins with, the questions that are due, and where proof of one's own open deals is
    added. Somebody who does not sell has no day, and keeps only the page that says so.
    """
    here = Kept("/offline", _("Without a network"))
    if not actor.has("rep"):
        return (here,)
    found = await today.find(actor, now)
    shown = today.page(found, zone=actor.zone, now=now)
    first = next((line for line in shown.lines if line.kind == "lesson"), None)
    sitting = found.sitting
    deals = sitting.deals[:DEALS] if sitting else ()
    pages = (
        Kept("/today", _("Today")),
        *((Kept(first.href.partition("#")[0], first.title),) if first else ()),
        *_questions(len(sitting.chosen.keys) if sitting else 0),
        *(Kept(f"/deals/{deal.id}/evidence", _("Add evidence to %(deal)s") % {"deal": deal.name}) for deal in deals),
    )
    return (*pages, here)


def words(zone: str) -> Mapping[str, str]:
    """What the device says by itself, in the reader's language; `{count}` and `{time}` are filled in there."""
    return {
        "lang": "en-GB" if speaking() == "en" else speaking(),
        "zone": zone,
        "away": _(
            "Plumbline cannot be reached. This is as of {time}. What you answer is kept on this device and sent when it can."
        ),
        "kept": _("Kept on this device. It is sent when you are back, and then you see how it went."),
        "another": _("Kept on this device, and sent when you are back. You can add another one now."),
        "next": _("Go on"),
        "waiting": _("Waiting: {count}"),
        "refused": _("Not taken: {count}"),
        "late": _("Sent and counted from now: {count}"),
        "counts": _(
            "This was sent. It counts from when it arrived, not from when you gave it: it waited for more than 14 days, or the clock of this "
            "device is wrong."
        ),
        "read": _("I have read it"),
        "elsewhere": _("Add it to another deal"),
        "mend": _("This could not be taken. What you wrote is still here; mend it and send it again."),
        "sent": _("Sent. See how it went"),
        "told": _("You are back. Sent: {count}."),
        "fresh": _("You are back. Show this page as it is now"),
        "drop": _("Drop it"),
        "leaving": _("Not sent yet: {count}. Signing out removes it from this device. Press again to sign out all the same."),
    }


def worker(files: Assets, version: str) -> HTTPRouteHandler:
    """The worker's own address, which has to lie at the top for it to see every page. Its first lines name this release, so that a device takes the
    new one as soon as any file has changed.
    """
    parts = "\n".join(path.read_text("utf-8") for path in PARTS)
    release = blake2b(f"{version} {files.hash} {parts}".encode(), digest_size=8).hexdigest()
    body = f'"use strict";\nconst VERSION = "{release}";\nconst FILES = {[files.url(name) for name in FILES]};\n{parts}'.encode()

    @get("/service-worker.js")
    async def service_worker() -> Response[bytes]:
        return Response(body, media_type="text/javascript", headers={"Cache-Control": "no-cache"})

    return service_worker


def _questions(due: int) -> Iterator[Kept]:
    if due:
        yield Kept("/practice", _("Practice"))
    for ahead in range(1, min(due, QUESTIONS)):
        yield Kept(f"/practice?ahead={ahead}", _("Practice"))
