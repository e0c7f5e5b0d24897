"""What a gap is, in which order gaps are worth the next five minutes, and what is worth a look. Total: any numbers give an answer."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from math import isfinite
from typing import Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from server.gaps.estimate import Estimate
from server.gaps.shown import NOTHING, Lacks
from server.sentences.reasons import Coach, Counts, Fading, GapReason, LookNext, Missing, Steady, Teach

Kind = Literal["teach", "coach", "fading", "steady", "look-next"]
Way = Literal["ask", "inspect"]

ENOUGH = 5
"""Counted facts of the last 180 days (deals, for doing) without which no percentage is shown and no kind but *fading* is claimed."""

KNOWS, KNOWS_NOT, DOES = 0.75, 0.60, 0.70

FADED = 0.04
"""How far time alone takes a chance before it is *fading*. Under K0 knowing falls towards what the person knows of everything, not towards nothing:
after five right answers in one sitting by .03 in a month, .04 in two to three and .05 in a year; after twelve weekly ones by .03 in a year, which
their cards outrun. Who answers nothing else either falls by .04 in a month. At .10 nothing would ever fade.
"""

PLAIN, GATE, ALWAYS, NEEDED, LEADS = 1.0, 0.5, 0.5, 2.0, 4.0
"""Importance of any behaviour, and what a gate, an always-on and the person's open deals add to it. What the deals need weighs most of these.

