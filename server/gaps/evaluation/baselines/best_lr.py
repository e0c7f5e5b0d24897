"""Best-LR (Gervet, Koedinger, Schneider & Mitchell 2020): the strongest logistic regression of their comparison.

logit P = b + δ_i + Σ_k (β_k + γ_k ln(1 + wins_k) + ρ_k ln(1 + fails_k)) + γ ln(1 + wins) + ρ ln(1 + fails), with a difficulty δ for each question,
counts for each behaviour k of it, and counts in all.
"""

import numpy as np
from scipy import sparse

from server.gaps.evaluation.baselines.counts import counts_of
from server.gaps.evaluation.baselines.logistic import five_folds, one_hot, table
from server.gaps.evaluation.rows import Codes, Numbers, Rows


def fitted(rows: Rows, folds: Codes) -> Numbers:
    """Chances from the rows of the other folds' people and the person's own earlier rows."""
    counts = counts_of(rows)
    shape = (len(rows), rows.skills)
    blocks = [
        one_hot(rows.items, rows.questions),
        *(
            table(counts.rows, counts.skills, values, shape)
            for values in (np.ones(len(counts.rows)), np.log1p(counts.wins), np.log1p(counts.fails))
        ),
        sparse.csr_array(np.log1p(np.column_stack((counts.all_wins, counts.all_fails)))),
    ]
    return five_folds(rows, sparse.csr_array(sparse.hstack(blocks)), folds)
