"""Rules that need more than one file: ids and prerequisites, coverage of the process, habits of a whole set of questions, unused files."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from server.lessons.compiler.diagnostic import Severity
from server.lessons.compiler.faults import Fault
from server.lessons.compiler.library import Library
from server.lessons.compiler.likeness import did_you_mean
from server.lessons.compiler.markdown.front import Front, Value
from server.lessons.compiler.model import Lesson, Question, Rules
from server.lessons.compiler.process.files import ProcessFiles
from server.lessons.compiler.questions.identity import normal

SHARES: Mapping[str, float] = MappingProxyType({"same_place_share": 0.4, "longest_share": 0.35, "least_questions": 20})
"""Defaults of W701 and W702: the share of pick-one questions that is too much, and how many there must be."""

Found = tuple[str, Fault]
"""The path of a file and what is wrong in it."""


class LessonFile(Struct, frozen=True, kw_only=True):
    """A lesson file after compiling. `lesson` is None when it has errors; `front` may still say what it is about."""

    path: str
    id: str
    lesson: Lesson | None
    front: Front | None
    uses: frozenset[str] = frozenset()


def identity_faults(files: Sequence[LessonFile]) -> Iterator[Found]:
    """E501 (ids and aliases) and E108 (prerequisites)."""
    yield from _ids(files)
    yield from _prerequisites(files)


def coverage_faults(files: Sequence[LessonFile], process: ProcessFiles, rules: Rules, library: Library) -> Iterator[Found]:
    """W405, W406 and W407: behaviours and stages that no live lesson teaches or practises. Errors when the academy is to be complete."""
    if process.process is None:
        return
    severity: Severity = "error" if rules.coverage == "complete" else "warning"
    live = [file for file in files if _may_be(file, "status", "live", ("draft", "retired"))]
    teach = [file for file in live if _may_be(file, "kind", "teach", ("reinforce", "reference"))]
    practise = [file for file in live if _may_be(file, "kind", "reinforce", ("teach", "reference"))]
    taught = {process.process.now_behaviour(one) for file in teach for one in _many(file, "behaviours")}
    practised = {process.process.now_behaviour(one) for file in practise for one in _scenarios(file)}
    for behaviour, path in process.behaviour_paths.items():
        if behaviour not in taught:
            mend = f"write a lesson with `kind: teach` that names it: plumbline new lesson ID --behaviour {behaviour}"
            yield path, _fault("W405", _id_of(library, path), f"no live lesson teaches `{behaviour}`", mend, severity)
        if behaviour not in practised:
            mend = "write a lesson with `kind: reinforce` and a scenario about it"
            yield path, _fault("W406", _id_of(library, path), f"no live scenario practises `{behaviour}`", mend, severity)
    stages = {_one(file, "stage") for file in live}
    for stage, path in process.stage_paths.items():
        if stage not in stages:
            mend = f"write a lesson with `stage: {stage}`"
            yield path, _fault("W407", _id_of(library, path), f"the stage `{stage}` has no live lesson", mend, severity)


def habit_faults(lessons: Sequence[Lesson], rules: Rules, at: str) -> Iterator[Found]:
    """W701 and W702 about the whole set, reported in the file `at`; W703 at the later of two equal questions."""
    yield from ((at, fault) for fault in _guessable(lessons, rules))
    first: dict[str, str] = {}
    for lesson in lessons:
        for question in lesson.questions:
            words = normal(f"{question.title} {question.text}")
            here = f"{lesson.id}#{question.id}"
            if question.kind in ASKED_ANYWHERE:
                continue
            if first.setdefault(words, here).partition("#")[0] != lesson.id:
                message = f"the same question stands in {first[words]}"
                yield lesson.path, Fault("W703", question.line, 1, message, "ask about another case, or keep one of the two")


def unused_faults(uses: Iterable[str], paths: Iterable[str], others: Iterable[str]) -> Iterator[Found]:
    """W704: media and partials among `paths` that neither lessons use, nor `others`."""
    used = {*uses, *others}
    for path in sorted(paths):
        if path.startswith(("media/", "partials/")) and path not in used:
            yield path, Fault("W704", 1, 1, "no lesson uses this file", "link to it from a lesson, or delete it")


ASKED_ANYWHERE = frozenset({"confidence", "survey", "reflect", "commit"})
"""Kinds whose wording may be the same in several lessons."""


def _ids(files: Sequence[LessonFile]) -> Iterator[Found]:
    taken: dict[str, str] = {}
    for file in files:
        if file.id in taken:
            place = _place(file.front.get("id") if file.front else None)
            yield (
                file.path,
                _fault("E501", place, f"the lesson id `{file.id}` is taken by {taken[file.id]}", "give this lesson its own id"),
            )
        else:
            taken[file.id] = file.path
    for file in files:
        for alias in _items(file, "aliases"):
            name = alias.text or ""
            if name in taken:
                mend = "an alias is an id that no lesson has any more, and that one lesson claims"
                yield file.path, _fault("E501", alias, f"the alias `{name}` collides with {taken[name]}", mend)
            else:
                taken[name] = file.path


def _prerequisites(files: Sequence[LessonFile]) -> Iterator[Found]:
    needs = {file.id: tuple(item.text or "" for item in _items(file, "prerequisites")) for file in files}
    for file in files:
        for item in _items(file, "prerequisites"):
            name = item.text or ""
            if name == file.id:
                yield file.path, _fault("E108", item, "the lesson is its own prerequisite", "take it out of the list")
            elif name not in needs:
                mend = did_you_mean(name, needs, "name the id of a lesson of this academy")
                yield file.path, _fault("E108", item, f"there is no lesson `{name}`", mend)
            elif way := _way(name, file.id, needs):
                message = f"the prerequisites go round in a circle: {' → '.join((file.id, *way))}"
                yield file.path, _fault("E108", item, message, "take one of them out")


def _way(start: str, goal: str, needs: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """A way from one lesson to another along prerequisites, both ends included; empty if there is none."""
    before: dict[str, str | None] = {start: None}
    waiting = [start]
    while waiting:
        here = waiting.pop(0)
        if here == goal:
            return _back(here, before)
        for following in needs.get(here, ()):
            if following not in before:
                before[following] = here
                waiting.append(following)
    return ()


def _back(here: str, before: Mapping[str, str | None]) -> tuple[str, ...]:
    way: list[str] = []
    step: str | None = here
    while step is not None:
        way.append(step)
        step = before[step]
    return tuple(reversed(way))


def _guessable(lessons: Sequence[Lesson], rules: Rules) -> Iterator[Fault]:
    """W701 and W702: a person who knows nothing would do well by picking one place, or the longest answer."""
    shares = {**SHARES, **rules.thresholds}
    asked = [
        question for lesson in lessons if lesson.status == "live" for question in lesson.questions if question.kind == "single"
    ]
    total = len(asked)
    if not asked or total < shares["least_questions"]:
        return
    place, most = Counter(place for question in asked if (place := _right_place(question)) is not None).most_common(1)[0]
    if most > shares["same_place_share"] * total:
        message = f"in {most} of {total} pick-one questions the right answer stands in place {place + 1}"
        yield Fault("W701", 1, 1, message, "move some of them; choices are shuffled, but prints and previews are not")
    longest = sum(map(_right_is_longest, asked))
    if longest > shares["longest_share"] * total:
        message = f"in {longest} of {total} pick-one questions the right answer is the longest"
        yield Fault("W702", 1, 1, message, "shorten right answers, or give the wrong ones as much care")


def _right_place(question: Question) -> int | None:
    return next((place for place, choice in enumerate(question.choices) if choice.mark == 1), None)


def _right_is_longest(question: Question) -> bool:
    right = [len(choice.text) for choice in question.choices if choice.mark == 1]
    return bool(right) and all(len(choice.text) < max(right) for choice in question.choices if choice.mark < 1)


def _may_be(file: LessonFile, key: str, wanted: str, others: Sequence[str]) -> bool:
    """Whether a key says what is wanted. A lesson with errors gets the benefit of the doubt, so that one fault does not make others."""
    word = _one(file, key)
    return word == wanted or (file.lesson is None and word not in others)


def _scenarios(file: LessonFile) -> tuple[str, ...]:
    """What the scenarios of a lesson practise; of a lesson with errors all its behaviours."""
    if file.lesson is None:
        return _many(file, "behaviours")
    return tuple(one for question in file.lesson.questions if question.kind == "scenario" for one in question.behaviours)


def _one(file: LessonFile, key: str) -> str | None:
    return file.front.text(key) if file.front else None


def _many(file: LessonFile, key: str) -> tuple[str, ...]:
    return file.front.texts(key) if file.front else ()


def _items(file: LessonFile, key: str) -> tuple[Value, ...]:
    value = file.front.get(key) if file.front else None
    items = [] if value is None else [value] if value.items is None else value.items
    return tuple(item for item in items if item.text)


def _place(value: Value | None) -> Value:
    return value or Value(1, 1)


def _id_of(library: Library, path: str) -> Value:
    """Where the id of a process file stands."""
    document = library.document(path)
    return _place(document.front.get("id") if document and document.front else None)


def _fault(code: str, at: Value, message: str, mend: str, severity: Severity | None = None) -> Fault:
    return Fault(code, at.line, at.column, message, mend, at.length, severity)
