"""Lessons, answers, practice, and what was assigned."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from server.facts.fact import Fact


class AcademyLoaded(Fact, frozen=True, kw_only=True):
    """A state of the lesson files became the one that is served. `before` is the one that was, empty for the first; `standard` names its process with
    what is set about it, empty without one.
    """

    kind: ClassVar[str] = "academy-loaded"
    academy: str
    lessons: int
    errors: int
    warnings: int
    before: str = ""
    standard: str = ""


class LessonBegun(Fact, frozen=True, kw_only=True):
    """A person began a lesson; the take pins the lesson's content by hash. `turn` counts their takes of it from 0."""

    kind: ClassVar[str] = "lesson-begun"
    take: UUID
    lesson: str
    lesson_hash: str
    turn: int = 0


class AnswerGiven(Fact, frozen=True, kw_only=True):
    """A person answered a question, in a take of its lesson or in a day's practice: one of the two is set.

    `mark` is 0 to 1, None for what is never scored; `nth` 0 is the first answer of this take; `picks` are choice ids in the order given;
    `hints` is how many hints were open; `confidence` 0 to 3 in practice only; `shown` is when the form was rendered. `root` is the
    `lesson#question` as which the question's history began, where that is another one: it was moved, or its lesson got another id.
    """

    kind: ClassVar[str] = "answer-given"
    take: UUID | None
    practice: UUID | None = None
    lesson: str
    question: str
    revision: int
    question_kind: str
    behaviours: tuple[str, ...]
    mark: float | None
    nth: int
    hints: int
    picks: tuple[str, ...]
    confidence: int | None = None
    shown: datetime | None = None
    process: str = ""
    process_version: int = 0
    root: str = ""


class HintTaken(Fact, frozen=True, kw_only=True):
    """A person opened the next hint of a question; `nth` 1 is the first."""

    kind: ClassVar[str] = "hint-taken"
    take: UUID
    lesson: str
    question: str
    nth: int


class MoveMade(Fact, frozen=True, kw_only=True):
    """A person chose a move in a scenario. `round` 0 is the first walk; going back makes a retry, which counts for nothing but is kept. `hints` is
    how many hints were open, `root` as in an answer.
    """

    kind: ClassVar[str] = "move-made"
    take: UUID
    lesson: str
    question: str
    revision: int
    behaviours: tuple[str, ...]
    scene: str
    move: str
    mark: float
    round: int
    retry: bool
    hints: int = 0
    process: str = ""
    process_version: int = 0
    root: str = ""


class ScenarioEnded(Fact, frozen=True, kw_only=True):
    """A walk through a scenario reached an ending."""

    kind: ClassVar[str] = "scenario-ended"
    take: UUID
    lesson: str
    question: str
    scene: str
    outcome: str
    round: int


class ScenarioRewound(Fact, frozen=True, kw_only=True):
    """A person went back to a scene to try another way."""

    kind: ClassVar[str] = "scenario-rewound"
    take: UUID
    lesson: str
    question: str
    scene: str
    round: int


class LessonCompleted(Fact, frozen=True, kw_only=True):
    """Every question that is not optional is answered, the scenario ended, the commitment made or declined.

    `read` are the behaviours of a lesson that asks nothing which is scored; empty for every other, whose answers speak for themselves.
    """

    kind: ClassVar[str] = "lesson-completed"
    take: UUID
    lesson: str
    read: tuple[str, ...] = ()


class LessonAssigned(Fact, frozen=True, kw_only=True):
    """A manager asked a person to take a lesson by a day, or a `path` of which it is the first. The reason's words live in `assignment`.

    `behaviour` and `inspection` say which gap it follows, if any.
    """

    kind: ClassVar[str] = "lesson-assigned"
    assignment: UUID
    lesson: str
    due: datetime
    path: str = ""
    behaviour: str = ""
    inspection: UUID | None = None


class SeveralAssigned(Fact, frozen=True, kw_only=True):
    """A manager asked several people at once to take a lesson or a path: a team, or everybody in it who has a gap (`whom`).

    `given` says how many got it; each of them has a fact besides.
    """

    kind: ClassVar[str] = "several-assigned"
    lesson: str
    path: str
    behaviour: str
    whom: str
    given: int


class AssignmentWithdrawn(Fact, frozen=True, kw_only=True):
    """The one who assigned a lesson took it back."""

    kind: ClassVar[str] = "assignment-withdrawn"
    assignment: UUID


class AssignmentRestored(Fact, frozen=True, kw_only=True):
    """What was withdrawn by mistake was given back: it waits again until `due`."""

    kind: ClassVar[str] = "assignment-restored"
    assignment: UUID
    lesson: str
    due: datetime


class AssignmentDone(Fact, frozen=True, kw_only=True):
    """An assigned lesson was completed."""

    kind: ClassVar[str] = "assignment-done"
    assignment: UUID
    take: UUID
