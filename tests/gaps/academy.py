"""A simulated academy: people who answer questions and are inspected, with the truth about what all of them share."""

from math import exp, sqrt
from random import Random  # noqa: TID251  # seeded: the same academy each time

from msgspec import Struct

from server.gaps.evidence import DO, KNOW, Evidence

DAY = 86_400.0
BEHAVIOURS = ("agenda-sent", "impact-quantified", "next-step-confirmed", "payer-met")


class Academy(Struct, dict=True):
    """`hard` by question and `behaviour` are difficulties, `spread` is the variance of the first, `people` the deviation of what people
    are able to. Chances are σ(base + person − difficulty + leniency).
    """

    seed: int = 1
    questions: int = 40
    base: float = 0.6
    spread: float = 0.8
    people: float = 0.8

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.hard: dict[str, float] = {f"q{number}": self.chance.gauss(0, sqrt(self.spread)) for number in range(self.questions)}
        self.behaviour: dict[str, float] = {key: self.chance.gauss(0, 0.7) for key in BEHAVIOURS}

    def about(self, question: str) -> str:
        """The behaviour of a question."""
        return BEHAVIOURS[int(question[1:]) % len(BEHAVIOURS)]

    def answers(self, people: int, each: int) -> list[list[Evidence]]:
        """Abler people meet harder questions, so that a plain share of right answers misleads."""
        order = sorted(self.hard, key=self.hard.__getitem__)
        lines = []
        for _ in range(people):
            able, line = self.chance.gauss(0, self.people), []
            for place in range(each):
                centre = (0.5 + able / 4) * len(order)
                question = order[min(len(order) - 1, max(0, int(self.chance.gauss(centre, len(order) / 4))))]
                own = self.about(question)
                y = self._drawn(self.base + able - self.hard[question] - self.behaviour[own])
                line.append(Evidence(KNOW, (own,), question, DAY * place, y, 1.0))
            lines.append(line)
        return lines

    def looks(self, people: int, each: int, lenient: dict[str, float], double: float) -> list[list[Evidence]]:
        """Each person has a usual inspector; a share of the looks is repeated, blind, by the next one."""
        inspectors = list(lenient)
        lines = []
        for person in range(people):
            doing, line = self.chance.gauss(0, 0.6), []
            for place in range(each):
                own = self.chance.choice(BEHAVIOURS)
                deal = self.chance.gauss(0, 1)
                eyes = [person % len(inspectors), (person + 1) % len(inspectors)]
                for eye in eyes[: 2 if self.chance.random() < double else 1]:
                    y = self._drawn(doing + deal - self.behaviour[own] + lenient[inspectors[eye]])
                    usual = eye == eyes[0]
                    line.append(
                        Evidence(DO, (own,), "", DAY * place, y, 1.0, f"{person} {place}", inspectors[eye], blind=not usual)
                    )
            lines.append(line)
        return lines

    def _drawn(self, logit: float) -> float:
        return float(self.chance.random() < 1 / (1 + exp(-logit)))
