"""What a person sent as an answer, read from the fields of the question's form.

Field names: `choice` (one or many), `place-<item>`, `pair-<left>`, `text`, `gap-<n from 1>`, `share`.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from server.lessons.compiler.model import Question

Typed = Mapping[str, Sequence[str]]
"""Every field of a form with all its values, as `forms.everything` gives them."""


class Given(Struct, frozen=True, kw_only=True):
    """An answer. Which field counts follows from the kind of the question; ids are those of its choices, items and sides.

    `picks`: choices, in the order of the question; for order the items as placed; for a scenario the moves along the path.
    `pairs`: left id to right id. `texts`: one for short and reflect, one for each gap. `shared`: the manager may read a reflection.
    """

    picks: tuple[str, ...] = ()
    pairs: Mapping[str, str] = {}
    texts: tuple[str, ...] = ()
    shared: bool = False

    def trace(self) -> tuple[str, ...]:
        """The ids as one list, which is what facts and rows keep: pairs as `left=right`. Never a typed word."""
        return (*self.picks, *(f"{left}={right}" for left, right in self.pairs.items()))


def given(question: Question, typed: Typed) -> Given:
    """The answer to `question` in these fields. Takes anything: `quiz.mark` says whether it can be marked."""
    if question.kind == "order":
        return Given(picks=_placed(question, typed))
    if question.kind == "match" and question.match:
        return Given(pairs={left.id: right for left in question.match.lefts if (right := _one(typed, f"pair-{left.id}"))})
    if question.kind == "gaps" and question.gaps:
        return Given(texts=tuple(_one(typed, f"gap-{place}") for place in range(1, len(question.gaps.accepted) + 1)))
    if question.kind in {"short", "reflect"}:
        return Given(texts=(_one(typed, "text"),), shared=bool(_one(typed, "share")))
    picked = [value.strip() for value in typed.get("choice", ()) if value.strip()]
    known = [choice.id for choice in question.choices if choice.id in picked]
    return Given(picks=(*known, *(value for value in dict.fromkeys(picked) if value not in known)))


def retraced(question: Question, trace: Sequence[str], texts: Sequence[str] = (), shared: bool = False) -> Given:
    """The answer that was kept as `trace` and `texts`: `retraced(q, g.trace(), g.texts, g.shared) == g`."""
    if question.kind == "match":
        return Given(pairs={left: right for left, found, right in (pair.partition("=") for pair in trace) if found})
    return Given(picks=tuple(trace), texts=tuple(texts), shared=shared)


def _placed(question: Question, typed: Typed) -> tuple[str, ...]:
    """The items by their place, when every item has one and no place is taken twice; else nothing, or those that stand."""
    places = {item.id: _one(typed, f"place-{item.id}") for item in question.choices}
    wanted = [str(place) for place in range(1, len(places) + 1)]
    taken = sorted((int(place), item) for item, place in places.items() if place in wanted)
    if len({place for place, _ in taken}) < len(taken):
        return ()
    return tuple(item for _, item in taken)


def _one(typed: Typed, name: str) -> str:
    values = typed.get(name, ())
    return values[0].strip() if values else ""
