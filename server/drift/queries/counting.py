"""Everything that the leader's page counts, read from the company in a number of statements that does not grow with people or deals."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from msgspec import Struct

from server.db import scanning
from server.deals import queries as deals
from server.drift import forecast, results, signals, watch
from server.drift.focus import Moved, moved
from server.drift.footing import Footing, footing
from server.drift.forecast import Gate, Held, Line
from server.drift.knowing import Knowing
from server.drift.points import SPAN
from server.drift.queries import footing as footings
from server.drift.queries import forecast as forecasts
from server.drift.queries import judged, silent, skips, turns
from server.drift.queries import results as endings
from server.drift.queries.forecast import Behind, Scope
from server.drift.queries.judged import Stretch
from server.drift.queries.knowing import of_large_teams
from server.drift.queries.quality import recency
from server.drift.queries.skips import Skipped
from server.drift.results import Result
from server.drift.signals import Recency, in_use
from server.drift.watch import Calendar, Signal, Sources
from server.inspections import cadence
from server.inspections import queries as inspections
from server.inspections.calibration import Concord
from server.inspections.queries import Focus, Opened
from server.lessons.compiler.floors import floor
from server.lessons.compiler.model import Rules
from server.people import queries as people
from server.people.queries import Team
from server.process.map import Process

YEAR: Final = timedelta(days=365)
"""How far back results go, and the last look at a behaviour."""

NAMED: Final = 8
"""Overstated deals that stand on the page; the rest is one link away."""


class Silent(Struct, frozen=True):
    """A behaviour in use that nobody was asked for in so many days; `last` is the sheet that asked, None if none did in a year."""

    behaviour: str
    days: int | None
    last: UUID | None


class Board(Struct, frozen=True, kw_only=True):
    """The page as counts, as of `at`. `stages` are those that a forecast is made of.

    `lines` is what is claimed there by currency, `teams` the same by team and `categories` by category, of deals in any stage, empty where nobody
    said one. `over` are the largest overstated deals and `gates` what they wait for. `idle` are the gates that separate nothing. `silent` is None
    while nobody has inspected for as long as silence takes. `moved` is the focus of the company, None without one.
    `signals` stand worst first, `skipped` are the stages that a team leaves out,
    `knowing` what large teams know and do not do, `agreed` is how the sheets of all calibrations go together,
    `footing` what the numbers rest on, None before anything was asked, and `recency` whose deals are looked at
    in time, the worst first.
    Of a large company `edition` names the table of all signals, the first of which are here; the others stand `after` a place of it, and of this
    `rest`, `rest_outside` are low or falling.
    """

    at: datetime
    as_of: datetime | None
    fiscal: str
    """The month and day on which the fiscal year begins."""
    names: Mapping[UUID, str]
    stages: tuple[str, ...]
    lines: tuple[Line, ...]
    teams: tuple[tuple[UUID | None, tuple[Line, ...]], ...]
    categories: tuple[tuple[str, tuple[Line, ...]], ...]
    over: tuple[Behind, ...]
    gates: tuple[Gate, ...]
    results: tuple[Result, ...]
    idle: tuple[Result, ...]
    silent: tuple[Silent, ...] | None
    moved: Moved | None = None
    signals: tuple[Signal, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    knowing: tuple[Knowing, ...] = ()
    agreed: Concord | None = None
    footing: Footing | None = None
    recency: tuple[Recency, ...] = ()
    edition: UUID | None = None
    after: str = ""
    rest: int = 0
    rest_outside: int = 0

    @property
    def every(self) -> int:
        """How many signals there are."""
        return len(self.signals) + self.rest

    @property
    def outside(self) -> int:
        """How many of them are low or falling."""
        return sum(one.outside for one in self.signals) + self.rest_outside


async def count(process: Process, rules: Rules, now: datetime, pieces: int = 1) -> Board:
    """All of it. `pieces`: in how many parts the year is read, so that not all rows of a large company are in memory at once."""
    with scanning():
        return await _count(process, rules, now, pieces)


async def _count(process: Process, rules: Rules, now: datetime, pieces: int) -> Board:
    held = await forecasts.held()
    stages = forecast.late(process, cadence.read(rules.cadences))
    ahead = forecast.within(held, stages)
    left = await endings.left(process, now - YEAR, now)
    focus = await inspections.last_focus()
    teams = await people.teams()
    names = {team.id: team.name for team in teams}
    return Board(
        at=now,
        as_of=await deals.as_of(now),
        fiscal=rules.fiscal_year_start,
        names=names,
        stages=stages,
        lines=forecast.lines(process, ahead, rules.currency),
        teams=forecast.by(process, ahead, rules.currency, forecast.of_team, lambda team: names.get(team, "~") if team else "~~"),
        categories=_categories(process, held, rules.currency),
        over=tuple(await forecasts.behind(process, Scope(stages=stages, state="overstated"), most=NAMED)),
        gates=forecast.waiting(process, ahead),
        results=results.by_stage(process, left),
        idle=results.idle(results.by_gate(process, left)),
        silent=await _silent(process, rules, held, focus, now),
        moved=await before_and_since(process, focus, now),
        signals=await _signals(process, rules, teams, now, pieces),
        skipped=tuple(await skips.skipped(process, now - YEAR)),
        agreed=_agreed(await inspections.opened(now)),
        footing=footing(await footings.asked(now), floor=floor(rules, "evidence_ratio"), limit=floor(rules, "not_applicable")),
        recency=await _recency(floor(rules, "inspection_recency"), now),
        knowing=tuple(one for one in await of_large_teams(now) if one.behaviour in process.behaviour)[:NAMED],
    )


def _categories(process: Process, held: Sequence[Held], currency: str) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    if not any(one.category for one in held):
        return ()
    return forecast.by(process, held, currency, forecast.of_category, forecast.CATEGORIES.index)


def _agreed(every: Sequence[Opened]) -> Concord | None:
    """All inspectors, every pair once; None before two sheets lie side by side."""
    same = [one.reveal.same_pairs for one in every]
    found = Concord(
        deals=sum(bool(one.reveal.pairs) for one in every),
        alike=sum(one.reveal.alike for one in every),
        pairs=sum(one.reveal.pairs for one in every),
        same=sum(alike for alike, _pairs in same),
        sheets=sum(pairs for _alike, pairs in same),
    )
    return found if found.pairs else None


async def _signals(process: Process, rules: Rules, teams: Sequence[Team], now: datetime, pieces: int) -> tuple[Signal, ...]:
    """The charts of a year. They are worked out beside the event loop: their limits take a second the first time."""
    since, behaviours = now - YEAR, [one.id for one in process.behaviours]
    sources, part = Sources(accuracy=[], anchor=[], kept=[], answers=[]), YEAR / pieces
    for piece in range(pieces):
        span = Stretch(since + piece * part, since + (piece + 1) * part)
        sources.accuracy.extend(await judged.accuracy(span))
        sources.anchor.extend(await judged.anchor(span))
        sources.kept.extend(await judged.kept(span, now))
        sources.answers.extend(await judged.answers(behaviours, span))
    calendar = Calendar(now=now, zones={team.id: team.zone for team in teams}, fiscal=rules.fiscal_year_start)
    return await asyncio.to_thread(watch.signals, process, sources, partial(floor, rules), calendar, await turns.said(since))


async def _recency(floor: float, now: datetime) -> tuple[Recency, ...]:
    """Nothing before a policy is in force: it is by who leads, and so a number about one person."""
    if await people.current_policy(now) is None:
        return ()
    found = (
        Recency(manager=one.id, teams=tuple(dict.fromkeys(held.name for held in one.now)), count=count, floor=floor)
        for one, count in await recency(now)
        if count.n
    )
    return tuple(
        sorted(found, key=lambda one: (*signals.severity(one.level, None, one.count, floor), one.teams, str(one.manager)))
    )


async def before_and_since(process: Process, focus: Focus | None, now: datetime) -> Moved | None:
    """What came of the focus of the company so far; None without one."""
    if focus is None or focus.led_at is None or focus.leads not in process.behaviour:
        return None
    return moved(focus.leads, focus.led_at, await judged.answers([focus.leads], Stretch(focus.led_at - SPAN, now)))


async def _silent(
    process: Process, rules: Rules, held: Sequence[Held], focus: Focus | None, now: datetime
) -> tuple[Silent, ...] | None:
    days = floor(rules, "silent_days")
    asked = await silent.asked(now - YEAR)
    used = in_use(process, (one.stage for one in held), focus.behaviours if focus and focus.stage else None)
    found = signals.silent(used, {one: last.at for one, last in asked.items()}, await silent.began(), now, days)
    if found is None:
        return None
    quiet = (
        Silent(one.behaviour, one.days, asked[one.behaviour].inspection if one.behaviour in asked else None)
        for one in found.quiet
    )
    return tuple(sorted(quiet, key=lambda one: -(one.days or YEAR.days)))
