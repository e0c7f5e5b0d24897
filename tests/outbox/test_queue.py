"""The outbox: claimed once, retried with patience, never lost."""

import asyncio
from datetime import UTC, datetime, timedelta

from server import db, ids, outbox
from server.outbox import Mail
from server.outbox.queue import ATTEMPTS, LEASE
from server.outbox.tables import OutboxRow
from tests.databases import Database

NOW = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
MAIL = Mail(to="ada@example.org", subject="Hello", text="A line.")


async def put(count: int = 1) -> None:
    for _ in range(count):
        await db.run(lambda: outbox.put(ids.new(), MAIL, at=NOW))


async def test_a_message_is_claimed_once_and_sent(database: Database) -> None:
    await put()
    (claimed,) = await outbox.claim(NOW)
    assert claimed.content == MAIL
    assert await outbox.claim(NOW) == []
    await outbox.sent(claimed.id)
    assert await outbox.waiting() == 0
    assert (await OutboxRow.select(OutboxRow.body).first())["body"] == "", "sent, so no longer kept"  # type: ignore[index]  # there is one


async def test_rivals_share_the_messages_without_sending_one_twice(database: Database) -> None:
    await put(30)
    claims = await asyncio.gather(*(outbox.claim(NOW, limit=4) for _ in range(12)))
    taken = [message.id for claim in claims for message in claim]
    assert len(taken) == len(set(taken)) == 30


async def test_a_message_whose_sender_died_is_offered_again_after_the_lease(database: Database) -> None:
    await put()
    await outbox.claim(NOW)
    assert await outbox.claim(NOW + LEASE - timedelta(seconds=1)) == []
    (again,) = await outbox.claim(NOW + LEASE)
    assert again.attempts == 2


async def test_failures_wait_longer_each_time_and_end(database: Database) -> None:
    await put()
    now, waits = NOW, []
    for _ in range(ATTEMPTS):
        (message,) = await outbox.claim(now)
        await outbox.failed(message, "refused", now=now)
        due = (await OutboxRow.select(OutboxRow.due).first())["due"]  # type: ignore[index]  # there is one
        if due is not None:
            waits.append(due - now)
            now = due
    assert waits == [timedelta(minutes=2**one) for one in range(ATTEMPTS - 1)]
    assert due is None, "what is over is looked at no more"
    assert await outbox.claim(now + timedelta(days=9)) == []
    assert await outbox.waiting() == 1, "a dead message is not forgotten"


async def test_putting_the_same_message_again_does_nothing(database: Database) -> None:
    id = ids.new()
    for _ in range(2):
        await db.run(lambda: outbox.put(id, MAIL, at=NOW))
    assert await OutboxRow.count() == 1
