"""What can be found: everything of the academy that has a place on a page, with its text in passages. Pure.

Nothing of a question is searched, neither its answers nor what is said to them, and nothing of a lesson that is not live.
"""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from html import unescape
from typing import Literal

from msgspec import Struct

from server.lessons.audience import wanted
from server.lessons.compiler.model import (
    SECTION,
    Academy,
    Artifact,
    Block,
    Callout,
    Heading,
    Included,
    Lesson,
    Media,
    Path,
    Prose,
)
from server.process.map import Behaviour, Motion, Process, Stage
from server.process.methods import METHODS

Kind = Literal["behaviour", "stage", "lesson", "template", "word", "path", "motion", "method"]

Field = Literal["title", "term", "key", "heading", "text", "also"]
"""Where words stand: a title, the term of another method, what a page comes down to, a heading, its text, and words that only lead to it."""


class Entry(Struct, frozen=True, kw_only=True):
    """One thing to be found. An empty `audience` is everybody."""

    kind: Kind
    id: str
    title: str
    audience: frozenset[str] = frozenset()


class Passage(Struct, frozen=True, kw_only=True):
    """A part of its text. `place` is where it stands on the page, empty for its top; `method` is set for a term of another method."""

    field: Field
    text: str
    place: str = ""
    method: str = ""


def entries(academy: Academy) -> Iterator[Entry]:
    """Everything, in the order in which things that fit alike are told."""
    process = academy.process
    if process:
        yield from (Entry(kind="behaviour", id=one.id, title=one.title) for one in process.behaviours)
        yield from (Entry(kind="stage", id=one.id, title=one.title) for one in process.stages)
    for lesson in academy.lessons:
        if lesson.status == "live":
            yield Entry(kind="lesson", id=lesson.id, title=lesson.title, audience=frozenset(lesson.audience))
    yield from (Entry(kind="template", id=one.id, title=one.title) for one in academy.artifacts)
    yield from (Entry(kind="word", id=term, title=term) for term in sorted(academy.glossary, key=str.casefold))
    yield from (Entry(kind="path", id=one.id, title=one.title, audience=frozenset(one.audience)) for one in academy.paths)
    if process:
        yield from (Entry(kind="motion", id=one.id, title=one.title) for one in process.motions)
        spoken = {method for behaviour in process.behaviours for method in behaviour.crosswalk}
        yield from (Entry(kind="method", id=method, title=name) for method, name in METHODS.items() if method in spoken)


def may_read(entry: Entry, roles: AbstractSet[str]) -> bool:
    """Whether it is for somebody with these roles: lessons and paths are for their audience, and authors read every live lesson."""
    if not entry.audience or not wanted(roles).isdisjoint(entry.audience):
        return True
    return entry.kind == "lesson" and not roles.isdisjoint({"author", "admin"})


def names(entry: Entry, academy: Academy) -> Iterator[str]:
    """What it is called: its title, and the terms of other methods."""
    yield entry.title
    if academy.process and entry.kind == "behaviour" and entry.id in academy.process.behaviour:
        yield from (part for term in academy.process.behaviour[entry.id].crosswalk.values() for part in term.split(";"))


def passages(entry: Entry, academy: Academy) -> Iterator[Passage]:
    """Its text, the title first. Nothing but the title for what the academy does not have any more."""
    yield Passage(field="title", text=entry.title)
    process = academy.process
    match entry.kind:
        case "lesson":
            found = next((one for one in academy.lessons if one.id == entry.id), None)
            yield from _lesson(found, process) if found else ()
        case "template":
            yield from (passage for one in academy.artifacts if one.id == entry.id for passage in _template(one, process))
        case "word":
            yield Passage(field="key", text=academy.glossary.get(entry.id, ""))
        case "path":
            yield from (passage for one in academy.paths if one.id == entry.id for passage in _path(one))
        case _ if process:
            yield from _of_process(entry, process)
    if entry.kind == "behaviour":
        yield from _taught(entry.id, academy)


