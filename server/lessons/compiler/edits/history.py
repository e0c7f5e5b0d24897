"""What stays the same about a question while its file is edited: its revisions, and the key under which its history began.

Pure: the loader keeps the result with the academy and writes one row for every new wording.
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from server.lessons.compiler.model import Academy, Lesson, Question


class Revision(Struct, frozen=True, kw_only=True):
    """One meaning of a question: answers under the same `root` and `number` are pooled. `wording` counts its texts, from 1.

    `root` is the key (`lesson#question`) under which the question was first seen; moving or merging keeps it.
    """

    root: str
    number: int
    wording: int


class History(Struct, frozen=True, kw_only=True):
    """All that a question ever was: the fingerprint of each answer key, and below each the fingerprints of its wordings."""

    root: str
    keys: tuple[str, ...] = ()
    texts: tuple[tuple[str, ...], ...] = ()

    def revision(self, question: Question) -> Revision:
        """Which revision and wording this question is. Raises ValueError for one that was never added."""
        number = self.keys.index(question.key_fp)
        return Revision(root=self.root, number=number + 1, wording=self.texts[number].index(question.text_fp) + 1)

    def knows(self, question: Question) -> bool:
        """Whether this meaning in these words was seen before."""
        return question.key_fp in self.keys and question.text_fp in self.texts[self.keys.index(question.key_fp)]

    def add(self, question: Question) -> "History":
        """With this question in it. A meaning that returns gets its old revision again, so that its answers are pooled."""
        if self.knows(question):
            return self
        if question.key_fp not in self.keys:
            return History(root=self.root, keys=(*self.keys, question.key_fp), texts=(*self.texts, (question.text_fp,)))
        number = self.keys.index(question.key_fp)
        texts = (*self.texts[:number], (*self.texts[number], question.text_fp), *self.texts[number + 1 :])
        return History(root=self.root, keys=self.keys, texts=texts)


class Seen(Struct, frozen=True, kw_only=True):
    """A wording that was seen for the first time."""

    key: str
    question: Question
    revision: Revision
    lesson_version: int


def key_of(lesson: str, question: str) -> str:
    """The permanent key of a question, whatever its file is called."""
    return f"{lesson}#{question}"


def extend(histories: Mapping[str, History], academy: Academy) -> tuple[Mapping[str, History], tuple[Seen, ...]]:
    """Histories with every question of `academy` in them, and what is new about them. Nothing is ever taken out."""
    extended, seen = dict(histories), []
    # The words of a translation are one more wording of the same question.
    for lesson in (*academy.lessons, *academy.translations):
        for question in lesson.questions:
            key = key_of(lesson.id, question.id)
            before = history_of(extended if lesson.translates else histories, lesson, question.id) or History(root=key)
            extended[key] = before.add(question)
            if key not in histories or not before.knows(question):
                revision = extended[key].revision(question)
                seen.append(Seen(key=key, question=question, revision=revision, lesson_version=lesson.version))
    return extended, tuple(seen)


def history_of(histories: Mapping[str, History], lesson: Lesson, question: str) -> History | None:
    """What is known of a question, under its own key or one of those it had before."""
    return next((histories[key] for key in keys(lesson, question) if key in histories), None)


def keys(lesson: Lesson, question: str) -> Iterator[str]:
    """The key of a question and then those it had before: where it was moved from, and under the lesson's old ids."""
    yield key_of(lesson.id, question)
    if question in lesson.moved:
        yield lesson.moved[question]
    yield from (key_of(alias, question) for alias in lesson.aliases)


def asks_the_same(one: Lesson, other: Lesson) -> bool:
    """Whether answers to one are answers to the other: the same questions with the same keys, in the same order; the words may differ."""
    return [(ask.id, ask.key_fp) for ask in one.questions] == [(ask.id, ask.key_fp) for ask in other.questions]


def known_questions(academy: Academy) -> Mapping[str, Question]:
    """Every question by key, removed ones included."""
    return {**academy.retired, **dict(_live(academy.lessons))}


def retire(lessons: Iterable[Lesson], previous: Academy | None) -> Mapping[str, Question]:
    """The questions of `previous` that these lessons no longer have, as they last stood."""
    if previous is None:
        return {}
    live = dict(_live(lessons))
    return {key: question for key, question in known_questions(previous).items() if key not in live}


def _live(lessons: Iterable[Lesson]) -> Iterator[tuple[str, Question]]:
    return ((key_of(lesson.id, question.id), question) for lesson in lessons for question in lesson.questions)
