"""What a table says of stages, behaviours and kinds of deals, row by row, and what is wrong with it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol

from msgspec import Struct

from server.lessons.compiler.likeness import did_you_mean
from server.lessons.compiler.markdown.chips import ID
from server.lessons.compiler.process.behaviour_file import ROLES
from server.lessons.compiler.process.clauses import SOURCES
from server.lessons.spreadsheet.cells import Box, box, items, paragraphs, squeezed, yes
from server.lessons.spreadsheet.columns import FIELDS, Columns, MotionHead, columns_of, plain

LONGEST: Final = 2_000
"""Characters of a cell, which is what a line of Markdown may have."""

MOST_DAYS: Final = 3_650
NEW: Final = "new"
"""In a column of ids: what this row is about was never here before, whatever it is called like."""

_UNSEEN = re.compile("[\0-\b\v\f\x0e-\x1f\x7f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")


class Row(Protocol):
    """A row of a file: the line it begins on and its cells, as many as there are heads."""

    @property
    def line(self) -> int:
        """Counted from 1."""

    @property
    def cells(self) -> Sequence[str]:
        """The texts."""


class Fault(Struct, frozen=True, order=True):
    """What is wrong in one line of the table, in words, and how to mend it."""

    line: int
    words: str


class ToldStage(Struct, frozen=True, kw_only=True):
    """A stage as its rows say it. Empty is what they do not say; `days` 0 too. `motions` maps the title of a kind of deal to its usual days."""

    line: int
    title: str
    id: str = ""
    exit: str = ""
    job: str = ""
    days: int = 0
    takes_over: tuple[str, ...] = ()
    motions: Mapping[str, int] = {}


class ToldBehaviour(Struct, frozen=True, kw_only=True):
    """A behaviour as its row says it, in the stage whose title is `stage`. What the row does not say is empty or None.

    `motions` maps the title of a kind of deal to whether this is a gate of it.
    """

    line: int
    stage: str
    title: str
    id: str = ""
    statement: str = ""
    steps: tuple[str, ...] = ()
    boxes: tuple[Box, ...] = ()
    proof: str = ""
    inspect: str = ""
    drift: str = ""
    coach: str = ""
    role: str = ""
    source: str = ""
    artifact: str = ""
    fresh: int | None = None
    gate: bool | None = None
    always: bool | None = None
    motions: Mapping[str, bool] = {}
    crosswalk: Mapping[str, str] = {}


class Told(Struct, frozen=True, kw_only=True):
    """The whole table: stages in their order, behaviours in theirs, the kinds of deals that have a column, and what is wrong."""

    stages: tuple[ToldStage, ...]
    behaviours: tuple[ToldBehaviour, ...]
    motions: tuple[MotionHead, ...]
    faults: tuple[Fault, ...]
    gates: bool
    """Whether there is a column for gates, of all deals or of one kind."""
    strangers: tuple[str, ...] = ()


def read(heads: Sequence[str], rows: Iterable[Row]) -> Told:
    """Everything a table says. Rows that are wrong are told and left out; a row without a stage belongs to the one above it."""
    columns = columns_of(heads)
    faults = [
        Fault(
            1,
            f"There is no column {FIELDS[field][0]!r}. The heads are {', '.join(heads)}. `--template` prints a table to begin with.",
        )
        for field in ("stage", "behaviour")
        if field not in columns.fields
    ]
    reading = _Reading(columns, faults)
    for row in rows if not faults else ():
        reading.row(row)
    if not faults and not reading.stages:
        faults.append(Fault(1, "The table has no rows."))
    return Told(
        stages=tuple(reading.stages.values()),
        behaviours=tuple(reading.behaviours),
        motions=columns.motions,
        faults=tuple(sorted(faults)),
        gates="gate" in columns.fields or bool(columns.motions),
        strangers=columns.strangers,
    )


class _Reading:
    def __init__(self, columns: Columns, faults: list[Fault]) -> None:
        self.columns, self.faults = columns, faults
        self.stages: dict[str, ToldStage] = {}
        self.behaviours: list[ToldBehaviour] = []
        self.stage = ""

    def row(self, row: Row) -> None:
        """One row: of a stage where it names no behaviour, else of a behaviour."""
        self.line, self.cells = row.line, row.cells
        for cell in row.cells:
            if len(cell) > LONGEST:
                self._fault(f"A cell has {len(cell):,} characters; {LONGEST:,} fit in a file.")
            elif _UNSEEN.search(cell):
                self._fault("A cell holds a character that cannot be seen. Type it anew.")
        title = squeezed(self._text("stage"))
        if title:
            self.stage = plain(title) or title
        if not self.stage:
            self._fault("The row names no stage, and there is none above it.")
            return
        behaviour = squeezed(self._text("behaviour"))
        self._stage(title, alone=not behaviour)
        if behaviour:
            self._behaviour(behaviour)

    def _stage(self, title: str, *, alone: bool) -> None:
        """What this row adds to what is known of its stage. What two rows say differently is told."""
        before = self.stages.get(self.stage) or ToldStage(line=self.line, title=title)
        told = ToldStage(
            line=before.line,
            title=before.title,
            id=self._same("Stage id", before.id, self._id("stage_id")),
            exit=self._same(FIELDS["exit"][0], before.exit, squeezed(self._text("exit"))),
            job=self._same(FIELDS["job"][0], before.job, squeezed(self._text("job"))),
            days=int(
                self._same(FIELDS["days"][0], str(before.days or ""), str(self._days(self._text("days"), "days") or "")) or 0
            ),
            takes_over=before.takes_over or items(self._text("takes_over").replace(",", ";")),
            motions={**before.motions, **(self._motion_days() if alone else {})},
        )
        self.stages[self.stage] = told

    def _behaviour(self, title: str) -> None:
        clash = next((one for one in self.behaviours if plain(one.title) == plain(title)), None)
        if clash is not None:
            self._fault(f"{title!r} stands in line {clash.line} already. Give each behaviour a name of its own.")
            return
        source, role = self._one_of("source", SOURCES), self._one_of("role", ROLES)
        fresh = self._text("fresh")
        self.behaviours.append(
            ToldBehaviour(
                line=self.line,
                stage=self.stage,
                title=title,
                id=self._id("behaviour_id"),
                statement=squeezed(self._text("statement")),
                steps=items(self._text("steps")),
                boxes=self._boxes(),
                proof=paragraphs(self._text("proof")),
                inspect=paragraphs(self._text("inspect")),
                drift=paragraphs(self._text("drift")),
                coach=paragraphs(self._text("coach")),
                role=role,
                source=source,
                artifact=squeezed(self._text("artifact")),
                fresh=self._days(fresh, "fresh", low=0) if fresh else None,
                gate=self._flag("gate"),
                always=self._flag("always"),
                motions=self._motion_gates(),
                crosswalk={
                    id: squeezed(self.cells[place]) for id, place in self.columns.methods.items() if self.cells[place].strip()
                },
            )
        )

    def _boxes(self) -> tuple[Box, ...]:
        found = tuple(box(item) for item in items(self._text("done")))
        ids = [one.id for one in found if one.id]
        for id in sorted({id for id in ids if ids.count(id) > 1}):
            self._fault(f"Two points under {FIELDS['done'][0]!r} are called #{id}.")
        for one in found:
            if not one.text:
                self._fault(f"A point under {FIELDS['done'][0]!r} has no words.")
            if one.source and one.source not in SOURCES:
                self._fault(f"{one.source!r} is no source of proof: {did_you_mean(one.source, SOURCES, _any_of(SOURCES))}")
        return found

    def _motion_days(self) -> Mapping[str, int]:
        cells = {one.title: self.cells[one.place].strip() for one in self.columns.motions}
        return {title: self._days(cell, f"Motion: {title}") for title, cell in cells.items() if cell and yes(cell) is not False}

    def _motion_gates(self) -> Mapping[str, bool]:
        return {one.title: self._yes(self.cells[one.place], f"Motion: {one.title}") or False for one in self.columns.motions}

    def _text(self, field: str) -> str:
        place = self.columns.fields.get(field)
        return self.cells[place].strip() if place is not None else ""

    def _same(self, head: str, before: str, now: str) -> str:
        if before and now and before != now:
            self._fault(f"{head!r} says something else than a line above it for the same stage. Say it once.")
        return before or now

    def _days(self, cell: str, field: str, low: int = 1) -> int:
        """A number of days; 0 for an empty cell and, with a fault, for what is none."""
        number = re.match(r"(\d{1,5})\b\s*(?:d|days?)?\Z", cell.strip(), re.IGNORECASE)
        if cell.strip() and (number is None or not low <= int(number[1]) <= MOST_DAYS):
            head = FIELDS[field][0] if field in FIELDS else field
            self._fault(f"{head!r} is {cell.strip()[:40]!r}; write a whole number of days from {low} to {MOST_DAYS}.")
        return int(number[1]) if number and low <= int(number[1]) <= MOST_DAYS else 0

    def _flag(self, field: str) -> bool | None:
        """Yes or no; None where there is no such column. An empty cell is no."""
        return self._yes(self._text(field), FIELDS[field][0]) or False if field in self.columns.fields else None

    def _yes(self, cell: str, head: str) -> bool | None:
        found = yes(cell)
        if found is None and cell.strip():
            self._fault(f"{head!r} is {cell.strip()[:40]!r}; write yes or no.")
        return found

    def _one_of(self, field: str, known: Sequence[str]) -> str:
        word = plain(self._text(field)).replace(" ", "-")
        if word and word not in known:
            self._fault(f"{FIELDS[field][0]!r} is {self._text(field)[:40]!r}: {did_you_mean(word, known, _any_of(known))}")
        return word

    def _id(self, field: str) -> str:
        word = self._text(field).strip("`#@ ")
        if word and not (ID.match(word) and len(word) <= 64):
            self._fault(f"{word[:64]!r} is no id. Use small letters and digits joined by single hyphens.")
            return ""
        return word

    def _fault(self, words: str) -> None:
        self.faults.append(Fault(self.line, words))


def _any_of(words: Sequence[str]) -> str:
    return f"write one of {', '.join(words)}."
