"""The signals of every team and of the company: level and change of each, the worst first. Pure.

What is charted for whom: stage accuracy, the anchor of coaching, promises kept, what is always on and the gates of each stage by team; every other
behaviour for the company as a whole, because one team asks too seldom.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from server.drift import signals as rules
from server.drift.chart import Change, Chart, allowed, chart, edge, prior
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


SHOWN: Final = 12
"""Points of a drawing, the newest."""


class Signal(Struct, frozen=True, kw_only=True):
    """One signal of one team, or of the company: `about` is its behaviour or stage, empty for none.

    `count` is what was judged in four weeks, each case once, `floor` in percent. `compared` is told of what opens.
    """

    kind: Kind
    about: str
    team: UUID | None
    floor: float
    count: Count
    series: Series
    chart: Chart
    said: tuple[Mark, ...] = ()
    compared: Compared | None = None

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
    def weeks(self) -> int | None:
        """How many weeks a fall from 80 to 60% takes to show at this volume, 0 for more than a year; None while the chart learns."""
        last = self.chart.last
        return delay(last.design).told or 0 if last is not None and last.design is not None else None

    @property
    def outside(self) -> bool:
        """Whether it opens: it is low, or it falls."""
        return rules.outside(self.level, self.change)

    @property
    def open(self) -> bool:
        """The same, or something was said of it today, so that it may be taken back."""
        return self.outside or any(one.today for one in self.said)


class Sources(Struct, frozen=True, kw_only=True):
    """Everything that was judged, as far back as charts look; `answers` are those about behaviours, row by row."""

    accuracy: Sequence[Judged]
    anchor: Sequence[Judged]
    kept: Sequence[Judged]
    answers: Sequence[Judged]


class Calendar(Struct, frozen=True, kw_only=True):
    """When it is, in which zone each team counts its weeks, and on which day the fiscal year begins. The company counts in UTC."""

    now: datetime
    zones: Mapping[UUID, str]
    fiscal: str


NOBODY: Final = UUID(int=0)

Groups = dict[tuple[str, UUID | None], list[Judged]]


def signals(
    process: Process, sources: Sources, floors: Callable[[str], float], calendar: Calendar, said: Sequence[Said] = ()
) -> tuple[Signal, ...]:
    """All of them, those outside first, and of these what is low and falls, then by how far they are from their floor."""
    found: list[Signal] = []
    by_kind = _grouped(process, sources)
    series_of: dict[UUID | None, int] = {}
    for groups in by_kind.values():
        for _about, team in groups:
            series_of[team] = series_of.get(team, 0) + 1
    for kind, groups in by_kind.items():
        floor = floors(FLOORS[kind])
        drawn = {
            key: points(own, calendar.zones.get(key[1] or NOBODY, "UTC"), calendar.now, calendar.fiscal)
            for key, own in groups.items()
        }
        expected = {
            about: prior(_sums(series for (other, _team), series in drawn.items() if other == about)) for about, _team in groups
        }
        for (about, team), own in groups.items():
            series = drawn[about, team]
            own_marks = marks(said, kind, about, team, zone=calendar.zones.get(team or NOBODY, "UTC"), now=calendar.now)
            made = chart(series.points, expected[about], allowed(series_of[team]), own_marks)
            count = lately(own, calendar.now)
            found.append(
                Signal(kind=kind, about=about, team=team, floor=floor, count=count, series=series, chart=made, said=own_marks)
            )
    return tuple(sorted((_opened(one, by_kind, calendar) if one.open else one for one in found), key=_rank))


def _opened(signal: Signal, by_kind: Mapping[Kind, Groups], calendar: Calendar) -> Signal:
    """With what stands below its chart. What that needs is worked out here, beside the event loop, and remembered."""
    _ = signal.weeks, [edge(step) for step in signal.chart.steps[-SHOWN:]]
    own = by_kind[signal.kind][signal.about, signal.team]
    zone = calendar.zones.get(signal.team or NOBODY, "UTC")
    return replace(signal, compared=compared(own, zone, calendar.now, calendar.fiscal))


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


def _sums(series: Iterable[Series]) -> list[Count]:
    return [Count(sum(point.met for point in one.points), sum(point.n for point in one.points)) for one in series]


def _rank(signal: Signal) -> tuple[bool, bool, int, float, str, str, str]:
    """Outside first, of these what falls and is low, what falls, what is low; last of what there is too little; then the furthest below its floor."""
    both, below = rules.severity(signal.level, signal.change, signal.count, signal.floor)
    rest = below, signal.kind, signal.about, str(signal.team)
    return not signal.outside, signal.level == "few" and not signal.outside, both, *rest
