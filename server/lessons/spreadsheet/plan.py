"""What an import of a table would do to the files of an academy, all of it, before anything is written."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from msgspec import Struct

from server.lessons.compiler.academy import Result, compile_academy, is_lesson
from server.lessons.compiler.diagnostic import Diagnostic
from server.lessons.compiler.rules_file import ACADEMY, PEOPLE
from server.lessons.spreadsheet import following, written
from server.lessons.spreadsheet.cadences import cadences
from server.lessons.spreadsheet.following import Followed
from server.lessons.spreadsheet.meeting import Met, meet
from server.lessons.spreadsheet.told import Fault, Told
from server.process.map import Process

REFERENCE: Final = "process/reference.md"
ARTIFACTS: Final = "process/artifacts/"

COVERAGE: Final = frozenset({"W405", "W406", "W407"})
"""What an academy that says to be complete is told of something new, until there is a lesson about it."""

_COMPLETE = re.compile(r"^coverage:[ \t]*complete\b", re.MULTILINE)

BEGINNING: Final[Mapping[str, str]] = {
    ACADEMY: "title: Our academy\nlocale: en\ncoverage: growing\nreview_days: 180\ncurrency: EUR\nfiscal_year_start: 01-01\n",
    PEOPLE: "process-owner: The process owner\n",
}
"""The files that an academy needs besides its process."""


class Plan(Struct, frozen=True, kw_only=True):
    """What would be written: `files` maps paths to their new text, None for a file that goes.

    Nothing may be written while there are `faults` or `questions`. `lessons` are those that follow, `broken` what the checks would say of the
    academy that they do not say today.
    """

    met: Met
    files: Mapping[str, str | None]
    faults: tuple[Fault, ...]
    questions: tuple[Fault, ...]
    lessons: tuple[Followed, ...]
    cadences: Mapping[str, str]
    """Stages that are gone whose cadence goes on under another, which is named; or under none, because that has its own."""
    growing: bool
    """Whether an academy that said to be complete is growing again, because something new has no lesson yet."""
    broken: tuple[Diagnostic, ...]
    before: Process | None


def plan(
    told: Told, files: Mapping[str, bytes], *, today: date, media: Mapping[str, str] | None = None, as_new: bool = False
) -> Plan:
    """What the table makes of the academy that these files are; of none, a new one.

    Raises ValueError when the process that is there has errors: nothing can be kept of what cannot be read.
    """
    texts = {path: data.decode("utf-8", "replace").replace("\r\n", "\n") for path, data in files.items()}
    there = compile_academy(files, today=today, media=media)
    before = _sound(there)
    met = meet(told, before, as_new=as_new)
    if met.faults:
        return Plan(
            met=met,
            files={},
            faults=met.faults,
            questions=met.questions,
            lessons=(),
            cadences={},
            growing=False,
            broken=(),
            before=before,
        )
    after, lessons = _after(texts, met, before)
    after[ACADEMY], followed = cadences(after[ACADEMY], {old: new for old, (new, _said) in met.over.items()})
    result = _compiled(after, today, media)
    growing = any(one.code in COVERAGE for one in _worse(result, there))
    if growing:
        after[ACADEMY] = _COMPLETE.sub("coverage: growing", after[ACADEMY])
    spoiled = dict.fromkeys(one.path for one in _worse(result, there) if is_lesson(one.path))
    for path in spoiled:
        after[path] = following.draft(after[path])
        lessons.append(Followed(path=path, change="draft", about=""))
    worse = tuple(_worse(_compiled(after, today, media) if spoiled or growing else result, there))
    changes = {path: after.get(path) for path in sorted({*texts, *after}) if texts.get(path) != after.get(path)}
    return Plan(
        met=met,
        files=changes,
        faults=tuple(_of_lines(worse, met)),
        questions=met.questions,
        lessons=tuple(lessons),
        cadences=followed,
        growing=growing,
        broken=tuple(one for one in worse if not _line(one.path, met)),
        before=before,
    )


def _sound(there: Result) -> Process | None:
    """The process as it is. Raises ValueError when one of its files has an error."""
    for one in there.diagnostics:
        inside = one.path.startswith("process/") and not one.path.startswith(ARTIFACTS)
        if inside and one.severity == "error" and one.code not in COVERAGE:
            raise ValueError(f"{one.path}:{one.line}: {one.message}")
    return there.academy.process


def _after(texts: Mapping[str, str], met: Met, before: Process | None) -> tuple[dict[str, str], list[Followed]]:
    """Every file as it would be, and the lessons that follow."""
    begun = texts if ACADEMY in texts else {**BEGINNING, **texts}
    after = {path: text for path, text in begun.items() if not _is_of_process(path)}
    after |= dict(_process_files(texts, met.process, before))
    moved = {
        one.file: met.process.behaviour[one.id].file
        for one in (before.behaviours if before else ())
        if one.id in met.process.behaviour and one.file != met.process.behaviour[one.id].file
    }
    lessons: list[Followed] = []
    for path in [path for path in after if path.endswith(".md") and before is not None]:
        text = following.links(path, after[path], moved)
        if path.startswith(ARTIFACTS) and before is not None:
            text = following.artifact(text, met.process, before)
        elif is_lesson(path) and before is not None:
            text, followed = following.lesson(
                path, text, met.process, before, {old: new for old, (new, _said) in met.over.items()}
            )
            lessons += [followed] if followed else []
        after[path] = text
    return after, lessons


def _process_files(texts: Mapping[str, str], now: Process, before: Process | None) -> Iterator[tuple[str, str]]:
    yield REFERENCE, written.reference(now, before, texts.get(REFERENCE))
    for stage in now.stages:
        path = f"process/{stage.id}/stage.md"
        was = before.stage.get(stage.id) if before else None
        yield path, written.stage(stage, _ids(now, stage.id), was, _ids(before, stage.id) if before else (), texts.get(path))
    for one in now.behaviours:
        old = before.behaviour.get(one.id) if before else None
        yield one.file, written.behaviour(one, old, texts.get(old.file) if old else None)


def _ids(process: Process, stage: str) -> Sequence[str]:
    return [one.id for one in process.in_stage(stage)]


def _is_of_process(path: str) -> bool:
    return path.startswith("process/") and not path.startswith(ARTIFACTS) and path.endswith(".md")


def _compiled(files: Mapping[str, str], today: date, media: Mapping[str, str] | None) -> Result:
    return compile_academy({path: text.encode() for path, text in files.items()}, today=today, media=media)


def _worse(now: Result, before: Result) -> Iterator[Diagnostic]:
    """Errors that were not there."""
    known = {(one.path, one.code, one.message) for one in before.diagnostics}
    return (one for one in now.diagnostics if one.severity == "error" and (one.path, one.code, one.message) not in known)


def _of_lines(worse: Sequence[Diagnostic], met: Met) -> Iterator[Fault]:
    """What the checks say of files that a line of the table makes, told by that line."""
    for one in worse:
        if line := _line(one.path, met):
            yield Fault(line, f"{one.message} ({one.code}). {one.help[:1].upper()}{one.help[1:]}.")


def _line(path: str, met: Met) -> int:
    files = {one.file: met.lines.get(f"behaviour/{one.id}", 0) for one in met.process.behaviours}
    stages = {f"process/{one.id}/stage.md": met.lines[f"stage/{one.id}"] for one in met.process.stages}
    return {REFERENCE: 1, **stages, **files}.get(path, 0)
