"""The answers of a log, as columns."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from server.gaps.evaluation.answer import Answer

FOLDS = 5

Numbers = NDArray[np.float64]
Codes = NDArray[np.int64]


class Rows(Struct, frozen=True, kw_only=True):
    """n answers, sorted by (user, time, place in the log): a person's rows stand together, in their order.

    `users`, `items` and the behaviours are codes that count from 0. `behaviours` holds those of a question by its code. `by_time` is the order of
    the rows in time, ties as they stand. `folds` is the fold of each row's user, 0 to 4.
    """

    users: Codes
    items: Codes
    at: Numbers
    correct: Numbers
    weights: Numbers
    folds: Codes
    by_time: Codes
    behaviours: Sequence[tuple[int, ...]]
    people: int
    skills: int

    def __len__(self) -> int:
        """How many answers."""
        return len(self.users)

    def told(self, places: NDArray[np.intp]) -> Iterator[tuple[int, float, float]]:
        """Question, correct and weight of the rows in these places, as Python's own numbers."""
        return zip(*(column[places].tolist() for column in (self.items, self.correct, self.weights)), strict=True)

    def answers_of_each(self) -> Codes:
        """How many rows each person has, by code."""
        return np.bincount(self.users, minlength=self.people)

    @property
    def questions(self) -> int:
        """How many different questions."""
        return len(self.behaviours)


def rows_of(answers: Iterable[Answer]) -> Rows:
    """The answers as columns. A question whose behaviours differ between two answers counts as two questions."""
    users: dict[int | str, int] = {}
    items: dict[tuple[int | str, tuple[int | str, ...]], int] = {}
    skills: dict[int | str, int] = {}
    behaviours: list[tuple[int, ...]] = []
    who, what, at, correct, weights = array("q"), array("q"), array("d"), array("d"), array("d")
    for one in answers:
        item = items.setdefault((one.item, one.behaviours), len(items))
        if item == len(behaviours):
            behaviours.append(tuple(skills.setdefault(name, len(skills)) for name in one.behaviours))
        who.append(users.setdefault(one.user, len(users)))
        what.append(item)
        at.append(one.at)
        correct.append(one.correct)
        weights.append(one.weight)
    times, codes = np.array(at), np.array(who, dtype=np.int64)
    order = np.lexsort((times, _ranks(list(users))[codes]))
    return Rows(
        users=codes[order],
        items=np.array(what, dtype=np.int64)[order],
        at=times[order],
        correct=np.array(correct)[order],
        weights=np.array(weights)[order],
        folds=np.array([fold_of(user) for user in users], dtype=np.int64)[codes[order]],
        by_time=np.argsort(times[order], kind="stable"),
        behaviours=behaviours,
        people=len(users),
        skills=len(skills),
    )


def fold_of(user: int | str) -> int:
    """The fold of a person, 0 to 4, by their id alone, so that two programs part people alike."""
    return int(sha256(f"gap-v1:{user}".encode()).hexdigest(), 16) % FOLDS


def _ranks(users: Sequence[int | str]) -> Codes:
    """The place of each user among all, by id: numbers by size, then words."""
    ranks = np.empty(len(users), dtype=np.int64)
    ranks[sorted(range(len(users)), key=lambda code: _order(users[code]))] = np.arange(len(users))
    return ranks


def _order(user: int | str) -> tuple[int, str]:
    return (user, "") if isinstance(user, int) else (2**63, user)
