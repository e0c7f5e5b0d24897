"""Marking an answer, and what there is to say about every part of it. The rules are those of the lesson format's paragraph on scoring.

Marking is total: any answer to any question gives a Verdict, or an Unfit that says which part cannot be marked.
"""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Literal

from msgspec import Struct

from server.learning.given import Given
from server.learning.walk import begin, move
from server.learning.wording import normal, numbers, same
from server.lessons.compiler.model import Choice, Question, QuestionKind, Short

Why = Literal[
    "nothing", "too many", "unknown", "places", "pairs", "empty", "gaps", "few words", "too long", "not ended", "not here"
]

LONGEST = {"short": 200, "gaps": 200, "reflect": 4_000}
"""Characters of one typed answer."""


class Unfit(Struct, frozen=True, kw_only=True):
    """Why an answer cannot be marked. `field` is the form's field that needs another look; `count` a number the sentence needs."""

    why: Why
    field: str = "choice"
    count: int = 0


class Item(Struct, frozen=True, kw_only=True):
    """One part of an answer: a choice, an item to order, a line to match, a typed word.

    `mark`: 0 to 1, what this part is worth as the person left it. `given`: a pick's own id, the place, the right side or the text they gave,
    empty if nothing. `right`: what belongs here, likewise. `close`: counted although one letter slipped.
    """

    id: str
    mark: float
    given: str = ""
    right: str = ""
    close: bool = False
    feedback: str | None = None


class Verdict(Struct, frozen=True, kw_only=True):
    """What an answer is worth, 0 to 1, None for what is never scored, and what each part of it is worth.

    `hits` of `of` parts were right, `extra` were too many; all three are 0 for what is not counted in parts.
    """

    mark: float | None
    items: tuple[Item, ...] = ()
    hits: int = 0
    of: int = 0
    extra: int = 0
    feedback: str | None = None

    @property
    def word(self) -> Literal["right", "partly", "wrong", "kept"]:
        """The mark as a word; `kept` is for what is not scored."""
        if self.mark is None:
            return "kept"
        return "right" if self.mark >= 1 else "partly" if self.mark > 0 else "wrong"


def mark(question: Question, given: Given) -> Verdict | Unfit:
    """What this answer to this question is worth."""
    longest = LONGEST.get(question.kind)
    if longest and any(len(text) > longest for text in given.texts):
        return Unfit(why="too long", field="text", count=longest)
    return MARKERS[question.kind](question, given)


def _single(question: Question, given: Given) -> Verdict | Unfit:
    """(x) 1, (/) 0.5, ( ) 0."""
    unfit = _picked(question, given, most=1)
    if unfit:
        return unfit
    items = tuple(_choice(choice, given, choice.mark) for choice in question.choices)
    return Verdict(mark=next(choice.mark for choice in question.choices if choice.id == given.picks[0]), items=items)


def _multiple(question: Question, given: Given) -> Verdict | Unfit:
    """(hits − false picks) / keys, never below 0."""
    unfit = _picked(question, given, most=len(question.choices))
    if unfit:
        return unfit
    keys = {choice.id for choice in question.choices if choice.mark > 0}
    picks = set(given.picks)
    hits, extra = len(picks & keys), len(picks - keys)
    items = tuple(_choice(choice, given, float((choice.id in picks) == (choice.id in keys))) for choice in question.choices)
    return Verdict(mark=max(0.0, (hits - extra) / len(keys)) if keys else 0.0, items=items, hits=hits, of=len(keys), extra=extra)


def _order(question: Question, given: Given) -> Verdict | Unfit:
    """The share of adjacent pairs that follow each other as they should."""
    right = tuple(choice.id for choice in question.choices)
    if sorted(given.picks) != sorted(right):
        return Unfit(why="places", field=f"place-{right[0]}" if right else "choice", count=len(right))
    follows = set(pairwise(right))
    hits = sum(pair in follows for pair in pairwise(given.picks))
    of = len(follows)
    places = {item: place for place, item in enumerate(given.picks, 1)}
    items = tuple(
        Item(
            id=choice.id,
            mark=float(places[choice.id] == place),
            given=str(places[choice.id]),
            right=str(place),
            feedback=choice.feedback,
        )
        for place, choice in enumerate(question.choices, 1)
    )
    return Verdict(mark=hits / of if of else 1.0, items=items, hits=hits, of=of)


def _match(question: Question, given: Given) -> Verdict | Unfit:
    """The share of lines with the right partner."""
    match = question.match
    if match is None or not match.lefts:
        return Unfit(why="not here")
    rights = {right.id for right in match.rights}
    for left in match.lefts:
        if given.pairs.get(left.id) not in rights:
            return Unfit(why="pairs", field=f"pair-{left.id}", count=len(match.lefts))
    items = tuple(
        Item(
            id=left.id,
            mark=float(given.pairs[left.id] == match.partner.get(left.id)),
            given=given.pairs[left.id],
            right=match.partner.get(left.id, ""),
            feedback=match.feedback.get(left.id),
        )
        for left in match.lefts
    )
    return _share(items)


