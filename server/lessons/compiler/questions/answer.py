"""Which blocks of a question are its answer, and of which kind: the shape of the last block decides, or the heading's keyword."""

from collections import Counter
from itertools import pairwise

from msgspec import Struct, field

from server.lessons.compiler.draft import Draft
from server.lessons.compiler.markdown.document import Block, is_comment
from server.lessons.compiler.markdown.listing import LISTS, Item, Listing, read_list
from server.lessons.compiler.markdown.marks import OPENERS, loose_dashes
from server.lessons.compiler.model import QuestionKind
from server.lessons.compiler.questions.frame import Frame

KIND_OF_SHAPE: dict[str, QuestionKind] = {"round": "single", "square": "multiple", "accepted": "short", "wrong": "short"}
WITH_FIELDS = frozenset({"commit", "reflect", "confidence"})
_FURTHER = "write one space behind - and begin this line below the first letter of the mark"
_BELOW_STEP = "begin this line below the first letter of its step"
_BETWEEN = {
    "html_block": "a comment; move it above the list",
    "blockquote": "a quote that is not indented; put two spaces in front of >",
    "paragraph": "text that is not indented; put two spaces in front of it",
    "alert": "an alert; move it below the list",
}


class Answer(Struct):
    """The kind of a question (None when nothing says so), the items of its list if it has one, its last block, and the prompt above."""

    kind: QuestionKind | None
    prompt: list[Block]
    items: list[Item] = field(default_factory=list)
    block: Block | None = None


def find_answer(draft: Draft, frame: Frame) -> Answer:
    """Part a question's body into prompt and answer. Faults: E201, E215 (a choice that became no list item), E222, E223."""
    frame.torn = _loose(draft, frame)
    lists = [read_list(block) for block in frame.body if block.kind == "bullet_list"]
    body = _without_rules(draft, [block for block in frame.body if not is_comment(block)])
    if frame.keyword == "scenario":
        return Answer("scenario", body)
    if frame.keyword in WITH_FIELDS:
        _no_choices(draft, frame, lists)
        return _collected(draft, frame, [listing for listing in lists if listing.is_fields], body, frame.keyword)
    marked = [listing for listing in lists if listing.is_marked]
    if marked:
        return _collected(draft, frame, marked, body, frame.keyword or _kind(marked))
    steps = _steps(body)
    if len(steps) > 1 and frame.keyword is None:
        return _collected(draft, frame, steps, body, "order")
    answer = _by_last_block(frame, body)
    if answer.kind is None and not frame.torn:
        _none(draft, frame, lists)
    return answer


def has_gaps(block: Block) -> bool:
    """Whether a paragraph has gaps, or would have them if a link definition had not taken their brackets. In code there are none."""
    inline = block.inline if block.kind == "paragraph" else None
    if inline is None or "[[" not in inline.content:
        return False
    children = inline.children or []
    return any("[[" in token.content for token in children if token.type == "text") or not any(
        "[[" in token.content for token in children if token.type == "code_inline"
    )


def _without_rules(draft: Draft, body: list[Block]) -> list[Block]:
    """The body without dividing lines at its end. E224 for one right below the answer, where it makes a heading of the line above."""
    while body and body[-1].kind == "hr":
        rule, body = body[-1], body[:-1]
        if body and draft.source.line(rule.line - 1).strip():
            text = draft.source.line(rule.line).strip()
            mend = "leave a blank line before it"
            draft.add("E224", rule.line, text, "a dividing line right below the answer, which reads as a heading", mend)
    return body


def _no_choices(draft: Draft, frame: Frame, lists: list[Listing]) -> None:
    marked = next((listing.block for listing in lists if listing.is_marked), None)
    if marked:
        mend = f"take `{frame.keyword}` away to ask a question with choices, or write fields: - `key` value"
        draft.add("E205", marked.line, "", f"choices in a question that is a `{frame.keyword}`", mend)


def _kind(lists: list[Listing]) -> QuestionKind:
    """The kind that most marks of these lists speak for."""
    shapes: Counter[QuestionKind] = Counter()
    for listing in lists:
        for item in listing.items:
            sign = item.mark or item.miss
            if sign is not None and sign.shape in KIND_OF_SHAPE:
                shapes[KIND_OF_SHAPE[sign.shape]] += 1
    return shapes.most_common(1)[0][0]


def _collected(draft: Draft, frame: Frame, lists: list[Listing], body: list[Block], kind: QuestionKind) -> Answer:
    """All lists of a question that belong to its answer, taken together; more than one is a fault."""
    if not lists:
        return Answer(kind, body)
    for before, after in pairwise(lists):
        _split(draft, frame, before.block, after.block)
    first, last = lists[0].block, lists[-1].block
    prompt = [block for block in body if block.line < first.line]
    behind = [block for block in body if block.line > last.line]
    if behind and not frame.torn:
        _behind(draft, behind[0])
    return Answer(kind, prompt, [item for listing in lists for item in listing.items], last)


