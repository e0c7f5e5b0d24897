"""What the model knows at the moment of an answer, as numbers that a regression can weigh."""

from math import log1p, pi, sqrt

from server.gaps.estimate import Line, Shared, faded, fold, form_now, own_part, standing
from server.gaps.evidence import Evidence
from server.gaps.prior import Know, Prior

COLUMNS = (
    *("ability", "form", "question", "item", "behaviour", "difficulty"),
    *("ability var", "behaviour var", "question var", "item var", "difficulty var"),
    *("ability bent", "behaviour bent", "item bent", "ability plain", "item plain"),
    *("answers", "right", "wrong", "surprise", "surprise of late", "surprise at length", "surprise waned", "pause"),
    *("same behaviour", "surprise on it", "asked of it", "right of it", "surprise of it", "pause of it"),
    *("met", "right when met", "last when met", "last when met waned", "pause since met"),
)
"""The names of the features, in order. Pauses and counts enter as ln(1 + seconds) and ln(1 + n); terms of the model divided by √(1 + π s / 8)."""

LONG = log1p(1e8)
"""The pause since what never happened."""


class Counts:
    """How often something was asked, how often it was right, and how the last answers surprised: `late` is a running mean of the last few."""

    __slots__ = ("asked", "at", "last", "late", "right")

    def __init__(self) -> None:
        self.asked = 0
        self.right = 0.0
        self.at = 0.0
        self.last = 0.0
        self.late = 0.0

    def pause(self, now: float) -> float:
        """ln(1 + seconds since the last one)."""
        return log1p(max(0.0, now - self.at)) if self.asked else LONG

    def take(self, at: float, y: float, error: float, keep: float) -> None:
        """One more."""
        self.asked += 1
        self.right += y
        self.at = at
        self.last = error
        self.late = keep * self.late + (1.0 - keep) * error


class Trace:
    """One person on the way through their answers: the model's terms, and plain counts beside them."""

    def __init__(self, shared: Shared, prior: Prior) -> None:
        self.line = Line()
        self.shared = shared
        self.prior = prior
        self.all = Counts()
        self.behaviours: dict[str, Counts] = {}
        self.items: dict[str, Counts] = {}
        self.before: tuple[str, ...] = ()
        self.length = 0.0

    def step(self, piece: Evidence) -> list[float]:
        """The features of a piece, as they were before it was answered; then it is taken in."""
        own, item = [self._of(behaviour) for behaviour in piece.behaviours], self.items.setdefault(piece.item, Counts())
        found = [*self._terms(piece, self.prior.know), *self._person(piece), *_met(own, item, piece.at)]
        outcome = fold(self.line, piece, self.shared, self.prior)
        error = piece.y - outcome.p if outcome else 0.0
        self.all.take(piece.at, piece.y, error, 0.5)
        self.length = 0.95 * self.length + 0.05 * error
        item.take(piece.at, piece.y, 2.0 * piece.y - 1.0, 0.0)
        for counts in own:
            counts.take(piece.at, piece.y, error, 0.7)
        self.before = piece.behaviours
        return found

    def _terms(self, piece: Evidence, k: Know) -> list[float]:
        line, shared, now = self.line, self.shared, piece.at
        a, av = faded(line.ability, now, k.ability_var, k.ability_fade, k.span)
        d, dv = standing(shared.questions.get(piece.item), k.item_var)
        share = 1.0 / len(piece.behaviours) if piece.behaviours else 0.0
        x = xv = hard = hard_var = 0.0
        for behaviour in piece.behaviours:
            mean, var = faded(line.know.get(behaviour), now, k.behaviour_var, k.behaviour_fade, k.span)
            x, xv = x + share * mean, xv + share * share * var
            mean, var = standing(shared.know.get(behaviour), k.difficulty_var)
            hard, hard_var = hard + share * mean, hard_var + share * share * var
        form = form_now(line.form, now, k)
        rest = k.base + a + form + x - d - hard
        part, zv = own_part(line.questions.get(piece.item), now, rest, k.question_var, k.question_fade, k.span)
        z = part - (1.0 - zv / k.question_var) * rest
        scale = 1.0 / sqrt(1.0 + pi * (av + zv + dv + xv + hard_var) / 8.0)
        terms = [scale * term for term in (a, form, z, d, x, hard)]
        return [*terms, av, xv, zv, dv, hard_var, a * av, x * xv, d * dv, a, d]

    def _person(self, piece: Evidence) -> list[float]:
        seen, now = self.all, piece.at
        pause = seen.pause(now)
        same = float(bool(piece.behaviours) and piece.behaviours[:1] == self.before[:1])
        counts = [log1p(seen.asked), log1p(seen.right), log1p(seen.asked - seen.right)]
        return [*counts, seen.last, seen.late, self.length, seen.last * pause, pause, same, same * seen.last]

    def _of(self, behaviour: str) -> Counts:
        found = self.behaviours.get(behaviour)
        if found is None:
            found = self.behaviours[behaviour] = Counts()
        return found


def _met(own: list[Counts], item: Counts, now: float) -> list[float]:
    share = 1.0 / len(own) if own else 0.0
    return [
        share * sum(log1p(counts.asked) for counts in own),
        share * sum(log1p(counts.right) for counts in own),
        share * sum(counts.late for counts in own),
        share * sum(counts.pause(now) for counts in own),
        log1p(item.asked),
        log1p(item.right),
        item.last,
        item.last * item.pause(now) if item.asked else 0.0,
        item.pause(now),
    ]
