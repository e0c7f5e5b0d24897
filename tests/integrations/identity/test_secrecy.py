"""What a provider hands to us stays with the server: no page, no cookie, no answer for programs, no log and no row of the database shows it."""

import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest

from server.db import Statement
from server.piccolo_app import TABLES
from tests import crawl
from tests.databases import Database
from tests.integrations.identity.rogue import SECRET, Rogue, signed
from tests.integrations.identity.world import ADA, World, opened, visited

ACCESS = "an-access-token-of-the-provider"
ANSWERS = ("/api/v1/me", "/account/record", "/account/company", "/offline/day")


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with opened(sqlite) as house, visited(house) as world:
        yield world


async def test_nothing_that_the_provider_hands_over_leaves_the_server(world: World, caplog: pytest.LogCaptureFixture):
    made: list[str] = []

    def signs(rogue: Rogue, claims: dict[str, Any]) -> str:
        made.append(signed(claims, rogue.keys[0]))
        return made[-1]

    caplog.set_level(logging.DEBUG, "plumbline")
    world.rogue.sign, world.rogue.access = signs, ACCESS
    world.rogue.info = {"sub": ADA["sub"], "locale": "en"}
    brought = world.rogue.approve(await world.depart("/"), **ADA)
    came = await world.come_back(brought)
    assert (came.status_code, len(made), world.signed_in()) == (303, 1, True)
    secrets = {*made, made[0].rpartition(".")[2], ACCESS, brought["code"], SECRET}
    shown = [str(came.headers), came.text]
    for path in ANSWERS:
        answer = await world.browser.get(path)
        shown += [str(answer.headers), answer.text]
    pages = await crawl.crawl(world.browser, "/", each=1)
    assert len(pages) > 10
    shown += [page.html for page in pages]
    kept = [str(row) for table in TABLES for row in await Statement(f'SELECT * FROM "{table._meta.tablename}"')()]
    logged = [record.getMessage() for record in caplog.records]
    for where in (shown, kept, logged):
        assert [text[:200] for text in where if any(secret in text for secret in secrets)] == []
    # It is kept sealed, and goes back to who made it when somebody signs out there as well.
    assert await Statement('SELECT "id" FROM "oidc_leave"')() != []
