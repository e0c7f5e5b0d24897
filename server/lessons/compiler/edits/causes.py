"""Why a question starts anew: what of its answer key is not as it was. The key itself is `fingerprint.key_fp`'s to say."""

from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from msgspec import Struct

from server.lessons.compiler.model import Choice, Question, QuestionKind, Scene
from server.lessons.compiler.questions.identity import normal

What = Literal["kind", "added", "gone", "mark", "order", "partner", "accepted", "refused", "way", "outcome"]


class Cause(Struct, frozen=True):
    """One thing that differs. `text` is the choice, item, side, scene or wording it is about, empty when it is about the whole.

    For `kind`, `mark`, `partner`, `way` and `outcome`, `before` and `after` are what it was and is: a kind, `0` `0.5` `1`, the words of the other
    side, the id of a scene, an outcome.
    """

    what: What
    text: str = ""
    before: str = ""
    after: str = ""


def causes(before: Question, after: Question) -> tuple[Cause, ...]:
    """What differs, in the order of the question as it is. Never empty when the answer keys differ."""
    if before.kind != after.kind:
        return (Cause("kind", "", before.kind, after.kind),)
    return tuple(_OF[after.kind](before, after)) if after.kind in _OF else tuple(_options(before.choices, after.choices))


def _options(before: tuple[Choice, ...], after: tuple[Choice, ...]) -> Iterator[Cause]:
    """Choices that came, went, or are worth something else."""
    was, now = {one.id: one for one in before}, {one.id: one for one in after}
    for one in after:
        if one.id not in was:
            yield Cause("added", one.text)
        elif was[one.id].mark != one.mark:
            yield Cause("mark", one.text, _worth(was[one.id]), _worth(one))
    yield from (Cause("gone", one.text) for one in before if one.id not in now)


def _marked(before: Question, after: Question) -> Iterator[Cause]:
    return _options(before.choices, after.choices)


def _order(before: Question, after: Question) -> Iterator[Cause]:
    found = list(_options(before.choices, after.choices))
    yield from found
    was, now = [one.id for one in before.choices], [one.id for one in after.choices]
    if [id for id in was if id in now] != [id for id in now if id in was]:
        yield Cause("order")


def _match(before: Question, after: Question) -> Iterator[Cause]:
    if before.match is None or after.match is None:
        return
    was = {side.id: side.text for side in (*before.match.lefts, *before.match.rights)}
    now = {side.id: side.text for side in (*after.match.lefts, *after.match.rights)}
    yield from (Cause("added", text) for id, text in now.items() if id not in was)
    yield from (Cause("gone", text) for id, text in was.items() if id not in now)
    for left, right in after.match.partner.items():
        old = before.match.partner.get(left, right)
        if old != right:
            yield Cause("partner", now.get(left, left), was.get(old, old), now.get(right, right))


def _short(before: Question, after: Question) -> Iterator[Cause]:
    if before.short is None or after.short is None:
        return
    yield from _wordings(before.short.accepted, after.short.accepted)
    was, now = (tuple(f"{low:g}..{high:g}" for low, high in one.ranges) for one in (before.short, after.short))
    yield from _wordings(was, now)


def _gaps(before: Question, after: Question) -> Iterator[Cause]:
    if before.gaps is None or after.gaps is None:
        return
    if len(before.gaps.accepted) != len(after.gaps.accepted):
        yield Cause("order", "", str(len(before.gaps.accepted)), str(len(after.gaps.accepted)))
        return
    for was, now in zip(before.gaps.accepted, after.gaps.accepted, strict=True):
        yield from _wordings(was, now)


def _wordings(before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[Cause]:
    was, now = {normal(one) for one in before}, {normal(one) for one in after}
    yield from (Cause("accepted", one) for one in after if normal(one) not in was)
    yield from (Cause("refused", one) for one in before if normal(one) not in now)


def _scenario(before: Question, after: Question) -> Iterator[Cause]:
    was, now = {scene.id: scene for scene in before.scenes}, {scene.id: scene for scene in after.scenes}
    for scene in after.scenes:
        yield from _scene(was[scene.id], scene) if scene.id in was else (Cause("added", scene.title),)
    yield from (Cause("gone", scene.title) for scene in before.scenes if scene.id not in now)


def _scene(before: Scene, after: Scene) -> Iterator[Cause]:
    if before.outcome != after.outcome:
        yield Cause("outcome", after.title, before.outcome or "", after.outcome or "")
    yield from _options(before.moves, after.moves)
    was = {move.id: move.to or "" for move in before.moves}
    for move in after.moves:
        if was.get(move.id, move.to or "") != (move.to or ""):
            yield Cause("way", move.text, was[move.id], move.to or "")


def _worth(choice: Choice) -> str:
    return f"{choice.mark:g}"


_OF: Mapping[QuestionKind, Callable[[Question, Question], Iterator[Cause]]] = {
    "single": _marked,
    "multiple": _marked,
    "order": _order,
    "match": _match,
    "short": _short,
    "gaps": _gaps,
    "scenario": _scenario,
}