def _short(question: Question, given: Given) -> Verdict | Unfit:
    """1 for an accepted wording or a number in range, also with one letter slipped; else 0, with what the author says about it."""
    short = question.short
    typed = given.texts[0] if given.texts else ""
    if short is None or not normal(typed):
        return Unfit(why="empty" if short else "not here", field="text")
    mark, right, close, feedback = _typed(short, typed)
    item = Item(id="text", mark=mark, given=typed, right=right, close=close, feedback=feedback)
    return Verdict(mark=mark, items=(item,), feedback=feedback)


def _typed(short: Short, typed: str) -> tuple[float, str, bool, str | None]:
    """Mark, the wording meant, whether a letter slipped, and feedback. Exact matches win over slips, an expected mistake over a range."""
    first = next(iter(short.accepted), "")
    how = {wording: same(typed, wording) for wording in short.accepted}
    wrong = {known.text: same(typed, known.text) for known in short.wrong}
    for wanted in ("same", "close"):
        for wording in (wording for wording, found in how.items() if found == wanted):
            return 1.0, wording, wanted == "close", None
        for known in (known for known in short.wrong if wrong[known.text] == wanted):
            return 0.0, first, False, known.feedback
        if any(low <= number <= high for number in numbers(typed) for low, high in short.ranges):
            return 1.0, typed, False, None
    return 0.0, first, False, None


def _gaps(question: Question, given: Given) -> Verdict | Unfit:
    """The share of gaps with an accepted word in them."""
    gaps = question.gaps
    if gaps is None or not gaps.accepted:
        return Unfit(why="not here")
    for place, _ in enumerate(gaps.accepted):
        if place >= len(given.texts) or not normal(given.texts[place]):
            return Unfit(why="gaps", field=f"gap-{place + 1}", count=len(gaps.accepted))
    return _share(
        tuple(
            _gap(str(place), typed, accepted)
            for place, (typed, accepted) in enumerate(zip(given.texts, gaps.accepted, strict=False), 1)
        )
    )


def _gap(id: str, typed: str, accepted: tuple[str, ...]) -> Item:
    found = {wording: same(typed, wording) for wording in accepted}
    best = next((wording for wanted in ("same", "close") for wording, how in found.items() if how == wanted), "")
    right = best or next(iter(accepted), "")
    return Item(id=id, mark=float(bool(best)), given=typed, right=right, close=found.get(best) == "close")


def _scenario(question: Question, given: Given) -> Verdict | Unfit:
    """The mean mark of the moves on the path, which must have reached an ending."""
    walk = begin(question)
    items: list[Item] = []
    for pick in given.picks:
        chosen, onward = walk.moves.get(pick), move(walk, pick)
        if chosen is None or onward is None:
            return Unfit(why="unknown")
        items.append(_choice(chosen, given, chosen.mark))
        walk = onward
    if not walk.ended:
        return Unfit(why="not ended")
    return Verdict(mark=sum(item.mark for item in items) / len(items) if items else None, items=tuple(items))


def _reflect(question: Question, given: Given) -> Verdict | Unfit:
    """Kept, never scored."""
    words = given.texts[0].split() if given.texts else []
    least = question.reflect.min_words if question.reflect else 0
    if len(words) < max(least, 1):
        return Unfit(why="few words" if words else "empty", field="text", count=least)
    return Verdict(mark=None)


def _kept(question: Question, given: Given) -> Verdict | Unfit:
    """Confidence and surveys: kept, never scored."""
    return _picked(question, given, most=len(question.choices) if question.many else 1) or Verdict(mark=None)


def _elsewhere(question: Question, given: Given) -> Verdict | Unfit:  # noqa: ARG001  # every marker is called alike
    """A commitment is made or declined, not answered."""
    return Unfit(why="not here")


def _picked(question: Question, given: Given, *, most: int) -> Unfit | None:
    """What is wrong with these picks, if anything."""
    known = {choice.id for choice in question.choices}
    if not given.picks:
        return Unfit(why="nothing")
    if not known.issuperset(given.picks):
        return Unfit(why="unknown")
    return Unfit(why="too many") if len(given.picks) > most or len(set(given.picks)) < len(given.picks) else None


def _choice(choice: Choice, given: Given, worth: float) -> Item:
    picked = choice.id if choice.id in given.picks else ""
    right = choice.id if choice.mark > 0 else ""
    return Item(id=choice.id, mark=worth, given=picked, right=right, feedback=choice.feedback)


def _share(items: tuple[Item, ...]) -> Verdict:
    hits = sum(item.mark == 1 for item in items)
    return Verdict(mark=hits / len(items), items=items, hits=hits, of=len(items))


MARKERS: Mapping[QuestionKind, Callable[[Question, Given], Verdict | Unfit]] = {
    "single": _single,
    "multiple": _multiple,
    "order": _order,
    "match": _match,
    "short": _short,
    "gaps": _gaps,
    "scenario": _scenario,
    "reflect": _reflect,
    "confidence": _kept,
    "survey": _kept,
    "commit": _elsewhere,
}
