"""What a lesson compiles to. These values are stored by content hash, served to learners and marked by `learning.quiz`.

`html` fields are safe HTML rendered once at load; `text` fields are the same words without markup, for matching, snapshots and search.
"""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Literal, NamedTuple

from msgspec import Struct

from server.process.map import Process

QuestionKind = Literal[
    "single", "multiple", "order", "match", "short", "gaps", "scenario", "commit", "reflect", "confidence", "survey"
]
"""A new one has its row in every table by kind, which `tests/learning/test_kinds.py` lists, and its form in `templates/_macros/`."""

LessonKind = Literal["teach", "reinforce", "reference"]
Status = Literal["draft", "live", "retired"]
Outcome = Literal["moved", "stalled", "lost"]

SCORED: frozenset[QuestionKind] = frozenset({"single", "multiple", "order", "match", "short", "gaps", "scenario"})
"""Question kinds that get a mark. The others are kept, never scored."""


class Choice(Struct, frozen=True, kw_only=True):
    """One thing a person may pick or place. `mark` is 0, .5 or 1 and means nothing for order items; `to` is the next scene of a move."""

    id: str
    html: str
    text: str
    mark: float = 0.0
    feedback: str | None = None
    to: str | None = None


class Side(Struct, frozen=True, kw_only=True):
    """One cell of a matching question."""

    id: str
    html: str
    text: str


class Match(Struct, frozen=True, kw_only=True):
    """Left cells, right cells (decoys included, in written order), and which right belongs to which left."""

    lefts: tuple[Side, ...]
    rights: tuple[Side, ...]
    partner: Mapping[str, str]
    feedback: Mapping[str, str] = {}
    """Left id to HTML shown after answering."""


class KnownWrong(Struct, frozen=True, kw_only=True):
    """A typed answer that the author expected and has something to say about."""

    text: str
    feedback: str | None = None


class Short(Struct, frozen=True, kw_only=True):
    """A typed answer: accepted wordings as written, number ranges (low, high, both included), and expected wrong ones."""

    accepted: tuple[str, ...] = ()
    ranges: tuple[tuple[float, float], ...] = ()
    wrong: tuple[KnownWrong, ...] = ()


class Gaps(Struct, frozen=True, kw_only=True):
    """A paragraph with holes: `pieces` of HTML with one hole between neighbours, so len(pieces) == len(accepted) + 1."""

    pieces: tuple[str, ...]
    accepted: tuple[tuple[str, ...], ...]


class Scene(Struct, frozen=True, kw_only=True):
    """One moment of a scenario. An ending has an outcome and no moves."""

    id: str
    title: str
    html: str
    text: str
    moves: tuple[Choice, ...] = ()
    outcome: Outcome | None = None


