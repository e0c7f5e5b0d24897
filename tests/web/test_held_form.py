"""A form whose token does not fit comes back with everything in it, and shows what somebody wrote."""

import re
from collections.abc import AsyncIterator
from html import unescape

import pytest

from server import ids
from tests.databases import Database
from tests.web.world import World, opened

WRITTEN = ("Two words", "Cassowary", "Müller", "決裁者に会った", "two\nlines")
UNSEEN = ("met", "7", "2026-11-17", "pat-na1-8F3cQ", "019a8f3e-0000-7000-8000-000000000001")
"""Marks, ids and secrets: they are sent again, and say nothing to whoever reads the page."""


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with opened(sqlite) as made:
        yield made


async def test_a_form_that_is_held_keeps_everything_and_shows_what_was_written(world: World):
    sent = {f"field-{n}": value for n, value in enumerate((*WRITTEN, *UNSEEN))}
    async with world.visit(world.cast.ada) as ada:
        answer = await ada.post("/account", data={**sent, "form": str(ids.new()), "csrf": "forged"})
    assert answer.status_code == 403
    kept = dict(re.findall(r'<input type="hidden" name="(field-\d+)" value="([^"]*)">', answer.text))
    assert {name: unescape(value) for name, value in kept.items()} == sent
    assert tuple(map(unescape, re.findall(r'<p class="verbatim">([^<]*)</p>', answer.text))) == WRITTEN
