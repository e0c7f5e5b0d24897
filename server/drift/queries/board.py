"""Everything that the leader's page counts, read at once and kept for a minute: it hardly changes, and who leads opens it again and again."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID
from weakref import WeakKeyDictionary

from msgspec import Struct

from server.db import current
from server.db.engine import Engine
from server.deals import queries as deals
from server.drift import forecast, results, signals, watch
from server.drift.focus import Moved, moved
from server.drift.forecast import Gate, Held, Line
from server.drift.knowing import Knowing
from server.drift.points import SPAN, quarter_began
from server.drift.queries import forecast as forecasts
from server.drift.queries import judged, silent, skips, turns
from server.drift.queries import results as endings
from server.drift.queries.forecast import Behind, Scope
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
from server.lessons import queries as lessons
from server.lessons.compiler.floors import floor
from server.lessons.compiler.model import Rules
from server.people import queries as people
from server.people.queries import Team
from server.process.map import Process

KEPT: Final = timedelta(seconds=60)
"""How long a board holds. It says when it was counted."""

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
    `knowing` what large teams know and do not do, `agreed` is how the sheets of all calibrations go together, and `recency` whose deals are looked at
    in time, the worst first.
    """

    at: datetime
    as_of: datetime | None
    quarter_end: date
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
    recency: tuple[Recency, ...] = ()


async def board(now: datetime) -> Board | None:
    """What was counted in the last minute, or is counted now; None without a process.

    It is for leaders: whoever asks has made sure that the reader is one.
    """
    process = (await lessons.current()).academy.process
    if process is None:
        return None
    kept = _kept.get(current())
    if kept is not None and kept[0] is process and timedelta(0) <= now - kept[1].at < KEPT:
        return kept[1]
    found = await count(process, (await lessons.current()).academy.rules, now)
    _kept[current()] = process, found
    return found


def forget() -> None:
    """Counts anew at the next call."""
    _kept.pop(current(), None)


async def count(process: Process, rules: Rules, now: datetime) -> Board:
    """All of it, in a number of statements that does not grow with people or deals."""
    held = await forecasts.held()
    stages = forecast.late(process, cadence.read(rules.cadences))
    ahead = forecast.within(held, stages)
    left = await endings.left(process, now - YEAR)
    focus = await inspections.last_focus()
    teams = await people.teams()
    names = {team.id: team.name for team in teams}
    return Board(
        at=now,
        as_of=await deals.as_of(now),
        quarter_end=quarter_end(now.date(), rules.fiscal_year_start),
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
        moved=await _moved(process, focus),
        signals=await _signals(process, rules, teams, now),
        skipped=tuple(await skips.skipped(process, now - YEAR)),
        agreed=_agreed(await inspections.opened(now)),
        recency=await _recency(floor(rules, "inspection_recency"), now),
        knowing=tuple(one for one in await of_large_teams(now) if one.behaviour in process.behaviour)[:NAMED],
    )


def quarter_end(today: date, fiscal: str) -> date:
    """The last day of the fiscal quarter that holds this day."""
    began = quarter_began(today, fiscal)
    days = (began + timedelta(days=n) for n in range(80, 100))
    return next(day for day in days if quarter_began(day, fiscal) > began) - timedelta(days=1)


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


async def _signals(process: Process, rules: Rules, teams: Sequence[Team], now: datetime) -> tuple[Signal, ...]:
    """The charts of a year. They are worked out beside the event loop: their limits take a second the first time."""
    since = now - YEAR
    sources = Sources(
        accuracy=await judged.accuracy(since),
        anchor=await judged.anchor(since),
        kept=await judged.kept(since, now),
        answers=await judged.answers([one.id for one in process.behaviours], since),
    )
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


async def _moved(process: Process, focus: Focus | None) -> Moved | None:
    if focus is None or focus.led_at is None or focus.leads not in process.behaviour:
        return None
    return moved(focus.leads, focus.led_at, await judged.answers([focus.leads], focus.led_at - SPAN))


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


_kept: WeakKeyDictionary[Engine, tuple[Process, Board]] = WeakKeyDictionary()
