"""The reference process of this repository, compiled once, and small ways to say what an inspector did and found."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from uuid import UUID

from server.inspections.rubric import Item, Judged, Standing, Ticked, judge, stood
from server.lessons.compiler.academy import compile_academy
from server.process.map import Process
from tests.machine import ROOT

TODAY = date(2026, 11, 17)
NOW = datetime(2026, 11, 17, 8, tzinfo=UTC)
INES, TOM = UUID(int=1), UUID(int=2)


def compiled() -> Process:
    """The reference process."""
    root = ROOT / "lessons"
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.md") if "process" in path.parts}
    files |= {path.name: path.read_bytes() for path in root.glob("*.yml")}
    process = compile_academy(files, today=TODAY).academy.process
    assert process is not None
    return process


PROCESS = compiled()


def clauses(behaviour: str, *, timed: bool = True, na: bool = False) -> tuple[str, ...]:
    """The clauses of a behaviour; those that are timed or make it not applicable as asked."""
    return tuple(one.id for one in PROCESS.behaviour[behaviour].clauses if (timed or not one.timed) and (na or not one.na))


def proof(
    behaviour: str,
    *shows: str,
    source: str | None = None,
    form: str = "quote",
    dated: date | None = TODAY,
    id: int = 1,
) -> list[Item]:
    """Evidence that shows these clauses of a behaviour, else all of them, each from the source it asks for."""
    found = PROCESS.behaviour[behaviour]
    return [
        Item(
            id=UUID(int=id * 100 + number),
            artifact=found.artifact,
            source=source or clause.source,
            form=form,
            dated=dated,
            shows=frozenset({f"{behaviour}/{clause.id}"}),
        )
        for number, clause in enumerate(found.clauses)
        if not clause.na and (not shows or clause.id in shows)
    ]


def answered(behaviour: str, *ticks: str, evidence: Iterable[Item] = (), looked: bool = False, na: str = "") -> Judged:
    """The row of a behaviour with these ticks."""
    return judge(PROCESS.behaviour[behaviour], Ticked(ticks=frozenset(ticks), looked=looked, na=na), list(evidence), TODAY)


def met(behaviour: str, at: datetime = NOW, by: UUID = INES) -> Standing:
    """A behaviour as it stands once every clause of it was proven at this time."""
    found = PROCESS.behaviour[behaviour]
    judged = judge(found, Ticked(ticks=frozenset(clauses(behaviour))), proof(behaviour, dated=at.date()), at.date())
    standing = stood(None, judged, found, at=at, by=by)
    assert standing is not None
    return standing


def unmet(behaviour: str, at: datetime = NOW, by: UUID = INES) -> Standing:
    """A behaviour that somebody looked for and did not find."""
    standing = stood(None, answered(behaviour, looked=True), PROCESS.behaviour[behaviour], at=at, by=by)
    assert standing is not None
    return standing


def all_met(motion: str, *before: str) -> Mapping[str, Standing]:
    """Every gate of these stages of a motion, met."""
    return {gate.id: met(gate.id) for stage in before for gate in PROCESS.gates.get((motion, stage), ())}
