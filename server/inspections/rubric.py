"""What follows from ticks and evidence: the answer of a row, where a behaviour of a deal stands, and the stage that the evidence supports.

The rules are those of the inspection standard (`domain.md` section 4). Nobody can override them, and nothing here knows who is looking.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from server.process.map import Behaviour, Clause, Process

Answer = Literal["met", "claimed", "partly", "not-met", "not-applicable", "not-asked"]

MOVING: Final = frozenset({"full", "delta", "together"})
"""The modes whose sheets say where a deal stands. What a person says of themselves, and what is looked at to compare inspectors, does not."""

EVENT: Final = "event"


class Item(Struct, frozen=True, kw_only=True):
    """One item of evidence of one deal. `dated` is the day it was made, or for an invite the day it is for. `shows` holds `behaviour/clause`."""

    id: UUID
    artifact: str
    source: str
    form: str
    dated: date | None
    shows: frozenset[str]


class Ticked(Struct, frozen=True, kw_only=True):
    """What was done in one row: the clauses ticked, whether *Looked: nothing shown* was pressed, why it does not apply (empty: it does).

    `still` says that the ticks came from one key, *still true*; see `still_true`.
    """

    ticks: frozenset[str] = frozenset()
    looked: bool = False
    na: str = ""
    still: bool = False


class Judged(Struct, frozen=True, kw_only=True):
    """What follows for one behaviour. The clauses stand in the order of the definition of done; `shown_at` is the date of the newest proof."""

    behaviour: str
    answer: Answer
    proven: tuple[str, ...] = ()
    hollow: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    shown_at: date | None = None
    gate_met: bool = False
    """Every clause that is not timed is proven."""


class Standing(Struct, frozen=True, kw_only=True):
    """Where a behaviour of a deal stands after all closed sheets. `met` is what a gate asks; the rest is what the last look said.

    `baseline`: met because it was so when the deal came, which counts for the supported stage and never for doing.
    """

    behaviour: str
    answer: Answer
    met: bool
    baseline: bool
    asked_at: datetime
    by: UUID
    shown_at: date | None = None
    proven: tuple[str, ...] = ()
    hollow: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    met_at: datetime | None = None
    """When it was first met since it was last undone."""
    inspection: UUID | None = None
    """The sheet that said so last."""


class Conclusion(Struct, frozen=True, kw_only=True):
    """The supported stage and its 1-based place in the motion; how many stages the claim is further, below 0 when it is behind.

    `missing` is the first gate that is not met, empty when all are. `verified` is False when nobody ever asked what stands in the way.
    """

    supported: str
    place: int
    gap: int
    verified: bool
    missing: str


UNPLACED: Final = Conclusion(supported="", place=0, gap=0, verified=False, missing="")
"""What is said of a deal whose motion or stage the process does not have any more."""


def passes(item: Item, behaviour: Behaviour, clause: str, on: date) -> bool:
    """The evidence test: dated, from the source that this clause asks for, and said to show it.

    Age changes nothing, except where the proof counts until the day it names (`fresh_days` 0). Only an invite may be for a day after `on`.
    Raises KeyError for a clause that the behaviour does not have.
    """
    asked = {one.id: one.source for one in behaviour.clauses}[clause]
    return (
        item.dated is not None
        and f"{behaviour.id}/{clause}" in item.shows
        and (asked == "seller-note" or asked in _sources(item))
        and (item.form == EVENT or item.dated <= on)
        and (behaviour.fresh_days > 0 or item.dated >= on)
    )


def judge(behaviour: Behaviour, ticked: Ticked, evidence: Iterable[Item], on: date) -> Judged:
    """The answer of one row: it follows from its ticks and the evidence of its deal, and from nothing else.

    What somebody ticks about their own deal is judged without evidence, so it stays hollow until somebody else looks.
    """
    if ticked.na or any(clause.na and clause.id in ticked.ticks for clause in behaviour.clauses):
        return Judged(behaviour=behaviour.id, answer="not-applicable")
    done = _definition(behaviour)
    proofs = {clause.id: _newest(evidence, behaviour, clause.id, on) for clause in done if clause.id in ticked.ticks}
    proven = tuple(clause.id for clause in done if proofs.get(clause.id) is not None)
    hollow = tuple(clause.id for clause in done if clause.id in proofs and proofs[clause.id] is None)
    missing = tuple(clause.id for clause in done if clause.id not in ticked.ticks)
    return Judged(
        behaviour=behaviour.id,
        answer="claimed" if hollow else _answer(ticked, proven=proven, missing=missing),
        proven=proven,
        hollow=hollow,
        missing=missing,
        shown_at=max((dated for dated in proofs.values() if dated), default=None),
        gate_met=meets_gate(behaviour, proven),
    )


def meets_gate(behaviour: Behaviour, proven: Collection[str]) -> bool:
    """Whether these clauses are all that a gate waits for."""
    gating = _gating(behaviour)
    return bool(gating) and all(clause.id in proven for clause in gating)


def still_true(standing: Standing) -> Ticked:
    """The ticks that one key stands for: those that were proven when it was last asked."""
    return Ticked(ticks=frozenset(standing.proven), still=True)


def stood(before: Standing | None, judged: Judged, behaviour: Behaviour, *, at: datetime, by: UUID) -> Standing | None:
    """Where a behaviour stands after a closed sheet, None if it was never asked.

    Once met it stays met for the life of the deal; only *not met* undoes it. What is always on gates its home stage alone, so a lapse undoes nothing.
    """
    if judged.answer == "not-asked":
        return before
    was = before is not None and before.met
    undone = judged.answer == "not-met" and not behaviour.always
    shown = judged.gate_met
    met = shown or (was and not undone)
    return Standing(
        behaviour=behaviour.id,
        answer=judged.answer,
        met=met,
        baseline=met and not shown and before is not None and before.baseline,
        asked_at=at,
        by=by,
        shown_at=judged.shown_at,
        proven=judged.proven,
        hollow=judged.hollow,
        missing=judged.missing,
        met_at=(before.met_at if was and before is not None else at) if met else None,
    )


def seen_at_import(before: Standing | None, behaviour: Behaviour, *, at: datetime, by: UUID) -> Standing:
    """A past gate of a deal that existed already, confirmed with one tick: it counts for the stage and says nothing about doing."""
    if before is not None and before.met:
        return before
    return Standing(
        behaviour=behaviour.id,
        answer="claimed",
        met=True,
        baseline=True,
        asked_at=at,
        by=by,
        hollow=tuple(clause.id for clause in _definition(behaviour)),
        met_at=at,
    )


def without(standing: Standing, behaviour: Behaviour, gone: Item, left: Sequence[Item], on: date) -> Standing:
    """Where a behaviour stands when `gone` was taken back and these items are left: what it alone had shown is hollow now.

    A gate that is not shown any more is undone, except one that is always on. Judged as of the day it was `on` when it was asked, where that was, so
    that age changes nothing.
    """
    before, now = (judge(behaviour, still_true(standing), items, on) for items in ([gone, *left], left))
    lost = {clause for clause in before.proven if clause not in now.proven}
    whole = Ticked(ticks=frozenset(clause.id for clause in _gating(behaviour)))
    undone = judge(behaviour, whole, [gone, *left], on).gate_met and not judge(behaviour, whole, left, on).gate_met
    met = standing.met and (standing.baseline or behaviour.always or not undone)
    return replace(
        standing,
        answer="claimed" if lost else standing.answer,
        met=met,
        proven=tuple(clause for clause in standing.proven if clause not in lost),
        hollow=tuple(clause.id for clause in _definition(behaviour) if clause.id in {*standing.hollow, *lost}),
        shown_at=now.shown_at,
        met_at=standing.met_at if met else None,
    )


def conclude(process: Process, motion: str, claimed: str, standings: Mapping[str, Standing]) -> Conclusion:
    """The supported stage: the first of the motion with a gate that is not met, else its last.

    It is unverified when nobody asked about any of the gates that are not met there, unless the evidence is already past the claim. What a
    sheet says of a stage or a motion of old counts for the one that took it over.
    """
    motion, claimed, stages = process.now_motion(motion), process.now(claimed), kept(process, motion)
    if claimed not in stages:
        return UNPLACED
    for index, stage in enumerate(stages):
        unmet = [gate.id for gate in process.gates.get((motion, stage), ()) if not is_met(standings, gate.id)]
        if unmet:
            gap = stages.index(claimed) - index
            asked = any(gate in standings for gate in unmet)
            return Conclusion(supported=stage, place=index + 1, gap=gap, verified=asked or gap < 0, missing=unmet[0])
    last = len(stages) - 1
    return Conclusion(supported=stages[last], place=last + 1, gap=stages.index(claimed) - last, verified=True, missing="")


class Outlook(Struct, frozen=True, kw_only=True):
    """Complete, missing, next, as ids. `missing` are the gates of the supported stage that are not met, each with its clauses not proven."""

    complete: tuple[str, ...]
    missing: tuple[tuple[str, tuple[str, ...]], ...]
    lapsed: tuple[str, ...]
    """What is always on and was not met at the last look: a flag, never a move of the stage."""


def outlook(process: Process, motion: str, claimed: str, standings: Mapping[str, Standing]) -> Outlook:
    """What is complete, what is missing and would move the deal, and what lapsed."""
    motion, supported = process.now_motion(motion), conclude(process, motion, claimed, standings).supported
    gates = [gate for stage in kept(process, motion) for gate in process.gates.get((motion, stage), ())]
    ahead = process.gates.get((motion, supported), ())
    return Outlook(
        complete=tuple(gate.id for gate in gates if is_met(standings, gate.id)),
        missing=tuple((gate.id, unproven(gate, standings.get(gate.id))) for gate in ahead if not is_met(standings, gate.id)),
        lapsed=tuple(
            one.id
            for one in process.behaviours
            if one.always and one.id in standings and standings[one.id].answer in {"claimed", "partly", "not-met"}
        ),
    )


def unproven(behaviour: Behaviour, standing: Standing | None) -> tuple[str, ...]:
    """The clauses that a gate still waits for, in the order of its definition of done: those that are not timed and not proven."""
    proven = standing.proven if standing else ()
    return tuple(clause.id for clause in _gating(behaviour) if clause.id not in proven)


def kept(process: Process, motion: str) -> tuple[str, ...]:
    """The stages of a motion in the buyer's order; none for a motion that the process does not have."""
    found = process.motion.get(process.now_motion(motion))
    return tuple(stage.id for stage in process.stages if stage.id in found.stages) if found else ()


