"""In which week of somebody new a deal of theirs first showed all that a gate waits for. Nothing passes or fails by it. Pure."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct

from server.inspections.rubric import meets_gate
from server.process.map import Process
from server.zones import local_day

SPAN: Final = timedelta(weeks=13)
"""How long somebody is new: as long as the path of a new rep."""


class Shown(Struct, frozen=True):
    """Clauses of a behaviour that a sheet found proven on a deal of theirs."""

    behaviour: str
    proven: frozenset[str]
    at: datetime


class Ramp(Struct, frozen=True):
    """Since which day, and by week, from the first on, the gates that were proven in it for the first time, each as (id, title).

    `left` are those that were not proven yet.
    """

    since: date
    weeks: tuple[tuple[int, tuple[tuple[str, str], ...]], ...] = ()
    left: int = 0


def ramp(process: Process, began: datetime, shown: Iterable[Shown], zone: str) -> Ramp:
    """Gates in the order of the process within a week; weeks are counted from the day on which they began, in the zone."""
    since = local_day(began, zone)
    first: dict[str, int] = {}
    for one in sorted(shown, key=lambda one: one.at):
        behaviour = process.behaviour.get(one.behaviour)
        if behaviour is not None and behaviour.gate and one.at >= began and meets_gate(behaviour, one.proven):
            first.setdefault(behaviour.id, (local_day(one.at, zone) - since).days // 7 + 1)
    gates = [(one.id, one.title) for one in process.behaviours if one.gate]
    return Ramp(
        since=since,
        weeks=tuple((week, tuple(gate for gate in gates if first.get(gate[0]) == week)) for week in sorted(set(first.values()))),
        left=len(gates) - len(first),
    )
