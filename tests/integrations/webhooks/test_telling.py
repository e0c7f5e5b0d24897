"""Other systems are told what happens, each message at least once, and what went wrong is said to the admin."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from msgspec import Struct

from server import db, ids, ledger, outbox, settings, vault
from server.errors import Invalid, NotFound
from server.facts import AnswerGiven, PersonAdded
from server.integrations.chat import actions as chat
from server.integrations.webhooks import actions, queries
from server.integrations.webhooks.signature import secret_of
from server.jobs.call_out import call_due
from server.ledger import Entry
from server.outbox import Call
from server.outbox.tables import OutboxRow
from server.people import actions as people
from server.sentences import call_words, spoken_to
from server.settings import Settings
from server.wiring import REACTIONS
from tests.cast import Cast, assemble
from tests.client import KEY
from tests.databases import Database
from tests.integrations.webhooks.listener import Listener, listening

LONG = f"https://{'x' * 300}.example/"
SECRET = secret_of(b"s" * 32)
NEW = secret_of(b"n" * 32)


class Desk(Struct):
    """Zoe's setup, and who listens."""

    cast: Cast
    listener: Listener
    given: Settings

    async def make(self, *events: str, name: str = "Warehouse", url: str = "", private: bool = True) -> UUID:
        """Tells the listener of these events."""
        return await actions.make(
            self.cast.zoe.actor,
            self.cast.entry(self.cast.zoe),
            name=name,
            url=url or self.listener.url,
            events=events or ("person.added",),
            secret=SECRET,
            key=self.given.key,
            private=private,
        )

    async def joins(self, name: str = "New Rep") -> None:
        """Something happens that is told."""
        entry = self.cast.entry()
        await people.add_person(None, name=name, email=f"{entry.id}@example.org", roles=["rep"], zone="UTC", entry=entry)

    async def call(self, *, minutes: float = 0.0, given: Settings | None = None) -> int:
        """What waits is told, some minutes later."""
        self.cast.now += timedelta(minutes=minutes)
        return await call_due(given or self.given, self.cast.now)


@pytest.fixture
async def desk(sqlite: Database) -> AsyncIterator[Desk]:
    async with seated(sqlite) as found:
        yield found


@pytest.fixture
async def both(database: Database) -> AsyncIterator[Desk]:
    """The same on both engines, for what they keep."""
    async with seated(database) as found:
        yield found


@asynccontextmanager
async def seated(database: Database) -> AsyncIterator[Desk]:
    given = settings.read({"DATABASE_URL": database.url, "PLUMBLINE_KEY": KEY, "PLUMBLINE_PRIVATE_NETWORKS": "allow"})
    cast = await assemble()
    ledger.react_with(REACTIONS)
    async with listening() as listener:
        yield Desk(cast, listener, given)
    ledger.react_with({})


async def test_who_wants_to_know_is_told_signed_and_once(both: Desk):
    await both.make()
    await both.joins("Secret Name")
    assert await both.call() == 1
    assert await both.call() == 0
    ((given, body),) = both.listener.heard
    told = json.loads(body)
    assert told["type"] == "person.added"
    assert set(told["data"]) == {"person"}
    assert "Secret" not in body
    signed = f"{given['webhook-id']}.{given['webhook-timestamp']}.{body}".encode()
    expected = base64.b64encode(hmac.new(b"s" * 32, signed, hashlib.sha256).digest()).decode()
    assert given["webhook-signature"] == f"v1,{expected}"
    (kept,) = await queries.webhooks()
    assert (kept.told_at, kept.problem) == (both.cast.now, "")


async def test_who_wants_something_else_is_not(desk: Desk):
    await desk.make("inspection.closed", "lesson.completed")
    await desk.joins()
    assert await desk.call() == 0


async def test_what_was_not_heard_is_told_again_with_the_same_id_and_the_admin_sees_why(both: Desk):
    await both.make()
    await both.joins()
    both.listener.status = 500
    assert await both.call() == 1
    (kept,) = await queries.webhooks()
    assert (kept.failures, kept.problem) == (1, "It answered with status 500.")
    assert await both.call() == 0
    both.listener.status = 204
    assert await both.call(minutes=1) == 1
    assert await both.call(minutes=600) == 0
    (first, body), (again, same) = both.listener.heard
    assert (first["webhook-id"], body) == (again["webhook-id"], same)
    assert first["webhook-timestamp"] != again["webhook-timestamp"]
    (kept,) = await queries.webhooks()
    assert (kept.failures, kept.problem) == (0, "")


async def test_after_some_hours_it_is_given_up(desk: Desk):
    await desk.make()
    await desk.joins()
    desk.listener.status = 503
    tries = [await desk.call(minutes=300) for _ in range(12)]
    assert sum(tries) == 8


