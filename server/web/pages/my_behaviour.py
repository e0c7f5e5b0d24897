"""One behaviour of one's own: what is known and done of it, how that went week by week, and what helps."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec.structs import replace

from server import clock, html
from server.errors import NotFound
from server.gaps import queries as gaps
from server.gaps.priority import ENOUGH, Gap
from server.gaps.queries import Stand
from server.html import Page
from server.people.roles import Actor
from server.process.map import Behaviour
from server.web.frame.home import Next, next_for
from server.web.gaps import gap_lines
from server.web.gaps.gap_lines import Line
from server.web.gaps.leniency import as_looked_at
from server.web.gaps.next_step import Helping, Shelf, deals_for, helping
from server.web.gaps.reading import own_gaps
from server.web.gaps.series import Series, series


class MyBehaviourPage(Page, frozen=True):
    """One behaviour as the person themselves sees it. `knowing` and `doing` are None while too little is counted, which is below `enough`.

    `counts_only`: the policy leaves no estimate to be drawn.
    """

    template: ClassVar[str] = "web/my-behaviour.html"
    behaviour: Behaviour
    line: Line
    knowing: Series | None
    doing: Series | None
    helping: tuple[Helping, ...]
    deals: tuple[tuple[str, str], ...]
    """(id, name) of the reader's open deals that need it, the first to need it most."""
    waits: tuple[tuple[str, str, str], ...]
    """(id, name, the clauses that were missing there) of their open deals at which somebody looked, by name."""
    enough: int
    counts_only: bool
    next: Next
    looked_at: tuple[int, int] | None = None
    """Percent, from and to: what would be said of doing if nobody allowed for inspectors who are milder or stricter. None when it is the same."""


NOTHING: Mapping[UUID, Sequence[str]] = {}


class MyBehaviour(Controller):
    """One behaviour on one's own line."""

    path = "/my-line/{behaviour:str}"

    @get()
    async def read(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], behaviour: FromPath[str]
    ) -> Response[Any]:
        """The page. Always about the reader, whoever they are."""
        now = clock.now()
        found = await own_gaps(actor, now)
        gap = next((gap for gap in found[0] if gap.behaviour == behaviour), None) if found else None
        if found is None or gap is None:
            raise NotFound("There is no such behaviour.")
        knowing, doing = [await gaps.history(actor.id, behaviour, channel) for channel in ("know", "do")]
        missing = (await gaps.missing(actor.id, [behaviour], now)).get(behaviour, {}) if gap.lacks.of else {}
        shown = page(gap, found[1], (knowing, doing), missing, actor=actor, now=now)
        other = await as_looked_at(actor.id, [gap], now, counts_only=found[1].counts_only)
        return html.show(request, replace(shown, looked_at=other.get(behaviour)))


def page(
    gap: Gap,
    shelf: Shelf,
    histories: Sequence[Sequence[Stand]],
    missing: Mapping[UUID, Sequence[str]] = NOTHING,
    *,
    actor: Actor,
    now: datetime,
) -> MyBehaviourPage:
    """The page of this gap of the actor, with the weeks of knowing and of doing, and the clauses that were missing by deal."""
    line = gap_lines.line(gap, shelf, zone=actor.zone, now=now)
    knowing, doing = ((), ()) if shelf.counts_only else histories
    return MyBehaviourPage(
        behaviour=shelf.process.behaviour[gap.behaviour],
        line=line,
        knowing=series(knowing, gap.know, now),
        doing=series(doing, gap.do, now),
        helping=helping(gap.behaviour, shelf),
        deals=tuple(one for one in deals_for(gap.behaviour, shelf) if UUID(one[0]) not in missing),
        waits=tuple(_waits(gap.behaviour, shelf, missing)),
        enough=ENOUGH,
        counts_only=shelf.counts_only,
        next=line.next or next_for(actor),
    )


def _waits(behaviour: str, shelf: Shelf, missing: Mapping[UUID, Sequence[str]]) -> Iterator[tuple[str, str, str]]:
    clauses = shelf.process.behaviour[behaviour].clauses
    for deal in shelf.deals:
        words = [clause.text for clause in clauses if clause.id in missing.get(deal.id, ())]
        if words:
            yield str(deal.id), deal.name, "; ".join(words)
