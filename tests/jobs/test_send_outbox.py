"""Messages leave by console, folder and SMTP, at least once, and come back when they could not."""

import asyncio
import email
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from uuid import UUID

import pytest
from msgspec import Struct, field

from server import clock, db, ids, outbox, settings
from server.errors import Unavailable
from server.jobs.send_outbox import BATCH, keep_sending, send_due
from server.operations import queries
from server.operations.patience import ENOUGH
from server.outbox import Claimed, Mail, outside, trouble
from server.outbox.outside import NotSent
from server.outbox.queue import LEASE
from tests.cluster import free_port
from tests.databases import Database
from tests.jobs.keeping import until

NOW = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)
SENDER = "plumbline@example.org"


async def test_a_message_goes_out_once_and_its_words_are_forgotten(database: Database, tmp_path: Path):
    id = await put("Grüße from North")
    carry = outside.transport(f"file:{tmp_path}/mails")
    assert await send_due(carry, SENDER, NOW) == 1
    assert await send_due(carry, SENDER, NOW + timedelta(hours=1)) == 0
    (written,) = (tmp_path / "mails").iterdir()
    mail = email.message_from_bytes(written.read_bytes(), policy=default)
    assert (mail["To"], mail["From"], mail["Subject"]) == ("ada@example.org", SENDER, "Grüße from North")
    assert mail["Message-ID"] == f"<{id}@example.org>"
    assert mail.get_content() == "Line one\r\nLine two\r\n"
    assert await outbox.waiting() == 0


async def test_a_sender_that_dies_between_claim_and_mark_is_followed_by_another(database: Database, tmp_path: Path):
    await put()
    (lost,) = await outbox.claim(NOW)
    carry = outside.transport(f"file:{tmp_path}")
    assert await send_due(carry, SENDER, NOW + timedelta(minutes=4)) == 0
    assert await send_due(carry, SENDER, NOW + timedelta(minutes=6)) == 1
    assert [path.stem for path in letters(tmp_path)] == [str(lost.id)]


async def test_a_message_that_was_sent_but_not_marked_has_the_same_name_the_second_time(database: Database, tmp_path: Path):
    await put()
    carry = outside.transport(f"file:{tmp_path}")
    (sent,) = await outbox.claim(NOW)
    await carry(outside.letter(sent, sender=SENDER, now=NOW))
    await send_due(carry, SENDER, NOW + timedelta(minutes=6))
    assert len(letters(tmp_path)) == 1


async def test_two_senders_never_send_the_same_message(database: Database, tmp_path: Path):
    for _nth in range(30):
        await put()
    carry = outside.transport(f"file:{tmp_path}")
    tried = [await send_due(carry, SENDER, NOW) for _round in range(2)]
    rest = await asyncio.gather(*(send_due(carry, SENDER, NOW) for _sender in range(3)))
    assert [*tried, sum(rest)] == [10, 10, 10]
    assert len(letters(tmp_path)) == 30


async def test_a_sender_that_stood_still_until_another_one_took_over_does_not_send_the_rest_a_second_time(database: Database):
    for _nth in range(4):
        await put()
    taken, others, go = list[str](), list[str](), asyncio.Event()

    async def still(mail: EmailMessage) -> None:
        taken.append(mail["Message-ID"])
        await go.wait()

    async def quick(mail: EmailMessage) -> None:
        others.append(mail["Message-ID"])

    sender = asyncio.create_task(send_due(still, SENDER, NOW))
    await until(lambda: bool(taken))
    assert await send_due(quick, SENDER, NOW + LEASE) == 4
    go.set()
    await sender
    assert len(set(others)) == 4
    assert len(taken) == 1, "the one that it was at when it stood still"
    assert await outbox.waiting() == 0


