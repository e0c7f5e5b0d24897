"""What the forms of a lesson carry besides the answer itself."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from server.sentences import gettext as _

Nth = Annotated[int, Meta(ge=0, le=1_000_000)]
"""A number that counts takes, rounds or steps: small enough for a column, whatever a form says."""


class DeedForm(Struct, frozen=True, kw_only=True):
    """Which question of which take it is about. `seen` is the hash of the content, while there is no take that pins one.

    `cold` is set where the lesson is answered without its text.
    """

    question: str = ""
    turn: Nth = 0
    seen: str = ""
    cold: str = ""


class MoveForm(DeedForm, frozen=True, kw_only=True):
    """A move, and the moment of the walk at which it was offered."""

    scene: str
    round: Nth
    step: Nth
    choice: str = ""


class RewindForm(DeedForm, frozen=True, kw_only=True):
    """Going back to the moment before step `kept`."""

    round: Nth
    step: Nth
    kept: Nth


class CommitForm(DeedForm, frozen=True, kw_only=True):
    """A promise on a deal of the list, or on a new one that stands at `stage`."""

    deal: UUID | None = None
    new_deal: str = ""
    stage: str = ""


class FinishForm(DeedForm, frozen=True, kw_only=True):
    """The end of a lesson: without a commitment, for a reason, or because it was only to be read."""

    reason: str = ""


LONGEST_NAME = 120
LONGEST_REASON = 500


def deal_faults(form: CommitForm) -> Mapping[str, str]:
    """A promise needs a deal."""
    if len(form.new_deal) > LONGEST_NAME:
        return {"new_deal": _("Use at most %(most)d characters.") % {"most": LONGEST_NAME}}
    if form.deal is None and not form.new_deal:
        return {"deal": _("Choose the deal, or name one that is not here yet.")}
    return {}


def reason_faults(form: FinishForm) -> Mapping[str, str]:
    """A reason stays short."""
    return (
        {"reason": _("Use at most %(most)d characters.") % {"most": LONGEST_REASON}} if len(form.reason) > LONGEST_REASON else {}
    )


class RecallForm(Struct, frozen=True, kw_only=True):
    """An answer from memory besides the answer itself: to which question of which content, and how sure, 0 guess to 3 certain."""

    question: str
    seen: str
    confidence: Annotated[int, Meta(ge=0, le=3)] | None = None
    most: Annotated[int, Meta(ge=1, le=3)] = 3
