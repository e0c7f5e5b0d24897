"""Saying once more what came of a promise, because it was said by mistake. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol, TypeVar
from uuid import UUID

WITHIN: Final = timedelta(days=14)
"""How long after it was first said it can be said again: until then somebody has met and noticed."""


class Said(Protocol):
    """What was said of a promise at one time."""

    @property
    def id(self) -> UUID:
        """Its id."""

    @property
    def at(self) -> datetime:
        """When."""

    @property
    def corrects(self) -> UUID | None:
        """What it was said instead of, None for what was said first."""

    @property
    def left(self) -> bool:
        """Whether nobody said it: whoever made the promise had left."""


S = TypeVar("S", bound=Said)


def correctable(said: Sequence[S], now: datetime) -> S | None:
    """What may be said again, oldest given first: the last of them, within fourteen days of what was said there first; else None."""
    if not said or said[-1].left or now > until(said):
        return None
    return said[-1]


def until(said: Sequence[Said]) -> datetime:
    """Until when the last of these may be said again. Saying it again does not move that."""
    return first(said).at + WITHIN


def first(said: Sequence[S]) -> S:
    """What was said where the last of these was said, before any of it was said again."""
    by_id = {one.id: one for one in said}
    found = said[-1]
    while found.corrects is not None and found.corrects in by_id:
        found = by_id[found.corrects]
    return found


def superseded(said: Sequence[Said]) -> frozenset[UUID]:
    """The ids of what counts no more, because something else was said instead."""
    return frozenset(one.corrects for one in said if one.corrects is not None)
