"""How a mail leaves: to the console, into a folder, or by SMTP. Chosen by PLUMBLINE_MAIL."""

import asyncio
import socket
import ssl
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urlsplit

from server.outbox import trouble
from server.outbox.message import Claimed, Mail

if TYPE_CHECKING:
    import aiosmtplib
    from aiosmtplib import SMTPException


class NotSent(Exception):
    """A mail did not leave. `str(error)` says why in the server's own words, in one line; `mark` is one of `trouble`."""

    def __init__(self, said: str, mark: str) -> None:
        super().__init__(" ".join(said.split()))
        self.mark = mark


Transport = Callable[[EmailMessage], Awaitable[None]]

WHOLE_LINES = 998
"""As long as a line of a mail may be (RFC 5322 2.1.1), so that a link stays whole and can be copied from the file too."""

SECONDS = 20.0
"""How long one conversation with a mail server may take, all its steps together."""

PARTING = 5.0
"""How long a mail server may take to say goodbye: it has the mail already."""


def transport(setting: str) -> Transport:
    """The way out that a valid PLUMBLINE_MAIL names. What it returns raises NotSent when a mail cannot leave."""
    if setting == "console":
        return _to_console
    if setting.startswith("file:"):
        return _into(Path(setting.removeprefix("file:")).expanduser())
    return _by_smtp(urlsplit(setting))


def letter(message: Claimed[Mail], *, sender: str, now: datetime) -> EmailMessage:
    """The mail as it travels. Its Message-ID follows from the message's id, so that programs can tell a mail that was sent twice. Raises NotSent
    for one that cannot be written.
    """
    try:
        return _letter(message, sender=sender, now=now)
    except (MessageError, ValueError) as error:
        raise NotSent(f"{type(error).__name__}: {error}", trouble.LETTER) from error


def _letter(message: Claimed[Mail], *, sender: str, now: datetime) -> EmailMessage:
    from email.policy import SMTP  # noqa: PLC0415  # who has no mail to send yet does not pay for what knows each header

    mail = EmailMessage(policy=SMTP.clone(max_line_length=WHOLE_LINES))
    mail["From"] = sender
    mail["To"] = message.content.to
    mail["Subject"] = message.content.subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{message.id}@{sender.rpartition('@')[2].rstrip('>')}>"
    mail["Auto-Submitted"] = "auto-generated"
    if message.content.stop:
        mail["List-Unsubscribe"] = f"<{message.content.stop}>"
        # RFC 8058: a mail program may press the button for its reader. It asks for https.
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(message.content.text)
    if message.content.html:
        mail.add_alternative(message.content.html, subtype="html")
    return mail


async def _to_console(mail: EmailMessage) -> None:
    plain = mail.get_body(("plain",))
    text = plain.get_content() if plain else ""
    lines = [f"To: {mail['To']}", f"Subject: {mail['Subject']}", "", *text.rstrip().splitlines()]
    framed = "".join(f"│ {line}\n" for line in lines)
    sys.stderr.write(f"\n┌─ mail, printed because PLUMBLINE_MAIL is console\n{framed}└─\n")
    sys.stderr.flush()


def _into(folder: Path) -> Transport:
    async def write(mail: EmailMessage) -> None:
        try:
            await asyncio.to_thread(_write, folder, mail)
        except OSError as error:
            raise NotSent(f"{type(error).__name__}: {error}", trouble.FOLDER) from error

    return write


def _write(folder: Path, mail: EmailMessage) -> None:
    """Whole or not at all, and under the same name when it is written twice."""
    folder.mkdir(parents=True, exist_ok=True)
    name = mail["Message-ID"].strip("<>").partition("@")[0]
    half = folder / f".{name}.half"
    half.write_bytes(mail.as_bytes())
    half.replace(folder / f"{name}.eml")


def _by_smtp(server: SplitResult) -> Transport:
    tls = server.scheme == "smtps"

    async def send(mail: EmailMessage) -> None:
        import aiosmtplib  # noqa: PLC0415  # whoever has no mail server, or no mail to send yet, does not pay for it

        client = aiosmtplib.SMTP(
            hostname=server.hostname,
            port=server.port or (465 if tls else 25),
            username=unquote(server.username) if server.username else None,
            password=unquote(server.password) if server.password else None,
            # Without TLS from the start, it begins as soon as the server offers it.
            use_tls=tls,
            timeout=SECONDS,
        )
        try:
            await _hand_over(mail, client)
        except aiosmtplib.SMTPRecipientsRefused as error:
            # A mail of ours is to one address; of several, whoever is not served speaks for all.
            marks = {trouble.of_answer(one.code, one.message, recipient=True): one for one in error.recipients}
            mark = min(marks, key=lambda mark: mark in trouble.SERVED)
            raise NotSent(f"{marks[mark].code} {marks[mark].message}", mark) from error
        except aiosmtplib.SMTPException as error:
            raise NotSent(*_why(error)) from error
        except OSError as error:
            # Before ValueError: a certificate that is not believed is both, and the mail is as good as any.
            raise NotSent(f"{type(error).__name__}: {error}", _of_the_network(error)) from error
        except UnicodeError as error:
            # A name of a server that is none, such as a..b.
            raise NotSent(f"{type(error).__name__}: {error}", trouble.NAMELESS) from error
        except ValueError as error:
            raise NotSent(f"{type(error).__name__}: {error}", trouble.LETTER) from error

    return send


async def _hand_over(mail: EmailMessage, client: "aiosmtplib.SMTP") -> None:
    """The client counts its seconds for each step anew, and a claim ends while a slow server is still at the first mails of it."""
    try:
        async with asyncio.timeout(SECONDS):
            await client.connect()
            await client.send_message(mail)
    except TimeoutError as error:
        client.close()
        raise TimeoutError(str(error) or f"it was not done within {SECONDS:g} seconds") from error
    finally:
        with suppress(Exception):  # Whatever comes of it, the mail is there, or it is not.
            async with asyncio.timeout(PARTING):
                await client.quit()
        client.close()


def _why(error: "SMTPException") -> tuple[str, str]:
    """What the server said, or the library of it, and the mark of that."""
    import aiosmtplib  # noqa: PLC0415  # as above

    if isinstance(error, aiosmtplib.SMTPResponseException):
        mark = trouble.of_answer(error.code, error.message)
        return f"{error.code} {error.message}", trouble.UNKNOWN_USER if isinstance(
            error, aiosmtplib.SMTPAuthenticationError
        ) else mark
    said = f"{type(error).__name__}: {error}"
    if isinstance(error, aiosmtplib.SMTPNotSupported):
        return said, trouble.ADDRESS
    if isinstance(error, OSError):
        return said, _of_the_network(error.__cause__ or error)
    # The library says so, and in no class of its own, when the server lets nobody sign in.
    return said, trouble.UNKNOWN_USER if "auth" in said.lower() else trouble.REFUSES


def _of_the_network(error: BaseException) -> str:
    if isinstance(error, ssl.SSLError):
        return trouble.UNSAFE
    return trouble.NAMELESS if isinstance(error, socket.gaierror) else trouble.UNREACHABLE
