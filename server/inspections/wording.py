"""Whether the words of a clause are read alike: agreement over deals, before and after a rewording, and when the process owner hears of it.

It is about words, never about a person: two inspectors with the same evidence who tick differently have read the clause differently.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import exp, inf, lgamma, log, log1p
from typing import Final

from msgspec import Struct

LOW: Final = 0.7
"""Agreement below which a clause needs better words."""

SURE: Final = 0.8
"""How sure that has to be before anybody hears of it."""

SEVERAL: Final = 3
"""Deals without which nothing is said: one deal is one deal."""


class Look(Struct, frozen=True, kw_only=True):
    """How one deal's inspectors ticked one clause: of so many pairs of them, `alike` agreed. `version` is that of its wording."""

    deal: str
    behaviour: str
    clause: str
    version: int
    alike: int
    pairs: int


class Agreement(Struct, frozen=True, kw_only=True):
    """How often pairs of inspectors ticked alike, on how many deals."""

    deals: int
    alike: int
    pairs: int


class Read(Struct, frozen=True, kw_only=True):
    """How a clause was read under one of its wordings. `likely` is the 80% interval of agreement, 0 to 1; None on fewer than three deals."""

    version: int
    agreement: Agreement
    likely: tuple[float, float] | None


class Wording(Struct, frozen=True, kw_only=True):
    """One clause under its newest wording. `low` is the chance that its agreement lies below 70%; `before` is how earlier wordings did, those that
    asked for the same. `each` are all wordings under which it was compared, oldest first.
    """

    behaviour: str
    clause: str
    version: int
    now: Agreement
    low: float
    flagged: bool
    before: Agreement | None
    each: tuple[Read, ...] = ()


class Today(Struct, frozen=True):
    """Which wording of a clause holds today, and the oldest with which it may be compared."""

    version: int
    alike: int = 1


def wordings(looks: Iterable[Look], today: Mapping[tuple[str, str], Today]) -> list[Wording]:
    """Every clause of today (behaviour and clause) that was compared, those whose words need mending most first."""
    found: dict[tuple[str, str], list[Look]] = {}
    for look in looks:
        if look.pairs and (look.behaviour, look.clause) in today:
            found.setdefault((look.behaviour, look.clause), []).append(look)
    told = [_wording(key, today[key], of) for key, of in found.items()]
    return sorted(told, key=lambda one: (not one.flagged, -one.low, one.behaviour, one.clause))


def chance_below(shares: Sequence[float], limit: float = LOW) -> float:
    """P(agreement < limit) when each deal agreed by such a share of its pairs.

    A deal is one cluster: eight managers who read one odd deal in two ways are one thing that happened, not 28. So each deal weighs one, as a
    success of its share, and the posterior of a flat prior is Beta(1 + Σ share, 1 + Σ (1 − share)).
    """
    agreed = sum(shares)
    return beta_below(limit, 1.0 + agreed, 1.0 + len(shares) - agreed)


def beta_below(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b), for a and b of 1 or more.

    By its continued fraction with Lentz's method (DLMF 8.17.22; Press et al. 2007, Numerical Recipes, 6.4).
    """
    if x <= 0.0:
        return 0.0
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - beta_below(1.0 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    fraction, c, d = 1.0, inf, 1.0
    for n in range(1, ROUNDS):
        step = _coefficient(n, x, a, b)
        d, c = 1.0 / _not_zero(1.0 + step * d), _not_zero(1.0 + step / c)
        fraction *= c * d
        if abs(1.0 - c * d) < CLOSE:
            break
    return min(1.0, max(0.0, front * fraction))


ROUNDS: Final = 400
CLOSE: Final = 1e-13
TINY: Final = 1e-300


def _coefficient(n: int, x: float, a: float, b: float) -> float:
    """The n-th partial numerator, from 1."""
    m = n // 2
    if n % 2 == 0:
        return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))


def _not_zero(value: float) -> float:
    return value if abs(value) > TINY else TINY


def likely(shares: Sequence[float]) -> tuple[float, float] | None:
    """The 80% interval of agreement when each deal agreed by such a share of its pairs, by the posterior of `chance_below`; None on fewer than three
    deals.
    """
    if len(shares) < SEVERAL:
        return None
    return _below(shares, (1.0 - WIDE) / 2.0), _below(shares, (1.0 + WIDE) / 2.0)


WIDE: Final = 0.8
"""How sure an interval is."""

HALVED: Final = 30
"""How often the place of an end is halved: to a billionth."""


def _below(shares: Sequence[float], wanted: float) -> float:
    """The agreement below which the posterior lies with this chance, by bisection."""
    low, high = 0.0, 1.0
    for _ in range(HALVED):
        middle = (low + high) / 2.0
        low, high = (middle, high) if chance_below(shares, middle) < wanted else (low, middle)
    return (low + high) / 2.0


def _wording(key: tuple[str, str], today: Today, looks: Sequence[Look]) -> Wording:
    now = [look for look in looks if look.version == today.version]
    before = [look for look in looks if look.version != today.version and look.version >= today.alike]
    shares = _shares(now)
    low = chance_below(shares)
    versions = sorted({look.version for look in looks})
    return Wording(
        behaviour=key[0],
        clause=key[1],
        version=today.version,
        now=_agreement(now),
        low=low,
        flagged=len(shares) >= SEVERAL and low > SURE,
        before=_agreement(before) if before else None,
        each=tuple(_read(version, [look for look in looks if look.version == version]) for version in versions),
    )


def _read(version: int, looks: Sequence[Look]) -> Read:
    return Read(version=version, agreement=_agreement(looks), likely=likely(_shares(looks)))


def _shares(looks: Sequence[Look]) -> list[float]:
    return [alike / pairs for alike, pairs in _by_deal(looks).values()]


def _agreement(looks: Sequence[Look]) -> Agreement:
    return Agreement(deals=len(_by_deal(looks)), alike=sum(look.alike for look in looks), pairs=sum(look.pairs for look in looks))


def _by_deal(looks: Sequence[Look]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for look in looks:
        alike, pairs = found.get(look.deal, (0, 0))
        found[look.deal] = alike + look.alike, pairs + look.pairs
    return found
