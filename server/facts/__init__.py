"""Everything that can happen, as frozen values of ids, marks and numbers. Names, addresses and free text live in side tables keyed by id.

A fact is never changed. When one needs another shape, it gets a new class with the next `version`, and the old one stays readable for ever:
`decode` reads every version ever released, and `tests/house/facts/` keeps one stored sample of each.
"""

import msgspec

from server.facts.calibration import (
    CalibrationBegun,
    CalibrationFrozen,
    CalibrationGranted,
    CalibrationRevealed,
    DifferenceTalkedThrough,
    KeyAgreed,
    KeyMarked,
    WordingProposed,
    WordingSettled,
)
from server.facts.coaching import (
    NotePinned,
    NoteUnpinned,
    NoteWritten,
    OneToOneBegun,
    OneToOneClosed,
    OneToOneCompared,
    PartingSaid,
)
from server.facts.deals import (
    CommitmentDeclined,
    CommitmentMade,
    CommitmentSettled,
    DealAdded,
    DealChanged,
    DealClosed,
    DealFileDropped,
    DealFileGiven,
    DealImportBegun,
    DealMappingSet,
    DealOwnerChanged,
    DealReopened,
    DealsImported,
    DealTended,
)
from server.facts.fact import Fact
from server.facts.inspections import (
    BehaviourSeen,
    ClauseMisfit,
    EvidenceAdded,
    EvidenceLinked,
    EvidenceWithdrawn,
    FocusSet,
    InspectionBegun,
    InspectionClosed,
    PicksMade,
    PickSwapped,
    ReplyAnswered,
    ReplyGiven,
    RowAnswered,
)
from server.facts.learning import (
    AcademyLoaded,
    AnswerGiven,
    AssignmentDone,
    AssignmentWithdrawn,
    HintTaken,
    LessonAssigned,
    LessonBegun,
    LessonCompleted,
    MoveMade,
    ScenarioEnded,
    ScenarioRewound,
    SeveralAssigned,
)
from server.facts.notices import FeedEnded, FeedMade, MorningMailChosen
from server.facts.people import (
    AbsenceNoted,
    AbsenceWithdrawn,
    DataLookedAt,
    MembershipBegan,
    MembershipEnded,
    PersonAdded,
    PersonChanged,
    PersonDeactivated,
    PersonReactivated,
    PolicySet,
    RolesChanged,
    SignedIn,
    SignedOut,
    TeamChanged,
    TeamMade,
    TokenEnded,
    TokenMade,
)

__all__ = [
    "KINDS",
    "AbsenceNoted",
    "AbsenceWithdrawn",
    "AcademyLoaded",
    "AnswerGiven",
    "AssignmentDone",
    "AssignmentWithdrawn",
    "BehaviourSeen",
    "CalibrationBegun",
    "CalibrationFrozen",
    "CalibrationGranted",
    "CalibrationRevealed",
    "ClauseMisfit",
    "CommitmentDeclined",
    "CommitmentMade",
    "CommitmentSettled",
    "DataLookedAt",
    "DealAdded",
    "DealChanged",
    "DealClosed",
    "DealFileDropped",
    "DealFileGiven",
    "DealImportBegun",
    "DealMappingSet",
    "DealOwnerChanged",
    "DealReopened",
    "DealTended",
    "DealsImported",
    "DifferenceTalkedThrough",
    "EvidenceAdded",
    "EvidenceLinked",
    "EvidenceWithdrawn",
    "Fact",
    "FeedEnded",
    "FeedMade",
    "FocusSet",
    "HintTaken",
    "InspectionBegun",
    "InspectionClosed",
    "KeyAgreed",
    "KeyMarked",
    "LessonAssigned",
    "LessonBegun",
    "LessonCompleted",
    "MembershipBegan",
    "MembershipEnded",
    "MorningMailChosen",
    "MoveMade",
    "NotePinned",
    "NoteUnpinned",
    "NoteWritten",
    "OneToOneBegun",
    "OneToOneClosed",
    "OneToOneCompared",
    "PartingSaid",
    "PersonAdded",
    "PersonChanged",
    "PersonDeactivated",
    "PersonReactivated",
    "PickSwapped",
    "PicksMade",
    "PolicySet",
    "ReplyAnswered",
    "ReplyGiven",
    "RolesChanged",
    "RowAnswered",
    "ScenarioEnded",
    "ScenarioRewound",
    "SeveralAssigned",
    "SignedIn",
    "SignedOut",
    "TeamChanged",
    "TeamMade",
    "TokenEnded",
    "TokenMade",
    "WordingProposed",
    "WordingSettled",
    "decode",
    "encode",
]

KINDS: dict[tuple[str, int], type[Fact]] = {(fact.kind, fact.version): fact for fact in Fact.__subclasses__()}
"""Every fact this product ever recorded, by kind and version."""


def encode(fact: Fact) -> str:
    """The body of a fact as JSON text."""
    return msgspec.json.encode(fact).decode()


def decode(kind: str, version: int, body: str) -> Fact:
    """The fact that was stored. Raises KeyError for a kind or version that this code does not know."""
    return msgspec.json.decode(body, type=KINDS[kind, version])
