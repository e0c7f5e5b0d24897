"""How often a question was answered right so far, whoever asks.

(its right answers + 5 m) / (its answers + 5), where m is the mean of its behaviours, each shrunk likewise towards the mean of all.
"""

from collections.abc import Sequence

import numpy as np

from server.gaps.evaluation.folds import Places, predicted
from server.gaps.evaluation.rows import Codes, Numbers, Rows

SHRINK = 5.0
"""Answers of its behaviours' mean that every question is given to begin with, and of the mean of all that every behaviour is."""


class Means:
    """Right answers and answers so far, of all, of each behaviour and of each question."""

    def __init__(self, rows: Rows) -> None:
        self.of_all = [1.0, 2.0]
        self.skills = [[0.0, 0.0] for _ in range(rows.skills)]
        self.items = [[0.0, 0.0] for _ in range(rows.questions)]
        self.behaviours = rows.behaviours

    def chance(self, item: int) -> float:
        """The shrunk mean of a question, seen before or not."""
        right, asked = self.of_all
        mean = right / asked
        skills = self.behaviours[item]
        if skills:
            mean = sum(_shrunk(self.skills[skill], mean) for skill in skills) / len(skills)
        return _shrunk(self.items[item], mean)

    def add(self, item: int, correct: float, weight: float) -> None:
        """One answer more."""
        for one in (self.of_all, self.items[item], *(self.skills[skill] for skill in self.behaviours[item])):
            one[0] += weight * correct
            one[1] += weight


def cold(rows: Rows) -> Numbers:
    """Chances from the rows that came before in time, of everybody."""
    means = Means(rows)
    chances = np.empty(len(rows))
    for place, (item, correct, weight) in zip(rows.by_time.tolist(), rows.told(rows.by_time), strict=True):
        chances[place] = means.chance(item)
        means.add(item, correct, weight)
    return chances


def fitted(rows: Rows, folds: Codes) -> Numbers:
    """Chances from all rows of the people of the other folds."""

    def learn(training: Places, testing: Places) -> Numbers:
        means = Means(rows)
        for item, correct, weight in rows.told(training):
            means.add(item, correct, weight)
        known = np.array([means.chance(item) for item in range(rows.questions)])
        chances: Numbers = known[rows.items[testing]]
        return chances

    return predicted(folds, learn)


def _shrunk(counts: Sequence[float], mean: float) -> float:
    right, asked = counts
    return (right + SHRINK * mean) / (asked + SHRINK)
