"""A team's behaviours by its reps: what stands in each row, which row comes first, and the drawing of all of them."""

from collections.abc import Collection, Mapping, Sequence, Sized
from functools import lru_cache, partial
from itertools import chain
from uuid import UUID

from markupsafe import Markup
from msgspec import Struct

from server import html, lately
from server.gaps.pooled import Pool, pooled
from server.gaps.priority import ENOUGH, Gap, Kind
from server.lately import Lately
from server.process.map import Process
from server.sentences import speaking
from server.web.gaps import lane
from server.web.gaps.lane import Lane, Told


class Total(Struct, frozen=True):
    """One behaviour of a team, and what its people come to together."""

    id: str
    title: str
    stage: str
    pool: Pool
    know: Lane
    do: Lane


class Row(Struct, frozen=True):
    """The same with a cell for each rep, drawn."""

    total: Total
    drawn: Markup


Team = Mapping[UUID, tuple[Gap, ...]]
"""The gaps of each rep."""


class Reps(Struct, frozen=True):
    """Who stands in the columns, in their order: (id, name, first name)."""

    named: tuple[tuple[UUID, str, str], ...]

    def __hash__(self) -> int:
        """Of the first alone: many rows ask, and teams that begin alike are few."""
        return hash(self.named[:1])

    @property
    def ids(self) -> tuple[UUID, ...]:
        """Their ids."""
        return tuple([id for id, _name, _first in self.named])

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """The name and the first name of each."""
        return tuple([(name, first) for _id, name, first in self.named])


def rows(process: Process, reps: Reps, team: Team, focus: Collection[str], open_: tuple[UUID, str] | None) -> tuple[Row, ...]:
    """Every behaviour, worst first after what is in focus. A team of which nothing new is known is drawn once; `open_` is (person, behaviour)."""
    found = tuple(team[person] for person in reps.ids)
    key = (process.id, process.version, speaking(), reps)
    drawn = _drawn.get(key, partial(_rows, reps), process, found, tuple(sorted(focus)))
    if open_ is None:
        return drawn
    person, behaviour = open_
    asked = [gap for one in found for gap in one if gap.behaviour == behaviour]
    return tuple(_row(row.total, reps, asked, person) if row.total.id == behaviour else row for row in drawn)


def _rows(reps: Reps, process: Process, team: Sequence[tuple[Gap, ...]], focus: Collection[str]) -> tuple[Row, ...]:
    by_behaviour = _by_behaviour(team)
    return tuple(_row(total, reps, by_behaviour[total.id]) for total in totals(process, team, focus))


def totals(process: Process, team: Sequence[Sequence[Gap]], focus: Collection[str]) -> list[Total]:
    """Every behaviour of these people together, in the order of the page."""
    by_behaviour = _by_behaviour(team)
    found = [
        (behaviour, pooled(own, behaviour.clauses)) for behaviour in process.behaviours if (own := by_behaviour.get(behaviour.id))
    ]
    found.sort(key=lambda one: _rank(one[1], focus))
    return [
        Total(behaviour.id, behaviour.title, process.stage[behaviour.stage].title, pool, lane.know(pool.know), lane.do(pool.do))
        for behaviour, pool in found
    ]


REMEMBERED = 1_280
"""People in teams whose drawing is kept in memory: 64 teams of twenty, or one however large it is."""


def people_in(_process: object, team: Sized, *_more: object) -> int:
    """How many people something was worked out of."""
    return max(1, len(team))


_drawn: Lately[tuple[Row, ...]] = Lately(REMEMBERED, people_in)


def _rank(pool: Pool, focus: Collection[str]) -> tuple[bool, int, float]:
    """What is in focus first, then where most people are off, then where least is shown; what too little is known of keeps its place behind."""
    share = pool.do.right / pool.do.of if pool.do.of >= ENOUGH and pool.do.p is not None else 1.0
    return (bool(focus) and pool.behaviour not in focus, -pool.off, share)


def _by_behaviour(team: Sequence[Sequence[Gap]]) -> Mapping[str, Sequence[Gap]]:
    """The gaps of these people, in their order, by behaviour."""
    found: dict[str, list[Gap]] = {}
    for gaps in team:
        for gap in gaps:
            found.setdefault(gap.behaviour, []).append(gap)
    return found


def _row(total: Total, reps: Reps, gaps: Sequence[Gap], open_: UUID | None = None) -> Row:
    """The row from what is kept of it: of all rows of a team few differ when something new is known, and where they do it is in their cells."""
    opened = reps.ids.index(open_) if open_ in reps.ids else -1
    pool, language = total.pool, speaking()
    head = _head(language, total.id, total.title, total.stage, pool.off, pool.people, pool.do.right, pool.do.of)
    before, *after = _around(language, total.id, total.title, reps, opened)
    cells = [_mini(language, lane.told(gap.know), lane.told(gap.do), gap.kind) for gap in gaps]
    drawn = "".join([head, before, *chain.from_iterable(zip(cells, after, strict=True))])
    return Row(total, Markup(drawn))  # noqa: S704  # parts of our templates


@lru_cache(maxsize=512)
def _head(language: str, *about: str | int) -> Markup:  # noqa: ARG001  # the language being spoken
    return html.macro("web/_matrix-row.html", "head")(*about)


@lru_cache(maxsize=512)
def _around(language: str, id: str, title: str, reps: Reps, opened: int) -> tuple[str, ...]:  # noqa: ARG001  # as above
    """What stands before, between and after the cells of a row, of which the one at the place `opened` is open."""
    drawn = html.macro("web/_matrix-row.html", "cells")(id, title, reps.named, opened)
    return tuple(str(drawn).split(CELL))


lately.also(_around.cache_clear)


CELL = "<!-- -->"
"""Where the drawing of a cell comes."""


@lru_cache(maxsize=512)
def _mini(language: str, know: Told, do: Told, kind: Kind | None) -> Markup:  # noqa: ARG001  # the language being spoken
    """Kept, because a team has hundreds of cells and few that differ."""
    shape = "look" if kind == "look-next" else kind or ""
    return html.macro("web/_cell.html", "cell")(lane.lane("know", know), lane.lane("do", do), shape)
