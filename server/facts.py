"""Everything that can happen, as frozen values of ids, marks and numbers. Names, addresses and free text live in side tables keyed by id.

A fact is never changed. When one needs another shape, it gets a new class with the next `version`, and the old one stays readable for ever:
`decode` reads every version ever released, and `tests/house/facts/` keeps one stored sample of each.
"""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import msgspec
from msgspec import Struct


class Fact(Struct, frozen=True, kw_only=True):
    """Base of all facts. `kind` and `version` name the class in the ledger."""

    kind: ClassVar[str] = ""
    version: ClassVar[int] = 1


class PersonAdded(Fact, frozen=True, kw_only=True):
    """An admin added a person with these roles."""

    kind: ClassVar[str] = "person-added"
    roles: tuple[str, ...]


class RolesChanged(Fact, frozen=True, kw_only=True):
    """An admin set a person's roles; `process_owner` is the mark of an author who decides the wording of the process."""

    kind: ClassVar[str] = "roles-changed"
    roles: tuple[str, ...]
    process_owner: bool = False
    in_training: bool = False


class PersonChanged(Fact, frozen=True, kw_only=True):
    """Name, address, zone, language or theme of a person was changed; `fields` says which."""

    kind: ClassVar[str] = "person-changed"
    fields: tuple[str, ...]


class PersonDeactivated(Fact, frozen=True, kw_only=True):
    """A person left; their history stays, their sign-ins end."""

    kind: ClassVar[str] = "person-deactivated"


class PersonReactivated(Fact, frozen=True, kw_only=True):
    """A person came back."""

    kind: ClassVar[str] = "person-reactivated"


class TeamMade(Fact, frozen=True, kw_only=True):
    """A team was made, below `parent` or at the top."""

    kind: ClassVar[str] = "team-made"
    team: UUID
    parent: UUID | None


class TeamChanged(Fact, frozen=True, kw_only=True):
    """A team was renamed or moved below another one; its name lives in `team`."""

    kind: ClassVar[str] = "team-changed"
    team: UUID
    parent: UUID | None


class MembershipBegan(Fact, frozen=True, kw_only=True):
    """A person joined a team, as a member or as its manager."""

    kind: ClassVar[str] = "membership-began"
    team: UUID
    manages: bool


class MembershipEnded(Fact, frozen=True, kw_only=True):
    """A person left a team."""

    kind: ClassVar[str] = "membership-ended"
    team: UUID
    manages: bool


class SignedIn(Fact, frozen=True, kw_only=True):
    """A person signed in. `how` is link, code or demo."""

    kind: ClassVar[str] = "signed-in"
    session: UUID
    how: str


class SignedOut(Fact, frozen=True, kw_only=True):
    """A person signed out, on one device or everywhere; `sessions` is how many ended."""

    kind: ClassVar[str] = "signed-out"
    sessions: int


class PolicySet(Fact, frozen=True, kw_only=True):
    """The admin entered the policy under which numbers about people may be seen."""

    kind: ClassVar[str] = "policy-set"
    policy: UUID
    counts_only: bool


class AcademyLoaded(Fact, frozen=True, kw_only=True):
    """A state of the lesson files became the one that is served."""

    kind: ClassVar[str] = "academy-loaded"
    academy: str
    lessons: int
    errors: int
    warnings: int


class LessonBegun(Fact, frozen=True, kw_only=True):
    """A person began a lesson; the take pins the lesson's content by hash. `turn` counts their takes of it from 0."""

    kind: ClassVar[str] = "lesson-begun"
    take: UUID
    lesson: str
    lesson_hash: str
    turn: int = 0


