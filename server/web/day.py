"""A rep's day: what fits into five minutes, and why. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from server.lessons.compiler.model import Asked, Block, Heading, Lesson
from server.sentences.reasons import Reason

BUDGET = 300
"""Seconds of a day."""

MOST = 3
"""Things on a page before it is a list to work off."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A lesson that could be taken today. `parts` are the seconds until each of its breaks, for when the whole does not fit."""

    lesson: str
    title: str
    seconds: int
    why: Reason
    parts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A lesson, or its first part, that today holds."""

    lesson: str
    title: str
    seconds: int
    why: Reason
    whole: bool


@dataclass(frozen=True, slots=True)
class Day:
    """What today holds, in order."""

    items: tuple[Item, ...]

    @property
    def seconds(self) -> int:
        """The sum that is printed."""
        return sum(item.seconds for item in self.items)


def compose(candidates: Sequence[Candidate], budget: int = BUDGET) -> Day:
    """The candidates that fit, in the order given, each lesson once. One that does not fit is offered up to its last break that does, or left out.

    The sum is never above `budget`, and there are at most three.
    """
    items: list[Item] = []
    for candidate in candidates:
        left = budget - sum(item.seconds for item in items)
        if len(items) == MOST or any(item.lesson == candidate.lesson for item in items):
            continue
        item = _fitting(candidate, left)
        if item is not None:
            items.append(item)
    return Day(tuple(items))


def seconds(lesson: Lesson, left: int | None = None) -> int:
    """How long a lesson takes, or what is left of it when `left` of the questions that count are not done."""
    whole = lesson.reading_seconds + lesson.thinking_seconds
    needed = sum(not question.optional for question in lesson.questions)
    return whole if left is None or not needed else max(1, round(whole * left / needed))


def parts(lesson: Lesson) -> tuple[int, ...]:
    """The seconds from the beginning of a lesson until each of its section breaks: headings of level 2 after the first question."""
    letters = [_letters(block) for block in lesson.blocks]
    thinking = {question.id: question.seconds for question in lesson.questions}
    pace = lesson.reading_seconds / max(1, sum(letters))
    spent, asked, found = 0.0, False, []
    for block, read in zip(lesson.blocks, letters, strict=True):
        if isinstance(block, Heading) and block.level == SECTION and asked:
            found.append(round(spent))
        spent += read * pace + (thinking.get(block.question, 0) if isinstance(block, Asked) else 0)
        asked = asked or isinstance(block, Asked)
    return tuple(found)


SECTION = 2

TAG = re.compile(r"<[^>]*>")


def _letters(block: Block) -> int:

    return len(TAG.sub("", getattr(block, "html", ""))) + len(getattr(block, "title", ""))


def _fitting(candidate: Candidate, left: int) -> Item | None:
    whole = candidate.seconds <= left
    fits = candidate.seconds if whole else max((part for part in candidate.parts if 0 < part <= left), default=0)
    if not fits:
        return None
    return Item(lesson=candidate.lesson, title=candidate.title, seconds=fits, why=candidate.why, whole=whole)
