"""Logistic regression over sparse columns, as both rivals with counts use it."""

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from server.gaps.evaluation.folds import Places, predicted
from server.gaps.evaluation.rows import Codes, Numbers, Rows

STRENGTH = 1.0
"""Inverse of the L2 penalty on every coefficient but the intercept."""

SOLVER = {"solver": "liblinear", "intercept_scaling": 10.0, "tol": 1e-3, "max_iter": 1_000}
"""A trust region method, which converges on counts and rare questions alike; the intercept is hardly penalised."""


def five_folds(rows: Rows, features: "sparse.csr_array", folds: Codes) -> Numbers:
    """Chances of every row from a regression on the rows of the other folds' people. `features`: rows × columns."""

    def learn(training: Places, testing: Places) -> Numbers:
        return _chances(features[training], rows.correct[training], rows.weights[training], features[testing])

    return predicted(folds, learn)


def one_hot(codes: Codes, size: int) -> "sparse.csr_array":
    """A row for each code, with a one in its column."""
    return table(np.arange(len(codes)), codes, np.ones(len(codes)), (len(codes), size))


def table(rows: Codes, columns: Codes, values: Numbers, shape: tuple[int, int]) -> "sparse.csr_array":
    """The sparse matrix with these values in these places."""
    narrow = np.int32  # scikit-learn takes no wider indices
    return sparse.csr_array(sparse.coo_array((values, (rows.astype(narrow), columns.astype(narrow))), shape=shape))


def _chances(features: "sparse.csr_array", correct: Numbers, weights: Numbers, asked: "sparse.csr_array") -> Numbers:
    """A half right answer is learned as a right and a wrong one of half the weight."""
    right, wrong = np.flatnonzero(correct > 0), np.flatnonzero(correct < 1)
    if not len(right) or not len(wrong) or not features.shape[1]:
        # Nothing can be learned from one kind of answer, or without columns, but how many there were.
        return np.full(asked.shape[0], (weights @ correct + 1) / (weights.sum() + 2))
    places = np.r_[right, wrong]
    model = LogisticRegression(C=STRENGTH, **SOLVER)
    model.fit(
        features[places],
        np.r_[np.ones(len(right)), np.zeros(len(wrong))],
        sample_weight=np.r_[weights[right] * correct[right], weights[wrong] * (1 - correct[wrong])],
    )
    chances: Numbers = model.predict_proba(asked)[:, 1]
    return chances
