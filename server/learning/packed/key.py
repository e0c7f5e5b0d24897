"""What the script of a package must know of a question to mark it as `quiz.mark` does, and to say what the product says.

Sentences are made here, in the language that is being spoken, so that the script holds none.
"""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from itertools import product
from typing import Any

from msgspec.structs import replace

from server.learning.asked import words
from server.learning.quiz import LONGEST, Item, Unfit, Verdict
from server.learning.refusals import why
from server.learning.wording import normal
from server.lessons.compiler.model import SCORED, Choice, Question, QuestionKind

SLIP = Verdict(mark=None, items=(Item(id="text", mark=1, given="{typed}", right="{right}", close=True),))
"""What is said of a word that counts with a slip; the script puts both wordings in."""


def key(questions: Sequence[Question]) -> list[dict[str, Any]]:
    """The questions as JSON, in order: how each is marked (`marks`), how it is kept, and what is said.

    `print` changes whenever an answer that was kept by the places of its choices would be read as another one.
    """
    return [
        {
            "id": question.id,
            "kind": question.kind,
            "print": fingerprint(question),
            "scored": question.kind in SCORED and not question.optional,
            "needed": not question.optional,
            "longest": LONGEST.get(question.kind, 0),
            "marks": _marks(question),
            "words": _words(question),
            "slip": words(replace(question, kind="short"), SLIP),
            "unfit": _unfit(question),
        }
        for question in questions
    ]


def fingerprint(question: Question) -> str:
    """Eight letters that name the question, its answer key and the order in which its parts are written."""
    return sha256("\n".join((question.id, question.key_fp, *_parts(question))).encode()).hexdigest()[:8]


def _parts(question: Question) -> list[str]:
    sides = (*question.match.lefts, *question.match.rights) if question.match else ()
    moves = [f"{scene.id} {move.id}" for scene in question.scenes for move in scene.moves]
    return [*(choice.id for choice in question.choices), *(side.id for side in sides), *moves]


def _marks(question: Question) -> dict[str, Any]:
    return {name: make(question) for name, make in MARKS.get(question.kind, {}).items()}


def _choices(question: Question) -> list[dict[str, Any]]:
    return [{"id": choice.id, "mark": choice.mark} for choice in question.choices]


def _match(question: Question) -> dict[str, Any]:
    match = question.match
    if match is None:
        return {}
    return {
        "lefts": [left.id for left in match.lefts],
        "rights": [right.id for right in match.rights],
        "partner": dict(match.partner),
        "texts": {right.id: right.text for right in match.rights},
    }


def _short(question: Question) -> dict[str, Any]:
    short = question.short
    if short is None:
        return {}
    return {
        "accepted": [_wording(one) for one in short.accepted],
        "ranges": [list(one) for one in short.ranges],
        "wrong": [_wording(one.text) for one in short.wrong],
    }


def _gaps(question: Question) -> list[list[dict[str, str]]]:
    return [[_wording(one) for one in accepted] for accepted in question.gaps.accepted] if question.gaps else []


def _wording(text: str) -> dict[str, str]:
    """A wording as written, and as it is compared."""
    return {"text": text, "normal": normal(text)}


def _scenes(question: Question) -> dict[str, Any]:
    return {
        scene.id: {"ends": scene.outcome is not None, "moves": [_move(move) for move in scene.moves]} for scene in question.scenes
    }


def _move(move: Choice) -> dict[str, Any]:
    return {"id": move.id, "mark": move.mark, "to": move.to or ""}


def _least(question: Question) -> int:
    return max(1, question.reflect.min_words if question.reflect else 0)


MARKS: Mapping[QuestionKind, Mapping[str, Callable[[Question], Any]]] = {
    "single": {"choices": _choices},
    "multiple": {"choices": _choices},
    "order": {"choices": _choices},
    "survey": {"choices": _choices, "many": lambda question: question.many},
    "confidence": {"choices": _choices},
    "match": {"match": _match},
    "short": {"short": _short},
    "gaps": {"gaps": _gaps},
    "scenario": {"scenes": _scenes, "start": lambda question: question.scenes[0].id if question.scenes else ""},
    "reflect": {"least": _least},
}


def _words(question: Question) -> dict[str, str]:
    """Every sentence that a verdict may need, by `hits/extra`."""
    if question.kind == "multiple":
        of = sum(choice.mark > 0 for choice in question.choices)
        return _said(question, of, len(question.choices) - of)
    if question.kind == "order":
        return _said(question, max(0, len(question.choices) - 1))
    if question.kind == "match" and question.match:
        return _said(question, len(question.match.lefts))
    if question.kind == "gaps" and question.gaps:
        return _said(question, len(question.gaps.accepted))
    return {}


def _said(question: Question, of: int, most: int = 0) -> dict[str, str]:
    counts = product(range(of + 1), range(most + 1))
    return {f"{hits}/{extra}": words(question, Verdict(mark=0.0, hits=hits, of=of, extra=extra)) for hits, extra in counts}


def _unfit(question: Question) -> dict[str, str]:
    """What is said when an answer cannot be marked."""
    counts = {
        "few words": _least(question),
        "too long": LONGEST.get(question.kind, 0),
        "places": len(question.choices),
    }
    return {
        reason: why(question, Unfit(why=reason, count=counts.get(reason, 0)))
        for reason in ("nothing", "places", "pairs", "empty", "gaps", "few words", "too long")
    }
