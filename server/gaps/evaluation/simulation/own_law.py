"""The model's own law: every term is drawn from its prior, fades towards it and is nudged, as the estimate assumes."""

from collections.abc import Mapping
from math import exp, sqrt

import numpy as np
from msgspec import Struct

from server.gaps.estimate import NEVER, Shared, Term
from server.gaps.prior import Know, Prior

SURE = 1e-9
"""The variance of what is known for certain."""


class Drawn(Struct):
    """A true term: its value when it was last touched."""

    value: float
    at: float = NEVER


class OwnLaw:
    """A world whose shared terms are drawn from the prior."""

    def __init__(
        self,
        prior: Prior,
        items: tuple[str, ...],
        behaviours: tuple[str, ...],
        inspectors: tuple[str, ...],
        chance: np.random.Generator,
    ) -> None:
        know, do = prior.know, prior.do
        self.prior = prior
        self.items = _drawn(items, know.item_var, chance)
        self.hard = _drawn(behaviours, know.difficulty_var, chance)
        self.hard_to_do = _drawn(behaviours, do.difficulty_var, chance)
        self.leniency = _drawn(inspectors, do.inspector_var, chance)

    def person(self, chance: np.random.Generator) -> "OwnPerson":
        """Somebody new."""
        return OwnPerson(self, chance)

    def shared(self) -> Shared:
        """What is true, and certain."""
        return Shared(
            questions=_known(self.items), know=_known(self.hard), do=_known(self.hard_to_do), inspectors=_known(self.leniency)
        )


class OwnPerson:
    """What they are at the start is drawn at once; terms of a question or a deal when it is first met.

    Between two touches a term fades by g, and its prior's spread fills what g² leaves.
    """

    def __init__(self, world: OwnLaw, chance: np.random.Generator) -> None:
        know, do = world.prior.know, world.prior.do
        self.world, self.chance = world, chance
        self.terms: dict[tuple[str, ...], Drawn] = {
            ("ability",): Drawn(self._normal(know.ability_var)),
            ("doing",): Drawn(self._normal(do.doing_var)),
        }
        for behaviour in world.hard:
            self.terms["know", behaviour] = Drawn(self._normal(know.behaviour_var))
            self.terms["do", behaviour] = Drawn(self._normal(do.behaviour_var))
        self.form, self.formed = 0.0, NEVER

    def know(self, behaviour: str, now: float) -> float:
        """σ(base + ability + behaviour − difficulty), with both terms as they are now."""
        k = self.world.prior.know
        own = self._now(("ability",), now, k.ability_var, k.ability_fade, k.span)
        skill = self._now(("know", behaviour), now, k.behaviour_var, k.behaviour_fade, k.span)
        return _sigma(k.base + own + skill - self.world.hard[behaviour])

    def do(self, behaviour: str, now: float) -> float:
        """σ(base + doing + behaviour − difficulty)."""
        d = self.world.prior.do
        own = self._now(("doing",), now, d.doing_var, d.doing_fade, d.span)
        skill = self._now(("do", behaviour), now, d.behaviour_var, d.behaviour_fade, d.span)
        return _sigma(d.base + own + skill - self.world.hard_to_do[behaviour])

    def answer(self, item: str, behaviours: tuple[str, ...], at: float) -> float:
        """A Bernoulli draw of the whole sum; then every term it met learns and wanders."""
        k, world = self.world.prior.know, self.world
        form = self.form * exp(-(at - self.formed) / k.form_span) if self.formed > NEVER else 0.0
        share = 1.0 / len(behaviours)
        mean = k.base + form - world.items[item]
        mean += self._touch(("ability",), at, k.ability_var, k.ability_fade, k.span)
        mean += self._touch(("question", item), at, k.question_var, k.question_fade, k.span)
        for behaviour in behaviours:
            skill = self._touch(("know", behaviour), at, k.behaviour_var, k.behaviour_fade, k.span)
            mean += share * (skill - world.hard[behaviour])
        p = _sigma(mean)
        y = float(self.chance.random() < p)
        self.form, self.formed = k.form_keep * form + k.form_gain * (y - p), at
        self._learn(item, behaviours, k)
        return y

    def look(self, behaviour: str, deal: str, inspector: str, at: float) -> float:
        """A Bernoulli draw of the whole sum; the deal's own part stays what it is."""
        d, world = self.world.prior.do, self.world
        mean = d.base - world.hard_to_do[behaviour] + world.leniency[inspector]
        mean += self._touch(("doing",), at, d.doing_var, d.doing_fade, d.span)
        mean += self._touch(("do", behaviour), at, d.behaviour_var, d.behaviour_fade, d.span)
        mean += self._touch(("deal", behaviour, deal), at, d.deal_var, 0.0, d.span)
        y = float(self.chance.random() < _sigma(mean))
        self._wander(("do", behaviour), 0.0, d.noise)
        return y

    def _now(self, name: tuple[str, ...], now: float, var: float, fade: float, span: float) -> float:
        """The value at a moment. It is drawn afresh at each call, and not kept, so that looking at the truth does not change its law."""
        term = self.terms.get(name)
        if term is None:
            term = self.terms[name] = Drawn(self._normal(var))
        if term.at == NEVER or now <= term.at:
            return term.value
        left: float = (1.0 + (now - term.at) / span) ** -fade
        return left * term.value + self._normal(var * (1.0 - left * left))

    def _touch(self, name: tuple[str, ...], at: float, var: float, fade: float, span: float) -> float:
        value = self._now(name, at, var, fade, span)
        self.terms[name] = Drawn(value, at)
        return value

    def _learn(self, item: str, behaviours: tuple[str, ...], k: Know) -> None:
        self._wander(("ability",), 0.0, k.ability_noise)
        self._wander(("question", item), k.question_learn, 0.0)
        for behaviour in behaviours:
            self._wander(("know", behaviour), k.behaviour_learn, k.behaviour_noise)

    def _wander(self, name: tuple[str, ...], learn: float, noise: float) -> None:
        self.terms[name].value += learn + (self._normal(noise) if noise else 0.0)

    def _normal(self, var: float) -> float:
        return float(self.chance.normal()) * sqrt(var)


def _drawn(names: tuple[str, ...], var: float, chance: np.random.Generator) -> dict[str, float]:
    return {name: float(chance.normal()) * sqrt(var) for name in names}


def _known(values: Mapping[str, float]) -> dict[str, Term]:
    return {name: Term(value, SURE) for name, value in values.items()}


def _sigma(x: float) -> float:
    return 1.0 / (1.0 + exp(-x))
