"""Where one deal stands, as its page shows it: what its sheets conclude, its evidence, how it got there, and what was said of each behaviour."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from server.deals.queries import Claim, Deal, came_with
from server.inspections import queries
from server.inspections.queries import Concluded, Reply, Sheet
from server.inspections.rubric import MOVING, Standing, conclude, kept, outlook
from server.inspections.standard import past
from server.people import queries as people
from server.process.map import Behaviour, Process
from server.web.deal.proof import Found, found_evidence
from server.web.deal.stage_words import Said, said


class Asked(Struct, frozen=True):
    """What the last look said of one behaviour, by whom; `waits` are the clauses not proven, as texts. `reply` is the newest answer to it.

    `timed`: none of them counts for the gate.
    """

    behaviour: Behaviour
    standing: Standing
    by: str
    waits: tuple[str, ...]
    reply: Reply | None
    timed: bool = False


class Step(Struct, frozen=True):
    """From `at` on a deal claimed one stage and its evidence reached another, both places from 1; `x` is where it is drawn, in percent."""

    at: datetime
    x: float
    claimed: int
    supported: int
    claim_moved: bool


class Stands(Struct, frozen=True):
    """A deal and its sheets. `said` and `place` are empty while nobody inspected it or confirmed its past."""

    concluded: Concluded | None
    said: Said | None
    place: int
    rows: tuple[Asked, ...]
    evidence: tuple[Found, ...]
    withdrawn: tuple[Found, ...]
    steps: tuple[Step, ...]
    last: Sheet | None
    """The newest sheet that anybody but the owner closed."""
    missing: Behaviour | None
    """The first gate that is not met, of a deal that was looked at."""
    past: bool
    """Whether gates before the claimed stage are open and nobody has asked about them: a deal that came with a past."""


async def stands(deal: Deal, claims: Sequence[Claim], process: Process, now: datetime) -> Stands:
    """All of it. Whoever asks has made sure that the reader may see the deal."""
    found = (await queries.concluded([deal.id])).get(deal.id)
    standings = await queries.standings(deal.id)
    every = [found_evidence(one, process) for one in await queries.every_evidence(deal.id)]
    sheets = await queries.sheets_of_deal(deal.id)
    replies = await queries.replies_of_deal(deal.id)
    conclusion = conclude(process, deal.motion, deal.stage, standings)
    stages = kept(process, deal.motion)
    return Stands(
        concluded=found,
        said=said(conclusion, outlook(process, deal.motion, deal.stage, standings), process)
        if found and conclusion.place
        else None,
        place=conclusion.place if found else 0,
        rows=await _rows(process, standings.values(), replies),
        evidence=tuple(one for one in every if one.evidence.withdrawn_at is None),
        withdrawn=tuple(one for one in every if one.evidence.withdrawn_at is not None),
        steps=_steps(_counted(claims, process), sheets, stages, process, deal.closed_at or now),
        last=next((one for one in reversed(sheets) if one.mode in MOVING), None),
        missing=process.behaviour.get(conclusion.missing) if found else None,
        past=deal.closed_at is None and _untouched(deal, claims, process, standings),
    )


async def _rows(process: Process, standings: Iterable[Standing], replies: Sequence[Reply]) -> tuple[Asked, ...]:
    """In the order of the process."""
    by_id = {one.behaviour: one for one in standings}
    names = {}
    for person in sorted({one.by for one in by_id.values()}):
        found = await people.person(person)
        names[person] = found.name if found else ""
    newest: dict[str, Reply] = {}
    for reply in replies:
        newest.setdefault(reply.behaviour, reply)

    def row(behaviour: Behaviour, standing: Standing) -> Asked:
        unproven = {*standing.missing, *standing.hollow}
        waits = [clause for clause in behaviour.clauses if clause.id in unproven]
        return Asked(
            behaviour=behaviour,
            standing=standing,
            by=names.get(standing.by, ""),
            waits=tuple(clause.text for clause in waits),
            reply=newest.get(behaviour.id),
            timed=bool(waits) and all(clause.timed for clause in waits),
        )

    return tuple(row(one, by_id[one.id]) for one in process.behaviours if one.id in by_id)


DRAWN = 88
"""Percent of the drawing up to today; the rest is for words."""


def _counted(claims: Sequence[Claim], process: Process) -> Sequence[Claim]:
    """The claims under the stages that count for theirs today; two in a row that are one now are no move."""
    counted = [replace(one, stage=process.now(one.stage)) for one in claims]
    pairs = zip(counted, counted[1:], claims, claims[1:], strict=False)
    return [*counted[:1], *(now for last, now, was, is_ in pairs if last.stage != now.stage or was.stage == is_.stage)]


def _steps(
    claims: Sequence[Claim], sheets: Sequence[Sheet], stages: Sequence[str], process: Process, until: datetime
) -> tuple[Step, ...]:
    """Claims and conclusions in one line of time; nothing before the first sheet that says where the deal stands."""
    moved = [
        one
        for one in sheets
        if process.now(one.supported) in stages and (one.mode in MOVING or one.mode == "baseline") and not one.training
    ]
    events = [(claim.at, claim.stage, "") for claim in claims if claim.stage in stages]
    events += [(one.closed_at, "", process.now(one.supported)) for one in moved if one.closed_at and one.by != one.person]
    if not moved or not claims:
        return ()
    events.sort(key=lambda event: event[0])
    began = events[0][0]
    span = max((until - began).total_seconds(), 1.0)
    steps, claimed, supported = [], 1, 1
    for at, claim, reached in events:
        claimed = stages.index(claim) + 1 if claim else claimed
        supported = stages.index(reached) + 1 if reached else supported
        x = round(min(1.0, (at - began).total_seconds() / span) * DRAWN, 1)
        steps.append(Step(at=at, x=x, claimed=claimed, supported=supported, claim_moved=bool(claim)))
    return tuple(steps)


def _untouched(deal: Deal, claims: Sequence[Claim], process: Process, standings: Mapping[str, Standing]) -> bool:
    """Whether it came with a past of which nobody has looked at anything."""
    came = process.now(came_with(deal, claims))
    gates = past(process, deal.motion, deal.stage, came, {})
    return bool(gates) and gates == past(process, deal.motion, deal.stage, came, standings)
