"""One loaded state of the academy: how it is taken apart for storing by content hash, and put together again.

Lessons are stored one by one under the SHA-256 of their JSON, so that what a person began stays readable after every later edit.
A manifest names them and holds the rest. The path of a lesson's file is left out of its body: renaming a file changes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from hashlib import sha256

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from server.lessons.compiler.edits.history import History, Revision, asks_the_same, history_of, key_of
from server.lessons.compiler.model import Academy, Artifact, Lesson, Path, Question, Rules
from server.process.map import Process
from server.sentences.tongues import best


class Entry(Struct, frozen=True, kw_only=True):
    """A lesson as the manifest names it. `locale` is empty for the lesson itself, else that of a translation of it."""

    id: str
    path: str
    hash: str
    locale: str = ""


class Manifest(Struct, frozen=True, kw_only=True):
    """An academy whose lessons are named by hash. New fields need a default: old manifests are read for ever."""

    rules: Rules
    process: Process | None
    lessons: tuple[Entry, ...]
    paths: tuple[Path, ...]
    glossary: Mapping[str, str]
    people: Mapping[str, str]
    media: Mapping[str, str] = {}
    retired: Mapping[str, Question] = {}
    histories: Mapping[str, History] = {}
    artifacts: tuple[Artifact, ...] = ()
    translations: tuple[Entry, ...] = ()

    @property
    def bodies(self) -> tuple[str, ...]:
        """The hashes of its lessons and of their translations."""
        return tuple(entry.hash for entry in (*self.lessons, *self.translations))


class Standard(Struct, frozen=True, kw_only=True):
    """A process and what is set about it: all that decides what is asked of a deal, how often, and what is called low."""

    process: Process
    cadences: Mapping[str, str] = {}
    thresholds: Mapping[str, float] = {}

    def around(self, academy: Academy) -> Academy:
        """Another academy with this in place of its own."""
        rules = replace(academy.rules, cadences=self.cadences, thresholds=self.thresholds)
        return replace(academy, process=self.process, rules=rules)


class Live(Struct, frozen=True, kw_only=True):
    """A question of a live lesson, and the number of its revision."""

    lesson: Lesson
    question: Question
    revision: int

    @property
    def behaviours(self) -> tuple[str, ...]:
        """What the question is evidence for."""
        return self.question.behaviours


class Edition(Struct, frozen=True, kw_only=True, dict=True):
    """An academy as it was loaded. `hash` names it, `hashes` its lessons by id, `histories` every question ever seen by key.

    `translated` are the hashes of translations by id and language. `language` is set for the edition as somebody reads it whose language is not
    that of all lessons: then its lessons are theirs, and so are the hashes.
    """

    hash: str
    academy: Academy
    hashes: Mapping[str, str]
    histories: Mapping[str, History]
    translated: Mapping[tuple[str, str], str] = {}
    language: str = ""

    def read_in(self, language: str) -> "Edition":
        """This edition for somebody who reads `language`: each lesson in the best of the languages in which it is live, else in its own."""
        tag = best(language, self._tongues)
        if tag is None:
            return self
        if tag not in self._readings:
            self._readings[tag] = self._read_in(tag)
        return self._readings[tag]

    def continued(self, lesson: Lesson, digest: str) -> tuple[Lesson, str]:
        """What somebody reads now who began this content, which is stored under `digest`, and the hash of that.

        It is what they began, unless they read another language since and the lesson asks the same in that.
        """
        now = self.lesson(lesson.id)
        if now is None or now.locale == lesson.locale or not asks_the_same(now, lesson):
            return lesson, digest
        return now, self.hashes[now.id]

    def lesson(self, id: str) -> Lesson | None:
        """The lesson with this id or with this former id, whatever its status, or None."""
        return self._lessons.get(id)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The title of each lesson by its id and by those it had."""
        return {id: lesson.title for id, lesson in self._lessons.items()}

    @cached_property
    def present(self) -> Mapping[str, str]:
        """The id that each lesson has now, by it and by those it had."""
        return {id: lesson.id for id, lesson in self._lessons.items()}

    def question(self, lesson: str, question: str) -> Question | None:
        """A question of the lesson with this id, or None."""
        found = self.lesson(lesson)
        return found.question(question) if found else None

    def revision(self, lesson: str, question: str) -> Revision | None:
        """Which revision of its question stands in the lesson now, or None if there is no such question."""
        found, asked = self.lesson(lesson), self.question(lesson, question)
        history = history_of(self.histories, found, question) if found else None
        return history.revision(asked) if history and asked else None

    def root(self, lesson: Lesson, question: str) -> str:
        """The key under which the history of a question began: the same after it was moved, and after its lesson got another id."""
        history = history_of(self.histories, lesson, question)
        return history.root if history else key_of(lesson.id, question)

    @cached_property
    def live(self) -> Mapping[str, Live]:
        """Every question of the live lessons by its root."""
        return {self.root(lesson, live.question.id): live for lesson in self.academy.lessons for live in self._live(lesson)}

    @cached_property
    def steps(self) -> Mapping[str, tuple[tuple[str, Lesson], ...]]:
        """The live lessons of each path by its id, in order, each with the heading it stands below."""
        return {path.id: tuple(self._steps(path)) for path in self.academy.paths}

    @cached_property
    def for_reps(self) -> Mapping[str, tuple[Lesson, ...]]:
        """The live lessons for reps by behaviour."""
        found: dict[str, tuple[Lesson, ...]] = {}
        for lesson in self.academy.lessons:
            if lesson.for_reps:
                found |= {behaviour: (*found.get(behaviour, ()), lesson) for behaviour in lesson.behaviours}
        return found

    @cached_property
    def artifacts(self) -> Mapping[str, Artifact]:
        """The pages of the kinds of proof by id, in the order in which the process asks for them."""
        return {artifact.id: artifact for artifact in self.academy.artifacts}

    @cached_property
    def changed(self) -> tuple[str, ...]:
        """The roots of the live questions that meant something else before, in order."""
        histories = {history.root: history for history in self.histories.values()}
        return tuple(sorted(root for root in self.live if root in histories and len(histories[root].keys) > 1))

    def _steps(self, path: Path) -> Iterator[tuple[str, Lesson]]:
        for step in path.steps:
            lesson = self.lesson(step.lesson) if step.lesson else None
            if lesson is not None and lesson.status == "live":
                yield step.under, lesson

    def _live(self, lesson: Lesson) -> Iterator[Live]:
        for question in lesson.questions if lesson.status == "live" else ():
            history = history_of(self.histories, lesson, question.id)
            known = history is not None and history.knows(question)
            yield Live(lesson=lesson, question=question, revision=history.revision(question).number if history and known else 1)

    def _read_in(self, language: str) -> "Edition":
        academy = read_in(self.academy, language)
        hashes = {one.id: self.translated[one.id, one.locale] for one in academy.lessons if one.translates}
        return replace(self, academy=academy, hashes={**self.hashes, **hashes}, language=language)

    @cached_property
    def _tongues(self) -> tuple[str, ...]:
        """The languages in which something is live besides its own."""
        return tuple(sorted({one.locale for one in self.academy.translations if one.status == "live"}))

    @cached_property
    def _readings(self) -> dict[str, "Edition"]:
        return {}

    @cached_property
    def _lessons(self) -> Mapping[str, Lesson]:
        former = {alias: lesson for lesson in self.academy.lessons for alias in lesson.aliases}
        return {**former, **{lesson.id: lesson for lesson in self.academy.lessons}}


