"""What an owner types about a deal."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from server.deals import money
from server.deals.actions import OUTCOMES, Told
from server.process.map import Process
from server.sentences import gettext as _

LONGEST_NAME = 120


class ChangeForm(Struct, frozen=True, kw_only=True):
    """Name, claimed stage, amount as typed, and close date."""

    name: str
    stage: str
    amount: str = ""
    close_date: date | None = None

    @property
    def told(self) -> Told:
        """The same with the amount in minor units. Raises ValueError when it is none; `faults` says so first."""
        return Told(name=self.name, stage=self.stage, amount=money.read(self.amount), close_date=self.close_date)


class DealForm(ChangeForm, frozen=True, kw_only=True):
    """A new deal: also its kind."""

    motion: str


class CloseForm(Struct, frozen=True, kw_only=True):
    """How a deal ended."""

    outcome: str


class RolesForm(Struct, frozen=True, kw_only=True):
    """Who holds each role on a deal, by address, and from which day on."""

    sdr: Annotated[str, Meta(max_length=254)] = ""
    se: Annotated[str, Meta(max_length=254)] = ""
    csm: Annotated[str, Meta(max_length=254)] = ""
    since: date | None = None


class TendForm(Struct, frozen=True, kw_only=True):
    """What came of the one thing that a day asked for on a deal."""

    answer: str
    reason: Annotated[str, Meta(max_length=500)] = ""


class SelfCheckForm(Struct, frozen=True, kw_only=True):
    """The gates of the stage that a deal left which its owner says are done, by id."""

    left: str
    done: tuple[str, ...] = ()


def faults(form: ChangeForm, process: Process, motion: str) -> Mapping[str, str]:
    """What has to be looked at again, by field."""
    found = {}
    if len(form.name) > LONGEST_NAME:
        found["name"] = _("Use at most %(most)d characters.") % {"most": LONGEST_NAME}
    if motion not in process.motion:
        found["motion"] = _("Choose a kind of deal.")
    elif form.stage not in process.motion[motion].stages:
        stages = ", ".join(stage.title for stage in process.stages if stage.id in process.motion[motion].stages)
        found["stage"] = _("“%(motion)s” has these stages: %(stages)s.") % {
            "motion": process.motion[motion].title,
            "stages": stages,
        }
    try:
        money.read(form.amount)
    except ValueError:
        found["amount"] = _("Write an amount such as 62,000 or 62k, or leave it empty.")
    return found


def outcome_faults(form: CloseForm) -> Mapping[str, str]:
    """A close needs one of the four outcomes."""
    return {} if form.outcome in OUTCOMES else {"outcome": _("Say how it ended.")}
