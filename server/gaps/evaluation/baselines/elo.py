"""Hierarchical Elo with forgetting (after Pelánek 2016): one rating of a person, one for each of their behaviours, against those of the question.

logit P = b + θ_u + mean_k θ_uk − d_i − mean_k d_k over the behaviours k of the question. An answer moves every rating by its step times the
surprise y − P; a step is gain / (1 + slow · n) after n answers, and not below its floor. A person's rating of a behaviour fades between two
answers by (1 + days)^−fade. The steps are set by hand, once for all logs.
"""

from collections.abc import Iterable
from math import exp
from typing import NamedTuple

import numpy as np

from server.gaps.evaluation.folds import Places, predicted
from server.gaps.evaluation.rows import Codes, Numbers, Rows

DAY = 86_400.0
FADE = 0.2
START = 0.5
"""The intercept before the first answer, in logits; then it moves by `DRIFT` times the surprise."""
DRIFT = 0.001


class Step(NamedTuple):
    """How far a rating moves: gain / (1 + slow · n), not below floor."""

    gain: float
    slow: float
    floor: float


PERSON = Step(0.3, 0.02, 0.05)
OWN = Step(0.25, 0.1, 0.2)
QUESTION = Step(0.8, 0.2, 0.02)
BEHAVIOUR = Step(0.2, 0.02, 0.005)


class Rating:
    """A rating in logits, how many answers are behind it, and when it was last touched."""

    __slots__ = ("answers", "at", "value")

    def __init__(self, at: float = 0.0) -> None:
        self.value = 0.0
        self.answers = 0
        self.at = at

    def move(self, step: Step, surprise: float) -> None:
        """One answer more."""
        self.value += max(step.gain / (1.0 + step.slow * self.answers), step.floor) * surprise
        self.answers += 1


class Ratings:
    """Everybody's ratings and every question's."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.start = START
        self.people: dict[int, Rating] = {}
        self.own: dict[tuple[int, int], Rating] = {}
        self.questions = [Rating() for _ in range(rows.questions)]
        self.behaviours = [Rating() for _ in range(rows.skills)]

    def follow(self, places: Codes | Places, *, frozen: bool = False) -> Numbers:
        """The chances of the rows in these places, each before its answer is taken in. `frozen` leaves questions and behaviours as they are."""
        columns = (self.rows.users, self.rows.items, self.rows.at, self.rows.correct, self.rows.weights)
        rows = zip(*(column[places].tolist() for column in columns), strict=True)
        return np.fromiter((self._one(*row, frozen=frozen) for row in rows), dtype=np.float64, count=len(places))

    def _one(self, user: int, item: int, at: float, correct: float, weight: float, *, frozen: bool) -> float:
        skills = self.rows.behaviours[item]
        share = 1.0 / len(skills) if skills else 0.0
        person = self.people.setdefault(user, Rating())
        own = [self._own(user, skill, at) for skill in skills]
        hard = self.questions[item].value + share * sum(self.behaviours[skill].value for skill in skills)
        chance = 1.0 / (1.0 + exp(-(self.start + person.value + share * sum(one.value for one in own) - hard)))
        surprise = weight * (correct - chance)
        person.move(PERSON, surprise)
        _move_all(own, OWN, share * surprise)
        if not frozen:
            self.start += DRIFT * surprise
            self.questions[item].move(QUESTION, -surprise)
            _move_all((self.behaviours[skill] for skill in skills), BEHAVIOUR, -share * surprise)
        return chance

    def _own(self, user: int, skill: int, at: float) -> Rating:
        """A person's rating of a behaviour, faded until now."""
        rating = self.own.get((user, skill))
        if rating is None:
            rating = self.own[user, skill] = Rating(at)
        elif at > rating.at:
            rating.value *= (1.0 + (at - rating.at) / DAY) ** -FADE
            rating.at = at
        return rating


def cold(rows: Rows) -> Numbers:
    """Chances from all rows that came before in time."""
    chances = np.empty(len(rows))
    chances[rows.by_time] = Ratings(rows).follow(rows.by_time)
    return chances


def fitted(rows: Rows, folds: Codes) -> Numbers:
    """Chances from one pass over the other folds' people in order of time, and the person's own earlier rows."""

    def learn(training: Places, testing: Places) -> Numbers:
        ratings = Ratings(rows)
        in_training = np.zeros(len(rows), dtype=np.bool_)
        in_training[training] = True
        ratings.follow(rows.by_time[in_training[rows.by_time]])
        return ratings.follow(testing, frozen=True)

    return predicted(folds, learn)


def _move_all(ratings: Iterable[Rating], step: Step, surprise: float) -> None:
    for rating in ratings:
        rating.move(step, surprise)
