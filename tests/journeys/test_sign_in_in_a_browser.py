"""Signing in through a company's provider and with a passkey, in a real browser, against an OpenID provider that others wrote."""

import json
import re
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, CDPSession, Page, Request

from tests import browser as browsers
from tests import machine, served
from tests.browser import Visitor
from tests.cluster import free_port
from tests.journeys.browsing import sign_in
from tests.served import Served

MARA = "Mara Lindqvist"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that a name leads to, because browsers keep passkeys for names alone, and that may ask a provider on this machine."""
    folder = tmp_path_factory.mktemp("localhost")
    with served.running(folder, environ={"PLUMBLINE_PRIVATE_NETWORKS": "allow"}, name="localhost") as server:
        yield server


@pytest.fixture(scope="module")
def provider(server: Served) -> Iterator[str]:
    """The issuer of a running provider, at which Mara has an account."""
    port = free_port()
    ours = [f"{server.url}{path}" for path in ("/sign-in/oidc/return", "/sign-in", "/sign-in/oidc/over")]
    told = [*ours[:2], address_of(server.file, MARA), ours[2]]
    words = [*machine.identity_provider(), str(port), *told]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    try:
        assert process.stdout.readline().strip() == "ready"
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(timeout=15)
        process.stdout.close()


@pytest_asyncio.fixture(loop_scope="session")
async def somebody(browser: Browser, server: Served) -> AsyncIterator[Visitor]:
    visitor = Visitor(browser, server.url)
    yield visitor
    await visitor.leave()


async def test_the_company_signs_in_and_out_against_a_provider_by_others(somebody: Visitor, provider: str):
    await set_up(await somebody.page(), provider)
    page = await somebody.page(phone=True)
    await page.goto("/sign-in")
    assert await browsers.violations(page) == []
    await comes_by_the_company(page, provider)
    await page.goto("/account")
    assert MARA in await page.locator("h1").inner_text()
    await page.get_by_role("button", name="Sign out here").click()
    await page.wait_for_url("**/sign-in/oidc/out")
    assert await browsers.violations(page) == []
    await page.get_by_role("link", name="Sign out of your Northwind account as well").click()
    await page.get_by_role("button", name="Yes, sign me out").click()
    await page.wait_for_url(re.compile(r"/sign-in(\?.*)?$"))
    await page.goto("/my-line")
    assert "/sign-in" in page.url
    assert ours(somebody, provider) == []


async def test_who_signs_out_at_the_company_is_out_here_and_stays_in_elsewhere(somebody: Visitor, provider: str):
    await set_up(await somebody.page(), provider)
    desk, phone = await somebody.page(), await somebody.page(phone=True)
    for page in (desk, phone):
        await comes_by_the_company(page, provider)
    # At the provider alone: no page of ours is opened on the way.
    await desk.goto(f"{provider}/session/end")
    await desk.get_by_role("button", name="Yes, sign me out").click()
    await desk.wait_for_url(f"{provider}/session/end/success**")
    for page, where in ((desk, "/sign-in"), (phone, "/my-line")):
        await page.goto("/my-line")
        assert urlsplit(page.url).path == where
    assert ours(somebody, provider) == []


async def test_a_passkey_is_made_and_signs_in(somebody: Visitor):
    page, _device = await with_passkey(somebody, "ines")
    assert "The passkey is added" in await page.locator("h1").inner_text()
    assert await browsers.violations(page) == []
    assert await browsers.sideways(page) == 0
    await page.get_by_role("button", name="Add a passkey").click()
    await page.get_by_text("This device keeps a passkey of yours already.").wait_for()
    await sign_out(page)
    await page.goto("/sign-in?next=/account/passkeys")
    await page.get_by_role("link", name="Sign in with a passkey").click()
    assert await browsers.violations(page) == []
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    await page.get_by_role("button", name="Use a passkey").click()
    await page.wait_for_url("**/account/passkeys")
    assert "not yet" not in await page.locator("table").inner_text()
    # What the browser sent is worth nothing a second time, not even to somebody who has every word of it.
    (used,) = [request for request in sent if request.url.endswith("/sign-in/passkey")]
    await page.context.clear_cookies()
    replayed = re.sub(r"\bform=[^&]+", "form=0199f0a1-0000-7000-8000-000000000001", used.post_data or "")
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    answer = await page.request.post("/sign-in/passkey", data=replayed, headers=headers, max_redirects=0)
    assert answer.status == 422
    assert await page.context.cookies() == []


async def test_a_copy_of_a_passkey_is_refused_and_its_person_sees_it(somebody: Visitor):
    page, device = await with_passkey(somebody, "ruth")
    kept = await device.send("WebAuthn.getCredentials", {"authenticatorId": page_device[page]})
    (credential,) = kept["credentials"]
    await use_passkey(page)
    await use_passkey(page)
    await device.send(
        "WebAuthn.removeCredential", {"authenticatorId": page_device[page], "credentialId": credential["credentialId"]}
    )
    await device.send(
        "WebAuthn.addCredential", {"authenticatorId": page_device[page], "credential": {**credential, "signCount": 1}}
    )
    await sign_out(page)
    await page.goto("/sign-in/passkey")
    await page.get_by_role("button", name="Use a passkey").click()
    await page.get_by_text("This passkey opens nothing here").wait_for()
    await sign_in(page, "ruth")
    await page.goto("/account/passkeys")
    assert "it looked like a copy" in await page.locator("table").inner_text()


async def test_a_page_of_another_name_cannot_use_a_passkey(somebody: Visitor, server: Served):
    page, _device = await with_passkey(somebody, "sam")
    await page.goto(f"{server.url.replace('localhost', '127.0.0.1')}/sign-in")
    why = await page.evaluate(
        """() => navigator.credentials.get({publicKey: {challenge: new Uint8Array(32), rpId: "localhost"}})
            .then(() => "it answered", (error) => error.name)"""
    )
    assert why == "SecurityError"


async def test_without_a_device_that_answers_mail_is_one_tap_away(somebody: Visitor):
    for javascript, said in ((True, "This browser knows no passkeys"), (False, "gave no answer")):
        page = await somebody.page(phone=True, javascript=javascript)
        if javascript:
            await page.add_init_script("delete window.PublicKeyCredential")
        await page.goto("/sign-in/passkey")
        await page.get_by_role("button", name="Use a passkey").click()
        await page.get_by_text(said).wait_for()
        await page.get_by_role("link", name="Sign in another way").click()
        await page.get_by_role("button", name="Send the link and the code").wait_for()


async def set_up(page: Page, provider: str) -> None:
    """Oskar sets the provider up, after a trial."""
    await sign_in(page, "oskar")
    await page.goto("/setup/sign-in")
    await page.get_by_label("Name of the account").fill("Northwind account")
    await page.get_by_label("Issuer").fill(provider)
    await page.get_by_label("Client id").fill("plumbline")
    await page.get_by_label("Client secret", exact=True).fill("a secret of the application")
    claims = {"sub": "1", "email": "nobody@example.com", "email_verified": True}
    await page.get_by_label("Claims of an account, as JSON").fill(json.dumps(claims))
    await page.get_by_role("button", name="Who would this be?").click()
    await page.get_by_text("This account would not get in.").wait_for()
    assert await browsers.violations(page) == []
    await page.get_by_label("Client secret", exact=True).fill("a secret of the application")
    await page.get_by_label("People can sign in with it").check()
    await page.get_by_role("button", name="Save").click()
    await page.wait_for_url("**/setup/sign-in?saved=1")


page_device: dict[Page, str] = {}
"""The authenticator of a page."""


async def with_passkey(somebody: Visitor, key: str) -> tuple[Page, CDPSession]:
    """A page of this person, who just added a passkey on a device that Chromium plays."""
    page = await somebody.page()
    device = await page.context.new_cdp_session(page)
    await device.send("WebAuthn.enable")
    page_device[page] = (await device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE}))["authenticatorId"]
    await sign_in(page, key)
    await page.goto("/account/passkeys")
    await page.get_by_label("Name", exact=True).fill("This laptop")
    await page.get_by_role("button", name="Add a passkey").click()
    await page.wait_for_url("**/account/passkeys?added=1")
    return page, device


async def use_passkey(page: Page) -> None:
    await sign_out(page)
    await page.goto("/sign-in/passkey?next=/account")
    await page.get_by_role("button", name="Use a passkey").click()
    # The page before it ends with the same word.
    await page.wait_for_url(lambda url: "/sign-in" not in url)


async def sign_out(page: Page) -> None:
    await page.goto("/account")
    await page.get_by_role("button", name="Sign out here").click()
    await page.wait_for_url(lambda url: "/sign-in" in url)


def ours(somebody: Visitor, provider: str) -> list[str]:
    """What the browser complained about on our own pages."""
    return [fault for fault in somebody.faults if not fault.startswith(provider)]


def address_of(file: Path, name: str) -> str:
    with closing(sqlite3.connect(file)) as database:
        found: str = database.execute("SELECT email FROM person WHERE name = ?", (name,)).fetchone()[0]
    return found


async def comes_by_the_company(page: Page, provider: str) -> None:
    """Mara signs in here with the account that she has there."""
    await page.goto("/sign-in?next=/my-line")
    await page.get_by_role("link", name="Sign in with your Northwind account").click()
    await page.wait_for_url(f"{provider}/interaction/**")
    await page.locator("[name=login]").fill("mara-at-the-company")
    await page.locator("[name=password]").fill("anything")
    await page.get_by_role("button", name="Sign-in").click()
    await page.get_by_role("button", name="Continue").click()
    await page.wait_for_url("**/my-line")
