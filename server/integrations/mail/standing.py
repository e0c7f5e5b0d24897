"""How a meeting stands after everything that was heard of it, in whatever order it came. Pure.

Its organiser counts changes by a number (SEQUENCE, RFC 5545 3.8.7.4); of two with one number the one written later holds (DTSTAMP, 3.8.7.2), and
so it is with the answers of each guest (RFC 5546 2.1.5). What bears no time is taken as it comes.
"""

from collections.abc import Mapping
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace


class Answer(Struct, frozen=True, kw_only=True):
    """What a guest said, and when it was written; None where it does not say."""

    yes: bool
    at: datetime | None = None


class Standing(Struct, frozen=True, kw_only=True):
    """A meeting as it is known, or one word about it. `stamp` is when its organiser last wrote, None for the word of a guest.

    `answers` are of the buyer's side, by whatever names a guest; who calls a meeting is one who says yes.
    """

    sequence: int
    stamp: datetime | None
    day: date | None
    off: bool
    answers: Mapping[str, Answer]
    guest: bool = False
    """Whether it is the word of a guest."""

    @property
    def stands(self) -> bool:
        """Whether somebody on the buyer's side has agreed to it."""
        return not self.off and any(one.yes for one in self.answers.values())


def after(before: Standing | None, word: Standing) -> Standing:
    """The meeting after a word about it: `before` itself when the word was overtaken."""
    if before is None or word.sequence > before.sequence:
        return word
    if word.sequence < before.sequence:
        return before
    newer = {who: one for who, one in word.answers.items() if not _older(one.at, _at(before, who))}
    heard = replace(before, answers={**before.answers, **newer})
    if word.guest:
        return replace(heard, day=word.day) if _knows_best(before, word) else heard
    if _older(word.stamp, before.stamp) or (before.off and not _older(before.stamp, word.stamp)):
        # What was called off is only called again by something that was written later.
        return heard
    return replace(heard, day=word.day, off=word.off, stamp=word.stamp or before.stamp)


def is_same(one: Standing, other: Standing) -> bool:
    """Whether two come to the same: agreed to for the same day, or not agreed to."""
    return one.stands == other.stands and one.off == other.off and (not one.stands or one.day == other.day)


def _knows_best(before: Standing, word: Standing) -> bool:
    """Whether nothing of the organiser was heard, and no guest wrote later than this one."""
    known = [one.at for one in before.answers.values()]
    return (
        before.stamp is None and not before.off and not any(_older(one.at, at) for one in word.answers.values() for at in known)
    )


def _at(before: Standing, who: str) -> datetime | None:
    found = before.answers.get(who)
    return found.at if found else None


def _older(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and one < other
