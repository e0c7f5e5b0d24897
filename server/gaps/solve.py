"""The most likely shared terms of many rows at once, by Newton's method, and how sure they are."""

from array import array
from collections.abc import Iterable, Mapping
from math import exp
from typing import NamedTuple

from server.gaps.estimate import EDGE, Term
from server.gaps.evidence import Evidence

SWEEPS = 8
"""Newton steps of each kind of term."""


class Kind:
    """The terms of one kind, by number: their means, and the variances of their priors."""

    def __init__(self, prior_vars: Mapping[str, float], prior_var: float) -> None:
        self.numbers: dict[str, int] = {}
        self.means = array("d")
        self.vars = array("d")
        self.curves = array("d")
        self.prior_vars, self.prior_var = prior_vars, prior_var

    def number(self, key: str) -> int:
        """The number of a term, a new one at its prior."""
        found = self.numbers.get(key)
        if found is None:
            found = self.numbers[key] = len(self.means)
            self.means.append(0.0)
            self.curves.append(0.0)
            self.vars.append(self.prior_vars.get(key, self.prior_var))
        return found

    def terms(self) -> dict[str, Term]:
        """Terms that evidence could move."""
        found = {}
        for key, number in self.numbers.items():
            if (var := self.vars[number]) > 0.0:
                found[key] = Term(self.means[number], 1.0 / (1.0 / var + self.curves[number]))
        return found

    def step(self, slopes: "array[float]", bends: "array[float]", curves: "array[float]") -> None:
        """One Newton step down the slopes; `bends` is how fast these flatten on the way, `curves` how sure the rows make of the term."""
        self.curves = curves
        for number, var in enumerate(self.vars):
            if var > 0.0:
                mean = self.means[number]
                mean -= (slopes[number] + mean / var) / (bends[number] + 1.0 / var)
                self.means[number] = max(-EDGE, min(EDGE, mean))


class Sightings:
    """One row a piece: what was expected of the person alone, what came, and which shared terms it met."""

    def __init__(self) -> None:
        self.offsets = array("d")
        self.scales = array("d")
        self.marks = array("d")
        self.weights = array("d")
        self.shares = array("d")
        self.people = array("q")
        self.ones = array("q")
        self.manys: list[tuple[int, ...]] = []

    def add(self, offset: float, scale: float, share: float, piece: Evidence) -> None:
        """One row more, whose terms and person the caller adds."""
        self.offsets.append(offset)
        self.scales.append(scale)
        self.marks.append(min(1.0, max(0.0, piece.y)))
        self.weights.append(piece.weight)
        self.shares.append(share)

    def rows(self) -> Iterable[tuple[float, float, float, float, float, int, tuple[int, ...]]]:
        """Offset, scale, mark, weight, share, one, many of each."""
        return zip(self.offsets, self.scales, self.marks, self.weights, self.shares, self.ones, self.manys, strict=True)


def solve(seen: Sightings, ones: Kind, manys: Kind) -> None:
    """Moves both kinds of terms to where the rows and the priors put them."""
    for _ in range(SWEEPS):
        _solve_ones(seen, ones, manys)
        _solve_manys(seen, ones, manys)


def _solve_ones(seen: Sightings, ones: Kind, manys: Kind) -> None:
    slopes, curves = _zeros(ones), _zeros(ones)
    means, others = ones.means, manys.means
    for offset, scale, mark, weight, share, one, many in seen.rows():
        mean = offset - means[one]
        if many:
            mean -= share * sum([others[number] for number in many])
        p = 1.0 / (1.0 + exp(-scale * mean))
        slopes[one] += weight * scale * (mark - p)
        curves[one] += weight * scale * scale * p * (1.0 - p)
    ones.step(slopes, curves, curves)


def _solve_manys(seen: Sightings, ones: Kind, manys: Kind) -> None:
    """Terms that share a row would each make up for all of its surprise, so the step reckons with the bend of their sum."""
    slopes, bends, curves = _zeros(manys), _zeros(manys), _zeros(manys)
    means, others = manys.means, ones.means
    for offset, scale, mark, weight, share, one, many in seen.rows():
        if many:
            p = 1.0 / (1.0 + exp(-scale * (offset - others[one] - share * sum([means[number] for number in many]))))
            slope, bend = weight * share * scale * (mark - p), weight * share * share * scale * scale * p * (1.0 - p)
            for number in many:
                slopes[number] += slope
                bends[number] += len(many) * bend
                curves[number] += bend
    manys.step(slopes, bends, curves)


def centre(ones: Kind, manys: Kind) -> None:
    """Gives what all `ones` have in common to `manys`: nobody is severe if everybody is, then it is hard.

    Where some are held at zero there is nothing to give: their rows already say how hard it is, and would be told wrongly by any more.
    """
    if not all(ones.vars):
        return
    total = sum(ones.curves)
    common = sum(mean * curve for mean, curve in zip(ones.means, ones.curves, strict=True)) / total if total else 0.0
    for number in range(len(ones.means)):
        ones.means[number] -= common
    for number in range(len(manys.means)):
        manys.means[number] += common


class Spread(NamedTuple):
    """By how much things differ, as variances: `cell`, people in one behaviour; `one`, questions or inspectors; `person`, people as a whole."""

    cell: float
    one: float
    person: float


def doubt(seen: Sightings, ones: Kind, manys: Kind, spread: Spread, *, of_ones: bool) -> None:
    """Makes terms as unsure as few people, and few questions or inspectors, leave them.

    Rows of one person err together by as much as people differ, rows of one question or inspector by as much as these do. So a term is known no
    better than an average over so many: its curvature is Σ n² H / (1 + var H) over them, where H is that of the rows of one, and n the term's share
    in these. `of_ones`: the other kind, too; a question is answered by a person once or twice, an inspector looks at the same people again and
    again.
    """
    cells, others, people = _Pairs(), _Pairs(), _Pairs()
    for (offset, scale, _, weight, share, one, many), person in zip(seen.rows(), seen.people, strict=True):
        p = 1.0 / (1.0 + exp(-scale * (offset - ones.means[one] - share * sum([manys.means[number] for number in many]))))
        curve = weight * p * (1.0 - p)
        people.add(one, person, curve, 1.0)
        for number in many:
            cells.add(number, person, curve, share)
            others.add(number, one, curve, share)
    over_people, over_ones = cells.known(spread.cell, manys), others.known(spread.one, manys)
    for number, (one_way, other) in enumerate(zip(over_people, over_ones, strict=True)):
        manys.curves[number] = one_way * other / (one_way + other) if one_way and other else 0.0
    if of_ones:
        ones.curves = people.known(spread.person, ones)


class _Pairs:
    """The curvature of the rows of each term with each thing beside it, and the part of it that is about the term."""

    def __init__(self) -> None:
        self.whole: dict[tuple[int, int], float] = {}
        self.part: dict[tuple[int, int], float] = {}

    def add(self, number: int, beside: int, curve: float, share: float) -> None:
        pair = number, beside
        self.whole[pair] = self.whole.get(pair, 0.0) + curve
        self.part[pair] = self.part.get(pair, 0.0) + share * share * curve

    def known(self, var: float, kind: Kind) -> "array[float]":
        known = _zeros(kind)
        for (number, beside), part in self.part.items():
            known[number] += part / (1.0 + var * self.whole[number, beside])
        return known


def _zeros(kind: Kind) -> "array[float]":
    return array("d", bytes(8 * len(kind.means)))
