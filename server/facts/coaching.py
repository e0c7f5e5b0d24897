"""What passes between a manager and a person."""

from typing import ClassVar
from uuid import UUID

from server.facts.fact import Fact


class NoteWritten(Fact, frozen=True, kw_only=True):
    """A manager wrote to a person. The words live in `note`; `tag` is step, number or both."""

    kind: ClassVar[str] = "note-written"
    note: UUID
    deal: UUID | None = None
    tag: str = ""
    behaviour: str = ""
    inspection: UUID | None = None


class NotePinned(Fact, frozen=True, kw_only=True):
    """A manager pinned a note of their own under a behaviour: about the manager, and about each person of the team who now reads it."""

    kind: ClassVar[str] = "note-pinned"
    pin: UUID
    behaviour: str


class NoteUnpinned(Fact, frozen=True, kw_only=True):
    """A manager took their own note under a behaviour away, told as when it was pinned."""

    kind: ClassVar[str] = "note-unpinned"
    behaviour: str


class OneToOneBegun(Fact, frozen=True, kw_only=True):
    """A manager chose a deal for the next one-to-one with its owner, who is asked to fill the sheet first.

    `instead` is one that this one takes the place of.
    """

    kind: ClassVar[str] = "one-to-one-begun"
    one_to_one: UUID
    deal: UUID
    instead: UUID | None = None


class OneToOneCompared(Fact, frozen=True, kw_only=True):
    """Both sheets were laid side by side. Of the `of` clauses at which both had looked, they agreed on `agree`."""

    kind: ClassVar[str] = "one-to-one-compared"
    one_to_one: UUID
    deal: UUID
    agree: int
    of: int


class OneToOneClosed(Fact, frozen=True, kw_only=True):
    """A one-to-one ended. `inspection` is the manager's sheet, None if there was none."""

    kind: ClassVar[str] = "one-to-one-closed"
    one_to_one: UUID
    deal: UUID
    inspection: UUID | None = None


class PartingSaid(Fact, frozen=True, kw_only=True):
    """Somebody of a team said whether they left a one-to-one knowing the next step: yes, partly or no. About the team alone."""

    kind: ClassVar[str] = "parting-said"
    answer: str
