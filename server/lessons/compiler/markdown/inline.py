"""The words of one paragraph as safe HTML and as plain text, token by token."""

import re
from collections.abc import Callable
from html import escape
from typing import NamedTuple

from markdown_it.token import Token

from server.lessons.compiler.markdown.chips import plain
from server.lessons.compiler.markdown.document import without_comments
from server.lessons.compiler.markdown.links import OUTWARD, Links


class Seen(NamedTuple):
    """A link as it was written."""

    words: str
    href: str
    line: int


class Run:
    """What has been written of one paragraph: `html` and `words` in pieces, the links in it, and how many images."""

    __slots__ = ("_line", "_links", "_open", "html", "images", "seen", "words")

    def __init__(self, links: Links, line: int) -> None:
        self.html: list[str] = []
        self.words: list[str] = []
        self.seen: list[Seen] = []
        self.images = 0
        self._links = links
        self._line = line
        self._open: list[tuple[str | None, str, int]] = []

    def add(self, token: Token) -> None:
        """Write one inline token; tokens nobody knows are left out."""
        write = _WRITERS.get(token.type)
        if write:
            write(self, token)

    def text(self, token: Token) -> None:
        """Plain words."""
        if "](" in token.content:
            _no_link(self._links, token.content, self._line)
        self.html.append(escape(token.content, quote=False))
        self.words.append(token.content)

    def code(self, token: Token) -> None:
        """Words in code."""
        self.html.append(f"<code>{escape(token.content, quote=False)}</code>")
        self.words.append(token.content)

    def mark(self, token: Token) -> None:
        """The begin or end of emphasis."""
        self.html.append(f"<{token.tag}>" if token.nesting == 1 else f"</{token.tag}>")

    def line_break(self, token: Token) -> None:
        """A new line of the source, seen (two spaces before it) or not."""
        self.html.append("\n" if token.type == "softbreak" else "<br>\n")
        self.words.append(" ")
        self._line += 1

    def link_open(self, token: Token) -> None:
        """The begin of a link; nothing is written when it may not lead there."""
        href = str(token.attrs.get("href", ""))
        if token.attrs.get("title") in EMBEDS:
            _not_alone(self._links, href, self._line)
        address = self._links.link(href, self._line)
        self._open.append((address, href, len(self.words)))
        if address:
            rel = ' rel="external noopener noreferrer"' if address.lower().startswith(OUTWARD[:2]) else ""
            title = token.attrs.get("title")
            named = f' title="{escape(str(title))}"' if title else ""
            self.html.append(f'<a href="{escape(address)}"{named}{rel}>')

    def link_close(self, token: Token) -> None:
        """The end of the link that was opened last."""
        del token
        address, href, start = self._open.pop()
        self.seen.append(Seen("".join(self.words[start:]), href, self._line))
        if address:
            self.html.append("</a>")

    def image(self, token: Token) -> None:
        """A picture, or its alternative text when it cannot be shown."""
        self.images += 1
        src = str(token.attrs.get("src", ""))
        words = plain(token.children or [])
        _alternative(self._links, words, src, self._line)
        address = self._links.image(src, self._line)
        self.words.append(words)
        self.html.append(
            f'<img src="{escape(address)}" alt="{escape(words)}" loading="lazy">' if address else escape(words, quote=False)
        )

    def raw(self, token: Token) -> None:
        """Raw HTML, which is never written."""
        raw_html(self._links, token.content, self._line)


EMBEDS = frozenset({"include", "audio", "video"})
"""Titles that make a link stand for what it leads to."""

_WRITERS: dict[str, Callable[[Run, Token], None]] = {
    "text": Run.text,
    "text_special": Run.text,
    "code_inline": Run.code,
    "softbreak": Run.line_break,
    "hardbreak": Run.line_break,
    "em_open": Run.mark,
    "em_close": Run.mark,
    "strong_open": Run.mark,
    "strong_close": Run.mark,
    "s_open": Run.mark,
    "s_close": Run.mark,
    "link_open": Run.link_open,
    "link_close": Run.link_close,
    "image": Run.image,
    "html_inline": Run.raw,
}


def raw_html(links: Links, html: str, line: int) -> None:
    """Say that there is raw HTML, unless it is only a comment."""
    rest = without_comments(html).strip()
    if not rest:
        return
    shown = rest.split("\n", 1)[0][:40]
    line += html[: max(html.find(shown), 0)].count("\n")
    mend = "write Markdown instead; for a note to other authors use <!-- and -->"
    links.faults.add("E305", line, f"raw HTML: `{shown}`", mend, column=links.source.find(shown, line), length=len(shown))


def _not_alone(links: Links, href: str, line: int) -> None:
    mend = "put the link into a paragraph of its own, with a blank line before and after it"
    links.faults.add(
        "E304",
        line,
        "an include or recording among other words",
        mend,
        column=links.source.find(href, line),
        length=max(len(href), 1),
    )


_SPACED = re.compile(
    r"\]\((?=(?:https?:/|\.{0,2})/|[^()\n]*\.(?:md|png|jpe?g|gif|svg|webp|mp3|mp4|webm|vtt|pdf|csv)\b)([^()\n]*[ \t][^()\n]*)\)",
    re.IGNORECASE,
)
"""What stands between the brackets of a link and looks like an address, which becomes words when there is a space in it."""


def _no_link(links: Links, words: str, line: int) -> None:
    for found in _SPACED.finditer(words):
        mend = "write %20 for each space of the address; behind it nothing may stand but a title between quotes"
        message = f"`{found[1]}` is read as words and not as an address, because it has a space"
        links.faults.add("E301", line, message, mend, column=links.source.find(found[1], line), length=len(found[1]))


def _alternative(links: Links, words: str, src: str, line: int) -> None:
    name = src.rpartition("/")[2].casefold()
    alternative = words.strip()
    if alternative and alternative.casefold() not in {name, name.rpartition(".")[0]}:
        return
    message = "the alternative text is only the file's name" if alternative else "the image has no alternative text"
    mend = "write between ![ and ] what a person misses who cannot see it"
    written = f"![{words}]("
    column = links.source.find(written if written in links.source.line(line) else "![", line)
    links.faults.add("E303", line, message, mend, column=column, length=2)
