"""What an edit does to lessons, beside the academy as it was: which questions keep their history, which start anew and why, and what is worded anew.

Both academies are compiled, the newer one with the older as its `previous`, so that a choice has the same id in both. Faults of an edit are
`base.py`'s to tell; this tells what the edit does, faulty or not.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Literal

from msgspec import Struct

from server.lessons.compiler.edits.causes import Cause, causes
from server.lessons.compiler.edits.history import key_of, keys, known_questions
from server.lessons.compiler.edits.reworded import Reworded, plain, reworded
from server.lessons.compiler.model import Academy, Asked, Lesson, Question
from server.lessons.compiler.questions.fingerprint import wording

Fate = Literal["kept", "reworded", "anew", "added", "gone"]
"""Of a question: the same, the same key in other words, another key, not there before, not there any more."""


class QuestionChange(Struct, frozen=True, kw_only=True):
    """One question of a lesson. `moved_from` is the key under which its history began, when that is not its own.

    `causes` say what began it anew; `prints` are the fingerprints of its answer key, before and after. Both are empty unless it starts anew.
    """

    id: str
    title: str
    kind: str
    fate: Fate
    line: int = 0
    moved_from: str = ""
    causes: tuple[Cause, ...] = ()
    prints: tuple[str, str] = ("", "")
    words: tuple[Reworded, ...] = ()


class Field(Struct, frozen=True):
    """Something in the front matter that says another thing now; lists are joined by commas."""

    name: str
    before: str
    after: str


class LessonChange(Struct, frozen=True, kw_only=True):
    """One lesson that differs. `before` is None for a new one, `after` for one that is gone.

    `must_bump`: an answer key changed and `version` did not, which is E503.
    """

    before: Lesson | None
    after: Lesson | None
    questions: tuple[QuestionChange, ...]
    fields: tuple[Field, ...] = ()
    prose: tuple[Reworded, ...] = ()
    must_bump: bool = False

    @property
    def lesson(self) -> Lesson:
        """The lesson as it is, or as it was when it is gone."""
        found = self.after or self.before
        if found is None:
            raise LookupError("A change is about a lesson.")
        return found

    def of(self, fate: Fate) -> tuple[QuestionChange, ...]:
        """The questions with this fate."""
        return tuple(one for one in self.questions if one.fate == fate)


def changes(before: Academy, after: Academy) -> tuple[LessonChange, ...]:
    """Every lesson that differs, in the order of `after`; those that are gone come last."""
    former = {lesson.id: lesson for lesson in before.lessons}
    heirs = {alias: lesson.id for lesson in after.lessons for alias in lesson.aliases}
    claimed = _claimed(after)
    pairs = [(_former(lesson, former), lesson) for lesson in after.lessons]
    now = {lesson.id for lesson in after.lessons} | heirs.keys()
    known = known_questions(before)
    here = (change(was, lesson, known, claimed) for was, lesson in pairs if was is None or _said(was) != _said(lesson))
    gone = (change(lesson, None, known, claimed) for lesson in before.lessons if lesson.id not in now)
    return (*here, *gone)


def change(
    before: Lesson | None, after: Lesson | None, known: Mapping[str, Question], claimed: AbstractSet[str] = frozenset()
) -> LessonChange:
    """What one edit does. `known` are the questions of before by key, those of other lessons and removed ones included.

    `claimed` are keys whose history goes on in some lesson: a question with one of them was moved and is not told as gone.
    """
    questions = tuple(_questions(before, after, known, claimed))
    anew = any(one.fate == "anew" for one in questions)
    return LessonChange(
        before=before,
        after=after,
        questions=questions,
        fields=tuple(_fields(before, after)) if before and after else (),
        prose=reworded(_paragraphs(before), _paragraphs(after)) if before and after else (),
        must_bump=bool(anew and before and after and after.version <= before.version),
    )


def _former(lesson: Lesson, former: Mapping[str, Lesson]) -> Lesson | None:
    return next((former[id] for id in (lesson.id, *lesson.aliases) if id in former), None)


def _said(lesson: Lesson) -> object:
    """Everything of a lesson but where it lies and on which lines."""
    return [
        [(name, getattr(lesson, name)) for name in lesson.__struct_fields__ if name not in {"path", "questions"}],
        [[getattr(one, name) for name in one.__struct_fields__ if name not in {"line", "spent"}] for one in lesson.questions],
    ]


def _claimed(academy: Academy) -> AbstractSet[str]:
    return {key for lesson in academy.lessons for question in lesson.questions for key in keys(lesson, question.id)}


def _questions(
    before: Lesson | None, after: Lesson | None, known: Mapping[str, Question], claimed: AbstractSet[str]
) -> Iterator[QuestionChange]:
    taken = set(claimed)
    for question in after.questions if after else ():
        own = list(keys(after, question.id)) if after else []
        taken.update(own)
        came = next((key for key in own if key in known), "")
        yield _question(question, known.get(came), came if came and came != own[0] else "")
    for question in before.questions if before else ():
        if before and key_of(before.id, question.id) not in taken:
            yield QuestionChange(id=question.id, title=question.title, kind=question.kind, fate="gone")


def _question(question: Question, was: Question | None, moved_from: str) -> QuestionChange:
    if was is None:
        return QuestionChange(id=question.id, title=question.title, kind=question.kind, fate="added", line=question.line)
    anew = was.key_fp != question.key_fp
    words = () if was.text_fp == question.text_fp else reworded(_words(was), _words(question))
    return QuestionChange(
        id=question.id,
        title=question.title,
        kind=question.kind,
        fate="anew" if anew else "reworded" if words else "kept",
        line=question.line,
        moved_from=moved_from,
        causes=causes(was, question) if anew else (),
        prints=(was.key_fp, question.key_fp) if anew else ("", ""),
        words=words,
    )


def _words(question: Question) -> Sequence[str]:
    return [text for piece in wording(question) for text in plain(piece)]


def _paragraphs(lesson: Lesson | None) -> Sequence[str]:
    """What is read, questions left out."""
    blocks = [block for block in lesson.blocks if not isinstance(block, Asked)] if lesson else []
    return [text for block in blocks for part in ("title", "html") for text in plain(getattr(block, part, ""))]


FIELDS = (
    *(
        "title",
        "status",
        "version",
        "minutes",
        "stage",
        "kind",
        "behaviours",
        "objectives",
        "audience",
        "prerequisites",
        "reviewed",
    ),
    *("process", "authors", "locale", "aliases", "sources", "tags"),
)
"""What is compared of the front matter, and the title."""


def _fields(before: Lesson, after: Lesson) -> Iterator[Field]:
    for name in FIELDS:
        was, now = _written(getattr(before, name)), _written(getattr(after, name))
        if was != now:
            yield Field(name, was, now)
    for new in sorted({*before.moved, *after.moved}):
        if before.moved.get(new) != after.moved.get(new):
            yield Field(f"moved {new}", before.moved.get(new, ""), after.moved.get(new, ""))


def _written(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else "" if value is None else str(value)
