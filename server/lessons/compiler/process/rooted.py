"""A behaviour keeps the id under which its history began, whatever its file calls it later: nothing that was recorded has to be written anew.

Files name behaviours by the id of today. What is served names them by the first: facts, estimates, sheets and assignments of before and after a new
id are those of one behaviour, and an edit that is taken back takes nothing with it.
"""

from collections.abc import Callable, Container, Mapping
from typing import TypeVar

from msgspec.structs import replace

from server.lessons.compiler.model import Academy, Block, Included, Lesson, Question
from server.lessons.compiler.process.aliases import renamed
from server.process.map import Process

Name = Callable[[str], str]
Told = TypeVar("Told", Lesson, Question)


def rooted(academy: Academy, before: Process | None) -> Academy:
    """The academy with every behaviour under the id of its history. `before` is the process that was served until now, None for the first."""
    process = academy.process
    ids = roots(process, before) if process else {}
    if process is None or not any(one.aliases or ids[one.id] != one.id for one in process.behaviours):
        return academy

    def name(said: str) -> str:
        return ids.get(said, ids.get(process.now_behaviour(said), said))

    return replace(
        academy,
        process=_process(process, ids),
        lessons=tuple(_lesson(one, name) for one in academy.lessons),
        translations=tuple(_lesson(one, name) for one in academy.translations),
        artifacts=tuple(renamed(one, name) for one in academy.artifacts),
    )


def roots(process: Process, before: Process | None) -> Mapping[str, str]:
    """By what its file calls each behaviour, the id of its history: the one that the process before has for it, else its oldest alias.

    A behaviour that is called again as its history began has that history back. One that takes the id under which another's is kept gets a number
    behind it. Of several aliases that all were behaviours the first counts.
    """
    called = {one.name: one.id for one in before.behaviours} if before else {}
    known = {**{id: id for id in called.values()}, **called}
    found = {one.id: called[one.id] for one in process.behaviours if one.id in called}
    for one in process.behaviours:
        free = (known[name] for name in (one.id, *one.aliases) if name in known and known[name] not in found.values())
        if one.id not in found and (root := next(free, "")):
            found[one.id] = root
    for one in process.behaviours:
        if one.id not in found:
            found[one.id] = _fresh(next(iter((*one.aliases, one.id))), {*found.values(), *known.values()})
    return found


def _fresh(id: str, taken: Container[str]) -> str:
    number, fresh = 2, id
    while fresh in taken:
        fresh, number = f"{id}-{number}", number + 1
    return fresh


def _process(process: Process, ids: Mapping[str, str]) -> Process:
    return replace(
        process,
        behaviours=tuple(
            replace(one, id=ids[one.id], called=one.id if ids[one.id] != one.id else "") for one in process.behaviours
        ),
        motions=tuple(replace(one, gates=tuple(ids[gate] for gate in one.gates)) for one in process.motions),
    )


def _lesson(lesson: Lesson, name: Name) -> Lesson:
    return replace(
        _about(lesson, name),
        questions=tuple(_about(one, name) for one in lesson.questions),
        blocks=tuple(_block(one, name) for one in lesson.blocks),
    )


def _about(one: Told, name: Name) -> Told:
    return replace(one, behaviours=tuple(dict.fromkeys(map(name, one.behaviours))))


def _block(block: Block, name: Name) -> Block:
    return replace(block, behaviour=name(block.behaviour)) if isinstance(block, Included) and block.behaviour else block
