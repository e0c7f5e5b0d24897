"""Learning paths, `paths/<id>.md`: lessons in an order that makes sense for someone new, with milestones to look at together."""

import posixpath
from collections.abc import Iterator, Mapping

from markdown_it.token import Token

from server.lessons.compiler.keys import AUDIENCES
from server.lessons.compiler.library import Library
from server.lessons.compiler.markdown.chips import plain, sections
from server.lessons.compiler.markdown.document import Block
from server.lessons.compiler.markdown.links import elsewhere
from server.lessons.compiler.model import Milestone, Path, PathStep, Rules
from server.lessons.compiler.part import Notebook, Part, block_words, title

ROOT = "paths/"


def compile_paths(
    library: Library, rules: Rules, lessons: Mapping[str, str], retired: frozenset[str]
) -> Part[Mapping[str, Path]]:
    """Every path by its file, broken ones included. `lessons` maps the file of each lesson to its id, `retired` are ids that are no longer given.

    Faults are P004 (front matter), P008 (the id is taken), P017 (steps) and P019 (title).
    """
    notes = Notebook(library)
    found: dict[str, Path] = {}
    taken: dict[str, str] = {}
    for path in sorted(path for path in library.files if path.startswith(ROOT) and path.endswith(".md")):
        read = _read(path, notes, lessons, retired)
        if read.id in taken:
            message = f"the id `{read.id}` is taken by {taken[read.id]}"
            notes.at(path, "id", "P008", message, "give one of the two another id")
        else:
            taken[read.id] = path
            found[path] = read
    told, broken = notes.close(rules)
    return Part(found, told, broken)


def _read(path: str, notes: Notebook, lessons: Mapping[str, str], retired: frozenset[str]) -> Path:
    fields = notes.fields(path, "P004")
    fields.only(("id", "audience", "title"))
    document, faults = notes.library.document(path), notes.of(path)
    if document is None:
        raise KeyError(path)
    title(document, faults, "P019")
    audience = fields.words("audience", required=True)
    for word in audience:
        if word.text not in AUDIENCES:
            fields.fault(word, f"`{word.text}` is not an audience", f"use one of {', '.join(AUDIENCES)}")
    steps = [
        step
        for section in sections(document)
        for block in section.blocks
        for item in _items(block)
        if (step := _step(item, _under(section.heading), path, notes, lessons, retired))
    ]
    if not steps and not faults:
        faults.add("P017", 1, "the path has no steps", "list the lessons as links, in the order they are taken")
    return Path(
        id=fields.id("id") or path.removeprefix(ROOT).removesuffix(".md"),
        title=fields.text("title"),
        audience=tuple(word.text or "" for word in audience),
        steps=tuple(steps),
    )


def _items(block: Block) -> Iterator[Block]:
    if block.kind in {"ordered_list", "bullet_list"}:
        yield from block.parts()


def _step(
    item: Block, under: str, path: str, notes: Notebook, lessons: Mapping[str, str], retired: frozenset[str]
) -> PathStep | None:
    faults, inline = notes.of(path), item.inline
    if inline is not None and inline.content.startswith("[ ] "):
        text = plain(inline.children or []).removeprefix("[ ]").strip()
        return PathStep(under=under, milestone=Milestone(text=text))
    target = _target(inline)
    if target is None:
        mend = "link to a lesson, or write `- [ ]` before something to look at together"
        faults.add("P017", item.line, f"this step is neither a lesson nor a milestone: {block_words(item)[:60]}", mend)
        return None
    lesson = posixpath.normpath(posixpath.join(posixpath.dirname(path), target.partition("#")[0]))
    if lesson not in lessons:
        document = notes.library.document(path)
        column = document.source.find(target, item.line) if document else 1
        mend = elsewhere(notes.library, path, lesson, lessons, "link to the file of a lesson, relative to this file")
        faults.add("P017", item.line, f"there is no lesson at {target}", mend, column=column, length=len(target))
        return None
    if lessons[lesson] in retired:
        faults.add("P017", item.line, f"the lesson `{lessons[lesson]}` is retired", "take it out of the path", severity="warning")
    return PathStep(under=under, lesson=lessons[lesson])


def _target(inline: Token | None) -> str | None:
    for token in (inline.children if inline else None) or []:
        href = token.attrGet("href") if token.type == "link_open" else None
        if isinstance(href, str) and href.partition("#")[0].endswith(".md"):
            return href
    return None


def _under(heading: object) -> str:
    level, text = getattr(heading, "level", 1), getattr(heading, "title", "")
    return text if level > 1 else ""