def _of_process(entry: Entry, process: Process) -> Iterator[Passage]:
    if entry.kind == "behaviour" and entry.id in process.behaviour:
        yield from _behaviour(process.behaviour[entry.id], process)
    elif entry.kind == "stage" and entry.id in process.stage:
        yield from _stage(process.stage[entry.id])
    elif entry.kind == "motion" and entry.id in process.motion:
        yield from _motion(process.motion[entry.id], process)


def _behaviour(one: Behaviour, process: Process) -> Iterator[Passage]:
    yield Passage(field="key", text=one.statement)
    for method, term in one.crosswalk.items():
        yield Passage(field="term", text=term, method=method)
    for text in (*one.steps, *(clause.text for clause in one.clauses), one.proof, one.inspect, one.drift, one.coach):
        yield Passage(field="text", text=text)
    yield Passage(field="also", text=f"{process.stage[one.stage].title} {one.artifact.replace('-', ' ')}")


def _stage(one: Stage) -> Iterator[Passage]:
    yield Passage(field="key", text=one.exit)
    yield Passage(field="text", text=one.job)


def _motion(one: Motion, process: Process) -> Iterator[Passage]:
    yield Passage(field="key", text=", ".join(process.stage[stage].title for stage in one.stages if stage in process.stage))


def _path(one: Path) -> Iterator[Passage]:
    for step in one.steps:
        if step.milestone:
            yield Passage(field="text", text=step.milestone.text)


def _lesson(one: Lesson, process: Process | None) -> Iterator[Passage]:
    for objective in one.objectives:
        yield Passage(field="key", text=objective)
    place = ""
    for block in one.blocks:
        if isinstance(block, Heading):
            # The page names the band of a heading of level 2, and the heading itself of level 3.
            place = f"h-{block.id}" if block.level == SECTION else block.id
            yield Passage(field="heading", text=block.title, place=place)
        else:
            yield from _block(block, place)
    for behaviour in one.behaviours if process else ():
        yield from _leading(process.behaviour.get(behaviour)) if process else ()
    yield Passage(field="also", text=", ".join(one.tags))


def _template(one: Artifact, process: Process | None) -> Iterator[Passage]:
    """The form and how to use it. The filled example is a story of its own."""
    yield from _read(one.about, "", "key")
    yield Passage(field="heading", text=", ".join(part.title for part in one.blank if part.title))
    for part in one.blank:
        yield from _read(part.html, "")
    for behaviour in process.behaviours if process else ():
        if behaviour.artifact == one.id:
            yield from _leading(behaviour)


def _block(block: Block, place: str) -> Iterator[Passage]:
    """What is read of a block. What stands in the process is found there."""
    match block:
        case Callout(kind="important"):
            yield from _read(block.html, place, "key")
        case Prose() | Callout():
            yield from _read(block.html, place)
        case Included(behaviour=None):
            yield Passage(field="heading", text=block.title, place=place)
            yield from _read(block.html, place)
        case Media():
            yield Passage(field="heading", text=block.title, place=place)
            yield from _read(block.transcript or "", place)
        case _:
            return


def _taught(behaviour: str, academy: Academy) -> Iterator[Passage]:
    """The words with which it is taught to reps lead to it as well."""
    for lesson in academy.lessons:
        if lesson.for_reps and behaviour in lesson.behaviours:
            yield Passage(field="also", text=f"{lesson.title}. {' '.join(lesson.objectives)}")


def _leading(behaviour: Behaviour | None) -> Iterator[Passage]:
    """The words of other methods lead to what teaches the same."""
    if behaviour:
        yield Passage(field="also", text=behaviour.title)
        for term in behaviour.crosswalk.values():
            yield Passage(field="also", text=term)


_ENDS = re.compile(r"</(?:p|li|t[dhr]|h[1-6]|dt|dd|pre|blockquote|figcaption)>|<[bh]r ?/?>")
_TAG = re.compile(r"<[^>]*>")


def _read(html: str, place: str, field: Field = "text") -> Iterator[Passage]:
    """The paragraphs of HTML that our compiler made, as plain text."""
    for part in _ENDS.split(html):
        text = " ".join(unescape(_TAG.sub("", part)).split())
        if text:
            yield Passage(field=field, text=text, place=place)
