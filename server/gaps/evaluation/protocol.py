"""The model and its rivals on the same answers: each predicts every row before it sees it, and all are marked alike.

Fitted: a person belongs to one of five folds by their id; each fold is predicted by what was learned from the other four and from the person's own
earlier rows. Cold: nothing is trained before, rows come in order of time, and what is said of a question is learned on the way. The two
regressions cannot begin with nothing, so in the cold run they still learn from four fifths of the people: the harder rival.
"""

from collections.abc import Callable, Mapping

from msgspec import Struct

from server.gaps.evaluation import model
from server.gaps.evaluation.baselines import best_lr, elo, pfa, question_mean
from server.gaps.evaluation.metrics import Marks, marks
from server.gaps.evaluation.rows import Numbers, Rows

Predict = Callable[[Rows], Numbers]

MODEL = "model"


class Score(Struct, frozen=True):
    """What one column of predictions was worth, and the seconds it took to make."""

    marks: Marks
    seconds: float


def scores(rows: Rows, *, fit: bool, clock: Callable[[], float], say: Callable[[str], None]) -> Mapping[str, Score]:
    """The score of the model, which comes first, and of each rival, by name. `clock` gives seconds; `say` is told each name before its work begins.

    The rows hold right and wrong answers, so that order is defined.
    """
    found: dict[str, Score] = {}
    for name, predict in (_fitted() if fit else _cold()).items():
        say(name)
        began = clock()
        chances = predict(rows)
        seconds = clock() - began
        found[name] = Score(marks(rows.users, rows.correct, chances), seconds)
    return found


def _fitted() -> dict[str, Predict]:
    return {
        MODEL: lambda rows: model.fitted(rows, rows.folds),
        "question_mean": lambda rows: question_mean.fitted(rows, rows.folds),
        "pfa": lambda rows: pfa.fitted(rows, rows.folds),
        "best_lr": lambda rows: best_lr.fitted(rows, rows.folds),
        "elo": lambda rows: elo.fitted(rows, rows.folds),
    }


def _cold() -> dict[str, Predict]:
    return _fitted() | {MODEL: model.cold, "question_mean": question_mean.cold, "elo": elo.cold}
