"""One thing that somebody should hear, what belongs together, and where it leads. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal, get_args
from uuid import UUID

from msgspec import Struct

Kind = Literal[
    "reply",
    "calibration",
    "lesson",
    "job",
    "one-to-one",
    "sheet",
    "reply-agreed",
    "reply-stands",
    "cover",
    "covered",
    "reveal",
    "grant",
    "wording",
    "misfit",
    "owner",
    "settled",
    "agreed",
    "note",
    "lesson-done",
]

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""What leads when one deed brings several: what waits for an answer first, what only happened last."""

WAITING: Final = frozenset({"reply", "calibration", "lesson", "agreed"})
"""What is to be done by its `due`; of others that is only how long they hold."""

TOP: Final = 3
"""How many stand open on the page; the rest is folded."""


class Notice(Struct, frozen=True, kw_only=True):
    """A row of somebody's inbox with its names. `by_name` and `deal_name` are empty where there is none."""

    id: UUID
    person: UUID
    kind: Kind
    by: UUID | None
    by_name: str
    deal: UUID | None
    deal_name: str
    about: UUID | None
    lesson: str
    behaviour: str
    mark: str
    due: datetime | None
    at: datetime
    read_at: datetime | None
    over_at: datetime | None = None


class Item(Struct, frozen=True):
    """What one deed brought: the notice that says it, and those that came with it."""

    lead: Notice
    others: tuple[Notice, ...] = ()


def bundled(notices: Iterable[Notice]) -> tuple[Item, ...]:
    """What somebody did at one moment is one item, led by what matters most of it. What waits for an answer comes first, the earliest due first,
    then the newest.
    """
    deeds: dict[tuple[datetime, UUID], list[Notice]] = {}
    for notice in notices:
        deeds.setdefault((notice.at, notice.by or notice.id), []).append(notice)
    items = (_item(deed) for deed in deeds.values())
    return tuple(sorted(items, key=_order))


def place(notice: Notice) -> str:
    """The address that a notice leads to."""
    return PLACE.get(notice.kind, DEAL if notice.deal else WRITTEN).format(notice)


PLACE: Final[Mapping[Kind, str]] = {
    "lesson": "/lessons/{0.lesson}",
    "lesson-done": "/people/{0.by}",
    "calibration": "/calibrations/{0.about}",
    "reveal": "/calibrations/{0.about}",
    "sheet": "/inspections/{0.about}",
    "reply": "/replies/{0.about}",
    "reply-agreed": "/replies/{0.about}",
    "reply-stands": "/replies/{0.about}",
    "one-to-one": "/one-to-ones/{0.about}",
    "wording": "/wording",
    "misfit": "/wording",
    "cover": "/week",
    "job": "/setup/operations",
}
"""By kind, filled in from the notice; every other leads to its deal, or to what was written."""

DEAL: Final = "/deals/{0.deal}"
WRITTEN: Final = "/my-line#written"

BEGINNINGS: Final = tuple({re.split("[{#]", path)[0] for path in (*PLACE.values(), DEAL, WRITTEN)})
"""How the addresses begin to which notices lead."""


def may_lead_to(path: str) -> bool:
    """Whether a notice may lead to this address."""
    return path.startswith(BEGINNINGS)


def _item(deed: Sequence[Notice]) -> Item:
    lead, *others = sorted(deed, key=lambda notice: (KINDS.index(notice.kind), notice.id))
    return Item(lead, tuple(others))


def _order(item: Item) -> tuple[bool, float, UUID]:
    waits = item.lead.kind in WAITING and item.lead.due is not None
    return (not waits, item.lead.due.timestamp() if waits and item.lead.due else -item.lead.at.timestamp(), item.lead.id)
