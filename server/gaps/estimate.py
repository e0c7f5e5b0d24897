"""Two numbers per person and behaviour, each with its uncertainty: what they KNOW, and what they are shown to DO.

Every term is a Gaussian on the logit scale. One piece of evidence costs one update of the few terms it meets:

    KNOW  logit P(right) = base + ability + form + w Σ know(behaviour) + question − item's difficulty − w Σ behaviour's difficulty
    DO    logit P(met)   = base + doing + do(behaviour) + deal − behaviour's difficulty + inspector's leniency         w = 1 / behaviours
    read  g = (1 + Δt/span)^−fade;  mean g;  var = prior − (prior − var) g²;  p = σ(m / √(1 + π s / 8))    m, s: summed mean, variance
    write e = ω (y − p) / (1 + ω s p(1−p));  mean += w var e;  var −= w² var² ω p(1−p) / (1 + ω s p(1−p))  ω: weight of the evidence

    own part of a question or a deal, kept as it is given the rest r of the sum, with variance v; n = v / prior is how much of a meeting is new:
          m = n r + part (+ leniency);  s = n² s_r + v (+ s_leniency);  terms of the rest have n w for w;  1 / v grows by ω p(1−p)

This is an online Laplace approximation: Elo whose step size is a posterior variance. Terms are taken as independent, but for the own part: four
looks at one deal must not become four deals, nor ten answers to one question ten questions. Shared terms (difficulty,
leniency) are read here and never moved; they change only from one numbered snapshot to the next. So a person's state is the fold of that
person's own evidence, in its order, with the current snapshot, exactly. Means are logits, times are seconds since the epoch.
"""

from collections.abc import Iterable, Mapping
from math import exp, isfinite, pi, sqrt
from typing import NamedTuple

from msgspec import Struct, field

from server.gaps.evidence import Evidence
from server.gaps.prior import DAY, Do, Know, Prior

EDGE = 6.0
"""No mean leaves ±6 logits (99.8%): attempts without end must not add up without end."""

NEVER = float("-inf")
"""The last touch of a term that nothing has touched."""

Z80 = 1.2816
"""Half the width of an 80% interval, in standard deviations."""


# A piece of evidence makes six of these, and numbers alone hold no cycle: Python need not look through them for one.
class Term(Struct, frozen=True, gc=False):
    """A Gaussian on the logit scale as it was when it was last touched, `at` seconds since the epoch."""

    mean: float
    var: float
    at: float = NEVER


class Estimate(Struct, frozen=True, gc=False):
    """Summed `mean` and `var` in logits; `p` the chance; `low` and `high` the ends of its 80% interval."""

    mean: float
    var: float
    p: float
    low: float
    high: float


class Outcome(Struct, frozen=True, gc=False):
    """What a piece of evidence met: the `mean` and `var` that were predicted, and the `p` they came to, before it was taken in.

    A term of share w moved by w · var · `pull`, and lost w² · var² · `sure` of its variance. `share` is 1, or less for a later look at one deal:
    how much of what is not the deal's own it still told about.
    """

    p: float
    mean: float
    var: float
    pull: float
    sure: float
    share: float


class Line(Struct):
    """One person's own terms; what is missing is at its prior. `know` and `do` by behaviour, `questions` by item, `deals` by both."""

    ability: Term | None = None
    form: Term | None = None
    doing: Term | None = None
    know: dict[str, Term] = field(default_factory=dict)
    questions: dict[str, Term] = field(default_factory=dict)
    do: dict[str, Term] = field(default_factory=dict)
    deals: dict[tuple[str, str], Term] = field(default_factory=dict)


class Shared(Struct, frozen=True):
    """What all people share, as one numbered snapshot: difficulty of items and behaviours, leniency of inspectors. Missing is at its prior."""

    number: int = 0
    questions: Mapping[str, Term] = field(default_factory=dict)
    know: Mapping[str, Term] = field(default_factory=dict)
    do: Mapping[str, Term] = field(default_factory=dict)
    inspectors: Mapping[str, Term] = field(default_factory=dict)


