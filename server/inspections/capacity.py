"""What a manager's week asks for and what it has room for. The week that is shown never asks for more than there is time for.

The capacity check of the standard: 8 reps with 10 deals each, 40 early, 28 middle, 8 in Commit and 4 in Launch, ask for 28/3 + 2 = 11 full
inspections and 8 delta checks a week; 2 full in the routine and 1 full and 1 delta in each of 8 weekly one-to-ones are 10 and 8.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Literal
from uuid import UUID

from msgspec import Struct

from server.inspections.cadence import Cadence, Due, Watched, clock
from server.sentences.pick_reasons import Waits

AIM = 300
"""Seconds that a full inspection takes until ten were measured."""

DELTA = 90
"""Seconds of a delta check."""

MEASURED = 10
"""Sheets after which their median replaces the aim."""

ROUTINE = 2
"""Full inspections of the aim's length that the weekly routine has room for."""

WEEK = 7


class Demand(Struct, frozen=True, kw_only=True):
    """What the cadences ask for in a week. `middle`: cadence in days and number of deals that are inspected in full; `late`: the same of delta
    checks; `early`: the same of reps of whose early deals one is inspected.
    """

    middle: tuple[tuple[int, int], ...] = ()
    late: tuple[tuple[int, int], ...] = ()
    early: tuple[tuple[int, int], ...] = ()

    @property
    def full(self) -> Fraction:
        """Full inspections a week, the early sample among them."""
        return _weekly(self.middle) + _weekly(self.early)

    @property
    def delta(self) -> Fraction:
        """Delta checks a week."""
        return _weekly(self.late)


class Supply(Struct, frozen=True, kw_only=True):
    """What a week has room for: whole full inspections in the routine, and in all; whole delta checks; and how long a full one takes, in seconds."""

    routine: int
    full: int
    delta: int
    seconds: int = AIM


class Week(Struct, frozen=True, kw_only=True):
    """What a week is asked for: the early sample or not, the days between two inspections in middle stages (0 for as the cadence has it, None
    for not at all), and what waits, None when everything has room.
    """

    early: bool
    stretched: int | None
    waits: Waits | None


def demand(deals: Sequence[Watched], said: Mapping[str, Cadence]) -> Demand:
    """What the open deals of a team ask for."""
    middle: dict[int, int] = {}
    late: dict[int, int] = {}
    sampled: dict[UUID, int] = {}
    for deal in deals:
        held = clock(deal, said)
        if held.kind == "full":
            middle[held.days] = middle.get(held.days, 0) + 1
        elif held.kind == "delta":
            late[held.days] = late.get(held.days, 0) + 1
        elif held.kind == "sample":
            sampled[deal.owner] = min(held.days, sampled.get(deal.owner, held.days))
    early: dict[int, int] = {}
    for days in sampled.values():
        early[days] = early.get(days, 0) + 1
    return Demand(middle=_sorted(middle), late=_sorted(late), early=_sorted(early))


def supply(*, reps: int, one_to_ones: Literal["weekly", "fortnightly"], here: bool = True, took: Sequence[int] = ()) -> Supply:
    """What the week of a manager has room for who meets `reps` people. `took`: how long their last sheets took, in seconds; from ten on, the
    median counts. `here`: whether they are at work at all this week. The time is fixed: slower sheets are fewer sheets.
    """
    if not here:
        return Supply(routine=0, full=0, delta=0)
    seconds = median(took) if len(took) >= MEASURED else AIM
    meetings = Fraction(reps, 1 if one_to_ones == "weekly" else 2)
    full = floor(Fraction(AIM) * (ROUTINE + meetings) / seconds)
    return Supply(routine=min(full, ROUTINE * AIM // seconds), full=full, delta=floor(meetings), seconds=seconds)


def median(took: Sequence[int]) -> int:
    """The middle of the spans in seconds, rounded up, at least one."""
    ordered = sorted(took)
    half = len(ordered) // 2
    return max(1, ceil(Fraction(ordered[half] + ordered[~half], 2)))


def week(asked: Demand, room: Supply) -> Week:
    """How the cadences give way when a week asks for more than it has room for: first the early sample waits, then middle stages are
    inspected less often. What is left over of the delta checks is done in the pipeline review, where every deal has its 90 seconds.
    """
    over = max(0, ceil(asked.delta - room.delta))
    if asked.full <= room.full and not over:
        return Week(early=True, stretched=0, waits=None)
    early = asked.full <= room.full
    stretched = 0 if _weekly(asked.middle) <= room.full else _stretched(asked.middle, room.full)
    # Rounded as people round, but never to a number that there would be room for.
    looks = round(asked.full) if early else max(round(asked.full), room.full + 1)
    waits = Waits(looks, room.full, early=not early and bool(asked.early), days=stretched or 0, delta=over)
    return Week(early=early, stretched=stretched, waits=waits)


def cadences(said: Mapping[str, Cadence], plan: Week) -> Mapping[str, Cadence]:
    """The cadences of the stages as they hold in such a week."""
    return {stage: _held(one, plan) for stage, one in said.items()}


def listed(dues: Sequence[Due], room: Supply, *, until: date, full: int = 0, delta: int = 0) -> tuple[Due, ...]:
    """What this week shows as due by the day `until`: the earliest first and never more than there is still room for, after `full` and `delta`
    that are done.
    """
    left = {"full": room.full - full, "delta": room.delta - delta}
    found = []
    for due in dues:
        kind = "delta" if due.kind == "delta" else "full"
        if due.on <= until and left[kind] > 0:
            left[kind] -= 1
            found.append(due)
    return tuple(found)


def _weekly(looks: Sequence[tuple[int, int]]) -> Fraction:
    return sum((Fraction(WEEK * n, days) for days, n in looks), Fraction(0))


def _stretched(middle: Sequence[tuple[int, int]], room: int) -> int | None:
    """The fewest days between two inspections of each middle deal with which a week has room for them all; None when it has room for none."""
    if not room:
        return None
    longest = ceil(Fraction(WEEK * sum(n for _, n in middle), room))
    # Stages that are asked less often anyway keep their own days.
    return bisect_left(range(longest), True, key=lambda days: _weekly([(max(days, own), n) for own, n in middle]) <= room)


def _held(clock: Cadence, plan: Week) -> Cadence:
    if clock.kind == "sample" and not plan.early:
        return Cadence("none")
    if clock.kind == "full" and plan.stretched is None:
        return Cadence("none")
    if clock.kind == "full" and plan.stretched:
        return Cadence("full", max(clock.days, plan.stretched))
    return clock


def _sorted(looks: Mapping[int, int]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted(looks.items()))
