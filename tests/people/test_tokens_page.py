"""The pages of tokens: a secret is read once, where it was made, and a token is ended by whose it is and by an admin."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from server import clock
from server.people import queries
from server.people.tables import Session
from tests.cast import Cast
from tests.client import HOME, form_of, send
from tests.databases import Database
from tests.web import world
from tests.web.world import World

SECRET = re.compile(r'value="(plumb_[0-9a-f]{64})"')


@pytest.fixture
async def there(sqlite: Database) -> AsyncIterator[World]:
    async with world.opened(sqlite) as there:
        yield there


async def test_a_secret_is_shown_once_on_the_device_that_made_it(there: World):
    cast: Cast = there.cast
    async with there.visit(cast.ada) as ada, there.visit(cast.ada) as phone:
        assert 'href="/account/tokens"' in (await ada.get("/account")).text
        refused = await send(ada, "/account/tokens", "/account/tokens", name="", scopes="scim", lasts="0")
        assert refused.status_code == 422
        made = await send(ada, "/account/tokens", "/account/tokens", name="Our <warehouse>", scopes=["read"], lasts="90")
        shown = (await ada.get(made.headers["Location"])).text
        (secret,) = SECRET.findall(shown)
        assert "Our &lt;warehouse&gt;" in shown
        bearer = await queries.token_owner(secret, clock.now())
        assert bearer is not None
        assert bearer.actor == cast.ada.actor
        for page in ((await ada.get("/account/tokens")).text, (await phone.get(made.headers["Location"])).text):
            assert SECRET.findall(page) == []
            assert "Our &lt;warehouse&gt;" in page
        action = f"/account/tokens/{bearer.token}/ending"
        ended = await ada.post(action, data=form_of(shown, action), headers={"Origin": HOME})
        assert ended.status_code == 303
        assert "There is none." in (await ada.get("/account/tokens")).text
        assert await queries.token_owner(secret, clock.now()) is None


async def test_an_admin_makes_those_of_the_installation_and_ends_everybodys(there: World):
    async with there.visit(there.cast.ada) as ada, there.visit(there.cast.zoe) as zoe:
        await send(ada, "/account/tokens", "/account/tokens", name="Ada’s own", scopes=["read", "write"], lasts="30")
        made = await send(zoe, "/setup/tokens", "/setup/tokens", name="Directory", scopes=["scim"], lasts="0")
        page = (await zoe.get(made.headers["Location"])).text
        assert len(SECRET.findall(page)) == 1
        assert "Ada’s own" in page
        assert "Ada Rep" in page
        assert re.findall(r'data-label="May">([^<]+)', page) == ["bring people", "read, change"]
        (hers,) = await queries.tokens_of(there.cast.ada.id, clock.now())
        action = f"/setup/tokens/{hers.id}/ending"
        assert (await zoe.post(action, data=form_of(page, action), headers={"Origin": HOME})).status_code == 303
        assert await queries.tokens_of(there.cast.ada.id, clock.now()) == []
        assert (await ada.get("/setup/tokens")).status_code == 404


async def test_making_one_asks_again_who_is_there(there: World):
    async with there.visit(there.cast.ada) as ada:
        page = (await ada.get("/account/tokens")).text
        await Session.update({Session.confirmed: clock.now() - timedelta(hours=14)}, force=True)
        asked = await ada.get("/account/tokens")
        assert (asked.status_code, asked.headers["Location"]) == (303, "/sign-in?next=/account/tokens")
        fields = {**form_of(page, "/account/tokens"), "name": "x", "scopes": "read", "lasts": "30"}
        assert (await ada.post("/account/tokens", data=fields, headers={"Origin": HOME})).status_code == 401
        assert await queries.tokens_of(there.cast.ada.id, clock.now()) == []
