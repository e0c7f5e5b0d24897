"""One behaviour of a whole team: counts of its people together, and a range that follows from these counts alone. Pure."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import sqrt

from msgspec import Struct

from server.gaps.estimate import Z80
from server.gaps.priority import ENOUGH, Gap, Seen
from server.gaps.shown import Lacks, together
from server.process.map import Clause

OFF = ("coach", "teach")
"""Kinds that ask a manager to act."""


class Pool(Struct, frozen=True, kw_only=True):
    """What the people of a team know and do of one behaviour. Ranges are there from five questions, and from five deals that nobody chose.

    `coach` and `teach` count the people of these kinds among the `people`. The chance of `do` is that of the deals that nobody chose: on
    `fair[0]` of `fair[1]` it was shown. Deals that were chosen would bias it; they are among the counts.
    """

    behaviour: str
    know: Seen
    do: Seen
    coach: int
    teach: int
    people: int
    fair: tuple[int, int]
    lacks: Lacks

    @property
    def off(self) -> int:
        """How many people are to be coached or taught."""
        return self.coach + self.teach


def pooled(gaps: Sequence[Gap], clauses: Sequence[Clause]) -> Pool:
    """The gaps of several people in one behaviour together; counts alone where they are told as counts alone."""
    ranges = any(gap.kind for gap in gaps)
    kinds = [gap.kind for gap in gaps]
    return Pool(
        behaviour=gaps[0].behaviour,
        know=_seen(tuple([(gap.know.right, gap.know.of) for gap in gaps]), ranges=ranges),
        do=_done(gaps, ranges=ranges),
        coach=kinds.count("coach"),
        teach=kinds.count("teach"),
        people=len(gaps),
        fair=_sums([gap.fair for gap in gaps]),
        lacks=together((gap.lacks for gap in gaps), clauses),
    )


def interval(counts: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """The 80% interval of Wilson for the share of hits, from (hits, of) of each person.

    People differ, so that ten answers of one are not ten people: n is divided by how much more the persons' shares spread than one coin for
    all would make them (the design effect of a cluster sample). Raises ZeroDivisionError for nothing counted.
    """
    hits, of = _sums(counts)
    n = of / _effect(counts)
    share, z = hits / of, Z80 * Z80
    centre = (share + z / (2 * n)) / (1 + z / n)
    half = Z80 * sqrt(share * (1 - share) / n + z / (4 * n * n)) / (1 + z / n)
    return max(0.0, centre - half), min(1.0, centre + half)


def _done(gaps: Sequence[Gap], *, ranges: bool) -> Seen:
    """Counts of all deals, and the range of those that nobody chose."""
    right, of = _sums([(gap.do.right, gap.do.of) for gap in gaps])
    fair = _seen(tuple([gap.fair for gap in gaps]), ranges=ranges)
    return Seen(right, of, None, fair.p, fair.low, fair.high, sum([gap.do.claimed for gap in gaps]))


@lru_cache(maxsize=256)
def _seen(counts: tuple[tuple[int, int], ...], *, ranges: bool) -> Seen:
    """Kept, because an answer changes the counts of one behaviour of a team and leaves those of the others."""
    hits, of = _sums(counts)
    if not ranges or of < ENOUGH:
        return Seen(hits, of, None)
    return Seen(hits, of, None, hits / of, *interval(counts))


def _effect(counts: Sequence[tuple[int, int]]) -> float:
    """How much wider the shares of people spread than chance makes them; never less than 1."""
    counted = [one for one in counts if one[1]]
    hits, of = _sums(counted)
    share, people = hits / of, len(counted)
    plain = share * (1 - share) * of
    if people < 2 or not plain:
        return 1.0
    spread = sum((right - n * share) ** 2 for right, n in counted) * people / (people - 1)
    return max(1.0, spread / plain)


def _sums(counts: Iterable[tuple[int, int]]) -> tuple[int, int]:
    hits = of = 0
    for right, n in counts:
        hits, of = hits + right, of + n
    return hits, of
