"""Everything the page of a team says of knowing and doing: the finding, the rows, one cell in words, what to reinforce and what to look at next."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from functools import partial
from typing import NamedTuple
from uuid import UUID

from msgspec import Struct

from server.deals import queries as deals
from server.deals.gates import needed_where
from server.deals.queries import Deal
from server.gaps import queries as gaps
from server.gaps.pooled import OFF
from server.gaps.priority import Gap
from server.inspections import queries as inspections
from server.lately import Lately
from server.learning.queries.counts import finished_of
from server.lessons import queries as lessons
from server.lessons.compiler.model import Lesson
from server.people import queries as people
from server.people.queries import Person
from server.people.roles import Actor
from server.process.map import Process
from server.sentences import speaking
from server.web.gaps import lane
from server.web.gaps.lane import Lane
from server.web.team import headline, matrix, reinforce
from server.web.team.headline import Finding
from server.web.team.look_next import LookAt, looking_at, looks
from server.web.team.matrix import Reps, Row
from server.web.team.reinforce import Around
from server.web.team.reinforce_kept import Drawn, drawn
from server.zones import local_day

FIRST = 8
"""Rows that stand open."""


class Said(Struct, frozen=True):
    """One cell in words: whose, what about, the sentence and what follows from it, and what can be done at once."""

    person: UUID
    name: str
    behaviour: str
    know: Lane
    do: Lane
    next: Drawn


class Board(Struct, frozen=True):
    """What is known of a team. `first` rows stand open, `rest` are folded. `question` is what to ask those who are `off` in what was found, each
    as (id, name); `clause` is the sentence about what is usually missing, and the clause.

    `next` is what to reinforce with each rep, drawn. `focus` is the title of the stage in focus, empty for none.
    `counts_only`: no estimate, kind or ranking.
    """

    reps: Reps
    finding: Finding
    question: str
    off: tuple[tuple[UUID, str], ...]
    clause: tuple[str, str]
    fairness: str
    first: tuple[Row, ...]
    rest: tuple[Row, ...]
    said: Said | None
    next: Mapping[UUID, Drawn]
    looks: tuple[LookAt, ...]
    focus: str
    counts_only: bool

    @property
    def rest_off(self) -> bool:
        """Whether somebody is to be coached or taught in what is folded."""
        return any(row.total.pool.off for row in self.rest)


class Beside(Struct, frozen=True):
    """What is known beside the gaps: lessons to assign, who finished which, what waits for whom, of whom to look at what, and their open deals."""

    lessons: Sequence[Lesson]
    finished: AbstractSet[tuple[UUID, str]]
    given: Mapping[UUID, AbstractSet[str]]
    deals: Sequence[Deal]
    looking: Sequence[tuple[UUID, Gap]]
    focus: Collection[str]
    stage: str
    counts_only: bool


async def of_team(
    actor: Actor, persons: Sequence[Person], given: Mapping[UUID, AbstractSet[str]], asked: str, now: datetime
) -> Board | None:
    """The board of these reps, whom the actor manages; `given` are the lessons assigned to each, `asked` names a cell as `person.behaviour`.

    None without a process. Raises NotFound where a policy is missing. The statements do not grow with the people, nor with what is known of them.
    """
    academy = (await lessons.current()).academy
    if academy.process is None:
        return None
    process = academy.process
    # Of the time only the day is told: the reader's, and each person's own.
    days = tuple(local_day(now, zone) for zone in dict.fromkeys((actor.zone, *(one.zone for one in persons))))
    key = (persons[0].id if persons else None, speaking(), actor.zone, days)
    placed = await deals.placed(person.id for person in persons)
    needed_by = _needed.get(key, _needed_by, process, persons, placed)
    team = await gaps.team(actor, now, needed_by)
    policy, focus = await people.current_policy(now), await inspections.focus()
    behaviours = focus.behaviours if focus else ()
    known = _known.get(key, _know, academy.lessons, persons, team, needed_by, behaviours, asked)
    beside = Beside(
        lessons=academy.lessons,
        finished=await finished_of([person.id for person in persons], known.helping),
        given=given,
        deals=await deals.open_of([person for person, _gap in known.looking]),
        looking=known.looking,
        focus=behaviours,
        stage=focus.stage if focus else "",
        counts_only=policy is not None and policy.counts_only,
    )
    return _boards.get(key, partial(made, zone=actor.zone, now=now), process, persons, team, asked, beside)


class Known(NamedTuple):
    """What follows for these people from their gaps: the ids of all lessons that would help, and of whom to look at what."""

    helping: AbstractSet[str]
    looking: Sequence[tuple[UUID, Gap]]


def _needed_by(
    process: Process, persons: Iterable[Person], placed: Mapping[UUID, Mapping[tuple[str, str], int]]
) -> Mapping[UUID, Mapping[str, float]]:
    return {person.id: needed_where(process, placed.get(person.id, {})) for person in persons}


def _know(
    offered: Sequence[Lesson],
    persons: Sequence[Person],
    team: matrix.Team,
    needed_by: Mapping[UUID, Mapping[str, float]],
    focus: Collection[str],
    asked: str,
) -> Known:
    about = [lesson for _person, gap in _chosen(persons, team, focus, asked) for lesson in reinforce.helping(gap, offered)]
    return Known(reinforce.names(about), looking_at(team, needed_by, focus))


def made(
    process: Process,
    persons: Sequence[Person],
    team: matrix.Team,
    asked: str,
    beside: Beside,
    *,
    zone: str,
    now: datetime,
) -> Board:
    """The board from what is known."""
    reps = columns(persons)
    cell = asked_cell(asked, team)
    rows = matrix.rows(process, reps, team, beside.focus, cell)
    finding = headline.finding([row.total for row in rows], process, beside.focus, beside.stage)
    pool = finding.row.pool if finding.row else None
    open_ = len(beside.focus) or FIRST
    if cell and cell[1] not in {row.total.id for row in rows[:open_]}:
        open_ = len(rows)
    nexts = {
        person.id: _next(person, gap, process, beside, zone, now)
        for person in persons
        if (gap := reinforce.next_of(team[person.id], beside.focus)) is not None
    }
    return Board(
        reps=reps,
        finding=finding,
        question=process.behaviour[pool.behaviour].coach if pool and pool.off else "",
        off=tuple((one.id, one.name) for one in persons if pool and _gap(team, one.id, pool.behaviour).kind in OFF),
        clause=headline.clause(pool) if pool else ("", ""),
        fairness=headline.fairness(pool) if pool else "",
        first=rows[:open_],
        rest=rows[open_:],
        said=_said(cell, persons, team, process, beside, zone, now) if cell else None,
        next=nexts,
        looks=tuple(looks(beside.looking, persons, process, beside.deals)),
        focus=process.stage[beside.stage].title if beside.stage in process.stage else "",
        counts_only=beside.counts_only,
    )


def columns(persons: Sequence[Person]) -> Reps:
    """The reps as the columns name them: by first name, by the whole where two share it."""
    firsts = [person.name.split(" ", 1)[0] for person in persons]
    shown = (first if firsts.count(first) == 1 else person.name for person, first in zip(persons, firsts, strict=True))
    return Reps(tuple((person.id, person.name, first) for person, first in zip(persons, shown, strict=True)))


def asked_cell(asked: str, team: matrix.Team) -> tuple[UUID, str] | None:
    """The cell that an address names, if the team has it."""
    name, _dot, behaviour = asked.partition(".")
    try:
        person = UUID(name)
    except ValueError:
        return None
    return (person, behaviour) if any(gap.behaviour == behaviour for gap in team.get(person, ())) else None


def _chosen(persons: Sequence[Person], team: matrix.Team, focus: Collection[str], asked: str) -> list[tuple[UUID, Gap]]:
    """Whom something may be assigned for on the page: each rep's next gap, and the one of the open cell."""
    found = [(one.id, gap) for one in persons if (gap := reinforce.next_of(team[one.id], focus)) is not None]
    cell = asked_cell(asked, team)
    return [*found, *([(cell[0], _gap(team, *cell))] if cell else [])]


