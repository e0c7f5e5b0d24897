"""Which questions a person practises now: a few of the due ones, the most useful first, from different behaviours. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Final, Protocol

from msgspec import Struct

from server.gaps.priority import Gap
from server.learning.schedule import Card, anew, is_due

MOST: Final = 3
"""Questions a day, whatever was missed before."""


class Question(Protocol):
    """A question that can be asked now, as far as this module looks at it."""

    @property
    def behaviours(self) -> tuple[str, ...]:
        """What it is evidence for."""

    @property
    def revision(self) -> int:
        """Which revision of it is served."""


class Asking(Struct, frozen=True, kw_only=True):
    """A question that can be asked now: what it is evidence for, and which revision it is."""

    behaviours: tuple[str, ...]
    revision: int = 1


class Chosen(Struct, frozen=True, kw_only=True):
    """The keys of the questions to ask, in order. `more`: others were due and are less useful; they are left, and compete again another day."""

    keys: tuple[str, ...] = ()
    more: bool = False


def choose(
    cards: Mapping[str, Card],
    questions: Mapping[str, Question],
    priorities: Mapping[str, float],
    now: datetime,
    *,
    fading: AbstractSet[str] = frozenset(),
    asked: Sequence[str] = (),
    most: int = MOST,
) -> Chosen:
    """At most `most` of the due questions, by key as in `cards` and `questions`.

    What matters most comes first: the highest of the priorities of a question's behaviours, then what was sure and wrong, then what has been due
    longest. A behaviour comes a second time only when no other one is due; `asked` are those that came today already. A card whose question is not
    served is passed over.
    """
    return chosen(ranked(cards, questions, priorities), cards, questions, now, fading=fading, asked=asked, most=most)


def ranked(cards: Mapping[str, Card], questions: Mapping[str, Question], priorities: Mapping[str, float]) -> list[str]:
    """The keys of all cards whose questions are served, due or not, in the order in which `choose` takes them."""
    worth: dict[tuple[str, ...], float] = {}
    """Many questions are about the same behaviours."""
    order = []
    for key, card in cards.items():
        if key in questions:
            about = questions[key].behaviours
            if about not in worth:
                worth[about] = useful(questions[key], priorities)
            order.append((-worth[about], not card.sure_and_wrong, card.due, key))
    order.sort()
    return [key for *_order, key in order]


def chosen(
    ranked: Iterable[str],
    cards: Mapping[str, Card],
    questions: Mapping[str, Question],
    now: datetime,
    *,
    fading: AbstractSet[str] = frozenset(),
    asked: Sequence[str] = (),
    most: int = MOST,
) -> Chosen:
    """What `choose` gives for cards that were ranked before: those of two days are ranked once."""
    due = [key for key in ranked if _asks(cards[key], questions[key], now, fading)]
    taken: list[str] = []
    behaviours = set(asked)
    while len(taken) < most and len(taken) < len(due):
        left = [key for key in due if key not in taken]
        key = next((key for key in left if behaviours.isdisjoint(questions[key].behaviours)), left[0])
        behaviours.update(questions[key].behaviours)
        taken.append(key)
    return Chosen(keys=tuple(taken), more=len(due) > len(taken))


def fading(gaps: Iterable[Gap]) -> frozenset[str]:
    """The behaviours that wake what rests."""
    return frozenset(gap.behaviour for gap in gaps if gap.kind == "fading")


def priorities(gaps: Iterable[Gap]) -> Mapping[str, float]:
    """How much five minutes on each behaviour are worth."""
    return {gap.behaviour: gap.priority for gap in gaps}


def useful(question: Question, priorities: Mapping[str, float]) -> float:
    """What five minutes with this question are worth: the highest priority of its behaviours, 0 for one that nobody ranked."""
    return max((priorities.get(behaviour, 0.0) for behaviour in question.behaviours), default=0.0)


def _asks(card: Card, question: Question, now: datetime, fading: AbstractSet[str]) -> bool:
    return is_due(anew(card, question.revision), now, fading=not fading.isdisjoint(question.behaviours))
