"""A Markdown file parsed once: its front matter and its top-level blocks.

The parser is CommonMark with tables, strikethrough and GitHub alerts. Links are kept whatever their scheme; `links` judges them and `render`
writes only safe ones.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec import Struct, field

from server.lessons.compiler.faults import Faults
from server.lessons.compiler.markdown.front import Front, read_front
from server.lessons.compiler.markdown.source import Source


class Block(Struct, frozen=True):
    """One block and what it holds: `tokens[0]` opens it. `line` is 1-based, `last` is its last line."""

    kind: str
    """The token's type without `_open`: paragraph, heading, bullet_list, ordered_list, list_item, table, blockquote, alert, fence ..."""
    tokens: Sequence[Token]
    line: int
    last: int

    @property
    def first(self) -> Token:
        """The token that opens the block."""
        return self.tokens[0]

    @property
    def inline(self) -> Token | None:
        """The inline token of a paragraph or heading; of anything else its first one, if any."""
        return next((token for token in self.tokens if token.type == "inline" and token.map is not None), None)

    def parts(self) -> list["Block"]:
        """The blocks directly inside this one: items of a list, paragraphs and lists of an item, an alert's content without its title."""
        return blocks(self.tokens[1:-1], self.line)


class Document(Struct, frozen=True):
    """A parsed file. `front` is None when there is no readable front matter; `faults` are those of bytes and front matter."""

    source: Source
    front: Front | None
    blocks: list[Block]
    faults: Faults = field(default_factory=Faults)
    references: dict[str, Any] = field(default_factory=dict)
    """The link definitions of the file, as the parser keeps them."""


def parse(source: Source) -> Document:
    """Read front matter and body. Never raises; a file without front matter has none and no fault (the caller knows if it must have one)."""
    faults = Faults(source.faults)
    if not source.sound:
        return Document(source, None, [], faults)
    front, body_from = read_front(source, faults)
    # The front matter becomes empty lines, so that every token's line is the line of the file.
    body = "\n" * body_from + "\n".join(source.lines[body_from:]) if body_from else source.text
    references: dict[str, Any] = {}
    return Document(source, front, blocks(parser().parse(body, references), 1), faults, references)


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        """Any link: an author is told about a bad one instead of being shown broken brackets."""
        del url
        return True


@cache
def parser() -> MarkdownIt:
    """The one Markdown parser of the academy."""
    return _Parser("commonmark", {"alerts": True}).enable(["table", "strikethrough"])


def inline_tokens(text: str, references: dict[str, Any]) -> list[Token]:
    """Text read as the inside of one paragraph, with the link definitions of its file."""
    inline = parser().parseInline(text, references)[0]
    return inline.children or []


def blocks(tokens: Sequence[Token], line: int) -> list[Block]:
    """Tokens parted into blocks of the same level. `line` stands in where a token carries none (titles of alerts)."""
    return list(_blocks(tokens, line))


def is_comment(block: Block) -> bool:
    """Whether a block holds notes of authors and nothing else."""
    return block.kind == "html_block" and not without_comments(block.first.content).strip()


def without_comments(html: str) -> str:
    """HTML without `<!-- -->`; a comment that is never closed reaches to the end."""
    kept: list[str] = []
    while html:
        before, _, rest = html.partition("<!--")
        kept.append(before)
        _, _, html = rest.partition("-->")
    return "".join(kept)


def _blocks(tokens: Sequence[Token], line: int) -> Iterator[Block]:
    start, depth = 0, 0
    for index, token in enumerate(tokens):
        depth += token.nesting
        if depth <= 0:
            first = tokens[start]
            if first.type != "alert_title_open":
                line, last = (first.map[0] + 1, first.map[1]) if first.map else (line, line)
                yield Block(first.type.removesuffix("_open"), tokens[start : index + 1], line, last)
            start, depth = index + 1, 0
