"""How it runs, as an admin sees it: what failed and what helps, what waits, and the buttons that do something about it."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from html import unescape
from uuid import UUID

import httpx
import pytest

from server import clock, db, ids, ledger, outbox
from server.facts import JobAsked, MessageAsked, MessageDropped
from server.operations import actions, queries
from server.operations.actions import Round
from server.operations.job import BACKUP, READ_MAIL, SETTLE_GAPS
from server.operations.patience import ENOUGH
from server.outbox import Call, Mail
from server.outbox.tables import OutboxRow
from tests import client as clients
from tests.cast import Cast, assemble, signed_in
from tests.client import form_of
from tests.databases import Database
from tests.learning.world import EVERY_KIND, serve

HOME = {"Origin": clients.HOME}


@pytest.fixture
async def cast(database: Database) -> Cast:
    await serve(EVERY_KIND)
    return await assemble()


@pytest.fixture
async def zoe(database: Database, cast: Cast) -> AsyncIterator[httpx.AsyncClient]:
    """The admin's browser."""
    token, _visit = await signed_in(cast.zoe, clock.now())
    async with clients.opened(database) as door, clients.visiting(door) as browser:
        browser.cookies.set("__Host-plumbline", token)
        yield browser


async def test_while_all_is_well_both_pages_say_so(zoe: httpx.AsyncClient):
    page = words((await zoe.get("/setup/operations")).text)
    assert "All is well" in page
    assert "Nothing waits to be sent." in page
    assert "has had nothing to do yet" in page
    assert "none that this database knows of" in page
    assert "All is well." in words((await zoe.get("/setup")).text)


async def test_what_needs_somebody_is_told_with_what_helps_on_setup_in_the_inbox_and_there(zoe: httpx.AsyncClient):
    await fail()
    await unsent()
    page = words((await zoe.get("/setup/operations")).text)
    assert "2 things need you" in page
    assert "The inbox cannot be read. Setup, Mail says why." in page
    assert "5 times in a row" in page
    assert "Look there : Mail that people forward" in page
    assert "2 things need you." in words((await zoe.get("/setup")).text)


async def test_an_admin_reads_of_it_in_the_inbox_until_the_page_was_opened(zoe: httpx.AsyncClient):
    await fail()
    inbox = words((await zoe.get("/inbox")).text)
    assert "Beside the pages, “Mail that people forward” keeps failing." in inbox
    assert "See what is wrong" in inbox
    await zoe.get("/setup/operations")
    assert "See what is wrong" not in words((await zoe.get("/setup")).text)
    await actions.worked(Round(job=READ_MAIL, run=ids.new(), host="north"), clock.now())
    assert "“Mail that people forward” kept failing. It works again." in words((await zoe.get("/inbox")).text)


async def test_what_was_given_up_is_not_said_to_be_tried_again_by_itself(zoe: httpx.AsyncClient):
    id, now = ids.new(), clock.now()
    await db.run(lambda: outbox.put(id, Call(line="webhook", target=ids.new(), body="{}"), at=now))
    await outbox.given_up(id, "It wants to be told nothing more.")
    await unsent(mark="later")
    page = words((await zoe.get("/setup/operations")).text)
    assert "Given up 2 " in page
    assert "again by itself" not in page.replace("What was not given up is tried again by itself meanwhile.", "")
    assert "It was tried for about two hours. Try it again, or forget it." in page
    assert "A webhook" in page


async def test_why_a_call_was_not_heard_is_said_in_the_language_of_the_reader(zoe: httpx.AsyncClient):
    for said in (
        "Nobody answers at this address.",
        "It answered with status 503.",
        "It wants to be told nothing more.",
        "ValueError",
    ):
        id = ids.new()
        await db.run(partial(outbox.put, id, Call(line="webhook", target=ids.new(), body="{}"), at=clock.now()))
        await outbox.given_up(id, said)
    fields = form_of((await zoe.get("/account")).text, "/account")
    await zoe.post("/account", data={**fields, "zone": "Europe/Madrid", "locale": "es", "theme": ""}, headers=HOME)
    page = words((await zoe.get("/setup/operations")).text)
    for told in ("Nadie responde en esta dirección.", "Respondió con el estado 503.", "No quiere saber nada más.", "ValueError"):
        assert told in page, told


