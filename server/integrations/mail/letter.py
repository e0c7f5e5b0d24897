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
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parsedate_to_datetime
from typing import Final

from msgspec import Struct

from server.integrations.mail.markup import plain

MOST_PARTS: Final = 60
"""Parts of one mail that are looked at; the rest is left."""

MOST_NESTED: Final = 100
"""Times that a mail may say of a part that it holds parts. Of one that says it more often, only the head is read."""

MOST_TOIL: Final = 5_000_000
"""Lines of a mail times the parts in which each may stand: the parser asks each line whether it ends one of them. Usual mails stay below a tenth."""

MOST_CALENDARS: Final = 5
"""Invitations of one mail that are looked at."""

LONGEST: Final = 50_000
"""Characters of text, and of one invitation, that are looked at."""

LONGEST_HEADER: Final = 5_000
"""Characters of one header that are looked at."""

FORGED: Final = re.compile(r"\bdmarc\s*=\s*fail\b", re.IGNORECASE)
"""What a server says in Authentication-Results (RFC 8601) of a sender who is not who they say; the first of these headers is its own."""

NESTS: Final = re.compile(rb"(?:multipart|message)/", re.IGNORECASE)
TOLD_KIND: Final = re.compile(rb"^content-[a-z-]{1,30}:[^\n]*+(?:\n[ \t][^\n]*+)*+", re.IGNORECASE | re.MULTILINE)
"""A header that says what a part is."""

SLOW: Final = frozenset({"punycode", "idna"})
"""Codecs that are none of mail, and cost the square of what they read."""

CALENDARS: Final = frozenset({"text/calendar", "application/ics"})

DELIVERED: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Forwarded-To", "To", "Cc")
"""Headers that say where a mail went. A blind copy stands only in those which the receiving servers write."""

FOR: Final = re.compile(r"\bfor\s+<?([^\s<>;]+@[^\s<>;]+)>?", re.IGNORECASE)
"""The receiver in a Received header (RFC 5321 4.4)."""

ADDRESS: Final = re.compile(r"[^\s<>@,;:\"'()\[\]\\]{1,64}@[^\s<>@,;:\"'()\[\]\\]{1,190}")


FIRST_YEAR: Final = 1980
LAST_YEAR: Final = 2100
"""Between which a mail was sent: outside, a day cannot be counted in every zone."""


def is_address(text: str) -> bool:
    """Whether this is an address that can be kept: of signs that are shown, and that could be read."""
    return len(text) <= 250 and text.isprintable() and "\ufffd" not in text and ADDRESS.fullmatch(text) is not None


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
    `forged` says that the server which took it in found its sender not to be who they say.
    """

    digest: str
    sender: Address | None
    named: tuple[Address, ...]
    delivered: tuple[str, ...]
    at: datetime | None
    subject: str
    text: str
    calendars: tuple[str, ...]
    forged: bool = False
    inside: "Letter | None" = None


def read(raw: bytes) -> Letter:
    """The letter of these bytes, which are a mail by RFC 5322 or something worse."""
    return _letter(_parsed(raw), hashlib.sha256(raw).hexdigest(), deep=True)


def _parsed(raw: bytes) -> Message:
    """The mail, or its head alone where the rest would cost seconds to take apart: no program writes such a mail."""
    lines = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    lines = TOLD_KIND.sub(lambda one: one[0] if len(one[0]) <= LONGEST_HEADER else b"X-Left: 1", lines)
    nested = len(NESTS.findall(lines))
    if nested > MOST_NESTED or lines.count(b"\n") * (1 + nested) > MOST_TOIL:
        return BytesHeaderParser().parsebytes(lines.partition(b"\n\n")[0])
    return message_from_bytes(lines)


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
        calendars=tuple(_content(part) for part in parts if _is_calendar(part))[:MOST_CALENDARS],
        forged=bool(FORGED.search(str(mail.get("Authentication-Results", ""))[:LONGEST_HEADER])),
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
    # Text is not asked for: the standard library would read it in the charset that a stranger wrote.
    return part.get_content_type() == "message/rfc822" and part.is_multipart() and bool(part.get_payload())


def _is_calendar(part: Message) -> bool:
    """Some programs know no kind for a file of a calendar, and attach it by its name alone."""
    kind = part.get_content_type()
    return kind in CALENDARS or (kind == "application/octet-stream" and _file_name(part).endswith(".ics"))


def _file_name(part: Message) -> str:
    try:
        return _decoded(part.get_filename("")).strip().lower()
    except (LookupError, ValueError):
        # As with what it holds.
        return ""


def _words(parts: list[Message]) -> str:
    """The first plain text of a mail, or what its first HTML says."""
    shown = [part for part in parts if part.get_content_disposition() != "attachment"]
    for kind in ("text/plain", "text/html"):
        for part in shown:
            if part.get_content_type() == kind and (found := _content(part)).strip():
                return found if kind == "text/plain" else plain(found)
    return ""


def _content(part: Message) -> str:
    data = _data(part)[: 4 * LONGEST]
    said = part.get_param("charset", "utf-8")
    charset = said if isinstance(said, str) and said.lower() not in SLOW else "utf-8"
    try:
        text = data.decode(charset, errors="replace")
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
    texts = [_decoded(str(value)[: 4 * LONGEST_HEADER]) for value in mail.get_all(name, [])[:20]]
    try:
        found = getaddresses(texts)
    except RecursionError:
        return []
    return [Address(_one_line(called)[:120], address.lower()) for called, address in found if is_address(address)][:200]


def _delivered(mail: Message) -> Iterator[str]:
    for name in DELIVERED:
        for one in _addresses(mail, name):
            yield one.address
    for trace in mail.get_all("Received", [])[:50]:
        for found in FOR.findall(str(trace)[:LONGEST_HEADER]):
            if is_address(found):
                yield found.lower()


def _header(mail: Message, name: str) -> str:
    return _decoded(str(mail.get(name, ""))[:LONGEST_HEADER])


def _decoded(value: str) -> str:
    """The words of a header (RFC 2047); as they stand when they cannot be decoded."""
    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, ValueError):
        return value


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
        moment = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if FIRST_YEAR <= moment.year < LAST_YEAR else None


def _one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
