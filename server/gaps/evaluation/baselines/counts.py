"""What a person had got right and wrong before each row: of each behaviour of its question, and in all."""

import numpy as np
from msgspec import Struct

from server.gaps.evaluation.rows import Codes, Numbers, Rows


class Counts(Struct, frozen=True):
    """One entry for each row and behaviour of its question, in the columns `rows`, `skills`, `wins`, `fails`; `all_wins` and `all_fails` by row."""

    rows: Codes
    skills: Codes
    wins: Numbers
    fails: Numbers
    all_wins: Numbers
    all_fails: Numbers


def counts_of(rows: Rows) -> Counts:
    """The counts before each row, over earlier rows of the same person only. A half right answer is half a win and half a fail."""
    place, skills = _pairs(rows)
    order = np.lexsort((place, skills, rows.users[place]))
    groups = rows.users[place[order]] * max(rows.skills, 1) + skills[order]
    wins, fails = np.empty(len(place)), np.empty(len(place))
    wins[order] = _before(rows.correct[place[order]], groups)
    fails[order] = _before(1 - rows.correct[place[order]], groups)
    return Counts(place, skills, wins, fails, _before(rows.correct, rows.users), _before(1 - rows.correct, rows.users))


def _pairs(rows: Rows) -> tuple[Codes, Codes]:
    """Every row with every behaviour of its question."""
    sizes = np.array([len(one) for one in rows.behaviours], dtype=np.int64)
    flat = np.array([skill for one in rows.behaviours for skill in one], dtype=np.int64)
    starts = np.cumsum(sizes) - sizes
    many = sizes[rows.items]
    within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    return np.repeat(np.arange(len(rows)), many), flat[np.repeat(starts[rows.items], many) + within]


def _before(values: Numbers, groups: Codes) -> Numbers:
    """The running sum inside each group, without the row itself. Rows of a group stand together."""
    if not len(values):
        return values
    sums = np.cumsum(values) - values
    begins = np.r_[True, groups[1:] != groups[:-1]]
    inside: Numbers = sums - sums[begins][np.cumsum(begins) - 1]
    return inside
