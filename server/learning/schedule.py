"""When a question comes back: a card for each person and question, and how one answer moves it. Pure.

A question that was not answered right returns in 12 days, one answered with certainty and wrong in 3, one answered right in 24. Two rights in a
row let it rest; it returns when its behaviour is fading, or after 180 days.
"""

from datetime import datetime, time, timedelta
from typing import Final

from msgspec import Struct

from server.lessons.compiler.model import SCORED
from server.zones import local_day, local_time

MISSED: Final = timedelta(days=12)
SURE_AND_WRONG: Final = timedelta(days=3)
RIGHT: Final = timedelta(days=24)
RESTS: Final = timedelta(days=180)

ENOUGH: Final = 2
"""Rights in a row after which a question rests."""

SURE: Final = 2
"""From `fairly sure` on, somebody is sure: 0 guess, 1 unsure, 2 fairly sure, 3 certain."""

PRACTISED: Final = SCORED - {"scenario"}
"""Kinds that come back. A scenario is walked in its lesson; what is never scored is asked once."""


class Card(Struct, frozen=True, kw_only=True):
    """One person and one question. `rights` counts rights in a row; `retired_at` is set while it rests, and `due` is then the end of its rest.

    `revision` is the meaning of the question that was answered; `at`, `mark` and `confidence` are of the last answer that counted, the last one
    None when it was given in a lesson.
    """

    revision: int
    due: datetime
    rights: int
    retired_at: datetime | None
    at: datetime
    mark: float
    confidence: int | None = None

    @property
    def right(self) -> bool:
        """Whether the last answer was right, not only partly."""
        return self.mark >= 1

    @property
    def sure_and_wrong(self) -> bool:
        """Whether the last answer was given with certainty, and closer to wrong than to right."""
        return surely_wrong(self.mark, self.confidence)


def born(mark: float, now: datetime, *, revision: int = 1) -> Card:
    """The card of a question that was answered for the first time, in its lesson. That answer is the first to count."""
    return _moved(0, mark, None, now, revision)


def review(card: Card, mark: float, confidence: int | None, now: datetime) -> Card:
    """The card after another answer at `now`. It is never due before then."""
    return _moved(card.rights, mark, confidence, now, card.revision)


def anew(card: Card, revision: int) -> Card:
    """The card as it stands for this revision of its question: itself, or begun again and due at once when another meaning was answered."""
    if card.revision == revision:
        return card
    return Card(revision=revision, due=card.at, rights=0, retired_at=None, at=card.at, mark=card.mark, confidence=card.confidence)


def is_due(card: Card, now: datetime, *, fading: bool = False) -> bool:
    """Whether the question may be asked now. `fading`: the behaviour it is about is, which wakes a question that rests."""
    return card.due <= now or (fading and card.retired_at is not None)


def tonight(now: datetime, zone: str) -> datetime:
    """The end of today where the person is: what comes back today may be asked from its morning on."""
    return local_time(local_day(now, zone) + timedelta(days=1), time(), zone) - timedelta(microseconds=1)


def surely_wrong(mark: float, confidence: int | None) -> bool:
    """Whether this was sure and wrong. Half right is not wrong."""
    return confidence is not None and confidence >= SURE and mark < HALF


HALF: Final = 0.5


def _moved(rights: int, mark: float, confidence: int | None, now: datetime, revision: int) -> Card:
    rights = rights + 1 if mark >= 1 else 0
    rests = rights >= ENOUGH
    return Card(
        revision=revision,
        due=now + (RESTS if rests else _until_next(mark, confidence)),
        rights=rights,
        retired_at=now if rests else None,
        at=now,
        mark=mark,
        confidence=confidence,
    )


def _until_next(mark: float, confidence: int | None) -> timedelta:
    if mark >= 1:
        return RIGHT
    return SURE_AND_WRONG if surely_wrong(mark, confidence) else MISSED
