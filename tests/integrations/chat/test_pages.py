"""The tick of a person and the setup of an admin, as a browser without JavaScript sends them."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from msgspec import Struct

from server import clock, ids, ledger
from server.facts import ChatEnded
from server.integrations.chat import queries
from tests import client as clients
from tests.cast import Cast, assemble, signed_in
from tests.databases import Database
from tests.integrations.chat.fake_slack import TOKEN, Slack
from tests.integrations.crm.fakes.serve import Answer, serving


class Desk(Struct):
    """The cast in front of an installation whose Slack is at `base`."""

    cast: Cast
    browser: httpx.AsyncClient
    slack: Slack
    base: str

    async def sits(self, name: str) -> None:
        """Somebody sits down at the browser."""
        token, _visit = await signed_in(getattr(self.cast, name), clock.now())
        self.browser.cookies.set("__Host-plumbline", token)

    async def send(self, page: str, action: str, **fields: str) -> httpx.Response:
        """Fills a form of a page and sends it."""
        return await clients.send(self.browser, page, action, **fields)

    async def connect(self) -> None:
        """Zoe connects Slack."""
        await self.sits("zoe")
        sent = await self.send("/setup/chat", "/setup/chat", token=TOKEN, base=self.base)
        assert sent.headers["Location"] == "/setup/chat?tested=connected"


@pytest.fixture
async def desk(sqlite: Database) -> AsyncIterator[Desk]:
    cast = await assemble()
    slack = Slack(people={cast.ada.email: "UADA"})
    environ = {"PLUMBLINE_PRIVATE_NETWORKS": "allow"}
    with serving(slack) as address:
        async with clients.opened(sqlite, environ) as door, clients.visiting(door) as browser:
            yield Desk(cast, browser, slack, f"{address}/api")


async def test_a_person_ticks_slack_and_unticks_it(desk: Desk):
    await desk.sits("ada")
    assert "To me in Slack" not in (await desk.browser.get("/account/chat")).text
    await desk.connect()
    await desk.sits("ada")
    page = (await desk.browser.get("/account/chat")).text
    assert "found in Northwind by ada@example.org" in page
    sent = await desk.send("/account/chat", "/account/chat", slack="on", notes="on")
    assert (sent.status_code, sent.headers["Location"]) == (303, "/account/chat?saved=1")
    chat = await queries.chat_of(desk.cast.ada.id)
    assert chat is not None
    assert (chat.form, chat.account, chat.day, chat.notes) == ("bot", "UADA", False, True)
    asked = len(desk.slack.log)
    await desk.send("/account/chat", "/account/chat", slack="on", day="on")
    assert len(desk.slack.log) == asked, "who is known is not looked up again"
    assert (await desk.send("/account/chat", "/account/chat", day="on")).headers["Location"] == "/account/chat"
    assert await queries.chat_of(desk.cast.ada.id) is None


async def test_a_tick_that_is_taken_away_twice_by_one_form_is_taken_away_once(desk: Desk):
    await desk.connect()
    await desk.sits("ada")
    await desk.send("/account/chat", "/account/chat", slack="on", notes="on")
    form = str(ids.new())
    raced = await asyncio.gather(*(desk.send("/account/chat", "/account/chat", form=form, notes="on") for _ in range(3)))
    late = await desk.send("/account/chat", "/account/chat", form=form, notes="on")
    assert {(one.status_code, one.headers["Location"]) for one in (*raced, late)} == {(303, "/account/chat")}
    assert len(await ledger.of_kind(ChatEnded)) == 1


async def test_a_tick_that_slack_cannot_follow_says_why_and_keeps_what_was_ticked(desk: Desk):
    await desk.connect()
    await desk.sits("bo")
    sent = await desk.send("/account/chat", "/account/chat", slack="on", day="on")
    assert sent.status_code == 422
    assert "Slack knows nobody by bo@example.org." in sent.text
    assert 'name="slack" value="on" id="f-slack" checked' in sent.text
    desk.slack.wrong.append(Answer({"ok": False, "error": "token_revoked"}))
    sent = await desk.send("/account/chat", "/account/chat", slack="on")
    assert "Your admin sees why" in sent.text
    await desk.sits("zoe")
    assert "Slack does not accept this token" in (await desk.browser.get("/setup/chat")).text


async def test_an_admin_sees_what_is_sent_before_anything_is_and_never_the_token(desk: Desk):
    await desk.sits("zoe")
    page = (await desk.browser.get("/setup/chat")).text
    assert "Your manager wrote to you." in page
    assert "&#34;type&#34;: &#34;section&#34;" in page
    for token, base, words in (
        ("xoxb-wrong-secret", desk.base, "Slack does not accept this token"),
        ("xoxp-user-secret", desk.base, "It begins with xoxb-."),
        (TOKEN, "http://", "This is no address of Slack."),
    ):
        sent = await desk.send("/setup/chat", "/setup/chat", token=token, base=base)
        assert sent.status_code == 422
        assert words in sent.text
        assert token not in sent.text
    assert await queries.connection() is None
    await desk.connect()
    assert TOKEN not in (await desk.browser.get("/setup/chat")).text
    tried = await desk.send("/setup/chat", "/setup/chat/trial")
    assert "knows nobody by zoe@example.org" in (await desk.browser.get(tried.headers["Location"])).text
    desk.slack.wrong.append(Answer(status=503))
    tried = await desk.send("/setup/chat", "/setup/chat/trial")
    assert (tried.status_code, "error of its own" in tried.text) == (422, True)
    assert desk.slack.said == []
    assert (await desk.send("/setup/chat", "/setup/chat/ending")).headers["Location"] == "/setup/chat"
    assert "Slack is not connected" in (await desk.browser.get("/setup/chat")).text
