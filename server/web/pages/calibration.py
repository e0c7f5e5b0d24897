"""Calibration: what waits for a sheet this month, what was agreed before, and which words need mending."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import field

from server import clock, forms, html, ids
from server.errors import Invalid
from server.html import Page
from server.inspections import actions, queries
from server.inspections.calibration import TARGET, Concord
from server.inspections.queries import Calibration, Candidate, Trainee
from server.inspections.wording import SEVERAL, Wording
from server.lessons.queries import process_in_force
from server.people import queries as people
from server.people.roles import Actor
from server.process.map import Process
from server.web.inspection import agreement
from server.web.inspection.agreement import Alpha, Past
from server.web.inspection.forms import AgainForm, CalibrateForm, KeyForm


class CalibrationsPage(Page, frozen=True):
    """`waiting` are those whose sheets are closed to each other; `past` those that lie open, newest first. `month` says whether it has its deal.

    `own` and `whole` count pairs of sheets and ticks, of the reader and of everybody. `words` are clauses that were compared, with their texts;
    `each`, `alpha`, `again`, the second looks of this month, `learning` and `finished` are for leaders.
    """

    template: ClassVar[str] = "calibration/index.html"
    now: datetime
    reader: UUID
    leads: bool
    training: bool
    month: bool
    waiting: tuple[Calibration, ...]
    past: tuple[Past, ...]
    candidates: tuple[Candidate, ...]
    others: tuple[tuple[str, str], ...]
    own: Concord
    whole: Concord
    words: tuple[tuple[Wording, str, str], ...]
    keys: tuple[Calibration, ...]
    each: tuple[tuple[str, Concord], ...]
    alpha: Alpha | None
    again: tuple[Calibration, ...]
    learning: tuple[tuple[Trainee, int, int, int, bool, UUID], ...]
    finished: tuple[Candidate, ...]
    form: UUID
    key_form: UUID
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def target(self) -> int:
        """Percent of pairs of sheets that should reach the same conclusion."""
        return round(100 * TARGET)


class Calibrations(Controller):
    """The place of calibration, and beginning one."""

    path = "/calibration"

    @get()
    async def read(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """The page."""
        return html.show(request, await _page(actor, clock.now()))

    @post()
    async def begin(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Asks all managers, or one other, to look at a deal."""
        now = clock.now()
        try:
            form = await forms.read(request, CalibrateForm)
            entry = await forms.entry(request, actor=actor.id, at=now)
        except Invalid as invalid:
            return html.show(request, await _page(actor, now, invalid), status=422)
        calibration = await actions.begin_calibration(actor, entry, form.deal, other=form.other)
        return html.redirect(f"/calibrations/{calibration}")


class SecondLooks(Controller):
    """A sheet of a manager that a leader looks at once more."""

    path = "/calibration/second-looks"

    @post()
    async def begin(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Draws it, freezes what the manager had in front of them, and leads to the leader's own sheet."""
        form = await forms.read(request, AgainForm)
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        calibration = await actions.look_again(actor, entry, form.manager)
        return html.redirect(f"/calibrations/{calibration}")


class Keys(Controller):
    """Answer-key deals."""

    path = "/calibration/keys"

    @post()
    async def freeze(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Freezes a finished deal, whose answers are agreed next."""
        form = await forms.read(request, KeyForm)
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        return html.redirect(f"/calibrations/{await actions.freeze_key(actor, entry, form.deal)}")


class TrainingEnding(Controller):
    """The end of somebody's training."""

    path = "/calibration/training/{person:uuid}/ending"

    @post()
    async def end(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], person: FromPath[UUID]) -> Response[Any]:
        """From now on their inspections count."""
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        await actions.let_count(actor, entry, person)
        return html.redirect("/calibration#learning")


async def _page(actor: Actor, now: datetime, invalid: Invalid | None = None) -> CalibrationsPage:
    process = await process_in_force()
    leads = actor.has("leader")
    mine = await (queries.last_calibrations() if leads else queries.calibrations_of(actor.id))
    every = await queries.opened(now)
    month = actions.month_of(now)
    training = await people.in_training(actor.id)
    opened_ids = {one.id for one in mine}
    managers = [one for one in await people.holding("manager") if one.id != actor.id]
    owners = None if leads else [one.id for one in await people.team_of(actor, now)]
    return CalibrationsPage(
        now=now,
        reader=actor.id,
        leads=leads,
        training=training,
        month=any(one.how == "all" and actions.month_of(one.at) == month for one in mine),
        waiting=tuple(one for one in mine if one.is_open(now) and one.person != actor.id),
        past=tuple(agreement.past(one, process) for one in every if one.calibration.id in opened_ids),
        candidates=tuple(await queries.candidates(owners, now, month)),
        others=tuple((str(one.id), one.name) for one in managers),
        own=agreement.of(every, actor.id),
        whole=agreement.whole(every),
        words=_words(queries.words_of(every, process, await queries.every_spell()), process),
        keys=tuple(await queries.keys()) if leads or training else (),
        form=ids.new(),
        key_form=ids.new(),
        typed=forms.typed(invalid),
        errors=invalid.fields if invalid else {},
        **await _for_leaders(actor, now, month, every),
    )


async def _for_leaders(actor: Actor, now: datetime, month: str, every: list[queries.Opened]) -> dict[str, Any]:
    if not actor.has("leader"):
        return {"each": (), "alpha": None, "again": (), "learning": (), "finished": ()}
    learning = [(one, await queries.training_of(one.id)) for one in await queries.trainees() if one.id != actor.id]
    policy = await people.current_policy(now)
    return {
        "each": agreement.each(every) if policy and not policy.counts_only else (),
        # For its interval all deals are drawn hundreds of times.
        "alpha": await asyncio.to_thread(agreement.alpha, every, month),
        "again": tuple(await queries.second_looks(now.replace(day=1, hour=0, minute=0, second=0, microsecond=0))),
        "learning": tuple((one, found.done, found.same, found.open, found.ready, ids.new()) for one, found in learning),
        "finished": tuple(await queries.finished()),
    }


def _words(found: list[Wording], process: Process) -> tuple[tuple[Wording, str, str], ...]:
    """The clauses that are flagged, or were reworded, or that were read differently on several deals: with title and words."""
    told = [one for one in found if one.flagged or one.before or (one.now.deals >= SEVERAL and one.now.alike < one.now.pairs)]
    return tuple(
        (one, process.behaviour[one.behaviour].title, clause.text)
        for one in told
        for clause in process.behaviour[one.behaviour].clauses
        if clause.id == one.clause
    )


CONTROLLERS: tuple[type[Controller], ...] = (Calibrations, SecondLooks, Keys, TrainingEnding)
