"""The last good version: what has an error is served as it was, and everything else as it is."""

from collections.abc import Iterator

from msgspec.structs import replace

from server.lessons.compiler.academy import Result, by_process
from server.lessons.compiler.edits.history import retire
from server.lessons.compiler.model import Academy, Lesson, Path
from server.lessons.compiler.process.files import ROOT as PROCESS
from server.lessons.compiler.rules_file import ACADEMY, PEOPLE
from server.lessons.compiler.translations.translated import kept as kept_translations
from server.lessons.compiler.words.glossary import PATH as GLOSSARY
from server.process.map import Process


def keep_last_good(result: Result, previous: Academy | None) -> tuple[Academy, tuple[str, ...]]:
    """The academy to serve, and the paths of the broken files whose last good version it serves.

    A process with a broken file is kept whole. A broken lesson is found again by its id, or else by its path; a translation is kept while
    it still fits what its lesson asks. Questions that are gone are added to the retired ones.
    """
    if previous is None:
        return result.academy, ()
    now = result.academy
    process_broken = {path for path in result.broken if path.startswith(PROCESS)}
    lessons = dict(_lost_lessons(result, previous))
    paths = dict(_lost_paths(result, previous))
    single = {path for path in (ACADEMY, PEOPLE, GLOSSARY) if path in result.broken}
    process = _process(now, previous, broken=bool(process_broken))
    served = tuple(sorted((*now.lessons, *lessons.values()), key=by_process(process)))
    translations = kept_translations(now.translations, previous.translations, served, result.broken)
    lost = {one.path for one in translations if one.path in result.broken}
    academy = replace(
        now,
        rules=previous.rules if ACADEMY in single else now.rules,
        people=previous.people if PEOPLE in single else now.people,
        glossary=previous.glossary if GLOSSARY in single else now.glossary,
        process=process,
        artifacts=previous.artifacts if process_broken and previous.process else now.artifacts,
        lessons=served,
        paths=(*now.paths, *paths.values()),
        # Which media a kept lesson shows is not recorded, so all that were used stay named.
        media={**now.media, **(previous.media if lessons or lost else {})},
        retired=retire(served, previous),
        translations=translations,
    )
    kept = {*lessons, *lost, *paths, *single, *(process_broken if previous.process else ())}
    return academy, tuple(sorted(kept))


def _process(now: Academy, previous: Academy, *, broken: bool) -> Process | None:
    """The process to serve, which remembers what those before it called what is gone."""
    if previous.process is None or (now.process is None and not broken):
        return now.process
    return previous.process if broken or now.process is None else now.process.after(previous.process)


def _lost_lessons(result: Result, previous: Academy) -> Iterator[tuple[str, Lesson]]:
    """The last good lesson of each broken file, with the path it lies at now."""
    good = {lesson.id for lesson in result.academy.lessons}
    by_id = {lesson.id: lesson for lesson in previous.lessons}
    by_path = {lesson.path: lesson for lesson in previous.lessons}
    for path in sorted(result.broken):
        lesson = by_id.get(result.ids.get(path, "")) or by_path.get(path)
        if lesson is not None and lesson.id not in good:
            good.add(lesson.id)
            yield path, replace(lesson, path=path)


def _lost_paths(result: Result, previous: Academy) -> Iterator[tuple[str, Path]]:
    good = {path.id for path in result.academy.paths}
    by_id = {path.id: path for path in previous.paths}
    for file in sorted(result.broken):
        name = result.ids.get(file) or file.removeprefix("paths/").removesuffix(".md")
        if file.startswith("paths/") and name in by_id and name not in good:
            good.add(name)
            yield file, by_id[name]
