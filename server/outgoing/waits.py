"""Times that were kept to wait by, and the clock that may have been put back since: what lies further ahead than it can was set before. Pure."""

from datetime import datetime, timedelta
from typing import Final

LEEWAY: Final = timedelta(minutes=5)
"""What the clocks of several machines may differ by."""

OFFLINE: Final = timedelta(days=14)
"""How long a device without a network may keep what was done on it."""


def holds(until: datetime | None, now: datetime, longest: timedelta) -> bool:
    """Whether somebody waits until then. Nothing of this kind waits for longer than `longest`."""
    return until is not None and now < until <= farthest(now, longest)


def past(at: datetime | None, now: datetime) -> datetime | None:
    """When something happened, None for what a clock says that is to come."""
    return None if at is None or at > now + LEEWAY else at


def farthest(now: datetime, longest: timedelta) -> datetime:
    """The latest moment until which a wait of at most `longest` can be kept."""
    return now + longest + LEEWAY
