"""What was said of signals, and which of it a chart begins again at. Pure.

To put a behaviour first everywhere is to act on its signals: that is read from the focus, and nobody has to say it twice.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from msgspec import Struct

from server.drift.chart import Turn
from server.zones import local_day

FOCUS: Final = "focus"
"""The kind of what the focus says."""

LED: Final = frozenset({"always", "behaviour"})
"""The kinds of signals that are about a behaviour."""


class Said(Struct, frozen=True, kw_only=True):
    """One thing that was said of the signal of this kind, behaviour or stage, and team; of the kind `focus`, of all signals of a behaviour.

    `id` is None for what the focus says.
    """

    id: UUID | None
    kind: str
    about: str
    team: UUID | None
    did: Literal["acted", "accepted"]
    words: str
    at: datetime


class Mark(Turn, frozen=True, kw_only=True):
    """A turn of one chart with its words. `id` is None for what the focus says; `today` while it may be taken back."""

    id: UUID | None
    words: str
    today: bool


def marks(said: Iterable[Said], kind: str, about: str, team: UUID | None, *, zone: str, now: datetime) -> tuple[Mark, ...]:
    """Those of one signal, oldest first, on the days of this zone."""
    found = (one for one in said if _fits(one, kind, about, team))
    return tuple(_mark(one, zone, now) for one in sorted(found, key=lambda one: one.at))


def _fits(one: Said, kind: str, about: str, team: UUID | None) -> bool:
    if one.kind == FOCUS:
        return kind in LED and one.about == about
    return (one.kind, one.about, one.team) == (kind, about, team)


def _mark(one: Said, zone: str, now: datetime) -> Mark:
    on = local_day(one.at, zone)
    return Mark(on=on, did=one.did, id=one.id, words=one.words, today=one.id is not None and on == local_day(now, zone))
