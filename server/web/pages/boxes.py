"""The past of a deal that existed before it came here: gates as boxes, which its owner claims and somebody else confirms."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from server import clock, forms, html, ids
from server.deals import queries as deals
from server.deals.queries import Deal
from server.html import Page
from server.inspections import actions, queries, standard
from server.inspections.forms import BoxesForm
from server.inspections.standard import Asked
from server.lessons.queries import process_in_force
from server.people import actions as people_actions
from server.people import queries as people
from server.people.roles import Actor
from server.process.map import Behaviour


class BoxesPage(Page, frozen=True):
    """The gates as boxes, by stage. `own`: the reader owns the deal, so a tick is a claim; else it confirms. `claimed` are those the owner ticked."""

    template: ClassVar[str] = "inspections/boxes.html"
    deal: Deal
    own: bool
    owner: str
    stages: tuple[tuple[str, tuple[Behaviour, ...]], ...]
    claimed: frozenset[str]
    form: UUID
    now: datetime
    training: bool = False
    """The reader learns to inspect, so that their ticks confirm nothing yet."""


class Baseline(Controller):
    """The past of a deal that came with one."""

    path = "/deals/{deal:uuid}/baseline"

    @get()
    async def read(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], deal: FromPath[UUID]) -> Response[Any]:
        """The gates of the stages before the one with which it came that nobody has looked at."""
        now = clock.now()
        if again := await queries.kept_from(actor, deal, now):
            return html.redirect(f"/calibrations/{again}")
        found, process = await deals.deal(deal, actor, now), await process_in_force()
        came = process.now(deals.came_with(found, await deals.claims(deal)))
        asked = standard.past(process, found.motion, found.stage, came, await queries.standings(deal))
        await people_actions.looked(actor, found.owner, "deal", now)
        return html.show(request, await _page(actor, found, asked, now))

    @post()
    async def confirm(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], deal: FromPath[UUID]
    ) -> Response[Any]:
        """Keeps the ticks: a claim of the owner, or seen."""
        form = await forms.read(request, BoxesForm)
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        await actions.confirm_past(actor, entry, deal, form.gate)
        return html.redirect(f"/deals/{deal}")


async def _page(actor: Actor, deal: Deal, asked: Sequence[Asked], now: datetime) -> BoxesPage:
    process = await process_in_force()
    owner = await people.person(deal.owner)
    stages: dict[str, tuple[Behaviour, ...]] = {}
    for row in asked:
        behaviour = process.behaviour[row.behaviour]
        title = process.stage[behaviour.stage].title
        stages[title] = (*stages.get(title, ()), behaviour)
    return BoxesPage(
        deal=deal,
        own=deal.owner == actor.id,
        owner=owner.name if owner else "",
        stages=tuple(stages.items()),
        claimed=await _claimed(deal) if deal.owner != actor.id else frozenset(),
        form=ids.new(),
        now=now,
        training=deal.owner != actor.id and await people.in_training(actor.id),
    )


async def _claimed(deal: Deal) -> frozenset[str]:
    """The past gates that the owner ticked."""
    own = [one for one in await queries.sheets_of_deal(deal.id) if one.mode == "baseline" and one.by == deal.owner]
    rows = [row for one in own if (sheet := await queries.any_sheet(one.id)) for row in sheet.rows]
    return frozenset(row.behaviour for row in rows if row.hollow)


CONTROLLERS: tuple[type[Controller], ...] = (Baseline,)
