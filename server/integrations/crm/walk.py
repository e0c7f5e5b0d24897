"""How a CRM is asked page by page, and what a page says. Where a walk stands is a value, so that it can be kept and gone on with."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from server.deals.crm.pulled import Said
from server.deals.crm.rows import CONTROL, Past
from server.deals.crm.steps import NextStep
from server.deals.money import MOST

END: Final = "end"
"""The step after the last."""


class Cursor(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a walk stands. `step` names what is asked next, `after` the vendor's mark of its next page.

    `since` is the oldest change that is asked for, empty for everything; `edge` where the window of changes begins just now; `ids` what is still to
    be read one by one, and `mark` the next page of the first of those; `newest` the newest change seen.

    `part` is empty while deals are read, `steps` while next steps are, and `unread` after the CRM would not let us. `held` are those known to be
    open, whose end no list of changes tells.
    """

    step: str
    after: str = ""
    since: str = ""
    edge: str = ""
    ids: tuple[str, ...] = ()
    mark: str = ""
    newest: str = ""
    part: str = ""
    held: tuple[str, ...] = ()


class Ask(Struct, frozen=True, kw_only=True):
    """One request. `path` is below the address of the CRM."""

    path: str
    method: str = "GET"
    params: Mapping[str, str] = {}
    headers: Mapping[str, str] = {}
    json: Any = None


class Label(Struct, frozen=True, kw_only=True):
    """What people call a word of the CRM. `guess` is what the CRM itself says it means: `=won` and the like, or the address of an owner."""

    kind: str
    pipeline: str
    word: str
    label: str
    guess: str = ""


class Left(Struct, frozen=True, kw_only=True):
    """A deal that stays out, and why: a code as for rows of files, the field it is about and what stands there."""

    key: str
    name: str
    why: str
    column: str = ""
    word: str = ""


class Found(Struct, frozen=True, kw_only=True):
    """What a page says, and where the walk goes on. `gone` are deals that became part of another or were removed, with when that was seen."""

    next: Cursor
    said: tuple[Said, ...] = ()
    pasts: tuple[Past, ...] = ()
    gone: Mapping[str, datetime] = {}
    labels: tuple[Label, ...] = ()
    left: tuple[Left, ...] = ()
    steps: tuple[NextStep, ...] = ()


class Around(Struct, frozen=True, kw_only=True):
    """What a reader has to know besides the page: where days begin, and the pipeline of each stage by its id."""

    zone: str
    pipelines: Mapping[str, str] = {}


class Unreadable(Exception):
    """A page is not what the vendor's documentation promises. The sentence says where, and nothing of what stood there."""


STEPS: Final = "steps"
"""The part of a walk that reads next steps, after the deals."""

UNREAD: Final = "unread"
"""The part that says that the CRM does not let us read them."""


def held_name(kind: str, key: str) -> str:
    """How a cursor names a next step."""
    return f"{kind} {key}"


def pack(cursor: Cursor) -> str:
    """The cursor as text."""
    return msgspec.json.encode(cursor).decode()


def unpack(text: str) -> Cursor:
    """The cursor that was packed."""
    return msgspec.json.decode(text, type=Cursor)


def one_line(text: str | None, most: int) -> str:
    """A text of the CRM as one line of at most so many signs."""
    return " ".join((text or "").translate(CONTROL).split())[:most]


def moment(text: str | None) -> datetime | None:
    """A time as every vendor writes it (RFC 3339), in UTC; None for nothing. Raises ValueError for what is none."""
    if not text:
        return None
    found = datetime.fromisoformat(text)
    return _turned(found if found.tzinfo else found.replace(tzinfo=UTC), UTC)


def day(text: str | None, zone: str) -> date | None:
    """A day, or the day of a time in this zone; None for nothing. Raises ValueError for what is neither."""
    if not text:
        return None
    if len(text) == len("2026-11-17"):
        return date.fromisoformat(text)
    at = moment(text)
    return _turned(at, ZoneInfo(zone)).date() if at else None


def _turned(at: datetime, zone: tzinfo) -> datetime:
    """A time in this zone. Raises ValueError where it lies beyond the years there are: people write the last day of all for *never*."""
    try:
        return at.astimezone(zone)
    except OverflowError as error:
        raise ValueError("no time of ours") from error


def minor(text: str | float | None) -> int | None:
    """An amount in minor units, None for nothing. Raises ValueError for what is none of ours."""
    if text is None or text == "":
        return None
    try:
        found = int(round(Decimal(str(text)) * 100, 0))
    except (InvalidOperation, OverflowError, ValueError) as error:
        raise ValueError("no amount") from error
    if not 0 <= found <= MOST:
        raise ValueError("no amount of ours")
    return found
