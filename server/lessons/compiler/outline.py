"""A lesson, or the page of an artifact, as the plain data that `plumbline show` prints."""

import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any

import msgspec

from server.lessons.compiler.model import Artifact, Choice, Gaps, Lesson, Match, Question, Scene, Short

Outline = dict[str, Any]

_TAGS = re.compile(r"<[^>]+>")


def outline(lesson: Lesson) -> Outline:
    """The lesson as JSON-ready data: `id, stage, behaviours, minutes, blocks, questions`, and what else is known of it.

    Each question has `id, kind, prompt, choices: [{id, text, mark, feedback}]`; kinds without choices have an empty list and keys of their
    own: `pairs` and `decoys`, `accepted`, `ranges` and `wrong`, `gaps`, `scenes`, `commit`, `reflect`. Feedback is plain text or null.
    """
    return {
        "id": lesson.id,
        "title": lesson.title,
        "stage": lesson.stage,
        "behaviours": list(lesson.behaviours),
        "kind": lesson.kind,
        "status": lesson.status,
        "version": lesson.version,
        "locale": lesson.locale,
        **({"translates": lesson.translates, "translators": list(lesson.translators)} if lesson.translates else {}),
        "minutes": lesson.minutes,
        "reading_seconds": lesson.reading_seconds,
        "thinking_seconds": lesson.thinking_seconds,
        "objectives": list(lesson.objectives),
        "prerequisites": list(lesson.prerequisites),
        "key_point": lesson.key_point,
        "blocks": msgspec.to_builtins(lesson.blocks),
        "questions": [_question(question) for question in lesson.questions],
    }


def artifact_outline(artifact: Artifact) -> Outline:
    """The page of an artifact as JSON-ready data: `id, title, headings: [{heading, ours, proves: [{behaviour, clause}]}], markdown, text`."""
    return {
        "id": artifact.id,
        "title": artifact.title,
        "headings": [
            {"heading": part.title, "ours": part.ours, "proves": [one._asdict() for one in part.proves]}
            for part in artifact.blank
        ],
        "markdown": artifact.markdown,
        "text": artifact.text,
    }


def _question(question: Question) -> Outline:
    return {
        "id": question.id,
        "kind": question.kind,
        "title": question.title,
        "prompt": question.text or question.title,
        "behaviours": list(question.behaviours),
        "optional": question.optional,
        "fixed_order": question.fixed_order,
        "line": question.line,
        "seconds": question.seconds,
        "choices": _choices(question.choices),
        **_own(question),
        "hints": [words(hint) for hint in question.hints],
        "explanation": words(question.explanation),
        "key_fp": question.key_fp,
        "text_fp": question.text_fp,
    }


def _own(question: Question) -> Outline:
    """The keys that only this kind has."""
    if question.match:
        return _match(question.match)
    if question.short:
        return _short(question.short)
    if question.gaps:
        return {"gaps": _gaps(question.gaps)}
    if question.scenes:
        return {"scenes": [_scene(scene) for scene in question.scenes]}
    if question.commit:
        return {"commit": msgspec.to_builtins(question.commit)}
    if question.reflect:
        return {"reflect": msgspec.to_builtins(question.reflect)}
    return {"many": question.many} if question.kind == "survey" else {}


def _choices(choices: Sequence[Choice]) -> list[Outline]:
    return [{"id": one.id, "text": one.text, "mark": _mark(one.mark), "feedback": words(one.feedback)} for one in choices]


def _mark(mark: float) -> float:
    """0 and 1 as whole numbers, a half as .5."""
    return int(mark) if mark in {0, 1} else mark


def _match(match: Match) -> Outline:
    rights: Mapping[str, str] = {side.id: side.text for side in match.rights}
    pairs = [
        {
            "id": side.id,
            "left": side.text,
            "right": rights[match.partner[side.id]],
            "feedback": words(match.feedback.get(side.id)),
        }
        for side in match.lefts
    ]
    taken = set(match.partner.values())
    return {"pairs": pairs, "decoys": [side.text for side in match.rights if side.id not in taken]}


def _short(short: Short) -> Outline:
    wrong = [{"text": known.text, "feedback": words(known.feedback)} for known in short.wrong]
    return {"accepted": list(short.accepted), "ranges": [list(span) for span in short.ranges], "wrong": wrong}


def _gaps(gaps: Gaps) -> Outline:
    return {"pieces": [words(piece) or "" for piece in gaps.pieces], "accepted": [list(accepted) for accepted in gaps.accepted]}


def _scene(scene: Scene) -> Outline:
    moves = [{**told, "to": move.to} for told, move in zip(_choices(scene.moves), scene.moves, strict=True)]
    return {"id": scene.id, "title": scene.title, "text": scene.text, "outcome": scene.outcome, "moves": moves}


def words(html: str | None) -> str | None:
    """HTML that we wrote, as plain words."""
    return " ".join(unescape(_TAGS.sub("", html)).split()) if html is not None else None
