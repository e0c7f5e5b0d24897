"""Shared terms that move with every answer: how a settling begins, and how a log is followed with nothing learned before.

The product never shows what is found here: with shared terms that move, a person's state would depend on who answered first.
"""

from server.gaps.estimate import Line, Outcome, Shared, Term, fold, standing
from server.gaps.evidence import KNOW, Evidence
from server.gaps.prior import Prior


class Online:
    """Difficulties that learn from one piece of evidence after the other. Inspectors stay as they begin."""

    def __init__(self, prior: Prior) -> None:
        self.prior = prior
        self.questions: dict[str, Term] = {}
        self.know: dict[str, Term] = {}
        self.do: dict[str, Term] = {}
        self.shared = Shared(questions=self.questions, know=self.know, do=self.do)
        """These terms as they stand; it follows them."""

    def fold(self, line: Line, piece: Evidence) -> Outcome | None:
        """Take a piece into the person's terms, then into the difficulties: what was harder than thought raises them."""
        outcome = fold(line, piece, self.shared, self.prior)
        if outcome is not None and piece.weight > 0.0:
            if piece.channel == KNOW:
                _move(self.questions, piece.item, self.prior.know.item_var, outcome.share, outcome)
            terms, var = (
                (self.know, self.prior.know.difficulty_var) if piece.channel == KNOW else (self.do, self.prior.do.difficulty_var)
            )
            for behaviour in piece.behaviours:
                _move(terms, behaviour, var, outcome.share / len(piece.behaviours), outcome)
        return outcome


def _move(terms: dict[str, Term], key: str, prior_var: float, share: float, outcome: Outcome) -> None:
    mean, var = standing(terms.get(key), prior_var)
    terms[key] = Term(mean - share * var * outcome.pull, var - share * share * var * var * outcome.sure)
