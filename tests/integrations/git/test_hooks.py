"""Only whoever knows the secret can have the repository fetched earlier, and that is all that they can do."""

import hashlib
import hmac

import pytest
from httpx import AsyncClient
from litestar.types import ASGIApp

from server import clock, ids
from server.integrations.git import actions, queries
from server.integrations.git.hooks import fits
from server.ledger import Entry
from tests import client as clients
from tests.cast import assemble
from tests.client import KEY
from tests.databases import Database
from tests.integrations.git.pushed import BODY, HEADERS, SECRET, SIGNED


@pytest.mark.parametrize(
    "headers",
    [
        {"x-hub-signature-256": f"sha256={SIGNED}"},
        {"x-hub-signature": f"sha256={SIGNED}"},
        {"x-gitea-signature": SIGNED},
        {"x-forgejo-signature": SIGNED},
        {"x-gogs-signature": SIGNED.upper()},
        {"x-gitlab-token": SECRET},
    ],
)
def test_each_host_is_known_by_its_header(headers: dict[str, str]) -> None:
    assert fits(SECRET, body=BODY, headers=headers)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-hub-signature-256": ""},
        {"x-hub-signature-256": "sha256="},
        {"x-hub-signature-256": f"sha256={SIGNED[:-1]}0"},
        {"x-hub-signature-256": f"sha1={SIGNED}"},
        {"x-gitea-signature": "é" * 64},
        {"x-gitlab-token": ""},
        {"x-gitlab-token": SECRET[:-1]},
        {"x-gitlab-token": "ñ"},
        # A wrong token is not mended by a header beside it.
        {"x-gitlab-token": "x", "x-gitea-signature": SIGNED},
        {"authorization": SECRET},
    ],
)
def test_nobody_else_is(headers: dict[str, str]) -> None:
    assert not fits(SECRET, body=BODY, headers=headers)


def test_another_body_has_another_signature() -> None:
    assert not fits(SECRET, body=BODY + b" ", headers={"x-hub-signature-256": f"sha256={SIGNED}"})


@pytest.mark.parametrize(
    "headers", [{"x-gitlab-token": ""}, {}, {"x-gitea-signature": hmac.new(b"", BODY, hashlib.sha256).hexdigest()}]
)
def test_without_a_secret_nothing_fits(headers: dict[str, str]) -> None:
    assert not fits("", body=BODY, headers=headers)


ENVIRON = {"PLUMBLINE_LESSONS_REPOSITORY": "https://git.example.com/sales/academy.git"}


async def push(door: ASGIApp, headers: dict[str, str] = HEADERS, body: bytes = BODY) -> int:
    async with clients.visiting(door) as host:
        return (await host.post("/lessons/arrivals", content=body, headers=headers)).status_code


async def test_a_push_is_noted_only_with_a_secret_that_is_set(database: Database) -> None:
    cast = await assemble()
    entry = Entry(id=ids.new(), at=clock.now(), actor=cast.zoe.id)
    async with clients.opened(database, ENVIRON) as door:
        assert await push(door) == 404
        await actions.set_secret(cast.zoe.actor, entry, SECRET, key=KEY)
        assert (await queries.source()).secret != SECRET.encode()
        assert await push(door, {}) == 404
        assert await push(door, body=BODY + b" ") == 404
        assert await push(door, body=b"x" * 1_100_000) == 413
        assert (await queries.source()).woken_at is None
        assert await push(door) == 200
        first = (await queries.source()).woken_at
        assert first is not None
        # Sent again at once, it says nothing new, and asks nothing of the database.
        assert await push(door) == 200
        assert (await queries.source()).woken_at == first
        await actions.end_secret(cast.zoe.actor, Entry(id=ids.new(), at=clock.now(), actor=cast.zoe.id))
        assert await push(door) == 404


async def test_where_no_repository_is_set_there_is_no_such_door(client: AsyncClient) -> None:
    cast = await assemble()
    entry = Entry(id=ids.new(), at=clock.now(), actor=cast.zoe.id)
    await actions.set_secret(cast.zoe.actor, entry, SECRET, key=KEY)
    assert (await client.post("/lessons/arrivals", content=BODY, headers=HEADERS)).status_code == 404
