"""The order in which a person sees choices: chance that comes from a seed, so that the page looks the same when it is loaded again."""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256

from server.lessons.compiler.model import Question, Scene

SHUFFLED = frozenset({"single", "multiple", "order", "match"})
"""Kinds whose parts are shuffled. Labels of confidence and surveys stand as written, because they are steps of a scale."""


def shown(question: Question, seed: int, nth: int = 0) -> tuple[str, ...]:
    """Ids in the order this person sees: choices, items to order, right sides of a match. `nth` counts their tries.

    Items to order never stand in the right order. With `fixed-order` the others stand as written.
    """
    ids = tuple(part.id for part in (question.match.rights if question.match else question.choices))
    if question.kind not in SHUFFLED or (question.fixed_order and question.kind != "order"):
        return ids
    mixed = _mixed(ids, seed, f"{question.id} {nth}")
    return (*mixed[1:], mixed[0]) if question.kind == "order" and mixed == ids else mixed


def moves_shown(question: Question, scene: Scene, seed: int) -> tuple[str, ...]:
    """The moves of a scene in the order this person sees."""
    ids = tuple(move.id for move in scene.moves)
    return ids if question.fixed_order else shuffled(ids, seed, f"{question.id} {scene.id}")


@lru_cache(maxsize=512)
def _mixed(ids: tuple[str, ...], seed: int, salt: str) -> tuple[str, ...]:
    """Pages are loaded more often than shuffled."""
    return shuffled(ids, seed, salt)


def shuffled(ids: Sequence[str], seed: int, salt: str) -> tuple[str, ...]:
    """The ids in an order that seed and salt decide. Every order is as likely; one id more does not move the others among themselves."""
    return tuple(sorted(ids, key=lambda id: sha256(f"{seed} {salt} {id}".encode()).digest()))
