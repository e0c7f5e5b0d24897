"""Everything the page of a team says of knowing and doing: the finding, the rows, one cell in words, what to reinforce and what to look at next."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from server import html, ids
from server.deals import queries as deals
from server.deals.gates import needed_where, neediest
from server.deals.queries import Deal
from server.gaps import queries as gaps
from server.gaps.pooled import OFF
from server.gaps.priority import Gap
from server.inspections import queries as inspections
from server.learning.queries.counts import finished_of
from server.lessons import queries as lessons
from server.lessons.compiler.model import Lesson
from server.people import queries as people
from server.people.queries import Person
from server.people.roles import Actor
from server.process.map import Process
from server.sentences import gettext as _
from server.sentences import ngettext, speaking
from server.web import findings, lane, matrix, reinforce
from server.web.findings import Finding
from server.web.lane import Lane
from server.web.matrix import Reps, Row
from server.web.reinforce import Around, Reinforce

FIRST = 8
"""Rows that stand open."""

LOOKS = 3
"""How much is named to look at next."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What to reinforce with one rep, and how it looks, with an empty comment where a form needs what is afresh each time."""

    reinforce: Reinforce
    drawn: Markup


@dataclass(frozen=True, slots=True)
class Said:
    """One cell in words: whose, what about, the sentence and what follows from it, and what can be done at once."""

    person: UUID
    name: str
    behaviour: str
    know: Lane
    do: Lane
    next: Drawn


@dataclass(frozen=True, slots=True)
class LookAt:
    """A behaviour of which least is known to be done, on the open deal of the rep that needs it most, and why."""

    person: UUID
    name: str
    title: str
    deal: UUID
    deal_name: str
    why: str


class Forms:
    """What the forms of a page need as it is rendered."""

    def filled(self, drawn: str, csrf: str) -> Markup:
        """A drawing that is kept, with the token of the session and another id for each of its forms."""
        before, *forms = drawn.split(MARK)
        hidden = str(html.macro("_macros/form.html", "hidden")(csrf, MARK)) if forms else ""
        tokens = (hidden.replace(str(escape(MARK)), str(ids.new())) for _form in forms)
        return Markup("".join([before, *chain.from_iterable(zip(tokens, forms, strict=True))]))  # noqa: S704  # our templates


@dataclass(frozen=True, slots=True)
class Board:
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


