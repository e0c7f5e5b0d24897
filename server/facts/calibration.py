"""Several inspectors on one frozen deal: what was begun, who may read it, and what came of it."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from server.facts.fact import Fact


class CalibrationBegun(Fact, frozen=True, kw_only=True):
    """Several inspectors were asked to look at one deal of this person, each alone. `how` is all, pair, second-look or key.

    `behaviours` are the rows that everybody gets; nobody is let in after `due`. A key has no `due`.
    """

    kind: ClassVar[str] = "calibration-begun"
    calibration: UUID
    deal: UUID
    how: str
    claimed: str
    motion: str
    behaviours: tuple[str, ...]
    due: datetime | None
    process: str
    process_version: int


class SecondLookDrawn(Fact, frozen=True, kw_only=True):
    """Which sheet of this manager a leader looks at again in a month, drawn by lot: `among` are the sheets that it could have been.

    The `seed` and these decide the draw (`inspections/second_look.py`), so that anybody may draw it once more and see.
    """

    kind: ClassVar[str] = "second-look-drawn"
    calibration: UUID
    inspection: UUID
    month: str
    among: tuple[UUID, ...]
    seed: UUID


class CalibrationGranted(Fact, frozen=True, kw_only=True):
    """An inspector may read this one frozen deal until then, and nothing else of its owner."""

    kind: ClassVar[str] = "calibration-granted"
    calibration: UUID
    deal: UUID
    until: datetime


class CalibrationFrozen(Fact, frozen=True, kw_only=True):
    """The evidence and the clock of a calibration stand still from now on, for everybody the same."""

    kind: ClassVar[str] = "calibration-frozen"
    calibration: UUID
    deal: UUID
    evidence: tuple[UUID, ...]


class CalibrationRevealed(Fact, frozen=True, kw_only=True):
    """The last inspector closed their sheet, so that all of them lie open to each other. One whose time ran out is open without a fact."""

    kind: ClassVar[str] = "calibration-revealed"
    calibration: UUID
    deal: UUID
    sheets: int


class WordingProposed(Fact, frozen=True, kw_only=True):
    """Somebody told the process owner how a clause should read; the sentence lives in `wording`."""

    kind: ClassVar[str] = "wording-proposed"
    wording: UUID
    calibration: UUID
    behaviour: str
    clause: str
    process: str
    process_version: int


class WordingSettled(Fact, frozen=True, kw_only=True):
    """The process owner answered a proposed wording: `outcome` is reworded or kept."""

    kind: ClassVar[str] = "wording-settled"
    wording: UUID
    behaviour: str
    clause: str
    outcome: str


class KeyAgreed(Fact, frozen=True, kw_only=True):
    """The agreed answers of a key: the clauses that its evidence shows and those it does not, as `behaviour/clause`.

    The reasons live in `agreed_answer`.
    """

    kind: ClassVar[str] = "key-agreed"
    calibration: UUID
    deal: UUID
    shown: tuple[str, ...]
    missing: tuple[str, ...]


class KeyMarked(Fact, frozen=True, kw_only=True):
    """A frozen deal with agreed answers became a key, or, when it is not in use, is none any more."""

    kind: ClassVar[str] = "key-marked"
    calibration: UUID
    deal: UUID
    in_use: bool


class DifferenceTalkedThrough(Fact, frozen=True, kw_only=True):
    """A clause that somebody in training read differently from the key was talked through with them."""

    kind: ClassVar[str] = "difference-talked-through"
    calibration: UUID
    behaviour: str
    clause: str
