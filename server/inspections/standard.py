"""Which questions a deal gets today, and why: the rows of the standard sheet, at most eight."""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import chain, islice
from typing import Final, Literal

from msgspec import Struct

from server.inspections.rubric import Standing, is_met, kept
from server.process.map import Behaviour, Process

Why = Literal["always-on", "focus", "again", "stage", "not-met", "not-asked", "old", "rotation", "decided", "left", "past"]
"""Always asked; the focus of the company; to be looked at again, because something was done about it; a gate of the claimed stage; one before it not
met, or never asked; old proof; the one non-gate; the deal was decided; a gate of the stage that a deal left; a gate of a stage that was past when the
deal came."""

MOST: Final = 8
DELTA: Final = 3
SELF: Final = 3

DECISION: Final = "decision-reviewed"
DECIDED: Final = frozenset({"won", "lost"})

NEVER: Final = datetime.min.replace(tzinfo=UTC)


class Asked(Struct, frozen=True, kw_only=True):
    """One row: a behaviour, why it is asked, and whether it may fold because nothing changed since it was met."""

    behaviour: str
    why: Why
    folds: bool = False


def rows(
    process: Process,
    motion: str,
    claimed: str,
    standings: Mapping[str, Standing],
    asked_by_team: Mapping[str, datetime],
    *,
    today: date,
    focus: Collection[str] | None = None,
    mode: str = "full",
    outcome: str = "",
    changed: Collection[str] = (),
    wanted: Collection[str] = (),
    leads: str = "",
) -> tuple[Asked, ...]:
    """The rows of a sheet in the order of the standard; none for a motion or a stage that the process does not have. One of old counts as the one
    that took it over.

    `asked_by_team`: when this team last asked a behaviour, on any deal. `focus`: in the first quarter nothing else is asked but this and what is
    always on. `outcome`: how a finished deal ended. `changed`: behaviours whose evidence changed since they were asked. `wanted`: those of
    the owner that are due to be looked at again; they stand right after what is always on, and after what `leads`
    everywhere. A full sheet has at most eight rows, the last for a behaviour that is no gate; a delta check has three.
    """
    motion, claimed = process.now_motion(motion), process.now(claimed)
    if claimed not in kept(process, motion):
        return ()
    reached = _reached(process, claimed)
    found: dict[str, Why] = {}
    if not outcome or outcome == "won":
        gates = _gates(process, motion, claimed, standings, today, delta=mode == "delta")
        for behaviour, why in chain(_always(process), _leading(process, reached, leads), _again(process, reached, wanted), gates):
            found.setdefault(behaviour, why)
    allowed = {one: why for one, why in found.items() if focus is None or one in focus or process.behaviour[one].always}
    last = () if mode == "delta" else _last(process, motion, reached, asked_by_team, outcome=outcome, focus=focus, but=allowed)
    room = DELTA if mode == "delta" else MOST - len(last)
    asked = (*islice(allowed.items(), room), *last)
    blind = mode in {"blind", "key"}
    return tuple(
        Asked(
            behaviour=one,
            why=why,
            folds=not blind and one not in changed and unchanged(process.behaviour[one], standings.get(one), today),
        )
        for one, why in asked
    )


def of_stage_left(process: Process, motion: str, left: str, standings: Mapping[str, Standing]) -> tuple[Asked, ...]:
    """The boxes of a self-check when a deal moved on: at most three gates of the stage it left, those that are not met."""
    gates = process.gates.get((motion, left), ())
    return tuple(Asked(behaviour=gate.id, why="left") for gate in gates if not is_met(standings, gate.id))[:SELF]


def past(process: Process, motion: str, claimed: str, came: str, standings: Mapping[str, Standing]) -> tuple[Asked, ...]:
    """The gates of every stage before the claimed one and before the one with which a deal `came` that nobody has looked at yet: what a baseline
    confirms. What a sheet has answered is changed by a sheet alone.
    """
    stages = kept(process, motion)
    if claimed not in stages or came not in stages:
        return ()
    before = stages[: min(stages.index(claimed), stages.index(came))]
    gates = [gate for stage in before for gate in process.gates.get((motion, stage), ())]
    return tuple(Asked(behaviour=gate.id, why="past") for gate in gates if gate.id not in standings)


def is_old(behaviour: Behaviour, standing: Standing, today: date) -> bool:
    """Whether its proof is older than this behaviour's proof stays fresh, or names a day that is over. It changes no answer: it asks again."""
    if standing.shown_at is None:
        return False
    if behaviour.fresh_days == 0:
        return standing.shown_at < today
    return (today - standing.shown_at).days > behaviour.fresh_days


def unchanged(behaviour: Behaviour, standing: Standing | None, today: date) -> bool:
    """Whether a row may fold: met at the last look, on proof that is not old. A baseline was never looked at."""
    return (
        standing is not None
        and standing.met
        and not standing.baseline
        and standing.answer in {"met", "partly"}
        and not is_old(behaviour, standing, today)
    )


def _always(process: Process) -> Iterator[tuple[str, Why]]:
    return ((one.id, "always-on") for one in process.behaviours if one.always)


def _leading(process: Process, reached: Collection[str], leads: str) -> Iterator[tuple[str, Why]]:
    """What leads everywhere, where it may be asked at this stage."""
    return ((one.id, "focus") for one in process.behaviours if one.id == leads and one.stage in reached and one.id != DECISION)


def _again(process: Process, reached: Collection[str], wanted: Collection[str]) -> Iterator[tuple[str, Why]]:
    """What is to be looked at again and may be asked at this stage."""
    return ((one.id, "again") for one in process.behaviours if one.id in wanted and one.stage in reached and one.id != DECISION)


def _gates(
    process: Process, motion: str, claimed: str, standings: Mapping[str, Standing], today: date, *, delta: bool
) -> Iterator[tuple[str, Why]]:
    """The gates of the claimed stage, those not met or not asked, those with old proof. A delta check skips the first."""
    stages = kept(process, motion)
    through = [gate for stage in stages[: stages.index(claimed) + 1] for gate in process.gates.get((motion, stage), ())]
    if not delta:
        yield from ((gate.id, "stage") for gate in process.gates.get((motion, claimed), ()))
    yield from (
        (gate.id, "not-met" if gate.id in standings else "not-asked") for gate in through if not is_met(standings, gate.id)
    )
    yield from ((gate.id, "old") for gate in through if gate.id in standings and is_old(gate, standings[gate.id], today))


def _last(
    process: Process,
    motion: str,
    reached: Collection[str],
    asked_by_team: Mapping[str, datetime],
    *,
    outcome: str,
    focus: Collection[str] | None,
    but: Collection[str],
) -> tuple[tuple[str, Why], ...]:
    """The last place: a decided deal's review, else the behaviour that is no gate and that the team has not asked for longest."""
    if outcome in DECIDED and DECISION in process.behaviour:
        return ((DECISION, "decided"),)
    if outcome:
        return ()
    gates = process.motion[motion].gates
    others = [
        one.id
        for one in process.behaviours
        if one.stage in reached
        and one.id not in gates
        and not one.always
        and one.id not in {DECISION, *but}
        and (focus is None or one.id in focus)
    ]
    return ((min(others, key=lambda one: asked_by_team.get(one, NEVER)), "rotation"),) if others else ()


def _reached(process: Process, claimed: str) -> frozenset[str]:
    """The claimed stage and every stage before it, with those that the motion leaves out."""
    return frozenset(stage.id for stage in process.stages if process.place(stage.id) <= process.place(claimed))
