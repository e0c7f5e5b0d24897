"""What all people share, worked out from everybody's evidence at once: difficulties of questions and behaviours, leniency of inspectors.

A settling begins with one pass that moves difficulties on the way, then folds everybody again with these held still. Before each piece that
leaves what the person alone was expected to do: `offset` with variance `s`. The shared terms are then the most likely ones of

    logit P = (offset − one − n w Σ many) / √(1 + π s / 8),    each term Gaussian around 0 with its prior variance, n of `Outcome.share`,

by Newton's method, all of them at once; their variance is the curvature at the end, held back where few people or questions stand
behind it. The result depends on the evidence and the prior alone, not on the snapshot before.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import pi, sqrt

from server.gaps.estimate import Z80, Line, Outcome, Shared, Term, fold, standing
from server.gaps.evidence import DO, KNOW, Evidence
from server.gaps.online import Online
from server.gaps.prior import Prior
from server.gaps.solve import Kind, Sightings, Spread, centre, doubt, solve

Lines = Sequence[Sequence[Evidence]]
"""The evidence of each person, in the order of their facts."""

PASSES = {KNOW: 1, DO: 3}
"""How often everybody is folded with terms held still. A second pass over answers gained nothing on any log. What an inspector gives away first
looks like the merit of their team, and comes loose from it slowly."""

DOUBLE = 30
"""Rows that another inspector looked at, too, without which an inspector is taken for the pooled one."""


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
    ones = Kind(_trusted(lines, prior.do.inspector_var) if channel == DO else {}, 0.0 if channel == DO else prior.know.item_var)
    manys = Kind({}, prior.do.difficulty_var if channel == DO else prior.know.difficulty_var)
    for _ in range(PASSES[channel]):
        seen = _sightings(lines, shared, prior, ones, manys)
        solve(seen, ones, manys)
        if channel == DO:
            centre(ones, manys)
        doubt(seen, ones, manys, _spread(prior, channel), of_ones=channel == DO)
        shared = _as_shared(channel, ones.terms(), manys.terms())
    return ones.terms() if channel == KNOW else _turned(ones.terms()), manys.terms()


def _spread(prior: Prior, channel: str) -> Spread:
    k, d = prior.know, prior.do
    if channel == KNOW:
        return Spread(cell=k.ability_var + k.behaviour_var, one=k.item_var, person=k.ability_var)
    return Spread(cell=d.doing_var + d.behaviour_var, one=d.inspector_var, person=d.doing_var)


def _parts(piece: Evidence) -> Iterable[Evidence]:
    """A row of several behaviours counts for each by its share, as `fold` has it, so that each has what it met."""
    if piece.channel == KNOW or len(piece.behaviours) < 2:
        return (piece,)
    weight = piece.weight / len(piece.behaviours)
    return [piece._replace(behaviours=(behaviour,), weight=weight) for behaviour in piece.behaviours]


def _sightings(lines: Lines, shared: Shared, prior: Prior, ones: Kind, manys: Kind) -> Sightings:
    seen, groups = Sightings(), dict[tuple[str, ...], tuple[int, ...]]()
    for number, line in enumerate(lines):
        person = Line()
        for piece in line:
            outcome = fold(person, piece, shared, prior)
            if outcome is None or piece.weight == 0.0:
                continue
            seen.add(*_alone(piece, outcome, shared, prior), piece)
            seen.people.append(number)
            seen.ones.append(ones.number(piece.item if piece.channel == KNOW else piece.inspector))
            if piece.behaviours not in groups:
                groups[piece.behaviours] = tuple(manys.number(behaviour) for behaviour in piece.behaviours)
            seen.manys.append(groups[piece.behaviours])
    return seen


def _alone(piece: Evidence, outcome: Outcome, shared: Shared, prior: Prior) -> tuple[float, float, float]:
    """What was predicted without the shared terms: its mean, the scale of the whole, and the share of each behaviour's term.

    What is left of a question met before is a part of all its terms alike, which the scale takes; a leniency is always whole.
    """
    share = 1.0 / max(1, len(piece.behaviours))
    if piece.channel == KNOW:
        new = outcome.share
        mean, var = standing(shared.questions.get(piece.item), prior.know.item_var)
        terms, prior_var, of_one, of_many = shared.know, prior.know.difficulty_var, new, new * share
    else:
        new = 1.0
        mean, var = standing(shared.inspectors.get(piece.inspector), prior.do.inspector_var)
        terms, prior_var, of_one, of_many = shared.do, prior.do.difficulty_var, -1.0, outcome.share * share
    mean, var = of_one * mean, of_one * of_one * var
    for behaviour in piece.behaviours:
        hard, hard_var = standing(terms.get(behaviour), prior_var)
        mean, var = mean + of_many * hard, var + of_many * of_many * hard_var
    scale = 1.0 / sqrt(1.0 + pi * max(0.0, outcome.var - var) / 8.0)
    return (outcome.mean + mean) / new, scale * new, of_many / new


def _trusted(lines: Lines, var: float) -> dict[str, float]:
    """The prior variance of each inspector who may differ from the pooled one: whose looks others repeated often enough to tell."""
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
    return {inspector: var for inspector, rows in double.items() if rows >= DOUBLE}


def _as_shared(channel: str, ones: Mapping[str, Term], manys: Mapping[str, Term]) -> Shared:
    return Shared(questions=ones, know=manys) if channel == KNOW else Shared(inspectors=_turned(ones), do=manys)


def _turned(terms: Mapping[str, Term]) -> dict[str, Term]:
    """Severity is leniency with the other sign."""
    return {key: Term(-term.mean, term.var) for key, term in terms.items()}