def fold(line: Line, evidence: Evidence, shared: Shared, prior: Prior) -> Outcome | None:
    """Take one piece of evidence into a person's terms, in place. Only terms of this evidence are read or written.

    Nonsense (what is no number, a weight outside 0 to 1) moves nothing and meets nothing. A piece of weight 0 was only shown: of KNOW it adds
    what an attempt teaches, at most once a day, of DO nothing.
    """
    y, weight, at = evidence.y, evidence.weight, evidence.at
    if not (isfinite(y) and isfinite(at) and 0.0 <= weight <= 1.0):
        return None
    if not 0.0 <= y <= 1.0:
        y = 0.0 if y < 0.0 else 1.0
    if evidence.channel == "know":
        return _know(line, evidence, y, shared, prior.know)
    if evidence.channel == "do" and weight > 0.0:
        return _do(line, evidence, y, shared, prior.do)
    return None


def know(line: Line, behaviour: str, now: float, shared: Shared, prior: Prior) -> Estimate:
    """What the person knows of a behaviour at `now`, about a question of ordinary difficulty they have not met."""
    return _estimate(*_knows(line, behaviour, now, shared, prior.know))


def know_each(line: Line, behaviours: Iterable[str], now: float, shared: Shared, prior: Prior) -> list[Estimate]:
    """The same of many behaviours, in their order: what the person brings to all of them fades once."""
    k = prior.know
    own, own_var = faded(line.ability, now, k.ability_var, k.ability_fade, k.span)
    rates = _Rates(now, k.behaviour_var, k.behaviour_fade, k.span, k.difficulty_var)
    return _each(k.base + own, own_var, behaviours, line.know, shared.know, rates)


def chance_to_know(line: Line, behaviour: str, now: float, shared: Shared, prior: Prior) -> float:
    """The chance of that alone, without its interval."""
    return probability(*_knows(line, behaviour, now, shared, prior.know))


def do(line: Line, behaviour: str, now: float, shared: Shared, prior: Prior) -> Estimate:
    """What the person is shown to do of a behaviour at `now`, on a deal like others, in the eyes of the pooled inspector."""
    d = prior.do
    own_mean, own_var = faded(line.doing, now, d.doing_var, d.doing_fade, d.span)
    mean, var = faded(line.do.get(behaviour), now, d.behaviour_var, d.behaviour_fade, d.span)
    hard, hard_var = standing(shared.do.get(behaviour), d.difficulty_var)
    return _estimate(d.base + own_mean + mean - hard, own_var + var + hard_var)


def do_each(line: Line, behaviours: Iterable[str], now: float, shared: Shared, prior: Prior) -> list[Estimate]:
    """The same of many behaviours, in their order."""
    d = prior.do
    own, own_var = faded(line.doing, now, d.doing_var, d.doing_fade, d.span)
    rates = _Rates(now, d.behaviour_var, d.behaviour_fade, d.span, d.difficulty_var)
    return _each(d.base + own, own_var, behaviours, line.do, shared.do, rates)


def done(line: Line) -> Line:
    """What of a line decides about doing."""
    return Line(doing=line.doing, do=line.do)


def chance(line: Line, behaviours: tuple[str, ...], item: str, now: float, shared: Shared, prior: Prior) -> float:
    """P(right) of this question for this person at `now`."""
    k = prior.know
    mean, var = faded(line.ability, now, k.ability_var, k.ability_fade, k.span)
    mean += k.base + form_now(line.form, now, k)
    hard, hard_var = standing(shared.questions.get(item), k.item_var)
    mean -= hard
    var += hard_var
    share = 1.0 / len(behaviours) if behaviours else 0.0
    for behaviour in behaviours:
        own, own_var = faded(line.know.get(behaviour), now, k.behaviour_var, k.behaviour_fade, k.span)
        hard, hard_var = standing(shared.know.get(behaviour), k.difficulty_var)
        mean += share * (own - hard)
        var += share * share * (own_var + hard_var)
    part, part_var = own_part(line.questions.get(item), now, mean, k.question_var, k.question_fade, k.span)
    new = part_var / k.question_var
    return probability(new * mean + part, new * new * var + part_var)


def probability(mean: float, var: float) -> float:
    """The expectation of σ over a Gaussian of this mean and variance (MacKay's approximation)."""
    return _sigma(mean / sqrt(1.0 + pi * var / 8.0))


