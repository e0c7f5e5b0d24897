"""A logistic regression on a few dense columns, by Newton's method."""

import numpy as np

from server.gaps.evaluation.rows import Numbers

RIDGE = 1.0
"""Penalty ½ |w|² on the weights of the standardised columns; the intercept is free but for a hair, so that it stays finite."""
HAIR = 1e-3
STEPS = 30
CLOSE = 1e-8


class Head:
    """Weights of standardised columns and an intercept, learned from `table` (rows × columns), marks of 0 to 1 and the weights of the rows."""

    def __init__(self, table: Numbers, marks: Numbers, weights: Numbers) -> None:
        rows, columns = table.shape
        self.centre = table.mean(axis=0) if rows else np.zeros(columns)
        spread = table.std(axis=0) if rows else np.ones(columns)
        # A column that never varied here says nothing of those where it does.
        self.spread = np.where(spread > 1e-9, spread, 1.0)
        self.weights = np.zeros(columns + 1)
        self._learn(self._columns(table), marks, weights)

    def chances(self, table: Numbers) -> Numbers:
        """P(right) of each row."""
        scores: Numbers = self._columns(table) @ self.weights
        return _sigma(scores)

    def _columns(self, table: Numbers) -> Numbers:
        columns: Numbers = np.c_[(table - self.centre) / self.spread, np.ones(len(table))]
        return columns

    def _learn(self, columns: Numbers, marks: Numbers, weights: Numbers) -> None:
        penalty = np.full(len(self.weights), RIDGE)
        penalty[-1] = HAIR
        for _ in range(STEPS):
            p = _sigma(columns @ self.weights)
            slope = columns.T @ (weights * (marks - p)) - penalty * self.weights
            curve = (columns.T * (weights * p * (1.0 - p))) @ columns + np.diag(penalty)
            step = np.linalg.solve(curve, slope)
            self.weights += step
            if np.abs(step).max() < CLOSE:
                return


def _sigma(x: Numbers) -> Numbers:
    p: Numbers = 1.0 / (1.0 + np.exp(-np.clip(x, -30.0, 30.0)))
    return p
