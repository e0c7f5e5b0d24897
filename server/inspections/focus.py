"""The first quarter: one stage in focus and the two always-ons, at most six behaviours. The sheet asks nothing else until a leader opens it."""

from server.process.map import Process

MOST = 6
"""Behaviours that a team begins with."""


def behaviours(process: Process, stage: str) -> tuple[str, ...]:
    """What is asked while this stage is in focus, in the order of the process: what is always on, then the stage's gates, then what else it has,
    until there are six. Raises KeyError for a stage that the process does not have.
    """
    process.place(stage)
    always = [one.id for one in process.behaviours if one.always]
    here = sorted(process.in_stage(stage), key=lambda one: not one.gate)
    kept = frozenset([*always, *(one.id for one in here if one.id not in always)][:MOST])
    return tuple(one.id for one in process.behaviours if one.id in kept)
