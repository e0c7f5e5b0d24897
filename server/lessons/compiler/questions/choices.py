"""Pick-one, pick-all and survey: lists with round or square marks."""

from collections.abc import Sequence

from markdown_it.token import Token

from server.lessons.compiler.draft import Draft
from server.lessons.compiler.markdown.listing import Item, cut_id
from server.lessons.compiler.markdown.marks import Mark, Shape
from server.lessons.compiler.model import Choice
from server.lessons.compiler.questions.answer import Answer
from server.lessons.compiler.questions.frame import Frame
from server.lessons.compiler.questions.given import Given, ids
from server.lessons.compiler.questions.identity import normal

FEWEST, MOST = 2, 6


def pick_one(draft: Draft, frame: Frame, answer: Answer) -> Given:
    """Round marks. Faults: E210, E211, E213-E216."""
    items = of_shape(draft, answer.items, "round")
    _count(draft, frame, items)
    right = [item for item in items if item.value == 1]
    if not right and items and not frame.torn:
        message = "no answer is marked right in a pick-one question"
        mark = items[0].mark
        mend = "write (x) in front of the right answer; half credit (/) is not enough"
        draft.add("E210", items[0].line, mark.text if mark else "", message, mend)
    for item in right[1:]:
        message = f"{_many(len(right))} answers are marked right in a pick-one question"
        mend = "keep one (x). If both are right use square boxes: - [x]. For half credit write (/)."
        draft.add("E211", item.line, item.mark.text if item.mark else "", message, mend)
    return Given(kind="single", choices=choices(draft, items))


def pick_all(draft: Draft, frame: Frame, answer: Answer) -> Given:
    """Square marks. Faults: E212-E216."""
    items = of_shape(draft, answer.items, "square")
    _count(draft, frame, items)
    right = sum(1 for item in items if item.value)
    if frame.torn:
        return Given(kind="multiple", choices=choices(draft, items))
    if items and not right:
        message = "no box is ticked in a pick-all question"
        draft.add("E212", items[0].line, "[ ]", message, "write [x] in front of every right answer")
    elif right == len(items) and items:
        message = "every box is ticked in a pick-all question"
        draft.add("E212", items[0].line, "[x]", message, "add a wrong answer with [ ], or ask for the order of these instead")
    return Given(kind="multiple", choices=choices(draft, items))


def survey(draft: Draft, frame: Frame, answer: Answer) -> Given:
    """Options without a right one: plain items, or empty marks. Square marks let a person pick several."""
    items = answer.items
    marked = [item for item in items if item.mark or item.miss]
    if marked:
        shape: Shape = "square" if _is_square(marked[0]) else "round"
        items = of_shape(draft, items, shape)
    for item in items:
        if item.mark and item.mark.value:
            code = "E212" if item.mark.shape == "square" else "E211"
            empty = "[ ]" if item.mark.shape == "square" else "( )"
            draft.add(
                code, item.line, item.mark.text, "an answer is marked right in a survey", f"write {empty}; nothing is right here"
            )
    _count(draft, frame, items, "options")
    return Given(kind="survey", choices=choices(draft, items), many=any(map(_is_square, marked)))


def choices(draft: Draft, items: Sequence[Item], same: str = "E216") -> tuple[Choice, ...]:
    """Items as choices with ids and feedback. Faults: E204 for a chip that stands twice, E222, and `same` for equal texts."""
    parts = []
    for item in items:
        tokens, chip = cut_id(text_tokens(draft, item))
        html, text = draft.answer(tokens, item.line)
        parts.append((item, html + draft.flow(item.more), text, chip))
    wordless(draft, [(item.line, html) for item, html, _, _ in parts if not item.miss])
    equal(draft, [(item.line, text) for item, _, text, _ in parts if text], same, "choices" if same == "E216" else "items")
    chips_once(draft, [(item.line, chip) for item, _, _, chip in parts if chip], "choices")
    given = ids([(text, chip) for _, _, text, chip in parts], set())
    return tuple(
        Choice(id=id, html=html, text=text, mark=item.value, feedback=feedback(draft, item))
        for id, (item, html, text, _) in zip(given, parts, strict=True)
    )


def text_tokens(draft: Draft, item: Item) -> Sequence[Token]:
    """The inline tokens of an item behind its mark, or behind what was meant as one."""
    sign = item.mark
    end = sign.end if sign and sign.shape != "field" else len(item.miss.text) if item.miss else 0
    if "\n" in item.content:
        _quote_too_deep(draft, item)
    return draft.without(end, item.content, item.children) if end else item.children


def feedback(draft: Draft, item: Item) -> str | None:
    """The feedback of an item as HTML, or None when it has none."""
    with draft.place("feedback"):
        return "".join([draft.flow(quote.parts()) for quote in item.quotes]) or None


