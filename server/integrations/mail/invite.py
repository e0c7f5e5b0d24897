"""An invitation as a calendar sends it (RFC 5545, 5546), read into what matters here. Pure.

`icalendar` reads the text. It costs ten megabytes, so this module is loaded with the first mail that brings a calendar.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, use_zoneinfo
from msgspec import Struct

from server.integrations.mail.letter import Address, is_address

MOST_GUESTS: Final = 200

YEARS: Final = range(1990, 2101)
"""In which a meeting may be: outside, days cannot be counted in every zone."""

FOLD: Final = re.compile(r"(?:\r?\n)+[ \t]")
REPEATS: Final = re.compile(r"(?im)^(?:RRULE|EXRULE|RDATE|EXDATE)\b.*$")
ZONED: Final = re.compile(
    r"(?im)^((?:DTSTART|DTEND|RECURRENCE-ID)(?:;[^:;\"\n]{1,40}){0,4};TZID=)(?!\")([^:;\"\n]{1,40}:[^;\"\n]{0,40}?)(?=:\d{8})"
)
"""A time in a zone whose name holds a colon (`GMT+05:30`, `tzone://Microsoft/Utc`) and stands without the quotation marks that it needs."""

MICROSOFT: Final = re.compile(r"tzone://Microsoft/(?:Olson/|(utc)\b)?", re.IGNORECASE)
"""Before the names of zones of Exchange, which are those that everybody knows."""

CLOCK_RULE: Final = re.compile(
    r"RRULE:(?:(?:FREQ=YEARLY|BYDAY=[+-]?\d?[A-Z]{2}|BYMONTH=\d{1,2}|BYMONTHDAY=[\d,-]{1,24}|UNTIL=\w+|INTERVAL=\d+|WKST=[A-Z]{2})(?:;|\s*$))+"
)
"""How a zone says when its clocks change: a day of each year. Anything that repeats more often costs minutes to count, and nobody needs it."""

MOST_CHANGES: Final = 40
"""Rules in all zones of one calendar; of more, none is kept."""


class Guest(Struct, frozen=True):
    """Somebody who is invited, and whether they accepted or declined."""

    who: Address
    accepted: bool
    declined: bool = False


class Meeting(Struct, frozen=True, kw_only=True):
    """One meeting as a calendar tells it. `uid` and `starts` are its own; `starts` is a day, or a moment, without a zone where it has none.

    `sequence` grows when its organiser changes it; `stamp` is when this was written, None where it does not say; `ended` says that it was
    cancelled, `answer` that this is a guest's answer to it.
    """

    uid: str
    sequence: int
    stamp: datetime | None
    starts: datetime | date
    title: str
    purpose: str
    organiser: Address | None
    guests: tuple[Guest, ...]
    ended: bool
    answer: bool

    def day(self, zone: str) -> date:
        """The day of the meeting for somebody in a zone."""
        if not isinstance(self.starts, datetime):
            return self.starts
        return (self.starts.astimezone(ZoneInfo(zone)) if self.starts.tzinfo else self.starts).date()


def meetings(text: str) -> tuple[Meeting, ...]:
    """The meetings of a calendar, none when the text is none. Of one that repeats, the first."""
    try:
        # It would believe a zone of its own making that an earlier mail described, for every mail after it.
        use_zoneinfo()  # type: ignore[no-untyped-call]  # the library's own
        calendar = Calendar.from_ical(_calm(text))
        return tuple(_meetings(calendar))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, RecursionError):
        # What a stranger sends may break the reader in many ways, and then there is no meeting in it.
        return ()


def _calm(text: str) -> str:
    """A calendar without what repeats, but for the rules by which clocks change, and with the zones of its times in quotation marks."""
    known = MICROSOFT.sub(lambda one: (one[1] or "").upper(), FOLD.sub("", text))
    whole = ZONED.sub(r'\1"\2"', known)
    rules = [one for one in REPEATS.findall(whole) if CLOCK_RULE.fullmatch(one)]
    few = len(rules) <= MOST_CHANGES
    return REPEATS.sub(lambda one: one[0] if few and CLOCK_RULE.fullmatch(one[0]) else "X-LEFT:1", whole)


def _meetings(calendar: Component) -> Iterator[Meeting]:
    method = str(calendar.get("METHOD", "")).upper()
    for event in calendar.walk("VEVENT")[:20]:
        starts = event.decoded("DTSTART", None)
        uid = _text(event, "UID")[:300]
        if not uid or not isinstance(starts, date) or starts.year not in YEARS:
            continue
        yield Meeting(
            # One day of a meeting that repeats has the name of the whole; moved or called off, it leaves the others as they are.
            uid=f"{uid} {_moment(event)}".strip(),
            sequence=_number(event.get("SEQUENCE", 0)),
            stamp=_stamp(event),
            starts=starts.astimezone(UTC) if isinstance(starts, datetime) and starts.tzinfo else starts,
            title=_text(event, "SUMMARY")[:200],
            purpose=_text(event, "DESCRIPTION")[:300],
            organiser=_who(event.get("ORGANIZER")),
            guests=tuple(_guests(event)),
            ended=method == "CANCEL" or _text(event, "STATUS").upper() == "CANCELLED",
            answer=method in {"REPLY", "COUNTER"},
        )


def _guests(event: Component) -> Iterator[Guest]:
    held = event.get("ATTENDEE", [])
    for one in (held if isinstance(held, list) else [held])[:MOST_GUESTS]:
        who = _who(one)
        if who:
            said = str(one.params.get("PARTSTAT", "")).upper()
            yield Guest(who, said == "ACCEPTED", said == "DECLINED")


def _who(value: Any) -> Address | None:  # noqa: ANN401  # a value of the reader, which may be none or a list when it stands twice
    one = value[0] if isinstance(value, list) and value else value
    address = str(one or "").strip()
    address = address[7:] if address.lower().startswith("mailto:") else address
    if not is_address(address):
        return None
    name = str(getattr(one, "params", {}).get("CN", ""))
    return Address("" if "@" in name else _line(name)[:120], address.lower())


def _moment(event: Component) -> str:
    """Which day of a meeting that repeats this is, empty for the meeting itself."""
    found = event.decoded("RECURRENCE-ID", None)
    return found.isoformat() if isinstance(found, date) else ""


def _stamp(event: Component) -> datetime | None:
    found = event.decoded("DTSTAMP", None)
    if not isinstance(found, datetime) or found.year not in YEARS:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _text(event: Component, name: str) -> str:
    held = event.get(name, "")
    return _line(str(held[0] if isinstance(held, list) and held else held))


def _number(value: object) -> int:
    try:
        return max(0, min(int(str(value)), 1_000_000))
    except ValueError:
        return 0


def _line(text: str) -> str:
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())
