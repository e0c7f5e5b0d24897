"""What all people share, worked out from everybody's evidence at once: difficulties of questions and behaviours, leniency of inspectors.

A settling begins with one pass that moves difficulties on the way, then folds everybody again with these held still. Before each piece that
leaves what the person alone was expected to do: `offset` with variance `s`. The shared terms are then the most likely ones of

    logit P = (offset − one − n w Σ many) / √(1 + π s / 8),    each term Gaussian around 0 with its prior variance, n of `Outcome.share`,

by Newton's method, all of them at once; their variance is the curvature at the end, held back where few people or questions stand
behind it. The result depends on the evidence and the prior alone, not on the snapshot before.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import pi, sqrt

from msgspec import structs
from msgspec.structs import replace

from server.gaps.estimate import Z80, Line, Outcome, Shared, Term, fold, standing
from server.gaps.evidence import DO, KNOW, Evidence
from server.gaps.online import Online
from server.gaps.prior import Prior
from server.gaps.severity import leniencies
from server.gaps.solve import Kind, Sightings, Spread, doubt, solve

Lines = Sequence[Sequence[Evidence]]
"""The evidence of each person, in the order of their facts."""

PASSES = {KNOW: 1, DO: 2}
"""How often everybody is folded with terms held still. A second pass over answers gained nothing on any log."""


def settle(lines: Lines, prior: Prior) -> Shared:
    """The shared terms, as the terms of the next snapshot."""
    questions, know = settled(lines, prior, KNOW)
    inspectors, do = settled(lines, prior, DO)
    return Shared(questions=questions, know=know, do=do, inspectors=inspectors)


def settled(lines: Lines, prior: Prior, channel: str) -> tuple[dict[str, Term], dict[str, Term]]:
    """The shared terms of one channel: of its questions (know) or inspectors (do, as leniency), and of its behaviours.

    A leniency is among them only when its 80% interval excludes zero. It comes from `severity` alone and is held still here.
    """
    lines = [own for line in lines if (own := [part for piece in line if piece.channel == channel for part in _parts(piece)])]
    lenient = _told(leniencies(lines, prior.do.inspector_var)) if channel == DO else {}
    online = Online(prior)
    for line in lines:
        person = Line()
        for piece in line:
            online.fold(person, piece)
    shared = replace(online.shared, inspectors=lenient)
    ones = Kind({}, 0.0 if channel == DO else prior.know.item_var)
    manys = Kind({}, prior.do.difficulty_var if channel == DO else prior.know.difficulty_var)
    for _ in range(PASSES[channel]):
        seen = _sightings(lines, shared, prior, ones, manys)
        solve(seen, ones, manys)
        doubt(seen, ones, manys, _spread(prior, channel))
        shared = _as_shared(channel, ones.terms(), manys.terms(), lenient)
    return (ones.terms() if channel == KNOW else lenient), manys.terms()


def _told(leniencies: Mapping[str, Term]) -> dict[str, Term]:
    return {inspector: term for inspector, term in leniencies.items() if abs(term.mean) > Z80 * sqrt(term.var)}


def _spread(prior: Prior, channel: str) -> Spread:
    k, d = prior.know, prior.do
    if channel == KNOW:
        return Spread(cell=k.ability_var + k.behaviour_var, one=k.item_var)
    return Spread(cell=d.doing_var + d.behaviour_var, one=d.inspector_var)


def _parts(piece: Evidence) -> Iterable[Evidence]:
    """A row of several behaviours counts for each by its share, as `fold` has it, so that each has what it met."""
    if piece.channel == KNOW or len(piece.behaviours) < 2:
        return (piece,)
    weight = piece.weight / len(piece.behaviours)
    return [structs.replace(piece, behaviours=(behaviour,), weight=weight) for behaviour in piece.behaviours]


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

    What is left of a question met before is a part of all its terms alike, which the scale takes. A leniency is whole, and stays in the mean.
    """
    share = 1.0 / max(1, len(piece.behaviours))
    if piece.channel == KNOW:
        new = outcome.share
        mean, var = standing(shared.questions.get(piece.item), prior.know.item_var)
        terms, prior_var, of_many = shared.know, prior.know.difficulty_var, new * share
        mean, var = new * mean, new * new * var
    else:
        new, mean, var = 1.0, 0.0, 0.0
        terms, prior_var, of_many = shared.do, prior.do.difficulty_var, outcome.share * share
    for behaviour in piece.behaviours:
        hard, hard_var = standing(terms.get(behaviour), prior_var)
        mean, var = mean + of_many * hard, var + of_many * of_many * hard_var
    scale = 1.0 / sqrt(1.0 + pi * max(0.0, outcome.var - var) / 8.0)
    return (outcome.mean + mean) / new, scale * new, of_many / new


def _as_shared(channel: str, ones: Mapping[str, Term], manys: Mapping[str, Term], lenient: Mapping[str, Term]) -> Shared:
    return Shared(questions=ones, know=manys) if channel == KNOW else Shared(inspectors=lenient, do=manys)
