"""Why something is shown, as values. Pure code returns them; `words.tell` turns them into a sentence in the reader's language."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Assigned:
    """`by` asked for it with these `words`, until `due`."""

    by: str
    words: str
    due: datetime


@dataclass(frozen=True, slots=True)
class Begun:
    """It was begun, and `answered` of its `of` questions are answered."""

    answered: int
    of: int


@dataclass(frozen=True, slots=True)
class OnPath:
    """It is lesson number `place` of the `of` on a path, below the heading `under`, which may be empty."""

    title: str
    under: str
    place: int
    of: int


@dataclass(frozen=True, slots=True)
class Missing:
    """The clause that is missing most often: in these `words`, on `deals` of the `of` deals on which any clause is."""

    words: str
    deals: int
    of: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What was seen of one behaviour in the last 180 days: `right` of `asked` questions, `shown` on of `deals` deals; `asked_at` the last ever.

    On `claimed` more deals somebody only says so.
    """

    right: int
    asked: int
    asked_at: datetime | None
    shown: int
    deals: int
    claimed: int = 0
    missing: Missing | None = None


@dataclass(frozen=True, slots=True)
class Teach:
    """It is not known yet."""

    counts: Counts


@dataclass(frozen=True, slots=True)
class Coach:
    """It is known and not done."""

    counts: Counts


@dataclass(frozen=True, slots=True)
class Fading:
    """It was known better at the last answer."""

    counts: Counts


@dataclass(frozen=True, slots=True)
class Steady:
    """It is done."""

    counts: Counts


@dataclass(frozen=True, slots=True)
class LookNext:
    """Too little is known to say more; to `ask` is next, or else to look at it on a deal."""

    counts: Counts
    ask: bool


@dataclass(frozen=True, slots=True)
class Returns:
    """A question was answered at `on` and comes back now. `how`: what that answer was, or what became of the question since."""

    on: datetime
    how: Literal["sure and wrong", "wrong", "partly", "right", "fading", "again", "rested", "changed"]


@dataclass(frozen=True, slots=True)
class PromiseDue:
    """What somebody promised on a deal, in their words, is due at `due` or was."""

    words: str
    due: datetime


@dataclass(frozen=True, slots=True)
class ClosePassed:
    """The close date of a deal was `on`, and the deal is open."""

    on: date


@dataclass(frozen=True, slots=True)
class NeedsNext:
    """A deal stands in `stage` and has to show `behaviour` to leave it; `question` is what is asked about it."""

    stage: str
    behaviour: str
    question: str


@dataclass(frozen=True, slots=True)
class WaitsFor:
    """A deal waits at the gate `behaviour` for `left` clauses, of which `clause` is the first in words."""

    behaviour: str
    clause: str
    left: int


@dataclass(frozen=True, slots=True)
class StageMoved:
    """A deal was moved to `stage` at `at`; up to three gates of the stage that it left are open."""

    stage: str
    at: datetime


Judged = Teach | Coach | Fading | Steady | LookNext
GapReason = Judged | Counts
Reason = Assigned | Begun | OnPath | Returns | PromiseDue | ClosePassed | NeedsNext | WaitsFor | StageMoved | GapReason
