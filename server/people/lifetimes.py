"""How long a sign-in, a session and a confirmation hold."""

from datetime import datetime, timedelta

SIGN_IN = timedelta(minutes=15)
"""A link and its code."""

CODE_TRIES = 5
"""Wrong codes of one request; after them it is worth nothing, its link included."""

REMEMBERED = timedelta(days=90)
"""A remembered device."""

IDLE = timedelta(hours=12)
"""A device that is not remembered, since it was last seen."""

LONGEST = timedelta(days=7)
"""A device that is not remembered, however busy: browsers that restore their windows keep session cookies for ever."""

CONFIRMED = timedelta(hours=12)
"""Setup asks for a new sign-in after this."""

GRACE = timedelta(hours=1)
"""A setup form that was opened in time may be sent so much later, so that its words are not lost."""

TOUCH = timedelta(minutes=5)
"""`seen` is written at most so often."""

REPEAT = timedelta(minutes=1)
"""A sign-in form that was sent twice within this time is one sign-in."""


def expires(made: datetime, *, remembered: bool) -> datetime:
    """The absolute end of a session."""
    return made + (REMEMBERED if remembered else LONGEST)


def alive(*, seen: datetime, expires: datetime, remembered: bool, now: datetime) -> bool:
    """Whether a session still holds."""
    return now < expires and (remembered or now < seen + IDLE)


def confirmed(at: datetime, now: datetime, *, sending: bool) -> bool:
    """Whether setup may go on without asking again; `sending` is for a form that was opened in time."""
    return now < at + CONFIRMED + (GRACE if sending else timedelta())
