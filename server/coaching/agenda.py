"""What the next one-to-one is about: promises, one deal, one commitment; never more than ten minutes. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from msgspec import Struct

from server.gaps.priority import Gap

MOST: Final = 10
"""Minutes of a one-to-one that this takes; the rest of it is the rep's."""

PROMISES, REPLIES, TOGETHER, TALK, COMMITMENT = 2, 1, 6, 4, 2
"""Minutes for each part: what was promised, replies that wait, one deal looked at together, one behaviour without a deal, one commitment."""

Part = Literal["promises", "replies", "together", "talk", "commitment"]


class Promised(Struct, frozen=True, kw_only=True):
    """An open promise: on which deal, what, and by when; its day is that in the zone of its person."""

    id: UUID
    deal: str
    words: str
    due: datetime
    zone: str = "UTC"


class Open(Struct, frozen=True, kw_only=True):
    """An open deal that could be looked at together: how far the claim is past the evidence, and the clauses that wait of its first missing gate.

    `differ` are the clauses that rep and manager read differently when both have filled the sheet; `begun`: a one-to-one on it is under way.
    """

    id: UUID
    name: str
    gap: int = 0
    missing: str = ""
    waits: tuple[str, ...] = ()
    differ: tuple[tuple[str, str], ...] = ()
    begun: bool = False


class Point(Struct, frozen=True, kw_only=True):
    """One point with its minutes. `promises` for the first; a `deal` and the `behaviour` to coach on it for the third; `clauses` are what differs, or
    what is missing.
    """

    part: Part
    minutes: int
    promises: tuple[Promised, ...] = ()
    replies: int = 0
    deal: UUID | None = None
    name: str = ""
    behaviour: str = ""
    clauses: tuple[str, ...] = ()
    differ: bool = False


class Agenda(Struct, frozen=True, kw_only=True):
    """The points in their order."""

    points: tuple[Point, ...]

    @property
    def minutes(self) -> int:
        """How long it takes, ten at most."""
        return sum(point.minutes for point in self.points)


def agenda(promises: Sequence[Promised], deals: Sequence[Open], gaps: Sequence[Gap], *, replies: int = 0) -> Agenda:
    """The points of the next one-to-one. `gaps` begin with what is most worth coaching.

    The deal is the one that is under way; else one whose first missing gate is what the person knows and does not do; else the most overstated.
    """
    points: list[Point] = []
    if promises:
        points.append(Point(part="promises", minutes=PROMISES, promises=tuple(sorted(promises, key=lambda one: one.due))))
    if replies and MOST - COMMITMENT - TOGETHER - PROMISES * bool(promises) >= REPLIES:
        points.append(Point(part="replies", minutes=REPLIES, replies=replies))
    deal = _deal(deals, gaps)
    if deal is not None:
        points.append(_together(deal, gaps))
    elif gaps:
        points.append(Point(part="talk", minutes=TALK, behaviour=_worth(gaps)))
    if deals:
        points.append(Point(part="commitment", minutes=COMMITMENT))
    return Agenda(points=tuple(points))


def _deal(deals: Sequence[Open], gaps: Sequence[Gap]) -> Open | None:
    """Which deal to look at together."""
    place: Mapping[str, int] = {gap.behaviour: place for place, gap in enumerate(gaps) if gap.kind == "coach"}
    return min(
        deals,
        key=lambda deal: (not deal.begun, place.get(deal.missing, len(gaps)), -deal.gap, not deal.missing, deal.name),
        default=None,
    )


def _together(deal: Open, gaps: Sequence[Gap]) -> Point:
    if deal.differ:
        behaviour = deal.differ[0][0]
        clauses = tuple(clause for _behaviour, clause in deal.differ)
    else:
        behaviour, clauses = deal.missing or _worth(gaps), deal.waits if deal.missing else ()
    return Point(
        part="together",
        minutes=TOGETHER,
        deal=deal.id,
        name=deal.name,
        behaviour=behaviour,
        clauses=clauses,
        differ=bool(deal.differ),
    )


def _worth(gaps: Sequence[Gap]) -> str:
    """The behaviour most worth coaching: the first that is known and not done, else the first of all."""
    return next((gap.behaviour for gap in gaps if gap.kind == "coach"), gaps[0].behaviour if gaps else "")
