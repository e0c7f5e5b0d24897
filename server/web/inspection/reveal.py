"""Several sheets of one deal as a page shows them: the conclusion in one sentence, then every clause, those that were read differently first."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from server.inspections.calibration import Compared, Reveal, Verdict
from server.inspections.queries import Calibration
from server.process.map import Behaviour, Clause, Process
from server.sentences import gettext as _

MOST = 8
"""Columns of inspectors that fit on a page; of more only the counts are shown."""


class Line(Struct, frozen=True):
    """One clause: what each column made of it, how many of those who asked found it shown, and whether they differ."""

    name: str
    behaviour: Behaviour
    clause: Clause
    states: tuple[str, ...]
    shown: int
    given: int
    differs: bool


class Band(Struct, frozen=True):
    """One question of the sheet with its clauses."""

    behaviour: Behaviour
    lines: tuple[Line, ...]


class Shown(Struct, frozen=True):
    """A reveal. `names` head the columns, none when they are too many; `stages` and `gates` say what each concluded."""

    heading: str
    names: tuple[str, ...]
    stages: tuple[str, ...]
    gates: tuple[str, ...]
    bands: tuple[Band, ...]
    differing: tuple[Line, ...]
    agreeing: int
    clauses: int
    alike: int
    pairs: int
    n: int


def shown(reveal: Reveal, process: Process, names: Sequence[str]) -> Shown:
    """A reveal under these names, which stand in the order of its inspectors."""
    bands = tuple(
        Band(behaviour=process.behaviour[one.behaviour], lines=tuple(_line(clause, process) for clause in one.clauses))
        for one in reveal.questions
        if any(clause.given for clause in one.clauses)
    )
    divided = sorted((clause for clause in reveal.clauses if clause.differs), key=lambda one: one.alike / one.pairs)
    few = len(reveal.inspectors) <= MOST
    return Shown(
        heading=heading(reveal, process),
        names=tuple(names) if few else (),
        stages=tuple(_stage(one.supported, process) for one in reveal.conclusions) if few else (),
        gates=tuple(_gate(one.missing, process) for one in reveal.conclusions) if few else (),
        bands=bands,
        differing=tuple(_line(clause, process) for clause in divided),
        agreeing=reveal.agreeing,
        clauses=len(reveal.clauses),
        alike=reveal.alike,
        pairs=reveal.pairs,
        n=len(reveal.inspectors),
    )


def heading(reveal: Reveal, process: Process) -> str:
    """The conclusion in one sentence."""
    n = len(reveal.inspectors)
    if n < 2:
        return _("Fewer than two sheets were closed in time, so there is nothing to compare")
    first = reveal.verdicts[0]
    if reveal.same:
        return _same(first, n, process)
    if reveal.same_stage:
        stage = _stage(first.supported, process)
        if n == 2:  # two people are both
            return _("Same stage, not the same gate to coach: both support %(stage)s") % {"stage": stage}
        return _("Same stage, %(many)s gates to coach: all %(n)s support %(stage)s") % {
            "many": len(reveal.verdicts),
            "n": n,
            "stage": stage,
        }
    return _("%(many)s conclusions: %(most)s of %(n)s support %(stage)s") % {
        "many": len(reveal.verdicts),
        "most": sum(len(one.inspectors) for one in reveal.verdicts if one.supported == first.supported),
        "n": n,
        "stage": _stage(first.supported, process),
    }


def columns(found: Calibration, reveal: Reveal, reader: UUID, now: datetime) -> tuple[str, ...]:
    """Names over the columns while the deal may be read; afterwards only the reader knows which one is theirs."""
    named = any(now <= seat.until for seat in found.seats)
    names: Mapping[UUID, str] = {seat.inspector: seat.name for seat in found.seats}
    firsts = [names.get(one, "").split(" ")[0] for one in reveal.inspectors]
    return tuple(
        _("You")
        if one == reader and not named
        else (names.get(one, "") if firsts.count(first) > 1 else first)
        if named
        else str(place)
        for place, (one, first) in enumerate(zip(reveal.inspectors, firsts, strict=True), start=1)
    )


def lower(title: str) -> str:
    """A title inside a sentence."""
    return title[:1].lower() + title[1:]


def _same(verdict: Verdict, n: int, process: Process) -> str:
    stage = _stage(verdict.supported, process)
    if not verdict.missing:
        if n == 2:
            return _("Same conclusion: both support %(stage)s, with every gate met") % {"stage": stage}
        return _("Same conclusion: all %(n)s support %(stage)s, with every gate met") % {"n": n, "stage": stage}
    gate = lower(_gate(verdict.missing, process))
    if n == 2:
        return _("Same conclusion: both support %(stage)s, both would coach %(gate)s") % {"stage": stage, "gate": gate}
    return _("Same conclusion: all %(n)s support %(stage)s and would coach %(gate)s") % {"n": n, "stage": stage, "gate": gate}


def _line(one: Compared, process: Process) -> Line:
    behaviour = process.behaviour[one.behaviour]
    return Line(
        name=f"{one.behaviour}/{one.clause}",
        behaviour=behaviour,
        clause=next(clause for clause in behaviour.clauses if clause.id == one.clause),
        states=tuple(state or "" for state in one.states) if len(one.states) <= MOST else (),
        shown=one.shown,
        given=len(one.given),
        differs=one.differs,
    )


def _stage(id: str, process: Process) -> str:
    found = process.stage.get(id)
    return found.title if found else "–"


def _gate(id: str, process: Process) -> str:
    found = process.behaviour.get(id)
    return found.title if found else _("none")
