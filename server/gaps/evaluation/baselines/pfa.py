"""Performance factors analysis (Pavlik, Cen & Koedinger 2009): each behaviour's ease, and what each win and fail on it is worth.

logit P = b + Σ_k (β_k + γ_k ln(1 + wins_k) + ρ_k ln(1 + fails_k)) over the behaviours k of the question; counts of the person's earlier rows.
"""

import numpy as np
from scipy import sparse

from server.gaps.evaluation.baselines.counts import counts_of
from server.gaps.evaluation.baselines.logistic import five_folds, table
from server.gaps.evaluation.rows import Codes, Numbers, Rows


def fitted(rows: Rows, folds: Codes) -> Numbers:
    """Chances from the rows of the other folds' people and the person's own earlier rows."""
    counts = counts_of(rows)
    shape = (len(rows), rows.skills)
    blocks = [
        table(counts.rows, counts.skills, values, shape)
        for values in (np.ones(len(counts.rows)), np.log1p(counts.wins), np.log1p(counts.fails))
    ]
    return five_folds(rows, sparse.csr_array(sparse.hstack(blocks)), folds)
