"""The blank form of an artifact as something to paste: Markdown without our chips, and plain text for a mail."""

import re
from collections.abc import Iterator, Sequence

from server.lessons.compiler.markdown.chips import Section
from server.lessons.compiler.markdown.document import Block, is_comment
from server.lessons.compiler.markdown.source import Source
from server.lessons.compiler.part import block_words
from server.lessons.compiler.process.artifact_tables import heads, rows

LINK = re.compile(r"\[([^\]\n]*)\]\([^)\n]*\)")


def as_markdown(source: Source, sections: Sequence[Section]) -> str:
    """Headings, what to write below each in italics, and the tables."""
    return "\n\n".join(part for section in sections for part in _markdown(source, section)) + "\n"


def as_text(sections: Sequence[Section]) -> str:
    """The same without any mark: what to write in brackets, and each row of a table as one line a column."""
    return "\n\n".join(part for section in sections for part in _text(section)) + "\n"


def _markdown(source: Source, section: Section) -> Iterator[str]:
    if section.heading:
        yield f"{'#' * section.heading.level} {section.heading.title}"
    for block in section.blocks:
        if is_comment(block):
            continue
        if block.kind == "paragraph":
            yield f"_{block_words(block)}_"
        elif block.kind == "table":
            yield _table(block)
        else:
            yield LINK.sub(r"\1", _lines(source, block))


def _table(block: Block) -> str:
    """A table whose columns are as wide as their widest cell."""
    table = [[head.title for head in heads(block)], *rows(block)]
    width = [max(3, *(len(row[place]) for row in table)) for place in range(len(table[0]))]
    head, *body = (
        " | ".join(cell.replace("|", "\\|").ljust(wide) for cell, wide in zip(row, width, strict=True)) for row in table
    )
    return "\n".join(f"| {line} |" for line in (head, " | ".join("-" * wide for wide in width), *body))


def _lines(source: Source, block: Block) -> str:
    return "\n".join(source.lines[block.line - 1 : block.last]).rstrip()


def _text(section: Section) -> Iterator[str]:
    if section.heading:
        yield section.heading.title
    for block in section.blocks:
        if is_comment(block):
            continue
        if block.kind == "paragraph":
            yield f"[{block_words(block)}]"
        elif block.kind == "table":
            yield from _rows(block)
        else:
            yield "\n".join(_items(block))


def _rows(block: Block) -> Iterator[str]:
    """Each row as a few lines to fill in."""
    titles = [head.title for head in heads(block)]
    for row in rows(block):
        yield "\n".join(f"{title}: {cell}".rstrip() for title, cell in zip(titles, row, strict=False))


def _items(block: Block) -> Iterator[str]:
    """The items of a list, or the words of anything else."""
    if block.kind not in {"ordered_list", "bullet_list"}:
        yield block_words(block)
        return
    for number, item in enumerate(block.parts(), start=1):
        yield f"{number}. {block_words(item)}" if block.kind == "ordered_list" else f"- {block_words(item)}"
