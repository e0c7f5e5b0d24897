"""What all people share, worked out from everybody's evidence at once: difficulties of questions and behaviours, leniency of inspectors.

A settling begins with one pass that moves difficulties on the way, then folds everybody again with these held still. Before each piece that
leaves what the person alone was expected to do: `offset` with variance `s`. The shared terms are then the most likely ones of

    logit P = (offset − one − n w Σ many) / √(1 + π s / 8),    each term Gaussian around 0 with its prior variance, n of `Outcome.share`,

by Newton's method, one kind of term after the other; their variance is the curvature at the end. The result depends on the evidence and the
prior alone, not on the snapshot before.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from math import exp, pi, sqrt

from server.gaps.estimate import Z80, Line, Outcome, Shared, Term, fold, standing
from server.gaps.evidence import DO, KNOW, Evidence
from server.gaps.online import Online
from server.gaps.prior import Prior

Lines = Sequence[Sequence[Evidence]]
"""The evidence of each person, in the order of their facts."""

PASSES = {KNOW: 1, DO: 3}
"""How often everybody is folded with terms held still. A second pass over answers gained nothing on any log. What an inspector gives away first
looks like the merit of their team, and comes loose from it slowly."""

SWEEPS = 8
"""Newton steps of each kind of term in a pass."""

DOUBLE = 30
"""Rows that another inspector looked at, too, from which an inspector may differ from the pooled one as far as the prior lets them."""

EDGE = 6.0
"""No shared term leaves ±6 logits."""


def settle(lines: Lines, prior: Prior) -> Shared:
    """The shared terms, as the terms of the next snapshot. A leniency is among them only when its 80% interval excludes zero."""
    questions, know = settled(lines, prior, KNOW)
    inspectors, do = settled(lines, prior, DO)
    lenient = {key: term for key, term in inspectors.items() if abs(term.mean) > Z80 * sqrt(term.var)}
    return Shared(questions=questions, know=know, do=do, inspectors=lenient)


def settled(lines: Lines, prior: Prior, channel: str) -> tuple[dict[str, Term], dict[str, Term]]:
    """The shared terms of one channel: of its questions (know) or inspectors (do, as leniency), and of its behaviours."""
    lines = [own for line in lines if (own := [part for piece in line if piece.channel == channel for part in _parts(piece)])]
    online = Online(prior)
    for line in lines:
        person = Line()
        for piece in line:
            online.fold(person, piece)
    shared = online.shared
    ones = _Kind(_trusted(lines, prior.do.inspector_var) if channel == DO else {}, 0.0 if channel == DO else prior.know.item_var)
    manys = _Kind({}, prior.do.difficulty_var if channel == DO else prior.know.difficulty_var)
    for _ in range(PASSES[channel]):
        _solve(_sightings(lines, shared, prior, ones, manys), ones, manys)
        shared = _as_shared(channel, ones.terms(), manys.terms())
    return ones.terms() if channel == KNOW else _turned(ones.terms()), manys.terms()


def _parts(piece: Evidence) -> Iterable[Evidence]:
    """A row of several behaviours counts for each by its share, as `fold` has it, so that each has what it met."""
    if piece.channel == KNOW or len(piece.behaviours) < 2:
        return (piece,)
    weight = piece.weight / len(piece.behaviours)
    return [piece._replace(behaviours=(behaviour,), weight=weight) for behaviour in piece.behaviours]


class _Kind:
    """The terms of one kind, by number: their means, and the variances of their priors."""

    def __init__(self, prior_vars: Mapping[str, float], prior_var: float) -> None:
        self.numbers: dict[str, int] = {}
        self.means = array("d")
        self.vars = array("d")
        self.curves = array("d")
        self.prior_vars, self.prior_var = prior_vars, prior_var

    def number(self, key: str) -> int:
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
        """One Newton step: down the slopes of the surprise, by at most its bends."""
        self.curves = curves
        for number, var in enumerate(self.vars):
            if var > 0.0:
                mean = self.means[number]
                mean -= (slopes[number] + mean / var) / (bends[number] + 1.0 / var)
                self.means[number] = max(-EDGE, min(EDGE, mean))


class _Sightings:
    """One row a piece: what was expected of the person alone, what came, and which shared terms it met."""

    def __init__(self) -> None:
        self.offsets = array("d")
        self.scales = array("d")
        self.marks = array("d")
        self.weights = array("d")
        self.shares = array("d")
        self.ones = array("q")
        self.manys: list[tuple[int, ...]] = []

    def rows(self) -> Iterable[tuple[float, float, float, float, float, int, tuple[int, ...]]]:
        return zip(self.offsets, self.scales, self.marks, self.weights, self.shares, self.ones, self.manys, strict=True)


def _sightings(lines: Lines, shared: Shared, prior: Prior, ones: _Kind, manys: _Kind) -> _Sightings:
    seen, groups = _Sightings(), dict[tuple[str, ...], tuple[int, ...]]()
    for line in lines:
        person = Line()
        for piece in line:
            outcome = fold(person, piece, shared, prior)
            if outcome is None or piece.weight == 0.0:
                continue
            mean, var = _alone(piece, outcome, shared, prior)
            seen.offsets.append(mean)
            seen.scales.append(1.0 / sqrt(1.0 + pi * var / 8.0))
            seen.marks.append(min(1.0, max(0.0, piece.y)))
            seen.weights.append(piece.weight)
            seen.shares.append(outcome.share / max(1, len(piece.behaviours)))
            seen.ones.append(ones.number(piece.item if piece.channel == KNOW else piece.inspector))
            if piece.behaviours not in groups:
                groups[piece.behaviours] = tuple(manys.number(behaviour) for behaviour in piece.behaviours)
            seen.manys.append(groups[piece.behaviours])
    return seen


def _alone(piece: Evidence, outcome: Outcome, shared: Shared, prior: Prior) -> tuple[float, float]:
    """Mean and variance of what was predicted without the shared terms."""
    if piece.channel == KNOW:
        mean, var = standing(shared.questions.get(piece.item), prior.know.item_var)
        terms, prior_var = shared.know, prior.know.difficulty_var
    else:
        mean, var = standing(shared.inspectors.get(piece.inspector), prior.do.inspector_var)
        mean, terms, prior_var = -mean, shared.do, prior.do.difficulty_var
    share = outcome.share / max(1, len(piece.behaviours))
    for behaviour in piece.behaviours:
        hard, hard_var = standing(terms.get(behaviour), prior_var)
        mean, var = mean + share * hard, var + share * share * hard_var
    return outcome.mean + mean, max(0.0, outcome.var - var)


def _solve(seen: _Sightings, ones: _Kind, manys: _Kind) -> None:
    for _ in range(SWEEPS):
        _solve_ones(seen, ones, manys)
        _solve_manys(seen, ones, manys)


def _solve_ones(seen: _Sightings, ones: _Kind, manys: _Kind) -> None:
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


def _solve_manys(seen: _Sightings, ones: _Kind, manys: _Kind) -> None:
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


def _zeros(kind: _Kind) -> "array[float]":
    return array("d", bytes(8 * len(kind.means)))


def _trusted(lines: Lines, var: float) -> dict[str, float]:
    """How far each inspector may differ from the pooled one: not at all without rows that another one looked at, too; fully from 30 on."""
    lookers: dict[tuple[int, str, str], set[str]] = {}
    for person, line in enumerate(lines):
        for piece in line:
            if piece.weight > 0.0:
                for behaviour in piece.behaviours:
                    lookers.setdefault((person, piece.deal, behaviour), set()).add(piece.inspector)
    double: dict[str, int] = {}
    for looked in lookers.values():
        for inspector in looked if len(looked) > 1 else ():
            double[inspector] = double.get(inspector, 0) + 1
    return {inspector: var * min(1.0, rows / DOUBLE) ** 2 for inspector, rows in double.items()}


def _as_shared(channel: str, ones: Mapping[str, Term], manys: Mapping[str, Term]) -> Shared:
    return Shared(questions=ones, know=manys) if channel == KNOW else Shared(inspectors=_turned(ones), do=manys)


def _turned(terms: Mapping[str, Term]) -> dict[str, Term]:
    """Severity is leniency with the other sign."""
    return {key: Term(-term.mean, term.var) for key, term in terms.items()}
