"""How managers inspect: for leaders all of them by name, for a manager their own page; and this month's second looks."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct
from msgspec.structs import replace

from server import clock, html, ids
from server.drift.quality import Agreed, Share
from server.drift.queries import details
from server.drift.queries import managers as managing
from server.drift.queries import quality as counting
from server.drift.queries.details import Closed, Label, Promise
from server.drift.queries.managers import Manager
from server.drift.queries.quality import Quality
from server.errors import NotFound, Refused
from server.html import Page
from server.inspections import queries as inspections
from server.inspections.queries import Calibration
from server.lessons import queries as lessons
from server.people import actions as people_actions
from server.people import queries as people
from server.people.roles import Actor
from server.process.map import Process
from server.sentences import gettext as _
from server.web.inspection import agreement
from server.web.inspection.agreement import Past

MOST: Final = 10
"""Managers on one page."""

LISTED: Final = 20
"""Deals that are named where something is missing; how many more there are is said."""


class Line(Struct, frozen=True):
    """One manager. `again` is this month's second look at a sheet of theirs; `form` draws one where there is none and may be one.

    `counts` is None before a policy lets a leader see numbers about a person.
    """

    manager: Manager
    counts: Quality | None
    again: Calibration | None
    form: UUID | None


class ManagersPage(Page, frozen=True):
    """Managers by name. `before` are those who do not manage any more; `plain`: a policy lets nothing but counts be told.

    `following` is the address of the next page, empty at the end.
    """

    template: ClassVar[str] = "drift/managers.html"
    lines: tuple[Line, ...]
    before: tuple[Line, ...]
    known: bool
    plain: bool
    now: datetime
    following: str = ""


class ManagerPage(Page, frozen=True):
    """One manager, with what each number counts. `own`: it is the reader. `compared` are the calibrations they sat in, newest first."""

    template: ClassVar[str] = "drift/manager.html"
    counts: Quality
    own: bool
    plain: bool
    now: datetime
    sheets: tuple[Closed, ...]
    labels: tuple[Label, ...]
    promises: tuple[Promise, ...]
    compared: tuple[Past, ...]
    listed: int = LISTED


class Managers(Controller):
    """How managers inspect."""

    path = "/drift/managers"

    @get()
    async def read(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """All of them, some at a time, for a leader. Each of them is told that it was opened."""
        now = clock.now()
        every = await managing.managers(now)
        start = _place(every, request.query_params.get("after", ""))
        shown = every[start : start + MOST]
        policy = await people.current_policy(now)
        plain = policy is not None and policy.counts_only
        found = await counting.qualities(shown, now) if policy else []
        counts = {one.manager.id: told(one, plain=plain) for one in found}
        again = await _again(now)
        lines = [Line(one, counts.get(one.id), again.get(one.id), _form(one, actor, again.get(one.id), now)) for one in shown]
        page = ManagersPage(
            lines=tuple(line for line in lines if line.manager.now),
            before=tuple(line for line in lines if not line.manager.now and line.counts),
            known=policy is not None,
            plain=plain,
            now=now,
            following=f"/drift/managers?after={shown[-1].id}" if start + MOST < len(every) else "",
        )
        if policy:
            await people_actions.looked_at_each(actor, await people.active([one.id for one in shown]), "managers", now)
        return html.show(request, page)

    @get("/{manager:uuid}")
    async def one(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], manager: FromPath[UUID]) -> Response[Any]:
        """One of them, for themselves and for leaders. Raises NotFound for anybody else, Refused while no policy is in force."""
        now = clock.now()
        own = manager == actor.id
        found = await managing.manager(manager, now) if own or actor.has("leader") else None
        process = (await lessons.current()).academy.process
        if found is None or process is None:
            raise NotFound("There is no such manager, or it is not yours to see.")
        policy = await people.current_policy(now)
        if policy is None and not own:
            raise Refused(_("Numbers about one person are shown once the policy is entered."), back="/drift/managers")
        plain = policy is not None and policy.counts_only
        (counted,) = await counting.qualities([found], now)
        page = await _page(told(counted, plain=plain), process, now, own=own, plain=plain)
        await people_actions.looked(actor, manager, "managers", now)
        return html.show(request, page)


def told(found: Quality, *, plain: bool) -> Quality:
    """The same without a share or a range where a policy lets nothing but counts be told, and then without how they agree, as in calibration."""
    if not plain:
        return found
    return replace(
        found,
        covered=found.covered.plain if found.covered else None,
        in_time=found.in_time.plain if found.in_time else None,
        agreed=Agreed(deals=0, conclusions=Share(), ticks=Share()),
        followed=found.followed.plain,
        anchored=found.anchored.plain,
        knowing=found.knowing.plain,
    )


async def _page(counts: Quality, process: Process, now: datetime, *, own: bool, plain: bool) -> ManagerPage:
    manager = counts.manager.id
    opened = [one for one in await inspections.opened(now) if manager in one.reveal.inspectors and len(one.reveal.inspectors) > 1]
    return ManagerPage(
        counts=counts,
        own=own,
        plain=plain,
        now=now,
        sheets=tuple(await details.closed(manager, now)),
        labels=tuple(await details.labels(manager, now)),
        promises=tuple(await details.promises(counts.missed)),
        compared=() if plain else tuple(agreement.past(one, process) for one in opened[:LISTED]),
    )


async def _again(now: datetime) -> Mapping[UUID, Calibration]:
    """By manager, the second look of this month; the newest where the time of one ran out."""
    month = await inspections.second_looks(now.replace(day=1, hour=0, minute=0, second=0, microsecond=0))
    return {seat.inspector: one for one in reversed(month) if (seat := one.looked_at)}


def _form(one: Manager, actor: Actor, again: Calibration | None, now: datetime) -> UUID | None:
    """The id of the form that draws one; None where this month has one, for oneself, and for who learns or does not manage any more."""
    taken = again is not None and (again.complete or again.is_open(now))
    return None if taken or one.id == actor.id or one.training or not one.now else ids.new()


def _place(every: Sequence[Manager], after: str) -> int:
    return next((place + 1 for place, one in enumerate(every) if str(one.id) == after), 0)
