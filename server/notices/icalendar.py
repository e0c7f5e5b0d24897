"""What is due, as an iCalendar stream (RFC 5545). Pure.

A library could write it, and the tests read it with one. To write one kind of component with times in UTC takes the lines below; the library
takes ten megabytes of every worker.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final
from unicodedata import category

from msgspec import Struct

LINE: Final = 75
"""The most octets of a line (RFC 5545 3.1); what is longer goes on in the next one, after a space."""

SPAN: Final = timedelta(minutes=30)
"""How long before it is due an item stands in the calendar, without blocking the time."""


class Event(Struct, frozen=True, kw_only=True):
    """One due item. `uid` stays while the item does, `made` is when it came to be, `url` leads to it."""

    uid: str
    made: datetime
    due: datetime
    title: str
    words: str
    url: str


def stream(name: str, events: Iterable[Event]) -> bytes:
    """The calendar with this name. Equal events give equal bytes, so that a reader who has them can be told so."""
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Plumbline//Due items//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        *(line for event in events for line in _event(event)),
        "END:VCALENDAR",
    )
    return b"".join(folded(line) for line in lines)


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{_utc(event.made)}"
    yield f"DTSTART:{_utc(event.due - SPAN)}"
    yield f"DTEND:{_utc(event.due)}"
    yield f"SUMMARY:{escaped(event.title)}"
    yield f"DESCRIPTION:{escaped(event.words)}"
    yield f"URL:{event.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    r"""TEXT of RFC 5545 3.3.11: backslash, semicolon and comma get a backslash, a line break becomes `\n`; other control characters go."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    clean = "".join(letter for letter in lines if letter in "\t\n" or category(letter) != "Cc")
    return clean.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> bytes:
    """The line in pieces of at most 75 octets, no letter parted, each ended by CRLF."""
    pieces, piece, room = [], bytearray(), LINE
    for letter in line:
        octets = letter.encode("utf-8", "replace")
        if len(piece) + len(octets) > room:
            pieces.append(bytes(piece))
            piece, room = bytearray(), LINE - 1
        piece += octets
    return b"\r\n ".join([*pieces, bytes(piece)]) + b"\r\n"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
