"""The kinds of deals of a process that comes from a table."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from server.lessons.spreadsheet.columns import MotionHead, plain
from server.lessons.spreadsheet.names import slug
from server.lessons.spreadsheet.told import ToldBehaviour, ToldStage
from server.process.map import Behaviour, Motion, Process, Stage

Rows = Sequence[tuple[Stage, ToldStage | None]]
Works = Sequence[tuple[Behaviour, ToldBehaviour | None]]


def motions(
    heads: Sequence[MotionHead], stages: Rows, works: Works, before: Process | None, moved: Mapping[str, str]
) -> tuple[Motion, ...]:
    """The motions in the buyer's order of stages.

    Those that have a column are as it says; a motion of before that has none is a part of the first one now. Without such columns those of before
    stay, with what is new in each of them; without any before there is one of all stages and gates.
    """
    if heads:
        return _told(heads, stages, works, before)
    if before is None or not before.motions:
        days = {stage.id: stage.max_days for stage, _row in stages}
        gates = tuple(work.id for work, _row in works if work.gate)
        return (Motion(id="new", title="New deal", stages=tuple(days), gates=gates, max_days=days, required_roles=()),)
    found = [_kept(motion, stages, works, before, moved) for motion in before.motions]
    return _without(found, [one for one in found if not one.stages or not one.gates])


def _without(found: Sequence[Motion], empty: Sequence[Motion]) -> tuple[Motion, ...]:
    """The motions without those that have nothing left to ask, whose deals count as the first of the others; all of them if it is all."""
    left = [one for one in found if one not in empty]
    if not left:
        return tuple(found)
    gone = [alias for one in empty for alias in (one.id, *one.aliases)]
    return (replace(left[0], aliases=(*left[0].aliases, *gone)), *left[1:])


def _told(heads: Sequence[MotionHead], stages: Rows, works: Works, before: Process | None) -> tuple[Motion, ...]:
    found = [_from_column(head, stages, works, before) for head in heads]
    ids = {one.id for one in found}
    gone = [
        alias for motion in (before.motions if before else ()) if motion.id not in ids for alias in (motion.id, *motion.aliases)
    ]
    first = replace(found[0], aliases=tuple(dict.fromkeys((*found[0].aliases, *gone))))
    return (first, *found[1:])


def _from_column(head: MotionHead, stages: Rows, works: Works, before: Process | None) -> Motion:
    there = {one.id: one for one in (before.motions if before else ())}
    id = head.id or next((one.id for one in there.values() if plain(one.title) == plain(head.title)), "") or slug(head.title)
    was = there.get(id)
    days = {stage.id: row.motions[head.title] for stage, row in stages if row and head.title in row.motions}
    days = days or {stage.id: stage.max_days for stage, _row in stages}
    gates = [
        work.id
        for work, row in works
        if (row.motions.get(head.title, False) if row else was is not None and work.id in was.gates)
    ]
    return Motion(
        id=id,
        title=head.title,
        stages=tuple(days),
        gates=_in_the_old_order(gates, was),
        max_days=days,
        required_roles=head.roles or (was.required_roles if was else ()),
        aliases=was.aliases if was else (),
    )


def _kept(motion: Motion, stages: Rows, works: Works, before: Process, moved: Mapping[str, str]) -> Motion:
    """A motion of before: what was in it and is still there, and what is new."""
    was_in = {moved.get(stage, stage) for stage in motion.stages}
    days = {
        stage.id: motion.max_days.get(stage.id, stage.max_days)
        for stage, _row in stages
        if stage.id in was_in or stage.id not in before.stage
    }
    gates = [
        work.id
        for work, _row in works
        if work.gate and (work.id in motion.gates or work.id not in before.behaviour or not before.behaviour[work.id].gate)
    ]
    return replace(motion, stages=tuple(days), gates=_in_the_old_order(gates, motion), max_days=days)


def _in_the_old_order(gates: Sequence[str], was: Motion | None) -> tuple[str, ...]:
    """The gates as they stood, where they are the same ones."""
    return was.gates if was is not None and set(was.gates) == set(gates) else tuple(gates)