def own_part(term: Term | None, now: float, rest: float, prior_var: float, fade: float, span: float) -> tuple[float, float]:
    """What a question or a deal adds of its own, given the mean of the rest: its part and its variance v, faded to `now`.

    The whole is n · rest + part, with n = v / prior.
    """
    if term is None:
        return 0.0, prior_var
    part, var, passed = term.mean, term.var, now - term.at
    if passed <= 0.0 or fade == 0.0:
        return part, var
    left = (1.0 + passed / span) ** -fade
    wider = prior_var - (prior_var - var) * left * left
    return left * (part - (1.0 - var / prior_var) * rest) + (1.0 - wider / prior_var) * rest, wider


def faded(term: Term | None, now: float, prior_var: float, fade: float, span: float) -> tuple[float, float]:
    """Mean and variance of one of a person's own terms at `now`. Before its last touch it is as it was then."""
    if term is None:
        return 0.0, prior_var
    passed = now - term.at
    if passed <= 0.0 or fade == 0.0:
        return term.mean, term.var
    left = (1.0 + passed / span) ** -fade
    return term.mean * left, prior_var - (prior_var - term.var) * left * left


def form_now(term: Term | None, now: float, k: Know) -> float:
    """The form of the session at `now`, in logits."""
    if term is None:
        return 0.0
    passed = now - term.at
    return term.mean if passed <= 0.0 else term.mean * exp(-passed / k.form_span)


def standing(term: Term | None, prior_var: float) -> tuple[float, float]:
    """Mean and variance of a shared term. They do not fade."""
    return (0.0, prior_var) if term is None else (term.mean, term.var)


def _knows(line: Line, behaviour: str, now: float, shared: Shared, k: Know) -> tuple[float, float]:
    """The summed mean and variance of knowing."""
    own_mean, own_var = faded(line.ability, now, k.ability_var, k.ability_fade, k.span)
    mean, var = faded(line.know.get(behaviour), now, k.behaviour_var, k.behaviour_fade, k.span)
    hard, hard_var = standing(shared.know.get(behaviour), k.difficulty_var)
    return k.base + own_mean + mean - hard, own_var + var + hard_var


class _Rates(NamedTuple):
    """How the behaviours of one channel are read: at `now`, the prior variance and the fading of their terms, and the variance of a difficulty."""

    now: float
    var: float
    fade: float
    span: float
    hard_var: float


def _each(
    level: float, level_var: float, behaviours: Iterable[str], own: Mapping[str, Term], hard: Mapping[str, Term], rates: _Rates
) -> list[Estimate]:
    """The estimate of each behaviour, on top of what the person brings to all of them."""
    now, prior_var, fade, span, hard_prior = rates
    found = []
    for behaviour in behaviours:
        mean, var = faded(own.get(behaviour), now, prior_var, fade, span)
        against, hard_var = standing(hard.get(behaviour), hard_prior)
        found.append(_estimate(level + mean - against, level_var + var + hard_var))
    return found


def _know(line: Line, evidence: Evidence, y: float, shared: Shared, k: Know) -> Outcome:
    behaviours, item, at, weight = evidence.behaviours, evidence.item, evidence.at, evidence.weight
    terms, span, share = line.know, k.span, 1.0 / len(behaviours) if behaviours else 0.0
    ability, ability_var = faded(line.ability, at, k.ability_var, k.ability_fade, span)
    hard, hard_var = standing(shared.questions.get(item), k.item_var)
    form = form_now(line.form, at, k)
    mean, var = k.base + ability + form - hard, ability_var + hard_var
    stood = []
    for behaviour in behaviours:
        before = terms.get(behaviour)
        own, own_var = faded(before, at, k.behaviour_var, k.behaviour_fade, span)
        hard, hard_var = standing(shared.know.get(behaviour), k.difficulty_var)
        mean += share * (own - hard)
        var += share * share * (own_var + hard_var)
        stood.append((behaviour, before, own, own_var))
    old = line.questions.get(item)
    part, part_var = own_part(old, at, mean, k.question_var, k.question_fade, span)
    new = part_var / k.question_var
    level, var = new * mean + part, new * new * var + part_var
    outcome = _outcome(level, var, y, weight, new)
    if weight == 0.0 and all(one in terms and at - terms[one].at < DAY for one in behaviours):
        return outcome  # Shown again on the same day it teaches nothing more; else somebody could read themselves to knowing.
    p, pull, sure = outcome.p, outcome.pull, outcome.sure
    if weight > 0.0:
        line.ability = _moved(line.ability, at, ability, ability_var, new, pull, sure, 0.0, k.ability_noise)
        line.form = _touched(line.form, at, k.form_keep * form + k.form_gain * weight * (y - p), 0.0)
    learn, noise = new * k.behaviour_learn, k.behaviour_noise
    for behaviour, before, own, own_var in stood:
        terms[behaviour] = _moved(before, at, own, own_var, new * share, pull, sure, learn, noise)
    if item:
        line.questions[item] = _met(old, at, part, part_var, level, p, y, weight, 0.0, k.question_learn)
    return outcome