The focus of the company adds as much as all of them together: among gaps that are alike it comes first, and who does it is not sent back to it.
"""

LEARNT, NUDGED = 0.5, 0.25
"""What five minutes change: half of what is not known, by a lesson or questions; a quarter of what is known, by doing it once on a deal."""


class Reading(NamedTuple):
    """One behaviour of one person at one moment, before it is judged. Times are seconds since the epoch.

    `right` of `asked` questions and `shown` on of `deals` deals count the last 180 days, as do `claimed`, deals of which all is only claimed, `fair`,
    on how many of the deals that nobody chose it was shown, and `lacks`. `told` is what KNOW would be had no time
    passed since the last answer. `needed`, 0 to 1, is how much the person's open deals are about to need it.
    """

    behaviour: str
    know: Estimate
    do: Estimate
    right: int = 0
    asked: int = 0
    asked_at: float | None = None
    told: float | None = None
    shown: int = 0
    deals: int = 0
    seen_at: float | None = None
    claimed: int = 0
    fair: tuple[int, int] = (0, 0)
    lacks: Lacks = NOTHING
    gate: bool = False
    always: bool = False
    needed: float = 0.0
    leads: bool = False
    """Whether it is the focus of the company."""


class Seen(Struct, frozen=True):
    """What was seen in one channel: `right` of `of`, in the last 180 days; a chance with its 80% interval only from five on.

    `claimed` are deals beside these, of which somebody only says so.
    """

    right: int
    of: int
    last_at: datetime | None
    p: float | None = None
    low: float | None = None
    high: float | None = None
    claimed: int = 0


class Gap(Struct, frozen=True):
    """One behaviour of one person, judged. `kind` is None where only counts may be shown.

    `priority` orders what to reinforce, `look`, the variance of the chance of doing it, what to look at on deals, and `way` is how to look next.
    `lacks` is what was missing on deals; on `fair[0]` of `fair[1]` deals that nobody chose it was shown.
    """

    behaviour: str
    kind: Kind | None
    know: Seen
    do: Seen
    priority: float
    way: Way
    lacks: Lacks = NOTHING
    fair: tuple[int, int] = (0, 0)
    look: float = 0.0

    @property
    def reason(self) -> GapReason:
        """Why it is of this kind, the counts alone where only they may be shown. Most are never told, so it is made when it is."""
        known, done = self.know, self.do
        counts = Counts(
            right=known.right,
            asked=known.of,
            asked_at=known.last_at,
            shown=done.right,
            deals=done.of,
            claimed=done.claimed,
            missing=_missing(self.lacks),
        )
        return _reason(self.kind, self.way, counts) if self.kind else counts


def judged(readings: Iterable[Reading]) -> tuple[Gap, ...]:
    """Every behaviour, what is most worth the next five minutes first; equals keep their order."""
    return tuple(sorted(map(_gap, readings), key=lambda gap: -gap.priority))


def kind_of(reading: Reading) -> Kind:
    """The first that holds, in the order of the design: teach, coach, fading, steady, look next."""
    known, done = reading.asked >= ENOUGH, reading.deals >= ENOUGH
    if known and reading.know.p < KNOWS_NOT:
        return "teach"
    if known and reading.know.p >= KNOWS and done and reading.do.p < DOES:
        return "coach"
    if faded(reading) >= FADED:
        return "fading"
    if done and reading.do.p >= DOES:
        return "steady"
    return "look-next"


def faded(reading: Reading) -> float:
    """How far time alone has taken knowing since the last answer, in probability; never below 0."""
    return max(0.0, reading.told - reading.know.p) if reading.told is not None else 0.0


def worth(reading: Reading) -> float:
    """Importance × probability of not doing × how much five minutes can change it."""
    importance = PLAIN + GATE * reading.gate + ALWAYS * reading.always + NEEDED * _share(reading.needed) + LEADS * reading.leads
    not_doing = 1.0 - _share(reading.do.p)
    knows = _share(reading.know.p)
    change = LEARNT * (1.0 - knows) + NUDGED * knows + _share(faded(reading))
    return importance * not_doing * change


def unsure(estimate: Estimate) -> float:
    """The variance of the chance itself, which is what a look would take away: var (p (1 − p))²."""
    p = _share(estimate.p)
    slope = p * (1.0 - p)
    found = estimate.var * slope * slope
    return found if isfinite(found) and found > 0.0 else 0.0


def counts_only(gaps: Iterable[Gap], order: Mapping[str, int]) -> tuple[Gap, ...]:
    """The same behaviours as counts: no chance, no kind, no ranking, in the order of the process."""
    return tuple(sorted(map(counted, gaps), key=lambda gap: order.get(gap.behaviour, len(order))))


def counted(gap: Gap) -> Gap:
    """The same as counts: no chance, no kind, no place in any order."""
    return replace(gap, kind=None, know=_bare(gap.know), do=_bare(gap.do), priority=0.0, look=0.0)


def _gap(reading: Reading) -> Gap:
    know, do = unsure(reading.know), unsure(reading.do)
    return Gap(
        behaviour=reading.behaviour,
        kind=kind_of(reading),
        know=_seen(reading.right, reading.asked, reading.asked_at, reading.know),
        do=_seen(reading.shown, reading.deals, reading.seen_at, reading.do, reading.claimed),
        priority=worth(reading),
        way=_way(reading, know, do),
        lacks=reading.lacks,
        fair=reading.fair,
        look=do,
    )


def _way(reading: Reading, know: float, do: float) -> Way:
    """How to look next: by whatever is missing, questions first because they are nearest; else by what is least certain, from the two variances."""
    if reading.asked < ENOUGH:
        return "ask"
    if reading.deals < ENOUGH:
        return "inspect"
    return "ask" if know > do else "inspect"


def _missing(lacks: Lacks) -> Missing | None:
    usual = lacks.usual
    return Missing(usual.words, usual.deals, usual.of) if usual else None


def _reason(kind: Kind, way: Way, counts: Counts) -> GapReason:
    match kind:
        case "teach":
            return Teach(counts)
        case "coach":
            return Coach(counts)
        case "fading":
            return Fading(counts)
        case "steady":
            return Steady(counts)
        case "look-next":
            return LookNext(counts, ask=way == "ask")


def _seen(right: int, of: int, last: float | None, estimate: Estimate, claimed: int = 0) -> Seen:
    at = _moment(last)
    if of < ENOUGH:
        return Seen(right, of, at, claimed=claimed)
    return Seen(right, of, at, estimate.p, estimate.low, estimate.high, claimed)


def _bare(seen: Seen) -> Seen:
    return replace(seen, p=None, low=None, high=None)


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=4096)
def _moment(seconds: float | None) -> datetime | None:
    """The time as people write it; None for one that no calendar has. Kept: of a team, hundreds are told again while few of them move."""
    if seconds is None or not isfinite(seconds):
        return None
    try:
        return EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return None


def _share(p: float) -> float:
    """Between 0 and 1, whatever came in; 0 for what is no number."""
    if 0.0 < p < 1.0:
        return p
    return 1.0 if p >= 1.0 else 0.0
