"""A lesson's blocks parted into its title, its prose and its questions, with the rules that hold for headings."""

import re
from collections.abc import Sequence

from markdown_it.token import Token
from msgspec import Struct, field

from server.lessons.compiler.draft import Draft
from server.lessons.compiler.markdown.chips import Heading, heading, plain
from server.lessons.compiler.markdown.document import Block
from server.lessons.compiler.markdown.listing import read_list
from server.lessons.compiler.markdown.marks import OPENERS
from server.lessons.compiler.questions.names import KEYWORDS, OUTCOMES, suggest

UNDERLINES = frozenset({"-", "="})
"""What makes a heading of the line above it."""

GLUED = "put a space behind the #"
"""How the help of E203 begins when the heading that names no question is not the one that was meant."""

COPIED = "ids are never made for a translation"
"""How it begins in a translation, whose questions have the ids of its lesson."""

_GLUED = re.compile(r"#{2,4}([^\s#][^`\n]*)")
_QUOTED_CHIP = re.compile(r"(?:[`‘’“”´'\"′]\s*)(#[\w-]+)\s*[`‘’“”´'\"′]?\s*\Z|\s(#[a-z0-9]+(?:-[a-z0-9]+)+)\s*\Z")


class Asked(Struct):
    """A question as written: its heading, its id, and the blocks below it with the headings of its scenes."""

    heading: Heading
    blocks: list[Block] = field(default_factory=list)
    inner: dict[int, Heading] = field(default_factory=dict)
    """The headings among `blocks`, by line."""


class Prose(Struct):
    """Text that is no question; `heading` is None before the first heading."""

    heading: Heading | None
    blocks: list[Block] = field(default_factory=list)


class Layout(Struct):
    """The lesson in order. `title` is the H1 and None when there is none."""

    title: Heading | None
    parts: list[Asked | Prose]


def lay_out(draft: Draft) -> Layout:
    """Part the body at its headings. Faults: E003, E004, E202, E203, E205, E224."""
    title: Heading | None = None
    parts: list[Asked | Prose] = [Prose(None)]
    above = 0
    for block in draft.document.blocks:
        if block.kind != "heading":
            parts[-1].blocks.append(block)
            continue
        this = _mended(draft, heading(block))
        above = _level(draft, this, above)
        if this.level == 1:
            title = _title(draft, this, title)
            parts.append(Prose(None))
        elif this.level > 3 and isinstance(parts[-1], Asked):
            parts[-1].blocks.append(block)
            parts[-1].inner[this.line] = this
        else:
            parts.append(_part(draft, this))
    _setext(draft)
    if title is None:
        _no_title(draft)
    for part in parts:
        if isinstance(part, Prose):
            _choices_without_id(draft, part)
    return Layout(title, parts)


def _part(draft: Draft, this: Heading) -> Asked | Prose:
    if this.id is None:
        return Prose(this)
    if this.level == 3:
        return Asked(this)
    chip = this.chips[0]
    if this.level == 4:
        mend = "put it below a question whose heading ends with `scenario`, or take the id away"
        draft.add("E202", this.line, f"`{chip}`", "a scene stands outside a scenario", mend)
    else:
        mend = f"a question's heading begins with ###: write ### {this.title} `{chip}`"
        draft.add("E202", this.line, f"`{chip}`", f"a level {this.level} heading has the id chip `{chip}`", mend)
    return Prose(this)


def _title(draft: Draft, this: Heading, before: Heading | None) -> Heading:
    if before is not None:
        if not _is_underlined(this.block):
            mend = "begin this heading with ##"
            draft.add("E003", this.line, "#", f"a second title; the first stands in line {before.line}", mend)
        return before
    if not this.words:
        draft.add("E003", this.line, "#", "the title is empty", "write behind # what the lesson is about")
    if this.chips and this.chips[0].startswith(("#", "@")):
        mend = "take the chip away; the lesson's id stands in its front matter"
        draft.add("E202", this.line, f"`{this.chips[0]}`", "the title has a chip", mend)
    return this


def _no_title(draft: Draft) -> None:
    first = min(draft.document.front.last_line + 1 if draft.document.front else 1, len(draft.source.lines))
    draft.add("E003", first, "", "the lesson has no title", "begin the text with one line `# ` and the title")


def _level(draft: Draft, this: Heading, above: int) -> int:
    """The level against which the next heading is judged; E004 for this one. A question may stand right below the title."""
    if _is_underlined(this.block):
        return max(above, this.level)
    allowed = max(above, 1) + 1
    if this.level > allowed and not (this.level == 3 and this.id is not None):
        marks, right = "#" * this.level, "#" * allowed
        message = f"the heading jumps from level {max(above, 1)} to level {this.level}"
        draft.add("E004", this.line, marks, message, f"write {right} {this.title}".rstrip())
    return this.level


