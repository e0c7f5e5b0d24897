"""How far a person is in a lesson: what is answered, what is left, what comes next, and when it is complete.

Complete is: every question that is not optional answered once, a scenario walked to an ending, a commitment made or declined with a
reason. There is no pass mark.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from msgspec import Struct

from server.lessons.compiler.model import Lesson, Question


class Standing(Struct, frozen=True, kw_only=True):
    """What was done in one take. Ids of questions: `answered` with how often, `ended` scenarios, `settled` commitments."""

    answered: Mapping[str, int] = {}
    ended: AbstractSet[str] = frozenset()
    settled: AbstractSet[str] = frozenset()
    hints: Mapping[str, int] = {}
    """How many hints of a question are open."""


class Rule(Struct, frozen=True, kw_only=True):
    """What a lesson asks for before it is complete; `optional` questions are extra."""

    answers: int
    scenarios: int
    commitments: int
    optional: int


class Count(Struct, frozen=True, kw_only=True):
    """`done` of `of` things that count."""

    done: int
    of: int


def done(question: Question, standing: Standing) -> bool:
    """Whether this question needs nothing more."""
    if question.kind == "scenario":
        return question.id in standing.ended
    if question.kind == "commit":
        return question.id in standing.settled
    return standing.answered.get(question.id, 0) > 0


def left(lesson: Lesson, standing: Standing) -> tuple[Question, ...]:
    """What is still needed, in the order of the lesson. Empty when the lesson is complete."""
    return tuple(question for question in lesson.questions if not question.optional and not done(question, standing))


def complete(lesson: Lesson, standing: Standing) -> bool:
    """Whether nothing that counts is left."""
    return not left(lesson, standing)


def counted(lesson: Lesson, standing: Standing) -> Count:
    """How many of the questions that count are done; commitments are counted apart."""
    asked = [question for question in lesson.questions if not question.optional and question.kind != "commit"]
    return Count(done=sum(done(question, standing) for question in asked), of=len(asked))


def rule(lesson: Lesson) -> Rule:
    """What has to be done before the lesson is complete."""
    wanted = [question.kind for question in lesson.questions if not question.optional]
    return Rule(
        answers=sum(kind not in {"scenario", "commit"} for kind in wanted),
        scenarios=wanted.count("scenario"),
        commitments=wanted.count("commit"),
        optional=len(lesson.questions) - len(wanted),
    )
