"""Our model on the answers of a log.

Cold: nothing but the prior; what all people share is learned on the way. Fitted: the difficulties of questions and behaviours are settled on the
people of four folds, as the nightly settling does, and a logistic regression weighs what the model knows before each of their answers. So that it
weighs difficulties as strangers will meet them, each training fold is followed with difficulties settled without that fold.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from server.gaps import settle
from server.gaps.estimate import Line, Shared
from server.gaps.evaluation.features import COLUMNS, Trace
from server.gaps.evaluation.folds import Places, parted
from server.gaps.evaluation.head import Head
from server.gaps.evaluation.rows import Codes, Numbers, Rows
from server.gaps.evidence import KNOW, Evidence
from server.gaps.online import Online
from server.gaps.prior import K0


def cold(rows: Rows) -> Numbers:
    """The chance of each row, from the rows before it in time."""
    online, people = Online(K0), [Line() for _ in range(rows.people)]
    pieces, users = _pieces(rows), rows.users.tolist()
    chances = np.empty(len(rows))
    for place in rows.by_time.tolist():
        outcome = online.fold(people[users[place]], pieces[place])
        chances[place] = outcome.p if outcome else 0.5
    return chances


def fitted(rows: Rows, folds: Codes) -> Numbers:
    """The chance of each row, from the people of the other folds and the person's own earlier rows."""
    pieces = _pieces(rows)
    lines = {fold: _lines(rows, pieces, np.flatnonzero(folds == fold)) for fold in np.unique(folds).tolist()}
    settle_without = _remembered(lambda left: _settled(lines, left))
    chances = np.empty(len(rows))
    for training, testing in parted(folds):
        fold = int(folds[testing[0]])
        table = np.empty((len(rows), len(COLUMNS)))
        for other, own in lines.items():
            places = np.flatnonzero(folds == other)
            table[places] = _followed(own, settle_without(frozenset({fold, other})))
        head = Head(table[training], rows.correct[training], rows.weights[training])
        chances[testing] = head.chances(table[testing])
    return chances


def _pieces(rows: Rows) -> list[Evidence]:
    names = [tuple(str(skill) for skill in skills) for skills in rows.behaviours]
    columns = (rows.items.tolist(), rows.at.tolist(), rows.correct.tolist(), rows.weights.tolist())
    return [Evidence(KNOW, names[item], str(item), at, y, weight) for item, at, y, weight in zip(*columns, strict=True)]


def _lines(rows: Rows, pieces: Sequence[Evidence], places: Places) -> list[list[Evidence]]:
    """The pieces in these places, a list for each person, in order."""
    lines: list[list[Evidence]] = []
    before = -1
    for place, user in zip(places.tolist(), rows.users[places].tolist(), strict=True):
        if user != before:
            lines.append([])
        before = user
        lines[-1].append(pieces[place])
    return lines


def _settled(lines: dict[int, list[list[Evidence]]], left: frozenset[int]) -> Shared:
    questions, know = settle.settled([line for fold, some in lines.items() if fold not in left for line in some], K0, KNOW)
    return Shared(questions=questions, know=know)


def _followed(lines: list[list[Evidence]], shared: Shared) -> Numbers:
    return np.array(list(_features(lines, shared)))


def _features(lines: list[list[Evidence]], shared: Shared) -> Iterator[list[float]]:
    for line in lines:
        trace = Trace(shared, K0)
        for piece in line:
            yield trace.step(piece)


def _remembered(make: Callable[[frozenset[int]], Shared]) -> Callable[[frozenset[int]], Shared]:
    made: dict[frozenset[int], Shared] = {}

    def find(left: frozenset[int]) -> Shared:
        if left not in made:
            made[left] = make(left)
        return made[left]

    return find