def _answer(ticked: Ticked, *, proven: tuple[str, ...], missing: tuple[str, ...]) -> Answer:
    if proven:
        return "partly" if missing else "met"
    return "not-met" if ticked.looked else "not-asked"


def _definition(behaviour: Behaviour) -> tuple[Clause, ...]:
    """The clauses that are done or not; one that makes the row not applicable is none of them."""
    return tuple(clause for clause in behaviour.clauses if not clause.na)


def _gating(behaviour: Behaviour) -> tuple[Clause, ...]:
    """Those that a gate waits for; where all are timed, all of them."""
    done = _definition(behaviour)
    return tuple(clause for clause in done if not clause.timed) or done


def _newest(evidence: Iterable[Item], behaviour: Behaviour, clause: str, on: date) -> date | None:
    return max((item.dated for item in evidence if item.dated and passes(item, behaviour, clause, on)), default=None)


def _sources(item: Item) -> frozenset[str]:
    """An invite that a named buyer accepted counts as the buyer's and as the calendar's."""
    accepted = item.form == EVENT and item.source == "buyer"
    return frozenset({item.source, "system"}) if accepted else frozenset({item.source})


def is_met(standings: Mapping[str, Standing], behaviour: str) -> bool:
    """Whether a behaviour was met when it was looked at last; what was never looked at is not."""
    found = standings.get(behaviour)
    return found is not None and found.met
