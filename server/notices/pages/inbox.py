"""What somebody should hear, the three that matter most open, each leading to its place."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from server import clock, forms, html, ids
from server.deals import queries as deals
from server.errors import NotFound
from server.html import Page
from server.ledger import Entry
from server.lessons import queries as lessons
from server.lessons.compiler.edition import Edition
from server.notices import actions, queries
from server.notices.notice import TOP, Item, Notice, bundled, place
from server.notices.telling import heard
from server.people import queries as people
from server.people.roles import Actor
from server.sentences.notice_words import opening, said, with_it


class Line(Struct, frozen=True):
    """One thing in words, with what came along and where it leads. `label` is what the button to it is called."""

    said: str
    more: str
    at: datetime
    href: str
    label: str


class InboxPage(Page, frozen=True):
    """What is new: `top` stands open, `rest` is folded; and what was read before, newest first."""

    template: ClassVar[str] = "notices/inbox.html"
    top: tuple[Line, ...]
    rest: tuple[Line, ...]
    earlier: tuple[Line, ...]
    form: UUID
    gone: bool = False
    """What the reader just opened leads nowhere any more."""


class Inbox(Controller):
    """The inbox of whoever is signed in."""

    path = "/inbox"

    @get()
    async def read(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """The page. Opening it marks nothing."""
        now = clock.now()
        found, edition = await queries.inbox(actor.id), await lessons.current()
        fresh = bundled(one for one in found if one.read_at is None)
        old = sorted(bundled(one for one in found if one.read_at is not None), key=lambda item: item.lead.at, reverse=True)
        new, earlier = tuple(_lines(fresh, edition, actor, now)), tuple(_lines(old, edition, actor, now))
        page = InboxPage(top=new[:TOP], rest=new[TOP:], earlier=earlier, form=ids.new(), gone="gone" in request.query_params)
        return html.show(request, page)

    @get("/{notice:uuid}")
    async def open(self, actor: NamedDependency[Actor], notice: FromPath[UUID]) -> Response[Any]:
        """Marks it as read and leads to its place, or back with a word where that is not the actor's to see any more."""
        now = clock.now()
        found = await actions.read_one(actor, Entry(id=ids.new(), at=now, actor=actor.id), notice)
        if not await _may_follow(found, actor, now):
            return html.redirect("/inbox?gone")
        return html.redirect(_place(found, await lessons.current()))

    @post("/reading")
    async def read_all(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Marks everything as read."""
        await actions.read_all(actor, await forms.entry(request, actor=actor.id, at=clock.now()))
        return html.redirect("/inbox")


def _lines(items: Iterable[Item], edition: Edition, actor: Actor, now: datetime) -> Iterable[Line]:
    for item in items:
        yield Line(
            said=said(heard(item.lead, edition.lesson, edition.academy.process), zone=actor.zone, now=now),
            more=with_it([other.kind for other in item.others]),
            at=item.lead.at,
            href=f"/inbox/{item.lead.id}",
            label=opening(item.lead.kind),
        )


async def _may_follow(notice: Notice, actor: Actor, now: datetime) -> bool:
    """Whether the place of a notice is still there for the actor: who left or has another manager is theirs no more, nor are the deals."""
    if notice.kind == "lesson-done":
        return notice.by is not None and await people.manages(actor, notice.by, now)
    if notice.deal is None or notice.kind in ON_LOAN:
        return True
    try:
        await deals.deal(notice.deal, actor, now)
    except NotFound:
        return False
    return True


ON_LOAN: Final = frozenset({"calibration", "reveal", "grant"})
"""Kinds whose deal is read by a grant, or not at all."""


def _place(notice: Notice, edition: Edition) -> str:
    """Where a notice leads; to all lessons where the academy has its own no more."""
    return "/lessons" if notice.kind == "lesson" and edition.lesson(notice.lesson) is None else place(notice)
