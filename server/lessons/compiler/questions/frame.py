"""A question before its answer is read: its name, its switches, and its blocks sorted into prompt, answer, hints and explanation."""

from msgspec import Struct, field

from server.lessons.compiler.draft import Draft
from server.lessons.compiler.layout import Asked
from server.lessons.compiler.likeness import did_you_mean
from server.lessons.compiler.markdown.chips import Heading
from server.lessons.compiler.markdown.document import Block
from server.lessons.compiler.model import QuestionKind
from server.lessons.compiler.questions.names import KEYWORDS, KINDS, SWITCHES, claim


class SceneFrame(Struct):
    """A scene as written: its heading and the blocks below it."""

    heading: Heading
    blocks: list[Block] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    """The lines of its moves."""
    chips: list[tuple[int, str]] = field(default_factory=list)
    """The ids that its author gave to moves, with their lines."""


class Frame(Struct):
    """A question as written. `body` is prompt and answer in order; comments and alerts are taken out of it."""

    heading: Heading
    id: str
    keyword: QuestionKind | None = None
    """What the heading says about the kind, if anything."""
    optional: bool = False
    fixed_order: bool = False
    tagged: tuple[str, ...] = ()
    """Behaviours that the heading names."""
    body: list[Block] = field(default_factory=list)
    hints: list[Block] = field(default_factory=list)
    notes: list[Block] = field(default_factory=list)
    callouts: list[Block] = field(default_factory=list)
    scenes: list[SceneFrame] = field(default_factory=list)
    torn: bool = False
    """Lines that were meant as choices became text. They have been told, so nothing is said about what is missing without them."""
    last: int = 0
    """The last line of the question."""
    html: str = ""
    """The title as HTML."""
    lines: list[int] = field(default_factory=list)
    """The lines of the items of its answer, or of the rows of its table."""

    @property
    def line(self) -> int:
        """The line of the heading."""
        return self.heading.line


def frame(draft: Draft, asked: Asked) -> Frame:
    """Sort a question's parts. Faults: E204, E205, E402 of its chips."""
    this = asked.heading
    found = Frame(this, this.id or "")
    claim(draft, found.id, this.line, "question")
    if not this.title:
        mend = f"write the question in front of the id: ### Which one? `#{found.id}`"
        draft.add("E201", this.line, "###", "the heading asks nothing", mend)
    _chips(draft, found)
    _sort(found, asked)
    found.last = max([this.line, *(block.last for block in asked.blocks)])
    return found


def _chips(draft: Draft, found: Frame) -> None:
    for chip in found.heading.chips[1:]:
        if chip.startswith("@"):
            _behaviour(draft, found, chip)
        elif chip in SWITCHES:
            found.optional = found.optional or chip == "optional"
            found.fixed_order = found.fixed_order or chip == "fixed-order"
        elif found.keyword is None and chip in KINDS:
            found.keyword = next(kind for kind in KINDS if kind == chip)
        else:
            _unknown(draft, found, chip)


def _behaviour(draft: Draft, found: Frame, chip: str) -> None:
    behaviour = current_behaviour(draft, chip[1:])
    if behaviour not in found.tagged:
        found.tagged = (*found.tagged, behaviour)
    known_behaviour(draft, chip[1:], found.line, f"`{chip}`")


def current_behaviour(draft: Draft, behaviour: str) -> str:
    """The id that a behaviour has now, by it or by one of old; of none that the process knows, what is said."""
    process = draft.context.process
    return process.now_behaviour(behaviour) if process else behaviour


def known_behaviour(draft: Draft, behaviour: str, line: int, needle: str, column: int = 0) -> None:
    """E402 for a behaviour that the process has not; only a warning when it has another id now. Without a process nothing is said."""
    process = draft.context.process
    if process is None or behaviour in process.behaviour:
        return
    if (now := current_behaviour(draft, behaviour)) != behaviour:
        message = f"the behaviour `{behaviour}` is called `{now}` now"
        draft.add("E402", line, needle, message, f"write `{now}`; until then it is read so", after=column, severity="warning")
        return
    if behaviour in draft.context.retired:
        message, mend = f"the behaviour `{behaviour}` is retired", "name the behaviour that took its place"
    else:
        message = f"the process has no behaviour `{behaviour}`"
        mend = did_you_mean(behaviour, process.behaviour, "use the id of a file in process/")
    draft.add("E402", line, needle, message, mend, after=column)


def _unknown(draft: Draft, found: Frame, chip: str) -> None:
    if chip in KINDS:
        twice = chip == found.keyword
        message = f"`{chip}` twice" if twice else f"`{chip}` and `{found.keyword}` on one question"
        mend = "keep one" if twice else "keep one; ask the other in a question of its own"
        first = draft.source.find(f"`{chip}`", found.line)
        draft.add("E205", found.line, f"`{chip}`", message, mend, after=first + 1 if twice else 0)
    elif chip.startswith("#"):
        draft.add("E205", found.line, f"`{chip}`", f"a second id `{chip}`", f"keep `#{found.id}`")
    else:
        mend = did_you_mean(chip, KEYWORDS, f"the keywords are {', '.join(KEYWORDS)}")
        draft.add("E205", found.line, f"`{chip}`", f"unknown keyword `{chip}`", mend)


def _sort(found: Frame, asked: Asked) -> None:
    for block in asked.blocks:
        this = asked.inner[block.line] if block.kind == "heading" else None
        if this is not None and (found.keyword == "scenario" or this.id is not None) and this.level == 4:
            found.scenes.append(SceneFrame(this))
        elif found.scenes:
            found.scenes[-1].blocks.append(block)
        elif block.kind == "alert":
            _alert(found, block)
        else:
            found.body.append(block)


def _alert(found: Frame, block: Block) -> None:
    kind = block.first.meta["kind"]
    place = found.hints if kind == "TIP" else found.notes if kind == "NOTE" else found.callouts
    place.append(block)