def wordless(draft: Draft, choices: Sequence[tuple[int, str]]) -> None:
    """E215 for every choice that has a mark and nothing to read behind it."""
    for line, html in choices:
        if not html.strip():
            draft.add(
                "E215",
                line,
                draft.source.line(line).strip(),
                "a choice without words",
                "write what a person may answer behind the mark",
            )


def equal(draft: Draft, texts: Sequence[tuple[int, str]], code: str, what: str) -> None:
    """A fault for every text that is the same as one before it after normalising."""
    seen: dict[str, int] = {}
    for line, text in texts:
        key = normal(text)
        if key in seen:
            draft.add(
                code, line, text, f"two {what} say the same; the first stands in line {seen[key]}", "change one or take it away"
            )
        seen.setdefault(key, line)


def of_shape(draft: Draft, items: Sequence[Item], shape: Shape) -> list[Item]:
    """The items of an answer, with faults for every mark of another shape (E214) or none (E215)."""
    other = "round" if shape == "square" else "square"
    for item in items:
        if item.miss:
            mend = f"write - {item.miss.instead} and a space before the text"
            draft.add("E215", item.line, item.miss.text, f"`{item.miss.text}` is not a mark: {item.miss.why}", mend)
        elif item.mark is None:
            mend = (
                f"write - {'( )' if shape == 'round' else '[ ]'} in front of it, or indent it when it belongs to the choice above"
            )
            draft.add("E215", item.line, item.content.split("\n")[0][:40], "a choice without a mark", mend)
        elif item.mark.shape != shape:
            mend = _one_shape(item.mark, shape)
            draft.add("E214", item.line, item.mark.text, f"a {_name(item.mark.shape, other)} mark among {shape} ones", mend)
        _nested(draft, item)
    return list(items)


def _one_shape(mark: Mark, shape: Shape) -> str:
    if mark.shape in {"round", "square"}:
        return "use ( ) on every choice when one is right, [ ] on every choice when several may be"
    return f"write - {'( )' if shape == 'round' else '[ ]'}; typed answers with = stand alone in their list"


def _name(shape: Shape, other: str) -> str:
    return {"accepted": "typed", "wrong": "typed", "field": "field"}.get(shape, other)


def _nested(draft: Draft, item: Item) -> None:
    """A choice that slid under the one before it."""
    for block in item.rest:
        if block.kind == "bullet_list" and any(
            part.tokens[2].content[:1] in "([" for part in block.parts() if len(part.tokens) > 2
        ):
            text = draft.source.line(block.line).strip()
            draft.add(
                "E223",
                block.line,
                text,
                f"this choice is indented below the one in line {item.line}",
                "take the spaces in front of - away",
            )


def count(draft: Draft, line: int, title: str, items: Sequence[Item], what: str = "choices") -> None:
    """E213 when there are too few or too many `choices`, `moves`, or `options` of which none is wrong."""
    if not FEWEST <= len(items) <= MOST:
        further = {"moves": "a wrong move that people really choose", "options": "an option that people may pick"}
        mend = (
            f"add {further.get(what, 'a wrong answer that people really choose')}"
            if len(items) < FEWEST
            else f"keep the {MOST} best, or ask two questions"
        )
        draft.add(
            "E213", line, title, f"{len(items)} {what[:-1] if len(items) == 1 else what}; there must be {FEWEST} to {MOST}", mend
        )


def _count(draft: Draft, frame: Frame, items: Sequence[Item], what: str = "choices") -> None:
    if not frame.torn:
        count(draft, frame.line, frame.heading.title, items, what)


def chips_once(draft: Draft, chips: Sequence[tuple[int, str]], what: str) -> None:
    """E204 for every chip that stood before: each part of an answer has its own id."""
    seen: dict[str, int] = {}
    for line, chip in chips:
        if chip in seen:
            message = f"two {what} are called `#{chip}`; the first stands in line {seen[chip]}"
            draft.add("E204", line, f"`#{chip}`", message, "give one another name")
        seen.setdefault(chip, line)


def _quote_too_deep(draft: Draft, item: Item) -> None:
    """A quote indented so far that it became part of the choice's text."""
    for number, text in enumerate(item.content.split("\n")[1:], start=1):
        if text.lstrip().startswith(">"):
            message = "feedback indented so far that it became part of the choice"
            draft.add(
                "E222",
                item.line + number,
                text.strip(),
                message,
                f"put exactly two spaces in front of it: `  {text.strip()[:50]}`",
            )
            return


def _is_square(item: Item) -> bool:
    sign = item.mark or item.miss
    return sign is not None and sign.shape == "square"


def _many(number: int) -> str:
    return {2: "two", 3: "three", 4: "four"}.get(number, str(number))
