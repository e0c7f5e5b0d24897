"""Practice as the product has it, for simulated people: gaps do not know learning, so the command hands it over."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta
from typing import cast

from server.learning import schedule, session
from server.learning.schedule import Card
from server.learning.session import Asking

BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
"""The first day of a simulation, a Monday."""


class Rehearsal:
    """Cards of the schedule, and questions as a sitting chooses them. Nobody is asked how sure they are."""

    def born(self, mark: float, at: float) -> object:
        """The card of a question after its lesson."""
        return schedule.born(mark, _moment(at))

    def review(self, card: object, mark: float, at: float) -> object:
        """The card after another answer."""
        return schedule.review(cast(Card, card), mark, None, _moment(at))

    def choose(
        self,
        cards: Mapping[str, object],
        questions: Mapping[str, tuple[str, ...]],
        priorities: Mapping[str, float],
        fading: AbstractSet[str],
        at: float,
    ) -> Sequence[str]:
        """At most three of those that are due."""
        asking = {key: Asking(behaviours=behaviours) for key, behaviours in questions.items()}
        return session.choose(cast(Mapping[str, Card], cards), asking, priorities, _moment(at), fading=fading).keys


def _moment(seconds: float) -> datetime:
    return BEGIN + timedelta(seconds=seconds)
