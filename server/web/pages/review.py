"""The pipeline review: one line a deal, ninety seconds each, at most one commitment, and the next deal."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from msgspec import Struct, field

from server import clock, forms, html, ids
from server.commitments import actions as committing
from server.commitments import queries as commitments
from server.commitments.actions import Promise
from server.commitments.due import evening
from server.commitments.queries import Commitment
from server.deals import queries as deals
from server.errors import Invalid, NotFound, Refused
from server.html import Page
from server.inspections import cadence
from server.inspections import queries as inspections
from server.inspections.actions import not_before_their_own
from server.lessons import queries as lessons
from server.people import actions as people_actions
from server.people import queries as people
from server.people.roles import Actor
from server.process.map import Behaviour, Process
from server.web.forms import ReviewForm, review_faults
from server.web.pipeline import portions, review
from server.web.pipeline.review import SECONDS, Reviewed, Scope
from server.zones import local_day


class ReviewPage(Page, frozen=True):
    """The review. `lines` are the deals whose turn it is, `early` those of which only a sample is inspected, `at` the one that is spoken of, and
    `shown` the fifty lines among which it stands, from line `first` on.

    `may_agree`: whether the reader manages whose deal it is. `promised` stands already on it. `claimed` are the sums by currency. `presenting`
    hides who the deals are of. `address` is the page with its scope, for links; `done`: every deal was gone through.
    """

    template: ClassVar[str] = "web/review.html"
    scope: Scope
    scopes: tuple[Scope, ...]
    lines: tuple[Reviewed, ...]
    early: tuple[Reviewed, ...]
    shown: tuple[Reviewed, ...]
    first: int
    at: Reviewed | None
    place: int
    following: Reviewed | None
    may_agree: bool
    promised: Commitment | None
    claimed: tuple[tuple[int, str], ...]
    seconds: int
    as_of: datetime | None
    presenting: bool
    done: bool
    leads: bool
    """The reader is a leader, who chooses the focus."""
    leading: str
    """What the behaviour that comes first everywhere is called, empty for none."""
    waiting: int
    """How many of the lines wait for it; they stand first."""
    kept: bool
    """The reader still looks at deals a second time, which are left out."""
    form: UUID
    begin: UUID
    typed: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)

    def address(self, **more: str) -> str:
        """The page with its scope, and with more of a query."""
        return _address(self.scope.key, presenting=self.presenting, **more)


class Asked(Struct, frozen=True):
    """What an address asks for: `of` whom, which `deal` is spoken of (its turn unless given), and what `ReviewPage` says of `presenting`, `done`."""

    of: str = ""
    deal: str = ""
    presenting: bool = False
    done: bool = False


class Walk(Struct, frozen=True, kw_only=True):
    """What a review walks through: the lines `found` in one of the reader's `scopes`, and by deal the promise that stands already.

    `managed` are the people whom the reader manages, `leading` is the behaviour that comes first everywhere; `leads` and `kept` are those of
    `ReviewPage`.
    """

    scope: Scope
    scopes: tuple[Scope, ...]
    found: tuple[Reviewed, ...]
    promised: Mapping[UUID, Commitment]
    managed: Collection[UUID]
    as_of: datetime | None
    leads: bool = False
    leading: Behaviour | None = None
    kept: bool = False


LINES = 50
"""Lines that a page holds."""

LATER = timedelta(days=7)
"""How far ahead the day of a commitment is proposed."""


class Review(Controller):
    """The page, and going on to the next deal."""

    path = "/review"

    @get()
    async def show(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """The deals of a rep, a team or the commit list. Everybody whose deals stand there is told that it was opened."""
        query = request.query_params
        asked = Asked(query.get("of", ""), query.get("deal", ""), presenting="present" in query, done="done" in query)
        return html.show(request, await _page(actor, asked))

    @post()
    async def go_on(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Keeps the commitment, if one was typed, and leads to the next deal, or to the end."""
        now, refusing = clock.now(), "words"
        try:
            form = await forms.read(request, ReviewForm, checks=review_faults)
            if form.words.strip():
                entry = await forms.entry(request, actor=actor.id, at=now)
                made, person = await _promise(actor, form, now)
                refusing = "by" if made.due <= now else refusing
                await committing.agree(actor, entry, made, person=person)
        except Refused as refused:
            return await _again(request, actor, Invalid({refusing: str(refused)}, await forms.everything(request)))
        except Invalid as invalid:
            return await _again(request, actor, invalid)
        more = {"deal": str(form.following)} if form.following else {"done": "1"}
        return html.redirect(_address(form.of, presenting=bool(form.present), **more))


async def _again(request: Request[Any, Any, Any], actor: Actor, invalid: Invalid) -> Response[Any]:
    typed = forms.typed(invalid)
    asked = Asked(typed.get("of", ""), typed.get("deal", ""), presenting=bool(typed.get("present")))
    return html.show(request, await _page(actor, asked, invalid), status=422)


