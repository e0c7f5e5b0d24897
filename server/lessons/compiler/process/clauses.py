"""The definition of done of a behaviour, and the law that an inspect question asks nothing that no clause asks."""

import re
from collections.abc import Iterable, Iterator, Sequence

from server.lessons.compiler.faults import Faults
from server.lessons.compiler.likeness import did_you_mean
from server.lessons.compiler.markdown.chips import ID, cut_chips, plain
from server.lessons.compiler.markdown.document import Block
from server.lessons.compiler.markdown.source import Source
from server.process.map import Behaviour, Clause

SOURCES = ("buyer", "system", "delivery", "seller-note")
"""Where proof may have to come from."""

FLAGS = ("timed", "na")


def read_clauses(blocks: Sequence[Block], source: Source, faults: Faults, usual: str, line: int) -> tuple[Clause, ...]:
    """The clauses of a `done` section. `usual` is the behaviour's own source, `line` the line of the heading.

    Faults are P009 for a clause that cannot be read, P008 for an id given twice, P012 for an unknown source.
    """
    clauses: dict[str, Clause] = {}
    for item in _items(blocks):
        clause = _clause(item, source, faults, usual)
        if clause is None:
            continue
        if clause.id in clauses:
            column = source.find(f"`#{clause.id}`", item.line)
            faults.add("P008", item.line, f"two clauses are called `#{clause.id}`", "give each clause its own id", column=column)
            continue
        clauses[clause.id] = clause
    if not clauses and not any(fault.code == "P009" for fault in faults):
        faults.add("P009", line, "the definition of done has no clauses", "write each as `- [ ] what must be seen `#its-id``")
    return tuple(clauses.values())


def unasked(behaviour: Behaviour) -> tuple[str, ...]:
    """Words of the inspect question that neither a clause nor the behaviour itself knows, if they are too many to be wording alone.

    A question may say a thing in other words, so a few unknown words are let pass; more than half of its content words, or a number that
    stands nowhere else, are not.
    """
    known = {
        _stem(word)
        for text in (behaviour.title, behaviour.statement, behaviour.proof, *(clause.text for clause in behaviour.clauses))
        for word in _content(text)
    }
    asked = dict.fromkeys(_content(behaviour.inspect))
    strange = tuple(word for word in asked if _stem(word) not in known)
    numbers = tuple(word for word in strange if word.isdigit() or word in NUMBERS)
    if numbers:
        return numbers
    return strange if len(strange) > 1 and 2 * len(strange) > len(asked) else ()


def _items(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        if block.kind in {"bullet_list", "ordered_list"}:
            yield from block.parts()


def _clause(item: Block, source: Source, faults: Faults, usual: str) -> Clause | None:
    parts = item.parts()
    inline = parts[0].inline if parts else None
    if inline is None or not inline.content.startswith("[ ] "):
        faults.add("P009", item.line, "this item of the definition of done is not a box", "begin it with `- [ ] `")
        return None
    tokens, chips = cut_chips(inline.children or [])
    named = [chip[1:] for chip in chips if chip.startswith("#")]
    text = plain(tokens).removeprefix("[ ]").strip()
    if len(named) != 1 or not ID.match(named[0]) or not text:
        faults.add("P009", item.line, "a clause needs its words and then one id", "end it with an id such as `#buyer-confirmed`")
        return None
    marks = [chip for chip in chips if not chip.startswith("#")]
    return Clause(
        id=named[0],
        text=text,
        source=_source(marks, item, source, faults) or usual,
        timed="timed" in marks,
        na="na" in marks,
        line=item.line,
    )


def _source(marks: Sequence[str], item: Block, source: Source, faults: Faults) -> str | None:
    """The source that the marks of a clause name. Marks that mean nothing are faults."""
    found = None
    for mark in marks:
        word, _, value = mark.partition(" ")
        column = source.find(f"`{mark}`", item.line)
        if word == "source" and value in SOURCES:
            found = value
        elif word == "source":
            mend = did_you_mean(value, SOURCES, f"use one of {', '.join(SOURCES)}")
            faults.add("P012", item.line, f"`{value}` is not a source we know", mend, column=column, length=len(mark) + 2)
        elif mark not in FLAGS:
            mend = did_you_mean(mark, FLAGS, "a clause may end in `timed`, `na` or `source seller-note`")
            faults.add("P009", item.line, f"`{mark}` means nothing on a clause", mend, column=column, length=len(mark) + 2)
    return found


def _content(text: str) -> list[str]:
    """The words of a text that carry meaning, in order."""
    return [word for word in re.findall(r"[^\W_]+", text.casefold()) if word not in SMALL and (len(word) > 1 or word.isdigit())]


def _stem(word: str) -> str:
    """A word without its usual endings, cut to four letters: enough to see `decided` in `decision`."""
    for end in ("ing", "ied", "ies", "ed", "es", "s", "ly", "e"):
        if word.endswith(end) and len(word) - len(end) >= 3:
            word = word[: -len(end)]
            break
    return word[:4]


SMALL_WORDS = """
    a an the is are was were be been being has have had do does did of in on at to for from by with and or not no rather than before
    after this that these those it its they them their we us our you your he she who what which when where why how as any all each
    every last next own there into if so but can could will would may might must
"""
SMALL = frozenset(SMALL_WORDS.split())
NUMBERS = frozenset(
    ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "fifteen", "twenty", "thirty"]
)
