"""How somebody inspects, as counts: what their people's deals got, how their sheets agree with others', what they followed up and what they wrote.

Nothing here is a score, and nothing is added up across measures. A share is told from five cases on, with the 80% interval of Wilson (Wilson 1927),
widened by the design effect of a cluster sample (Kish 1965) where cases hang together: the ticks of one deal, the promises of one rep. Pure.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct

from server.gaps.pooled import interval
from server.inspections import cadence
from server.inspections.cadence import Cadence, Watched
from server.inspections.calibration import Reveal, concord
from server.people.roles import SMALLEST_TEAM
from server.zones import local_day

ENOUGH: Final = 5
"""Cases below which a share is no share: counts alone."""

QUARTER: Final = timedelta(days=91)
"""How far back sheets, promises and what reps tapped are counted."""

SETTLED: Final = timedelta(days=28)
"""How long a deal has been known, and its manager here, before it can be said to have been left out."""

WITHIN: Final = 7
"""Days after which a promise that came due was not followed up. Leave of who follows up does not count."""

Groups = Sequence[tuple[int, int]]
"""(hits, of) of cases that hang together, group by group."""


class Share(Struct, frozen=True, kw_only=True):
    """`hits` of `of` cases. `low` and `high` are the ends of the 80% interval, both None while there are too few."""

    hits: int = 0
    of: int = 0
    low: float | None = None
    high: float | None = None

    @property
    def plain(self) -> "Share":
        """The counts alone."""
        return Share(hits=self.hits, of=self.of)


class Agreed(Struct, frozen=True, kw_only=True):
    """Over so many `deals` that others inspected too, each alone: pairs with the same conclusion, and pairs of ticks that are the same."""

    deals: int
    conclusions: Share
    ticks: Share


class Came(Struct, frozen=True, kw_only=True):
    """A promise of `person` that came due: on which moment, and when somebody said what came of it; None while nobody did."""

    commitment: UUID
    person: UUID
    due: datetime
    said: datetime | None


class Tapped(Struct, frozen=True, kw_only=True):
    """How people of one team left their one-to-ones: whether they knew the next step."""

    yes: int = 0
    partly: int = 0
    no: int = 0

    @property
    def n(self) -> int:
        """How many said it."""
        return self.yes + self.partly + self.no


def share(groups: Groups, *, deals: bool = False) -> Share:
    """Of these groups together. `deals`: a group is a deal, and one deal is one deal, so that five of them are needed."""
    hits, of = sum(one for one, _n in groups), sum(n for _one, n in groups)
    known = sum(n > 0 for _one, n in groups) if deals else of
    if known < ENOUGH:
        return Share(hits=hits, of=of)
    low, high = interval(groups)
    return Share(hits=hits, of=of, low=low, high=high)


def covered(deals: Iterable[tuple[Watched, date]], today: date) -> tuple[Groups, list[UUID]]:
    """Open deals with the day since which they are known: how many somebody else looked at in the last quarter, rep by rep, and which nobody did.

    A deal of the last four weeks is left out: it has not had its turn.
    """
    groups: dict[UUID, tuple[int, int]] = {}
    left = []
    for deal, known in deals:
        if today - known < SETTLED:
            continue
        looked = deal.looked is not None and today - deal.looked <= QUARTER
        hits, of = groups.get(deal.owner, (0, 0))
        groups[deal.owner] = (hits + looked, of + 1)
        if not looked:
            left.append(deal.deal)
    return list(groups.values()), left


def in_time(
    deals: Iterable[Watched], said: Mapping[str, Cadence], stopped: Mapping[UUID, Collection[date]], today: date
) -> tuple[Groups, list[UUID]]:
    """Open deals with a clock: how many were looked at within the cadence of their stage, rep by rep, and which were not.

    It is the count of the week of a manager, deal by deal (`cadence.within`). `stopped` are the days on which the clock of an owner's deals stands.
    """
    groups: dict[UUID, tuple[int, int]] = {}
    late = []
    for deal in deals:
        kept = cadence.within(deal, said, stopped.get(deal.owner, frozenset()), today)
        if kept is not None:
            hits, of = groups.get(deal.owner, (0, 0))
            groups[deal.owner] = (hits + kept, of + 1)
            if not kept:
                late.append(deal.deal)
    return list(groups.values()), late


def agreed(reveals: Iterable[Reveal], inspector: UUID) -> Agreed:
    """One inspector beside all others, deal by deal: the counts of the page of calibration."""
    each = [found for one in reveals if (found := concord([one], inspector)).deals]
    return Agreed(
        deals=len(each),
        conclusions=share([(one.same, one.sheets) for one in each], deals=True),
        ticks=share([(one.alike, one.pairs) for one in each], deals=True),
    )


def followed(came: Iterable[Came], off: Collection[date], zone: str, now: datetime) -> tuple[Groups, list[Came]]:
    """Promises that came due: how many were followed up within a week, rep by rep, and those that were not. What still has time is not counted.

    `off` are the days on which whoever follows up is away.
    """
    today = local_day(now, zone)
    groups: dict[UUID, tuple[int, int]] = {}
    missed = []
    for one in came:
        until = cadence.later(local_day(one.due, zone), WITHIN, off)
        if one.said is None and today <= until:
            continue
        kept = one.said is not None and local_day(one.said, zone) <= until
        hits, of = groups.get(one.person, (0, 0))
        groups[one.person] = (hits + kept, of + 1)
        if not kept:
            missed.append(one)
    return list(groups.values()), missed


def told(own: Tapped, whole: Tapped, people: int) -> Tapped | None:
    """What the people of a team tapped while somebody managed it; None where fewer than five did, or where what is left of the `whole` would tell
    what fewer than five said, or for a team of fewer than five `people`.
    """
    rest = whole.n - own.n
    hidden = own.n < SMALLEST_TEAM or 0 < rest < SMALLEST_TEAM or people < SMALLEST_TEAM
    return None if hidden else own
