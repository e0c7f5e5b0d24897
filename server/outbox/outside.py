"""How a mail leaves: to the console, into a folder, or by SMTP. Chosen by PLUMBLINE_MAIL."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from server.outbox.message import Claimed, Mail


class NotSent(Exception):
    """The mail server did not take a mail. `str(error)` names why in its own words."""


Transport = Callable[[EmailMessage], Awaitable[None]]

WHOLE_LINES = SMTP.clone(max_line_length=998)
"""As long as a line of a mail may be (RFC 5322 2.1.1), so that a link stays whole and can be copied from the file too."""

SECONDS = 20.0
"""How long one conversation with a mail server may take."""


def transport(setting: str) -> Transport:
    """The way out that a valid PLUMBLINE_MAIL names. What it returns raises OSError or NotSent when a mail cannot leave."""
    if setting == "console":
        return _to_console
    if setting.startswith("file:"):
        return _into(Path(setting.removeprefix("file:")).expanduser())
    return _by_smtp(urlsplit(setting))


def letter(message: Claimed[Mail], *, sender: str, now: datetime) -> EmailMessage:
    """The mail as it travels. Its Message-ID follows from the message's id, so that programs can tell a mail that was sent twice."""
    mail = EmailMessage(policy=WHOLE_LINES)
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
        await asyncio.to_thread(_write, folder, mail)

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

        try:
            await aiosmtplib.send(
                mail,
                hostname=server.hostname,
                port=server.port or (465 if tls else 25),
                username=unquote(server.username) if server.username else None,
                password=unquote(server.password) if server.password else None,
                # Without TLS from the start, it begins as soon as the server offers it.
                use_tls=tls,
                timeout=SECONDS,
            )
        except aiosmtplib.SMTPException as error:
            raise NotSent(f"{type(error).__name__}: {error}") from error

    return send
