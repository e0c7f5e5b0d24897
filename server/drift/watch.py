"""The signals of every team and of the company: level and change of each, the worst first. Pure.

What is charted for whom: stage accuracy, the anchor of coaching, promises kept, what is always on and the gates of each stage by team; every other
behaviour for the company as a whole, because one team asks too seldom.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from server.drift import signals as rules
from server.drift.chart import YEARLY, Change, Chart, Prior, allowed, chart, edge, prior
from server.drift.delay import delay
from server.drift.points import Compared, Count, Judged, Series, compared, lately, points
from server.drift.signals import Level
from server.drift.turns import Mark, Said, marks
from server.process.map import Process

Kind = Literal["accuracy", "anchor", "kept", "always", "stage", "behaviour"]

FLOORS: Final[Mapping[Kind, str]] = {
    "accuracy": "stage_accuracy",
    "anchor": "coaching_anchor",
    "kept": "commitments_kept",
    "always": "behaviour_met",
    "stage": "behaviour_met",
    "behaviour": "behaviour_met",
}
"""Under which name the academy sets the floor of each."""


Key = tuple[Kind, str, UUID | None]
"""Its kind, what it is about, and its team."""

UNKNOWN: Final = Prior(0.5, 1.0)

SHOWN: Final = 12
"""Points of a drawing, the newest."""


OPENED: Final = 12
"""Signals that open on a page, the worst. The others stand in the table."""


class Told(Struct, frozen=True, kw_only=True):
    """What stands below the drawing of a signal that opens: how many weeks a fall from 80 to 60% takes to show at its volume, 0 for more than a year
    and None while the chart learns; and of each point that is drawn, the share at which it would have been called a fall.
    """

    weeks: int | None
    edges: tuple[float | None, ...]


class Signal(Struct, frozen=True, kw_only=True):
    """One signal of one team, or of the company: `about` is its behaviour or stage, empty for none.

    `count` is what was judged in four weeks, each case once, `floor` in percent. The chart is made of its points, of the level that was `expected` of
    it and of the false alarms a year that are its `share`. `compared` is known of what is open, `told` of what opens on a page.
    """

    kind: Kind
    about: str
    team: UUID | None
    floor: float
    count: Count
    chart: Chart
    expected: Prior = UNKNOWN
    share: float = YEARLY
    said: tuple[Mark, ...] = ()
    compared: Compared | None = None
    told: Told | None = None

    @property
    def percent(self) -> int | None:
        """The level, None below eight cases."""
        return rules.percent(self.count, self.floor)

    @property
    def level(self) -> Level:
        """The first of the two words."""
        return rules.level(self.count, self.floor)

    @property
    def change(self) -> Change:
        """The second one."""
        return self.chart.change

    @property
    def fine(self) -> bool:
        """Whether both words are good."""
        return rules.fine(self.level, self.change)

    @property
    def outside(self) -> bool:
        """Whether it opens: it is low, or it falls."""
        return rules.outside(self.level, self.change)

    @property
    def today(self) -> bool:
        """Whether something was said of it today, so that it may be taken back."""
        return any(one.today for one in self.said)

    @property
    def key(self) -> Key:
        """What names it."""
        return self.kind, self.about, self.team

    @property
    def rank(self) -> str:
        """Where it stands: smaller words stand first.

        Outside first, of these what falls and is low, what falls, what is low; last of what there is too little; then the furthest below its floor.
        """
        both, below = rules.severity(self.level, self.change, self.count, self.floor)
        few = self.level == "few" and not self.outside
        return f"{not self.outside:d}{few:d}{9 + both}{round(1e4 * (below + 100)):07d} {self.kind} {self.about} {self.team or ''}"


class Sources(Struct, frozen=True, kw_only=True):
    """Everything that was judged, as far back as charts look; `answers` are those about behaviours, row by row."""

    accuracy: list[Judged]
    anchor: list[Judged]
    kept: list[Judged]
    answers: list[Judged]


class Calendar(Struct, frozen=True, kw_only=True):
    """When it is, in which zone each team counts its weeks, and on which day the fiscal year begins. The company counts in UTC."""

    now: datetime
    zones: Mapping[UUID, str]
    fiscal: str

    def zone(self, team: UUID | None) -> str:
        """In which zone the days of a team are counted, those of the company with None."""
        return self.zones.get(team, "UTC") if team else "UTC"


Groups = dict[tuple[str, UUID | None], list[Judged]]


def signals(
    process: Process, sources: Sources, floors: Callable[[str], float], calendar: Calendar, said: Sequence[Said] = ()
) -> tuple[Signal, ...]:
    """All of them, as they rank."""
    by_kind = _grouped(process, sources)
    series_of = Counter(team for groups in by_kind.values() for _about, team in groups)
    found = [
        _opened(one, own, calendar)
        for kind, groups in by_kind.items()
        for one, own in _of_kind(kind, groups, floors(FLOORS[kind]), calendar, series_of, said)
    ]
    return ranked(found)


def ranked(found: Iterable[Signal]) -> tuple[Signal, ...]:
    """The worst first, and of those that open what stands below their drawings. That is worked out here, beside the event loop, and remembered."""
    every = sorted(found, key=lambda one: one.rank)
    drawn = {one.key for one in opened(every)}
    return tuple(_told(one) if one.key in drawn else one for one in every)


def opened(every: Iterable[Signal]) -> tuple[Signal, ...]:
    """Of signals as they rank, those that open on a page: the worst, and those of which something was said today."""
    outside = [one for one in every if one.outside or one.today]
    return tuple(one for at, one in enumerate(outside) if at < OPENED or one.today)


def turned(signal: Signal, said: Sequence[Said], calendar: Calendar) -> Signal:
    """The same signal after what was said of it until now. It has all that its chart is made of, so nothing is counted again."""
    found = marks(said, *signal.key, zone=calendar.zone(signal.team), now=calendar.now)
    if [(one.on, one.did) for one in found] == [(one.on, one.did) for one in signal.said]:
        return replace(signal, said=found)
    points = [step.point for step in signal.chart.steps]
    return replace(signal, said=found, chart=chart(points, signal.expected, signal.share, found), told=None)


def _of_kind(
    kind: Kind, groups: Groups, floor: float, calendar: Calendar, series_of: Mapping[UUID | None, int], said: Sequence[Said]
) -> Iterator[tuple[Signal, Sequence[Judged]]]:
    drawn = {key: points(own, calendar.zone(key[1]), calendar.now, calendar.fiscal) for key, own in groups.items()}
    sums: dict[str, list[Count]] = {}
    for (about, _team), series in drawn.items():
        sums.setdefault(about, []).append(_sum(series))
    expected = {about: prior(counts) for about, counts in sums.items()}
    for (about, team), own in groups.items():
        share, its_marks = allowed(series_of[team]), marks(said, kind, about, team, zone=calendar.zone(team), now=calendar.now)
        yield (
            Signal(
                kind=kind,
                about=about,
                team=team,
                floor=floor,
                count=lately(own, calendar.now),
                chart=chart(drawn[about, team].points, expected[about], share, its_marks),
                expected=expected[about],
                share=share,
                said=its_marks,
            ),
            own,
        )


def _opened(signal: Signal, own: Sequence[Judged], calendar: Calendar) -> Signal:
    """With the quarter before beside this one, if it may open."""
    if not signal.outside and not signal.today:
        return signal
    return replace(signal, compared=compared(own, calendar.zone(signal.team), calendar.now, calendar.fiscal))


def _told(signal: Signal) -> Signal:
    if signal.told is not None:
        return signal
    return replace(signal, told=Told(weeks=weeks(signal.chart), edges=tuple(map(edge, signal.chart.steps[-SHOWN:]))))


def weeks(chart: Chart) -> int | None:
    """How many weeks a fall from 80 to 60% takes to show at this volume, 0 for more than a year; None while the chart learns."""
    last = chart.last
    return delay(last.design).told or 0 if last is not None and last.design is not None else None


def _grouped(process: Process, sources: Sources) -> Mapping[Kind, Groups]:
    """What each signal is made of, by what it is about and by team."""
    found: dict[Kind, Groups] = {"accuracy": {}, "anchor": {}, "kept": {}, "always": {}, "stage": {}, "behaviour": {}}
    for kind, judged in (("accuracy", sources.accuracy), ("anchor", sources.anchor), ("kept", sources.kept)):
        for one in judged:
            if one.team is not None:
                found[kind].setdefault(("", one.team), []).append(one)  # type: ignore[index]  # the kinds are written out above
    for one in sources.answers:
        behaviour = process.behaviour.get(one.about)
        if behaviour is None:
            continue
        if behaviour.always and one.team is not None:
            found["always"].setdefault((one.about, one.team), []).append(one)
        elif not behaviour.always:
            found["behaviour"].setdefault((one.about, None), []).append(one)
    found["stage"] = _stages(process, sources.answers)
    return found


def _stages(process: Process, answers: Iterable[Judged]) -> Groups:
    """A stage is met on a deal when every gate of it that the sheet asked for was."""
    sheets: dict[tuple[str, UUID, UUID, datetime], bool] = {}
    for one in answers:
        behaviour = process.behaviour.get(one.about)
        if behaviour is not None and behaviour.gate and not behaviour.always and one.team is not None:
            key = behaviour.stage, one.team, one.case, one.at
            sheets[key] = sheets.get(key, True) and one.met
    found: Groups = {}
    for (stage, team, case, at), met in sheets.items():
        found.setdefault((stage, team), []).append(Judged(case=case, at=at, met=met, about=stage, team=team))
    return found


def of_stage(process: Process, answers: Iterable[Judged], stage: str, team: UUID | None) -> Sequence[Judged]:
    """What the signal of a stage of a team is made of."""
    return _stages(process, answers).get((stage, team), [])


def _sum(series: Series) -> Count:
    return Count(sum(point.met for point in series.points), sum(point.n for point in series.points))
