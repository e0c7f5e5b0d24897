"""An intercept and variances of this academy's own, once it has answers enough, and what they are worth to people they were not fitted on.

People are dealt into five parts by their place. Two parts settle the shared terms under a candidate, two choose among candidates by log loss, each
row predicted before it is taken in, and the fifth alone says what the chosen one gains. Values stay near the old ones unless answers say
otherwise: an intercept and the difficulties may make up for each other. Forgetting and learning stay as they were set:
fitted on one log, they brought nothing to another.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from math import log, sqrt
from typing import NamedTuple

from msgspec.structs import replace

from server.gaps.estimate import Line, Shared, fold
from server.gaps.evidence import DO, KNOW, Evidence
from server.gaps.prior import Do, Know, Prior
from server.gaps.settle import Lines, settled

ENOUGH = 5_000
"""Counted pieces of a channel without which its prior stays as it is."""

AT_MOST = 40_000
"""Pieces of a channel that are looked at: people evenly spread among all. More would only take longer."""

PARTS = 5
CHOOSE = (range(2), range(2, 4))
JUDGE = (range(4), range(4, 5))
"""Which parts settle, and which are predicted."""

PULL = 0.5
"""Nats that a value costs, times the square of how far it went: of logits, or of the logarithm of a variance."""

VARIANCES = {
    KNOW: ("ability_var", "behaviour_var", "question_var", "item_var", "difficulty_var"),
    DO: ("doing_var", "behaviour_var", "deal_var", "difficulty_var"),
}
"""What is fitted beside the intercept."""

STRIDES = ((0.3, 1.8), (0.1, 1.25))
"""Two rounds: how far the intercept moves, in logits, and the factor of a variance."""

NARROWEST, WIDEST = 0.01, 5.0
"""No variance is fitted beyond these."""

CLIP = 1e-6


class Fit(NamedTuple):
    """The best prior found, and its `gain` over the old one: nats of log loss per piece on people it was not fitted on.

    A channel whose gain is not clear of chance (one standard error over people) keeps its old values and adds no gain. So `gain` is above 0
    exactly when `prior` is another one.
    """

    prior: Prior
    gain: float


def refit(lines: Lines, prior: Prior) -> Fit:
    """Fits each channel that has enough pieces. Takes some thirty settlings of at most 40,000 pieces."""
    found, gained, all_pieces = prior, 0.0, 0
    for channel in (KNOW, DO):
        own = [own for line in lines if (own := [piece for piece in line if piece.channel == channel])]
        pieces = sum(piece.weight > 0.0 for line in own for piece in line)
        all_pieces += pieces
        if pieces >= ENOUGH:
            parts = _parts(_some(own, pieces))
            chosen = _chosen(parts, prior, channel)
            gain, error = _gain(parts, prior, chosen, channel)
            if gain > error:
                found = _taken(found, chosen, channel)
                gained += gain * pieces
    return Fit(found, gained / max(1, all_pieces))


def _some(lines: Lines, pieces: int) -> Lines:
    """People evenly spread, with about as many pieces as are looked at."""
    return lines[:: max(1, -(-pieces // AT_MOST))]


def _parts(lines: Lines) -> list[Lines]:
    return [list(islice(lines, part, None, PARTS)) for part in range(PARTS)]


def _chosen(parts: Sequence[Lines], old: Prior, channel: str) -> Prior:
    best, least = old, _cost(parts, old, old, channel)
    for stride in STRIDES:
        for name in ("base", *VARIANCES[channel]):
            for way in (1, -1):
                tried = _moved(best, channel, name, way, stride)
                while (cost := _cost(parts, old, tried, channel)) < least:
                    best, least = tried, cost
                    tried = _moved(best, channel, name, way, stride)
    return best


def _cost(parts: Sequence[Lines], old: Prior, new: Prior, channel: str) -> float:
    """Nats in all."""
    before, after = _of(old, channel), _of(new, channel)
    far = [log(getattr(after, name) / getattr(before, name)) for name in VARIANCES[channel]] + [after.base - before.base]
    return sum(loss for loss, _ in _losses(parts, new, channel, CHOOSE)) + PULL * sum(way * way for way in far)


def _of(prior: Prior, channel: str) -> Know | Do:
    return prior.know if channel == KNOW else prior.do


def _moved(prior: Prior, channel: str, name: str, way: int, stride: tuple[float, float]) -> Prior:
    """The prior with one value a stride away; at its limit it stays, and so gains nothing."""
    far, factor = stride
    value = getattr(_of(prior, channel), name)
    value = value + way * far if name == "base" else min(WIDEST, max(NARROWEST, value * factor**way))
    if channel == KNOW:
        return replace(prior, know=replace(prior.know, **{name: value}))
    return replace(prior, do=replace(prior.do, **{name: value}))


def _gain(parts: Sequence[Lines], old: Prior, new: Prior, channel: str) -> tuple[float, float]:
    """What the new prior is better by on people who chose nothing, per piece, and the standard error of that over people."""
    before, after = (list(_losses(parts, prior, channel, JUDGE)) for prior in (old, new))
    gains = [was - now for (was, _), (now, _) in zip(before, after, strict=True)]
    pieces = [count for _, count in before]
    people, total = len(gains), sum(pieces)
    if people < 2 or not total:
        return 0.0, 0.0
    gain = sum(gains) / total
    spread = sum((own - gain * count) ** 2 for own, count in zip(gains, pieces, strict=True)) * people / (people - 1)
    return gain, sqrt(spread) / total


def _losses(parts: Sequence[Lines], prior: Prior, channel: str, roles: tuple[range, range]) -> Iterator[tuple[float, float]]:
    """The log loss of each predicted person, summed over their weighted pieces, and the sum of these weights."""
    settling, predicted = ([line for part in role for line in parts[part]] for role in roles)
    ones, manys = settled(settling, prior, channel)
    shared = Shared(questions=ones, know=manys) if channel == KNOW else Shared(inspectors=ones, do=manys)
    for line in predicted:
        yield _loss(line, shared, prior)


def _loss(line: Sequence[Evidence], shared: Shared, prior: Prior) -> tuple[float, float]:
    person, loss, count = Line(), 0.0, 0.0
    for piece in line:
        outcome = fold(person, piece, shared, prior)
        if outcome is not None and piece.weight > 0.0:
            y, p = min(1.0, max(0.0, piece.y)), min(1.0 - CLIP, max(CLIP, outcome.p))
            loss -= piece.weight * (y * log(p) + (1.0 - y) * log(1.0 - p))
            count += piece.weight
    return loss, count


def _taken(prior: Prior, other: Prior, channel: str) -> Prior:
    return replace(prior, know=other.know) if channel == KNOW else replace(prior, do=other.do)
