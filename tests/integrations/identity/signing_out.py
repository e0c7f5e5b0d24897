"""A company that says who signed out, for tests of what that ends."""

import httpx
from joserfc import jwt

from server import clock, ids
from server.integrations.identity.token import LOGOUT
from tests import client as clients
from tests.integrations.identity.rogue import CLIENT
from tests.integrations.identity.world import ADA, World

BO = {"sub": "bo-at-the-company", "email": "bo@example.org", "name": "Bo Rep"}


def told(world: World, **claims: object) -> str:
    """A logout token of the provider; None leaves a claim out."""
    now = int(clock.now().timestamp())
    usual = {"iss": world.rogue.issuer, "aud": CLIENT, "iat": now, "exp": now + 120, "jti": ids.token(), "events": {LOGOUT: {}}}
    whole = {name: value for name, value in {**usual, "sub": ADA["sub"], **claims}.items() if value is not None}
    key = world.rogue.keys[0]
    return jwt.encode({"alg": "ES256", "kid": key.kid, "typ": "logout+jwt"}, whole, key, algorithms=["ES256"])


async def post(world: World, token: str, **more: str) -> httpx.Response:
    """The provider says it: no cookie, no page of ours behind it."""
    async with clients.visiting(world.door) as provider:
        return await provider.post("/sign-in/oidc/over", data={"logout_token": token, **more})


async def comes(world: World, browser: httpx.AsyncClient, **claims: object) -> None:
    """Somebody signs in with their company account in a browser."""
    way = await world.depart("/", browser)
    assert (await world.come_back(world.rogue.approve(way, **{**ADA, **claims}), browser)).status_code == 303


async def is_in(browser: httpx.AsyncClient) -> bool:
    return (await browser.get("/account")).status_code == 200


async def refused(world: World, token: str) -> None:
    """It is refused without a word about why, and whoever was signed in is."""
    answer = await post(world, token)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"}), token
    assert await is_in(world.browser), token
