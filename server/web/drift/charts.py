"""The signals of the leader's page: level and change as words, why, what to do next, and the drawing, from `server/drift/watch.py`."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from msgspec import Struct

from server.drift.chart import Step
from server.drift.points import Count
from server.drift.signals import Level, Recency, percent
from server.drift.signals import level as level_of
from server.drift.turns import Mark
from server.drift.watch import SHOWN, Signal
from server.html.filters import short_day
from server.process.map import Process
from server.sentences import gettext as _
from server.sentences import ngettext

T = TypeVar("T")

MOST: Final = 50
"""Lines of a kind on a page."""

FEW: Final = 12
"""Lines of a kind of which there are more than `MOST`, the worst."""

TOLD: Final = 3
"""Things said of a signal that stand below its drawing, the newest."""

END: Final = 1.02
"""Where a drawing ends, in its width from the first point to the last."""

ROOM: Final = 5
"""Percent left free above and below what is drawn."""


class Drawn(Struct, frozen=True):
    """A signal as `_macros/chart.html` draws it. `points` are (met, n), `limits` (low, high) in percent, `quarters` and `marks` (place, label)."""

    name: str
    scope: str
    points: tuple[tuple[int, int], ...]
    percents: tuple[float, ...]
    limits: tuple[tuple[float, float], ...]
    centre: int
    floor: int
    bottom: float
    top: float
    level: str
    change: str
    fine: bool
    quarters: tuple[tuple[int, str], ...]
    marks: tuple[tuple[float, str], ...] = ()


class Row(Struct, frozen=True):
    """One line: what was counted in four weeks, level and change, and where its cases stand. `drawn` is None below two points.

    `says` is `37%, under your floor of 60. Falling.`; `why` and `then` say what it rests on and what to do next, at `act`.
    `said` is what was said of it lately, and `back` that of today.
    """

    name: str
    scope: str
    reading: str
    met: int
    n: int
    floor: int
    words: str
    fine: bool
    outside: bool
    says: str
    why: str
    then: str
    act: str
    href: str
    delay: str
    drawn: Drawn | None
    newest: str = ""
    compared: str = ""
    said: tuple[str, ...] = ()
    back: UUID | None = None


class Recent(Struct, frozen=True):
    """S7 of the teams that somebody leads: `met` of `n` open deals with a cadence were looked at within it; they stand at `href`."""

    name: str
    reading: str
    met: int
    n: int
    floor: int
    level: str
    word: str
    href: str


def cut(lines: Sequence[T], most: int | None) -> tuple[Sequence[T], int]:
    """All of these where they are not too many, else the first few of them; and how many are left out."""
    shown = lines if most is None or len(lines) <= most else lines[:FEW]
    return shown, len(lines) - len(shown)


def recent(one: Recency) -> Recent:
    """The line of it."""
    return Recent(
        name=", ".join(one.teams),
        reading=_reading(one.count, ngettext("deal", "deals", one.count.n)),
        met=one.count.met,
        n=one.count.n,
        floor=round(one.floor),
        level=one.level,
        word=_level(one.level),
        href=f"/drift/managers/{one.manager}",
    )


def late(one: Recency) -> str:
    """`Looked at in time, Team South: 50%, under your floor of 80.`, of one that is low."""
    told = {"percent": percent(one.count, one.floor), "floor": round(one.floor)}
    return f"{_('Looked at in time')}, {', '.join(one.teams)}: {_('%(percent)d%%, under your floor of %(floor)d.') % told}"


def rows(signals: tuple[Signal, ...], process: Process, teams: Mapping[UUID, str]) -> tuple[Row, ...]:
    """The lines, in the order of the signals."""
    return tuple(row(one, process, teams) for one in signals)


def row(signal: Signal, process: Process, teams: Mapping[UUID, str]) -> Row:
    """One of them."""
    name, whose = title(signal, process), scope(signal, teams)
    return Row(
        name=name,
        scope=whose,
        reading=reading(signal),
        met=signal.count.met,
        n=signal.count.n,
        floor=round(signal.floor),
        words=words(signal),
        fine=signal.fine,
        outside=signal.outside,
        says=says(signal),
        why=why(signal),
        then=then(signal),
        act=act(signal),
        href=cases(signal),
        delay=delay(signal),
        newest=newest(signal),
        compared=compared(signal),
        drawn=drawn(signal, name, whose),
        said=tuple(map(said, signal.said[-TOLD:])),
        back=back(signal),
    )


def scope(signal: Signal, teams: Mapping[UUID, str]) -> str:
    """Whose it is."""
    return teams.get(signal.team, "") if signal.team else _("all teams")


def title(signal: Signal, process: Process) -> str:
    """What it is called."""
    if signal.kind == "stage":
        return _("Gates of %(stage)s") % {"stage": process.stage_title(signal.about)}
    if signal.about:
        return process.behaviour_title(signal.about)
    return {"accuracy": _("Stage accuracy"), "anchor": _("Coaching on the step"), "kept": _("Commitments kept")}[signal.kind]


def reading(signal: Signal) -> str:
    """`7 of 19 notes`."""
    n = signal.count.n
    unit = {"anchor": ngettext("note", "notes", n), "kept": ngettext("promise", "promises", n)}.get(
        signal.kind, ngettext("deal", "deals", n)
    )
    return _reading(signal.count, unit)


def _reading(count: Count, unit: str) -> str:
    return _("%(num)d of %(of)d %(unit)s") % {"num": count.met, "of": count.n, "unit": unit}


def level(signal: Signal) -> str:
    """The first of the two words."""
    return _level(signal.level)


def _level(level: Level) -> str:
    return {"low": _("Low"), "good": _("Good"), "few": _("Few")}[level]


def change(signal: Signal) -> str:
    """The second one."""
    return {"falling": _("Falling"), "rising": _("Rising"), "steady": _("Steady"), "learning": _("New")}[signal.change]


def words(signal: Signal) -> str:
    """Both of them, as a table has them."""
    return f"{level(signal)}, {change(signal).lower()}"


def says(signal: Signal) -> str:
    """`37%, under your floor of 60. Falling.`; below eight cases the counts."""
    if signal.percent is None:
        return f"{reading(signal)}. {change(signal)}."
    told = {"percent": signal.percent, "floor": round(signal.floor), "change": change(signal)}
    if signal.level == "low":
        return _("%(percent)d%%, under your floor of %(floor)d. %(change)s.") % told
    if told["percent"] == told["floor"]:
        return _("%(percent)d%%, at your floor. %(change)s.") % told
    return _("%(percent)d%%, over your floor of %(floor)d. %(change)s.") % told


def why(signal: Signal) -> str:
    """What the figure counts."""
    return {
        "accuracy": _("Verified deals whose claim is what the evidence reaches."),
        "anchor": _(
            "Notes whose writer tagged the step, alone or beside the number. You see the tag and the deal, not the note."
        ),
        "kept": _("Promises that were due and kept on time, with proof."),
        "always": _("Deals on which it was met when somebody asked."),
        "stage": _("Deals on which every gate that was asked for was met."),
        "behaviour": _("Deals on which it was met when somebody asked."),
    }[signal.kind]


def then(signal: Signal) -> str:
    """What to do next."""
    return {
        "accuracy": _("Go through the deals that are claimed further than shown."),
        "anchor": _("Ask in the next one-to-one which step is missing on one deal, before the number."),
        "kept": _("Look at what was promised and not kept, and promise less, sooner."),
        "always": _("Have it lead for four weeks."),
        "stage": _("Inspect one deal of this stage together."),
        "behaviour": _("Have it lead for four weeks."),
    }[signal.kind]


def delay(signal: Signal) -> str:
    """How long a fall takes to show at this volume; empty while the chart learns, and of what does not open."""
    weeks = signal.told.weeks if signal.told else None
    if weeks is None:
        return ""
    if not weeks:
        return _("A fall from 80 to 60 takes more than a year to show here.")
    return ngettext(
        "A fall from 80 to 60 takes about %(n)d week to show here.",
        "A fall from 80 to 60 takes about %(n)d weeks to show here.",
        weeks,
    ) % {"n": weeks}


def newest(signal: Signal) -> str:
    """Until when the chart goes, where its end lies on the other side of the floor than the level that is told; else empty."""
    point = signal.chart.steps[-1].point if signal.chart.steps else None
    if point is None or signal.level in {"few", level_of(Count(point.met, point.n), signal.floor)}:
        return ""
    words = {"met": point.met, "of": point.n, "day": short_day(point.last)}
    return _("The chart ends on %(day)s, with %(met)d of %(of)d; the level is of the last four weeks.") % words


def compared(signal: Signal) -> str:
    """`This quarter so far 12 of 20, in the same weeks of last quarter 15 of 18.`; empty where either has nothing."""
    both = signal.compared
    if both is None or not both.now.n or not both.before.n:
        return ""
    words = {"now": both.now.met, "of": both.now.n, "before": both.before.met, "all": both.before.n}
    return _("This quarter so far %(now)d of %(of)d, in the same weeks of last quarter %(before)d of %(all)d.") % words


def act(signal: Signal) -> str:
    """Where that begins."""
    if signal.kind == "accuracy":
        return f"/drift/deals?{urlencode({'in': 'any', 'state': 'overstated', **({'team': str(signal.team)} if signal.team else {})})}"
    return "#h-focus" if signal.kind in {"always", "behaviour"} else cases(signal)


def cases(signal: Signal) -> str:
    """The address of what was counted."""
    about = {"of": signal.kind, "about": signal.about, "team": str(signal.team or "")}
    return f"/drift/cases?{urlencode({name: value for name, value in about.items() if value})}"


def drawn(signal: Signal, name: str, scope: str) -> Drawn | None:
    """The newest twelve points between their limits."""
    steps = signal.chart.steps[-SHOWN:]
    if len(steps) < 2:
        return None
    points = tuple((step.point.met, step.point.n) for step in steps)
    percents = tuple(round(100 * met / n, 1) for met, n in points)
    # A limit takes time to find, and only what opens is drawn with it.
    edges = signal.told.edges if signal.told else (None,) * len(steps)
    limits = tuple((round(100 * (low or 0.0), 1), 100.0) for low in edges)
    design = steps[-1].design
    share = design.level if design else sum(met for met, _n in points) / sum(n for _met, n in points)
    centre = round(100 * share)
    return Drawn(
        name=name,
        scope=scope,
        points=points,
        percents=percents,
        limits=limits,
        centre=centre,
        floor=round(signal.floor),
        bottom=max(0.0, min(*percents, signal.floor, centre) - ROOM),
        top=min(100.0, max(*percents, signal.floor, centre) + ROOM),
        level=level(signal),
        change=change(signal),
        fine=signal.fine,
        quarters=tuple(
            (place, short_day(step.point.quarter_end)) for place, step in enumerate(steps) if step.point.quarter_end is not None
        ),
        marks=tuple((_place(one, steps), mark(one)) for one in signal.said if one.on >= steps[0].point.first),
    )


def back(signal: Signal) -> UUID | None:
    """What was said of it today, which may be taken back."""
    return next((one.id for one in signal.said if one.today), None)


def said(one: Mark) -> str:
    """`Acted Thu 12 Nov: two deals a week`."""
    words = {"day": short_day(one.on), "words": one.words}
    if one.did == "accepted":
        return _("Taken as the new level %(day)s: %(words)s") % words
    if one.id is None:
        return _("Put first %(day)s") % words
    return _("Acted %(day)s: %(words)s") % words if one.words else _("Acted %(day)s") % words


def mark(one: Mark) -> str:
    """The same in the drawing."""
    return (_("new level %(day)s") if one.did == "accepted" else _("acted %(day)s")) % {"day": short_day(one.on)}


def _place(one: Mark, steps: Sequence[Step]) -> float:
    """Before the first point that ends on that day or later, as the chart takes it, or behind the last, where the drawing ends."""
    behind = len(steps) - 1
    before = next((at - 0.5 for at, step in enumerate(steps) if one.on <= step.point.last), behind + 0.5)
    return min(max(before, 0.0), behind * END)
