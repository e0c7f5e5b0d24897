"""What other systems may be told: that something happened to which record, and nothing of what it says. Pure.

Marks, answers and words stay here. Who may see them asks for them by the API, which knows who may see what.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

from server.facts import (
    AssignmentDone,
    AssignmentWithdrawn,
    CalibrationRevealed,
    CommitmentMade,
    CommitmentSettled,
    EvidenceAdded,
    EvidenceWithdrawn,
    Fact,
    InspectionClosed,
    LessonAssigned,
    LessonCompleted,
    NoteWritten,
    OneToOneClosed,
    PersonAdded,
    PersonDeactivated,
    ReplyGiven,
)

KINDS: Final[Mapping[type[Fact], str]] = {
    LessonAssigned: "assignment.made",
    AssignmentDone: "assignment.done",
    AssignmentWithdrawn: "assignment.withdrawn",
    LessonCompleted: "lesson.completed",
    CommitmentMade: "commitment.made",
    CommitmentSettled: "commitment.settled",
    EvidenceAdded: "evidence.added",
    EvidenceWithdrawn: "evidence.withdrawn",
    InspectionClosed: "inspection.closed",
    ReplyGiven: "inspection.answered",
    NoteWritten: "note.written",
    OneToOneClosed: "one-to-one.closed",
    CalibrationRevealed: "calibration.revealed",
    PersonAdded: "person.added",
    PersonDeactivated: "person.deactivated",
}
"""A fact to the word under which it is told. What an import brings by the thousand is not among them."""

NAMES: Final = tuple(sorted(KINDS.values()))

TEST: Final = "webhook.test"


class Event(Struct, frozen=True, kw_only=True):
    """One event as it travels. `data` holds ids by their name."""

    type: str
    timestamp: datetime
    data: dict[str, str]


def event(fact: Fact, *, at: datetime, person: UUID | None) -> Event | None:
    """What a fact is told as: its ids, and the person it is about; None for a fact that nobody is told."""
    kind = KINDS.get(type(fact))
    if kind is None:
        return None
    ids = {name: str(value) for name in fact.__struct_fields__ if isinstance(value := getattr(fact, name), UUID)}
    about = {"person": str(person)} if person else {}
    return Event(type=kind, timestamp=at.astimezone(UTC), data={**ids, **about})


def body(told: Event) -> str:
    """An event as JSON. The time is that of the event, whenever it is sent."""
    return msgspec.json.encode(told).decode()