def _split(draft: Draft, frame: Frame, before: Block, after: Block) -> None:
    between = [
        block for block in (*frame.body, *frame.hints, *frame.notes, *frame.callouts) if before.line < block.line < after.line
    ]
    culprit = min(between, key=lambda block: block.line, default=None)
    if culprit is not None:
        line = culprit.line
        why = _BETWEEN.get(culprit.kind, "something that is not part of it; move it above the list")
        what, _, mend = why.partition("; ")
        if culprit.kind in {"blockquote", "paragraph"} and before.kind == "ordered_list":
            mend = _BELOW_STEP
        elif culprit.kind in {"blockquote", "paragraph"} and draft.source.line(line).startswith(" "):
            mend = _FURTHER
    else:
        sign = before.first.markup
        line = after.line
        mend = f"write `{sign}` behind every number" if before.kind == "ordered_list" else f"begin every choice with `{sign}`"
        what = f"a bullet `{after.first.markup}` among `{before.first.markup}`"
    text = draft.source.line(line).strip()
    draft.add("E223", line, text, f"the answer list is split at line {line} by {what}", mend)


def _behind(draft: Draft, block: Block) -> None:
    text = draft.source.line(block.line).strip()
    if block.kind == "blockquote":
        near = draft.source.line(block.line).startswith(" ")
        mend = _FURTHER if near else f"put two spaces in front of it: `  {text[:50]}`"
        draft.add("E222", block.line, text, "feedback that is not indented, so it belongs to no choice", mend)
    else:
        mend = "put it above the answer, into an alert > [!NOTE], or under a heading of its own"
        draft.add("E201", block.line, text, "the answer is not the last thing in the question", mend)


def _by_last_block(frame: Frame, body: list[Block]) -> Answer:
    if not body:
        return Answer(None, body)
    last = body[-1]
    prompt = body[:-1]
    if frame.keyword == "survey":
        return Answer("survey", prompt, read_list(last).items, last) if last.kind in LISTS else Answer(None, body)
    if last.kind == "ordered_list":
        return Answer("order", prompt, read_list(last).items, last)
    if last.kind == "table":
        return Answer("match", prompt, [], last)
    if has_gaps(last):
        return Answer("gaps", prompt, [], last)
    return Answer(None, body)


def _steps(body: list[Block]) -> list[Listing]:
    """The numbered lists at the end of a question that were one: each goes on counting where something cut off the one before it."""
    lists: list[Block] = []
    for block in reversed(body):
        if block.kind == "ordered_list":
            lists.insert(0, block)
            if "start" not in block.first.attrs:
                break
        elif block.kind != "blockquote" or not lists:
            return []
    return [read_list(block) for block in lists]


def _none(draft: Draft, frame: Frame, lists: list[Listing]) -> None:
    draft.add(
        "E201", frame.line, frame.heading.title, "the question has no answer that can be recognised", _what_to_write(frame, lists)
    )


def _what_to_write(frame: Frame, lists: list[Listing]) -> str:
    if frame.keyword == "survey":
        return "write its options as a list: - ( ) one option"
    if frame.scenes:
        return f"it has scenes: write `#{frame.id}` `scenario` at the end of the heading"
    if any(listing.is_fields for listing in lists):
        return f"it has fields: write `#{frame.id}` `commit` or `reflect` at the end of the heading"
    if lists and lists[-1].items:
        if "[[" in lists[-1].items[0].content:
            return "gaps stand in a paragraph: take the - away"
        words = lists[-1].items[0].content.split("\n")[0][:40]
        return f"mark the choices: `- (x) {words}` for the right one and `- ( )` for the others"
    return "end it with choices `- (x)`, boxes `- [x]`, a numbered list, a table, `- = answer`, or [[ a gap ]]"


def _loose(draft: Draft, frame: Frame) -> bool:
    """Lines that were meant as choices and became text."""
    if not draft.loose:
        return False
    found = [(line, why) for line, why in draft.loose.items() if frame.line < line <= frame.last]
    for line, why in found:
        text = draft.source.line(line)
        place = next((index for index, character in enumerate(text) if character in OPENERS), 0)
        mark = text[place : place + 3]
        draft.add("E215", line, text.strip()[:8], f"this line is no choice: {why}", f"write `- {mark}` with plain spaces")
    return bool(found)


def loose_lines(draft: Draft) -> dict[int, str]:
    """Line to reason, for every line of the file that looks like a choice and is none; code is left alone."""
    found: dict[int, str] = {}
    text = draft.source.text
    for offset, why in loose_dashes(text):
        found[text.count("\n", 0, offset) + 1] = why
    if found:
        for block in draft.document.blocks:
            if block.kind in {"fence", "code_block"}:
                for line in range(block.line, block.last + 1):
                    found.pop(line, None)
    return found
