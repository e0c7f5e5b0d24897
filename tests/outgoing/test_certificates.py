"""Who speaks for a server with a certificate that nobody vouches for is told nothing: no mail, no password, no token."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest
from msgspec import Struct, field

from server import clock, db, ids
from server import outbox as queue
from server.integrations.git.commit import Place
from server.integrations.git.outside.program import Git
from server.integrations.git.trouble import Trouble as NotFetched
from server.integrations.mail import outside as inbox
from server.jobs.send_outbox import send_due
from server.outbox import Mail, trouble
from server.outbox import outside as outbox
from tests.databases import Database
from tests.outgoing.certificate import own_certificate


class Impostor(Struct):
    """A server that speaks for another one. `heard` is what was said to it over TLS, `before` what was said before."""

    context: ssl.SSLContext
    port: int = 0
    before: list[str] = field(default_factory=list)
    heard: list[bytes] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speaks TLS from the start."""
        self.heard.append(await reader.read(1))
        writer.close()

    async def begin_later(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A mail server that offers TLS."""
        try:
            await self.talk(reader, writer)
        except OSError:
            pass  # Whoever does not believe the certificate hangs up.
        finally:
            writer.close()
            self.over.set()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Greets, offers TLS and begins it."""
        writer.write(b"220 here\r\n")
        while line := (await reader.readline()).decode().strip():
            self.before.append(line.split()[0].upper())
            if self.before[-1] == "STARTTLS":
                writer.write(b"220 go on\r\n")
                await writer.start_tls(self.context)
                self.heard.append(await reader.read(1))
                break
            writer.write(b"250-here\r\n250 STARTTLS\r\n" if self.before[-1] == "EHLO" else b"250 thanks\r\n")


@asynccontextmanager
async def impostor(folder: Path, *, later: bool = False) -> AsyncIterator[Impostor]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own_certificate(folder / "own.pem"))
    made = Impostor(context)
    talk = made.begin_later if later else made.listen
    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=None if later else context)
    made.port = server.sockets[0].getsockname()[1]
    async with server:
        yield made
        if later:
            await asyncio.wait_for(made.over.wait(), 5)


@pytest.mark.parametrize(("way", "later"), [("smtps", False), ("smtp", True)])
async def test_a_mail_server_that_nobody_vouches_for_gets_no_mail(tmp_path: Path, way: str, later: bool):
    mail = EmailMessage()
    mail["From"], mail["To"] = "plumbline@example.org", "ada@example.org"
    mail.set_content("A link.")
    async with impostor(tmp_path, later=later) as found:
        with pytest.raises(outbox.NotSent) as refused:
            await outbox.transport(f"{way}://bo:secret@127.0.0.1:{found.port}")(mail)
    assert refused.value.mark == trouble.UNSAFE
    assert set(found.before) <= {"EHLO", "STARTTLS", "QUIT"}
    assert found.heard in ([], [b""])


async def test_a_mail_that_met_such_a_server_waits_and_the_log_says_why(
    sqlite: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    now, mail = clock.now(), Mail(to="ada@example.org", subject="Hello", text="A link.")
    await db.run(lambda: queue.put(ids.new(), mail, at=now))
    async with impostor(tmp_path, later=True) as found:
        await send_due(outbox.transport(f"smtp://127.0.0.1:{found.port}"), "plumbline@example.org", now)
    (one,) = await queue.unsent(9, now)
    assert (one.mark, one.due is not None) == (trouble.UNSAFE, True)
    assert "secure" in caplog.text


async def test_an_inbox_that_nobody_vouches_for_hears_no_password(tmp_path: Path):
    async with impostor(tmp_path) as found:
        with pytest.raises(inbox.Trouble, match="over TLS"):
            await asyncio.to_thread(inbox.fetch, f"imaps://bo:secret@127.0.0.1:{found.port}", 0, 0)
    assert found.heard in ([], [b""])


async def test_a_host_of_lessons_that_nobody_vouches_for_hears_no_token(tmp_path: Path):
    async with impostor(tmp_path) as found:
        git = Git(Place(f"https://127.0.0.1:{found.port}/academy.git"), "a-token")
        with pytest.raises(NotFetched) as refused:
            await git.newest("main")
    assert refused.value.code == "tls"
    assert found.heard in ([], [b""])
