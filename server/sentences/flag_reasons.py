"""What the history of a deal shows that somebody should look at, as values; `flag_words` turns them into sentences. Stages are ids."""

from datetime import date, datetime
from typing import ClassVar

from msgspec import Struct

from server.sentences.pick_reasons import Flag


class Overstated(Struct, frozen=True):
    """The claim is `gap` stages beyond what the evidence supports; `missing` is the first gate that is not met."""

    flag: ClassVar[Flag] = "overstated"
    claimed: str
    supported: str
    gap: int
    missing: str


class Slid(Struct, frozen=True):
    """The claim moved back at `at`, and nobody had inspected the deal shortly before."""

    flag: ClassVar[Flag] = "slid"
    before: str
    after: str
    at: datetime


class Skipped(Struct, frozen=True):
    """The claim jumped from one stage over `over` to another. `derived`: between two files of the CRM, so a stage may have been short."""

    flag: ClassVar[Flag] = "skipped"
    before: str
    after: str
    over: tuple[str, ...]
    at: datetime
    derived: bool


class Slipped(Struct, frozen=True):
    """The close date was moved later `times` times, the last time to `day`."""

    flag: ClassVar[Flag] = "slipped"
    times: int
    day: date


class Passed(Struct, frozen=True):
    """The close date is over and the deal is open."""

    flag: ClassVar[Flag] = "slipped"
    day: date


class Stalled(Struct, frozen=True):
    """It has claimed this stage for `days`, more than the `usual`."""

    flag: ClassVar[Flag] = "stalled"
    stage: str
    days: int
    usual: int


class NoStep(Struct, frozen=True):
    """For `days` it has had no next step that a buyer accepted."""

    flag: ClassVar[Flag] = "stalled"
    days: int


class SingleThread(Struct, frozen=True):
    """Its evidence names one buyer only."""

    flag: ClassVar[Flag] = "single-thread"


class Corrected(Struct, frozen=True):
    """The claim moved back after an inspection, which is good: no flag."""

    before: str
    after: str
    at: datetime


FlagReason = Overstated | Slid | Skipped | Slipped | Passed | Stalled | NoStep | SingleThread
