"""A rep's own deals as lines: what each claims, what its evidence reaches, and the one thing that comes next."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from server.commitments.queries import Commitment
from server.inspections.queries import Line
from server.process.map import Process
from server.web.pipeline.review import Reviewed, reviewed
from server.web.today import day_words
from server.web.today.nudge import nudge


class Own(Struct, frozen=True):
    """One deal as the review tells it, with what its owner can do next, in words; empty where there is nothing."""

    line: Reviewed
    next: str
    close_date: date | None


def own_deals(
    lines: Sequence[Line], promised: Sequence[Commitment], process: Process, *, zone: str, now: datetime
) -> tuple[Own, ...]:
    """The lines by name. What was promised comes before what an inspection found missing, and that before what the stage asks for."""
    first: dict[UUID, Commitment] = {}
    for promise in promised:
        first.setdefault(promise.deal, promise)
    by_deal = {line.deal.id: line for line in lines}
    found = [_own(one, by_deal[one.deal], first, process, zone, now) for one in reviewed(lines, first, process, {}, now=now)]
    return tuple(sorted(found, key=lambda own: (own.line.name.casefold(), own.line.deal)))


def _own(one: Reviewed, line: Line, promised: Mapping[UUID, Commitment], process: Process, zone: str, now: datetime) -> Own:
    if line.deal.id in promised:
        return Own(one, one.next, line.deal.close_date)
    concluded = {line.deal.id: line.concluded} if line.concluded else {}
    found = nudge([line.deal], (), process, {}, now=now, zone=zone, concluded=concluded)
    return Own(one, day_words.next_on(found) if found else "", line.deal.close_date)
