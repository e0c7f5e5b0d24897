"""The equations of the model once more, as they stand above `server.gaps.estimate` and for no speed: one dictionary of Gaussians, one sum a piece."""

from math import exp, pi, sqrt
from typing import NamedTuple

from server.gaps.estimate import EDGE, Shared, Term
from server.gaps.evidence import KNOW, Evidence
from server.gaps.prior import DAY, Do, Know, Prior

Key = tuple[str, ...]


class Kind(NamedTuple):
    """Of one kind of term: the variance of its prior, how it fades, and what a piece adds to its mean and its variance."""

    var: float
    fade: float
    span: float
    learn: float = 0.0
    noise: float = 0.0


def kinds(k: Know, d: Do) -> dict[str, Kind]:
    return {
        "ability": Kind(k.ability_var, k.ability_fade, k.span, 0.0, k.ability_noise),
        "know": Kind(k.behaviour_var, k.behaviour_fade, k.span, k.behaviour_learn, k.behaviour_noise),
        "question": Kind(k.question_var, k.question_fade, k.span, k.question_learn),
        "doing": Kind(d.doing_var, d.doing_fade, d.span),
        "do": Kind(d.behaviour_var, d.behaviour_fade, d.span, 0.0, d.noise),
        "deal": Kind(d.deal_var, 0.0, d.span),
    }


class Equations:
    """A person's terms by kind and name."""

    def __init__(self, shared: Shared, prior: Prior) -> None:
        self.shared, self.prior = shared, prior
        self.kinds = kinds(prior.know, prior.do)
        self.terms: dict[Key, Term] = {}
        self.form = Term(0.0, 0.0)

    def read(self, key: Key, now: float) -> tuple[float, float]:
        """Mean and variance at `now`."""
        kind, term = self.kinds[key[0]], self.terms.get(key)
        if term is None:
            return 0.0, kind.var
        g = (1 + max(0.0, now - term.at) / kind.span) ** -kind.fade
        return term.mean * g, kind.var - (kind.var - term.var) * g * g

    def know(self, behaviour: str, now: float) -> tuple[float, float]:
        hard = self.shared.know.get(behaviour, Term(0.0, self.prior.know.difficulty_var))
        (a, a_var), (x, x_var) = self.read(("ability",), now), self.read(("know", behaviour), now)
        return self.prior.know.base + a + x - hard.mean, a_var + x_var + hard.var

    def do(self, behaviour: str, now: float) -> tuple[float, float]:
        hard = self.shared.do.get(behaviour, Term(0.0, self.prior.do.difficulty_var))
        (a, a_var), (y, y_var) = self.read(("doing",), now), self.read(("do", behaviour), now)
        return self.prior.do.base + a + y - hard.mean, a_var + y_var + hard.var

    def chance(self, piece: Evidence) -> float:
        """P(right) of the question of this piece, at its time."""
        rest, rest_var, _ = self.question(piece)
        part, v = self.own(("question", piece.item), piece.at, rest)
        n = v / self.prior.know.question_var
        return expected(n * rest + part, n * n * rest_var + v)

    def fold(self, piece: Evidence) -> None:
        if piece.channel == KNOW:
            self.answer(piece)
        elif piece.weight:
            for behaviour in piece.behaviours:
                self.look(piece, behaviour, piece.weight / len(piece.behaviours))

    def question(self, piece: Evidence) -> tuple[float, float, float]:
        """The sum without the question's own part, its variance, and the form."""
        w, form = 1 / len(piece.behaviours), self.form.mean * exp(-max(0.0, piece.at - self.form.at) / self.prior.know.form_span)
        hard = self.shared.questions.get(piece.item, Term(0.0, self.prior.know.item_var))
        mean, var = self.read(("ability",), piece.at)
        mean, var = mean + self.prior.know.base + form - hard.mean, var + hard.var
        for behaviour in piece.behaviours:
            hard = self.shared.know.get(behaviour, Term(0.0, self.prior.know.difficulty_var))
            x, x_var = self.read(("know", behaviour), piece.at)
            mean, var = mean + w * (x - hard.mean), var + w * w * (x_var + hard.var)
        return mean, var, form

    def answer(self, piece: Evidence) -> None:
        known = [self.terms.get(("know", behaviour)) for behaviour in piece.behaviours]
        if not piece.weight and all(term and piece.at - term.at < DAY for term in known):
            return
        rest, rest_var, form = self.question(piece)
        key = ("question", piece.item)
        part, v = self.own(key, piece.at, rest)
        n = v / self.prior.know.question_var
        level, s = n * rest + part, n * n * rest_var + v
        p = expected(level, s)
        if piece.weight:
            self.write(("ability",), piece, n, s, p, piece.weight)
            gained = self.prior.know.form_keep * form + self.prior.know.form_gain * piece.weight * (piece.y - p)
            self.form = Term(gained, 0.0, max(self.form.at, piece.at))
        for behaviour in piece.behaviours:
            self.write(("know", behaviour), piece, n / len(piece.behaviours), s, p, piece.weight, learnt=n)
        if piece.item:
            self.write_own(key, piece, part, v, level, p, piece.weight)

    def look(self, piece: Evidence, behaviour: str, weight: float) -> None:
        rest, rest_var = self.do(behaviour, piece.at)
        eye = self.shared.inspectors.get(piece.inspector, Term(0.0, self.prior.do.inspector_var))
        key = ("deal", behaviour, piece.deal)
        part, v = self.own(key, piece.at, rest)
        n = v / self.prior.do.deal_var
        level, s = n * rest + part, n * n * rest_var + v + eye.var
        p = expected(level + eye.mean, s)
        self.write(("doing",), piece, n, s, p, weight)
        self.write(("do", behaviour), piece, n, s, p, weight)
        self.write_own(key, piece, part, v, level, p, weight / (1 + weight * eye.var * p * (1 - p)))

    def own(self, key: Key, now: float, rest: float) -> tuple[float, float]:
        """The own part of a question or a deal: it is the difference from the rest that fades."""
        kind, term = self.kinds[key[0]], self.terms.get(key)
        if term is None:
            return 0.0, kind.var
        difference = term.var / kind.var * rest + term.mean - rest
        g = (1 + max(0.0, now - term.at) / kind.span) ** -kind.fade
        var = kind.var - (kind.var - term.var) * g * g
        return rest + g * difference - var / kind.var * rest, var

    def write(self, key: Key, piece: Evidence, w: float, s: float, p: float, weight: float, learnt: float = 1.0) -> None:
        kind, (mean, var) = self.kinds[key[0]], self.read(key, piece.at)
        bend = weight * p * (1 - p)
        taken = w * w * var * var * bend / (1 + s * bend)
        mean += w * var * weight * (piece.y - p) / (1 + s * bend) + learnt * kind.learn
        self.put(key, piece, mean, var - max(0.0, taken - kind.noise))

    def write_own(self, key: Key, piece: Evidence, part: float, v: float, level: float, p: float, weight: float) -> None:
        sure = 1 / v + weight * p * (1 - p)
        mean = (part / v + weight * (p * (1 - p) * level + piece.y - p)) / sure
        self.put(key, piece, mean + self.kinds[key[0]].learn, 1 / sure)

    def put(self, key: Key, piece: Evidence, mean: float, var: float) -> None:
        before = self.terms.get(key)
        self.terms[key] = Term(max(-EDGE, min(EDGE, mean)), var, max(piece.at, before.at) if before else piece.at)


def expected(mean: float, var: float) -> float:
    return 1 / (1 + exp(-mean / sqrt(1 + pi * var / 8)))
