"""Every job that runs beside the pages, and its pace. Pure."""

from typing import Final

from msgspec import Struct

MINUTE: Final = 60.0
HOUR: Final = 3_600.0


class Job(Struct, frozen=True, kw_only=True):
    """A piece of work that is done again and again.

    `every` is the number of seconds between two rounds; `eager`: after a round in which something was done the next follows at once.
    `longest` is the longest wait in seconds before a failed round is tried again, 0 where the work itself decides when to ask again.
    """

    name: str
    every: float
    eager: bool = False
    longest: float = 5 * MINUTE
    nightly: bool = False
    """It looks at the clock at its pace, and a round begins at night only, once, unless an admin asks or the last one came to no good end."""
    alone: bool = False
    """One round at a time, of all workers and hosts. Every other job claims what it does piece by piece, so that several rounds share the work."""


SEND_OUTBOX: Final = Job(name="send-outbox", every=1.0, eager=True, longest=MINUTE)
"""Once a second: somebody sits before the sign-in page."""
CALL_OUT: Final = Job(name="call-out", every=2.0, eager=True, longest=MINUTE)
IMPORT_DEALS: Final = Job(name="import-deals", every=1.0, longest=MINUTE)
PULL_CRM: Final = Job(name="pull-crm", every=5.0)
READ_MAIL: Final = Job(name="read-mail", every=MINUTE, alone=True)
FETCH_LESSONS: Final = Job(name="fetch-lessons", every=3.0)
MORNING_DIGEST: Final = Job(name="morning-digest", every=MINUTE, eager=True)
SETTLE_GAPS: Final = Job(name="settle-gaps", every=10 * MINUTE, longest=HOUR, nightly=True, alone=True)
COUNT_BOARD: Final = Job(name="count-board", every=5.0, longest=HOUR)
FORGET_ANSWERS: Final = Job(name="forget-answers", every=HOUR, alone=True)
FORGET_WORDS: Final = Job(name="forget-words", every=10 * MINUTE, longest=HOUR, nightly=True, alone=True)

BACKUP: Final = Job(name="backup", every=24 * HOUR)
"""The command `plumbline backup`, which somebody else's clock runs: it tells when it was, and nobody here keeps it going."""

JOBS: Final = (
    SEND_OUTBOX,
    CALL_OUT,
    READ_MAIL,
    MORNING_DIGEST,
    PULL_CRM,
    IMPORT_DEALS,
    FETCH_LESSONS,
    SETTLE_GAPS,
    COUNT_BOARD,
    FORGET_ANSWERS,
    FORGET_WORDS,
)
"""All of them, in the order in which the setup page lists them."""

OF_ONE_HOST: Final = frozenset({"lessons-here"})
"""Marks of what every host does for itself: that another one manages it ends no failure."""


def job(name: str) -> Job | None:
    """The job of this name, None for what is none."""
    return next((one for one in JOBS if one.name == name), None)


class Failed(Exception):
    """A round that did not do what it is for, for a reason that is known: a `mark` of `sentences.job_words`, never words of somebody else's.

    `failures`: how many times in a row, where the work itself counts and waits, for all hosts alike. Then the job goes on at its pace, as it does
    `at_pace`, where the rounds in a row are counted by whoever keeps the job going.
    """

    def __init__(self, mark: str, *, failures: int = 0, at_pace: bool = False) -> None:
        super().__init__(mark)
        self.mark = mark
        self.failures = failures
        self.at_pace = at_pace
