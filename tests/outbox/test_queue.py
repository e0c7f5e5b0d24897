"""The outbox: claimed once, retried with patience, never lost."""

import asyncio
from datetime import UTC, datetime, timedelta

from server import db, ids, outbox
from server.outbox import Mail
from server.outbox.queue import ATTEMPTS, LEASE
from server.outbox.tables import OutboxRow
from server.outbox.trouble import UNREADABLE
from server.people.actions.sign_in import Request, request_sign_in
from tests.cast import assemble
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


async def test_a_message_that_cannot_be_read_is_given_up_alone_and_those_claimed_with_it_go_out(database: Database) -> None:
    await put(10)
    (broken, *_others) = await OutboxRow.select(OutboxRow.id).order_by(OutboxRow.id)
    await OutboxRow.update({OutboxRow.body: '{"type":"mail","to":7'}).where(OutboxRow.id == broken["id"])
    claimed = await outbox.claim(NOW, limit=10)
    assert [message.content for message in claimed] == [MAIL] * 9
    (told,) = await outbox.unsent(9, NOW)
    assert (told.id, told.due, told.mark, told.to) == (broken["id"], None, UNREADABLE, "…")
    assert told.problem, "and says what is wrong with it"
    assert await db.run(lambda: outbox.again(told.id, NOW))
    assert await outbox.claim(NOW) == [], "nobody can send it"
    assert await db.run(lambda: outbox.drop(told.id, NOW))


async def test_a_message_that_failed_and_cannot_be_read_since_is_told_as_such(database: Database) -> None:
    await put()
    (message,) = await outbox.claim(NOW)
    await outbox.failed(message, "busy", now=NOW, mark="later")
    await OutboxRow.update({OutboxRow.body: '{"type":"mail","to":7}'}).where(OutboxRow.id == message.id)
    (told,) = await outbox.unsent(9, NOW)
    assert (told.id, told.mark, told.to) == (message.id, UNREADABLE, "…")


async def test_a_message_whose_sender_died_is_offered_again_after_the_lease(database: Database) -> None:
    await put()
    await outbox.claim(NOW)
    assert await outbox.claim(NOW + LEASE - timedelta(seconds=1)) == []
    (again,) = await outbox.claim(NOW + LEASE)
    assert again.attempts == 2


async def test_what_another_one_took_over_and_gave_back_is_no_more_of_whoever_held_it_first(database: Database) -> None:
    await put(1)
    (first,) = await outbox.claim(NOW)
    assert await outbox.is_claimed(first)
    others = await outbox.claim(NOW + LEASE)
    assert not await outbox.is_claimed(first)
    await outbox.give_back(others, NOW + LEASE)
    assert not await outbox.is_claimed(first)
    await outbox.give_back([first], NOW + LEASE)
    assert [again.attempts for again in await outbox.claim(NOW + LEASE)] == [2], "it was tried once, as far as anybody knows"


async def test_who_waits_to_sign_in_does_not_wait_for_the_mails_of_a_thousand_mornings(database: Database) -> None:
    cast = await assemble()
    await put(30)
    form, now = ids.new(), NOW + timedelta(minutes=1)
    await request_sign_in(
        Request(form=form, email=cast.ada.email, token="t", code="123456", site="https://test", source="192.0.2.1", now=now)
    )
    assert ["123456" in message.content.text for message in await outbox.claim(now, limit=10)].count(True) == 1


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


async def test_what_is_being_sent_is_neither_tried_again_nor_given_up_meanwhile(database: Database) -> None:
    await put()
    (first,) = await outbox.claim(NOW)
    await outbox.failed(first, "busy", now=NOW)
    for now in (NOW + timedelta(minutes=2), NOW + timedelta(minutes=20)):
        (message,) = await outbox.claim(now)
        assert await outbox.is_held(message.id, now)
        assert [one.held for one in await outbox.unsent(9, now)] == [True]
        pressed = await asyncio.gather(
            *(db.run(lambda: outbox.again(message.id, now)) for _press in range(3)),  # noqa: B023  # it is over within the round
            *(db.run(lambda: outbox.drop(message.id, now)) for _press in range(3)),  # noqa: B023  # as above
        )
        assert not any(pressed)
        assert await outbox.claim(now) == [], "it would go out twice"
        await outbox.failed(message, "busy", now=now)
        assert not await outbox.is_held(message.id, now)
    assert await db.run(lambda: outbox.again(first.id, now))
    assert len(await outbox.claim(now)) == 1


