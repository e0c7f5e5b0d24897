"""What every request passes: odd addresses, odd bodies, other sites, a database that is only read, and what is left behind."""

import logging
import sqlite3
from collections.abc import AsyncIterator, Iterator, MutableMapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest
from litestar._parsers import parse_url_encoded_form_data

from server import clock, db, ids
from server.db.sqlite import FastSQLiteEngine
from server.web.door.unread_body import worth_reading
from tests import client as clients
from tests.cast import assemble, signed_in
from tests.client import HOME, form_of
from tests.databases import Database

URLENCODED = {"Origin": HOME, "Content-Type": "application/x-www-form-urlencoded"}
COOKIE = "__Host-plumbline"


@pytest.fixture
async def ada(sqlite: Database) -> AsyncIterator[httpx.AsyncClient]:
    """Ada's browser."""
    async with visiting(sqlite) as visitor:
        yield visitor


@pytest.fixture
async def ada_anywhere(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """The same on both engines, for what they take differently."""
    async with visiting(database) as visitor:
        yield visitor


@asynccontextmanager
async def visiting(database: Database, *, ago: timedelta = timedelta(0)) -> AsyncIterator[httpx.AsyncClient]:
    """Ada's browser in front of the application, signed in so long ago."""
    cast = await assemble()
    token, _visit = await signed_in(cast.ada, clock.now() - ago)
    async with clients.opened(database) as door, clients.visiting(door) as visitor:
        visitor.cookies.set(COOKIE, token)
        yield visitor


async def test_no_word_of_a_form_stays_in_memory_after_its_request(ada: httpx.AsyncClient):
    before = parse_url_encoded_form_data.cache_info().currsize
    for number in range(3):
        fields = {**form_of((await ada.get("/account")).text, "/account"), "zone": f"secret {number}"}
        assert (await ada.post("/account", data=fields, headers={"Origin": HOME})).status_code == 422
    assert parse_url_encoded_form_data.cache_info().currsize == before


async def test_asking_for_the_headers_of_a_page_gives_them_without_the_page(ada: httpx.AsyncClient):
    for path in ("/account", "/sign-in", "/healthz", "/", "/nowhere"):
        whole, bare = await ada.get(path), await ada.head(path)
        assert bare.status_code == whole.status_code, path
        assert bare.content == b"", path
        assert bare.headers["Content-Length"] == whole.headers["Content-Length"], path
        assert bare.headers["Content-Type"] in {"text/html; charset=utf-8", "application/json", "text/plain; charset=utf-8"}
        assert bare.headers["Content-Security-Policy"] == whole.headers["Content-Security-Policy"], path


async def test_a_page_is_compressed_for_those_who_take_it_and_whole_for_others(ada: httpx.AsyncClient):
    whole, packed = await ada.get("/who-sees-what"), await ada.get("/who-sees-what", headers={"Accept-Encoding": "br, gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert int(packed.headers["Content-Length"]) < len(whole.content) / 2
    assert packed.text == whole.text
    assert "Content-Encoding" not in whole.headers
    short = await ada.get("/healthz", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in short.headers


async def test_a_method_that_no_page_of_ours_uses_is_not_found(ada: httpx.AsyncClient):
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"):
        answer = await ada.request(method, "/account", headers={"Origin": HOME})
        assert answer.status_code == 404, method
        assert "Content-Security-Policy" in answer.headers, method


async def test_what_another_site_typed_is_never_offered_to_be_sent_again(ada: httpx.AsyncClient):
    fields = {"form": str(ids.new()), "zone": "America/Argentina/Buenos_Aires"}
    # Signed out is what a browser makes of a cookie that is SameSite=Lax.
    for cookies in (dict(ada.cookies), {}):
        ada.cookies = httpx.Cookies(cookies)
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}):
            answer = await ada.post("/account", data=fields, headers=headers)
            assert answer.status_code == 403
            assert "from another site" in answer.text
            assert "<form" not in answer.text
            assert "Buenos_Aires" not in answer.text


async def test_an_odd_origin_or_host_is_another_site(ada: httpx.AsyncClient):
    fields = form_of((await ada.get("/account")).text, "/account")
    for headers in (
        {"Origin": "http://["},
        {"Origin": "http://[::1"},
        {"Origin": f"{HOME}:99999999"},
        {"Origin": "null"},
        {"Origin": "null", "Host": ""},
        {"Host": "[::1"},
        {"Host": "elsewhere.example"},
        {"Host": "test:no-port"},
    ):
        answer = await ada.post("/account", data={**fields, "zone": "UTC"}, headers={"Origin": HOME, **headers})
        assert answer.status_code == 403, headers
        assert (await ada.get("/account", headers=headers)).status_code == 200, "reading is not held up by it"


async def test_an_address_that_cannot_be_typed_is_not_found(ada: httpx.AsyncClient):
    for path in ("/lessons/%00", "/lessons/a%00b/completion", "/deals/%0a", "/nowhere/%1b[31m", "/lessons/%ed%a0%80"):
        assert (await ada.get(path)).status_code == 404, path


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nobody's"}], ids=["with a session", "with a token"])
async def test_an_address_beside_those_for_programs_is_a_page_or_nothing(ada: httpx.AsyncClient, headers: dict[str, str]):
    asked = (
        "/api",
        "/api/",
        "/api/v2/me",
        "/api/nothing",
        "/api/v1",
        "/api/v1/",
        "/scim",
        "/scim/",
        "/scim/v1/Users",
        "/scim/v2x",
    )
    answers = [(await ada.get(path, headers=headers)).status_code for path in asked]
    assert answers == [200, 200, 404, 404, 404, 404, 404, 404, 404, 401]


async def test_an_address_longer_than_any_of_ours_is_not_found_and_not_remembered(ada: httpx.AsyncClient):
    door: Any = ada._transport.app  # type: ignore[attr-defined]  # as `visiting` made it
    remembered = door.app.asgi_router.handle_routing.cache_info
    before = remembered().currsize
    for number in range(30):
        for begins in ("/lessons/", "/static/", "/media/", "/api/v1/lessons/", "/scim/v2/Groups/", "/feeds/", "/"):
            answer = await ada.get(f"{begins}{number}{'x' * 2_000}")
            assert answer.status_code == 404, begins
            assert answer.headers["content-type"].startswith("application/problem+json") is begins.startswith("/api/"), begins
    assert remembered().currsize - before < 10
    assert (await ada.get(f"/search?q={'x' * 3_000}")).status_code == 200


async def test_what_no_keyboard_sends_is_left_out(ada_anywhere: httpx.AsyncClient):
    ada = ada_anywhere
    fields = form_of((await ada.get("/account")).text, "/account")
    answer = await ada.post(
        "/account", data={**fields, "zone": "Eu\x00rope/\x1bLisbon", "theme": "dark"}, headers={"Origin": HOME}
    )
    assert answer.status_code == 303
    assert "Europe/Lisbon" in (await ada.get("/account")).text
    assert (await ada.get("/lessons/%00")).status_code == 404


async def test_a_body_that_never_said_how_long_it_is_ends_at_the_limit(ada: httpx.AsyncClient):
    async def endless() -> AsyncIterator[bytes]:
        yield b"zone="
        for _ in range(64):
            yield b"x" * 65_536

    answer = await ada.post("/account", content=endless(), headers=URLENCODED)
    assert answer.status_code == 413


@pytest.mark.parametrize(("path", "status"), [("/account", 413), ("/nowhere", 404)])
async def test_what_is_too_large_is_read_to_its_end_so_that_its_sender_reads_the_answer(
    ada: httpx.AsyncClient, path: str, status: int
):
    parts = iter([b"x" * 65_536] * 40)

    async def photo() -> AsyncIterator[bytes]:
        for part in parts:
            yield part

    answer = await ada.post(path, content=photo(), headers={**URLENCODED, "Content-Length": str(40 * 65_536)})
    assert answer.status_code == status
    assert next(parts, None) is None


def test_what_nobody_would_wait_for_is_not_read():
    assert worth_reading(b"20000000", waits=False)
    for length, waits in ((b"", False), (b"-1", False), (b"many", False), (b"900000000000", False), (b"20000000", True)):
        assert not worth_reading(length, waits=waits)


async def test_a_body_that_breaks_off_breaks_nothing(ada: httpx.AsyncClient, caplog: pytest.LogCaptureFixture):
    transport = ada._transport
    assert isinstance(transport, httpx.ASGITransport)
    parts: Iterator[dict[str, object]] = iter(
        [{"type": "http.request", "body": b"form=", "more_body": True}, {"type": "http.disconnect"}]
    )
    said = []

    async def receive() -> dict[str, object]:
        return next(parts)

    async def send(message: MutableMapping[str, Any]) -> None:
        said.append(message.get("status"))

    headers = [(name.lower().encode(), value.encode()) for name, value in {**URLENCODED, "Host": "test"}.items()]
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/sign-in",
        "raw_path": b"/sign-in",
        "query_string": b"",
        "headers": headers,
    }
    await transport.app(
        {**scope, "http_version": "1.1", "scheme": "https", "server": ("test", 443), "client": ("test", 1)}, receive, send
    )
    assert said[0] == 408
    assert caplog.messages == []


async def test_a_form_of_too_many_fields_is_refused(ada: httpx.AsyncClient):
    answer = await ada.post("/account", content=b"a=&" * 100_000, headers=URLENCODED)
    assert answer.status_code == 409
    assert "more than a form may carry" in answer.text


async def test_a_body_that_is_no_form_is_refused_with_a_page(ada: httpx.AsyncClient):
    body = b'--x\r\nContent-Disposition: form-data; name="zone"; filename="a.png"\r\n\r\nUTC\r\n--x--\r\n'
    for kind in ("multipart/form-data; boundary=x", "multipart/form-data", "application/json", "text/plain", "", "x/;;;="):
        answer = await ada.post("/account", content=body, headers={"Origin": HOME, "Content-Type": kind})
        assert answer.status_code == 409, kind
        assert "could not be read" in answer.text, kind


async def test_bytes_that_mean_nothing_are_an_incomplete_form(ada: httpx.AsyncClient):
    for body in (b"\xff\xfe=\xff", b"form=%ZZ&%", b"&&&&", b"=", b"form=%ed%a0%80&zone=%ff", b"zone"):
        assert (await ada.post("/account", content=body, headers=URLENCODED)).status_code == 403, body


async def test_a_line_of_the_log_stays_one_line(ada: httpx.AsyncClient, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO, "plumbline.requests"):
        await ada.get("/nowhere%0aINFO plumbline.requests GET /setup 200")
        await ada.get(f"/{'far' * 9_000}")
    assert [line for line in caplog.messages if "\n" in line or len(line) > 300] == []


async def test_pages_are_read_while_the_database_cannot_be_written(sqlite: Database):
    # A visit that is old enough to be noted, which needs a write.
    async with visiting(sqlite, ago=timedelta(hours=1)) as ada:
        engine = db.current()
        assert isinstance(engine, FastSQLiteEngine)
        engine.patience = 50
        other = sqlite3.connect(sqlite.url.removeprefix("sqlite:///"), isolation_level=None)
        try:
            other.execute("BEGIN IMMEDIATE")
            page = await ada.get("/account")
            assert page.status_code == 200
            fields = {**form_of(page.text, "/account"), "zone": "UTC"}
            refused = await ada.post("/account", data=fields, headers={"Origin": HOME})
            assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
        finally:
            other.close()
        assert (await ada.post("/account", data=fields, headers={"Origin": HOME})).status_code == 303
