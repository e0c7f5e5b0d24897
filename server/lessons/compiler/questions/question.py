"""One question of a lesson, from its heading to a Question."""

from collections.abc import Callable, Mapping

from server.lessons.compiler.draft import Draft
from server.lessons.compiler.layout import Asked
from server.lessons.compiler.model import SCORED, Question, QuestionKind
from server.lessons.compiler.questions.answer import Answer, find_answer
from server.lessons.compiler.questions.choices import pick_all, pick_one, survey
from server.lessons.compiler.questions.fingerprint import fingerprinted
from server.lessons.compiler.questions.frame import Frame, frame
from server.lessons.compiler.questions.given import Given
from server.lessons.compiler.questions.order_match import match, put_in_order
from server.lessons.compiler.questions.promises import commit, confidence, reflect
from server.lessons.compiler.questions.scenario import scenario
from server.lessons.compiler.questions.thinking import seconds
from server.lessons.compiler.questions.typed import gaps, short

READERS: Mapping[QuestionKind, Callable[[Draft, Frame, Answer], Given]] = {
    "single": pick_one,
    "multiple": pick_all,
    "survey": survey,
    "order": put_in_order,
    "match": match,
    "short": short,
    "gaps": lambda draft, _, answer: gaps(draft, answer),
    "scenario": lambda draft, frame, _: scenario(draft, frame),
    "commit": commit,
    "reflect": lambda draft, _, answer: reflect(draft, answer),
    "confidence": lambda draft, _, answer: confidence(draft, answer),
}


def compile_question(draft: Draft, asked: Asked) -> tuple[Question | None, Frame]:
    """A question and its frame; None when its answer cannot be recognised."""
    found = frame(draft, asked)
    with draft.place("prompt"):
        found.html, _ = draft.inline(asked.heading.tokens, found.line)
        draft.writer.note(found.heading.title, found.line, "heading")
        answer = find_answer(draft, found)
        found.lines = [item.line for item in answer.items]
        html, text = draft.told(answer.prompt)
        if answer.kind is None:
            return None, found
        given = READERS[answer.kind](draft, found, answer)
    if not _can_be_answered(given):
        return None, found
    if answer.kind != "scenario" and found.scenes:
        mend = f"write `#{found.id}` `scenario` at the end of the heading"
        draft.add("E201", found.line, found.heading.title, f"scenes below a question that is no scenario ({answer.kind})", mend)
    with draft.place("feedback"):
        hints = tuple([draft.flow(hint.parts()) for hint in found.hints])
        explanation = "".join([draft.flow(note.parts()) for note in found.notes]) or None
    question = Question(
        id=found.id,
        kind=given.kind,
        title=found.heading.title,
        html=html,
        text=text,
        behaviours=_behaviours(draft, found, given),
        optional=found.optional,
        fixed_order=found.fixed_order,
        many=given.many,
        hints=hints,
        explanation=explanation,
        choices=given.choices,
        match=given.match,
        short=given.short,
        gaps=given.gaps,
        scenes=given.scenes,
        commit=given.commit,
        reflect=given.reflect,
        key_fp="",
        text_fp="",
        seconds=seconds(given),
        line=found.line,
    )
    return fingerprinted(question), found


def _can_be_answered(given: Given) -> bool:
    """Whether there is enough to answer. What is missing has been told; an academy that switched that rule off gets no half question."""
    if given.kind == "match":
        return given.match is not None and bool(given.match.lefts) and all(side.text for side in given.match.rights)
    if given.kind == "gaps":
        return given.gaps is not None and bool(given.gaps.accepted) and all(given.gaps.accepted)
    if given.kind == "short":
        return given.short is not None and bool(given.short.accepted or given.short.ranges)
    if given.kind == "scenario":
        scenes = {scene.id for scene in given.scenes}
        return bool(scenes) and all(move.to in scenes for scene in given.scenes for move in scene.moves)
    return bool(given.choices) or given.kind in {"commit", "reflect"}


def _behaviours(draft: Draft, found: Frame, given: Given) -> tuple[str, ...]:
    """What an answer is evidence for; E404 when a scored question of a lesson with several behaviours does not say."""
    if found.tagged:
        return found.tagged
    if len(draft.behaviours) > 1 and given.kind in SCORED and given.kind != "scenario":
        mend = " or ".join(f"`@{behaviour}`" for behaviour in draft.behaviours)
        message = "the lesson has several behaviours and this question does not say which one it asks"
        draft.add("E404", found.line, found.heading.title, message, f"write {mend} behind `#{found.id}`")
    return draft.behaviours
