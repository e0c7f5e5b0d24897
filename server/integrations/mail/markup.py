"""The words of an HTML mail, without its looks. Pure."""

from html.parser import HTMLParser
from typing import Final

SILENT: Final = frozenset({"head", "script", "style", "template", "title"})
"""Elements whose text nobody reads."""

BREAKS: Final = frozenset(
    {"address", "blockquote", "br", "div", "h1", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "table", "tr", "ul"}
)
"""Elements that begin a line."""


def plain(html: str) -> str:
    """What an HTML text says, a line for each of its blocks; what it quotes is marked with `> ` as plain mail does."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "\n".join(reader.lines())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._silent = 0
        self._quoted = 0
        self._line: list[str] = []
        self._lines: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  # the parser's own signature
        """Begins what an element begins."""
        if tag in BREAKS:
            self._end_line()
        self._silent += tag in SILENT
        self._quoted += tag == "blockquote"

    def handle_endtag(self, tag: str) -> None:
        """Ends it."""
        if tag in BREAKS:
            self._end_line()
        self._silent = max(0, self._silent - (tag in SILENT))
        self._quoted = max(0, self._quoted - (tag == "blockquote"))

    def handle_data(self, data: str) -> None:
        """Keeps words that are shown."""
        if not self._silent:
            self._line.append(data)

    def lines(self) -> list[str]:
        """All lines, blank ones at most one after another."""
        self._end_line()
        return self._lines[:-1] if self._lines and not self._lines[-1] else self._lines

    def _end_line(self) -> None:
        words = " ".join("".join(self._line).split())
        self._line = []
        if words:
            self._lines.append("> " * min(self._quoted, 5) + words)
        elif self._lines and self._lines[-1]:
            self._lines.append("")
