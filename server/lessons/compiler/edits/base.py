"""What an edit does to ids and answer keys (E502, E503): the academy as it was beside the files as they are.

A question that is taken away is no fault: its answers are kept. A fault is a question whose answers would be lost, because its words
stand under another id, or would be mixed up, because its id names another question, or its answer key changed without a word.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property

from msgspec import Struct

from server.lessons.compiler.corpus import ASKED_ANYWHERE, Found, LessonFile
from server.lessons.compiler.diagnostic import Severity
from server.lessons.compiler.edits.history import key_of, keys
from server.lessons.compiler.faults import Fault
from server.lessons.compiler.library import Library
from server.lessons.compiler.likeness import shared
from server.lessons.compiler.markdown.front import Value
from server.lessons.compiler.model import Academy, Lesson, Question
from server.lessons.compiler.questions.fingerprint import wording
from server.lessons.compiler.questions.identity import LIKENESS

STRANGE = 0.2
"""Below this likeness nothing of the words is left: any two texts of one language share that much."""


def base_faults(before: Academy, files: Sequence[LessonFile], library: Library) -> Iterator[Found]:
    """E502 and E503 in `files`, whose lessons inherited their ids from `before`; at most one for each cause.

    A lesson that has an error is not compared: what it asks is not known. What was a draft only warns, because nobody was given it.
    """
    base = _Base(before, files, library)
    for lesson in before.lessons:
        yield from base.lesson(lesson)
    for file in files:
        if file.lesson is not None:
            yield from base.answer_keys(file, file.lesson)


class _Told(Struct, frozen=True, dict=True):
    """A question of today and the file it stands in."""

    file: LessonFile
    lesson: Lesson
    question: Question

    @property
    def key(self) -> str:
        """Under which its answers are kept."""
        return key_of(self.lesson.id, self.question.id)

    def share(self, old: Question, least: float = 0.0) -> float:
        """How much of the words of a question of yesterday is here; 0 when it is surely less than `least`."""
        return 1.0 if old.text_fp == self.question.text_fp else shared(_words(old), self.words, least)

    @cached_property
    def words(self) -> str:
        """All its words."""
        return _words(self.question)


class _Base:
    """The academy as it was, and who goes on with what: a lesson by its id or an alias, a question by each of its keys."""

    def __init__(self, before: Academy, files: Sequence[LessonFile], library: Library) -> None:
        self.lessons = {lesson.id: lesson for lesson in before.lessons}
        self.files, self.library = files, library
        self.kept = {id: file for file in reversed(files) for id in _claims(file)} | {file.id: file for file in files}
        self.questions = {key_of(lesson.id, one.id): one for lesson in before.lessons for one in lesson.questions}
        asked = [one for file in files for one in _asked(file)]
        self.heirs = {key: one for one in reversed(asked) if (key := self._known(one)) is not None}
        self.told: set[str] = set()
        """Keys that stand in a diagnosis: the other ends of the same mistake are not told again."""
        self.loose = [one for one in asked if self._is_loose(one)]

    def lesson(self, old: Lesson) -> Iterator[Found]:
        """E502 for a lesson's own id, else for those of its questions."""
        file, severity = self.kept.get(old.id), _severity(old)
        if file is None:
            yield self._gone(old, severity)
        elif file.lesson is not None and file.id == old.id and _is_another(old, file.lesson):
            self.told |= {key_of(old.id, question.id) for question in file.lesson.questions}
            message = f"the id `{old.id}` named another lesson before: “{old.title}”"
            mend = "give this lesson an id of its own; what people did under the old one stays with the old one"
            yield file.path, _fault("E502", _at(file, "id"), message, mend, severity)
        elif file.lesson is not None:
            yield from self._aliases(old, file, severity)
            for question in old.questions:
                yield from self._question(old, question, severity)

    def answer_keys(self, file: LessonFile, lesson: Lesson) -> Iterator[Found]:
        """E503, once for a lesson, at its version."""
        old = next((self.lessons[id] for id in (lesson.id, *lesson.aliases) if id in self.lessons), None)
        if old is None or lesson.version > old.version:
            return
        changed = [one.question for one in _asked(file) if self._is_changed(one)]
        if changed:
            names = " and ".join(f"`#{question.id}` (line {question.line})" for question in changed)
            what = "answer key of" if len(changed) == 1 else "answer keys of"
            message = f"the {what} {names} changed, and `version` is still {lesson.version}"
            mend = f"write version: {old.version + 1}, so that answers from before are counted apart"
            yield file.path, _fault("E503", _at(file, "version"), message, mend, _severity(old))

    def _gone(self, old: Lesson, severity: Severity | None) -> Found:
        """A lesson whose id nobody has: at the lesson that has its words, or else where it was."""
        new = [file for file in self.files if file.lesson and file.id not in self.lessons]
        near = max(((shared(_text(old), _text(file.lesson)), file.path, file) for file in new if file.lesson), default=None)
        if near is None or near[0] < LIKENESS:
            message = f"the lesson `{old.id}` is gone"
            mend = f"keep the file with status: retired, or write aliases: [{old.id}] in the lesson that took its place"
            return old.path, Fault("E502", 1, 1, message, mend, 1, severity)
        share, path, file = near
        message = f"the lesson `{old.id}` is gone; `{file.id}` is {share:.0%} similar"
        mend = f"keep the old id: write id: {old.id}; or write aliases: [{old.id}]"
        return path, _fault("E502", _at(file, "id"), message, mend, severity)

    def _aliases(self, old: Lesson, file: LessonFile, severity: Severity | None) -> Iterator[Found]:
        """E502 for ids that the lesson had before, and that nobody names any more."""
        lost = [alias for alias in old.aliases if alias not in self.kept]
        if lost:
            said = _at(file, "aliases") if file.front and file.front.get("aliases") else _at(file, "id")
            names, they = ", ".join(f"`{alias}`" for alias in lost), "is no alias" if len(lost) == 1 else "are no aliases"
            message = f"{names} {they} any more, and whoever took the lesson under that id has not taken `{file.id}`"
            mend = f"write aliases: [{', '.join((*_claims(file), *lost))}]"
            yield file.path, _fault("E502", said, message, mend, severity)

    def _question(self, old: Lesson, question: Question, severity: Severity | None) -> Iterator[Found]:
        """E502 for a question whose words stand under another id, or whose id names another question."""
        key = key_of(old.id, question.id)
        heir = self.heirs.get(key)
        own = heir.share(question) if heir else 0.0
        if own >= LIKENESS or key in self.told:
            return
        rival = self._rival(old, question)
        if rival is not None and rival.share(question) > own:
            self.told |= {key, rival.key}
            self.loose.remove(rival)
            yield rival.file.path, self._at_question(rival, *_moved(old, question, rival, reused=heir is not None), severity)
        elif heir is not None and own < STRANGE and _asks_another(question, heir.question):
            self.told |= {key, heir.key}
            message = f"`#{heir.question.id}` named another question before: “{question.title}”"
            yield heir.file.path, self._at_question(heir, message, "give the new question an id of its own", severity)

    def _rival(self, old: Lesson, question: Question) -> _Told | None:
        """The question with the most of these words among those that are new, or new under their id."""
        home = self.kept[old.id].path
        near = [one for one in self.loose if one.file.path == home or question.kind not in ASKED_ANYWHERE]
        near = [one for one in near if one.question.text_fp == question.text_fp] or near
        shares = ((one.share(question, LIKENESS), one) for one in near)
        share, found = max(shares, key=lambda pair: (pair[0], pair[1].file.path == home), default=(0.0, None))
        return found if share >= LIKENESS else None

    def _at_question(self, told: _Told, message: str, mend: str, severity: Severity | None) -> Fault:
        chip, document = f"`#{told.question.id}`", self.library.document(told.file.path)
        column = document.source.find(chip, told.question.line) if document else 1
        return Fault("E502", told.question.line, column, message, mend, len(chip), severity)

    def _is_loose(self, one: _Told) -> bool:
        """Whether a question is new, or says something else than the one whose history it goes on with."""
        known = self._known(one)
        return known is None or one.share(self.questions[known]) < LIKENESS

    def _known(self, one: _Told) -> str | None:
        """The key of yesterday under which the history of a question goes on; None for a new one."""
        return next((key for key in keys(one.lesson, one.question.id) if key in self.questions), None)

    def _is_changed(self, one: _Told) -> bool:
        known = self._known(one)
        return known is not None and self.questions[known].key_fp != one.question.key_fp and one.key not in self.told