def _do(line: Line, evidence: Evidence, y: float, shared: Shared, d: Do) -> Outcome | None:
    """A row of several behaviours counts for each by its share. Returns what the last one met."""
    outcome, weight = None, evidence.weight / max(1, len(evidence.behaviours))
    for behaviour in evidence.behaviours:
        outcome = _look(line, behaviour, evidence, y, weight, shared, d)
    return outcome


def _look(line: Line, behaviour: str, look: Evidence, y: float, weight: float, shared: Shared, d: Do) -> Outcome:
    at, key = look.at, (behaviour, look.deal)
    doing, doing_var = faded(line.doing, at, d.doing_var, d.doing_fade, d.span)
    own, own_var = faded(line.do.get(behaviour), at, d.behaviour_var, d.behaviour_fade, d.span)
    hard, hard_var = standing(shared.do.get(behaviour), d.difficulty_var)
    eye, eye_var = standing(shared.inspectors.get(look.inspector), d.inspector_var)
    old = line.deals.get(key)
    rest, rest_var = d.base + doing + own - hard, doing_var + own_var + hard_var
    part, part_var = own_part(old, at, rest, d.deal_var, 0.0, d.span)
    new = part_var / d.deal_var
    level, level_var = new * rest + part, new * new * rest_var + part_var
    outcome = _outcome(level + eye, level_var + eye_var, y, weight, new)
    p, pull, sure = outcome.p, outcome.pull, outcome.sure
    line.doing = _moved(line.doing, at, doing, doing_var, new, pull, sure, 0.0, 0.0)
    line.do[behaviour] = _moved(line.do.get(behaviour), at, own, own_var, new, pull, sure, 0.0, d.noise)
    line.deals[key] = _met(old, at, part, part_var, level, p, y, weight, eye_var, 0.0)
    return outcome


def _outcome(mean: float, var: float, y: float, weight: float, share: float = 1.0) -> Outcome:
    p = probability(mean, var)
    slope = weight * p * (1.0 - p)
    shrink = 1.0 / (1.0 + var * slope)
    return Outcome(p, mean, var, weight * (y - p) * shrink, slope * shrink, share)


def _moved(
    old: Term | None, at: float, mean: float, var: float, share: float, pull: float, sure: float, learn: float, noise: float
) -> Term:
    """The term after the evidence. The noise gives variance back, but never more than the evidence took: nobody gets less sure by seeing more."""
    taken = share * share * var * var * sure
    left = var - taken + noise if taken > noise else var
    return _touched(old, at, mean + share * var * pull + learn, left)


def _met(
    old: Term | None,
    at: float,
    part: float,
    var: float,
    level: float,
    p: float,
    y: float,
    weight: float,
    noise: float,
    learn: float,
) -> Term:
    """A question's or a deal's own part after one more meeting; `noise`: variance of what else was in it."""
    shrink = weight / (1.0 + weight * noise * p * (1.0 - p))
    seen = shrink * p * (1.0 - p)
    left = var / (1.0 + var * seen)
    return _touched(old, at, left * (part / var + seen * level + shrink * (y - p)) + learn, left)


def _touched(old: Term | None, at: float, mean: float, var: float) -> Term:
    """What became of a term. A piece that comes late does not turn the clock back: what came after it has been folded already."""
    if old is not None and old.at > at:
        at = old.at
    if mean > EDGE:
        mean = EDGE
    elif mean < -EDGE:
        mean = -EDGE
    return Term(mean, var, at)


def _estimate(mean: float, var: float) -> Estimate:
    half = Z80 * sqrt(var)
    return Estimate(mean, var, probability(mean, var), _sigma(mean - half), _sigma(mean + half))


def _sigma(x: float) -> float:
    if x >= 0.0:
        return 1.0 / (1.0 + exp(-x))
    odds = exp(x)
    return odds / (1.0 + odds)
