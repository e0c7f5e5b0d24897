"""When somebody last proved who they are, as the provider tells it: what is delicate goes by that and not by when they came here."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from server import clock
from server.integrations.identity.claims import confirmed
from tests.cast import TUESDAY
from tests.databases import Database
from tests.integrations.identity.world import World, opened, visited

ZOE = {"sub": "zoe-at-the-company", "email": "zoe@example.org"}
AGAIN = "/sign-in?next=/setup/policy"


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with opened(sqlite) as house, visited(house) as world:
        yield world


async def test_setup_asks_again_whoever_proved_it_long_ago_to_the_provider(world: World):
    for hours, asked_again in ((0.0, False), (11.9, False), (12.1, True), (None, False)):
        world.browser.cookies.clear()
        told = {"auth_time": int((clock.now() - timedelta(hours=hours)).timestamp())} if hours is not None else {}
        assert (await world.sign_in("/", **ZOE, **told)).status_code == 303
        answer = await world.browser.get("/setup/policy")
        assert (answer.headers.get("Location") == AGAIN) is asked_again, hours
        assert (await world.browser.get("/account")).status_code == 200


@pytest.mark.parametrize("told", [None, True, "1", "x", [], 1e300, 10**30, 10**400, TUESDAY.timestamp() + 9_999])
def test_what_is_no_time_of_the_past_is_now(told: Any):  # noqa: ANN401  # whatever a provider says
    assert confirmed({"auth_time": told}, TUESDAY) == TUESDAY


@pytest.mark.parametrize("told", [0, -1e300, -(10**400), -1, float("nan")])
def test_what_lies_before_all_times_is_long_ago(told: float):
    assert confirmed({"auth_time": told}, TUESDAY).year == 1970