@dataclass(frozen=True, slots=True)
class Beside:
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
    placed = await deals.placed(person.id for person in persons)
    needed_by = {person.id: needed_where(academy.process, placed.get(person.id, {})) for person in persons}
    team = await gaps.team(actor, now, needed_by)
    policy, focus = await people.current_policy(now), await inspections.focus()
    behaviours = focus.behaviours if focus else ()
    chosen = _chosen(persons, team, behaviours, asked)
    about = [lesson for _person, gap in chosen for lesson in reinforce.helping(gap, academy.lessons)]
    looking = looking_at(team, needed_by, behaviours)
    beside = Beside(
        lessons=academy.lessons,
        finished=await finished_of([person.id for person in persons], reinforce.names(about)),
        given=given,
        deals=await deals.open_of([person for person, _gap in looking]),
        looking=looking,
        focus=behaviours,
        stage=focus.stage if focus else "",
        counts_only=policy is not None and policy.counts_only,
    )
    return made(academy.process, persons, team, asked, beside, zone=actor.zone, now=now)


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
    finding = findings.finding([row.total for row in rows], process, beside.focus, beside.stage)
    pool = finding.row.pool if finding.row else None
    open_ = len(beside.focus) or FIRST
    if cell and cell[1] not in {row.total.id for row in rows[:open_]}:
        open_ = len(rows)
    nexts = {
        person.id: _reinforce(person, gap, process, beside, zone, now)
        for person in persons
        if (gap := reinforce.next_of(team[person.id], beside.focus)) is not None
    }
    return Board(
        reps=reps,
        finding=finding,
        question=process.behaviour[pool.behaviour].coach if pool and pool.off else "",
        off=tuple((one.id, one.name) for one in persons if pool and _gap(team, one.id, pool.behaviour).kind in OFF),
        clause=findings.clause(pool) if pool else ("", ""),
        fairness=findings.fairness(pool) if pool else "",
        first=rows[:open_],
        rest=rows[open_:],
        said=_said(cell, persons, team, process, beside, zone, now) if cell else None,
        next=nexts,
        looks=tuple(_looks(beside.looking, persons, process, beside.deals)),
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


def _reinforce(person: Person, gap: Gap, process: Process, beside: Beside, zone: str, now: datetime) -> Drawn:
    """What to reinforce, kept while nothing new is known: of a page that is opened again it is the greater part."""
    finished = frozenset(lesson for one, lesson in beside.finished if one == person.id)
    given = frozenset(beside.given.get(person.id, ()))
    # Of the time only the day is told: the reader's, and the person's own.
    days = (now.astimezone(ZoneInfo(zone)).date(), now.astimezone(ZoneInfo(person.zone)).date())
    key, about = (person.id, gap.behaviour), (speaking(), zone, person, days, finished, given)
    kept = _drawn.get(key)
    if (
        kept is None
        or kept.process is not process
        or kept.lessons is not beside.lessons
        or kept.about != about
        or not _tells_the_same(kept.gap, gap)
    ):
        around = Around(process, beside.lessons, finished, given, person.zone)
        drawn = _draw(reinforce.reinforce(gap, around, reader_zone=zone, now=now), person)
        kept = Kept(gap, process, beside.lessons, about, drawn)
    _drawn[key] = kept._replace(gap=gap)
    while len(_drawn) > REMEMBERED:
        del _drawn[next(iter(_drawn))]
    return kept.drawn


def _tells_the_same(old: Gap, new: Gap) -> bool:
    """Whether the sentence and the lesson that helps are the same: most of what moves when somebody answers is in no words."""
    return old is new or old.reason == new.reason


def _draw(found: Reinforce, person: Person) -> Drawn:
    drawn = html.environment().get_template("web/_reinforce.html").render(next=found, person=person)
    return Drawn(found, Markup(drawn))  # noqa: S704  # our template


MARK = "<!-- -->"
"""Where the tokens of a form come."""

REMEMBERED = 2048
"""Sentences about reps that are kept in memory."""


class Kept(NamedTuple):
    """What to reinforce with one rep, drawn, and what it was drawn of."""

    gap: Gap
    process: Process
    lessons: Sequence[Lesson]
    about: tuple[object, ...]
    drawn: Drawn


_drawn: dict[tuple[UUID, str], Kept] = {}


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
        next=_reinforce(person, gap, process, beside, zone, now),
    )


def looking_at(
    team: matrix.Team, needed_by: Mapping[UUID, Mapping[str, float]], focus: Collection[str]
) -> list[tuple[UUID, Gap]]:
    """Of whom to look at what: where the chance of doing is least certain, of what an open deal needs; each rep once."""
    worst = []
    for place, (person, found) in enumerate(team.items()):
        wanted = needed_by[person]
        needed = [
            (-gap.look, gap.do.of, -wanted[gap.behaviour], place, gap)
            for gap in found
            if wanted.get(gap.behaviour) and (not focus or gap.behaviour in focus)
        ]
        if needed:
            worst.append((*min(needed, key=ORDER), person))
    return [(person, gap) for *_order, gap, person in sorted(worst, key=ORDER)[:LOOKS]]


ORDER = itemgetter(0, 1, 2, 3)
"""Least certain first; of those alike what was looked at least, what is needed most, and by name."""


def _looks(
    looking: Iterable[tuple[UUID, Gap]], persons: Sequence[Person], process: Process, open_: Sequence[Deal]
) -> Iterator[LookAt]:
    names = {person.id: person.name for person in persons}
    for person, gap in looking:
        deal = neediest(process, [deal for deal in open_ if deal.owner == person], gap.behaviour)
        if deal is not None:
            yield LookAt(person, names[person], process.behaviour[gap.behaviour].title, deal.id, deal.name, _why(gap))


def _why(gap: Gap) -> str:
    seen = gap.do.of
    if not seen:
        return _("Not looked at yet, and this deal needs it now.")
    words = ngettext(
        "Looked at on %(n)d deal so far, and this one needs it now.",
        "Looked at on %(n)d deals so far, and this one needs it now.",
        seen,
    )
    return words % {"n": seen}
