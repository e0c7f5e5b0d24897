"""The evidence of a deal as pages show it: what it shows in words, and when its behaviour is asked again."""

from collections.abc import Mapping
from datetime import date, timedelta

from msgspec import Struct

from server.deals.queries import Deal
from server.inspections.queries import Evidence
from server.inspections.rubric import kept
from server.lessons import queries as lessons
from server.process.map import Behaviour, Process


class Shown(Struct, frozen=True):
    """A behaviour that an item of evidence shows, in so many of its clauses."""

    behaviour: Behaviour
    clauses: tuple[str, ...]
    of: int


class Found(Struct, frozen=True):
    """An item of evidence with what it shows; `again` is the day from which it is asked again, None for what has no date."""

    evidence: Evidence
    shows: tuple[Shown, ...]
    again: date | None


def found_evidence(evidence: Evidence, process: Process) -> Found:
    """The item, with what the process does not have any more left out."""
    clauses: dict[str, list[str]] = {}
    for name in evidence.shows:
        behaviour, _slash, clause = name.partition("/")
        clauses.setdefault(behaviour, []).append(clause)
    shows = tuple(_shown(process.behaviour[one], found) for one, found in clauses.items() if one in process.behaviour)
    days = [shown.behaviour.fresh_days for shown in shows]
    again = evidence.dated + timedelta(days=min(days)) if evidence.dated and days else None
    return Found(evidence=evidence, shows=shows, again=again)


def _shown(behaviour: Behaviour, clauses: list[str]) -> Shown:
    texts: Mapping[str, str] = {clause.id: clause.text for clause in behaviour.clauses}
    known = tuple(texts[clause] for clause in texts if clause in clauses)
    return Shown(behaviour=behaviour, clauses=known, of=sum(not clause.na for clause in behaviour.clauses))


def asked_of(process: Process, deal: Deal, about: Behaviour | None) -> tuple[Behaviour, ...]:
    """What proof of a deal is likely to show: the behaviour it is wanted for, what is always on, and the gates up to one stage past the claim."""
    # Only open deals follow a process that renames their kind or their stage.
    motion, stage = process.standing(deal.motion, deal.stage)
    stages = kept(process, motion)
    through = stages[: stages.index(stage) + 2] if stage in stages else stages
    gates = [gate for one in through for gate in process.gates.get((motion, one), ())]
    always = [one for one in process.behaviours if one.always]
    return tuple({one.id: one for one in ([about] if about else []) + always + gates}.values())


async def templates() -> Mapping[str, str]:
    """The title of each template by the id of its artifact: an artifact without a page has none."""
    return {id: artifact.title for id, artifact in (await lessons.current()).artifacts.items()}
