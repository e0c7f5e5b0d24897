"""Tokens as safe HTML, and at the same time as plain words.

Nothing of the source reaches the page unescaped: raw HTML is dropped (E305, comments silently), attributes are only those written here, and
addresses come from `links`.
"""

from collections.abc import Sequence
from html import escape
from itertools import islice, takewhile
from typing import NamedTuple

from markdown_it.token import Token

from server.lessons.compiler.markdown.inline import Run, Seen, raw_html
from server.lessons.compiler.markdown.links import Links

_PAIRS = frozenset(
    {
        "bullet_list",
        "ordered_list",
        "list_item",
        "blockquote",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "heading",
        "paragraph",
    }
)
_TABLE = frozenset({"table", "table_close"})
_ALIGN = {"text-align:right": ' class="align-right"', "text-align:center": ' class="align-center"'}


class Passage(NamedTuple):
    """The words of one paragraph, item, cell or heading, and the line they begin on."""

    text: str
    line: int
    kind: str
    place: str
    """Where it stands: in the prose, in a prompt, an answer or feedback."""


class Writer:
    """Writes the HTML of one file. `passages`, `links_seen` and `images` gather what the checks of wording read."""

    def __init__(self, links: Links) -> None:
        self.links = links
        self.passages: list[Passage] = []
        self.links_seen: list[Seen] = []
        self.images = 0
        self.place = "prose"

    def flow(self, tokens: Sequence[Token]) -> str:
        """Block tokens as HTML."""
        out: list[str] = []
        kind = "paragraph"
        for index, token in enumerate(tokens):
            if token.type == "inline":
                out.append(self._words(token, kind))
            elif token.tag == "p" and _lone_figure(tokens[index + token.nesting]):
                # A figure may not stand inside <p>, and its own tag parts it well enough.
                kind = "figure"
            else:
                kind = token.type.removesuffix("_open")
                out.append(self._table(tokens, index) if kind in _TABLE else self._block(token))
        return "".join(out)

    def inline(self, tokens: Sequence[Token], line: int) -> tuple[str, str]:
        """Inline tokens as HTML and as plain words. A line break counts as a space in the words."""
        run = Run(self.links, line)
        for token in tokens:
            run.add(token)
        self.links_seen += run.seen
        self.images += run.images
        return "".join(run.html), "".join(run.words).strip()

    def note(self, text: str, line: int, kind: str) -> None:
        """Remember words that a person reads, for the checks of wording and the reading time."""
        if text:
            self.passages.append(Passage(text, line, kind, self.place))

    def _table(self, tokens: Sequence[Token], index: int) -> str:
        """The start or end of a table, with the box around it."""
        tag = self._block(tokens[index])
        return _box(tokens, index) + tag if tokens[index].nesting == 1 else f"{tag}</div>\n"

    def _block(self, token: Token) -> str:
        name, _, side = token.type.rpartition("_")
        if name in _PAIRS:
            return "" if token.hidden else _tag(token, name)
        if name == "alert":
            return f'<aside class="callout callout-{str(token.meta.get("kind")).lower()}">\n' if side == "open" else "</aside>\n"
        if token.type in {"fence", "code_block"}:
            return f"<pre><code>{escape(token.content, quote=False)}</code></pre>\n"
        if token.type == "hr":
            return "<hr>\n"
        if token.type == "html_block" and token.map:
            raw_html(self.links, token.content, token.map[0] + 1)
        return ""

    def _words(self, inline: Token, kind: str) -> str:
        if inline.map is None:
            return ""
        line = inline.map[0] + 1
        if kind == "figure":
            return self._figure(inline, line)
        html, text = self.inline(inline.children or [], line)
        self.note(text, line, kind)
        return html

    def _figure(self, inline: Token, line: int) -> str:
        """An image that stands alone, with its title as the caption."""
        picture, _ = self.inline(inline.children or [], line)
        caption = str((inline.children or [])[0].attrs["title"])
        self.note(caption, line, "caption")
        return f"<figure>{picture}<figcaption>{escape(caption, quote=False)}</figcaption></figure>\n"


def _lone_figure(inline: Token) -> bool:
    children = inline.children or []
    return len(children) == 1 and children[0].type == "image" and bool(children[0].attrs.get("title"))


def _box(tokens: Sequence[Token], index: int) -> str:
    """The start of the box in which a table wider than a phone scrolls: named by its column heads, because it can take the focus."""
    heads = takewhile(lambda token: token.type != "thead_close", islice(tokens, index, None))
    words = ("".join(child.content for child in token.children or ()).strip() for token in heads if token.type == "inline")
    label = escape(", ".join(filter(None, words)))
    return f'<div role="group" tabindex="0" aria-label="{label}">\n' if label else "<div>\n"


def _tag(token: Token, name: str) -> str:
    if token.nesting == -1:
        return f"</{token.tag}>\n"
    if name == "ordered_list" and "start" in token.attrs:
        return f'<ol start="{int(token.attrs["start"])}">\n'
    if name in {"th", "td"}:
        align = _ALIGN.get(str(token.attrs.get("style")), "")
        return f'<th scope="col"{align}>' if name == "th" else f"<td{align}>"
    return f"<{token.tag}>"
