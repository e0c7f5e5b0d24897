"""Four folds to learn from, the fifth to predict, five times."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from server.gaps.evaluation.rows import Codes, Numbers

Places = NDArray[np.intp]


def parted(folds: Codes) -> Iterator[tuple[Places, Places]]:
    """For each fold that has rows: the places of the rows of the others, and of its own, in their order."""
    for fold in np.unique(folds):
        yield np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)


def predicted(folds: Codes, learn: Callable[[Places, Places], Numbers]) -> Numbers:
    """The chances of all rows, each fold's by `learn(places to learn from, places to predict)`."""
    chances = np.empty(len(folds))
    for training, testing in parted(folds):
        chances[testing] = learn(training, testing)
    return chances
