"""What another version of a process does otherwise, change by change, and whether what was answered before can still be laid beside what comes after.

Both versions are compiled. What has the same id, or one of old, is the same thing, whatever it is called and wherever it stands now.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, Literal

from msgspec import Struct

from server.lessons.compiler.floors import FLOORS, floor
from server.lessons.compiler.likeness import shared
from server.lessons.compiler.model import Academy, Rules
from server.process.map import Behaviour, Clause, Motion, Process, Stage

Kind = Literal[
    "stage-added",
    "stage-gone",
    "stage-merged",
    "stage-renamed",
    "stage-moved",
    "stage-exit",
    "stage-job",
    "stage-days",
    "behaviour-added",
    "behaviour-gone",
    "behaviour-called",
    "behaviour-renamed",
    "behaviour-moved",
    "behaviour-reworded",
    "behaviour-role",
    "behaviour-artifact",
    "behaviour-fresh",
    "gate-on",
    "gate-off",
    "always-on",
    "always-off",
    "clause-added",
    "clause-gone",
    "clause-reworded",
    "clause-replaced",
    "clause-source",
    "clause-timed",
    "clause-untimed",
    "clause-na",
    "motion-added",
    "motion-gone",
    "motion-merged",
    "motion-renamed",
    "motion-stages",
    "motion-days",
    "motion-roles",
    "threshold",
    "cadence",
]
"""`called`: another id; `renamed`: another title; `replaced`: other words altogether under an id of old; `na`: whether a tick makes the row not
applicable."""

Fate = Literal["goes-on", "anew", "ends", "begins"]
"""Of what was answered before: it is counted with what comes after; it is not, because something else is asked; nothing comes after it; nothing came
before."""

STRANGE: Final = 0.2
"""Words of a clause that share less than this with those before are another clause."""

SECTIONS: Final = ("statement", "steps", "proof", "inspect", "drift", "coach")


class Change(Struct, frozen=True, kw_only=True):
    """One change. `id` is that of the stage, behaviour, motion or threshold as it is, or as it was when it is gone; so is `title`.

    `before` and `after` are words, ids, or numbers as text; lists are parted by line breaks. `places` are the motions in which a gate was switched,
    or the sections that are worded anew.
    """

    kind: Kind
    id: str
    title: str = ""
    clause: str = ""
    before: str = ""
    after: str = ""
    places: tuple[str, ...] = ()

    @property
    def fate(self) -> Fate:
        """What becomes of answers that were given before it."""
        return FATES.get(self.kind, "goes-on")

    @property
    def comparable(self) -> bool:
        """Whether figures from before and after it may be laid beside one another."""
        return self.fate == "goes-on"


FATES: Final[Mapping[Kind, Fate]] = {
    "stage-added": "begins",
    "stage-gone": "ends",
    "behaviour-added": "begins",
    "behaviour-gone": "ends",
    "clause-added": "begins",
    "clause-gone": "ends",
    "clause-replaced": "anew",
    "clause-source": "anew",
    "clause-timed": "anew",
    "clause-untimed": "anew",
    "clause-na": "anew",
    "motion-added": "begins",
    "motion-gone": "ends",
}
"""Whatever is not named here goes on: its id is the same, and so is its meaning."""

Pairs = Sequence[tuple[Behaviour, Behaviour]]


def process_changes(before: Academy, after: Academy) -> tuple[Change, ...]:
    """Every change from one academy's process to another's, with their cadences and floors: stages first, then behaviours and clauses in the order
    of the newer, motions, and what was set. Empty where one of them has no process.
    """
    if before.process is None or after.process is None:
        return ()
    return (*differences(before.process, after.process), *_floors(before.rules, after.rules), *_cadences(before, after))


def differences(was: Process, now: Process) -> tuple[Change, ...]:
    """The same of the process alone."""
    pairs = [(old, one) for one in now.behaviours if (old := former(was, one)) is not None]
    return tuple(chain(_stages(was, now), _behaviours(was, now, pairs), _motions(was, now)))


def former(was: Process, behaviour: Behaviour) -> Behaviour | None:
    """What a behaviour was in another version: what had its id, or else one of those of old."""
    return next((was.behaviour[id] for id in (behaviour.id, *behaviour.aliases) if id in was.behaviour), None)


def _stages(was: Process, now: Process) -> Iterator[Change]:
    called = {_carried(stage.id, was, now) for stage in was.stages}
    for stage in now.stages:
        if stage.id not in was.stage and stage.id not in called:
            yield Change(kind="stage-added", id=stage.id, title=stage.title)
    for stage in was.stages:
        if stage.id in now.stage:
            continue
        taker = now.moved.get(stage.id, "")
        merged = taker in now.stage
        yield Change(
            kind="stage-merged" if merged else "stage-gone", id=stage.id, title=stage.title, after=taker if merged else ""
        )
    shifted = _shifted(
        [one.id for one in was.stages if one.id in now.stage], [one.id for one in now.stages if one.id in was.stage]
    )
    for stage in now.stages:
        if stage.id in was.stage:
            yield from _stage(was.stage[stage.id], stage)
        if stage.id in shifted:
            places = str(was.place(stage.id)), str(now.place(stage.id))
            yield Change(kind="stage-moved", id=stage.id, title=stage.title, before=places[0], after=places[1])


def _carried(stage: str, was: Process, now: Process) -> str:
    """The stage that is new and took this one over: the same stage under another id, with what is in it. The stage itself for any other."""
    taker = now.moved.get(stage, "")
    return taker if stage not in now.stage and taker in now.stage and taker not in was.stage else stage


def _stage(was: Stage, now: Stage) -> Iterator[Change]:
    said: Sequence[tuple[Kind, str, str]] = (
        ("stage-renamed", was.title, now.title),
        ("stage-exit", was.exit, now.exit),
        ("stage-job", was.job, now.job),
        ("stage-days", str(was.max_days), str(now.max_days)),
    )
    for kind, before, after in said:
        if before != after:
            yield Change(kind=kind, id=now.id, title=now.title, before=before, after=after)


def _shifted(before: Sequence[str], after: Sequence[str]) -> frozenset[str]:
    """Those of the same things that stand elsewhere among the others: the fewest whose moves make the one order of the other."""
    places = {one: place for place, one in enumerate(before)}
    stayed: list[tuple[str, ...]] = [()]
    for one in after:
        rows = [row for row in stayed if not row or places[row[-1]] < places[one]]
        stayed.append((*max(rows, key=len), one))
    longest = max(stayed, key=len)
    return frozenset(after).difference(longest)


def _behaviours(was: Process, now: Process, pairs: Pairs) -> Iterator[Change]:
    known = {one.id: old for old, one in pairs}
    for one in now.behaviours:
        if one.id in known:
            yield from _behaviour(known[one.id], one, _carried(known[one.id].stage, was, now))
        else:
            yield Change(kind="behaviour-added", id=one.id, title=one.title, after=one.stage)
        yield from _gate(known.get(one.id), one, was, now)
    taken = {old.id for old in known.values()}
    for one in was.behaviours:
        if one.id not in taken:
            yield Change(kind="behaviour-gone", id=one.id, title=one.title, before=one.stage)


def _behaviour(was: Behaviour, now: Behaviour, stage: str) -> Iterator[Change]:
    """`stage` is where it stood, by the id of today."""
    said: Sequence[tuple[Kind, str, str]] = (
        ("behaviour-called", was.name, now.name),
        ("behaviour-renamed", was.title, now.title),
        ("behaviour-moved", stage, now.stage),
        ("behaviour-role", was.role, now.role),
        ("behaviour-artifact", was.artifact, now.artifact),
        ("behaviour-fresh", str(was.fresh_days), str(now.fresh_days)),
    )
    for kind, before, after in said:
        if before != after:
            yield Change(kind=kind, id=now.id, title=now.title, before=before, after=after)
    if was.always != now.always:
        yield Change(kind="always-on" if now.always else "always-off", id=now.id, title=now.title)
    reworded = tuple(name for name in SECTIONS if getattr(was, name) != getattr(now, name))
    if reworded:
        texts = [_text(one, reworded) for one in (was, now)]
        yield Change(kind="behaviour-reworded", id=now.id, title=now.title, before=texts[0], after=texts[1], places=reworded)
    yield from _clauses(was, now)


def _text(behaviour: Behaviour, sections: Sequence[str]) -> str:
    values = (getattr(behaviour, name) for name in sections)
    return "\n".join("\n".join(value) if isinstance(value, tuple) else value for value in values)


def _gate(was: Behaviour | None, one: Behaviour, before: Process, now: Process) -> Iterator[Change]:
    """Where it began or ceased to be a gate, among the motions that both have. A new behaviour that is a gate is told as one."""
    had = {now.now_motion(motion.id) for motion in before.motions if was and was.id in motion.gates}
    has = {motion.id for motion in now.motions if one.id in motion.gates}
    both = {now.now_motion(motion.id) for motion in before.motions} & now.motion.keys()
    on, off = (tuple(id for id in now.motion if id in found & both) for found in (has - had, had - has))
    if on:
        yield Change(kind="gate-on", id=one.id, title=one.title, places=on)
    if off:
        yield Change(kind="gate-off", id=one.id, title=one.title, places=off)


def _clauses(was: Behaviour, now: Behaviour) -> Iterator[Change]:
    before, after = ({clause.id: clause for clause in one.clauses} for one in (was, now))
    for clause in now.clauses:
        if clause.id in before:
            yield from _clause(now, before[clause.id], clause)
        else:
            yield Change(kind="clause-added", id=now.id, title=now.title, clause=clause.id, after=clause.text)
    for clause in was.clauses:
        if clause.id not in after:
            yield Change(kind="clause-gone", id=now.id, title=now.title, clause=clause.id, before=clause.text)


def _clause(behaviour: Behaviour, was: Clause, now: Clause) -> Iterator[Change]:
    if was.text != now.text:
        kind: Kind = "clause-reworded" if same_meaning(was.text, now.text) else "clause-replaced"
        yield _of_clause(kind, behaviour, now, was.text, now.text)
    if was.source != now.source:
        yield _of_clause("clause-source", behaviour, now, was.source, now.source)
    if was.timed != now.timed:
        yield _of_clause("clause-timed" if now.timed else "clause-untimed", behaviour, now, was.text, now.text)
    if was.na != now.na:
        yield _of_clause("clause-na", behaviour, now, "na" if was.na else "", "na" if now.na else "")


def _of_clause(kind: Kind, behaviour: Behaviour, clause: Clause, before: str, after: str) -> Change:
    return Change(kind=kind, id=behaviour.id, title=behaviour.title, clause=clause.id, before=before, after=after)


def same_meaning(before: str, after: str) -> bool:
    """Whether other words under the same id are taken for the same clause: its author kept the id, and at least a fifth of the words."""
    return shared(before, after) >= STRANGE


def _motions(was: Process, now: Process) -> Iterator[Change]:
    for motion in now.motions:
        old = next((was.motion[id] for id in (motion.id, *motion.aliases) if id in was.motion), None)
        if old is None:
            yield Change(kind="motion-added", id=motion.id, title=motion.title)
        else:
            yield from _motion(old, motion, was, now)
    for motion in was.motions:
        taker = now.now_motion(motion.id)
        if taker in now.motion and taker != motion.id:
            yield Change(kind="motion-merged", id=motion.id, title=motion.title, after=taker)
        elif taker not in now.motion:
            yield Change(kind="motion-gone", id=motion.id, title=motion.title)


def _motion(was: Motion, now: Motion, before: Process, after: Process) -> Iterator[Change]:
    """Stages that came or went with the process are told there, not again of every motion that kept them."""
    common = before.stage.keys() & after.stage.keys()
    lists: Sequence[tuple[Kind, Sequence[str], Sequence[str]]] = (
        ("motion-stages", _among(was.stages, common), _among(now.stages, common)),
        ("motion-roles", was.required_roles, now.required_roles),
        ("motion-days", _days(was, now), _days(now, was)),
    )
    if was.title != now.title:
        yield Change(kind="motion-renamed", id=now.id, title=now.title, before=was.title, after=now.title)
    for kind, old, new in lists:
        if list(old) != list(new):
            yield Change(kind=kind, id=now.id, title=now.title, before="\n".join(old), after="\n".join(new))


def _among(stages: Sequence[str], common: Container[str]) -> Sequence[str]:
    return [one for one in stages if one in common]


def _days(one: Motion, other: Motion) -> Sequence[str]:
    """The usual days of the stages that both keep and that differ."""
    return [f"{stage} {days}" for stage, days in one.max_days.items() if other.max_days.get(stage, days) != days]


def _floors(was: Rules, now: Rules) -> Iterator[Change]:
    for name in FLOORS:
        before, after = f"{floor(was, name):g}", f"{floor(now, name):g}"
        if before != after:
            yield Change(kind="threshold", id=name, before=before, after=after)


def _cadences(was: Academy, now: Academy) -> Iterator[Change]:
    """Of the stages there are. What was said of one under its id of old is said of it."""
    if was.process is None or now.process is None:
        return
    said = {_carried(stage, was.process, now.process): words for stage, words in was.rules.cadences.items()}
    for stage in now.process.stage:
        before, after = said.get(stage, ""), now.rules.cadences.get(stage, "")
        if before != after:
            yield Change(kind="cadence", id=stage, before=before, after=after)
