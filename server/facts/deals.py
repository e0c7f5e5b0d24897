"""Deals, and what is promised on them."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from server.facts.fact import Fact


class DealAdded(Fact, frozen=True, kw_only=True):
    """A deal was added by hand. Its name lives in `deal`; `amount` is in minor units."""

    kind: ClassVar[str] = "deal-added"
    deal: UUID
    stage: str
    motion: str
    amount: int | None
    currency: str
    process: str
    process_version: int


class DealChanged(Fact, frozen=True, kw_only=True):
    """Stage, amount, close date, name or owner of a deal was changed by hand."""

    kind: ClassVar[str] = "deal-changed"
    deal: UUID
    fields: tuple[str, ...]
    stage: str
    process: str
    process_version: int


class DealClosed(Fact, frozen=True, kw_only=True):
    """The owner closed a deal. `outcome` is won, lost, no-decision or disqualified; `stage` is what it claimed on that day."""

    kind: ClassVar[str] = "deal-closed"
    deal: UUID
    outcome: str
    stage: str
    process: str
    process_version: int


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

    `due` is the date that held, `proof` the evidence that stood beside it. The reason's words live in `commitment_outcome`.
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


class CommitmentDeclined(Fact, frozen=True, kw_only=True):
    """A person finished without a commitment, and said why; the words live in `declined_commitment`."""

    kind: ClassVar[str] = "commitment-declined"
    take: UUID
    lesson: str
    question: str
