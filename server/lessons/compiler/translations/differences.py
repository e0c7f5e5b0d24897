"""What differs between a question and its translation: form, chips, counts, marks, targets, numbers and fields. Words may say what they like."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from msgspec import Struct

from server.lessons.compiler.model import Choice, Question, QuestionKind, Reflect, Scene, Short
from server.lessons.compiler.questions.given import is_provisional


class Written(Struct, frozen=True):
    """A question and where it stands, up to its `last` line. `lines` are those of its choices, items or rows; `scenes` those of its scenes, each with
    its moves'.
    """

    question: Question
    line: int
    lines: tuple[int, ...] = ()
    scenes: tuple[tuple[int, tuple[int, ...]], ...] = ()
    last: int = 0


class Difference(Struct, frozen=True):
    """What differs: `here` in the translation's `line`, `there` in the lesson's, and how to mend it. `needle` is what the line shows of it."""

    line: int
    needle: str
    here: str
    other: int
    there: str
    mend: str


def differences(here: Written, there: Written) -> Iterator[Difference]:
    """What differs between a question and its translation, the first cause first."""
    mine, theirs = here.question, there.question
    if mine.kind != theirs.kind:
        mend = f"write it in the form of the lesson: {FORMS[theirs.kind]}"
        yield _at(here, there, KINDS[mine.kind], KINDS[theirs.kind], mend, "is")
        return
    yield from chain.from_iterable(check(here, there) for check in (_switches, _items, _pairs, _typed, _scenes, _fields, _hints))


def _switches(here: Written, there: Written) -> Iterator[Difference]:
    """Chips of the heading that say how a question counts."""
    mine, theirs = here.question, there.question
    for word, ours, other in (
        ("optional", mine.optional, theirs.optional),
        ("fixed-order", mine.fixed_order, theirs.fixed_order),
    ):
        if ours != other:
            mend = f"write `{word}` behind its id" if other else f"take `{word}` away"
            yield _at(here, there, _with(f"`{word}`", has=ours), _with(f"`{word}`", has=other), mend, "stands")
    if mine.behaviours != theirs.behaviours:
        names = " ".join(f"`@{one}`" for one in theirs.behaviours)
        mend = f"write the chips of the lesson: {names}"
        yield _at(here, there, f"for {_list(mine.behaviours)}", f"for {_list(theirs.behaviours)}", mend, "counts")
    if mine.many != theirs.many:
        mend = f"use {'square' if theirs.many else 'round'} marks"
        yield _at(
            here, there, "for one answer" if theirs.many else "for several answers", _many(several=theirs.many), mend, "asks"
        )


def _items(here: Written, there: Written) -> Iterator[Difference]:
    """Choices and items to put in order."""
    what = {"order": "step", "confidence": "label"}.get(here.question.kind, "choice")
    mine, theirs = here.question.choices, there.question.choices
    if len(mine) != len(theirs):
        mend = f"translate every {what}, in the order of the lesson"
        yield _at(here, there, _count(len(mine), what), _count(len(theirs), what), mend)
        return
    square = here.question.kind == "multiple"
    yield from _choices((here.line, here.lines, mine), (there.line, there.lines, theirs), what, square=square)


Group = tuple[int, Sequence[int], Sequence[Choice]]
"""The line of what asks, the lines of its choices, and these."""


def _choices(here: Group, there: Group, what: str, *, square: bool = False) -> Iterator[Difference]:
    """Choices of which there are as many in both files."""
    for number, (mine, theirs) in enumerate(zip(here[2], there[2], strict=True)):
        line, other = _line(here, number), _line(there, number)
        name = f"{what} {number + 1}"
        if what != "step" and mine.mark != theirs.mark:
            mark = (BOXES if square else MARKS)[theirs.mark]
            mend = f"keep the order of the lesson; {name} is marked {mark} there"
            yield Difference(line, "", f"{name} is {WORTH[mine.mark]}", other, f"it is {WORTH[theirs.mark]}", mend)
        elif mine.to != theirs.to:
            yield Difference(
                line,
                f"`#{mine.to}`",
                f"{name} leads to `#{mine.to}`",
                other,
                f"it leads to `#{theirs.to}`",
                f"write → `#{theirs.to}`",
            )
        elif what != "label" and not is_provisional(mine.id) and mine.id != theirs.id:
            mend = "take the chip away" if is_provisional(theirs.id) else f"write `#{theirs.id}`"
            says = "it has no id" if is_provisional(theirs.id) else f"it is called `#{theirs.id}`"
            yield Difference(line, f"`#{mine.id}`", f"{name} is called `#{mine.id}`", other, says, mend)


def _pairs(here: Written, there: Written) -> Iterator[Difference]:
    """Rows of a table: as many, and the same ones without a left cell."""
    if here.question.match is None or there.question.match is None:
        return
    mine, theirs = here.question.match, there.question.match
    if len(mine.rights) != len(theirs.rights):
        mend = "translate every row, in the order of the lesson"
        yield _at(here, there, _count(len(mine.rights), "row"), _count(len(theirs.rights), "row"), mend)
        return
    pairs, others = set(mine.partner.values()), set(theirs.partner.values())
    for number, (ours, other) in enumerate(zip(mine.rights, theirs.rights, strict=True)):
        if (ours.id in pairs) != (other.id in others):
            lines = here.lines[number] if number < len(here.lines) else here.line
            line = there.lines[number] if number < len(there.lines) else there.line
            mend = "write its left cell" if other.id in others else "leave its left cell empty"
            yield Difference(
                lines, "", f"row {number + 1} is {_row(ours.id in pairs)}", line, f"it is {_row(other.id in others)}", mend
            )


def _typed(here: Written, there: Written) -> Iterator[Difference]:
    """Numbers that are accepted, and how many gaps there are. The words of a language are its own."""
    mine, theirs = here.question, there.question
    if mine.short and theirs.short:
        if sorted(mine.short.ranges) != sorted(theirs.short.ranges):
            ours, other = _spans(mine.short.ranges), _spans(theirs.short.ranges)
            yield _at(here, there, ours, other, f"accept the same numbers: {other}", "accepts")
        elif (numbers := _whole(mine.short)) != (others := _whole(theirs.short)) and (theirs.short.ranges or others):
            ours, other = _listed(numbers), _listed(others)
            yield _at(here, there, ours, other, f"accept the same numbers: {other}", "accepts")
        elif bool(mine.short.accepted) != bool(theirs.short.accepted):
            ours, other = _words(there=not mine.short.accepted), _words(there=not theirs.short.accepted)
            yield _at(here, there, ours, other, "accept words where the lesson does", "accepts")
    if mine.gaps and theirs.gaps and len(mine.gaps.accepted) != len(theirs.gaps.accepted):
        ours, other = _count(len(mine.gaps.accepted), "gap"), _count(len(theirs.gaps.accepted), "gap")
        yield _at(here, there, ours, other, "leave the same gaps, in the same order")


def _scenes(here: Written, there: Written) -> Iterator[Difference]:
    """Scenes of a scenario: the same ids in the same order, with the same outcome and the same moves."""
    mine, theirs = here.question.scenes, there.question.scenes
    if len(mine) != len(theirs):
        yield _at(
            here,
            there,
            _count(len(mine), "scene"),
            _count(len(theirs), "scene"),
            "translate every scene, in the order of the lesson",
        )
        return
    places = [(_place(here, number)[0], _place(there, number)[0]) for number in range(len(mine))]
    for (line, at), ours, wanted in zip(places, mine, theirs, strict=True):
        if ours.id != wanted.id:
            mend = f"ids are never translated: write `#{wanted.id}`"
            yield Difference(line, f"`#{ours.id}`", f"the scene is called `#{ours.id}`", at, f"it is called `#{wanted.id}`", mend)
    for number, (ours, other) in enumerate(zip(mine, theirs, strict=True)):
        yield from _scene((ours, *_place(here, number)), (other, *_place(there, number)))


Placed = tuple[Scene, int, tuple[int, ...]]
"""A scene, its line, and those of its moves."""


def _scene(here: Placed, there: Placed) -> Iterator[Difference]:
    (mine, line, lines), (theirs, other, others) = here, there
    name = f"`#{mine.id}`"
    if mine.outcome != theirs.outcome:
        mend = f"write `{theirs.outcome}` behind {name}" if theirs.outcome else "take the outcome away and translate its moves"
        yield Difference(line, name, f"{name} ends {_ends(mine)}", other, f"it ends {_ends(theirs)}", mend)
    elif len(mine.moves) != len(theirs.moves):
        ours, moves = _count(len(mine.moves), "move"), _count(len(theirs.moves), "move")
        yield Difference(
            line, name, f"{name} has {ours}", other, f"it has {moves}", "translate every move, in the order of the lesson"
        )
    else:
        yield from _choices((line, lines, mine.moves), (other, others, theirs.moves), "move")


def _fields(here: Written, there: Written) -> Iterator[Difference]:
    """What a commitment asks for, and how much a reflection."""
    mine, theirs = here.question, there.question
    if mine.commit and theirs.commit:
        ours, other = mine.commit, theirs.commit
        if (ours.days, ours.working) != (other.days, other.working):
            due = f"{other.days}{' working' if other.working else ''} day{'s' if other.days != 1 else ''}"
            yield _at(
                here,
                there,
                f"in {ours.days}{' working' if ours.working else ''} days",
                f"in {due}",
                f"write - `due` {due}",
                "is due",
            )
        elif ours.proof != other.proof:
            yield _at(here, there, f"`{ours.proof}`", f"`{other.proof}`", f"write - `proof` {other.proof}", "asks for")
    if mine.reflect and theirs.reflect and mine.reflect != theirs.reflect:
        mend = "keep `min` and `share` as the lesson has them"
        yield _at(here, there, _wants(mine.reflect), _wants(theirs.reflect), mend, "asks for")


def _hints(here: Written, there: Written) -> Iterator[Difference]:
    """Hints are opened one by one and counted."""
    if len(here.question.hints) != len(there.question.hints):
        ours, other = _count(len(here.question.hints), "hint"), _count(len(there.question.hints), "hint")
        yield _at(here, there, ours, other, "translate every hint: a > [!TIP] below the question")


def _at(here: Written, there: Written, ours: str, other: str, mend: str, verb: str = "has") -> Difference:
    name = f"`#{here.question.id}`"
    return Difference(here.line, name, f"{name} {verb} {ours}", there.line, f"it {verb} {other}", mend)


def _wants(reflect: Reflect) -> str:
    return f"{_count(reflect.min_words, 'word')}, {'which may be shared' if reflect.share else 'for oneself'}"


def _place(one: Written, number: int) -> tuple[int, tuple[int, ...]]:
    return one.scenes[number] if number < len(one.scenes) else (one.line, ())


def _line(group: Group, number: int) -> int:
    return group[1][number] if number < len(group[1]) else group[0]


def _count(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'s' if number != 1 else ''}"


def _with(word: str, *, has: bool) -> str:
    return f"with {word}" if has else f"without {word}"


def _many(*, several: bool) -> str:
    return "for several answers" if several else "for one answer"


def _list(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "no behaviour"


def _row(pair: bool) -> str:
    return "a pair" if pair else "a decoy"


def _spans(ranges: Sequence[tuple[float, float]]) -> str:
    return ", ".join(f"{low:g}..{high:g}" for low, high in sorted(ranges)) or "no range of numbers"


def _whole(short: Short) -> Sequence[int]:
    """The whole numbers among accepted words that no range has, which are the same in every language. A lesson without a number leaves them free."""
    figures = {int(word) for word in short.accepted if word.isdecimal()}
    return sorted(one for one in figures if not any(low <= one <= high for low, high in short.ranges))


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers)) or "no other number"


def _words(*, there: bool) -> str:
    return "only numbers" if there else "words"


def _ends(scene: Scene) -> str:
    return f"as `{scene.outcome}`" if scene.outcome else "nothing"


KINDS: Mapping[QuestionKind, str] = {
    "single": "a pick-one question",
    "multiple": "a pick-all question",
    "order": "to be put in order",
    "match": "a match",
    "short": "a typed answer",
    "gaps": "a sentence with gaps",
    "scenario": "a scenario",
    "commit": "a commitment",
    "reflect": "a reflection",
    "confidence": "a confidence question",
    "survey": "a survey",
}
"""What a question is called in a message."""

FORMS: Mapping[QuestionKind, str] = {
    "single": "round marks",
    "multiple": "square marks",
    "order": "a numbered list",
    "match": "a table",
    "short": "- = and the answer",
    "gaps": "a paragraph with [[ gaps ]]",
    "scenario": "`scenario` behind its id",
    "commit": "`commit` behind its id",
    "reflect": "`reflect` behind its id",
    "confidence": "`confidence` behind its id",
    "survey": "`survey` behind its id",
}
"""How each kind is written."""

MARKS: Mapping[float, str] = {1: "(x)", 0.5: "(/)", 0: "( )"}
BOXES: Mapping[float, str] = {1: "[x]", 0: "[ ]"}
WORTH: Mapping[float, str] = {1: "right", 0.5: "half right", 0: "wrong"}
