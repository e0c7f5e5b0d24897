"""A mail as it arrived, read into what matters here: who sent it, where it was delivered, its words and its invitations. Pure.

Whatever the bytes are, a letter comes of them: mail is written by strangers and programs of every age.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Final

from msgspec import Struct

from server.integrations.mail.markup import plain

MOST_PARTS: Final = 60
"""Parts of one mail that are looked at; the rest is left."""

LONGEST: Final = 50_000
"""Characters of text, and of one invitation, that are looked at."""

DELIVERED: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Forwarded-To", "To", "Cc")
"""Headers that say where a mail went. A blind copy stands only in those which the receiving servers write."""

FOR: Final = re.compile(r"\bfor\s+<?([^\s<>;]+@[^\s<>;]+)>?", re.IGNORECASE)
"""The receiver in a Received header (RFC 5321 4.4)."""

ADDRESS: Final = re.compile(r"[^\s<>@,;:\"'()\[\]]{1,64}@[^\s<>@,;:\"'()\[\]]{1,190}")


class Address(Struct, frozen=True):
    """Somebody in a header: the name, which may be empty, and the address in small letters."""

    name: str
    address: str

    @property
    def called(self) -> str:
        """What to call them: their name, or their address without one."""
        return self.name or self.address


class Letter(Struct, frozen=True, kw_only=True):
    """What a mail says. `digest` is the same whenever the same mail comes again; `named` are those of To and Cc; `delivered` the addresses
    it went to, in small letters; `text` is its plain words; `calendars` its invitations as iCalendar; `inside` a mail attached whole.
    """

    digest: str
    sender: Address | None
    named: tuple[Address, ...]
    delivered: tuple[str, ...]
    at: datetime | None
    subject: str
    text: str
    calendars: tuple[str, ...]
    inside: "Letter | None" = None


def read(raw: bytes) -> Letter:
    """The letter of these bytes, which are a mail by RFC 5322 or something worse."""
    return _letter(message_from_bytes(raw), hashlib.sha256(raw).hexdigest(), deep=True)


def _letter(mail: Message, otherwise: str, *, deep: bool) -> Letter:
    parts = list(_parts(mail))
    attached = next((part.get_payload(0) for part in parts if _is_mail(part)), None) if deep else None
    name = _header(mail, "Message-ID").strip()
    return Letter(
        digest=hashlib.sha256(name.encode(errors="replace")).hexdigest() if name else otherwise,
        sender=next(iter(_addresses(mail, "From")), None),
        named=(*_addresses(mail, "To"), *_addresses(mail, "Cc")),
        delivered=tuple(dict.fromkeys(_delivered(mail))),
        at=_moment(_header(mail, "Date")),
        subject=_one_line(_header(mail, "Subject"))[:300],
        text=_words(parts),
        calendars=tuple(_content(part) for part in parts if part.get_content_type() in {"text/calendar", "application/ics"}),
        inside=_letter(attached, "", deep=False) if isinstance(attached, Message) else None,
    )


def _parts(mail: Message) -> Iterator[Message]:
    """The parts of a mail in their order, without those of a mail that is attached to it."""
    waiting, seen = [mail], 0
    while waiting and seen < MOST_PARTS:
        part = waiting.pop(0)
        seen += 1
        inner = part.get_payload() if part.is_multipart() and not _is_mail(part) else None
        if isinstance(inner, list):
            waiting[:0] = [one for one in inner if isinstance(one, Message)]
        else:
            yield part


def _is_mail(part: Message) -> bool:
    inner = part.get_payload()
    return part.get_content_type() == "message/rfc822" and isinstance(inner, list) and bool(inner)


def _words(parts: list[Message]) -> str:
    """The first plain text of a mail, or what its first HTML says."""
    shown = [part for part in parts if part.get_content_disposition() != "attachment"]
    for kind in ("text/plain", "text/html"):
        for part in shown:
            if part.get_content_type() == kind and (found := _content(part)).strip():
                return found if kind == "text/plain" else plain(found)
    return ""


def _content(part: Message) -> str:
    data = _data(part)
    charset = part.get_param("charset", "utf-8")
    try:
        text = data.decode(charset if isinstance(charset, str) else "utf-8", errors="replace")
    except (LookupError, ValueError):
        text = data.decode("utf-8", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")[:LONGEST]


def _data(part: Message) -> bytes:
    try:
        held = part.get_payload(decode=True)
    except (LookupError, ValueError):
        # The standard library believes the charset that a stranger wrote.
        return b""
    return held if isinstance(held, bytes) else b""


def _addresses(mail: Message, name: str) -> list[Address]:
    texts = [_decoded(str(value)) for value in mail.get_all(name, [])]
    found = getaddresses(texts[:20])
    return [Address(_one_line(called)[:120], address.lower()) for called, address in found if ADDRESS.fullmatch(address)][:200]


def _delivered(mail: Message) -> Iterator[str]:
    for name in DELIVERED:
        for one in _addresses(mail, name):
            yield one.address
    for trace in mail.get_all("Received", [])[:50]:
        for found in FOR.findall(str(trace)):
            yield found.lower()


def _header(mail: Message, name: str) -> str:
    return _decoded(str(mail.get(name, "")))


def _decoded(value: str) -> str:
    """The words of a header (RFC 2047); as they stand when they cannot be decoded."""
    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, ValueError):
        return value


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
