"""Lists as the format sees them: items with their mark, text, chips and feedback."""

from collections.abc import Sequence

from markdown_it.token import Token
from msgspec import Struct, field

from server.lessons.compiler.markdown.chips import ID
from server.lessons.compiler.markdown.document import Block
from server.lessons.compiler.markdown.marks import Mark, Miss, near_miss, read_mark

LISTS = frozenset({"bullet_list", "ordered_list"})


class Item(Struct):
    """One list item. `content` is the source of its first paragraph, `children` that paragraph's inline tokens, `rest` its other blocks."""

    line: int
    content: str
    children: Sequence[Token]
    rest: list[Block]
    mark: Mark | None
    miss: Miss | None = None

    @property
    def value(self) -> float:
        """What the mark is worth, or the one that was meant."""
        sign = self.mark or self.miss
        return sign.value if sign else 0.0

    @property
    def quotes(self) -> list[Block]:
        """The block quotes inside the item: its feedback."""
        return [block for block in self.rest if block.kind == "blockquote"]

    @property
    def more(self) -> list[Block]:
        """What else stands in the item: further paragraphs, pictures."""
        return [block for block in self.rest if block.kind not in {"blockquote", "html_block"}]


class Listing(Struct):
    """A list block and its items."""

    block: Block
    items: list[Item] = field(default_factory=list)

    @property
    def is_marked(self) -> bool:
        """Whether this is an answer: an item has a mark, or something that was meant as one. Fields do not count."""
        return any(item.miss or (item.mark and item.mark.shape != "field") for item in self.items)

    @property
    def is_fields(self) -> bool:
        """Whether the first item is a field, or begins like one."""
        first = self.items[0] if self.items else None
        return first is not None and (first.content.startswith("`") if first.mark is None else first.mark.shape == "field")


def read_list(block: Block) -> Listing:
    """The items of a list."""
    return Listing(block, [_item(part) for part in block.parts()])


def _item(block: Block) -> Item:
    parts = block.parts()
    first = parts[0] if parts and parts[0].kind in {"paragraph", "heading"} else None
    inline = first.inline if first else None
    if inline is None:
        return Item(block.line, "", [], parts, None)
    mark = read_mark(inline.content)
    miss = None if mark else near_miss(inline.content)
    return Item(block.line, inline.content, inline.children or [], parts[1:], mark, miss)


def cut_id(tokens: Sequence[Token]) -> tuple[Sequence[Token], str | None]:
    """Inline tokens without the `#id` chip at their end, and that id. Other code at the end is text."""
    kept = list(tokens)
    while kept and kept[-1].type == "text" and not kept[-1].content.strip():
        kept.pop()
    if not kept or kept[-1].type != "code_inline":
        return tokens, None
    chip = kept[-1].content.strip()
    if not chip.startswith("#") or not ID.match(chip[1:]):
        return tokens, None
    return trimmed(kept[:-1]), chip[1:]


def trimmed(tokens: Sequence[Token]) -> Sequence[Token]:
    """Inline tokens without the white space at their end."""
    kept = list(tokens)
    while kept and (kept[-1].type in {"softbreak", "hardbreak"} or (kept[-1].type == "text" and not kept[-1].content.strip())):
        kept.pop()
    if kept and kept[-1].type == "text":
        kept[-1] = Token("text", "", 0, content=kept[-1].content.rstrip())
    return kept
