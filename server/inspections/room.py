"""A team's week of inspecting: what its deals ask for, what there is time for, and what of it is left."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from msgspec import Struct

from server.inspections import cadence, capacity
from server.inspections.cadence import Cadence, Due, Watched
from server.inspections.capacity import Supply, Week

WORKDAYS = 5


class Asked(Struct, frozen=True, kw_only=True):
    """What is known of a week. `deals` are the open deals of the team and `owners` whose they are; `off` gives the days on which somebody is away.

    `took` are the seconds of the last sheets; `full` and `delta` count what was inspected since Monday; `kept` full ones are kept for something else.
    """

    monday: date
    today: date
    deals: Sequence[Watched]
    owners: Collection[UUID]
    said: Mapping[str, Cadence]
    stages: Sequence[str]
    holidays: Collection[date]
    off: Mapping[UUID, Collection[date]]
    manager: UUID
    covered: bool
    one_to_ones: Literal["weekly", "fortnightly"]
    took: Sequence[int]
    full: int
    delta: int
    seed: UUID
    kept: int = 0


class Room(Struct, frozen=True, kw_only=True):
    """What the week has room for, how the cadences give way, and what is due by its end, never more than there is still room for.

    `here`: whether anybody inspects this week. `left` are the full inspections that the routine still has room for, besides what is done.
    `in_time` of `clocked` open deals were looked at within the cadence of their stage as the academy has it, whatever gives way.
    """

    supply: Supply
    plan: Week
    due: tuple[Due, ...]
    here: bool
    left: int
    in_time: int
    clocked: int


def room(asked: Asked) -> Room:
    """The week as it is on any of its days. Deals of who is away all week ask for nothing, and their one-to-one is not held."""
    week = tuple(asked.monday + timedelta(days=n) for n in range(WORKDAYS))
    present = {owner for owner in asked.owners if _works(week, asked.holidays, asked.off.get(owner, ()))}
    # Who covers for an absent manager is there for them.
    here = _works(week, asked.holidays, () if asked.covered else asked.off.get(asked.manager, ()))
    supply = capacity.supply(reps=len(present), one_to_ones=asked.one_to_ones, here=here, took=asked.took)
    deals = [deal for deal in asked.deals if deal.owner in present]
    said = cadence.of_each(asked.stages, asked.said)
    plan = capacity.week(capacity.demand(deals, said), supply)
    held = capacity.cadences(said, plan)
    due = cadence.dues(deals, held, stopped(asked), asked.seed)
    sunday = asked.monday + timedelta(days=6)
    off = stopped(asked)
    within = [one for deal in asked.deals if (one := cadence.within(deal, said, off(deal.owner), asked.today)) is not None]
    return Room(
        supply=supply,
        plan=plan,
        due=capacity.listed(due, supply, until=sunday, full=asked.full + asked.kept, delta=asked.delta),
        here=here,
        left=max(0, supply.routine - asked.full),
        in_time=sum(within),
        clocked=len(within),
    )


def stopped(asked: Asked) -> Callable[[UUID], Collection[date]]:
    """On which days the clock of somebody's deals stands: public holidays, their leave, and that of their manager."""
    always = frozenset(asked.holidays) | frozenset(asked.off.get(asked.manager, ()))

    def of(owner: UUID) -> Collection[date]:
        return always | frozenset(asked.off.get(owner, ()))

    return of


def _works(week: Collection[date], holidays: Collection[date], off: Collection[date]) -> bool:
    return any(day not in holidays and day not in off for day in week)