async def _page(actor: Actor, asked: Asked, invalid: Invalid | None = None) -> ReviewPage:
    now = clock.now()
    portion = await portions.portion(actor, asked.of, now)
    persons, managed = portion.persons, await people.managed_by(actor, now)
    academy = (await lessons.current()).academy
    said = cadence.read(academy.rules.cadences)
    kept = await inspections.kept(actor, now)
    lines = await inspections.pipeline(persons, now, kept)
    scopes = review.scopes(persons, forecast=any(review.is_forecast(line, said) for line in lines), parts=portion.parts)
    of = next((one for one in scopes if one.key == asked.of), scopes[0])
    chosen = review.chosen(lines, persons, of, said)
    promised = await _promised([person.id for person in persons])
    focus = await inspections.last_focus()
    leading = academy.process.behaviour.get(focus.leads) if academy.process and focus else None
    found = (
        review.reviewed(chosen, promised, academy.process, said, now=now, leads=leading.id if leading else "")
        if academy.process
        else ()
    )
    shown = {line.deal.owner for line in chosen}
    await people_actions.looked_at_each(actor, [person for person in persons if person.id in shown], "review", now)
    walk = Walk(
        scope=of,
        scopes=scopes,
        found=found,
        promised=promised,
        managed=managed,
        as_of=await deals.as_of(now),
        leads=actor.has("leader"),
        leading=leading,
        kept=bool(kept),
    )
    return page(walk, asked, local_day(now, actor.zone) + LATER, invalid)


def page(walk: Walk, asked: Asked, by: date, invalid: Invalid | None = None) -> ReviewPage:
    """The page of a walk; a commitment is proposed for the day `by`. A rep's review goes through their early deals, too; else they stand below."""
    found, leading = walk.found, walk.leading
    lines = found if walk.scope.rep else tuple(one for one in found if not one.early)
    at = next((one for one in found if str(one.deal) == asked.deal), None) or (None if asked.done else next(iter(lines), None))
    place = lines.index(at) if at in lines else -1
    first = LINES * (max(place, 0) // LINES)
    return ReviewPage(
        scope=walk.scope,
        scopes=walk.scopes,
        lines=lines,
        early=() if walk.scope.rep else tuple(one for one in found if one.early),
        shown=lines[first : first + LINES],
        first=first + 1,
        at=at,
        place=place + 1,
        following=lines[place + 1] if 0 <= place < len(lines) - 1 else None,
        may_agree=at is not None and at.owner in walk.managed,
        promised=walk.promised.get(at.deal) if at else None,
        claimed=_claimed(lines),
        seconds=SECONDS * len(lines),
        as_of=walk.as_of,
        presenting=asked.presenting,
        done=asked.done,
        leads=walk.leads,
        leading=leading.title if leading else "",
        waiting=sum(not review.waits_not(one, leading.id) for one in lines) if leading else 0,
        kept=walk.kept,
        form=ids.new(),
        begin=ids.new(),
        typed={"by": by.isoformat(), **forms.typed(invalid)},
        errors=invalid.fields if invalid else {},
    )


def _claimed(lines: Sequence[Reviewed]) -> tuple[tuple[int, str], ...]:
    """What these are worth together, currency by currency."""
    sums: dict[str, int] = {}
    for one in lines:
        if one.amount is not None:
            sums[one.currency] = sums.get(one.currency, 0) + one.amount
    return tuple((amount, currency) for currency, amount in sorted(sums.items()))


async def _promised(persons: Sequence[UUID]) -> Mapping[UUID, Commitment]:
    """By deal, the open promise that is due first."""
    found: dict[UUID, Commitment] = {}
    for each in (await commitments.open_of_each(persons)).values():
        for one in each:
            found.setdefault(one.deal, one)
    return found


async def _promise(actor: Actor, form: ReviewForm, now: datetime) -> tuple[Promise, UUID]:
    deal = await deals.deal(form.deal, actor, now)
    await not_before_their_own(actor, deal.id, now)
    owner = await people.person(deal.owner)
    process: Process | None = (await lessons.current()).academy.process
    if owner is None or process is None or form.by is None:
        raise NotFound("There is no such deal, or it is not yours to speak of.")
    wanted = review.wanted(process, deal.motion, deal.stage, (await inspections.concluded([deal.id])).get(deal.id))
    made = Promise(
        deal=deal.id,
        words=form.words,
        due=evening(form.by, owner.zone),
        proof=wanted.artifact if wanted else "",
        ask=wanted.coach if wanted else "",
        behaviours=(wanted.id,) if wanted else (),
        process=process.id,
        process_version=process.version,
    )
    return made, owner.id


def _address(key: str, *, presenting: bool, **more: str) -> str:
    query = {**({"of": key} if key else {}), **({"present": "1"} if presenting else {}), **more}
    return f"/review?{urlencode(query)}" if query else "/review"
