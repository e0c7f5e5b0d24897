"""A rep's day: what fits into five minutes, in which order, and why. Pure."""

from collections.abc import Collection, Sequence
from typing import Final

from msgspec import Struct

from server.lessons.compiler.model import Lesson
from server.sentences.reasons import Reason

BUDGET: Final = 300
"""Seconds of a day. A note opens it and takes none of them."""

QUESTION: Final = 27
"""Seconds of one question in practice."""

MOST: Final = 3
"""Questions a day."""

DEAL: Final = 50
"""Seconds of one thing to do on a deal."""


class Candidate(Struct, frozen=True):
    """A lesson that could be taken today. `parts` are the seconds until each of its breaks, for when the whole does not fit."""

    lesson: str
    title: str
    seconds: int
    why: Reason
    parts: tuple[int, ...] = ()


class Item(Struct, frozen=True):
    """A lesson, or its next part, that today holds."""

    lesson: str
    title: str
    seconds: int
    why: Reason
    whole: bool


class Day(Struct, frozen=True):
    """What is left of today, in order: at most one lesson, then questions, then perhaps one deal."""

    lesson: Item | None = None
    questions: int = 0
    deal: bool = False

    @property
    def seconds(self) -> int:
        """The sum that is printed."""
        return (self.lesson.seconds if self.lesson else 0) + QUESTION * self.questions + DEAL * self.deal


def compose(
    candidates: Sequence[Candidate],
    *,
    questions: int = 0,
    deal: bool = False,
    today: bool = False,
    spent: int = 0,
    budget: int = BUDGET,
) -> Day:
    """The first candidate that fits, whole or up to its last break that does; then as many of the questions as fit, at most three; then the deal.

    `today`: what there is to do on the deal is asked today or never, so that questions, which come again, leave room for it. `spent` are the
    seconds of what was finished today. With them, the sum is never above `budget`.
    """
    left = max(0, budget - spent)
    lesson = next((item for candidate in candidates if (item := _fitting(candidate, left))), None)
    left -= lesson.seconds if lesson else 0
    kept = DEAL if deal and today and left >= DEAL else 0
    asked = max(0, min(questions, MOST, (left - kept) // QUESTION))
    left -= asked * QUESTION
    return Day(lesson=lesson, questions=asked, deal=deal and left >= DEAL)


def seconds(lesson: Lesson, left: int | None = None) -> int:
    """How long a lesson takes, or what is left of it when `left` of the questions that count are not done."""
    whole = lesson.reading_seconds + lesson.thinking_seconds
    needed = sum(not question.optional for question in lesson.questions)
    return whole if left is None or not needed else max(1, round(whole * left / needed))


def parts(lesson: Lesson, open: Collection[str] | None = None) -> tuple[int, ...]:  # noqa: A002  # the word of the domain
    """The seconds from the beginning of a lesson until each of its section breaks: headings of level 2 after the first question.

    With `open`, the ids of what is still to be answered, they count from the beginning of the section that asks the first of these.
    """
    spent, found = 0.0, list[int]()
    for section, asks in lesson.sections:
        if found or open is None or not asks.isdisjoint(open):
            spent += section
            found.append(round(spent))
    return tuple(found[:-1])


def _fitting(candidate: Candidate, left: int) -> Item | None:
    whole = candidate.seconds <= left
    fits = candidate.seconds if whole else max((part for part in candidate.parts if 0 < part <= left), default=0)
    if not fits:
        return None
    return Item(lesson=candidate.lesson, title=candidate.title, seconds=fits, why=candidate.why, whole=whole)
