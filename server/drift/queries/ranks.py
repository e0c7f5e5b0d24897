"""Stages and gates of every kind of deal as rows of a statement, so that SQL can compare places."""

from collections.abc import Sequence

from server.inspections.rubric import kept
from server.process.map import Process


def stages(process: Process) -> list[tuple[str, str, int]]:
    """(motion, stage, place from 0) for every motion, those of old that count as one of today among them."""
    return [(motion, stage, place) for motion in _motions(process) for place, stage in enumerate(kept(process, motion))]


def gates(process: Process) -> list[tuple[str, str, str, int]]:
    """(motion, stage, gate, place of the stage) for every gate of every motion."""
    places = {(motion, stage): place for motion, stage, place in stages(process)}
    return [
        (motion, stage, gate.id, places[motion, stage])
        for motion in _motions(process)
        for (of, stage), found in process.gates.items()
        if of == process.now_motion(motion)
        for gate in found
    ]


def values(rows: Sequence[Sequence[str | int]]) -> str:
    """A table of literals, whose columns both engines call column1, column2, …

    Ids of a process hold nothing but letters, digits and hyphens: the compiler lets no other pass, and neither does this. Raises ValueError.
    """
    return "(VALUES " + ", ".join("(" + ", ".join(map(literal, row)) + ")" for row in rows) + ")"


def literal(value: str | int) -> str:
    """One value as a statement has it. Raises ValueError for what is no id and no number."""
    if isinstance(value, int):
        return str(value)
    if not value.replace("-", "").isalnum() or not value.isascii():
        raise ValueError(f"no id: {value}")
    return f"'{value}'"


def _motions(process: Process) -> list[str]:
    return [id for motion in process.motions for id in (motion.id, *motion.aliases)]