async def test_a_call_that_breaks_holds_nobody_up_and_is_given_up_like_any_other(desk: Desk):
    await desk.make()
    broken = ids.new()
    await outbox.put(broken, Call(line=chat.LINE, target=desk.cast.ada.id, body="no line"), at=desk.cast.now)
    ada = desk.cast.ada
    await chat.choose(
        ada.actor, desk.cast.entry(ada), url=desk.listener.url, day=True, notes=True, reveals=True, key=KEY, private=True
    )
    await desk.joins()
    assert await desk.call() == 2
    assert desk.listener.types() == ["person.added"]
    (row,) = [one for one in await OutboxRow.select() if one["id"] == broken]
    assert (row["state"], row["attempts"], row["problem"]) == ("waiting", 1, "DecodeError")


async def test_who_says_gone_is_not_asked_again(desk: Desk):
    await desk.make()
    await desk.joins()
    desk.listener.status = 410
    assert [await desk.call(minutes=300) for _ in range(3)] == [1, 0, 0]


async def test_one_that_is_slow_keeps_nobody_waiting(desk: Desk):
    await desk.make()
    async with listening() as slow:
        slow.delay = 1.0
        await desk.make(url=slow.url)
        for _ in range(3):
            await desk.joins()
        began = asyncio.get_running_loop().time()
        assert await desk.call() == 6
        assert asyncio.get_running_loop().time() - began < 2.5


async def test_a_redirect_is_no_success_and_is_not_followed(desk: Desk):
    await desk.make()
    await desk.joins()
    desk.listener.status = 302
    await desk.call()
    assert len(desk.listener.heard) == 1
    assert (await queries.webhooks())[0].problem == "It answered with status 302."


async def test_a_private_address_is_not_called_unless_the_operator_allows_it(desk: Desk):
    await desk.make()
    await desk.joins()
    await desk.call(given=settings.read({"PLUMBLINE_KEY": KEY, "PLUMBLINE_PRIVATE_NETWORKS": "refuse"}))
    assert desk.listener.heard == []
    assert (await queries.webhooks())[0].failures == 1


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://example.org",
        "https://",
        "ftp://example.org",
        "https://a:b@example.org",
        "https://[",
        "x" * 3000,
        f"https://{'x' * 300}.example/",
    ],
)
async def test_what_cannot_be_called_is_refused(desk: Desk, url: str):
    with pytest.raises(Invalid) as refused:
        await desk.make(url=url or " ", private=False)
    assert set(refused.value.fields) == {"url"}


async def test_a_webhook_needs_a_name_and_events_that_there_are(desk: Desk):
    with pytest.raises(Invalid) as refused:
        await desk.make("answer.given")
    assert set(refused.value.fields) == {"events"}
    for name in ("", "x" * 81):
        with pytest.raises(Invalid) as refused:
            await desk.make(name=name)
        assert set(refused.value.fields) == {"name"}


async def test_a_new_secret_signs_beside_the_old_one_for_a_day(both: Desk):
    webhook = await both.make()
    await actions.change_secret(both.cast.entry(both.cast.zoe), webhook, secret=NEW, key=KEY)
    for hours in (0, 25):
        await both.joins()
        await both.call(minutes=60 * hours)
    signatures = [len(given["webhook-signature"].split()) for given, _body in both.listener.heard]
    assert signatures == [2, 1]


async def test_secrets_and_addresses_are_kept_sealed_and_go_with_the_end(both: Desk):
    webhook = await both.make()
    kept = await queries.sealed(webhook)
    assert kept is not None
    assert b"path" not in kept.url
    assert vault.unseal(kept.url, key=KEY) == both.listener.url
    await both.joins()
    await actions.end(both.cast.entry(both.cast.zoe), webhook)
    assert await both.call() == 1
    assert both.listener.heard == []
    assert await both.call(minutes=600) == 0
    assert await queries.webhooks() == []
    with pytest.raises(NotFound):
        await actions.end(both.cast.entry(both.cast.zoe), webhook)


async def test_a_key_that_was_lost_is_said(desk: Desk):
    await desk.make()
    await desk.joins()
    other = base64.b64encode(b"o" * 32).decode()
    await desk.call(given=settings.read({"PLUMBLINE_KEY": other, "PLUMBLINE_PRIVATE_NETWORKS": "allow"}))
    kept = (await queries.webhooks())[0].problem
    assert "another key" in kept
    with spoken_to("es"):
        assert call_words.told(kept).startswith("Este secreto se guardó con otra clave.")


async def test_a_trial_says_nothing(desk: Desk):
    webhook = await desk.make("inspection.closed")
    entry = desk.cast.entry(desk.cast.zoe)
    for _ in range(2):
        await actions.test(entry, webhook)
    assert await desk.call() == 1
    assert desk.listener.types() == ["webhook.test"]


async def test_a_verb_that_fails_tells_nobody(both: Desk):
    await both.make()

    async def verb() -> None:
        entry = Entry(id=ids.new(), at=both.cast.now)
        await ledger.record(PersonAdded(roles=("rep",)), entry, person=both.cast.ada.id)
        raise NotFound("no")

    with pytest.raises(NotFound):
        await db.run(verb)
    assert await both.call() == 0


async def test_mail_is_claimed_apart_from_calls(desk: Desk):
    await desk.make()
    await desk.joins()
    assert await outbox.claim(desk.cast.now) == []
    assert actions.tell not in REACTIONS[AnswerGiven]
