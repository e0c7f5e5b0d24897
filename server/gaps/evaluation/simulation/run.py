"""Both simulations: a year of companies whose truth is known, and what is left of a course."""

from collections.abc import Callable

import numpy as np
from msgspec import Struct

from server.gaps.evaluation.simulation.checks import Check
from server.gaps.evaluation.simulation.rep import Practice
from server.gaps.evaluation.simulation.retention import Kept, compared
from server.gaps.evaluation.simulation.year import Company, Settle, lived, world
from server.gaps.prior import Prior

COMPANY = 50
"""People of one company. Several companies, because all people of one share the luck of its difficulties."""


class Simulated(Struct, frozen=True, kw_only=True):
    """What came of one law: the checks in order of days, and what is left of the course.

    `random` is a lesson a day, at random after the first round; `random_as_long` is that for no longer than Today takes.
    """

    law: str
    reps: int
    days: int
    checks: list[Check]
    today: Kept
    random: Kept
    random_as_long: Kept


def simulate(  # every part is handed over
    law: str, practice: Practice, settle: Settle, prior: Prior, *, reps: int, days: int, seed: int, say: Callable[[str], None]
) -> Simulated:
    """A year of `reps` people under `law` (`own` or `other`), and the comparison of ways of learning. The same seed gives the same result.

    `say` is told what was done so far.
    """
    sizes = [min(COMPANY, reps - first) for first in range(0, reps, COMPANY)]
    chance = np.random.default_rng(seed)
    parts = chance.spawn(len(sizes))
    worlds = [world(law, size, prior, part) for size, part in zip(sizes, parts, strict=True)]
    companies = [Company(one, practice, settle, prior, size, part) for one, size, part in zip(worlds, sizes, parts, strict=True)]
    checks = []
    for found in lived(companies, days):
        checks.append(found)
        say(f"day {found.day} of {days}")
    say("what is left of a course")
    lives = [
        life
        for one, size, part in zip(worlds, sizes, parts, strict=True)
        for life in compared(one, practice, prior, people=size, chance=part)
    ]
    today, random, as_long = (Kept.of(way) for way in zip(*lives, strict=True))
    return Simulated(law=law, reps=reps, days=days, checks=checks, today=today, random=random, random_as_long=as_long)
