"""Fingerprints of a question: one of its answer key, one of its wording. The key says when a new revision begins.

The answer key is the kind, and id to mark, place, partner or target; for typed answers and gaps the normalised accepted set. No wording is in
it, so words may change without touching anybody's history.
"""

from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any, TypeAlias

import msgspec
from msgspec.structs import replace

from server.lessons.compiler.model import Choice, Question, QuestionKind
from server.lessons.compiler.questions.identity import normal

Json: TypeAlias = Any
"""What can be written as JSON."""


def fingerprinted(question: Question) -> Question:
    """The question with both fingerprints computed anew."""
    return replace(question, key_fp=key_fp(question), text_fp=text_fp(question))


def with_ids(question: Question, ids: Mapping[str, str]) -> Question:
    """The question with the ids of its choices, items, sides or moves replaced (old to new) wherever they stand, and a fresh `key_fp`.

    Ids are unique within a question, moves of different scenes included. Ids that are not in `ids` stay; scene ids are never touched.
    """
    choices = tuple(_renamed(choice, ids) for choice in question.choices)
    scenes = tuple(replace(scene, moves=tuple(_renamed(move, ids) for move in scene.moves)) for scene in question.scenes)
    match = question.match and replace(
        question.match,
        lefts=tuple(replace(side, id=ids.get(side.id, side.id)) for side in question.match.lefts),
        rights=tuple(replace(side, id=ids.get(side.id, side.id)) for side in question.match.rights),
        partner={ids.get(left, left): ids.get(right, right) for left, right in question.match.partner.items()},
        feedback={ids.get(left, left): html for left, html in question.match.feedback.items()},
    )
    renamed = replace(question, choices=choices, scenes=scenes, match=match)
    return replace(renamed, key_fp=key_fp(renamed))


def key_fp(question: Question) -> str:
    """The fingerprint of the answer key, 16 hexadecimal digits."""
    key = _KEYS.get(question.kind)
    return _digest([question.kind, key(question) if key else sorted(choice.id for choice in question.choices)])


def text_fp(question: Question) -> str:
    """The fingerprint of all words a person may see, normalised, 16 hexadecimal digits."""
    return _digest([normal(words) for words in wording(question)])


def wording(question: Question) -> list[str]:
    """All words a person may see, piece by piece; some pieces are HTML."""
    words = [question.title, question.text, question.explanation or "", *question.hints]
    for choice in question.choices:
        words += _said(choice)
    for scene in question.scenes:
        words += [scene.title, scene.text]
        for move in scene.moves:
            words += _said(move)
    if question.match:
        words += [side.text for side in (*question.match.lefts, *question.match.rights)] + list(question.match.feedback.values())
    if question.short:
        words += [word for wrong in question.short.wrong for word in (wrong.text, wrong.feedback or "")]
    if question.gaps:
        words += question.gaps.pieces
    if question.commit:
        words += [question.commit.ask, *filter(None, [question.commit.who])]
    return words


def _said(choice: Choice) -> list[str]:
    return [choice.text, choice.feedback or ""]


def _marks(question: Question) -> Json:
    return sorted((choice.id, choice.mark) for choice in question.choices)


def _places(question: Question) -> Json:
    return [choice.id for choice in question.choices]


def _partners(question: Question) -> Json:
    match = question.match
    return [sorted(match.partner.items()), sorted(side.id for side in match.rights)] if match else []


def _typed(question: Question) -> Json:
    short = question.short
    return [sorted({normal(text) for text in short.accepted}), sorted(short.ranges)] if short else []


def _gaps(question: Question) -> Json:
    return [sorted({normal(text) for text in accepted}) for accepted in question.gaps.accepted] if question.gaps else []


def _scenes(question: Question) -> Json:
    return sorted(
        (scene.id, scene.outcome or "", sorted((move.id, move.mark, move.to or "") for move in scene.moves))
        for scene in question.scenes
    )


_KEYS: Mapping[QuestionKind, Callable[[Question], Json]] = {
    "single": _marks,
    "multiple": _marks,
    "order": _places,
    "match": _partners,
    "short": _typed,
    "gaps": _gaps,
    "scenario": _scenes,
}


def _renamed(choice: Choice, ids: Mapping[str, str]) -> Choice:
    return replace(choice, id=ids.get(choice.id, choice.id))


def _digest(value: Json) -> str:
    return blake2b(msgspec.json.encode(value), digest_size=8).hexdigest()
