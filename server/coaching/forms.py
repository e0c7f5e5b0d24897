"""What a manager types at the end of a sheet, and what both sides of a one-to-one send."""

from collections.abc import Mapping
from datetime import date
from typing import Literal
from uuid import UUID

from msgspec import Struct

from server.assignments.actions import LAST_DAY
from server.coaching.actions import Left
from server.sentences import gettext as _

LONGEST_NOTE = 2_000
LONGEST_PROMISE = 500
LONGEST_PIN = 1_000


class ClosingForm(Struct, frozen=True, kw_only=True):
    """At most one note, one commitment and one lesson, about one behaviour. What is empty is not left."""

    note: str = ""
    about: Literal["", "step", "number", "both"] = ""
    behaviour: str = ""
    commitment: str = ""
    due: date | None = None
    lesson: str = ""

    @property
    def left(self) -> Left:
        """What it leaves with the rep."""
        return Left(
            behaviour=self.behaviour,
            note=self.note,
            tag=self.about,
            commitment=self.commitment,
            due=self.due,
            lesson=self.lesson,
        )


class PrepareForm(Struct, frozen=True, kw_only=True):
    """The deal that two people look at together."""

    deal: UUID


class PartingForm(Struct, frozen=True, kw_only=True):
    """Did you leave knowing the next step in the process on this deal?"""

    answer: Literal["yes", "partly", "no"]


class PinForm(Struct, frozen=True, kw_only=True):
    """How a manager does it; empty takes the note away."""

    words: str = ""


def pin_faults(form: PinForm) -> Mapping[str, str]:
    """A note of one's own is short enough to be read beside the standard."""
    return {"words": _too_long(LONGEST_PIN)} if len(form.words) > LONGEST_PIN else {}


def closing_faults(form: ClosingForm, *, today: date, without: bool = False) -> Mapping[str, str]:
    """`today` is the day where the rep is. `without`: no sheet was answered, so that these words are all that is kept of a talk."""
    found = {}
    if without and not form.note and not form.commitment:
        found["note"] = _("Write a note or one commitment: nothing else of your talk is kept.")
    if form.note and not form.about:
        found["about"] = _("Say what this note is about: the step, the number, or both.")
    if len(form.note) > LONGEST_NOTE:
        found["note"] = _too_long(LONGEST_NOTE)
    if len(form.commitment) > LONGEST_PROMISE:
        found["commitment"] = _too_long(LONGEST_PROMISE)
    if form.commitment and form.due is None:
        found["due"] = _("Choose the day by which it is done.")
    if form.commitment and form.due and form.due <= today:
        found["due"] = _("Choose a day after today.")
    if form.due and form.due > LAST_DAY:
        found["due"] = _("Choose a day of this century.")
    return found


def _too_long(most: int) -> str:
    return _("This is longer than %(most)d characters. Shorten it; nothing was lost.") % {"most": most}
