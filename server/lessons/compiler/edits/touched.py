"""What a change of the process touches in the academy around it: whoever changes a clause sees what to read again before it is served."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, Literal

from msgspec import Struct

from server.lessons.compiler.edits.history import key_of
from server.lessons.compiler.model import Academy, Included, Lesson
from server.lessons.compiler.process.changes import Change, Kind
from server.process.map import Process

Signal = Literal[
    "stage_accuracy",
    "inspection_recency",
    "coaching_anchor",
    "commitments_kept",
    "behaviour_met",
    "knowing_doing",
    "silent_days",
    "evidence_ratio",
    "not_applicable",
    "skipped",
    "stalled",
    "old_proof",
]
"""The signals by the names of their floors, the gap between knowing and doing, and what is flagged on a deal by the process alone."""


class Touched(Struct, frozen=True, kw_only=True):
    """By id, in the order of the academy: lessons about it, their questions that count for it (`lesson#question`), clauses that managers tick
    (`behaviour/clause`), templates whose headings prove it, paths that lead through one of the lessons, and signals counted otherwise.

    `shows`: lessons that quote its words, and so say the new ones by themselves.
    """

    behaviours: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    """For these, open sheets and open deals are looked up."""
    lessons: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    signals: tuple[Signal, ...] = ()


def touched(change: Change, before: Academy, after: Academy) -> Touched:
    """What one change touches in the newer academy. What is gone touches what still names it there, by the names that it had."""
    was, now = before.process, after.process
    if was is None or now is None:
        return Touched()
    names = _behaviours(change, was, now)
    stages = frozenset({change.id}) if change.kind.startswith("stage-") or change.kind == "cadence" else frozenset[str]()
    live = [one for one in after.lessons if one.status != "retired"]
    says = _teaches(change)
    about = [one for one in live if names.intersection(one.behaviours) or one.stage in stages] if says else []
    shows = [one for one in live if _quotes(one, names)] if says else []
    return Touched(
        behaviours=_in_order(names, now, was),
        stages=tuple(sorted(stages)),
        lessons=tuple(one.id for one in about),
        shows=tuple(one.id for one in shows),
        questions=tuple(key for one in about for key in _questions(one, names)),
        criteria=tuple(_criteria(change, names, was, now)),
        templates=tuple(
            one.id for one in after.artifacts if says and any(_proves(change, names, *proof) for proof in one.proves)
        ),
        paths=tuple(one.id for one in after.paths if {step.lesson for step in one.steps} & {lesson.id for lesson in about}),
        signals=_signals(change, now),
    )


def _behaviours(change: Change, was: Process, now: Process) -> frozenset[str]:
    """The behaviours that a change is about, by every id that a lesson may call them."""
    if change.kind.startswith(("behaviour-", "gate-", "always-", "clause-")):
        found = now.behaviour.get(change.id) or was.behaviour.get(change.id)
        return frozenset({change.id, *((*found.aliases, found.name) if found else ())})
    if change.kind in WITH_ALL:
        return frozenset(one.id for process in (was, now) for one in process.in_stage(change.id))
    return frozenset()


WITH_ALL: Final[AbstractSet[Kind]] = frozenset({"stage-added", "stage-gone", "stage-merged", "stage-moved"})
"""Changes of a stage that reach the behaviours in it."""


def _teaches(change: Change) -> bool:
    """Whether a lesson may say something else after it: not of who has to do it, of how long proof is fresh, or of a floor."""
    return not change.kind.startswith(("motion-", "gate-", "always-")) and change.kind not in QUIET


QUIET: Final[AbstractSet[Kind]] = frozenset(
    {"stage-job", "stage-days", "behaviour-fresh", "behaviour-called", "threshold", "cadence"}
)


def _in_order(names: frozenset[str], now: Process, was: Process) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.id for process in (now, was) for one in process.behaviours if one.id in names))


def _quotes(lesson: Lesson, names: frozenset[str]) -> bool:
    return any(isinstance(block, Included) and block.behaviour in names for block in lesson.blocks)


def _questions(lesson: Lesson, names: frozenset[str]) -> Iterator[str]:
    for question in lesson.questions:
        if names.intersection(question.behaviours or lesson.behaviours):
            yield key_of(lesson.id, question.id)


def _criteria(change: Change, names: frozenset[str], was: Process, now: Process) -> Iterator[str]:
    """Clauses on the standard sheet: the one, or all of the behaviours that are asked otherwise."""
    if change.clause:
        yield f"{change.id}/{change.clause}"
    elif change.kind in ASKED:
        for id in _in_order(names, now, was):
            found = now.behaviour.get(id) or was.behaviour.get(id)
            yield from (f"{id}/{clause.id}" for clause in found.clauses) if found else ()


ASKED: Final[AbstractSet[Kind]] = frozenset(
    {*WITH_ALL, "behaviour-added", "behaviour-gone", "behaviour-moved", "gate-on", "gate-off", "always-on", "always-off"}
)
"""Changes after which behaviours are asked on other sheets, or never or for the first time."""


def _proves(change: Change, names: frozenset[str], behaviour: str, clause: str) -> bool:
    return behaviour in names and (not change.clause or clause == change.clause)


def _signals(change: Change, now: Process) -> tuple[Signal, ...]:
    """What is counted otherwise from here on."""
    if change.kind == "threshold":
        return tuple(one for one in NAMES if one == change.id)
    found = SIGNALS.get(change.kind, ())
    gate = any(change.id in motion.gates for motion in now.motions)
    return (*(("stage_accuracy",) if gate and change.clause else ()), *found)


NAMES: Final[Sequence[Signal]] = (
    "stage_accuracy",
    "inspection_recency",
    "coaching_anchor",
    "commitments_kept",
    "behaviour_met",
    "silent_days",
    "evidence_ratio",
    "not_applicable",
)
SIGNALS: Final[Mapping[Kind, tuple[Signal, ...]]] = {
    "stage-added": ("stage_accuracy", "inspection_recency", "skipped"),
    "stage-gone": ("stage_accuracy", "inspection_recency", "skipped"),
    "stage-merged": ("stage_accuracy", "inspection_recency", "skipped"),
    "stage-moved": ("stage_accuracy", "skipped"),
    "stage-days": ("stalled",),
    "behaviour-added": ("silent_days", "knowing_doing"),
    "behaviour-gone": ("silent_days", "knowing_doing"),
    "behaviour-moved": ("stage_accuracy",),
    "behaviour-fresh": ("old_proof",),
    "gate-on": ("stage_accuracy",),
    "gate-off": ("stage_accuracy",),
    "always-on": ("silent_days",),
    "always-off": ("silent_days",),
    "clause-added": ("knowing_doing",),
    "clause-gone": ("knowing_doing",),
    "clause-replaced": ("knowing_doing",),
    "clause-source": ("knowing_doing",),
    "clause-timed": ("knowing_doing",),
    "clause-untimed": ("knowing_doing",),
    "motion-stages": ("stage_accuracy", "skipped"),
    "motion-days": ("stalled",),
    "cadence": ("inspection_recency",),
}
