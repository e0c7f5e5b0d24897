"""Why something is shown, as values. Pure code returns them; `words.tell` turns them into a sentence in the reader's language."""

from datetime import date, datetime
from typing import Literal

from msgspec import Struct


class Assigned(Struct, frozen=True):
    """`by` asked for it with these `words`, until `due`."""

    by: str
    words: str
    due: datetime


class Begun(Struct, frozen=True):
    """It was begun, and `answered` of its `of` questions are answered."""

    answered: int
    of: int


class OnPath(Struct, frozen=True):
    """It is lesson number `place` of the `of` on a path, below the heading `under`, which may be empty."""

    title: str
    under: str
    place: int
    of: int


class Missing(Struct, frozen=True):
    """The clause that is missing most often: in these `words`, on `deals` of the `of` deals on which any clause is."""

    words: str
    deals: int
    of: int


class Counts(Struct, frozen=True):
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


class Teach(Struct, frozen=True):
    """It is not known yet."""

    counts: Counts


class Coach(Struct, frozen=True):
    """It is known and not done."""

    counts: Counts


class Fading(Struct, frozen=True):
    """It was known better at the last answer."""

    counts: Counts


class Steady(Struct, frozen=True):
    """It is done."""

    counts: Counts


class LookNext(Struct, frozen=True):
    """Too little is known to say more; to `ask` is next, or else to look at it on a deal."""

    counts: Counts
    ask: bool


class Returns(Struct, frozen=True):
    """A question was answered at `on` and comes back now. `how`: what that answer was, or what became of the question since."""

    on: datetime
    how: Literal["sure and wrong", "wrong", "partly", "right", "fading", "again", "rested", "changed"]


class PromiseDue(Struct, frozen=True):
    """What somebody promised on a deal, in their words, is due at `due` or was."""

    words: str
    due: datetime


class ClosePassed(Struct, frozen=True):
    """The close date of a deal was `on`, and the deal is open."""

    on: date


class NeedsNext(Struct, frozen=True):
    """A deal stands in `stage` and has to show `behaviour` to leave it; `question` is what is asked about it."""

    stage: str
    behaviour: str
    question: str


class WaitsFor(Struct, frozen=True):
    """A deal waits at the gate `behaviour` for `left` clauses, of which `clause` is the first in words."""

    behaviour: str
    clause: str
    left: int


class StageMoved(Struct, frozen=True):
    """A deal was moved to `stage` at `at`; up to three gates of the stage that it left are open."""

    stage: str
    at: datetime


Judged = Teach | Coach | Fading | Steady | LookNext
GapReason = Judged | Counts
Reason = Assigned | Begun | OnPath | Returns | PromiseDue | ClosePassed | NeedsNext | WaitsFor | StageMoved | GapReason
