"""One's address, the door for mail services, and what an admin sees."""

from collections.abc import AsyncIterator

import httpx
import pytest
from msgspec import Struct

from server import clock
from server.integrations.mail import queries
from tests import client as clients
from tests.cast import Cast, assemble, signed_in
from tests.databases import Database
from tests.integrations.mail.post import FORWARDED, INBOX, mail

SECRET = "a-secret-of-24-characters"
SETTINGS = {"PLUMBLINE_INBOX": f"hook:{SECRET}", "PLUMBLINE_INBOX_ADDRESS": INBOX}


class Desk(Struct):
    """The cast in front of an installation to which a service brings mail."""

    cast: Cast
    browser: httpx.AsyncClient

    async def sits(self, name: str) -> None:
        """Somebody sits down at the browser."""
        token, _visit = await signed_in(getattr(self.cast, name), clock.now())
        self.browser.cookies.set("__Host-plumbline", token)


@pytest.fixture
async def desk(sqlite: Database) -> AsyncIterator[Desk]:
    cast = await assemble()
    async with clients.opened(sqlite, SETTINGS) as door, clients.visiting(door) as browser:
        yield Desk(cast, browser)


async def bring(desk: Desk, body: bytes, kind: str = "message/rfc822", **headers: str) -> httpx.Response:
    given = {"Content-Type": kind, "Authorization": f"Bearer {SECRET}", **headers}
    desk.browser.cookies.clear()
    return await desk.browser.post("/mail/arrivals", content=body, headers=given)


async def address(desk: Desk) -> str:
    """Ada's address, made on her page."""
    await desk.sits("ada")
    assert (await clients.send(desk.browser, "/account/mail", "/account/mail")).status_code == 303
    token, _at = await queries.address_of(desk.cast.ada.id) or ("", None)
    shown = f"deals+{token}@in.example"
    assert shown in (await desk.browser.get("/account/mail")).text
    return shown


async def test_mail_comes_in_as_itself_in_a_form_and_in_json(desk: Desk):
    to = await address(desk)
    raw = mail(FORWARDED["outlook"], sender="ada@example.org", to=to).as_bytes()
    assert (await bring(desk, raw)).json() == {"outcome": ["waits"]}
    form = httpx.Request("POST", "http://x", files={"other": b"no", "email": raw})
    assert (await bring(desk, form.read(), form.headers["Content-Type"])).json() == {"outcome": ["before"]}
    named = httpx.Request("POST", "http://x", files={"message": ("mail.eml", raw, "message/rfc822")})
    assert (await bring(desk, named.read(), named.headers["Content-Type"])).json() == {"outcome": ["before"]}
    json = httpx.Request("POST", "http://x", json={"RawEmail": raw.decode()})
    assert (await bring(desk, json.read(), "application/json")).json() == {"outcome": ["before"]}
    (item,) = await queries.waiting(desk.cast.ada.id)
    assert item.sender == "Petra Nováková"
    assert (await queries.cursor(INBOX)).heard_at


async def test_without_the_secret_there_is_nothing_here(desk: Desk):
    for given in ("", "Bearer", "Bearer wrong", "Basic", "Basic !!", "Basic YTpi", f"Digest {SECRET}", f"Bearer {SECRET}x"):
        assert (await bring(desk, b"", Authorization=given)).status_code == 404, given


async def test_a_name_and_password_are_a_secret_too(desk: Desk):
    request = httpx.Request("GET", "http://x")
    sent = next(httpx.BasicAuth("anything", SECRET).sync_auth_flow(request)).headers["Authorization"]
    assert (await bring(desk, b"", Authorization=sent)).json() == {"outcome": ["nobody"]}


async def test_what_is_no_mail_is_refused(desk: Desk):
    for kind, body, status in (
        ("application/json", b"{}", 409),
        ("application/json", b"\xff", 409),
        ("application/json", b'{"x": ' + b"[" * 9_000, 409),
        ("application/json", b'{"RawEmail": "\\ud800"}', 409),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n--x--", 409),
        ("multipart/form-data", b"nothing", 409),
        ("image/png", b"nothing", 409),
        ("message/rfc822", b"\x00\xff\r\n\r\n", 200),
        (
            "message/rfc822",
            f"Delivered-To: deals+\x00\udcff@in.example\r\nTo: {INBOX}\r\n\r\n".encode(errors="surrogateescape"),
            200,
        ),
    ):
        assert (await bring(desk, body, kind)).status_code == status, body


async def test_an_admin_sees_the_inbox_and_never_its_secret(desk: Desk):
    await bring(desk, b"x")
    await desk.sits("zoe")
    page = (await desk.browser.get("/setup/mail")).text
    assert INBOX in page
    assert "/mail/arrivals" in page
    assert SECRET not in page
