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
