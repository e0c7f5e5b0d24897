"""How lenient each inspector is, from deals that two of them inspected alone.

Two inspectors with the same evidence in front of them differ by nothing but themselves. Of a pair with different answers one found more,
and if the row is as hard for both,

    logit P(a found more than b | they differ) = leniency of a − leniency of b

whatever the deal and its person are like: those terms cancel (Rasch 1960; Andersen 1973, conditional inference). So nobody's merit is taken for their
manager's leniency. Half a step counts half. In a row of m inspectors each pair weighs 2 / m, because m − 1 of them are free. Each leniency is
Gaussian around 0 with its prior variance, which also puts the mean of all at 0: the pooled inspector.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import exp
from typing import NamedTuple

from server.gaps.estimate import EDGE, Term
from server.gaps.evidence import DO, Evidence
from server.gaps.prior import DAY

DOUBLE = 30
"""Rows looked at by another, too, without which an inspector is taken for the pooled one."""

SPAN = 45 * DAY
"""How long after a sheet a blind one may look at the same frozen evidence: a month, and the time a calibration is open."""

STEPS, FARTHEST, NEAR = 20, 2.0, 1e-6
ROUNDS, CLOSE = 200, 1e-18

Lines = Sequence[Sequence[Evidence]]
"""The evidence of each person, in the order of their facts."""


class Row(NamedTuple):
    """One row of one deal that several looked at: what each found, in a fixed order of inspectors."""

    found: tuple[tuple[str, float], ...]


def leniencies(lines: Lines, var: float) -> dict[str, Term]:
    """The leniency of every inspector with thirty double-inspected rows or more, in logits."""
    rows = list(doubles(lines))
    counts: dict[str, int] = {}
    for row in rows:
        for inspector, _ in row.found:
            counts[inspector] = counts.get(inspector, 0) + 1
    trusted = [inspector for inspector in sorted(counts) if counts[inspector] >= DOUBLE]
    if not trusted:
        return {}
    fit = _Fit(rows, sorted(counts), var)
    means = fit.solved()
    return {one: Term(max(-EDGE, min(EDGE, means[place])), fit.variance(place)) for one, place in fit.places(trusted)}


def doubles(lines: Lines) -> Iterator[Row]:
    """Each row of a deal that was looked at blind, with what others found who looked at the same: blind as well, or before it."""
    for line in lines:
        looks: dict[tuple[str, str], list[Evidence]] = {}
        for piece in line:
            if piece.channel == DO and piece.weight > 0.0:
                for behaviour in piece.behaviours:
                    looks.setdefault((piece.deal, behaviour), []).append(piece)
        for found in looks.values():
            yield from _together(found)


def _together(found: Sequence[Evidence]) -> Iterator[Row]:
    """Parts the looks at one row of one deal into those that saw the same: blind ones, and the newest look before them within the span. Only a deal
    that nobody chose is looked at again, and what was looked at earlier had less in front of it.
    """
    left = sorted(found, key=lambda piece: piece.at)
    while blind := [piece for piece in left if piece.blind]:
        first = blind[0]
        before = [piece for piece in left if piece.fair and not piece.blind and 0.0 <= first.at - piece.at <= SPAN][-1:]
        since = before[0].at if before else first.at
        near = [*before, *(piece for piece in blind if piece.at - since <= SPAN)]
        by = {piece.inspector: piece.y for piece in near}
        if len(by) > 1:
            yield Row(tuple(sorted(by.items())))
        left = [piece for piece in left if piece.at >= first.at and not any(piece is one for one in near)]


class _Fit:
    """The most likely leniencies, by Newton's method; each step by conjugate gradients, because few of all pairs ever met."""

    def __init__(self, rows: Sequence[Row], inspectors: Sequence[str], var: float) -> None:
        self.place = {inspector: place for place, inspector in enumerate(inspectors)}
        self.var = var
        self.wins: dict[tuple[int, int], float] = {}
        self.bends: Mapping[tuple[int, int], float] = {}
        for row in rows:
            for (one, y), (other, z) in combinations(row.found, 2):
                if y != z:
                    pair = (self.place[one], self.place[other]) if y > z else (self.place[other], self.place[one])
                    self.wins[pair] = self.wins.get(pair, 0.0) + 2.0 / len(row.found) * abs(y - z)

    def places(self, inspectors: Sequence[str]) -> Iterator[tuple[str, int]]:
        return ((one, self.place[one]) for one in inspectors)

    def solved(self) -> list[float]:
        """The means."""
        means = [0.0] * len(self.place)
        for _ in range(STEPS):
            step = self._inverse(self._slopes(means))
            far = max(map(abs, step), default=0.0)
            short = min(1.0, FARTHEST / far) if far else 0.0
            means = [mean + short * move for mean, move in zip(means, step, strict=True)]
            if far < NEAR:
                break
        self._slopes(means)
        return means

    def variance(self, place: int) -> float:
        """Of one leniency, all others unknown, too: an element of the diagonal of the inverse curvature."""
        return self._inverse([float(number == place) for number in range(len(self.place))])[place]

    def _slopes(self, means: Sequence[float]) -> list[float]:
        """Of the log posterior; keeps how it bends along each pair."""
        slopes = [-mean / self.var for mean in means]
        bends: dict[tuple[int, int], float] = {}
        for (more, less), weight in self.wins.items():
            p = 1.0 / (1.0 + exp(means[less] - means[more]))
            slopes[more] += weight * (1.0 - p)
            slopes[less] -= weight * (1.0 - p)
            bends[more, less] = weight * p * (1.0 - p)
        self.bends = bends
        return slopes

    def _times(self, way: Sequence[float]) -> list[float]:
        """The curvature along a way."""
        found = [move / self.var for move in way]
        for (one, other), bend in self.bends.items():
            pull = bend * (way[one] - way[other])
            found[one] += pull
            found[other] -= pull
        return found

    def _inverse(self, aim: Sequence[float]) -> list[float]:
        """What the curvature takes to `aim` (Hestenes and Stiefel 1952)."""
        found, left = [0.0] * len(aim), list(aim)
        way, height = list(aim), _dot(aim, aim)
        least = CLOSE * height
        for _ in range(ROUNDS):
            if height <= least:
                break
            ahead = self._times(way)
            far = height / _dot(way, ahead)
            found = [one + far * move for one, move in zip(found, way, strict=True)]
            left = [one - far * move for one, move in zip(left, ahead, strict=True)]
            before, height = height, _dot(left, left)
            way = [one + height / before * move for one, move in zip(left, way, strict=True)]
        return found


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))