async def test_what_a_sender_that_is_stopped_had_not_begun_does_not_wait_for_its_claim_to_end(database: Database, tmp_path: Path):
    for _nth in range(4):
        await put()
    taken, carry = list[str](), outside.transport(f"file:{tmp_path}")

    async def slow(mail: EmailMessage) -> None:
        taken.append(mail["Message-ID"])
        if len(taken) == 2:
            await asyncio.sleep(60)

    sender = asyncio.create_task(send_due(slow, SENDER, NOW))
    await until(lambda: len(taken) == 2)
    sender.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sender
    assert await send_due(carry, SENDER, NOW) == 2
    assert await send_due(carry, SENDER, NOW + timedelta(minutes=4)) == 0, "the second may be there"
    assert await send_due(carry, SENDER, NOW + timedelta(minutes=6)) == 1
    assert len({path.stem for path in letters(tmp_path)} & {name.strip("<>").partition("@")[0] for name in taken}) == 1


async def test_what_a_sender_is_about_to_begin_when_it_is_stopped_goes_out_at_once_too(
    database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    for _nth in range(4):
        await put()
    asked, carry = list[UUID](), outside.transport(f"file:{tmp_path}")

    async def slow(message: Claimed[Mail]) -> bool:
        asked.append(message.id)
        if len(asked) == 2:
            await asyncio.sleep(60)
        return True

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "is_claimed", slow)
        sender = asyncio.create_task(send_due(carry, SENDER, NOW))
        await until(lambda: len(asked) == 2)
        sender.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sender
    assert await send_due(carry, SENDER, NOW) == 3
    assert len(letters(tmp_path)) == 4


async def test_what_a_sender_had_not_begun_when_the_database_went_away_does_not_wait_either(
    database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    claimed = [await put() for _nth in range(4)]
    carry = outside.transport(f"file:{tmp_path}")

    async def away(_id: UUID) -> None:
        raise Unavailable("The database cannot be reached.")

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "sent", away)
        with pytest.raises(Unavailable):
            await send_due(carry, SENDER, NOW)
    for _nth in range(4):
        await put(at=NOW - timedelta(minutes=1))
    again = await outbox.claim(NOW, limit=3)
    assert {message.id for message in again} < set(claimed), "it was their turn"
    assert [message.attempts for message in again] == [1, 1, 1], "a try that was none counts for nothing"


