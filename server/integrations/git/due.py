"""When a repository is fetched next. Pure."""

from datetime import datetime, timedelta
from typing import Final

from server.integrations.git.trouble import LONGEST_PAUSE
from server.outgoing.waits import holds, past

CALM: Final = timedelta(seconds=10)
"""How long after a fetch began the word of a host is not followed by another one, however often it comes."""


LATE: Final = timedelta(minutes=30)
"""After this without a good look it is no longer said that all is up to date, or after three times the minutes between two looks."""


def is_late(now: datetime, *, every: int, looked_at: datetime | None) -> bool:
    """Whether somebody should have looked by now; never where nobody looks by themselves."""
    return every > 0 and looked_at is not None and looked_at + max(LATE, 3 * timedelta(minutes=every)) < now


def is_due(
    now: datetime,
    *,
    every: int,
    asked: bool,
    looked_at: datetime | None,
    failed_at: datetime | None,
    woken_at: datetime | None,
    not_before: datetime | None,
) -> bool:
    """Whether it is time: `every` is in minutes, 0 for never by itself. `looked_at` and `failed_at` are when the last
    try began that went well and that did not.

    An admin who asks is not kept waiting. After a failure its pause is kept, which a host that tells of a push may cut short.
    """
    if asked:
        return True
    last, woken = _last(looked_at, failed_at, now), past(woken_at, now)
    if last is None:
        return True
    if woken is not None and woken >= last:
        return last + CALM <= now
    if not_before is not None:
        return not holds(not_before, now, timedelta(seconds=LONGEST_PAUSE))
    return every > 0 and last + timedelta(minutes=every) <= now


OFTEN: Final = timedelta(seconds=1)
"""Within this, a second word of a host need not be noted."""


def is_news(
    now: datetime, *, woken_at: datetime | None, looked_at: datetime | None, failed_at: datetime | None, busy: bool
) -> bool:
    """Whether the word of a host, which spoke at `woken_at` before, asks for more than is about to happen. What is `busy` may have looked
    between the two.
    """
    last, woken = _last(looked_at, failed_at, now), past(woken_at, now)
    if woken is None or busy or (last is not None and woken < last):
        return True
    return woken + OFTEN <= now


def _last(looked_at: datetime | None, failed_at: datetime | None, now: datetime) -> datetime | None:
    return max((at for at in (past(looked_at, now), past(failed_at, now)) if at is not None), default=None)
