"""What a manager types on the page of a person."""

from collections.abc import Mapping
from datetime import date
from typing import Literal
from uuid import UUID

from msgspec import Struct

from server.assignments.actions import LAST_DAY
from server.commitments.outcomes import Answer
from server.sentences import gettext as _

LONGEST_REASON = 500
LONGEST_NOTE = 2_000


class AssignForm(Struct, frozen=True, kw_only=True):
    """A lesson for somebody, why, and until which day; `behaviour` is the gap that it follows, empty for none."""

    lesson: str
    reason: str
    day: date
    behaviour: str = ""


class NoteForm(Struct, frozen=True, kw_only=True):
    """A note to somebody, about one of their deals or about none; `tag` says whether it is about the step, the number, or both."""

    words: str
    tag: Literal["step", "number", "both"]
    deal: UUID | None = None


class SwapForm(Struct, frozen=True, kw_only=True):
    """Another deal instead of a picked one, and why; `team` is the desk on whose page the form stood."""

    words: str = ""
    team: str = ""


def swap_faults(form: SwapForm) -> Mapping[str, str]:
    """A reason is a sentence."""
    return {"words": _too_long(LONGEST_REASON)} if len(form.words) > LONGEST_REASON else {}


class FocusForm(Struct, frozen=True, kw_only=True):
    """The stage in focus, empty for the whole process."""

    stage: str = ""


class LeadForm(Struct, frozen=True, kw_only=True):
    """The behaviour that is to come first everywhere, or to `drop` the one that does."""

    behaviour: str = ""
    drop: str = ""


def lead_faults(form: LeadForm) -> dict[str, str]:
    """Nothing was chosen, and nothing is to be dropped."""
    return {} if form.behaviour or form.drop else {"behaviour": _("Choose a behaviour of the process.")}


class TurnForm(Struct, frozen=True, kw_only=True):
    """What is said of the signal of this kind, behaviour or stage, and team (None for the company): what was done about it, in a line."""

    kind: str
    about: str = ""
    team: UUID | None = None
    did: str
    words: str = ""


class ReviewForm(Struct, frozen=True, kw_only=True):
    """What was said about one deal of the review. Without words nothing was agreed. `following` is the deal that comes next; `of` and `present` say
    what is reviewed and how.
    """

    deal: UUID
    words: str = ""
    by: date | None = None
    following: UUID | None = None
    of: str = ""
    present: str = ""


def review_faults(form: ReviewForm) -> Mapping[str, str]:
    """Words need a day; whether it is still to come, the verb knows."""
    found = {}
    if len(form.words) > LONGEST_REASON:
        found["words"] = _too_long(LONGEST_REASON)
    if form.words.strip() and form.by is None:
        found["by"] = _("Choose the day by which it is done.")
    if form.by and form.by > LAST_DAY:
        found["by"] = _("Choose a day of this century.")
    return found


class OutcomeForm(Struct, frozen=True, kw_only=True):
    """What came of a promise. `again` is the new day of a not-yet, `because` why it is not needed, `proof` an item of evidence; `after` says on
    which page the form stood, `corrects` what was said before by mistake.
    """

    outcome: Answer
    again: date | None = None
    because: str = ""
    proof: UUID | None = None
    after: str = ""
    corrects: UUID | None = None


def outcome_faults(form: OutcomeForm) -> Mapping[str, str]:
    """What a verb does not check: how long, and how far away."""
    found = {}
    if form.outcome == "no-longer-needed" and len(form.because) > LONGEST_REASON:
        found["because"] = _too_long(LONGEST_REASON)
    if form.outcome == "not-yet" and form.again and form.again > LAST_DAY:
        found["again"] = _("Choose a day of this century.")
    return found


class GroupForm(Struct, frozen=True, kw_only=True):
    """A lesson or a path (`lesson:id`, `path:id`) for a team or for everybody in it who has a gap in `behaviour`, why, and until which day."""

    course: str
    reason: str
    day: date
    whom: Literal["team", "gap"]
    behaviour: str = ""


def group_faults(form: GroupForm, *, today: date) -> Mapping[str, str]:
    """`today` is the day where the manager is."""
    found = _task_faults(form.reason, form.day, today)
    if form.whom == "gap" and not form.behaviour:
        found["whom"] = _("Choose the behaviour first, to see who has the gap.")
    return found


def assign_faults(form: AssignForm, *, today: date) -> Mapping[str, str]:
    """`today` is the day where the person is."""
    return _task_faults(form.reason, form.day, today)


def _task_faults(reason: str, day: date, today: date) -> dict[str, str]:
    found = {}
    if len(reason) > LONGEST_REASON:
        found["reason"] = _too_long(LONGEST_REASON)
    if day <= today:
        found["day"] = _("Choose a day after today, so that there is time to take it.")
    if day > LAST_DAY:
        found["day"] = _("Choose a day of this century.")
    return found


def note_faults(form: NoteForm) -> Mapping[str, str]:
    """A note is short enough to be read before a call."""
    return {"words": _too_long(LONGEST_NOTE)} if len(form.words) > LONGEST_NOTE else {}


def _too_long(most: int) -> str:
    return _("This is longer than %(most)d characters. Shorten it; nothing was lost.") % {"most": most}
