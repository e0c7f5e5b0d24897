"""The open deals of several people as a manager goes through them: what each claims, what its sheets conclude, and what may be wrong."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import Struct

from server.deals import queries as deals
from server.deals.history import corrected, flags
from server.deals.queries import Claim, CloseDate, Deal
from server.inspections.cadence import Watched
from server.inspections.queries.signs import NOTHING, Signs, signs
from server.inspections.queries.standings import Concluded, concluded
from server.inspections.sampling import Candidate
from server.lessons import queries as lessons
from server.people import away
from server.people import queries as people
from server.people.away import Span
from server.people.queries import Person
from server.process.map import Process
from server.sentences.flag_reasons import Corrected, FlagReason
from server.zones import local_day

YEAR = timedelta(days=365)

FORECAST = frozenset({"commit", "best"})
"""Categories of the forecast: a deal in one is checked as often as one in Commit."""


class Line(Struct, frozen=True, kw_only=True):
    """One open deal, whose it is, since when it claims its stage, what its sheets conclude (None: nobody inspected it), and its flags with their
    reasons, the gravest first. `corrected` is the last move of its claim when an inspection led back to it, which is good.
    """

    deal: Deal
    owner: str
    entered: datetime
    concluded: Concluded | None
    flags: tuple[FlagReason, ...] = ()
    corrected: Corrected | None = None

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


async def pipeline(persons: Sequence[Person], now: datetime, without: Collection[UUID] = ()) -> list[Line]:
    """The open deals of these people by name, in a number of statements that does not grow with them.

    Whoever asks has made sure that the reader may see them. `without` are deals that the reader still looks at a second time: see `kept`.
    """
    names = {person.id: person.name for person in persons}
    found = [deal for deal in await deals.open_of(names) if deal.id not in without]
    ids = [deal.id for deal in found]
    process = (await lessons.current()).academy.process
    if not found or process is None:
        return []
    zones = {person.id: person.zone for person in persons}
    history = History(
        process=process,
        claims=await deals.claims_of_each(ids),
        dates=await deals.close_dates(ids),
        concluded=await concluded(ids),
        signs=await signs(zones, [one.id for one in process.behaviours if one.always and not one.fresh_days]),
        off=await _off(persons, now),
        zones=zones,
        now=now,
    )
    return [history.line(deal, names[deal.owner]) for deal in found]


async def line_of(deal: Deal, owner: Person, claims: Sequence[Claim], conclusion: Concluded | None, now: datetime) -> Line | None:
    """One open deal, for whoever has its claims and its conclusion already; None for one that has ended, and without a process."""
    process = (await lessons.current()).academy.process
    if process is None or deal.closed_at is not None:
        return None
    zones = {deal.owner: owner.zone}
    history = History(
        process=process,
        claims={deal.id: claims},
        dates=await deals.close_dates([deal.id]),
        concluded={deal.id: conclusion} if conclusion else {},
        signs=await signs(zones, [one.id for one in process.behaviours if one.always and not one.fresh_days]),
        off=await _off([owner], now),
        zones=zones,
        now=now,
    )
    return history.line(deal, owner.name)


class History(Struct, frozen=True, kw_only=True):
    """What is known of several deals over time. Days are those where the owner of a deal is."""

    process: Process
    claims: Mapping[UUID, Sequence[Claim]]
    dates: Mapping[UUID, Sequence[CloseDate]]
    concluded: Mapping[UUID, Concluded]
    signs: Mapping[UUID, Signs]
    off: Mapping[UUID, Collection[date]]
    zones: Mapping[UUID, str]
    now: datetime

    def line(self, deal: Deal, owner: str) -> Line:
        """One of them."""
        claims = self.claims[deal.id] or [Claim(at=deal.added_at, stage=deal.stage)]
        conclusion, known = self.concluded.get(deal.id), self.signs.get(deal.id, NOTHING)
        zone, entered = self.zones.get(deal.owner, "UTC"), claims[-1].at
        today, since = local_day(self.now, zone), local_day(entered, zone)
        dates = self.dates[deal.id] or ([CloseDate(at=deal.added_at, day=deal.close_date)] if deal.close_date else [])
        found = flags(
            self.process,
            deal.motion,
            claims,
            dates,
            now=self.now,
            today=today,
            # What nobody asked about is not overstated.
            concluded=conclusion if conclusion and conclusion.verified else None,
            inspected=known.inspected,
            stepless=(today - known.step).days if known.step else None,
            buyers=known.buyers,
            paused=sum(since < day <= today for day in self.off.get(deal.owner, ())),
        )
        back = corrected(self.process, deal.motion, claims, known.inspected)
        return Line(deal=deal, owner=owner, entered=entered, concluded=conclusion, flags=found, corrected=back)


async def _off(persons: Sequence[Person], now: datetime) -> Mapping[UUID, Collection[date]]:
    """By person, the public holidays and the days of their leave in the last year."""
    holidays = frozenset(map(date.fromisoformat, (await lessons.current()).academy.rules.holidays))
    spans: dict[UUID, list[Span]] = {person.id: [] for person in persons}
    for one in await people.absences(list(spans), now.date() - YEAR):
        spans[one.person].append(Span(one.first, one.last))
    return {person: holidays | away.days(found) for person, found in spans.items()}


def candidate(line: Line) -> Candidate:
    """The deal as it may be picked."""
    return Candidate(
        deal=line.deal.id,
        known=line.deal.added_at,
        looked=line.full,
        flags=frozenset(one.flag for one in line.flags),
        gap=line.gap,
        amount=line.deal.amount or 0,
    )


def watched(line: Line, zone: str) -> Watched:
    """The deal as its clock sees it, in days of the zone."""
    return Watched(
        deal=line.deal.id,
        owner=line.deal.owner,
        stage=line.deal.stage,
        entered=local_day(line.entered, zone),
        full=local_day(line.full, zone) if line.full else None,
        looked=local_day(line.looked, zone) if line.looked else None,
        forecast=line.deal.category in FORECAST,
    )