async def test_a_message_is_tried_again_and_nobody_reads_for_whom_it_is(zoe: httpx.AsyncClient):
    id = await unsent()
    page = (await zoe.get("/setup/operations")).text
    assert "b…@example.org" in page
    assert "bo@example.org" not in page
    path = f"/setup/operations/messages/{id}/trial"
    fields = form_of(page, path)
    for _time in range(2):
        assert (await zoe.post(path, data=fields, headers=HOME)).status_code == 303
    (claimed,) = await outbox.claim(clock.now())
    assert (claimed.id, claimed.attempts) == (id, 1)
    assert [one.fact for one in await ledger.of_nobody(MessageAsked)] == [MessageAsked(message=id)]


async def test_a_message_that_is_being_sent_is_said_to_be_and_a_press_on_it_is_refused_with_a_sentence(zoe: httpx.AsyncClient):
    id, now = await unsent(), clock.now()
    await db.run(lambda: outbox.again(id, now))
    page = (await zoe.get("/setup/operations")).text
    await outbox.claim(clock.now())
    for what in ("trial", "dropping"):
        path = f"/setup/operations/messages/{id}/{what}"
        answer = await zoe.post(path, data=form_of(page, path), headers=HOME)
        assert answer.status_code == 409
        assert "This message is being sent at this moment." in words(answer.text)
    page = (await zoe.get("/setup/operations")).text
    assert "It is being sent now." in words(page)
    assert f"/messages/{id}/" not in page
    assert await outbox.claim(clock.now()) == [], "it would go out twice"


async def test_whose_address_is_refused_is_named_with_the_way_to_correct_it(zoe: httpx.AsyncClient, cast: Cast):
    for to in (cast.bo.email, "gone@example.org"):
        await unsent(to=to, mark="address")
    page = (await zoe.get("/setup/operations")).text
    said = words(page)
    assert f'href="/setup/people/{cast.bo.id}"' in page
    assert "The other side takes no mail for this address. Correct the address:" in said
    assert "Nobody here has this address any more." in said
    assert "gone@example.org" not in page


async def test_a_round_that_is_under_way_is_told_and_what_is_asked_meanwhile_begins_after_it(zoe: httpx.AsyncClient):
    one = Round(job=SETTLE_GAPS, run=ids.new(), host="north")
    assert await actions.begin(one, clock.now())
    page = (await zoe.get("/setup/operations")).text
    assert "Run again after it" in page
    path = "/setup/operations/jobs/settle-gaps/asking"
    assert (await zoe.post(path, data=form_of(page, path), headers=HOME)).status_code == 303
    assert "It begins when the round that is under way is over." in words((await zoe.get("/setup/operations")).text)
    other = Round(job=SETTLE_GAPS, run=ids.new(), host="south")
    assert not await actions.claim_asked(other, clock.now())
    await actions.ended(one, clock.now())
    assert await actions.claim_asked(other, clock.now())


async def test_a_message_that_is_given_up_is_forgotten(zoe: httpx.AsyncClient):
    id = await unsent()
    path = f"/setup/operations/messages/{id}/dropping"
    page = (await zoe.get("/setup/operations")).text
    fields = form_of(page, path)
    for _time in range(2):
        assert (await zoe.post(path, data=fields, headers=HOME)).status_code == 303
    assert await outbox.unsent(20, clock.now()) == []
    assert await outbox.waiting() == 0
    assert not await db.run(lambda: outbox.again(id, clock.now())), "what is forgotten cannot be sent"
    assert [one.fact for one in await ledger.of_nobody(MessageDropped)] == [MessageDropped(message=id)]
    late = {**form_of(page, f"/setup/operations/messages/{id}/trial")}
    assert (await zoe.post(f"/setup/operations/messages/{id}/trial", data=late, headers=HOME)).status_code == 404


