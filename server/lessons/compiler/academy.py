"""A whole academy from its files: rules and people, the process, the lessons, the paths, and then what only shows across files."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from posixpath import dirname, join, normpath

from msgspec import Struct
from msgspec.structs import replace

from server.lessons.compiler.cache import Cache
from server.lessons.compiler.context import Context
from server.lessons.compiler.corpus import (
    Found,
    LessonFile,
    coverage_faults,
    habit_faults,
    identity_faults,
    unused_faults,
)
from server.lessons.compiler.diagnostic import Diagnostic
from server.lessons.compiler.edits.base import base_faults
from server.lessons.compiler.edits.history import keys, known_questions
from server.lessons.compiler.faults import Fault
from server.lessons.compiler.lesson import Compiled
from server.lessons.compiler.library import Library
from server.lessons.compiler.markdown.source import read
from server.lessons.compiler.model import Academy, Lesson, Question, Rules
from server.lessons.compiler.part import Part
from server.lessons.compiler.paths import compile_paths
from server.lessons.compiler.process.base import process_base_faults
from server.lessons.compiler.process.files import REFERENCE, ProcessFiles, compile_process
from server.lessons.compiler.process.files import ROOT as PROCESS
from server.lessons.compiler.questions.inherit import inherit
from server.lessons.compiler.rules_file import ACADEMY, compile_people, compile_rules
from server.lessons.compiler.severity import diagnostics
from server.lessons.compiler.translations.translated import Originals, TranslationFile, translation_faults, translations
from server.lessons.compiler.translations.translation import is_translation, original_beside
from server.lessons.compiler.words.glossary import PATH as GLOSSARY
from server.lessons.compiler.words.glossary import Glossary, compile_glossary
from server.process.map import Process

OTHER = ("process/", "paths/", "partials/", "media/")
"""Folders whose Markdown files are not lessons."""


class Result(Struct, frozen=True, kw_only=True):
    """What the files compile to.

    `academy` has only lessons and paths without an error. `broken` are the paths of files with one, `ids` the id of every lesson and path
    file as far as it can be known, so that a loader can find the last good version of what is broken.
    """

    academy: Academy
    diagnostics: tuple[Diagnostic, ...]
    broken: frozenset[str]
    ids: Mapping[str, str]


def compile_academy(
    files: Mapping[str, bytes],
    *,
    today: date,
    previous: Academy | None = None,
    media: Mapping[str, str] | None = None,
    odd: Mapping[str, str] | None = None,
    cache: Cache | None = None,
    only: str | None = None,
    base: Academy | None = None,
) -> Result:
    """Everything below one root. Never raises on any content; one bad file never hides another.

    `files` maps POSIX paths below the root to text as bytes, `media` those of other files to their SHA-256, `odd` those that could not be
    read to the reason. `previous` is what was compiled before: its choices keep their ids. `cache` carries lessons from one call to the
    next. With `only`, no other lesson is compiled, and rules that need the others stay silent. Without an `academy.yml` there is no process.
    With `base`, the academy as it was, what the edit does to ids and answer keys is told too; without `previous` it stands for that as well.
    """
    media, odd, previous = media or {}, odd or {}, previous or base
    library = Library(files, frozenset(media), {lesson.path: lesson.id for lesson in previous.lessons} if previous else None)
    rules = compile_rules(library)
    people = compile_people(library, rules.value)
    glossary = compile_glossary(library, rules.value)
    kept = cache or Cache()
    process = Part(ProcessFiles(process=None))
    if ACADEMY in files:
        wording = _wording(library, rules.value, glossary.value)
        process = kept.process(library, lambda: compile_process(library, rules.value, wording))
    context = _context(library, rules.value, people.value, glossary.value, process.value, previous, today)
    lessons = _lessons(library, context, previous, kept, only)
    others = lessons.translations
    across = () if only else _across(library, lessons, process.value, rules.value, kept)
    since = _since(base, lessons.files, process.value.process, library) if base else ()
    gone = () if only else _halved(library)
    found = (*across, *translation_faults(others, lessons.originals, alone=only is not None), *since, *gone, *_odd(odd, only))
    spread = tuple(_told(library, rules.value, found))
    broken = lessons.broken | odd.keys() | {one.path for one in spread if one.severity == "error" and one.code in FATAL}
    good = tuple(file.lesson for file in lessons.files if file.lesson and file.path not in broken)
    ids = {file.path: file.id for file in lessons.files}
    retired = frozenset(file.id for file in lessons.files if file.front and file.front.text("status") == "retired")
    paths = compile_paths(library, rules.value, ids, retired)
    parts = (rules, people, glossary, process, paths)
    told = (*(one for part in parts for one in part.diagnostics), *lessons.diagnostics, *spread)
    academy = Academy(
        rules=rules.value,
        process=process.value.process,
        artifacts=process.value.pages,
        lessons=tuple(sorted(good, key=by_process(process.value.process))),
        paths=tuple(one for path, one in paths.value.items() if path not in paths.broken),
        glossary=glossary.value.terms,
        people=people.value or {},
        media={path: media[path] for path in sorted(lessons.uses) if path in media},
        translations=tuple(
            sorted(translations(others, {one.path: one for one in good}, broken), key=by_process(process.value.process))
        ),
    )
    return Result(
        academy=academy,
        diagnostics=tuple(sorted(told)),
        broken=broken.union(*(part.broken for part in parts)),
        ids={**ids, **{path: one.id for path, one in paths.value.items()}},
    )


FATAL = frozenset({"E108", "E501", "P005"})
"""Faults across files that make a lesson, or the process, unfit to be served. The others say something about the set, not about one lesson."""


class _Lessons(Struct, frozen=True, kw_only=True):
    files: tuple[LessonFile, ...]
    diagnostics: tuple[Diagnostic, ...]
    broken: frozenset[str]
    translations: tuple[TranslationFile, ...] = ()
    originals: Originals

    @property
    def uses(self) -> set[str]:
        """Everything that lessons in any language link to or show."""
        return {use for file in self.files for use in file.uses} | {use for file in self.translations for use in file.uses}


def _context(
    library: Library,
    rules: Rules,
    people: Mapping[str, str] | None,
    glossary: Glossary,
    process: ProcessFiles,
    previous: Academy | None,
    today: date,
) -> Context:
    before = previous.process if previous else None
    now = process.process.behaviour if process.process else {}
    once = (*before.behaviour, *(id.removeprefix("behaviour/") for id in before.gone)) if before else ()
    return Context(
        library=library,
        rules=rules,
        process=process.process,
        retired=frozenset(once) - frozenset(now),
        artifacts=process.artifacts if process.process else None,
        people=frozenset(people) if people is not None else None,
        glossary=frozenset(term.casefold() for term in glossary.terms) if GLOSSARY in library.files else None,
        banned=glossary.banned,
        names=glossary.names,
        today=today,
    )


def _wording(library: Library, rules: Rules, glossary: Glossary) -> Context:
    """What is known of words before the process is: enough to judge the pages of artifacts."""
    return Context(
        library=library,
        rules=rules,
        glossary=frozenset(term.casefold() for term in glossary.terms) if GLOSSARY in library.files else None,
        banned=glossary.banned,
        names=glossary.names,
    )


def is_lesson(path: str) -> bool:
    """Whether a file at this path is read as a lesson."""
    return path.endswith(".md") and not path.startswith(OTHER) and path != GLOSSARY and path.rpartition("/")[2] != "README.md"


def _lessons(library: Library, context: Context, previous: Academy | None, cache: Cache, only: str | None) -> _Lessons:
    """Every lesson file, those first that had their id before, so that a copy does not take it from its original; then translations."""
    home = {lesson.path: lesson.id for lesson in previous.lessons} if previous else {}
    known = known_questions(previous) if previous else {}
    # Of a single translation the lesson beside it is read too.
    wanted = {only, original_beside(only, library.files)} if only else set()
    paths = sorted(path for path in library.files if is_lesson(path) and (not only or path in wanted))
    cache.open(context)
    files: list[LessonFile] = []
    told: list[Diagnostic] = []
    originals = Originals()
    for path in (path for path in paths if not is_translation(path, library.files)):
        compiled = cache.lesson(read(path, library.files[path]), context)
        file = _file(path, compiled, home.get(path), known)
        originals.add(file.id, path, compiled)
        if only in {None, path}:
            told += compiled.diagnostics
            files.append(file)
    translated: list[TranslationFile] = []
    for path in (path for path in paths if is_translation(path, library.files)):
        original, beside = originals.of(path, library.files)
        compiled = cache.translation(read(path, library.files[path]), context, original, beside)
        told += compiled.diagnostics
        translated.append(TranslationFile.of(path, compiled, beside))
    cache.close()
    files.sort(key=lambda file: (home.get(file.path) != file.id, file.path))
    broken = {file.path for file in files if file.lesson is None} | {one.path for one in translated if one.lesson is None}
    return _Lessons(
        files=tuple(files), diagnostics=tuple(told), broken=frozenset(broken), translations=tuple(translated), originals=originals
    )


def _file(path: str, compiled: Compiled, before: str | None, known: Mapping[str, Question]) -> LessonFile:
    """A compiled file with the id it has, or had, or seems to have; its choices carry the ids they had."""
    front, lesson = compiled.front, compiled.lesson
    id = (front.text("id") if front else None) or before or path.rpartition("/")[2].removesuffix(".md")
    if lesson is not None and known:
        lesson = replace(lesson, questions=tuple(_inherited(lesson, question, known) for question in lesson.questions))
    return LessonFile(path=path, id=id, lesson=lesson, front=front, uses=compiled.uses)


def _inherited(lesson: Lesson, question: Question, known: Mapping[str, Question]) -> Question:
    before = next((known[key] for key in keys(lesson, question.id) if key in known), None)
    return inherit(question, before) if before else question


def _since(base: Academy, files: tuple[LessonFile, ...], process: Process | None, library: Library) -> Iterator[Found]:
    """What the edit does to ids and answer keys."""
    yield from base_faults(base, files, library)
    if base.process is not None and process is not None:
        yield from process_base_faults(base.process, process, library)


def _across(library: Library, found: _Lessons, process: ProcessFiles, rules: Rules, cache: Cache) -> Iterator[Found]:
    """Everything that only shows when all files are known. A translation is no second lesson: it covers, repeats and balances nothing."""
    files = found.files
    yield from identity_faults(files)
    yield from coverage_faults(files, process, rules, library)
    lessons = [file.lesson for file in files if file.lesson]
    if files:
        yield from habit_faults(lessons, rules, ACADEMY if ACADEMY in library.files else files[0].path)
    yield from unused_faults(found.uses, (*library.files, *library.media), _other_uses(library, cache))


def _halved(library: Library) -> Iterator[Found]:
    """P001 or P005 for an academy of which a half is gone: its process, of which what is served keeps the one it has, or what makes it an academy."""
    has_process = any(path.startswith(PROCESS) for path in library.files)
    if ACADEMY in library.files and not has_process:
        mend = "a lesson is about a stage and behaviours of it: bring it back, or make one by plumbline process import or plumbline new academy"
        yield REFERENCE, Fault("P005", 1, 1, "the academy has no process: nothing lies below process/", mend)
    if has_process and ACADEMY not in library.files:
        yield (
            ACADEMY,
            Fault("P001", 1, 1, "there is no academy.yml, without which nothing is served", "bring it back: title: is enough"),
        )


def _odd(odd: Mapping[str, str], only: str | None) -> Iterator[Found]:
    """P020 for every file that could not be read."""
    for path, reason in odd.items():
        if only in {None, path}:
            yield path, Fault("P020", 1, 1, f"the file was passed over: {reason}", "mend the file, or move it out of the academy")


def _other_uses(library: Library, cache: Cache) -> Iterator[str]:
    """Files that files other than lessons link to."""
    for path in library.files:
        if path.endswith(".md") and path.startswith(OTHER):
            yield from cache.links(library, path, partial(_linked, library, path))


def _linked(library: Library, path: str) -> tuple[str, ...]:
    document = library.document(path)
    tokens = (token for block in document.blocks for token in block.tokens) if document else ()
    targets = (child.attrGet("src") or child.attrGet("href") for token in tokens for child in token.children or ())
    return tuple(normpath(join(dirname(path), target.partition("#")[0])) for target in targets if isinstance(target, str))


def _told(library: Library, rules: Rules, found: Iterable[Found]) -> Iterator[Diagnostic]:
    """Faults with their paths as diagnostics."""
    by_path: dict[str, list[Fault]] = {}
    for path, fault in found:
        by_path.setdefault(path, []).append(fault)
    for path, faults in by_path.items():
        yield from diagnostics(read(path, library.files.get(path, b"")), faults, rules)


def by_process(process: Process | None) -> Callable[[Lesson], tuple[int, str]]:
    """The order in which lessons are kept: by stage, then by id."""
    places = {stage.id: place for place, stage in enumerate(process.stages)} if process else {}
    return lambda lesson: (places.get(lesson.stage, len(places)), lesson.id)
