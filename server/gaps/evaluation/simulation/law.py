"""What is true of simulated people: a law says what they know and do, how that changes, and how answers and looks come of it."""

from typing import Protocol

import numpy as np

from server.gaps.estimate import Shared


class Truth(Protocol):
    """One simulated person. Times are seconds. Everything about chance is drawn inside."""

    def know(self, behaviour: str, now: float) -> float:
        """The chance of a right answer to an ordinary question about a behaviour that the person has not met, now. Moves nothing."""

    def do(self, behaviour: str, now: float) -> float:
        """The chance that a behaviour is met on an ordinary deal, in the eyes of an ordinary inspector, now. Moves nothing."""

    def answer(self, item: str, behaviours: tuple[str, ...], at: float) -> float:
        """Answers a question, 0 or 1, and learns from it."""

    def look(self, behaviour: str, deal: str, inspector: str, at: float) -> float:
        """What an inspector finds on a deal, 0 or 1."""


class Law(Protocol):
    """A world: its people, and what they share."""

    def person(self, chance: np.random.Generator) -> Truth:
        """Somebody new. The same chance gives the same person at the start, whatever they then do."""

    def shared(self) -> Shared:
        """The true difficulties and leniencies of the world, as the model would state them if it knew them."""