async def test_a_job_is_asked_for_once(zoe: httpx.AsyncClient):
    path = "/setup/operations/jobs/settle-gaps/asking"
    fields = form_of((await zoe.get("/setup/operations")).text, path)
    for _time in range(2):
        assert (await zoe.post(path, data=fields, headers=HOME)).status_code == 303
    assert "It begins in a moment." in words((await zoe.get("/setup/operations")).text)
    assert [one.fact for one in await ledger.of_nobody(JobAsked)] == [JobAsked(job="settle-gaps")]
    one = Round(job=SETTLE_GAPS, run=ids.new(), host="north")
    assert [bool(await actions.claim_asked(one, clock.now())) for _time in range(2)] == [True, False]
    said = words((await zoe.get("/setup/operations")).text)
    assert "It begins in a moment." not in said
    assert "on north" in said
    assert "Run again after it" in said
    assert (await zoe.post("/setup/operations/jobs/make-coffee/asking", data=fields, headers=HOME)).status_code == 404


async def test_the_page_asks_as_much_with_a_thousand_messages_as_with_none(zoe: httpx.AsyncClient):
    await zoe.get("/setup/operations")
    with db.counted() as empty:
        await zoe.get("/setup/operations")
    for _number in range(30):
        await unsent()
    with db.counted() as full:
        page = (await zoe.get("/setup/operations")).text
    assert full.n == empty.n
    assert page.count("/dropping") == 20
    assert "These are 20 of them:" in words(page)


async def test_a_round_whose_process_died_is_not_running(zoe: httpx.AsyncClient):
    one, now = Round(job=READ_MAIL, run=ids.new(), host="north"), clock.now()
    assert await actions.begin(one, now - timedelta(minutes=9))
    await actions.runs_long(one, now - timedelta(minutes=9), now)
    assert "on north" in words((await zoe.get("/setup/operations")).text)
    await actions.runs_long(one, now - timedelta(minutes=9), now - timedelta(minutes=4))
    assert "on north" not in words((await zoe.get("/setup/operations")).text)


async def test_the_last_backup_is_known(zoe: httpx.AsyncClient):
    await actions.worked(Round(job=BACKUP, run=ids.new(), host="north"), clock.now())
    assert "none that this database knows of" not in words((await zoe.get("/setup/operations")).text)
    assert "backup" in await queries.standings()


async def fail() -> None:
    for _time in range(ENOUGH):
        await actions.failed(Round(job=READ_MAIL, run=ids.new(), host="north"), "inbox", clock.now(), chance=0.5)


async def test_a_message_that_cannot_be_read_is_told_with_what_helps(zoe: httpx.AsyncClient):
    id, now = ids.new(), clock.now()
    await db.run(lambda: outbox.put(id, Mail(to="bo@example.org", subject="Hello", text="Hello"), at=now))
    await OutboxRow.update({OutboxRow.body: "{"}).where(OutboxRow.id == id)
    assert await outbox.claim(now) == []
    page = words((await zoe.get("/setup/operations")).text)
    assert "What is kept of this message cannot be read. Forget it." in page
    assert "Given up" in page


async def unsent(*, to: str = "bo@example.org", mark: str = "server") -> UUID:
    """A mail that its server would not take."""
    id, now = ids.new(), clock.now()
    await db.run(lambda: outbox.put(id, Mail(to=to, subject="Hello", text="Hello"), at=now))
    await outbox.given_up(id, f"550 <{to}> is unknown", mark=mark)
    return id


def words(html: str) -> str:
    """What the page says, without its tags, in one line."""
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", html).split()))