async def test_a_message_that_cannot_leave_is_tried_later_and_given_up_after_eight_times(database: Database):
    await put()

    async def refuse(mail: EmailMessage) -> None:
        raise NotSent("nobody listens", trouble.UNREACHABLE)

    now, waits = NOW, []
    while await outbox.waiting():
        if await send_due(refuse, SENDER, now):
            waits.append(int((now - NOW).total_seconds() // 60))
        now += timedelta(minutes=1)
        if now > NOW + timedelta(hours=6):
            break
    assert waits == [0, 1, 3, 7, 15, 31, 63, 127]
    assert await outbox.waiting() == 1


async def test_a_message_with_a_broken_address_does_not_stop_the_others(database: Database, tmp_path: Path):
    await put(to="ada@example.org\r\nBcc: everyone@example.org")
    await put()
    assert await send_due(outside.transport(f"file:{tmp_path}"), SENDER, NOW) == 2
    assert len(letters(tmp_path)) == 1


async def test_the_console_shows_a_mail_in_a_frame(sqlite: Database, capfd: pytest.CaptureFixture[str]):
    await put()
    await send_due(outside.transport("console"), SENDER, NOW)
    assert capfd.readouterr().err.splitlines()[1:] == [
        "┌─ mail, printed because PLUMBLINE_MAIL is console",
        "│ To: ada@example.org",
        "│ Subject: Hello",
        "│ ",
        "│ Line one",
        "│ Line two",
        "└─",
    ]


async def test_a_mail_server_gets_the_message(sqlite: Database):
    await put()
    async with sink() as server:
        assert await send_due(outside.transport(f"smtp://127.0.0.1:{server.port}"), SENDER, NOW) == 1
    (mail,) = server.mails
    assert "Subject: Hello" in mail
    assert await outbox.waiting() == 0


async def test_a_mail_server_that_refuses_is_asked_again_later(sqlite: Database):
    await put()
    async with sink(RCPT="450 4.2.0 Greylisted, come again") as server:
        await send_due(outside.transport(f"smtp://127.0.0.1:{server.port}"), SENDER, NOW)
    assert await outbox.waiting() == 1
    async with sink() as server:
        await send_due(outside.transport(f"smtp://127.0.0.1:{server.port}"), SENDER, NOW + timedelta(minutes=2))
    assert len(server.mails) == 1


async def test_a_mail_server_that_is_slow_at_each_step_holds_a_mail_no_longer_than_its_claim_allows(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
):
    assert timedelta(seconds=outside.SECONDS + outside.PARTING) * BATCH < LEASE
    monkeypatch.setattr(outside, "SECONDS", 0.2)
    await put()
    async with sink(0.1) as server:
        await send_due(outside.transport(f"smtp://127.0.0.1:{server.port}"), SENDER, NOW)
    (one,) = await outbox.unsent(9, NOW)
    assert (one.mark, one.problem) == ("unreachable", "TimeoutError: it was not done within 0.2 seconds")
    assert server.mails == []


async def test_a_mail_server_that_says_no_goodbye_has_the_mail_all_the_same(sqlite: Database):
    await put()
    async with sink(QUIT="") as server:
        await send_due(outside.transport(f"smtp://127.0.0.1:{server.port}"), SENDER, NOW)
    assert len(server.mails) == 1
    assert await outbox.waiting() == 0


TROUBLES: Mapping[str, tuple[Mapping[str, str], str, str]] = {
    # What the server answers, to which scheme and user; the mark, and what is kept of the answer.
    "an address that is not": (
        {"RCPT": "550 5.1.1 <ada@example.org>: User unknown"},
        "smtp://",
        "address 550 5.1.1 <a…@example.org>",
    ),
    "an address without a status": ({"RCPT": "550 no such mailbox"}, "smtp://", "address 550 no such mailbox"),
    "an address that is refused after the words": ({"DONE": "550 5.1.1 unknown"}, "smtp://", "address 550 5.1.1"),
    "greylisting": ({"RCPT": "451 4.7.1 Greylisted"}, "smtp://", "later 451 4.7.1"),
    "no relay": ({"RCPT": "554 5.7.1 Relay access denied"}, "smtp://", "server 554 5.7.1"),
    "a sender that is refused": ({"MAIL": "550 5.1.8 Who are you"}, "smtp://", "server 550 5.1.8"),
    "a greeting that refuses": ({"HELLO": "554 go away"}, "smtp://", "server 554 go away"),
    "a wrong password": ({"AUTH": "535 5.7.8 Wrong"}, "smtp://bo:secret@", "sign-in 535 5.7.8"),
    "nobody may sign in": ({"EHLO": "250 thanks"}, "smtp://bo:secret@", "sign-in SMTPException"),
    "no TLS": ({}, "smtps://", "secure SMTPConnectError"),
}


@pytest.mark.parametrize("case", TROUBLES)
async def test_whatever_a_mail_server_answers_is_told_apart(sqlite: Database, case: str):
    answers, way, expected = TROUBLES[case]
    await put()
    async with sink(**answers) as server:
        await send_due(outside.transport(f"{way}127.0.0.1:{server.port}"), SENDER, NOW)
    (one,) = await outbox.unsent(9, NOW)
    assert f"{one.mark} {one.problem}".startswith(expected)
    assert "secret" not in one.problem
    assert (one.due is None) is (one.mark == "address"), "an address that is refused is not tried again"
    assert one.whom == ("ada@example.org" if one.mark == "address" else "")


async def test_who_does_not_listen_or_is_nowhere_is_told_apart(sqlite: Database, tmp_path: Path):
    (tmp_path / "file").write_text("no folder")
    gone = free_port()
    for way, mark in (
        (f"smtp://127.0.0.1:{gone}", "unreachable"),
        ("smtp://a..b:25", "name"),
        (f"file:{tmp_path}/file", "folder"),
    ):
        id = await put()
        await send_due(outside.transport(way), SENDER, NOW)
        (one,) = await outbox.unsent(9, NOW)
        assert (one.id, one.mark) == (id, mark)
        await db.run(lambda id=id: outbox.drop(id, NOW))  # type: ignore[misc]  # mypy cannot type it


async def test_refused_addresses_leave_the_job_well_and_a_server_that_fails_does_not(sqlite: Database):
    for answer, problem in (("550 5.1.1 unknown", ""), ("450 4.2.0 later", ""), ("554 5.7.1 no relay", "mail-server")):
        for _mail in range(ENOUGH):
            await put(at=clock.now())
        async with sink(RCPT=answer) as server:
            chosen = settings.read({"PLUMBLINE_MAIL": f"smtp://127.0.0.1:{server.port}", "DATABASE_URL": sqlite.url})
            stop = asyncio.Event()
            loop = asyncio.create_task(keep_sending(chosen, stop))
            async with asyncio.timeout(10):
                while len(await outbox.unsent(20, clock.now())) < ENOUGH:  # noqa: ASYNC110  # the database tells, no event does
                    await asyncio.sleep(0.02)
            stop.set()
            await asyncio.wait_for(loop, 10)
        assert (await queries.standing("send-outbox")).problem == problem
        for one in await outbox.unsent(20, clock.now()):
            await db.run(lambda one=one: outbox.drop(one.id, clock.now()))  # type: ignore[misc]  # as above


async def test_the_loop_sends_what_comes_and_ends_when_it_is_told(sqlite: Database, tmp_path: Path):
    stop = asyncio.Event()
    chosen = settings.read({"PLUMBLINE_MAIL": f"file:{tmp_path}", "DATABASE_URL": sqlite.url})
    loop = asyncio.create_task(keep_sending(chosen, stop))
    await put(at=clock.now())
    async with asyncio.timeout(10):
        while await outbox.waiting():  # noqa: ASYNC110  # the database tells, no event does
            await asyncio.sleep(0.02)
    stop.set()
    await asyncio.wait_for(loop, 5)
    assert len(letters(tmp_path)) == 1


def letters(folder: Path) -> list[Path]:
    return list(folder.glob("*.eml"))


async def put(subject: str = "Hello", *, to: str = "ada@example.org", at: datetime = NOW) -> UUID:
    id = ids.new()

    async def verb() -> None:
        await outbox.put(id, Mail(to=to, subject=subject, text="Line one\nLine two\n"), at=at)

    await db.run(verb)
    return id


class Sink(Struct):
    """A mail server that keeps what it gets."""

    port: int = 0
    pause: float = 0.0
    """Seconds before each answer."""
    answers: Mapping[str, str] = field(default_factory=dict)
    mails: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Left open, whatever test runs when it is collected would fail.
        try:
            await self.talk(reader, writer)
        finally:
            writer.close()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers = {"HELLO": "220 sink", "DATA": "354 go on", "QUIT": "221 bye", **self.answers}
        if "AUTH" in answers:
            answers["EHLO"] = "250-sink\r\n250 AUTH PLAIN"
        await asyncio.sleep(self.pause)
        writer.write(f"{answers['HELLO']}\r\n".encode())
        while line := (await reader.readline()).decode().strip():
            verb = line.split(":")[0].split()[0].upper()
            if verb == "DATA":
                writer.write(f"{answers[verb]}\r\n".encode())
                self.mails.append((await reader.readuntil(b"\r\n.\r\n")).decode())
                verb = "DONE"
            await asyncio.sleep(self.pause)
            writer.write(f"{answers.get(verb, '250 thanks')}\r\n".encode())
            await writer.drain()
            if verb == "QUIT":
                break


@asynccontextmanager
async def sink(pause: float = 0.0, /, **answers: str) -> AsyncIterator[Sink]:
    """A mail server on a free port of this machine, with these answers to the verbs that they are named by, each after so many seconds."""
    made = Sink(pause=pause, answers=answers)
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        await server.wait_closed()
