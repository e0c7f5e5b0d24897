"""A simulated company in normal use, from the first day: everybody follows Today on four days of five, and gets one or two sheets a week."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from server.gaps import priority
from server.gaps.book import Rules
from server.gaps.estimate import Shared
from server.gaps.evaluation.simulation.calendar import (
    BEHAVIOURS,
    COURSE,
    DAY,
    DILIGENCE,
    LESSON_SECONDS,
    MOST,
    QUESTION_SECONDS,
    QUESTIONS,
    TODAY_SECONDS,
    Desk,
    calibrated,
    inspectors_of,
    is_working,
)
from server.gaps.evaluation.simulation.checks import Check, check
from server.gaps.evaluation.simulation.law import Law
from server.gaps.evaluation.simulation.other_law import OtherLaw
from server.gaps.evaluation.simulation.own_law import OwnLaw
from server.gaps.evaluation.simulation.rep import Practice, Rep
from server.gaps.evidence import Evidence
from server.gaps.prior import Prior

Settle = Callable[[Sequence[Sequence[Evidence]], Prior], Shared]

LOOKS = (20, 34, 90, 181)
"""Days on which everybody is looked at, besides the last, counted from 0: the ends of week 3, week 5, month 3 and month 6.

The shared terms are settled on the night before. The product settles every night, which would cost a simulation too much and show only in between.
"""

MORNING, EVENING = 9 * 3_600.0, 18 * 3_600.0


def world(law: str, people: int, prior: Prior, chance: np.random.Generator) -> Law:
    """The world of a law, `own` or `other`, with the inspectors of so many people."""
    items = tuple(question.key for lesson in COURSE for question in lesson)
    inspectors = inspectors_of(people)
    if law == "own":
        return OwnLaw(prior, items, BEHAVIOURS, inspectors, chance)
    return OtherLaw(items, BEHAVIOURS, inspectors, chance)


class Company:
    """People of one world, from their first day. What they share is settled on their own answers alone."""

    def __init__(
        self, law: Law, practice: Practice, settle: Settle, prior: Prior, people: int, chance: np.random.Generator
    ) -> None:
        rules, oracle = Rules(Shared(), prior), Rules(law.shared(), prior)
        self.settle, self.prior, self.chance = settle, prior, chance
        self.reps = [Rep(law.person(own), practice, rules, oracle) for own in chance.spawn(people)]
        self.desks = [Desk(person, own) for person, own in enumerate(chance.spawn(people))]

    def live(self, day: int) -> None:
        """One day of everybody."""
        for rep, desk in zip(self.reps, self.desks, strict=True):
            if is_working(day) and self.chance.random() < DILIGENCE:
                follow_today(rep, day * DAY + MORNING)
            for sheet in desk.sheets(day):
                rep.inspected(sheet)
        for person, sheet in calibrated(self.desks, day, self.chance):
            self.reps[person].inspected(sheet)

    def night(self) -> None:
        """The shared terms are worked out afresh, and everybody is folded again under them."""
        rules = Rules(self.settle([rep.pieces for rep in self.reps], self.prior), self.prior)
        for rep in self.reps:
            rep.settled(rules)


def lived(companies: Sequence[Company], days: int) -> Iterator[Check]:
    """So many days of all companies. Gives a check over all of them on each of the days to look at, and on the last."""
    looks = sorted({*(day for day in LOOKS if day < days), days - 1})
    for day in range(days):
        for company in companies:
            company.live(day)
            if day + 1 in looks:
                company.night()
        if day in looks:
            yield check([rep for company in companies for rep in company.reps], day, day * DAY + EVENING)


def follow_today(rep: Rep, at: float) -> tuple[int, int]:
    """The next new lesson while there is one, then what comes back and fits, weakest first. Returns answers and seconds."""
    taken = len(rep.cards) // QUESTIONS
    seconds = answers = 0
    if taken < len(COURSE):
        rep.take(COURSE[taken], at)
        answers, seconds = QUESTIONS, LESSON_SECONDS
    room = min(MOST, (TODAY_SECONDS - seconds) // QUESTION_SECONDS)
    found = _practise(rep, at + 600.0, room)
    return answers + found, seconds + found * QUESTION_SECONDS


def _practise(rep: Rep, at: float, most: int) -> int:
    readings = rep.readings(at)
    fading = frozenset(one.behaviour for one in readings if priority.faded(one) >= priority.FADED)
    return rep.practise(at, most, {one.behaviour: priority.worth(one) for one in readings}, fading)
