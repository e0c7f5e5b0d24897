"""What a simulated company does in a year: who is asked what on which day, and which deals are inspected."""

from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

DAY = 86_400.0
NOON, AFTERNOON = 12 * 3_600.0, 15 * 3_600.0

STAGES = 7
BEHAVIOURS_OF_A_STAGE = 3
ALWAYS = 3
"""Behaviours that every sheet asks about, besides those of the deal's stage."""

LESSONS = 26
QUESTIONS = 5
"""Of a lesson."""

LESSON_SECONDS, QUESTION_SECONDS, TODAY_SECONDS = 240, 27, 300
"""What a lesson and a question that comes back take, and what a day has."""

MOST = 3
"""Questions that come back in a day."""

DILIGENCE = 0.8
"""How many working days somebody practises on."""

SHEETS = 1.5
"""Inspections of a person a week, on average."""

OPEN = 6
LASTS = 100.0
"""Deals that a person has open at a time, and days that one takes."""

REPS_OF_AN_INSPECTOR = 10

LEADER = "leader"
CALIBRATION = 28
"""Days between two calibrations."""

BEHAVIOURS = tuple(f"behaviour-{number:02}" for number in range(ALWAYS + STAGES * BEHAVIOURS_OF_A_STAGE))


class Question(Struct, frozen=True):
    """A question of a lesson."""

    key: str
    behaviours: tuple[str, ...]


class Sheet(Struct, frozen=True):
    """One inspection: which behaviours on which deal, by whom, at what time."""

    at: float
    deal: str
    inspector: str
    behaviours: tuple[str, ...]
    blind: bool = False


class Deal(Struct):
    """An open deal goes through the stages at an even pace."""

    name: str
    began: float

    def stage(self, at: float) -> int:
        """The stage at a time, from 0."""
        return min(STAGES - 1, int((at - self.began) / (LASTS * DAY) * STAGES))


def _lessons() -> Sequence[tuple[Question, ...]]:
    """Each lesson is about one behaviour, every other one has two questions about a second behaviour as well."""
    found: list[tuple[Question, ...]] = []
    for number in range(LESSONS):
        main = BEHAVIOURS[number % len(BEHAVIOURS)]
        beside = BEHAVIOURS[(number + 7) % len(BEHAVIOURS)]
        found.append(
            tuple(
                Question(f"lesson-{number:02}/{place}", (main, beside) if number % 2 and place < 2 else (main,))  # as said above
                for place in range(QUESTIONS)
            )
        )
    return found


COURSE = _lessons()


def is_working(day: int) -> bool:
    """Monday to Friday; the year begins on a Monday."""
    return day % 7 < 5  # days of a week


class Desk(Struct):
    """One person's deals, and the sheets that are filled about them. `last` is the newest."""

    person: int
    chance: np.random.Generator
    deals: list[Deal] = field(default_factory=list)
    begun: int = 0
    last: Sheet | None = None

    def sheets(self, day: int) -> Iterator[Sheet]:
        """The inspections of a day: on average 1.5 a week, each of one open deal."""
        for number in range(int(self.chance.poisson(SHEETS / 5)) if is_working(day) else 0):
            self.last = self.sheet(day * DAY + NOON + 60.0 * number, inspector_of(self.person))
            yield self.last

    def sheet(self, at: float, inspector: str) -> Sheet:
        """The standard questions about one of the open deals."""
        self._renew(at)
        deal = self.deals[int(self.chance.integers(OPEN))]
        first = ALWAYS + deal.stage(at) * BEHAVIOURS_OF_A_STAGE
        return Sheet(at, deal.name, inspector, (*BEHAVIOURS[:ALWAYS], *BEHAVIOURS[first : first + BEHAVIOURS_OF_A_STAGE]))

    def _renew(self, now: float) -> None:
        """Deals that are over make place for new ones. The first ones began before the year, each at another time."""
        self.deals = [deal for deal in self.deals if now - deal.began < LASTS * DAY]
        while len(self.deals) < OPEN:
            began = now if self.begun >= OPEN else now - float(self.chance.random()) * LASTS * DAY
            self.deals.append(Deal(f"deal-{self.person}-{self.begun}", began))
            self.begun += 1


def inspectors_of(people: int) -> tuple[str, ...]:
    """The managers of so many people, and the leader."""
    return (*(inspector_of(person) for person in range(0, people, REPS_OF_AN_INSPECTOR)), LEADER)


def inspector_of(person: int) -> str:
    """The manager who looks at this person's deals."""
    return f"inspector-{person // REPS_OF_AN_INSPECTOR}"


def calibrated(desks: Sequence[Desk], day: int, chance: np.random.Generator) -> Iterator[tuple[int, Sheet]]:
    """Once in four weeks: every manager looks at the same deal, blind, and the leader looks again at one sheet of each manager. By person."""
    if day % CALIBRATION:
        return
    at = day * DAY + AFTERNOON
    one = int(chance.integers(len(desks)))
    sheet = desks[one].sheet(at, LEADER)
    for number, inspector in enumerate(inspectors_of(len(desks))):
        yield one, replace(sheet, at=at + 60.0 * number, inspector=inspector, blind=True)
    for first in range(0, len(desks), REPS_OF_AN_INSPECTOR):
        person = int(chance.integers(first, min(first + REPS_OF_AN_INSPECTOR, len(desks))))
        if (last := desks[person].last) is not None:
            yield person, replace(last, at=at + 3_600.0, inspector=LEADER, blind=True)
