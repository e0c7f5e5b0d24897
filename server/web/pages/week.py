"""A manager's week: what got better, what drifts and what is due; follow-ups; the deals that were picked; and three signals."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct, field

from server import clock, forms, html, ids
from server.commitments.queries import Commitment
from server.deals import queries as deals
from server.errors import Invalid, NotFound
from server.html import Page
from server.inspections import actions
from server.inspections.queries import Calibration, Evidence, Reply
from server.people import actions as people_actions
from server.people import queries as people
from server.people.queries import Desk, Person
from server.people.roles import Actor
from server.sentences import gettext as _
from server.sentences import pick_words
from server.web.forms import SwapForm, swap_faults
from server.web.frame.home import Next
from server.web.pages.commitment import proofs, since
from server.web.pipeline.portions import LARGE
from server.web.week import signals, week_lines, week_words
from server.web.week.desk import Book, read
from server.web.week.signals import Signal
from server.web.week.week_lines import DueLine, PickLine


class FollowUp(Struct, frozen=True):
    """A promise that is due, whose it is, the newest evidence of the kind that proves it, and the form that says what came of it."""

    promise: Commitment
    who: str
    proof: Evidence | None
    proofs: tuple[tuple[str, str], ...]
    form: UUID


class WeekPage(Page, frozen=True):
    """The week. `action` is the one next thing; `next` is the pick whose sheet it begins, None when it leads elsewhere. `open` are sheets left open.

    `desks` are (team, name, current) when there is more than one. `stale`: nothing is picked because the deals are not known any more.
    """

    template: ClassVar[str] = "web/week.html"
    now: datetime
    desk: Desk
    desks: tuple[tuple[UUID, str, bool], ...]
    heading: str
    as_of: datetime | None
    stale: datetime | None
    here: bool
    minutes: int
    focus: str
    says: tuple[tuple[str, str], ...]
    follow_ups: tuple[FollowUp, ...]
    replies: tuple[tuple[Reply, str], ...]
    picks: tuple[PickLine, ...]
    left: str
    due: tuple[DueLine, ...]
    waits: str
    open: tuple[tuple[UUID, str], ...]
    next: PickLine | None
    action: Next
    signals: tuple[Signal, ...]
    blind: tuple[Calibration, ...] = ()
    """What waits for a blind sheet of the reader's."""
    more_follow_ups: int = 0
    """Promises that are due and come once others are told of."""
    more_due: int = 0
    """Deals that come once others are looked at."""
    empty: bool = False
    """No deal of the team is open."""
    errors: Mapping[str, str] = field(default_factory=dict)


MINUTES = 20
"""What the routine takes."""


class Week(Controller):
    """The page."""

    path = "/week"

    @get()
    async def show(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """The week of the reader's desk, or of one they cover, named by its team. Everybody at it is told that it was opened; at a desk of
        hundreds everybody of whom something stands there.
        """
        desks = await people.desks(actor, clock.now())
        if not desks:
            return html.redirect("/team")
        return html.show(request, await _page(request, actor, desks))


class PickSwap(Controller):
    """Looking at another deal instead."""

    path = "/week/picks/{pick:uuid}/swap"

    @post()
    async def swap(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], pick: FromPath[UUID]) -> Response[Any]:
        """Swaps it for the next deal of the same slot."""
        try:
            form = await forms.read(request, SwapForm, checks=swap_faults)
            entry = await forms.entry(request, actor=actor.id, at=clock.now())
            await actions.swap(actor, entry, pick, form.words)
        except Invalid as invalid:
            desks = await people.desks(actor, clock.now())
            again = Invalid(invalid.fields, await forms.everything(request))
            return html.show(request, await _page(request, actor, desks, pick=pick, invalid=again), status=422)
        return html.redirect(f"/week?team={form.team}#picks" if form.team else "/week#picks")


async def _page(
    request: Request[Any, Any, Any],
    actor: Actor,
    desks: Sequence[Desk],
    *,
    pick: UUID | None = None,
    invalid: Invalid | None = None,
) -> WeekPage:
    if not desks:
        raise NotFound("There is no team of yours.")
    now = clock.now()
    asked = request.query_params.get("team") or forms.typed(invalid).get("team", "")
    desk = next((one for one in desks if str(one.team) == asked), desks[0])
    book = await read(actor, desk, now)
    await people_actions.looked_at_each(actor, await _looked_at(book), "week", now)
    return page(book, desks, pick=pick, typed=forms.typed(invalid), errors=invalid.fields if invalid else {})


async def _looked_at(book: Book) -> Sequence[Person]:
    """Who is told: everybody at the desk, at one of hundreds everybody of whom something stands on the page."""
    if len(book.persons) <= LARGE:
        return book.persons
    owners = {one.owner for one in (await deals.deals(week_lines.standing(book))).values()}
    return week_lines.looked_at(book, owners)


def page(
    book: Book,
    desks: Sequence[Desk],
    *,
    pick: UUID | None = None,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> WeekPage:
    """The page of a desk. `pick`, `typed` and `errors`: a swap that came back."""
    picks = tuple(week_lines.picks(book, pick, typed or {}, errors or {}))
    follow_ups = tuple(_follow_ups(book))
    following = next((one for one in picks if one.state == "now"), None)
    open_sheets = tuple((one.id, line.deal.name) for one in book.open if (line := book.line(one.deal)))
    left, more = len(week_lines.left(book)), week_lines.more(book)
    return WeekPage(
        now=book.now,
        desk=book.desk,
        desks=tuple((one.team, _whose(one), one.team == book.desk.team) for one in desks) if len(desks) > 1 else (),
        heading=week_words.heading(len(book.promised) + len(book.replies) + len(book.blind), left, more, deals=not book.empty),
        as_of=book.as_of,
        stale=book.stale,
        here=book.room.here,
        minutes=MINUTES,
        focus=book.stage(book.focus.stage) if book.focus else "",
        says=week_words.says(book, left, more),
        follow_ups=follow_ups,
        replies=tuple((one, book.behaviour(one.behaviour)) for one in book.replies),
        picks=picks,
        left=week_lines.room(book),
        due=tuple(week_lines.due(book)),
        waits=pick_words.waits(book.room.plan.waits) if book.room.plan.waits and book.room.here else "",
        open=open_sheets,
        next=None if open_sheets else following,
        action=week_lines.action(book, open_sheets, following),
        signals=signals.signals(book),
        blind=tuple(book.blind),
        more_follow_ups=len(book.promised) - len(follow_ups),
        empty=book.empty,
        more_due=max(0, len(week_lines.besides(book)) - week_lines.SHOWN),
        errors=errors or {},
    )


def _follow_ups(book: Book) -> Sequence[FollowUp]:
    found = []
    for promise in book.promised[: week_lines.SHOWN]:
        evidence = book.proofs.get(promise.deal, ())
        fitting = [one for one in since(promise, evidence, book.desk.zone) if one.artifact == promise.proof]
        found.append(
            FollowUp(
                promise=promise,
                who=book.names.get(promise.person, ""),
                proof=fitting[0] if fitting else None,
                proofs=proofs(promise, evidence, book.desk.zone),
                form=ids.new(),
            )
        )
    return found


def _whose(desk: Desk) -> str:
    return _("%(team)s, for %(name)s") % {"team": desk.team_name, "name": desk.manager_name} if desk.covered else desk.team_name
