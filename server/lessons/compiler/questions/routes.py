"""Ways through a scenario, as questions about its graph. Scenes may be many and may lead in circles."""

from collections.abc import Sequence

from server.lessons.compiler.model import Scene


def reached(scenes: Sequence[Scene]) -> set[str]:
    """The ids of the scenes that can be reached from the first one, itself included."""
    moves = {scene.id: [move.to for move in scene.moves if move.to] for scene in reversed(scenes)}
    return _spread(moves, [scenes[0].id]) if scenes else set()


def ends(scenes: Sequence[Scene]) -> set[str]:
    """The ids of the scenes from which an ending (a scene without moves) can be reached."""
    back: dict[str, list[str]] = {}
    for scene in scenes:
        for move in scene.moves:
            back.setdefault(move.to or "", []).append(scene.id)
    return _spread(back, [scene.id for scene in scenes if not scene.moves])


def longest(scenes: Sequence[Scene]) -> int:
    """How many scenes with moves the longest way through has, when no scene is seen twice; moves that lead back count for nothing."""
    moves = {scene.id: [move.to for move in scene.moves if move.to] for scene in reversed(scenes)}
    if not scenes:
        return 0
    length: dict[str, int] = {}
    open_: set[str] = set()
    stack = [scenes[0].id]
    while stack:
        here = stack[-1]
        if here in open_:
            open_.discard(stack.pop())
            length[here] = max((length.get(to, 0) for to in moves[here]), default=0) + bool(moves[here])
        elif here in length:
            stack.pop()
        else:
            open_.add(here)
            stack += [to for to in moves[here] if to in moves and to not in open_ and to not in length]
    return length[scenes[0].id]


def _spread(edges: dict[str, list[str]], start: Sequence[str]) -> set[str]:
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting += edges.get(here, [])
    return seen
