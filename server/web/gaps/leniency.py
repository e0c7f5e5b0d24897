"""The other number beside a rate of doing that an inspector's leniency changed, the same on every page that shows that rate."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from server.gaps import queries as gaps
from server.gaps.priority import Gap

Range = tuple[int, int]
"""Percent, from and to."""

NOTHING: Mapping[str, Range] = {}


async def as_looked_at(person: UUID, told: Iterable[Gap], now: datetime, *, counts_only: bool) -> Mapping[str, Range]:
    """By behaviour, what would be said of doing if nobody allowed for inspectors who are milder or stricter; only where it is something else.

    Nothing where no rate is told. Whoever asks has made sure that the reader may see these gaps.
    """
    rated = [gap.behaviour for gap in told if gap.do.p is not None]
    if counts_only or not rated:
        return NOTHING
    found = await gaps.as_looked_at(person, rated, now)
    return {behaviour: (round(100 * one.low), round(100 * one.high)) for behaviour, one in found.items()}