class Commit(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a person is asked to promise: due in `days` (working days or not), with an artifact as proof, and the manager's question.

    `who` says with whom, when the author does.
    """

    days: int
    working: bool
    proof: str
    ask: str
    who: str = ""


class Reflect(Struct, frozen=True, kw_only=True):
    """A reflection: how many words are asked for, and whether sharing it with the manager may be offered."""

    min_words: int = 0
    share: bool = False


class Question(Struct, frozen=True, kw_only=True):
    """One question of a lesson. Only the fields of its kind are set.

    `choices` holds the options of single, multiple and survey, the items of order in their right order, and the labels of confidence.
    `key_fp` changes when the answer key changes (a new revision); `text_fp` when only the wording does.
    """

    id: str
    kind: QuestionKind
    title: str
    html: str
    """The prompt below the title, may be empty."""
    text: str
    behaviours: tuple[str, ...]
    """What an answer is evidence for."""
    optional: bool = False
    fixed_order: bool = False
    many: bool = False
    """Survey only: several options may be picked."""
    hints: tuple[str, ...] = ()
    explanation: str | None = None
    choices: tuple[Choice, ...] = ()
    match: Match | None = None
    short: Short | None = None
    gaps: Gaps | None = None
    scenes: tuple[Scene, ...] = ()
    commit: Commit | None = None
    reflect: Reflect | None = None
    key_fp: str
    text_fp: str
    seconds: int
    """Estimated thinking time."""
    line: int
    spent: tuple[str, ...] = ()
    """Ids that choices of this question once had and that are never given again."""


class Heading(Struct, frozen=True, kw_only=True, tag="heading"):
    """A heading of level 2 or 3 that is not a question. `id` is a slug, unique in the lesson."""

    level: int
    title: str
    id: str


class Prose(Struct, frozen=True, kw_only=True, tag="prose"):
    """Paragraphs, lists, tables and images as HTML."""

    html: str


class Callout(Struct, frozen=True, kw_only=True, tag="callout"):
    """A GitHub alert: note, tip, important, warning or caution. The first important one is the key point."""

    kind: Literal["note", "tip", "important", "warning", "caution"]
    html: str


class Included(Struct, frozen=True, kw_only=True, tag="include"):
    """A section of another file, shown in place. `behaviour` and `clauses` are set when it is a definition of done."""

    title: str
    html: str
    path: str
    behaviour: str | None = None
    chip: str = ""


class Media(Struct, frozen=True, kw_only=True, tag="media"):
    """Audio or video with its words. Paths are relative to the academy's root."""

    kind: Literal["audio", "video"]
    title: str
    path: str
    captions: str | None = None
    transcript: str | None = None
    """Transcript as HTML."""


class Asked(Struct, frozen=True, kw_only=True, tag="question"):
    """The place of a question in the lesson."""

    question: str


Block = Heading | Prose | Callout | Included | Media | Asked


class Section(NamedTuple):
    """A part of a lesson between two breaks: how long it takes, and the ids of the questions it asks."""

    seconds: float
    asks: frozenset[str]


class Lesson(Struct, frozen=True, kw_only=True, dict=True):
    """One lesson, ready to serve. `prose` is its reading text; `reading_seconds` and `thinking_seconds` are estimates."""

    id: str
    path: str
    title: str
    stage: str
    behaviours: tuple[str, ...]
    kind: LessonKind
    audience: tuple[str, ...]
    objectives: tuple[str, ...]
    minutes: int
    prerequisites: tuple[str, ...]
    process: int
    version: int
    authors: tuple[str, ...]
    reviewed: str | None
    status: Status
    locale: str
    aliases: tuple[str, ...] = ()
    moved: Mapping[str, str] = {}
    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    blocks: tuple[Block, ...]
    questions: tuple[Question, ...]
    key_point: str | None = None
    """Plain text of the first IMPORTANT alert."""
    prose: str = ""
    reading_seconds: int
    thinking_seconds: int
    translates: int = 0
    """The version of the lesson that this is a translation of; 0 for a lesson itself."""
    translators: tuple[str, ...] = ()

    def question(self, id: str) -> Question | None:
        """The question with this id, or None."""
        return next((question for question in self.questions if question.id == id), None)

    @property
    def ids(self) -> frozenset[str]:
        """Its id and those it had: it may have been taken, or be assigned, under any of them."""
        return frozenset({self.id, *self.aliases})

    @property
    def for_reps(self) -> bool:
        """Whether reps are given it: it is live, and reps are among those it is for."""
        return self.status == "live" and "rep" in self.audience

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The parts between its breaks: headings of level 2 after the first question. What comes before that question is no part by itself."""
        letters = [_letters(block) for block in self.blocks]
        thinking = {question.id: question.seconds for question in self.questions}
        pace = self.reading_seconds / max(1, sum(letters))
        found, spent, asks = list[Section](), 0.0, set[str]()
        for block, read in zip(self.blocks, letters, strict=True):
            if isinstance(block, Heading) and block.level == SECTION and asks:
                found.append(Section(spent, frozenset(asks)))
                spent, asks = 0.0, set()
            spent += read * pace
            if isinstance(block, Asked):
                spent += thinking.get(block.question, 0)
                asks.add(block.question)
        return (*found, Section(spent, frozenset(asks)))


SECTION = 2
"""The level of the headings that part a lesson."""

TAG = re.compile(r"<[^>]*>")


def _letters(block: Block) -> int:
    """Characters somebody reads."""
    return len(TAG.sub("", getattr(block, "html", ""))) + len(getattr(block, "title", ""))


class Proves(NamedTuple):
    """A clause that a heading of an artifact proves, and the behaviour whose clause it is."""

    behaviour: str
    clause: str


class ArtifactPart(Struct, frozen=True, kw_only=True):
    """A heading on the page of an artifact and what stands below it. `proves` are its clauses and those of the columns below it.

    `ours`: a note for our own side, which is never on the page that a buyer gets.
    """

    title: str
    html: str
    proves: tuple[Proves, ...] = ()
    ours: bool = False


class Artifact(Struct, frozen=True, kw_only=True):
    """The page of a kind of proof: how to use it (`about`), the blank form, and one filled example with its `story`; all of it HTML.

    `markdown` and `text` are the form to copy, without its title and without what is only ours. `ours`: the whole page is for our own side,
    and says so wherever it goes.
    """

    id: str
    title: str
    about: str
    blank: tuple[ArtifactPart, ...]
    story: str
    example: tuple[ArtifactPart, ...]
    markdown: str
    text: str
    ours: bool = False
    file: str = ""
    """Its path below the root of the academy."""

    @property
    def proves(self) -> tuple[Proves, ...]:
        """Every clause that a heading of the form names, in order."""
        return tuple(one for part in self.blank for one in part.proves)


class Milestone(Struct, frozen=True, kw_only=True):
    """Something to look at together on a path; the manager decides, in words."""

    text: str


class PathStep(Struct, frozen=True, kw_only=True):
    """One step of a learning path: a lesson to take or a milestone to look at. `under` is the heading it stands below."""

    under: str = ""
    lesson: str | None = None
    milestone: Milestone | None = None


class Path(Struct, frozen=True, kw_only=True):
    """Lessons in an order that makes sense for someone new."""

    id: str
    title: str
    audience: tuple[str, ...]
    steps: tuple[PathStep, ...]


class Rules(Struct, frozen=True, kw_only=True):
    """`academy.yml`: what an academy sets for itself. Thresholds override the defaults of the checks by name."""

    title: str = "Academy"
    locale: str = "en"
    wpm: int = 220
    coverage: Literal["growing", "complete"] = "growing"
    review_days: int = 180
    holidays: tuple[str, ...] = ()
    fiscal_year_start: str = "01-01"
    currency: str = "EUR"
    thresholds: Mapping[str, float] = {}
    rules: Mapping[str, str] = {}
    """Code to `off`, `warning` or `error`."""
    cadences: Mapping[str, str] = {}
    """Stage to how often its deals are inspected: `full 21`, `delta 7`, `sample 30` or `none`; the usual cadence where a stage is not named."""
    one_to_ones: Literal["weekly", "fortnightly"] = "weekly"


class Academy(Struct, frozen=True, kw_only=True):
    """Everything that was compiled from one state of the files."""

    rules: Rules
    process: Process | None
    lessons: tuple[Lesson, ...]
    paths: tuple[Path, ...]
    glossary: Mapping[str, str]
    people: Mapping[str, str]
    """Author id to name."""
    media: Mapping[str, str] = {}
    """Path below the root to sha256, for files that lessons use."""
    retired: Mapping[str, Question] = {}
    """Questions that were removed, by key (`lesson#question`), as they last stood: if one returns its ids go on."""
    artifacts: tuple[Artifact, ...] = ()
    """The pages of the kinds of proof, in the order in which the process asks for them."""
    translations: tuple[Lesson, ...] = ()
    """Lessons in another language: the same ids and answer keys as the lesson of that id, other words."""

    def lesson(self, id: str) -> Lesson | None:
        """The lesson with this id, else the one with this former id, whatever its status; None without either."""
        former = (one for one in self.lessons if id in one.aliases)
        return next((one for one in self.lessons if one.id == id), None) or next(former, None)
