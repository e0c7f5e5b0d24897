"""Why a deal is looked at this week, and what waits, as values; `pick_words` turns them into sentences."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

Flag = Literal["overstated", "slid", "skipped", "slipped", "stalled", "single-thread"]


class LongestWithout(Struct, frozen=True):
    """No open deal of the team has gone longer without an inspection: `days`, since `looked`, or, never inspected, since it is here."""

    days: int
    looked: datetime | None


class ByLot(Struct, frozen=True):
    """It was drawn among `among` open deals, each as likely; its last inspection was at `looked`."""

    among: int
    looked: datetime | None


class AtRisk(Struct, frozen=True):
    """Its gravest flag; `gap` is how many stages the claim is beyond the evidence, `looked` its last inspection."""

    flag: Flag
    gap: int
    looked: datetime | None


class Waits(Struct, frozen=True):
    """The week asks for `asked` full inspections and has room for `room`: what waits. `days` is the cadence that middle stages keep instead."""

    asked: int
    room: int
    early: bool
    days: int
    delta: int = 0
    """Delta checks a week that only the review has room for."""


Why = LongestWithout | ByLot | AtRisk
