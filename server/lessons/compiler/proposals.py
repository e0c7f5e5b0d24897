"""What `check --fix` may write: an id for a question that has none (E203), a mark as it was meant (E215), the arrow of a move.

Only what has one meaning is proposed. A cross that may mean wrong, a half credit among boxes, a choice without a mark stay for the author.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from server.lessons.compiler.diagnostic import Diagnostic
from server.lessons.compiler.layout import COPIED, GLUED
from server.lessons.compiler.markdown.chips import heading
from server.lessons.compiler.markdown.document import Document
from server.lessons.compiler.markdown.listing import Item, cut_id, read_list
from server.lessons.compiler.markdown.marks import near_miss
from server.lessons.compiler.markdown.source import MAX_LINE, Source
from server.lessons.compiler.questions.names import KEYWORDS, LONGEST, RESERVED, suggest

ARROW = "arrow"
"""What stands in the place of a code for an arrow, which is no fault."""

_WIDE = str.maketrans("（）［］ｘＸ＊／　", "()[]xX*/ ")
_MEANT = {"": " ", "x": "x", "X": "x", "*": "x", "✓": "x", "✔": "x", "/": "/"}
"""What stands between the brackets of a mark, and what was meant beyond doubt."""

_SPACES = re.compile("[\u00a0\u2007\u202f]+")
_ATX = re.compile(r"( {0,3}###[ \t]+)(.*?)(?:[ \t]+#+)?[ \t]*\Z")
_CHIPS = re.compile(r"(?:[ \t]*`[^`]*`)+\Z")
_CHIP = re.compile(r"[ \t]*`([^`]*)`")
_ID = re.compile(r"`#([a-z0-9-]+)`")
_POINTS = re.compile(r"(?<![\\<=-])(-+>|=>)(?=\s*`#[a-z0-9]+(?:-[a-z0-9]+)*`\s*\Z)")
_POINTED = re.compile(r"(?:-+>|=>)\s*\Z")


class Edit(NamedTuple):
    """At a place of a file, `before` becomes `after`. `code` says why."""

    line: int
    column: int
    code: str
    before: str
    after: str

    @property
    def said(self) -> str:
        """What was done, for the person."""
        if self.code == "E203":
            return f"the question is called {self.after.strip()}"
        return (
            f"`{self.before.strip()}` is `{self.after.strip()}`"
            if self.before.strip() != self.after.strip()
            else "a space follows it"
        )


def proposals(document: Document, told: Sequence[Diagnostic]) -> Iterator[Edit]:
    """Everything that may be written in this file, given what is wrong with it, in no order."""
    source, taken = document.source, {*_ID.findall(document.source.text), *RESERVED}
    for one in told:
        if one.code == "E215" and (mark := _mark(source, one)):
            yield mark
        elif one.code == "E203" and (name := _name(document, one, taken)):
            yield name
    yield from (arrow for item in _moves(document) if (arrow := _arrow(source, item)))


def _mark(source: Source, one: Diagnostic) -> Edit | None:
    """The mark that was meant at the place of an E215, with the space that parts it from the text."""
    content = source.line(one.line)[one.column - 1 :]
    miss = near_miss(content)
    if miss is None or not one.message.startswith(f"`{miss.text}` is not a mark"):
        return None
    rest = content[len(miss.text) :]
    gap = _SPACES.match(rest)
    space = gap[0] if gap else ""
    behind = rest[len(space) :]
    if not behind.strip() or (not space and behind[0] in ":(["):
        # Nothing to mark, or a link.
        return None
    right = miss.text if miss.shape in {"accepted", "wrong"} else _brackets(miss.text)
    if right is None:
        return None
    before, after = f"{miss.text}{space}", right if behind[0] in " \t" else f"{right} "
    return Edit(one.line, one.column, "E215", before, after) if before != after else None


def _brackets(written: str) -> str | None:
    """The mark as it is written right; None when it may mean two things."""
    mark = written.translate(_WIDE)
    inner = _MEANT.get(mark[1:-1].strip())
    pair = mark[0] + mark[-1]
    if inner is None or pair not in {"()", "[]"} or (inner == "/" and pair == "[]"):
        return None
    return f"{mark[0]}{inner}{mark[-1]}"


def _name(document: Document, one: Diagnostic, taken: set[str]) -> Edit | None:
    """An id that no question of the file has, behind the words of a heading of level 3 and in front of its other chips."""
    block = next((block for block in document.blocks if block.kind == "heading" and block.line == one.line), None)
    line = document.source.line(one.line)
    written = _ATX.match(line) if len(line) <= MAX_LINE else None
    if block is None or written is None or block.first.tag != "h3" or one.help.startswith((GLUED, COPIED)):
        return None
    id = _fresh(suggest(heading(block).title).strip("-"), taken)
    taken.add(id)
    words = written[2]
    place = _before_chips(words)
    column = written.end(1) + place + 1
    return Edit(one.line, column, "E203", "", f" `#{id}`" if place == len(words) else f"`#{id}` ")


def _before_chips(words: str) -> int:
    """Where the chips of a heading begin that say something about a question, or the end of its words."""
    found = _CHIPS.search(words)
    if found:
        for chip in _CHIP.finditer(words, found.start()):
            if chip[1] in KEYWORDS or chip[1].startswith("@"):
                return chip.start(1) - 1
    return len(words)


def _fresh(wanted: str, taken: set[str]) -> str:
    id, number = wanted, 2
    while id in taken:
        id, number = f"{wanted[: LONGEST - 5].rstrip('-')}-{number}", number + 1
    return id


def _moves(document: Document) -> Iterator[Item]:
    """The moves of every scenario."""
    scenario = scene = False
    for block in document.blocks:
        if block.kind == "heading":
            this = heading(block)
            scenario, scene = ("scenario" in this.chips, False) if this.level <= 3 else (scenario, scenario)
        elif scene and block.kind == "bullet_list" and (listing := read_list(block)).is_marked:
            yield from listing.items


def _arrow(source: Source, item: Item) -> Edit | None:
    """The arrow in front of the scene that a move leads to, where it is made of signs."""
    tokens, target = cut_id(item.children)
    if target is None or not tokens or tokens[-1].type != "text" or not _POINTED.search(tokens[-1].content):
        return None
    last = item.line + item.content.count("\n")
    raw = "\n".join(source.line(number) for number in range(item.line, last + 1))
    found = _POINTS.search(raw)
    if found is None or "<!--" in raw:
        return None
    above = raw[: found.start()]
    return Edit(item.line + above.count("\n"), found.start() - above.rfind("\n"), ARROW, found[1], "→")
