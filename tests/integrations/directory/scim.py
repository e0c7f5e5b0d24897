"""A company's directory in tests: its token, and requests as it sends them."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import httpx
from litestar.types import ASGIApp

from server import clock, ids
from server.integrations.directory.api.serving import Serving
from server.ledger import Entry
from server.people import actions, scopes
from tests.cast import Cast
from tests.client import HOME

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
BASE = f"{HOME}/scim/v2"


async def token(cast: Cast, *, scope: str = scopes.SCIM) -> str:
    """A token of the installation that may bring people, or do something else."""
    secret = scopes.PREFIX + ids.token()
    entry = Entry(id=ids.new(), at=clock.now(), actor=cast.zoe.id)
    await actions.make_token(
        cast.zoe.actor,
        secret=secret,
        name="Directory",
        scopes=[scope],
        lasts="365",
        entry=entry,
        installation=scope in scopes.INSTALLATION,
    )
    return secret


@asynccontextmanager
async def directory(door: ASGIApp, secret: str) -> AsyncIterator[httpx.AsyncClient]:
    """A program with this token."""
    transport = httpx.ASGITransport(app=door)  # type: ignore[arg-type]  # two libraries spell the ASGI types differently
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/scim+json"}
    async with httpx.AsyncClient(transport=transport, base_url=f"{BASE}/", headers=headers) as client:
        yield client


@asynccontextmanager
async def inside() -> AsyncIterator[httpx.AsyncClient]:
    """The same behind the door, which costs half a second to build: a program whose token was found to be right."""
    headers = {"Content-Type": "application/scim+json"}
    async with httpx.AsyncClient(transport=_Inside(), base_url=f"{BASE}/", headers=headers) as client:
        yield client


class _Inside(httpx.AsyncBaseTransport):
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/scim/v2")
        body = await request.aread()
        answered = await _serving().answer(request.method, path, request.url.query.decode(), request.headers.raw, body, BASE)
        told = b"" if answered.body is None else json.dumps(answered.body).encode()
        return httpx.Response(answered.status, headers=answered.headers, content=told)


@cache
def _serving() -> Serving:
    return Serving()


def user(name: str, **more: object) -> dict[str, Any]:
    """A user as Okta writes one."""
    first = name.partition("@")[0].title()
    return {
        "schemas": [CORE],
        "userName": name,
        "name": {"givenName": first, "familyName": "New"},
        "emails": [{"primary": True, "value": name, "type": "work"}],
        "displayName": f"{first} New",
        "externalId": f"ext-{name}",
        "active": True,
        **more,
    }


def patch(*operations: dict[str, Any]) -> dict[str, Any]:
    return {"schemas": [PATCH], "Operations": list(operations)}


async def made(client: httpx.AsyncClient, name: str, **more: object) -> str:
    """The id of a new user."""
    answer = await client.post("Users", json=user(name, **more))
    assert answer.status_code == 201, answer.text
    found: str = answer.json()["id"]
    return found


async def grouped(client: httpx.AsyncClient, name: str, *members: str) -> str:
    """The id of a new group."""
    told = {"schemas": [GROUP], "displayName": name, "members": [{"value": one} for one in members]}
    answer = await client.post("Groups", json=told)
    assert answer.status_code == 201, answer.text
    found: str = answer.json()["id"]
    return found
