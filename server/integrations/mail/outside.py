"""An inbox by IMAP (RFC 9051), read and left as it is. Its library is loaded when the first one is read."""

import re
import ssl
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, unquote, urlsplit

from msgspec import Struct

if TYPE_CHECKING:
    import imaplib

SECONDS: Final = 30.0
"""How long the server may take for one answer."""

LARGEST: Final = 25 * 1024 * 1024
"""Bytes of one mail; a larger one is not fetched."""

MOST: Final = 50
"""Mails that are fetched at once, fewer when they are large: together they are kept in memory."""

SIZE: Final = re.compile(rb"RFC822\.SIZE (\d+)")


class Trouble(Exception):
    """The inbox could not be read. `str(error)` says why, in words an admin can act on."""


class Batch(Struct, frozen=True):
    """Mails with their number, in its order. A new `validity` says that all numbers before mean nothing any more.

    A mail that was too large or is gone is None.
    """

    validity: int
    mails: tuple[tuple[int, bytes | None], ...]


def fetch(inbox: str, validity: int, after: int) -> Batch:
    """The next mails of the inbox at this address, those with a number above `after`. Changes nothing there. Raises Trouble.

    It waits for the network: call it in a thread.
    """
    import imaplib  # noqa: PLC0415  # as said

    parts = urlsplit(inbox)
    try:
        with _server(parts) as server:
            _open(server, parts)
            return _batch(server, validity, after)
    except imaplib.IMAP4.error as error:
        raise Trouble(f"{parts.hostname} said: {_words(error)}") from error
    except ssl.SSLError as error:
        raise Trouble(f"{parts.hostname} could not be reached over TLS: {error.reason or error}.") from error
    except OSError as error:
        raise Trouble(f"{parts.hostname} could not be reached: {error.strerror or error}.") from error
    except ValueError as error:
        # A number that is none, or a name that IMAP cannot spell; the password may stand in the error.
        raise Trouble(f"{parts.hostname} was not understood. A user, password or folder must be plain letters.") from error


def _server(parts: SplitResult) -> "imaplib.IMAP4":
    import imaplib  # noqa: PLC0415  # as above

    host = parts.hostname or ""
    if parts.scheme == "imaps":
        return imaplib.IMAP4_SSL(host, parts.port or 993, ssl_context=ssl.create_default_context(), timeout=SECONDS)
    return imaplib.IMAP4(host, parts.port or 143, timeout=SECONDS)


def _open(server: "imaplib.IMAP4", parts: SplitResult) -> None:
    # imaplib quotes the password by itself, and nothing else.
    server.login(_quoted(unquote(parts.username or "")), unquote(parts.password or ""))
    answer, said = server.select(_quoted(unquote(parts.path.strip("/")) or "INBOX"), readonly=True)
    if answer != "OK":
        raise server.error(said[0] or b"there is no such folder")


def _quoted(text: str) -> str:
    return '"{}"'.format(text.replace("\\", "\\\\").replace('"', '\\"'))


def _batch(server: "imaplib.IMAP4", validity: int, after: int) -> Batch:
    told = server.response("UIDVALIDITY")[1]
    now = int(told[0]) if told and told[0] else 0
    first = after + 1 if now == validity else 1
    _answer, found = server.uid("SEARCH", f"UID {first}:*")
    # The last mail answers to every range that ends with a star (RFC 9051 6.4.4), also when it is older.
    numbers = sorted(number for number in map(int, (found[0] or b"").split()) if number >= first)
    return Batch(now, tuple(_mails(server, numbers[:MOST])))


def _mails(server: "imaplib.IMAP4", numbers: Sequence[int]) -> Iterator[tuple[int, bytes | None]]:
    room = LARGEST
    for number in numbers:
        found = _mail(server, number)
        yield number, found
        room -= len(found or b"")
        if room <= 0:
            return


def _mail(server: "imaplib.IMAP4", number: int) -> bytes | None:
    _answer, told = server.uid("FETCH", str(number), "(RFC822.SIZE)")
    # The server may say something else in between, such as that somebody read another mail.
    size = next((sized for one in told if isinstance(one, bytes) and (sized := SIZE.search(one))), None)
    if size is None or int(size[1]) > LARGEST:
        return None
    _answer, found = server.uid("FETCH", str(number), "(BODY.PEEK[])")
    return next((bytes(part[1]) for part in found if isinstance(part, tuple)), None)


def _words(error: "imaplib.IMAP4.error") -> str:
    said = error.args[0] if error.args else "no"
    return (said.decode(errors="replace") if isinstance(said, bytes) else str(said))[:200]
