"""Plain text as Markdown that compiles to the same plain text again."""

import re
from collections.abc import Sequence

WIDTH = 80

_MARKS = re.compile(r"([\\`*\[\]<~])")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_ENTITY = re.compile(r"&(?=#|\w+;)")
_OPENS = re.compile(r"(#{1,6}(?=\s|$)|[>+=|-]|\d{1,9}(?=[.)](?:\s|$)))")
_NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")


def text(words: str) -> str:
    """A text on one line, with every mark of Markdown written out."""
    marked = _MARKS.sub(r"\\\1", words)
    marked = _UNDERSCORE.sub(r"\\_", marked)
    return _ENTITY.sub(r"\\&", marked)


def paragraphs(words: str) -> str:
    """Paragraphs parted by an empty line, wrapped."""
    return "\n\n".join(wrapped(one) for one in words.split("\n\n"))


def wrapped(words: str, first: str = "", indent: str = "") -> str:
    """A text in lines of at most 80 characters, the first after `first`, the others after `indent`."""
    lines: list[str] = []
    line = first
    for word in text(words).split(" "):
        head = first if not lines else indent
        if line == head:
            line += word
        elif len(line) + 1 + len(word) <= WIDTH or _would_open(word):
            line += f" {word}"
        else:
            lines.append(line)
            line = indent + word
    lines.append(line)
    return "\n".join([first + _closed(lines[0][len(first) :]), *lines[1:]])


def item(words: str, first: str, indent: str) -> str:
    """An item of a list."""
    return wrapped(words, first, indent)


def table(rows: Sequence[tuple[str, str]]) -> str:
    """A table of two columns, the first row its heads, in columns as wide as their widest cell."""
    cells = [tuple(text(cell).replace("|", "\\|") for cell in row) for row in rows]
    wide = [max(3, *(len(row[column]) for row in cells)) for column in (0, 1)]
    lines = [f"| {row[0].ljust(wide[0])} | {row[1].ljust(wide[1])} |" for row in cells]
    return "\n".join([lines[0], f"| {'-' * wide[0]} | {'-' * wide[1]} |", *lines[1:]])


def _would_open(word: str) -> bool:
    """Whether a line that begins with this word would be no line of a paragraph: such a word stays on the line before it."""
    return _OPENS.match(word) is not None


def _closed(line: str) -> str:
    """A first line that opens nothing: no heading, list or rule."""
    numbered = _NUMBER.match(line)
    if numbered is not None:
        return f"{numbered[1]}\\{numbered[2]}{line[numbered.end() :]}"
    return f"\\{line}" if _OPENS.match(line) else line