class AnswerGiven(Fact, frozen=True, kw_only=True):
    """A person answered a question, in a take of its lesson or in a day's practice: one of the two is set.

    `mark` is 0 to 1, None for what is never scored; `nth` 0 is the first answer of this take; `picks` are choice ids in the order given;
    `hints` is how many hints were open; `confidence` 0 to 3 in practice only; `shown` is when the form was rendered.
    """

    kind: ClassVar[str] = "answer-given"
    take: UUID | None
    practice: UUID | None = None
    lesson: str
    question: str
    revision: int
    question_kind: str
    behaviours: tuple[str, ...]
    mark: float | None
    nth: int
    hints: int
    picks: tuple[str, ...]
    confidence: int | None = None
    shown: datetime | None = None
    process: str = ""
    process_version: int = 0


class HintTaken(Fact, frozen=True, kw_only=True):
    """A person opened the next hint of a question; `nth` 1 is the first."""

    kind: ClassVar[str] = "hint-taken"
    take: UUID
    lesson: str
    question: str
    nth: int


class MoveMade(Fact, frozen=True, kw_only=True):
    """A person chose a move in a scenario. `round` 0 is the first walk; going back makes a retry, which counts for nothing but is kept."""

    kind: ClassVar[str] = "move-made"
    take: UUID
    lesson: str
    question: str
    revision: int
    behaviours: tuple[str, ...]
    scene: str
    move: str
    mark: float
    round: int
    retry: bool
    process: str = ""
    process_version: int = 0


class ScenarioEnded(Fact, frozen=True, kw_only=True):
    """A walk through a scenario reached an ending."""

    kind: ClassVar[str] = "scenario-ended"
    take: UUID
    lesson: str
    question: str
    scene: str
    outcome: str
    round: int


class ScenarioRewound(Fact, frozen=True, kw_only=True):
    """A person went back to a scene to try another way."""

    kind: ClassVar[str] = "scenario-rewound"
    take: UUID
    lesson: str
    question: str
    scene: str
    round: int


class LessonCompleted(Fact, frozen=True, kw_only=True):
    """Every question that is not optional is answered, the scenario ended, the commitment made or declined.

    `read` are the behaviours of a lesson that asks nothing which is scored; empty for every other, whose answers speak for themselves.
    """

    kind: ClassVar[str] = "lesson-completed"
    take: UUID
    lesson: str
    read: tuple[str, ...] = ()


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


class CommitmentDeclined(Fact, frozen=True, kw_only=True):
    """A person finished without a commitment, and said why; the words live in `declined_commitment`."""

    kind: ClassVar[str] = "commitment-declined"
    take: UUID
    lesson: str
    question: str


class LessonAssigned(Fact, frozen=True, kw_only=True):
    """A manager asked a person to take a lesson by a day. The reason's words live in `assignment`."""

    kind: ClassVar[str] = "lesson-assigned"
    assignment: UUID
    lesson: str
    due: datetime


class AssignmentWithdrawn(Fact, frozen=True, kw_only=True):
    """The one who assigned a lesson took it back."""

    kind: ClassVar[str] = "assignment-withdrawn"
    assignment: UUID


class AssignmentDone(Fact, frozen=True, kw_only=True):
    """An assigned lesson was completed."""

    kind: ClassVar[str] = "assignment-done"
    assignment: UUID
    take: UUID


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


class NoteWritten(Fact, frozen=True, kw_only=True):
    """A manager wrote to a person. The words live in `note`."""

    kind: ClassVar[str] = "note-written"
    note: UUID
    deal: UUID | None = None


class DataLookedAt(Fact, frozen=True, kw_only=True):
    """Somebody opened a page about another person. Subject is the person, actor the viewer; at most one a day, viewer and page."""

    kind: ClassVar[str] = "data-looked-at"
    page: str


KINDS: dict[tuple[str, int], type[Fact]] = {(fact.kind, fact.version): fact for fact in Fact.__subclasses__()}
"""Every fact this product ever recorded, by kind and version."""


def encode(fact: Fact) -> str:
    """The body of a fact as JSON text."""
    return msgspec.json.encode(fact).decode()


def decode(kind: str, version: int, body: str) -> Fact:
    """The fact that was stored. Raises KeyError for a kind or version that this code does not know."""
    return msgspec.json.decode(body, type=KINDS[kind, version])
