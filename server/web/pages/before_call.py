"""Before a call on a deal, sixty seconds: one behaviour, what of it is still open, one question, and what to bring."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from server import clock, html
from server.deals import queries
from server.deals.queries import Deal
from server.html import Page
from server.inspections import queries as inspections
from server.inspections.queries import Call
from server.lessons import queries as lessons
from server.people import actions as people_actions
from server.people import queries as people
from server.people.roles import Actor
from server.web.deal.before_call import Before, before, call_on, gates_ahead
from server.web.deal.standing import stands
from server.zones import local_day


class BeforeCallPage(Page, frozen=True):
    """One minute about a deal, for its owner and in the same words for who manages them. `owner` is their name, for the others.

    `before` is None where nothing can be said; then `proven` tells whether nothing is left to prove. `artifact` is what to bring: its address, empty
    without a page of it, and its title.
    """

    template: ClassVar[str] = "web/before-call.html"
    deal: Deal
    owner: str
    call: Call | None
    today: date
    before: Before | None
    proven: bool
    stage: str
    artifact: tuple[str, str]


class BeforeCall(Controller):
    """What to know before a call on one deal."""

    path = "/deals/{deal:uuid}/before-a-call"

    @get()
    async def read(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], deal: FromPath[UUID]) -> Response[Any]:
        """The page. The owner is told that somebody else opened the deal. Who still looks at it a second time is sent there."""
        now = clock.now()
        if again := await inspections.kept_from(actor, deal, now):
            return html.redirect(f"/calibrations/{again}")
        page = await _page(actor, await queries.deal(deal, actor, now), now)
        await people_actions.looked(actor, page.deal.owner, "deal", now)
        return html.show(request, page)


async def _page(actor: Actor, deal: Deal, now: datetime) -> BeforeCallPage:
    edition = await lessons.current()
    process = edition.academy.process
    standing = await stands(deal, await queries.claims(deal.id), process, now) if process else None
    next_ = before(deal, standing, gates_ahead(deal, process))
    today = local_day(now, actor.zone)
    steps = (await queries.next_steps([deal.id], today)).get(deal.id, ()) if deal.source else ()
    owner = None if deal.owner == actor.id else await people.person(deal.owner)
    artifact = edition.artifacts.get(next_.behaviour.artifact) if next_ else None
    return BeforeCallPage(
        deal=deal,
        owner=owner.name if owner else "",
        call=call_on(deal, standing, steps, today),
        today=today,
        before=next_,
        proven=standing is not None and standing.said is not None and standing.missing is None,
        stage=process.stage_title(deal.stage) if process else deal.stage,
        artifact=(f"/process/templates/{artifact.id}" if artifact else "", _called(artifact.title if artifact else "", next_)),
    )


def _called(title: str, next_: Before | None) -> str:
    return title or (next_.behaviour.artifact.replace("-", " ") if next_ else "")