async def test_of_a_press_and_a_sender_at_once_the_message_goes_to_one_sender(database: Database) -> None:
    await put(12)
    for message in await outbox.claim(NOW):
        await outbox.given_up(message.id, "busy")
    dead = [one.id for one in await outbox.unsent(20, NOW)]
    results = await asyncio.gather(
        *(db.run(lambda id=id: outbox.again(id, NOW)) for id in dead * 3),  # type: ignore[misc]  # mypy cannot type it
        *(outbox.claim(NOW) for _sender in range(6)),
    )
    late = await outbox.claim(NOW)
    taken = [one.id for claims in (*results, late) if isinstance(claims, list) for one in claims]
    assert sorted(taken) == sorted(dead)


async def test_a_claim_of_a_clock_that_was_put_back_or_of_a_process_that_died_keeps_no_message(database: Database) -> None:
    await put()
    (message,) = await outbox.claim(NOW)
    await outbox.failed(message, "busy", now=NOW)
    await outbox.claim(NOW + timedelta(days=1))
    for now in (NOW, NOW + timedelta(days=2)):
        assert not await outbox.is_held(message.id, now)
        assert await db.run(lambda now=now: outbox.again(message.id, now))  # type: ignore[misc]  # mypy cannot type it


async def test_who_looked_at_the_clock_before_a_sender_did_does_not_take_the_message_from_it(database: Database) -> None:
    await put()
    (message,) = await outbox.claim(NOW)
    await outbox.failed(message, "busy", now=NOW)
    later = NOW + timedelta(minutes=2)
    await outbox.claim(later)
    for earlier in (later - timedelta(milliseconds=5), later - timedelta(minutes=1)):
        assert not await db.run(lambda earlier=earlier: outbox.again(message.id, earlier))  # type: ignore[misc]  # mypy cannot type it
        assert await outbox.is_held(message.id, earlier)


async def test_a_message_that_waits_since_before_the_clock_was_put_back_goes_out(database: Database) -> None:
    await put(2)
    then = NOW + timedelta(days=30)
    for message in await outbox.claim(then):
        await outbox.failed(message, "busy", now=then, least=86_400)
    assert await outbox.claim(then) == [], "by the clock that it knew it waits"
    assert len(await outbox.claim(NOW)) == 2
    assert await outbox.claim(NOW) == []


async def test_a_message_that_was_put_in_before_the_clock_was_put_back_by_an_hour_does_not_wait_for_that_hour(
    database: Database,
) -> None:
    await put(2)
    (tried,) = await outbox.claim(NOW, limit=1)
    await outbox.failed(tried, "busy", now=NOW)
    (other,) = await outbox.claim(NOW - timedelta(hours=1))
    assert other.id != tried.id
    assert await outbox.claim(NOW - timedelta(hours=1)) == []


async def test_whose_claim_was_over_has_nothing_to_say_of_a_message_that_another_sends(database: Database) -> None:
    await put()
    (slow,) = await outbox.claim(NOW)
    later = NOW + LEASE
    (quick,) = await outbox.claim(later)
    await outbox.failed(slow, "too late", now=later)
    assert await outbox.is_held(quick.id, later)
    assert await outbox.claim(later + timedelta(minutes=2)) == []


async def test_putting_the_same_message_again_does_nothing(database: Database) -> None:
    id = ids.new()
    for _ in range(2):
        await db.run(lambda: outbox.put(id, MAIL, at=NOW))
    assert await OutboxRow.count() == 1
