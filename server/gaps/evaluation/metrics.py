"""How good predicted chances are: order, surprise, calibration, and order within one person."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from server.gaps.evaluation.rows import Codes, Numbers

CLIP = 1e-6
BINS = 15
ENOUGH = 20
"""Rows of a person from which the order of their own answers is judged."""


class Marks(NamedTuple):
    """How good one column of predictions is. None where it is undefined, for want of right or of wrong answers.

    `auc`: the chance that a right answer was given a higher prediction than a wrong one. `log_loss`: mean −ln of the chance given to what
    happened. `ece`: mean distance between what was said and what came, over 15 equal bins. `within_user_auc`: mean AUC of single people, over those
    with at least 20 rows of both kinds.
    """

    auc: float | None
    log_loss: float
    ece: float
    within_user_auc: float | None


def marks(users: Codes, correct: Numbers, chances: Numbers) -> Marks:
    """The marks of these chances; rows of one user stand together. Columns of n ≥ 1 rows; correct 0 to 1, a half is half a right answer."""
    return Marks(
        auc=auc(correct, chances),
        log_loss=log_loss(correct, chances),
        ece=ece(correct, chances),
        within_user_auc=within_user_auc(users, correct, chances),
    )


def auc(correct: Numbers, chances: Numbers) -> float | None:
    """Area under the ROC curve, ties counted half: P(chance of a right one > chance of a wrong one). None unless there are both.

    An answer that is half right counts as half a right and half a wrong one.
    """
    order = np.argsort(chances, kind="stable")
    right, ranked = correct[order], chances[order]
    starts = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
    ups = np.add.reduceat(right, starts)
    downs = np.add.reduceat(1.0 - right, starts)
    pairs = ups.sum() * downs.sum()
    if pairs == 0.0:
        return None
    below = np.cumsum(downs) - downs
    return float((ups * (below + downs / 2)).sum() / pairs)


def log_loss(correct: Numbers, chances: Numbers) -> float:
    """Mean of −(y ln p + (1 − y) ln(1 − p)), in nats, with p kept 1e-6 away from 0 and 1."""
    p = np.clip(chances, CLIP, 1 - CLIP)
    return float(-(correct * np.log(p) + (1 - correct) * np.log1p(-p)).mean())


def ece(correct: Numbers, chances: Numbers) -> float:
    """Expected calibration error: Σ_bins n_bin/n · |mean chance − share right|, over 15 bins of equal width; 1 falls in the last."""
    bins = np.minimum((chances * BINS).astype(np.int64), BINS - 1)
    gaps = np.bincount(bins, weights=chances - correct, minlength=BINS)
    return float(np.abs(gaps).sum() / len(chances))


def within_user_auc(users: Codes, correct: Numbers, chances: Numbers) -> float | None:
    """Mean AUC of one person's rows, over people with at least 20 rows of both kinds. None without any. Rows of a user stand together."""
    own = [found for found in _each(users, correct, chances) if found is not None]
    return float(np.mean(own)) if own else None


def _each(users: Codes, correct: Numbers, chances: Numbers) -> Iterator[float | None]:
    edges = np.flatnonzero(np.r_[True, users[1:] != users[:-1], True])
    for begin, end in pairwise(edges):
        if end - begin >= ENOUGH:
            yield auc(correct[begin:end], chances[begin:end])
