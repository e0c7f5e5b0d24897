"""Chips: the code spans at the end of a heading, which name or type it, and at the end of a choice or clause, which name it."""

import re
from collections.abc import Sequence

from markdown_it.token import Token
from msgspec import Struct, field

from server.lessons.compiler.markdown.document import Block, Document, without_comments

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
"""What an id looks like, wherever the format has one."""


class Heading(Struct, frozen=True):
    """A heading: its title without chips, the inline tokens of that title, and its chips as written (`#id`, `@behaviour`, `keyword`)."""

    level: int
    line: int
    title: str
    tokens: Sequence[Token]
    chips: tuple[str, ...]
    block: Block

    @property
    def id(self) -> str | None:
        """The id of the first chip when that chip names the heading."""
        return self.chips[0][1:] if self.chips and self.chips[0].startswith("#") else None

    @property
    def words(self) -> str:
        """All words of the heading, code at its end included: the title of a heading that has no chips."""
        return plain((self.block.inline.children if self.block.inline else None) or []).strip()


class Section(Struct):
    """A heading with the blocks below it, up to the next heading of the same or a higher level. `heading` is None before the first."""

    heading: Heading | None
    blocks: list[Block] = field(default_factory=list)

    @property
    def chip(self) -> str | None:
        """The keyword chip that types a section of a process file: `done` for `## Done when `done``."""
        chips = self.heading.chips if self.heading else ()
        return next((chip for chip in chips if chip[:1] not in {"#", "@"}), None)


def heading(block: Block) -> Heading:
    """A heading block with its chips taken off the end. A code span counts as a chip when only spaces or other chips follow it."""
    inline = block.inline
    children = (inline.children if inline else None) or []
    tokens, chips = cut_chips(children)
    return Heading(int(block.first.tag[1]), block.line, plain(tokens).strip(), tokens, tuple(chips), block)


def cut_chips(children: Sequence[Token]) -> tuple[list[Token], list[str]]:
    """Inline tokens without the code spans at their end, and those code spans in written order. Notes of authors count for nothing."""
    chips: list[str] = []
    starts: list[int] = []
    for index in range(len(children) - 1, -1, -1):
        token = children[index]
        if token.type == "code_inline":
            chips.append(token.content.strip())
            starts.append(index)
        elif not _is_nothing(token):
            break
    # The id is the first chip, so code in front of it belongs to the words.
    first = max((place for place, chip in enumerate(chips) if chip.startswith("#")), default=len(chips) - 1)
    chips = chips[: first + 1]
    kept = list(children[: starts[first]] if chips else children)
    while chips and kept and _is_nothing(kept[-1]):
        kept.pop()
    return kept, chips[::-1]


def _is_nothing(token: Token) -> bool:
    """Whether a token is only space or a comment."""
    return not without_comments(token.content).strip() if token.type in {"text", "html_inline"} else False


def sections(document: Document) -> list[Section]:
    """The file parted at every heading, in order; deeper headings begin sections of their own."""
    found = [Section(None)]
    for block in document.blocks:
        if block.kind == "heading":
            found.append(Section(heading(block)))
        else:
            found[-1].blocks.append(block)
    return found


def chip_blocks(document: Document, chip: str) -> list[Block] | None:
    """The blocks below the heading with this keyword chip, its deeper headings included; None when no heading has it."""
    found: list[Block] | None = None
    level = 0
    for block in document.blocks:
        if block.kind != "heading":
            if found is not None:
                found.append(block)
            continue
        this = heading(block)
        if found is not None:
            if this.level <= level:
                return found
            found.append(block)
        elif chip in this.chips:
            found, level = [], this.level
    return found


def plain(tokens: Sequence[Token]) -> str:
    """The words of inline tokens without markup; an image is its alternative text, a line break a space."""
    return "".join(_word(token) for token in tokens)


def _word(token: Token) -> str:
    if token.type in {"text", "code_inline", "text_special"}:
        return token.content
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    if token.type == "image":
        return plain(token.children or [])
    return ""
