"""Another law, which the model does not assume: people forget exponentially, each at their own rate; some answers are guessed; a deal helps or
hinders everything that is tried on it; knowing helps doing, and doing gets better with months in the job. Numbers are logits.

knowing = talent + skill + learned − difficulty of the behaviour;  P(right) = .2 + .8 σ(knowing + memory of the question − its difficulty)
doing = drive + habit + .5 knowing + growth − difficulty;  P(met) = σ(doing + the deal's part + its part for this behaviour + leniency)

What was learned and what is remembered falls by exp(−Δt / a person's own span), a median of 45 days, and gains less the more there is.
"""

from collections.abc import Iterable
from math import exp, log

import numpy as np

from server.gaps.estimate import NEVER, Shared, Term
from server.gaps.evaluation.simulation.own_law import SURE

DAY = 86_400.0
GUESS = 0.2
SPAN, SPREAD = 45.0, 0.6
"""Days in which learning falls to 1/e: the median over people, and the spread of its logarithm."""

GAIN, MOST = 0.45, 2.0
"""What the first question about a behaviour teaches, and the most that can be learned; a later one teaches the same share of what is missing."""

KEEP = 1.0
"""What meeting a question leaves of its own answer."""

HELPS = 0.5
GROWTH = 0.4
"""What a year in the job adds to doing."""


class OtherLaw:
    """A world whose questions, behaviours and inspectors differ in ease. A deal has one part that everything on it shares."""

    def __init__(
        self, items: tuple[str, ...], behaviours: tuple[str, ...], inspectors: tuple[str, ...], chance: np.random.Generator
    ) -> None:
        self.items = _drawn(items, 0.8, chance)
        self.hard = _drawn(behaviours, 0.6, chance)
        self.hard_to_do = _drawn(behaviours, 0.6, chance)
        self.leniency = _drawn(inspectors, 0.5, chance)

    def person(self, chance: np.random.Generator) -> "OtherPerson":
        """Somebody new."""
        return OtherPerson(self, chance)

    def shared(self) -> Shared:
        """What is true, and certain. A question that can be guessed has no one difficulty; this is the one behind the guessing."""
        return Shared(
            questions={name: Term(value, SURE) for name, value in self.items.items()},
            know={name: Term(value, SURE) for name, value in self.hard.items()},
            do={name: Term(value, SURE) for name, value in self.hard_to_do.items()},
            inspectors={name: Term(value, SURE) for name, value in self.leniency.items()},
        )


class OtherPerson:
    """Talent and skill stay; what was learned is forgotten."""

    def __init__(self, world: OtherLaw, chance: np.random.Generator) -> None:
        self.world, self.chance = world, chance
        self.talent, self.drive = 0.2 + self._normal(0.6), self._normal(0.5)
        self.span = DAY * exp(log(SPAN) + self._normal(SPREAD))
        self.skills = _drawn(world.hard, 0.7, chance)
        self.habits = _drawn(world.hard, 0.7, chance)
        self.deals: dict[tuple[str, ...], float] = {}
        self.learned: dict[str, tuple[float, float]] = {}
        """By behaviour or question: how much there was when it was last touched, and when that was."""

    def know(self, behaviour: str, now: float) -> float:
        """The chance with an ordinary question, guessing included."""
        return GUESS + (1.0 - GUESS) * _sigma(self._knows(behaviour, now))

    def do(self, behaviour: str, now: float) -> float:
        """The chance on a deal that neither helps nor hinders."""
        return _sigma(self._does(behaviour, now))

    def answer(self, item: str, behaviours: tuple[str, ...], at: float) -> float:
        """Draws the answer; the feedback then teaches, whether it was right or not."""
        knows = sum(self._knows(behaviour, at) for behaviour in behaviours) / len(behaviours)
        logit = knows + self._left(item, at) - self.world.items[item]
        y = float(self.chance.random() < GUESS + (1.0 - GUESS) * _sigma(logit))
        for behaviour in behaviours:
            had = self._left(behaviour, at)
            self.learned[behaviour] = had + GAIN / len(behaviours) * (1.0 - had / MOST), at
        had = self._left(item, at)
        self.learned[item] = had + KEEP * (1.0 - had / MOST), at
        return y

    def look(self, behaviour: str, deal: str, inspector: str, at: float) -> float:
        """What the inspector finds."""
        logit = self._does(behaviour, at) + self._part((deal,), 0.8) + self._part((deal, behaviour), 0.5)
        return float(self.chance.random() < _sigma(logit + self.world.leniency[inspector]))

    def _knows(self, behaviour: str, now: float) -> float:
        return self.talent + self.skills[behaviour] + self._left(behaviour, now) - self.world.hard[behaviour]

    def _does(self, behaviour: str, now: float) -> float:
        grown = GROWTH * now / (365 * DAY)
        return (
            self.drive
            + self.habits[behaviour]
            + HELPS * self._knows(behaviour, now)
            + grown
            - self.world.hard_to_do[behaviour]
            - HELPS
        )

    def _part(self, name: tuple[str, ...], spread: float) -> float:
        if name not in self.deals:
            self.deals[name] = self._normal(spread)
        return self.deals[name]

    def _left(self, name: str, now: float) -> float:
        had, at = self.learned.get(name, (0.0, NEVER))
        return had * exp(-max(0.0, now - at) / self.span) if had else 0.0

    def _normal(self, spread: float) -> float:
        return spread * float(self.chance.normal())


def _drawn(names: Iterable[str], spread: float, chance: np.random.Generator) -> dict[str, float]:
    return {name: spread * float(chance.normal()) for name in names}


def _sigma(x: float) -> float:
    return 1.0 / (1.0 + exp(-x))
