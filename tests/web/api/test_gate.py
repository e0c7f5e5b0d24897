"""Who comes in: by token, by session, how often, and what everybody else is told."""

from collections.abc import AsyncIterator

import httpx
import pytest

from server import clock, ids
from server.api import pace
from server.people import actions as people
from server.people import queries
from tests import client
from tests.databases import Database
from tests.web.api import world
from tests.web.api.world import Programs, token_of

HOME = client.HOME


@pytest.fixture
async def programs(sqlite: Database) -> AsyncIterator[Programs]:
    async with world.opened(sqlite) as programs:
        yield programs


async def ask(
    programs: Programs, authorization: str | None, path: str = "/me", method: str = "GET", **more: str
) -> httpx.Response:
    """A stranger asks, with this header."""
    headers = {**more, **({"Authorization": authorization} if authorization is not None else {})}
    async with client.visiting(programs.door) as stranger:
        return await stranger.request(method, f"/api/v1{path}", headers=headers)


def kind(answer: httpx.Response) -> str:
    """Which problem it is."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == answer.status_code
    assert told["title"]
    assert told["detail"]
    return str(told["type"]).removeprefix("/api#")


async def test_without_a_token_that_holds_nobody_is_let_in(programs: Programs):
    for authorization in (None, "", "Bearer", "Bearer ", "Bearer plumb_x", "Basic YTpi", "bearer\tplumb_x"):
        answer = await ask(programs, authorization)
        assert kind(answer) == "unauthenticated", authorization
        assert answer.headers["WWW-Authenticate"].startswith("Bearer ")


async def test_a_token_that_ended_is_nobodys_and_so_is_that_of_somebody_who_left(programs: Programs):
    secret = await token_of(programs.cast.ada, "read")
    assert (await ask(programs, f"Bearer {secret}")).status_code == 200
    tokens = await queries.tokens_of(programs.cast.ada.id, clock.now())
    assert [token.seen_at is not None for token in tokens] == [True, False]
    await people.end_token(programs.cast.ada.actor, tokens[0].id, entry=programs.world.entry(programs.cast.ada))
    assert kind(await ask(programs, f"Bearer {secret}")) == "unauthenticated"
    assert (await programs.get("ada", "/me")).status_code == 200
    await people.deactivate(None, programs.cast.bo.id, entry=programs.cast.entry())
    assert kind(await programs.get("bo", "/me")) == "unauthenticated"


async def test_a_token_does_what_it_was_made_for_and_makes_no_other(programs: Programs):
    reading = await token_of(programs.cast.ada, "read")
    answer = await ask(programs, f"Bearer {reading}", "/deals", "POST", **{"Idempotency-Key": "x"})
    assert kind(answer) == "insufficient-scope"
    assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]
    directory = await token_of(programs.cast.zoe, "scim", installation=True)
    assert kind(await ask(programs, f"Bearer {directory}", "/people")) == "insufficient-scope"
    for path in ("/account/tokens", "/setup/tokens"):
        form = {"form": str(ids.new()), "name": "x", "scopes": "read", "lasts": "30"}
        made = await programs.clients["zoe"].post(path, data=form)
        assert made.status_code == 401
    assert len(await queries.all_tokens(clock.now())) == len(world.WHO) + 2


async def test_a_session_reads_and_with_its_key_it_writes(programs: Programs):
    body = {"name": "Fennel", "stage": "engage", "motion": "new"}
    async with programs.world.visit(programs.cast.ada) as ada:
        me = await ada.get("/api/v1/me")
        assert (me.json()["scopes"], me.headers["Content-Type"]) == ([], "application/json")
        assert (me.headers["Cache-Control"], me.headers["Vary"]) == ("private, no-cache", "Authorization, Cookie")
        assert kind(await ada.get("/api/v1/me", headers={"Authorization": "Bearer plumb_x"})) == "unauthenticated"
        shown = {"Idempotency-Key": "one", "Origin": HOME}
        assert kind(await ada.post("/api/v1/deals", json=body, headers=shown)) == "unconfirmed"
        with_key = {**shown, "X-CSRF": me.headers["X-CSRF"]}
        assert (
            kind(await ada.post("/api/v1/deals", json=body, headers={**with_key, "Origin": "https://evil.example"})) == "foreign"
        )
        assert (await ada.post("/api/v1/deals", json=body, headers=with_key)).status_code == 201


async def test_whoever_asks_too_often_is_told_when_to_go_on(programs: Programs):
    secret = await token_of(programs.cast.ada, "read")
    async with client.visiting(programs.door) as hasty:
        hasty.headers["Authorization"] = f"Bearer {secret}"
        answers = [await hasty.get("/api/v1/me") for _ in range(pace.READING.most + 1)]
    assert {answer.status_code for answer in answers[:-1]} == {200}
    assert kind(answers[-1]) == "too-many"
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 120
    assert (await programs.get("bo", "/me")).status_code == 200


ASKED = (
    ("GET", "/nothing", "not-found"),
    ("GET", "/deals/7", "not-found"),
    ("DELETE", "/deals", "method-not-allowed"),
    ("PUT", "/me", "method-not-allowed"),
    ("GET", "/deals?limit=0", "invalid"),
    ("GET", "/deals?limit=ten", "invalid"),
    ("GET", "/deals?cursor=nowhere", "invalid"),
    ("GET", "/people?cursor=WyJhIl0", "invalid"),
    ("GET", "/deals?owner=7", "invalid"),
    ("GET", "/deals?owner=null", "invalid"),
    ("GET", "/deals?owner=%00", "invalid"),
    ("GET", "/deals?unknown=1", "invalid"),
    ("GET", "/deals?limit=1&limit=2", "invalid"),
    ("GET", "/me?limit=1", "invalid"),
)

JSON = "application/json"

SENT = (
    ("", JSON, b"{}", "malformed"),
    ("two words", JSON, b"{}", "malformed"),
    ("x" * 201, JSON, b"{}", "malformed"),
    ("a", JSON, b"{", "malformed"),
    ("a", JSON, b"\xff", "malformed"),
    ("a", JSON, b"[" * 100_000, "malformed"),
    ("a", JSON, b"[" * 100 + b"]" * 100, "invalid"),
    ("a", JSON, b"[]", "invalid"),
    ("a", JSON, b"null", "invalid"),
    ("a", JSON, b'{"name": "x"}', "invalid"),
    ("a", JSON, b'{"name": "a\\u0000b", "stage": "engage", "motion": "new"}', "invalid"),
    ("a", JSON, b'{"name": "x", "stage": "engage", "motion": "new", "more": 1}', "invalid"),
    ("a", JSON, b'{"name": " ", "stage": "engage", "motion": "new"}', "invalid"),
    ("a", JSON, b'{"name": "x", "stage": "nowhere", "motion": "new"}', "refused"),
    ("a", "text/plain", b"{}", "unsupported-media-type"),
    ("a", "application/x-www-form-urlencoded", b"a=b", "unsupported-media-type"),
    ("a", JSON, b" " * 300_000, "too-large"),
)


async def test_what_cannot_be_asked_or_read_is_told_as_a_problem(programs: Programs):
    ada = programs.clients["ada"]
    for method, path, problem in ASKED:
        answer = await ada.request(method, f"/api/v1{path}")
        assert kind(answer) == problem, path
        # What it names answers, and is no other thing than that.
        for known in answer.headers["Allow"].split(", ") if problem == "method-not-allowed" else ():
            assert (await ada.request(known, f"/api/v1{path}")).status_code not in {404, 405}, f"{known} {path}"
    for key, media, content, problem in SENT:
        headers = {"Content-Type": media, **({"Idempotency-Key": key} if key else {})}
        assert kind(await ada.post("/api/v1/deals", content=content, headers=headers)) == problem, content[:80]
    assert (await programs.read("ada", "/deals"))["items"] == []


async def test_a_fault_of_ours_is_a_problem_with_a_reference(programs: Programs, monkeypatch: pytest.MonkeyPatch):
    async def broken(*_given: object) -> None:
        raise RuntimeError("a secret of ours")

    monkeypatch.setattr("server.people.queries.person", broken)
    answer = await programs.get("ada", "/me")
    assert kind(answer) == "broken"
    assert answer.json()["reference"]
    assert "secret" not in answer.text
