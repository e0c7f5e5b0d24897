"""Which behaviour leads everywhere, looked at once a second: every page that orders gaps asks for it, and it changes a few times a year."""

from collections.abc import Mapping
from typing import Final
from weakref import WeakKeyDictionary

from server import clock
from server.db import P, Prepared, current
from server.db.engine import Engine
from server.gaps.tables import GapFocus

EVERY: Final = 1.0
"""Seconds between two looks."""

FOCUS: Final = "focus"


async def leading() -> str:
    """Its id, empty while none leads. Another process's choice is seen within a second."""
    kept, now = _kept.get(current()), clock.ticks()
    if kept is None or now - kept[1] >= EVERY:
        rows = await ROW(name=FOCUS)
        kept = _kept[current()] = (_behaviour(rows[0]) if rows else "", now)
    return kept[0]


def forget() -> None:
    """Looks again at the next call."""
    _kept.pop(current(), None)


def _behaviour(row: Mapping[str, str]) -> str:
    return row["behaviour"]


ROW: Final = Prepared(lambda: GapFocus.select(GapFocus.behaviour).where(GapFocus.name == P("name")))

_kept: WeakKeyDictionary[Engine, tuple[str, float]] = WeakKeyDictionary()
