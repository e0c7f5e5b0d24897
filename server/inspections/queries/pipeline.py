"""The open deals of several people as a manager goes through them: what each claims, what its sheets conclude, and what may be wrong."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from server.deals import queries as deals
from server.deals.queries import Deal
from server.inspections.cadence import Watched
from server.inspections.queries.standings import Concluded, concluded
from server.inspections.sampling import Candidate
from server.lessons import queries as lessons
from server.people.queries import Person
from server.process.map import Process
from server.sentences.pick_reasons import Flag

FORECAST = frozenset({"commit", "best"})
"""Categories of the forecast: a deal in one is checked as often as one in Commit."""


class Line(Struct, frozen=True, kw_only=True):
    """One open deal, whose it is, since when it claims its stage, what its sheets conclude (None: nobody inspected it), and its flags."""

    deal: Deal
    owner: str
    entered: datetime
    concluded: Concluded | None
    flags: frozenset[Flag]

    @property
    def gap(self) -> int:
        """How many stages the claim is beyond the evidence; 0 where that is not known."""
        return self.concluded.gap if self.concluded and self.concluded.verified else 0

    @property
    def looked(self) -> datetime | None:
        """Its last inspection, full or not."""
        return self.concluded.inspected_at if self.concluded else None

    @property
    def full(self) -> datetime | None:
        """Its last full inspection."""
        return self.concluded.looked_at if self.concluded else None


async def pipeline(persons: Sequence[Person], now: datetime) -> list[Line]:
    """The open deals of these people by name, in a number of statements that does not grow with them.

    Whoever asks has made sure that the reader may see them.
    """
    names = {person.id: person.name for person in persons}
    found = await deals.open_of(names)
    concluding = await concluded([deal.id for deal in found])
    entered = await deals.entered([deal.id for deal in found])
    process = (await lessons.current()).academy.process
    return [
        Line(
            deal=deal,
            owner=names[deal.owner],
            entered=entered.get(deal.id, deal.added_at),
            concluded=concluding.get(deal.id),
            flags=_flags(deal, concluding.get(deal.id), entered.get(deal.id, deal.added_at), process, now),
        )
        for deal in found
    ]


def candidate(line: Line) -> Candidate:
    """The deal as it may be picked."""
    return Candidate(
        deal=line.deal.id,
        known=line.deal.added_at,
        looked=line.full,
        flags=line.flags,
        gap=line.gap,
        amount=line.deal.amount or 0,
    )


def watched(line: Line, zone: str) -> Watched:
    """The deal as its clock sees it, in days of the zone."""
    return Watched(
        deal=line.deal.id,
        owner=line.deal.owner,
        stage=line.deal.stage,
        entered=_day(line.entered, zone),
        full=_day(line.full, zone) if line.full else None,
        looked=_day(line.looked, zone) if line.looked else None,
        forecast=line.deal.category in FORECAST,
    )


def _day(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def _flags(
    deal: Deal, conclusion: Concluded | None, entered: datetime, process: Process | None, now: datetime
) -> frozenset[Flag]:
    """What today's deal says by itself: a claim beyond its evidence, a stage that takes longer than is usual, a close date that has passed."""
    found: set[Flag] = set()
    motion = process.motion.get(deal.motion) if process else None
    usual = motion.max_days.get(deal.stage) if motion else None
    if conclusion and conclusion.verified and conclusion.gap >= 1:
        found.add("overstated")
    if usual is not None and (now - entered).days > usual:
        found.add("stalled")
    if deal.close_date is not None and deal.close_date < now.date():
        found.add("slipped")
    return frozenset(found)


def by_deal(lines: Sequence[Line]) -> Mapping[UUID, Line]:
    """The lines by the id of their deal."""
    return {line.deal.id: line for line in lines}
