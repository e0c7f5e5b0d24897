"""The inbox is read from a real IMAP server, a mail at a time."""

import asyncio
import imaplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from email import message_from_bytes
from functools import partial

import asyncpg
import pytest

from server import clock, settings
from server.integrations.mail import actions, outside, queries
from server.integrations.mail.actions.waiting import KEPT
from server.integrations.mail.outside import Batch, Trouble
from server.jobs.read_mail import keep_reading, read
from tests.cluster import free_port
from tests.databases import Database
from tests.inspections.world import World, arrange
from tests.integrations.mail.post import FORWARDED, INBOX, mail
from tests.jobs.keeping import cut

COMMAND = "import sys; from pymap.main import main; sys.exit(main())"


@pytest.fixture
def server(shared: str) -> str:
    """The address of an IMAP server with one empty inbox."""
    with imaplib.IMAP4("127.0.0.1", _port(shared)) as inbox:
        inbox.login("deals", "se cret")
        inbox.select("INBOX")
        inbox.store("1:*", "+FLAGS", "\\Deleted")
        inbox.expunge()
    return shared


@pytest.fixture(scope="module")
def shared() -> Iterator[str]:
    """The address of an IMAP server with one inbox, running while these tests do."""
    port = free_port()
    words = ("--host", "127.0.0.1", "--port", str(port), "--no-tls", "dict", "--demo-user", "deals", "--demo-password", "se cret")
    running = subprocess.Popen([sys.executable, "-c", COMMAND, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        yield f"imap://deals:se%20cret@127.0.0.1:{port}/INBOX"
    finally:
        running.terminate()
        running.wait()


@pytest.fixture
async def world(database: Database) -> World:
    world = await arrange()
    await actions.make_address(world.cast.ada.actor, world.cast.entry(world.cast.ada), chance="k7wq-1234567890")
    return world


def fetching(server: str) -> Callable[[int, int], Batch]:
    return partial(outside.fetch, server)


async def test_what_lies_in_the_inbox_becomes_evidence_once_and_stays_there(server: str, world: World):
    before = len((await asyncio.to_thread(outside.fetch, server, 0, 0)).mails)
    for name, program in enumerate(FORWARDED):
        put(
            server,
            mail(FORWARDED[program], sender="ada@example.org", to="deals+k7wq123456@in.example", name=str(name)).as_bytes(),
        )
    assert await read(INBOX, fetching(server)) == before + 3
    assert await read(INBOX, fetching(server)) == 0
    items = await queries.waiting(world.cast.ada.id)
    assert [(one.sender, one.words[:12]) for one in items] == [("Petra Nováková", "We lose half")] * 3
    kept = await queries.cursor(INBOX)
    assert kept.heard_at is not None
    assert kept.problem == ""
    assert len((await asyncio.to_thread(outside.fetch, server, 0, 0)).mails) == before + 3


async def test_an_inbox_that_was_made_anew_is_read_from_its_beginning(server: str, world: World):
    put(
        server,
        mail("Agreed.", sender="ada@example.org", to="petra@x.example, deals+k7wq123456@in.example", name="anew").as_bytes(),
    )
    await read(INBOX, fetching(server))
    waiting = len(await queries.waiting(world.cast.ada.id))
    kept = await queries.cursor(INBOX)
    await actions.keep_cursor(INBOX, queries.Cursor(validity=kept.validity + 1, uid=kept.uid + 1_000))
    assert await read(INBOX, fetching(server)) >= 1
    assert len(await queries.waiting(world.cast.ada.id)) == waiting
    found = await queries.cursor(INBOX)
    assert (found.validity, found.uid) == (kept.validity, kept.uid)


@pytest.mark.parametrize("wrong", ["deals:no@", "nobody:x@", "/Nowhere", ":1/", "ž"])
async def test_what_is_wrong_with_the_inbox_is_said_to_the_admin(server: str, sqlite: Database, wrong: str):
    address = {
        "deals:no@": server.replace("se%20cret", "no"),
        "nobody:x@": server.replace("deals:", "nobody:"),
        "/Nowhere": server.replace("/INBOX", "/Nowhere"),
        "ž": server.replace("se%20cret", "%C5%BElu"),
        ":1/": "imap://deals:x@127.0.0.1:1/INBOX",
    }[wrong]
    with pytest.raises(Trouble):
        await read(INBOX, fetching(address))
    said = (await queries.cursor(INBOX)).problem
    assert said.startswith("127.0.0.1")
    assert "se cret" not in said
    assert "ž" not in said


async def test_one_mail_that_breaks_holds_nobody_up(sqlite: Database, monkeypatch: pytest.MonkeyPatch):
    world = await arrange()
    await actions.make_address(world.cast.ada.actor, world.cast.entry(world.cast.ada), chance="k7wq-1234567890")
    good = mail("Agreed.", sender="ada@example.org", to="petra@x.example, deals+k7wq123456@in.example").as_bytes()

    def fetch(_validity: int, after: int) -> Batch:
        return Batch(7, tuple((number, raw) for number, raw in ((1, b"\xff"), (2, None), (3, good)) if number > after))

    monkeypatch.setattr("server.integrations.mail.letter.message_from_bytes", _breaking(b"\xff"))
    assert await read(INBOX, fetch) == 3
    assert len(await queries.waiting(world.cast.ada.id)) == 1
    assert (await queries.cursor(INBOX)).uid == 3


async def test_a_connection_that_is_cut_while_a_mail_is_read_loses_no_mail(world: World, monkeypatch: pytest.MonkeyPatch):
    good = mail("Agreed.", sender="ada@example.org", to="petra@x.example, deals+k7wq123456@in.example").as_bytes()

    def fetch(_validity: int, after: int) -> Batch:
        return Batch(7, ((1, good),) if after < 1 else ())

    with monkeypatch.context() as patch:
        patch.setattr("server.integrations.mail.queries.person_with", cut)
        with pytest.raises(asyncpg.ConnectionDoesNotExistError):
            await read(INBOX, fetch)
    assert await read(INBOX, fetch) == 1
    assert len(await queries.waiting(world.cast.ada.id)) == 1


@pytest.mark.parametrize("inbox", ["off", "hook"])
async def test_what_waited_for_a_month_is_let_go_also_where_no_inbox_is_read(sqlite: Database, inbox: str):
    world = await arrange()
    await actions.make_address(world.cast.ada.actor, world.cast.entry(world.cast.ada), chance="k7wq-1234567890")
    raw = mail("Agreed.", sender="ada@example.org", to="petra@x.example, deals+k7wq123456@in.example").as_bytes()
    await actions.receive(raw, inbox=INBOX, now=clock.now() - KEPT - timedelta(days=1))
    given = settings.read({"PLUMBLINE_INBOX": inbox, "PLUMBLINE_INBOX_ADDRESS": INBOX})
    stop = asyncio.Event()
    loop = asyncio.create_task(keep_reading(given, stop))
    async with asyncio.timeout(20):
        while await queries.waiting(world.cast.ada.id):  # noqa: ASYNC110  # the database tells nobody
            await asyncio.sleep(0.02)
    stop.set()
    await asyncio.wait_for(loop, 5)


async def test_large_mails_are_fetched_a_few_at_a_time(server: str, monkeypatch: pytest.MonkeyPatch):
    for _ in range(3):
        put(server, mail("x" * 500).as_bytes())
    monkeypatch.setattr(outside, "LARGEST", 1_200)
    found = await asyncio.to_thread(outside.fetch, server, 0, 0)
    assert 1 <= len(found.mails) <= 2


async def test_it_stops_when_it_is_told_to(server: str, sqlite: Database):
    given = settings.read({"PLUMBLINE_INBOX": server, "PLUMBLINE_INBOX_ADDRESS": INBOX})
    stop = asyncio.Event()
    loop = asyncio.create_task(keep_reading(given, stop))
    async with asyncio.timeout(20):
        while (await queries.cursor(INBOX)).looked_at is None:  # noqa: ASYNC110  # the database tells nobody
            await asyncio.sleep(0.02)
    stop.set()
    await asyncio.wait_for(loop, 5)


def put(server: str, raw: bytes) -> None:
    """A mail arrives on the server."""
    with imaplib.IMAP4("127.0.0.1", _port(server)) as inbox:
        inbox.login("deals", "se cret")
        inbox.append("INBOX", "", "", raw)


def _breaking(bad: bytes) -> Callable[[bytes], object]:
    def parse(raw: bytes) -> object:
        if raw == bad:
            raise ZeroDivisionError
        return message_from_bytes(raw)

    return parse


def _port(server: str) -> int:
    return int(server.rpartition(":")[2].partition("/")[0])


def _wait(port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with suppress(OSError), imaplib.IMAP4("127.0.0.1", port):
            return
        time.sleep(0.05)
    raise AssertionError("the IMAP server did not answer")
