"""Deals, and what is promised on them."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from server.facts.fact import Fact


class DealAdded(Fact, frozen=True, kw_only=True):
    """A deal was added, by hand or, where a `source` is named, from a file of it. Its name lives in `deal`; `amount` is in minor units."""

    kind: ClassVar[str] = "deal-added"
    deal: UUID
    stage: str
    motion: str
    amount: int | None
    currency: str
    process: str
    process_version: int
    source: str = ""


class DealChanged(Fact, frozen=True, kw_only=True):
    """What is claimed of a deal changed, by hand or with a file of its `source`: `fields` names what, `stage` is what it claims now."""

    kind: ClassVar[str] = "deal-changed"
    deal: UUID
    fields: tuple[str, ...]
    stage: str
    process: str
    process_version: int
    source: str = ""


class DealClosed(Fact, frozen=True, kw_only=True):
    """A deal ended. `outcome` is won, lost, no-decision, disqualified, or left when it is in its source no more; `stage` is what it claimed then.

    `on` is the day its source says.
    """

    kind: ClassVar[str] = "deal-closed"
    deal: UUID
    outcome: str
    stage: str
    process: str
    process_version: int
    source: str = ""
    on: date | None = None


class DealReopened(Fact, frozen=True, kw_only=True):
    """A deal that had ended is open again in its source, at this stage."""

    kind: ClassVar[str] = "deal-reopened"
    deal: UUID
    stage: str
    process: str
    process_version: int
    source: str


class DealOwnerChanged(Fact, frozen=True, kw_only=True):
    """A deal passed from `before` to `after`: one fact about each of the two. What was promised on it stays with who promised it."""

    kind: ClassVar[str] = "deal-owner-changed"
    deal: UUID
    before: UUID
    after: UUID
    source: str


class DealRoleSet(Fact, frozen=True, kw_only=True):
    """From `at` on somebody else than before holds a role on a deal: sdr, se or csm. Without `after` nobody does, so its owner answers."""

    kind: ClassVar[str] = "deal-role-set"
    deal: UUID
    role: str
    before: UUID | None
    after: UUID | None
    at: datetime


class DealFileGiven(Fact, frozen=True, kw_only=True):
    """A file of deals or of their history was handed in. Nothing of it is written yet; its rows live beside the ledger until it is imported."""

    kind: ClassVar[str] = "deal-file-given"
    run: UUID
    source: str
    what: str
    as_of: datetime
    rows: int


class DealFileDropped(Fact, frozen=True, kw_only=True):
    """A file that was handed in was thrown away instead of imported."""

    kind: ClassVar[str] = "deal-file-dropped"
    run: UUID


class DealMappingSet(Fact, frozen=True, kw_only=True):
    """What the words of a source mean here was decided; `kinds` counts the decisions that are new or other than before, by kind."""

    kind: ClassVar[str] = "deal-mapping-set"
    source: str
    kinds: dict[str, int]


class DealImportBegun(Fact, frozen=True, kw_only=True):
    """Importing a file began."""

    kind: ClassVar[str] = "deal-import-begun"
    run: UUID
    source: str
    as_of: datetime


class DealsImported(Fact, frozen=True, kw_only=True):
    """A file was imported to its end: how many deals are new, changed or the same, and how many of its rows stayed out."""

    kind: ClassVar[str] = "deals-imported"
    run: UUID
    source: str
    as_of: datetime
    added: int
    changed: int
    same: int
    skipped: int


class DealFileWithdrawn(Fact, frozen=True, kw_only=True):
    """A file that was imported is taken back: deals become what they are without it."""

    kind: ClassVar[str] = "deal-file-withdrawn"
    run: UUID
    source: str
    as_of: datetime


class DealFileCalledPart(Fact, frozen=True, kw_only=True):
    """Somebody said that a file does not hold all deals of its source, so that those missing in it stay as they are."""

    kind: ClassVar[str] = "deal-file-called-part"
    run: UUID
    source: str


class DealSourceRetired(Fact, frozen=True, kw_only=True):
    """A CRM was given up. Its open deals, so many, ended as left, or are kept by hand from now on."""

    kind: ClassVar[str] = "deal-source-retired"
    source: str
    by_hand: bool
    deals: int


class DealTended(Fact, frozen=True, kw_only=True):
    """The owner did the one thing that their day asked for on a deal, or said not now. The reason's words live in `deal_tending`."""

    kind: ClassVar[str] = "deal-tended"
    deal: UUID
    answer: str


class CommitmentMade(Fact, frozen=True, kw_only=True):
    """A person promised one thing on one deal by a time, with the artifact that will prove it. The words live in `commitment`."""

    kind: ClassVar[str] = "commitment-made"
    commitment: UUID
    deal: UUID
    behaviours: tuple[str, ...]
    process: str
    process_version: int
    due: datetime
    proof: str
    lesson: str | None = None
    question: str | None = None
    take: UUID | None = None
    inspection: UUID | None = None


class CommitmentSettled(Fact, frozen=True, kw_only=True):
    """Somebody followed up a promise. `outcome` is kept, partly, not-yet, missed or no-longer-needed; after not-yet it stays open until `again`.

    `due` is the date that held, `proof` the evidence that stood beside it. `corrects` is the fact that said something else by mistake: this one
    counts in its place. The reason's words live in `commitment_outcome`.
    """

    kind: ClassVar[str] = "commitment-settled"
    commitment: UUID
    deal: UUID
    behaviours: tuple[str, ...]
    outcome: str
    due: datetime
    on_time: bool
    proof: UUID | None = None
    again: datetime | None = None
    corrects: UUID | None = None


class CommitmentDeclined(Fact, frozen=True, kw_only=True):
    """A person finished without a commitment, and said why; the words live in `declined_commitment`."""

    kind: ClassVar[str] = "commitment-declined"
    take: UUID
    lesson: str
    question: str