def _claims(file: LessonFile) -> tuple[str, ...]:
    """The old ids that a lesson goes on with."""
    return file.front.texts("aliases") if file.front else ()


def _asked(file: LessonFile) -> Iterator[_Told]:
    lesson = file.lesson
    return (_Told(file, lesson, question) for question in lesson.questions) if lesson else iter(())


def _severity(old: Lesson) -> Severity | None:
    return "warning" if old.status == "draft" else None


def _asks_another(old: Question, new: Question) -> bool:
    return old.key_fp != new.key_fp and shared(old.title, new.title) < LIKENESS


def _is_another(old: Lesson, new: Lesson) -> bool:
    """Whether nothing of a lesson is left but its id."""
    same = old.title == new.title or {one.id for one in old.questions} & {one.id for one in new.questions}
    return not same and shared(_text(old), _text(new)) < STRANGE


def _words(question: Question) -> str:
    return " ".join(wording(question))


def _text(lesson: Lesson | None) -> str:
    return f"{lesson.title} {lesson.prose} {' '.join(f'{one.title} {one.text}' for one in lesson.questions)}" if lesson else ""


def _moved(old: Lesson, question: Question, rival: _Told, *, reused: bool) -> tuple[str, str]:
    """What is said, and what helps, where a question stands under another id."""
    share, here, there = f"{rival.share(question):.0%}", f"#{rival.question.id}", f"#{question.id}"
    if reused:
        message = f"`{here}` is {share} similar to what `{there}` was, and `{there}` names another question now"
        return message, f"an id stays with its question: call this one `{there}`, and give the other an id of its own"
    if rival.lesson.id == old.id or (old.id in rival.lesson.aliases and rival.lesson.question(question.id) is None):
        return f"`{there}` is gone; `{here}` is {share} similar", f"keep the old id: `{there}`"
    message = f"`{there}` of {old.id} is gone; `{here}` is {share} similar"
    return message, f'say where it came from: moved: {{{rival.question.id}: "{old.id}{there}"}}'


def _at(file: LessonFile, key: str) -> Value:
    value = file.front.get(key) if file.front else None
    return value or Value(1, 1)


def _fault(code: str, at: Value, message: str, mend: str, severity: Severity | None) -> Fault:
    return Fault(code, at.line, at.column, message, mend, at.length, severity)
