"""What passes between a manager and a person."""

from typing import ClassVar
from uuid import UUID

from server.facts.fact import Fact


class NoteWritten(Fact, frozen=True, kw_only=True):
    """A manager wrote to a person. The words live in `note`."""

    kind: ClassVar[str] = "note-written"
    note: UUID
    deal: UUID | None = None
