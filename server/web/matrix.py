"""A team's behaviours by its reps: what stands in each row, which row comes first, and the drawing of all of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from markupsafe import Markup

from server import html
from server.gaps.pooled import Pool, pooled
from server.gaps.priority import ENOUGH, Gap
from server.process.map import Process
from server.sentences import speaking
from server.web import lane
from server.web.lane import Lane


@dataclass(frozen=True, slots=True)
class Cell:
    """One behaviour of one rep. `open`: its sentence stands below its row. `off`: they are to be coached or taught."""

    person: UUID
    name: str
    first: str
    drawn: Markup
    open: bool
    off: bool


@dataclass(frozen=True, slots=True)
class Total:
    """One behaviour of a team, and what its people come to together."""

    id: str
    title: str
    stage: str
    pool: Pool
    know: Lane
    do: Lane


@dataclass(frozen=True, slots=True)
class Row:
    """The same with a cell for each rep, drawn."""

    total: Total
    drawn: Markup


Team = Mapping[UUID, tuple[Gap, ...]]
"""The gaps of each rep."""


@dataclass(frozen=True, slots=True)
class Reps:
    """Who stands in the columns, in their order: (id, name, first name)."""

    named: tuple[tuple[UUID, str, str], ...]

    @property
    def ids(self) -> tuple[UUID, ...]:
        """Their ids."""
        return tuple(id for id, _name, _first in self.named)


def rows(process: Process, reps: Reps, team: Team, focus: Collection[str], open_: tuple[UUID, str] | None) -> tuple[Row, ...]:
    """Every behaviour, worst first after what is in focus. A team of which nothing new is known is drawn once; `open_` is (person, behaviour)."""
    key = (process.id, process.version, speaking(), reps, tuple(sorted(focus)))
    kept = _drawn.get(key)
    found = tuple(team[person] for person in reps.ids)
    if kept is None or kept[0] is not process or any(new is not old for new, old in zip(found, kept[1], strict=True)):
        drawn = tuple(_row(total, reps, team) for total in totals(process, found, focus))
        kept = (process, found, drawn)
        _drawn.pop(key, None)
        _drawn[key] = kept
        while len(_drawn) > REMEMBERED:
            del _drawn[next(iter(_drawn))]
    if open_ is None:
        return kept[2]
    person, behaviour = open_
    return tuple(_row(row.total, reps, team, person) if row.total.id == behaviour else row for row in kept[2])


def totals(process: Process, team: Sequence[Sequence[Gap]], focus: Collection[str]) -> list[Total]:
    """Every behaviour of these people together, in the order of the page."""
    by_behaviour: dict[str, list[Gap]] = {}
    for gaps in team:
        for gap in gaps:
            by_behaviour.setdefault(gap.behaviour, []).append(gap)
    found = [
        (behaviour, pooled(own, behaviour.clauses)) for behaviour in process.behaviours if (own := by_behaviour.get(behaviour.id))
    ]
    found.sort(key=lambda one: _rank(one[1], focus))
    return [
        Total(behaviour.id, behaviour.title, process.stage[behaviour.stage].title, pool, lane.know(pool.know), lane.do(pool.do))
        for behaviour, pool in found
    ]


REMEMBERED = 64
"""Teams whose drawing is kept in memory."""

Key = tuple[object, ...]
Kept = tuple[Process, tuple[tuple[Gap, ...], ...], tuple[Row, ...]]

_drawn: dict[Key, Kept] = {}


def _rank(pool: Pool, focus: Collection[str]) -> tuple[bool, int, float]:
    """What is in focus first, then where most people are off, then where least is shown; what too little is known of keeps its place behind."""
    share = pool.do.right / pool.do.of if pool.do.of >= ENOUGH and pool.do.p is not None else 1.0
    return (bool(focus) and pool.behaviour not in focus, -pool.off, share)


def _row(total: Total, reps: Reps, team: Team, open_: UUID | None = None) -> Row:
    cells = [
        _cell(person, name, first, next(gap for gap in team[person] if gap.behaviour == total.id), open_=person == open_)
        for person, name, first in reps.named
    ]
    drawn = html.environment().get_template("web/_matrix-row.html").render(row=total, cells=cells)
    return Row(total, Markup(drawn))  # noqa: S704  # our template


def _cell(person: UUID, name: str, first: str, gap: Gap, *, open_: bool) -> Cell:
    shape = "look" if gap.kind == "look-next" else gap.kind or ""
    drawn = _mini(speaking(), lane.know(gap.know), lane.do(gap.do), shape)
    return Cell(person, name, first, drawn, open_, gap.kind in {"coach", "teach"})


@lru_cache(maxsize=8192)
def _mini(language: str, know: Lane, do: Lane, kind: str) -> Markup:  # noqa: ARG001  # the language being spoken
    """Kept, because a team has hundreds of cells and few that differ."""
    return Markup(html.environment().get_template("web/_cell.html").render(know=know, do=do, kind=kind))  # noqa: S704  # our template
