"""What is left of a course: somebody who follows Today against somebody who repeats lessons at random."""

from collections.abc import Callable, Sequence

import numpy as np
from msgspec import Struct

from server.gaps.book import Rules
from server.gaps.estimate import Shared
from server.gaps.evaluation.simulation.calendar import BEHAVIOURS, COURSE, DAY, LESSON_SECONDS, is_working
from server.gaps.evaluation.simulation.law import Law
from server.gaps.evaluation.simulation.rep import Practice, Rep
from server.gaps.evaluation.simulation.year import MORNING, follow_today
from server.gaps.prior import Prior

DAYS = 90
AFTER = 30
"""Days without anything, after which it is looked at again."""


Life = tuple[float, ...]
"""The figures of `Kept` for one person."""


class Kept(Struct, frozen=True, kw_only=True):
    """Mean true chance of a right answer to a new question, over people and behaviours: at the start, on day 90, and 30 days later.

    `weakest` is the mean of each person's weakest third of behaviours on day 90. `answers` and `minutes` are a person's mean.
    """

    start: float
    day_90: float
    day_120: float
    weakest: float
    answers: float
    minutes: float

    @classmethod
    def of(cls, lives: Sequence[Life]) -> "Kept":
        """The mean over people."""
        start, end, after, weakest, answers, seconds = (_mean(column) for column in zip(*lives, strict=True))
        return cls(start=start, day_90=end, day_120=after, weakest=weakest, answers=answers, minutes=seconds / 60)


def compared(
    law: Law, practice: Practice, prior: Prior, *, people: int, chance: np.random.Generator
) -> list[tuple[Life, Life, Life]]:
    """The same people three times: following Today; with a lesson a day, every lesson once in order and then any at random; and likewise, but
    only on days when that takes no more time in all than following Today did.
    """
    found = []
    for seed in chance.integers(2**63, size=people).tolist():
        spent: list[int] = []
        today = _life(law, practice, prior, seed, lambda rep, at, number, picks: follow_today(rep, at), spent)  # noqa: ARG005  # a habit is given all
        random = _life(law, practice, prior, seed, _repeat, [])
        found.append((today, random, _life(law, practice, prior, seed, _repeat_within(spent), [])))
    return found


Habit = Callable[[Rep, float, int, np.random.Generator], tuple[int, int]]
"""What somebody does on their nth working day: (answers, seconds)."""


def _repeat(rep: Rep, at: float, number: int, picks: np.random.Generator) -> tuple[int, int]:
    lesson = COURSE[number if number < len(COURSE) else int(picks.integers(len(COURSE)))]
    rep.take(lesson, at)
    return len(lesson), LESSON_SECONDS


def _repeat_within(spent: Sequence[int]) -> Habit:
    """As long as somebody else took: `spent` are their seconds up to each working day."""
    used = taken = 0

    def habit(rep: Rep, at: float, number: int, picks: np.random.Generator) -> tuple[int, int]:
        nonlocal used, taken
        if used + LESSON_SECONDS > spent[number]:
            return 0, 0
        used, taken = used + LESSON_SECONDS, taken + 1
        return _repeat(rep, at, taken - 1, picks)

    return habit


def _life(law: Law, practice: Practice, prior: Prior, seed: int, habit: Habit, spent: list[int]) -> Life:
    """One person's 90 days and the 30 after. `spent` is filled with their seconds up to each working day."""
    rules = Rules(Shared(), prior)
    rep = Rep(law.person(np.random.default_rng(seed)), practice, rules, rules)
    picks = np.random.default_rng((seed, 1))
    start = _known(rep, 0.0)
    answers = seconds = 0
    for number, day in enumerate(day for day in range(DAYS) if is_working(day)):
        more, longer = habit(rep, day * DAY + MORNING, number, picks)
        answers, seconds = answers + more, seconds + longer
        spent.append(seconds)
    end, after = _known(rep, DAYS * DAY), _known(rep, (DAYS + AFTER) * DAY)
    third = len(end) // 3
    return _mean(start), _mean(end), _mean(after), _mean(sorted(end)[:third]), answers, seconds


def _known(rep: Rep, now: float) -> list[float]:
    return [rep.truth.know(behaviour, now) for behaviour in BEHAVIOURS]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
