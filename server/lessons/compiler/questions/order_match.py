"""Put in order (a numbered list, written in the right order) and match (a table, one right pair in each row)."""

from collections.abc import Sequence

from markdown_it.token import Token
from msgspec import Struct

from server.lessons.compiler.draft import Draft
from server.lessons.compiler.markdown.document import Block
from server.lessons.compiler.markdown.listing import cut_id
from server.lessons.compiler.model import Match, Side
from server.lessons.compiler.questions.answer import Answer
from server.lessons.compiler.questions.choices import chips_once, choices, equal
from server.lessons.compiler.questions.frame import Frame
from server.lessons.compiler.questions.given import Given, ids

FEWEST_ITEMS, MOST_ITEMS = 3, 7


def put_in_order(draft: Draft, frame: Frame, answer: Answer) -> Given:
    """A numbered list. Faults: E217."""
    items = answer.items
    if not FEWEST_ITEMS <= len(items) <= MOST_ITEMS:
        line = answer.block.line if answer.block else frame.line
        mend = (
            f"give {FEWEST_ITEMS} to {MOST_ITEMS} steps"
            if len(items) > MOST_ITEMS
            else "add a step, or ask it as a pick-one question"
        )
        message = f"{len(items)} items to put in order; there must be {FEWEST_ITEMS} to {MOST_ITEMS}"
        draft.add("E217", line, draft.source.line(line).strip(), message, mend)
    marked = next((item for item in items if (item.mark and item.mark.shape != "field") or item.miss), None)
    if marked:
        mend = "begin choices with - instead of a number; steps to put in order have no marks"
        sign = marked.mark or marked.miss
        draft.add("E214", marked.line, sign.text if sign else "", "a marked choice in a numbered list", mend)
    return Given(kind="order", choices=choices(draft, items, same="E217"))


class _Cell(Struct):
    line: int
    html: str
    text: str
    chip: str | None


def match(draft: Draft, frame: Frame, answer: Answer) -> Given:
    """A table with two columns, or three when the last holds feedback. Faults: E218."""
    head, rows = _rows(answer.block) if answer.block else ([], [])
    frame.lines = [line for line, _ in rows]
    if not 2 <= len(head) <= 3:
        line = answer.block.line if answer.block else frame.line
        mend = "write two columns; a third one may hold feedback"
        draft.add(
            "E218",
            line,
            draft.source.line(line).strip(),
            f"a matching table with {len(head)} column{'s' * (len(head) != 1)}",
            mend,
        )
        return Given(kind="match")
    cells = [[_cell(draft, token, line) for token in row] for line, row in rows]
    for row in cells:
        if not row[1].text:
            shown = row[0].text or "this row"
            draft.add(
                "E218",
                row[1].line,
                row[0].text,
                f"`{shown[:60]}` has no partner",
                "fill the right cell; an empty left cell makes a decoy",
            )
    pairs = [row for row in cells if row[0].text]
    if not pairs or len(cells) < 2:
        mend = "add a row; one with an empty left cell is a decoy"
        draft.add(
            "E218", frame.line, frame.heading.title, "nothing to choose between: a match needs a pair and a second row", mend
        )
    equal(draft, [(row[1].line, row[1].text) for row in cells if row[1].text], "E218", "right cells")
    equal(draft, [(row[0].line, row[0].text) for row in pairs], "E218", "left cells")
    chips_once(draft, [(cell.line, cell.chip) for row in cells for cell in row[:2] if cell.chip], "cells")
    return Given(kind="match", match=_pair_up(cells))


def _pair_up(cells: Sequence[Sequence[_Cell]]) -> Match:
    taken: set[str] = set()
    left_ids = ids([(row[0].text, row[0].chip) for row in cells if row[0].text], taken)
    lefts = [
        Side(id=id, html=row[0].html, text=row[0].text)
        for id, row in zip(left_ids, [row for row in cells if row[0].text], strict=True)
    ]
    right_ids = list(ids([(row[1].text, row[1].chip) for row in cells], taken))
    rights = [Side(id=id, html=row[1].html, text=row[1].text) for id, row in zip(right_ids, cells, strict=True)]
    partners = [right for right, row in zip(right_ids, cells, strict=True) if row[0].text]
    partner = {left.id: right for left, right in zip(lefts, partners, strict=True)}
    notes = [row[2].html if len(row) > 2 else "" for row in cells if row[0].text]
    feedback = {left.id: html for left, html in zip(lefts, notes, strict=True) if html}
    return Match(lefts=tuple(lefts), rights=tuple(rights), partner=partner, feedback=feedback)


def _cell(draft: Draft, token: Token, line: int) -> _Cell:
    tokens, chip = cut_id(token.children or [])
    html, text = draft.answer(tokens, line)
    return _Cell(line, html, text, chip)


def _rows(table: Block) -> tuple[list[Token], list[tuple[int, list[Token]]]]:
    """The inline tokens of the head row, and those of each body row with its line."""
    head: list[Token] = []
    rows: list[tuple[int, list[Token]]] = []
    line, in_head = table.line, True
    for token in table.tokens:
        if token.type == "tbody_open":
            in_head = False
        elif token.type == "tr_open" and not in_head:
            line = token.map[0] + 1 if token.map else line
            rows.append((line, []))
        elif token.type == "inline":
            (head if in_head else rows[-1][1]).append(token)
    return head, rows