def read_in(academy: Academy, language: str) -> Academy:
    """The academy with each lesson in the best of the languages in which it is live, for somebody who reads this one."""
    others: dict[str, dict[str, Lesson]] = {}
    for one in academy.translations:
        if one.status == "live":
            others.setdefault(one.id, {})[one.locale] = one
    return replace(academy, lessons=tuple(_best(lesson, others.get(lesson.id, {}), language) for lesson in academy.lessons))


def _best(lesson: Lesson, others: Mapping[str, Lesson], language: str) -> Lesson:
    return others.get(best(language, (lesson.locale, *sorted(others))) or "", lesson)


NOTHING = Edition(
    hash="",
    academy=Academy(rules=Rules(), process=None, lessons=(), paths=(), glossary={}, people={}),
    hashes={},
    histories={},
)
"""What is served before anything was loaded."""


def pack(academy: Academy, histories: Mapping[str, History]) -> tuple[str, Mapping[str, bytes]]:
    """The hash of the manifest, and every body by hash: the manifest's and its lessons'."""
    bodies: dict[str, bytes] = {}
    entries = []
    for lesson in (*academy.lessons, *academy.translations):
        name, body = _body(replace(lesson, path=""))
        bodies[name] = body
        entries.append(Entry(id=lesson.id, path=lesson.path, hash=name, locale=lesson.locale if lesson.translates else ""))
    manifest = Manifest(
        rules=academy.rules,
        process=academy.process,
        lessons=tuple(entry for entry in entries if not entry.locale),
        paths=academy.paths,
        glossary=academy.glossary,
        people=academy.people,
        media=academy.media,
        retired=academy.retired,
        histories=histories,
        artifacts=academy.artifacts,
        translations=tuple(entry for entry in entries if entry.locale),
    )
    name, body = _body(manifest)
    return name, {**bodies, name: body}


def pack_standard(academy: Academy) -> tuple[str, bytes]:
    """The hash of the standard and its body; both empty without a process."""
    if academy.process is None:
        return "", b""
    rules = academy.rules
    return _body(Standard(process=academy.process, cadences=rules.cadences, thresholds=rules.thresholds))


def read_standard(body: str | bytes) -> Standard:
    """A standard from its stored JSON. Raises msgspec.MsgspecError if it is none."""
    return msgspec.json.decode(body, type=Standard)


def read_manifest(body: str | bytes) -> Manifest:
    """A manifest from its stored JSON. Raises msgspec.MsgspecError if it is none."""
    return msgspec.json.decode(body, type=Manifest)


def read_lesson(body: str | bytes) -> Lesson:
    """A lesson from its stored JSON, without the path of its file. Raises msgspec.MsgspecError if it is none."""
    return msgspec.json.decode(body, type=Lesson)


def put_together(name: str, manifest: Manifest, lessons: Mapping[str, Lesson]) -> Edition:
    """The edition that `manifest`, stored under the hash `name`, describes, with its lessons by hash.

    Raises KeyError if one of them is not given.
    """
    academy = Academy(
        rules=manifest.rules,
        process=manifest.process,
        lessons=_found(manifest.lessons, lessons),
        paths=manifest.paths,
        glossary=manifest.glossary,
        people=manifest.people,
        media=manifest.media,
        retired=manifest.retired,
        artifacts=manifest.artifacts,
        translations=_found(manifest.translations, lessons),
    )
    return Edition(
        hash=name,
        academy=academy,
        hashes={entry.id: entry.hash for entry in manifest.lessons},
        histories=manifest.histories,
        translated={(entry.id, entry.locale): entry.hash for entry in manifest.translations},
    )


def _found(entries: Iterable[Entry], lessons: Mapping[str, Lesson]) -> tuple[Lesson, ...]:
    return tuple(replace(lessons[entry.hash], path=entry.path) for entry in entries)


def _body(value: Struct) -> tuple[str, bytes]:
    body = msgspec.json.encode(value, order="deterministic")
    return sha256(body).hexdigest(), body
