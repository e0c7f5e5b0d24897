"""An invitation as a calendar sends it (RFC 5545, 5546), read into what matters here. Pure.

`icalendar` reads the text. It costs ten megabytes, so this module is loaded with the first mail that brings a calendar.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component
from msgspec import Struct

from server.integrations.mail.letter import ADDRESS, Address

MOST_GUESTS: Final = 200


class Guest(Struct, frozen=True):
    """Somebody who is invited, and whether they accepted."""

    who: Address
    accepted: bool


class Meeting(Struct, frozen=True, kw_only=True):
    """One meeting as a calendar tells it. `uid` and `starts` are its own; `starts` is a day, or a moment, without a zone where it has none.

    `sequence` grows when its organiser changes it; `ended` says that it was cancelled, `answer` that this is a guest's answer to it.
    """

    uid: str
    sequence: int
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
        calendar = Calendar.from_ical(text)
        return tuple(_meetings(calendar))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, RecursionError):
        # What a stranger sends may break the reader in many ways, and then there is no meeting in it.
        return ()


def _meetings(calendar: Component) -> Iterator[Meeting]:
    method = str(calendar.get("METHOD", "")).upper()
    for event in calendar.walk("VEVENT")[:20]:
        starts = event.decoded("DTSTART", None)
        uid = _text(event, "UID")[:300]
        if not uid or not isinstance(starts, date):
            continue
        yield Meeting(
            uid=uid,
            sequence=_number(event.get("SEQUENCE", 0)),
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
            yield Guest(who, str(one.params.get("PARTSTAT", "")).upper() == "ACCEPTED")


def _who(value: Any) -> Address | None:  # noqa: ANN401  # a value of the reader, which may be none or a list when it stands twice
    one = value[0] if isinstance(value, list) and value else value
    address = str(one or "").strip()
    address = address[7:] if address.lower().startswith("mailto:") else address
    if not ADDRESS.fullmatch(address):
        return None
    name = str(getattr(one, "params", {}).get("CN", ""))
    return Address("" if "@" in name else _line(name)[:120], address.lower())


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
