"""The words of an HTML mail, without its looks. Pure.

The standard library's reader looks at everything that follows for each angle bracket that nothing closes, so a page of them costs minutes. This one
goes forward only.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

SILENT: Final = frozenset({"head", "script", "style", "template", "title"})
"""Elements whose text nobody reads."""

RAW: Final = frozenset({"script", "style"})
"""Those in which a bracket begins nothing."""

BREAKS: Final = frozenset(
    {"address", "blockquote", "br", "div", "h1", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "table", "tr", "ul"}
)
"""Elements that begin a line."""

PARTED: Final = BREAKS - {"address", "blockquote", "div", "li", "tr"}
"""Those after which an empty line stands, or which are one. A `div` is one when it holds nothing: programs put each line of what they forward into
one of its own."""

TAG: Final = re.compile(r"""<(/?)([a-z][a-z0-9:-]{0,30}+)(?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+>""", re.IGNORECASE)
"""One tag. No part of it gives back what it took, so that a tag which nothing closes costs its length."""


def plain(html: str) -> str:
    """What an HTML text says, a line for each of its blocks; what it quotes is marked with `> ` as plain mail does."""
    reader = _Reader()
    for end, tag, words in _pieces(html):
        if words:
            reader.say(words)
        elif end:
            reader.end(tag)
        else:
            reader.begin(tag)
    return "\n".join(reader.lines())


def _pieces(html: str) -> Iterator[tuple[bool, str, str]]:
    """Every tag, by whether it ends its element and the element's name, and every text between tags."""
    at = 0
    while at < len(html):
        begins = html.find("<", at)
        begins = len(html) if begins < 0 else begins
        if begins > at:
            yield False, "", unescape(html[at:begins])
        at = begins
        if found := TAG.match(html, begins):
            tag = found[2].lower()
            yield bool(found[1]), tag, ""
            at = _after(html, f"</{tag}", found.end()) if tag in RAW and not found[1] else found.end()
        elif html.startswith("<!--", begins):
            at = _after(html, "-->", begins + 2) + 3
        elif html.startswith(("<!", "<?"), begins):
            at = _after(html, ">", begins) + 1
        elif begins < len(html):
            yield False, "", "<"
            at = begins + 1


def _after(html: str, mark: str, start: int) -> int:
    """Where a mark stands, in capitals or not; the end of the text without one."""
    found = re.compile(re.escape(mark), re.IGNORECASE).search(html, start)
    return found.start() if found else len(html)


class _Reader:
    def __init__(self) -> None:
        self._silent = 0
        self._quoted = 0
        self._bare = False  # nothing was said since the last element began that may be an empty line
        self._line: list[str] = []
        self._lines: list[str] = []

    def begin(self, tag: str) -> None:
        """Begins what an element begins."""
        if tag in BREAKS:
            self._end_line(parted=tag == "br")
            self._bare = tag == "div"
        self._silent += tag in SILENT
        self._quoted += tag == "blockquote"

    def end(self, tag: str) -> None:
        """Ends it."""
        if tag in BREAKS:
            self._end_line()
            self._end_line(parted=tag in PARTED or (tag == "div" and self._bare))
        self._silent = max(0, self._silent - (tag in SILENT))
        self._quoted = max(0, self._quoted - (tag == "blockquote"))

    def say(self, words: str) -> None:
        """Keeps words that are shown."""
        if not self._silent:
            self._line.append(words)
            self._bare = self._bare and not words.strip()

    def lines(self) -> list[str]:
        """All lines, blank ones at most one after another."""
        self._end_line()
        return self._lines[:-1] if self._lines and not self._lines[-1] else self._lines

    def _end_line(self, *, parted: bool = False) -> None:
        words = " ".join("".join(self._line).split())
        self._line = []
        if words:
            self._lines.append("> " * min(self._quoted, 5) + words)
        elif parted and self._lines and self._lines[-1]:
            self._lines.append("")
