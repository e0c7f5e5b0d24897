"""How inspectors agree, for a page: pairs of sheets and of ticks, never a ranking."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from msgspec import Struct

from server.inspections import agreement, calibration
from server.inspections.agreement import Interval
from server.inspections.calibration import Concord
from server.inspections.queries import Opened
from server.process.map import Process
from server.web.inspection.reveal import heading


class Past(Struct, frozen=True):
    """A calibration whose sheets lie open, in one sentence."""

    id: UUID
    at: datetime
    how: str
    deal_name: str
    heading: str
    agreeing: int
    clauses: int


class Alpha(Struct, frozen=True):
    """Krippendorff's alpha of ticks over so many deals, and its 80% interval where the deals are enough."""

    value: float
    interval: Interval | None
    deals: int


def past(one: Opened, process: Process) -> Past:
    """One line of the list."""
    found = one.calibration
    return Past(
        id=found.id,
        at=found.at,
        how=found.how,
        deal_name=found.deal_name,
        heading=heading(one.reveal, process),
        agreeing=one.reveal.agreeing,
        clauses=len(one.reveal.clauses),
    )


def of(every: Sequence[Opened], inspector: UUID) -> Concord:
    """One inspector beside all others."""
    return calibration.concord((one.reveal for one in every), inspector)


def whole(every: Sequence[Opened]) -> Concord:
    """All inspectors: every pair once."""
    same, sheets = zip(*(one.reveal.same_pairs for one in every), strict=True) if every else ((), ())
    return Concord(
        deals=sum(bool(one.reveal.pairs) for one in every),
        alike=sum(one.reveal.alike for one in every),
        pairs=sum(one.reveal.pairs for one in every),
        same=sum(same),
        sheets=sum(sheets),
    )


def each(every: Sequence[Opened]) -> tuple[tuple[str, Concord], ...]:
    """Every inspector by name, for a leader."""
    names = {seat.inspector: seat.name for one in every for seat in one.calibration.seats}
    found = [(names[id], of(every, id)) for id in sorted(names, key=lambda id: (names[id], id))]
    return tuple((name, concord) for name, concord in found if concord.pairs)


def alpha(every: Sequence[Opened], seed: str) -> Alpha | None:
    """Over all ticks, with an interval over deals; the same in the same month."""
    groups: dict[UUID, list[tuple[str, ...]]] = {}
    for one in every:
        groups.setdefault(one.calibration.deal, []).extend(calibration.units(one.reveal))
    return _alpha(tuple(tuple(units) for units in groups.values() if units), int(seed.replace("-", "")))


@lru_cache(maxsize=4)
def _alpha(found: tuple[tuple[tuple[str, ...], ...], ...], seed: int) -> Alpha | None:
    """Kept while no other sheet is opened: it takes as long as ten pages."""
    value = agreement.alpha([unit for units in found for unit in units], "nominal")
    return None if value is None else Alpha(value=value, interval=agreement.interval(found, "nominal", seed), deals=len(found))
