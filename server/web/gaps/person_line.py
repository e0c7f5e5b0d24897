"""A person's line: the few behaviours that stand open, and all others in counts; the same for themselves and for who manages them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from server.gaps.priority import Gap, counted
from server.people.roles import Actor
from server.web.gaps import gap_lines
from server.web.gaps.gap_lines import Line, Stage
from server.web.gaps.lane import Lane
from server.web.gaps.leniency import NOTHING, Range, as_looked_at
from server.web.gaps.next_step import Shelf


class Known(Struct, frozen=True):
    """What a person knows and does. `top` stands open, `rest` is folded, `others` its number; `fresh`: nothing is known yet, so an
    example stands in its place. `counts_only`: no range and no kind is told.
    """

    top: tuple[Line, ...] = ()
    rest: tuple[Stage, ...] = ()
    others: int = 0
    fresh: bool = True
    example: tuple[Lane, Lane] | None = None
    counts_only: bool = False


async def known_as_seen(
    gaps: Sequence[Gap], shelf: Shelf, *, person: Actor, zone: str, now: datetime, own: bool = True
) -> Known | None:
    """The same with the other number beside a rate of doing that an inspector's leniency changed."""
    others = await as_looked_at(person.id, gap_lines.top(gaps, shelf), now, counts_only=shelf.counts_only)
    return known_of(gaps, shelf, person=person, zone=zone, now=now, own=own, others=others)


def known_of(
    gaps: Sequence[Gap],
    shelf: Shelf,
    *,
    person: Actor,
    zone: str,
    now: datetime,
    own: bool = True,
    others: Mapping[str, Range] = NOTHING,
) -> Known | None:
    """What this person knows and does; None for somebody to whom it does not apply. `own`: they read it themselves, in this zone.

    `others`: by behaviour, what would be said of doing if nobody allowed for who looked.
    """
    fresh = gap_lines.nothing_known(gaps)
    if fresh and not person.has("rep"):
        return None
    top = gap_lines.top(gaps, shelf)
    shown = {gap.behaviour for gap in top}
    rest = [counted(gap) if shelf.counts_only else gap for gap in gaps if gap.behaviour not in shown]
    return Known(
        top=tuple(
            replace(gap_lines.line(gap, shelf, zone=zone, now=now, own=own), looked_at=others.get(gap.behaviour)) for gap in top
        ),
        rest=gap_lines.stages(rest, shelf.process),
        others=len(rest),
        fresh=fresh,
        example=gap_lines.example(counts_only=shelf.counts_only) if fresh else None,
        counts_only=shelf.counts_only,
    )
