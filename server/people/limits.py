"""How often signing in may be tried.

A sliding window counter: the count of the window before, weighed by how much of it still lies within reach, plus the count of this window. On
average it allows exactly the limit; in the worst case, twice the limit in one stretch of its length.
"""

import hashlib
import math
from datetime import UTC, datetime, timedelta

from msgspec import Struct


class Limit(Struct, frozen=True):
    """At most `most` tries of `what` in a `window`."""

    what: str
    most: int
    window: timedelta


ASKS_PER_ACCOUNT = Limit("ask for an account", 6, timedelta(hours=1))
ASKS_PER_ADDRESS = Limit("ask from an address", 300, timedelta(hours=1))
"""A whole office, or everyone behind one proxy, may share an address."""
CODES_PER_ACCOUNT = Limit("code for an account", 20, timedelta(days=1))
"""With a million codes: one chance in 50,000 a day to guess one. Links go on working."""
CODES_PER_ADDRESS = Limit("code from an address", 300, timedelta(hours=1))

KEPT = timedelta(days=2)
"""How long counts are kept: two windows of the longest."""


def starts(limit: Limit, now: datetime) -> datetime:
    """When the window that holds `now` began."""
    seconds = int(limit.window.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)


def key(limit: Limit, subject: str, start: datetime) -> str:
    """Under which a window is counted: a digest, so that no address is kept."""
    return hashlib.sha256(f"{limit.what}\n{subject}\n{start.isoformat()}".encode()).hexdigest()


def wait(limit: Limit, *, before: int, count: int, now: datetime) -> int:
    """Seconds until this try would be allowed, 0 when it is. `count` holds it already; `before` counts the window before this one."""
    window = limit.window.total_seconds()
    passed = (now - starts(limit, now)).total_seconds()
    if before * (1 - passed / window) + count <= limit.most:
        return 0
    if count <= limit.most:
        # Refused tries are not kept, so only the window before has to move out of reach.
        return max(1, math.ceil(window * (1 - (limit.most - count) / before) - passed))
    free = max(0.0, window * (1 - (limit.most - 1) / (count - 1)))
    return max(1, math.ceil(window - passed + free))