def _gap(team: matrix.Team, person: UUID, behaviour: str) -> Gap:
    return next(gap for gap in team[person] if gap.behaviour == behaviour)


def _said(
    cell: tuple[UUID, str],
    persons: Sequence[Person],
    team: matrix.Team,
    process: Process,
    beside: Beside,
    zone: str,
    now: datetime,
) -> Said:
    person = next(one for one in persons if one.id == cell[0])
    gap = _gap(team, *cell)
    return Said(
        person=person.id,
        name=person.name,
        behaviour=gap.behaviour,
        know=lane.know(gap.know),
        do=lane.do(gap.do),
        next=_next(person, gap, process, beside, zone, now),
    )


def _next(person: Person, gap: Gap, process: Process, beside: Beside, zone: str, now: datetime) -> Drawn:
    finished = frozenset(lesson for one, lesson in beside.finished if one == person.id)
    around = Around(process, beside.lessons, finished, frozenset(beside.given.get(person.id, ())), person.zone)
    return drawn(person, gap, around, zone=zone, now=now)


_needed: Lately[Mapping[UUID, Mapping[str, float]]] = Lately(matrix.REMEMBERED, matrix.people_in)
_known: Lately[Known] = Lately(matrix.REMEMBERED, matrix.people_in)
_boards: Lately[Board] = Lately(matrix.REMEMBERED, matrix.people_in)
