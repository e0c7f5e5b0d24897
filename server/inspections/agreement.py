"""How far several raters agree on the same items: by percent, and beyond what chance would give. Any of them may be missing anywhere.

A table holds, by item and rater, the answer. Figures of chance ask: of the disagreement to be expected if answers were dealt out at random, how
much is left? 1 is all agree, 0 is as chance would have it, below 0 is worse. None stands where there is nothing to compare, or where every answer
is the same: then chance explains all there is.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import combinations, groupby, islice
from typing import Literal, NamedTuple

Scale = Literal["nominal", "ordinal", "interval"]

Table = Mapping[str, Mapping[str, Hashable]]
"""The answer by item and rater."""

Unit = Sequence[Hashable]
"""The answers to one item, in any order."""

Group = Sequence[Unit]
"""Items that hang together, such as the clauses of one deal."""

SEVERAL = 5
"""Groups without which no interval is told: out of fewer, drawing again invents nothing new."""

DRAWS = 400
"""How often groups are drawn for an interval: it moves by less than a twentieth of its width from seed to seed."""


class Interval(NamedTuple):
    """An 80% interval of a figure."""

    low: float
    high: float


def units_of(table: Table) -> list[list[Hashable]]:
    """The answers of each item."""
    return [list(answers.values()) for answers in table.values()]


def percent(units: Sequence[Unit]) -> float | None:
    """Of all pairs of answers to the same item, the share that is the same, 0 to 1."""
    alike, pairs = agreeing(units)
    return alike / pairs if pairs else None


def agreeing(units: Sequence[Unit]) -> tuple[int, int]:
    """How many pairs of answers to the same item are the same, and how many there are."""
    alike = sum(many * (many - 1) for unit in units for many in Counter(unit).values())
    return alike // 2, sum(len(unit) * (len(unit) - 1) for unit in units) // 2


def alpha(units: Sequence[Unit], scale: Scale) -> float | None:
    """Krippendorff's alpha: 1 − observed / expected disagreement (Krippendorff 2019, Content Analysis, 4th ed., chapter 12).

        D_o = 1/n Σ_u Σ_{i≠j in u} δ²(i, j) / (m_u − 1)        D_e = Σ_{i≠j} δ²(i, j) / (n (n − 1))

    over the n answers to items with m_u ≥ 2 of them. δ² is 1 for different answers (nominal); the square of the distance in ranks, each answer
    standing in the middle of its equals (ordinal); the square of the difference (interval). Ordinal and interval take numbers.
    """
    paired = [unit for unit in units if len(unit) > 1]
    observed, expected = _nominal(paired) if scale == "nominal" else _squared(_numbers(paired, scale))
    return 1.0 - observed / expected if expected > 0.0 else None


def fleiss(units: Sequence[Unit]) -> float | None:
    """Fleiss' kappa (Fleiss 1971), for items of different numbers of raters as Gwet 2014 (Handbook of Inter-Rater Reliability, chapter 2) has it.

    κ = (P − P_e) / (1 − P_e)     P: mean over items with r ≥ 2 of Σ_k r_k (r_k − 1) / (r (r − 1))     P_e = Σ_k (mean over items of r_k / r)²
    """
    counts = [Counter(unit) for unit in units if unit]
    alike = [agreed / pairs for agreed, pairs in (agreeing([unit]) for unit in units) if pairs]
    shares = dict[Hashable, float]()
    for count in counts:
        total = count.total()
        for answer, many in count.items():
            shares[answer] = shares.get(answer, 0.0) + many / total
    if not alike or len(shares) < 2:
        return None
    chance = sum((share / len(counts)) ** 2 for share in shares.values())
    return _beyond(sum(alike) / len(alike), chance)


def cohen(table: Table) -> dict[tuple[str, str], float | None]:
    """Cohen's kappa (Cohen 1960) of each pair of raters, over the items that both answered, in the order of `raters_of`.

    κ = (p_o − p_e) / (1 − p_e)     p_e = Σ_k p_k of the one × p_k of the other
    """
    seen: dict[tuple[str, str], Counter[tuple[Hashable, Hashable]]] = {
        pair: Counter() for pair in combinations(raters_of(table), 2)
    }
    places = {rater: place for place, rater in enumerate(raters_of(table))}
    for answers in table.values():
        for one, other in combinations(sorted(answers, key=places.__getitem__), 2):
            seen[one, other][answers[one], answers[other]] += 1
    return {pair: _kappa(counts) for pair, counts in seen.items()}


def raters_of(table: Table) -> list[str]:
    """Everybody who answered anything, by name; numbers in the order of numbers."""
    return sorted({rater for answers in table.values() for rater in answers}, key=_natural)


def interval(groups: Sequence[Group], scale: Scale, seed: int) -> Interval | None:
    """The 80% interval of alpha by drawing whole groups again (percentile bootstrap, Efron 1979); the same seed gives the same.

    Groups and not items, because the clauses of one deal agree or differ together. None for fewer than five groups.
    """
    if len(groups) < SEVERAL:
        return None
    numbers, found = _chance(seed), list[float]()
    for _ in range(DRAWS):
        drawn = [groups[number % len(groups)] for number in islice(numbers, len(groups))]
        figure = alpha([unit for group in drawn for unit in group], scale)
        if figure is not None:
            found.append(figure)
    found.sort()
    return Interval(found[len(found) // 10], found[-1 - len(found) // 10]) if found else None


def _nominal(units: Sequence[Unit]) -> tuple[float, float]:
    """Observed and expected disagreement."""
    whole: Counter[Hashable] = Counter()
    observed = 0.0
    for unit in units:
        counts = Counter(unit)
        whole.update(counts)
        observed += (len(unit) ** 2 - sum(many * many for many in counts.values())) / (len(unit) - 1)
    n = whole.total()
    return (observed / n, (n * n - sum(many * many for many in whole.values())) / (n * (n - 1))) if n else (0.0, 0.0)


def _squared(units: Sequence[Sequence[float]]) -> tuple[float, float]:
    """The same for squared distances: over the pairs of m numbers they sum up to 2 m times the squares about their mean."""
    numbers = [number for unit in units for number in unit]
    n = len(numbers)
    if not n:
        return 0.0, 0.0
    observed = sum(2 * len(unit) * _about_mean(unit) / (len(unit) - 1) for unit in units) / n
    return observed, 2 * _about_mean(numbers) / (n - 1)


def _numbers(units: Sequence[Unit], scale: Scale) -> list[list[float]]:
    """Interval: the numbers, brought to between −1 and 1, which changes no alpha. Ordinal: their ranks."""
    numbers = [[float(answer) for answer in unit] for unit in units]  # type: ignore[arg-type]  # promised by who asks for these scales
    flat = sorted(number for unit in numbers for number in unit)
    if scale == "interval":
        largest = max(map(abs, flat), default=0.0) or 1.0
        return [[number / largest for number in unit] for unit in numbers]
    ranks, before = dict[float, float](), 0
    for number, equals in groupby(flat):
        many = len(list(equals))
        ranks[number] = (before + many / 2) / len(flat)
        before += many
    return [[ranks[number] for number in unit] for unit in numbers]


def _about_mean(numbers: Sequence[float]) -> float:
    mean = sum(numbers) / len(numbers)
    return sum((number - mean) ** 2 for number in numbers)


def _kappa(counts: Counter[tuple[Hashable, Hashable]]) -> float | None:
    n = counts.total()
    if not n:
        return None
    left: Counter[Hashable] = Counter()
    right: Counter[Hashable] = Counter()
    for (one, other), many in counts.items():
        left[one] += many
        right[other] += many
    if len(left) == len(right) == 1 and left.keys() == right.keys():
        return None
    alike = sum(many for (one, other), many in counts.items() if one == other)
    return _beyond(alike / n, sum(many * right[answer] for answer, many in left.items()) / (n * n))


def _beyond(seen: float, chance: float) -> float:
    return (seen - chance) / (1.0 - chance)


def _natural(name: str) -> tuple[bool, int, str]:
    number = name.isdecimal() and len(name) < 16
    return not number, int(name) if number else 0, name


def _chance(seed: int) -> Iterator[int]:
    """Numbers below 2**64 without end, from a seed: SplitMix64 (Steele, Lea and Flood 2014)."""
    state, mask = seed, 2**64 - 1
    while True:
        state = (state + 0x9E3779B97F4A7C15) & mask
        mixed = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & mask
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & mask
        yield mixed ^ (mixed >> 31)
