"""Evidence, inspections of deals, and what they show of a person's doing."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from server.facts.fact import Fact


class EvidenceAdded(Fact, frozen=True, kw_only=True):
    """A dated item of proof was attached to a deal; its words, its link or its file live in side tables.

    `artifact` is the kind of proof, `source` is buyer, system, delivery or seller-note, `form` is link, quote, file, event, mail or recording.
    `shows` are the clauses it was said to show, each as `behaviour/clause`.
    """

    kind: ClassVar[str] = "evidence-added"
    evidence: UUID
    deal: UUID
    artifact: str
    source: str
    form: str
    dated: date | None
    shows: tuple[str, ...] = ()


class EvidenceLinked(Fact, frozen=True, kw_only=True):
    """An item of proof was said to show further clauses, or these instead of others: `shows` is all of them from now on."""

    kind: ClassVar[str] = "evidence-linked"
    evidence: UUID
    deal: UUID
    shows: tuple[str, ...]


class EvidenceWithdrawn(Fact, frozen=True, kw_only=True):
    """An item of proof no longer holds: the person left, the plan was taken back, or it was added by mistake. `undoes` are gates no longer met."""

    kind: ClassVar[str] = "evidence-withdrawn"
    evidence: UUID
    deal: UUID
    undoes: tuple[str, ...] = ()


class InspectionBegun(Fact, frozen=True, kw_only=True):
    """Somebody opened the standard sheet of a deal. `behaviours` are its rows in order; `claimed` is the stage the deal claimed then.

    `mode` is full, delta, self-check, baseline, together, blind or key; `pick` says how the deal was chosen: coverage, random, risk, chosen, review,
    one-to-one, calibration or second-look.
    """

    kind: ClassVar[str] = "inspection-begun"
    inspection: UUID
    deal: UUID
    mode: str
    pick: str
    claimed: str
    motion: str
    behaviours: tuple[str, ...]
    process: str
    process_version: int


class RowAnswered(Fact, frozen=True, kw_only=True):
    """A row of a sheet was ticked, by its inspector: all its ticks as they stand now. `na` is why it does not apply, empty if it does."""

    kind: ClassVar[str] = "row-answered"
    inspection: UUID
    deal: UUID
    behaviour: str
    ticks: tuple[str, ...]
    looked: bool
    na: str = ""
    still: bool = False


class InspectionClosed(Fact, frozen=True, kw_only=True):
    """A sheet was closed. The conclusion is `supported`, the stage that the evidence reaches, and `missing`, the first gate that is not met.

    `verified` is False when a gate on the way was never asked. `rows` counts its rows, `asked` those that were answered; `seconds` is how long
    the inspector worked on it.
    """

    kind: ClassVar[str] = "inspection-closed"
    inspection: UUID
    deal: UUID
    mode: str
    pick: str
    claimed: str
    supported: str
    verified: bool
    missing: str
    rows: int
    asked: int
    seconds: int
    process: str
    process_version: int


class BehaviourSeen(Fact, frozen=True, kw_only=True):
    """What a closed sheet says of one behaviour of the person who answers for it on this deal. One for each row that was asked.

    `answer` is met, claimed, partly, not-met or not-applicable; `proven`, `hollow` and `missing` are its clauses. `shown_at` is the date of the
    newest proof. `training`: the inspector was still learning to inspect, so it counts for no number.
    """

    kind: ClassVar[str] = "behaviour-seen"
    inspection: UUID
    deal: UUID
    behaviour: str
    answer: str
    proven: tuple[str, ...] = ()
    hollow: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    inspector: UUID
    mode: str
    pick: str
    training: bool = False
    shown_at: date | None = None
    process: str
    process_version: int


class ClauseMisfit(Fact, frozen=True, kw_only=True):
    """Somebody told the process owner that a clause does not fit a deal. The words live in `misfit`."""

    kind: ClassVar[str] = "clause-misfit"
    misfit: UUID
    deal: UUID
    behaviour: str
    clause: str
    process: str
    process_version: int


class ReplyGiven(Fact, frozen=True, kw_only=True):
    """A person answered a row about their deal with evidence, which reopens it; an answer is due by then. The words live in `reply`."""

    kind: ClassVar[str] = "reply-given"
    reply: UUID
    inspection: UUID
    deal: UUID
    behaviour: str
    evidence: UUID | None
    due: datetime


class ReplyPassedOn(Fact, frozen=True, kw_only=True):
    """A reply waits for somebody else than before, because who had to answer left, or no longer manages its owner; None: for a leader."""

    kind: ClassVar[str] = "reply-passed-on"
    reply: UUID
    deal: UUID
    behaviour: str
    before: UUID | None
    after: UUID | None
    due: datetime


class ReplyAnswered(Fact, frozen=True, kw_only=True):
    """A reply was looked at: `outcome` is agreed or stands."""

    kind: ClassVar[str] = "reply-answered"
    reply: UUID
    deal: UUID
    behaviour: str
    outcome: str


class PicksMade(Fact, frozen=True, kw_only=True):
    """The deals that a team's manager looks at in one ISO week were picked, as (slot, deal): coverage, random, risk. `seed` decides the lots."""

    kind: ClassVar[str] = "picks-made"
    team: UUID
    week: str
    seed: UUID
    picks: tuple[tuple[str, UUID], ...]


class PickSwapped(Fact, frozen=True, kw_only=True):
    """A picked deal was swapped for the next of the same slot, None when there was none. The reason's words live in `pick`."""

    kind: ClassVar[str] = "pick-swapped"
    pick: UUID
    team: UUID
    week: str
    slot: str
    deal: UUID
    instead: UUID | None


class FocusSet(Fact, frozen=True, kw_only=True):
    """What is in focus from now on. One stage, so that sheets ask for these behaviours alone, or, without a stage, the whole process.

    `leads` is the one behaviour that comes first in practice, one-to-ones and the review; empty for none.
    """

    kind: ClassVar[str] = "focus-set"
    stage: str
    behaviours: tuple[str, ...]
    process: str
    process_version: int
    leads: str = ""
