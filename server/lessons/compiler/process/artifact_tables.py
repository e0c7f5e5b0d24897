"""Tables on the page of an artifact: the heads of their columns, which may prove clauses as headings do."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markdown_it.token import Token

from server.lessons.compiler.markdown.chips import cut_chips, plain
from server.lessons.compiler.markdown.document import Block
from server.lessons.compiler.part import block_words


class Head(NamedTuple):
    """The head of a column: its words, the chips at its end, and its line."""

    title: str
    chips: tuple[str, ...]
    line: int


def heads(block: Block) -> list[Head]:
    """The heads of the columns of a table, none for any other block."""
    return [Head(plain(kept).strip(), tuple(chips), line) for kept, chips, line in _cells(block)] if block.kind == "table" else []


def rows(block: Block) -> list[list[str]]:
    """The plain texts of the cells below the head."""
    body = next((part for part in block.parts() if part.kind == "tbody"), None)
    return [[block_words(cell) for cell in row.parts()] for row in body.parts()] if body else []


def without_chips(block: Block) -> Block:
    """A table whose heads have no chips; any other block as it is."""
    if block.kind != "table":
        return block
    kept = iter([tokens for tokens, _, _ in _cells(block)])
    inside, tokens = False, list[Token]()
    for token in block.tokens:
        inside = (inside and token.type != "thead_close") or token.type == "thead_open"
        tokens.append(token.copy(children=list(next(kept))) if inside and token.type == "inline" else token)
    return Block(block.kind, tokens, block.line, block.last)


def _cells(block: Block) -> Iterator[tuple[Sequence[Token], list[str], int]]:
    """The inline tokens of each head without its chips, those chips, and the line."""
    for token in block.tokens:
        if token.type == "thead_close":
            return
        if token.type == "inline":
            kept, chips = cut_chips(token.children or [])
            if chips and kept:
                kept[-1] = kept[-1].copy(content=kept[-1].content.rstrip())
            yield kept, chips, token.map[0] + 1 if token.map else block.line
