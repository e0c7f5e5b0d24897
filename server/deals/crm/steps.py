"""Next steps as a CRM tells them: what somebody of ours wrote down to do next on a deal. Each is a claim of the seller, and proves nothing."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final, Literal

from msgspec import Struct

Kind = Literal["task", "event"]

LONGEST: Final = 80
"""Signs of a subject that are kept: what fits a line. Nothing of a body is."""

CUT: Final = "…"


class NextStep(Struct, frozen=True, kw_only=True):
    """One version of a task or an event, by its key in its CRM. `at` is when it became so, None where only is seen that it is there no more.

    `deals` are the keys of the deals that it is about, none for what was deleted or parted from its deal. `day` is when it is due or begins.
    `accepted`: the CRM itself says that somebody on the buyer's side accepted.
    """

    key: str
    kind: Kind
    at: datetime | None = None
    deals: tuple[str, ...] = ()
    subject: str = ""
    day: date | None = None
    done: bool = False
    accepted: bool = False

    @property
    def name(self) -> tuple[str, str]:
        """Which one it is: a task and an event may have the same key."""
        return self.kind, self.key

    def is_over(self, today: date) -> bool:
        """Whether nothing of it is to come: also of an event whose day has passed."""
        return self.done or not self.deals or (self.kind == "event" and self.day is not None and self.day < today)


def after(known: Mapping[tuple[str, str], NextStep], told: Iterable[NextStep]) -> dict[tuple[str, str], NextStep]:
    """What is known after these versions came, by kind and key. An older version than is known changes nothing, and the same again neither.

    Of two versions of one moment the one that was read later is the newer. Of what is about no deal nothing is known but that.
    """
    found = dict(known)
    for step in told:
        before = found.get(step.name)
        if step.at is None:
            if before is not None:
                found[step.name] = NextStep(key=step.key, kind=step.kind, at=before.at)
        elif before is None or before.at is None or step.at >= before.at:
            found[step.name] = step if step.deals else NextStep(key=step.key, kind=step.kind, at=step.at)
    return found


def shortened(subject: str) -> str:
    """A subject as one line."""
    words = " ".join(subject.split())
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + CUT