def _is_underlined(block: Block) -> bool:
    """Whether this heading is made by a line of = or - below it, which E224 tells."""
    return block.first.markup in UNDERLINES


def _setext(draft: Draft) -> None:
    """Headings underlined with --- or ===, wherever they stand: they take the last line of a list or paragraph with them."""
    for block in draft.document.blocks:
        for index, token in enumerate(block.tokens):
            if token.type == "heading_open" and token.markup in UNDERLINES and token.map:
                _underlined(draft, token, plain(block.tokens[index + 1].children or []))


def _underlined(draft: Draft, token: Token, words: str) -> None:
    line = (token.map or [0, 1])[1]
    rule = draft.source.line(line).strip(" \t>")
    message = f"this line makes a heading of `{words[:60]}`"
    mend = "leave a blank line before it if a dividing line is meant, or write ## in front of a heading"
    draft.add("E224", line, rule, message, mend)


def _mended(draft: Draft, this: Heading) -> Heading:
    """The heading with chips that stand in the wrong place or between the wrong quotes taken as meant (E205)."""
    if this.level not in {3, 4}:
        return this
    if this.id is not None:
        return _early_chip(draft, this)
    for place, token in enumerate(this.tokens):
        if token.type == "code_inline" and token.content.strip().startswith(("#", "@")) and " " not in token.content.strip():
            chip = token.content.strip()
            draft.add(
                "E205",
                this.line,
                f"`{token.content}`",
                f"the chip `{chip}` is not at the end of the heading",
                f"move `{chip}` behind the words",
            )
            rest = [*this.tokens[:place], *this.tokens[place + 1 :]]
            return _with(this, rest, chip)
    quoted = _QUOTED_CHIP.search(this.title)
    if quoted is None:
        return this
    chip = quoted[1] or quoted[2]
    mend = f"write it between backticks, without a backslash: `{chip}`"
    draft.add("E205", this.line, chip, f"`{chip}` is no chip, because it does not stand between backticks", mend)
    return _with(this, this.tokens, chip)


def _with(this: Heading, tokens: Sequence[Token], chip: str) -> Heading:
    chips = (chip, *this.chips) if chip.startswith("#") else (*this.chips, chip)
    return Heading(this.level, this.line, plain(tokens).strip(), tokens, chips, this.block)


def _early_chip(draft: Draft, this: Heading) -> Heading:
    """A heading with an id whose other chip stands in front of the id or among the words, with that chip in its place."""
    words = KEYWORDS if this.level == 3 else OUTCOMES
    for place, token in enumerate(this.tokens):
        if token.type != "code_inline" or not (token.content in words or token.content.startswith("@")):
            continue
        if place + 1 == len(this.tokens):
            message = f"`{token.content}` stands before the id; the id is the first chip"
            mend = f"write `{this.chips[0]}` `{token.content}`"
        else:
            message = f"the chip `{token.content}` is not at the end of the heading"
            mend = f"move `{token.content}` behind `{this.chips[0]}`"
        draft.add("E205", this.line, f"`{token.content}`", message, mend)
        return _with(this, [*this.tokens[:place], *this.tokens[place + 1 :]], token.content)
    return this


def _choices_without_id(draft: Draft, part: Prose) -> None:
    """E203: a list with marks, or keywords on the heading, below a heading that names no question."""
    this = part.heading
    if this is not None and this.id is not None:
        return
    keyword = next((chip for chip in this.chips if chip in KEYWORDS or chip.startswith("@")), None) if this else None
    marked = next((block for block in part.blocks if _is_marked(block)), None)
    if keyword is None and marked is None:
        return
    glued = next((found for block in part.blocks if (found := _glued(block))), None)
    words = glued or (this.title if this else "Your question")
    mend = f"if it is one write ### {words} `#{suggest(words)}`"
    if keyword and this:
        draft.add("E203", this.line, f"`{keyword}`", f"the heading has `{keyword}` but no id", mend)
    elif marked:
        mend = f"{GLUED}: {mend.removeprefix('if it is one ')}" if glued else mend
        line = this.line if this else marked.line
        draft.add(
            "E203",
            line,
            "",
            f"the list in line {marked.line} looks like choices, but its heading has no id",
            mend + "; else take the marks away",
        )


def _glued(block: Block) -> str | None:
    """The words of a line that was meant as a heading and is none, because no space follows its #."""
    found = _GLUED.match(block.inline.content) if block.kind == "paragraph" and block.inline else None
    return found[1].strip() if found else None


def _is_marked(block: Block) -> bool:
    if block.kind != "bullet_list" or not any(token.type == "inline" and token.content[:1] in OPENERS for token in block.tokens):
        return False
    return read_list(block).is_marked
