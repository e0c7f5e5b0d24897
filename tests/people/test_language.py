"""Each person reads in their own language: what their browser asked for at first, then what they chose. Mails speak that of who gets them."""

import re
from collections.abc import AsyncIterator

import httpx
import msgspec
import pytest
from litestar.types import ASGIApp

from server import clock
from server.outbox import Mail
from server.outbox.tables import OutboxRow
from server.people import actions
from tests import client as clients
from tests.cast import Cast, again, assemble, signed_in
from tests.client import HOME, form_of, send
from tests.databases import Database

COOKIE = "__Host-plumbline"
SPANISH = {"Accept-Language": "es-MX,es;q=0.9,en;q=0.5"}


@pytest.fixture
async def door(sqlite: Database) -> AsyncIterator[ASGIApp]:
    async with clients.opened(sqlite) as door:
        yield door


@pytest.fixture
async def cast(door: ASGIApp) -> Cast:
    made = await assemble()
    made.now = clock.now()
    return made


@pytest.fixture
async def client(door: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    async with clients.visiting(door) as client:
        yield client


async def test_who_is_not_signed_in_reads_what_their_browser_asks_for(client: httpx.AsyncClient, cast: Cast):
    spanish, german, english = [await client.get("/sign-in", headers=asked) for asked in (SPANISH, {"Accept-Language": "de"}, {})]
    assert [language_of(page) for page in (spanish, german, english)] == ["es", "en", "en"]
    assert ("Correo de trabajo" in spanish.text, "Work email" in german.text) == (True, True)
    assert "Accept-Language" in spanish.headers["Vary"]
    assert language_of(await client.get("/nowhere", headers=SPANISH)) == "es"


async def test_the_first_sign_in_keeps_the_language_of_the_browser_and_a_later_one_does_not_change_it(
    client: httpx.AsyncClient, cast: Cast
):
    assert cast.ada.locale == ""
    assert await enter(client, cast, SPANISH) == ("es", "Tu enlace y tu código para entrar")
    client.cookies.clear()
    assert await enter(client, cast, {"Accept-Language": "en"}) == ("es", "Tu enlace y tu código para entrar")
    assert language_of(await client.get("/account", headers={"Accept-Language": "en"})) == "es"


async def test_a_browser_that_asks_for_no_language_of_ours_says_nothing(client: httpx.AsyncClient, cast: Cast):
    assert await enter(client, cast, {"Accept-Language": "fr"}) == ("", "Your link and code to sign in")
    assert language_of(await client.get("/account", headers=SPANISH)) == "en"


async def test_somebody_chooses_their_language_and_every_page_follows(client: httpx.AsyncClient, cast: Cast):
    client.cookies.set(COOKIE, (await signed_in(cast.ada, cast.now))[0])
    before = await client.get("/account")
    assert '<option value="es">Español</option>' in before.text
    changed = await send(client, "/account", "/account", zone="Europe/Prague", theme="system", locale="es")
    assert changed.status_code == 303
    after = await client.get("/account", headers={"If-None-Match": before.headers.get("ETag", "-")})
    assert (after.status_code, language_of(after), "Tu cuenta" in after.text) == (200, "es", True)
    refused = await send(client, "/account", "/account", zone="Europe/Prague", theme="system", locale="xx")
    assert (refused.status_code, "Elige un idioma de la lista." in refused.text) == (422, True)


async def test_a_page_drawn_for_one_language_is_never_shown_in_another(client: httpx.AsyncClient, cast: Cast):
    paths = ("/account", "/process", "/team", "/week", "/review")
    for language, team, other in (("en", "Team", "Equipo"), ("es", "Equipo", "Team"), ("en", "Team", "Equipo")):
        await actions.change_person(cast.tom.actor, cast.tom.id, locale=language, entry=cast.entry(cast.tom))
        client.cookies.set(COOKIE, (await signed_in(cast.tom, cast.now))[0])
        for path in paths:
            page = await client.get(path)
            assert (page.status_code, language_of(page)) == (200, language), path
            assert (f">{team}<" in page.text, f">{other}<" in page.text) == (True, False), path


async def enter(client: httpx.AsyncClient, cast: Cast, asked: dict[str, str]) -> tuple[str, str]:
    """Ada signs in by her mail with a browser that asks for these languages: her own one then, and the subject of the mail."""
    await OutboxRow.delete(force=True)
    form = {**form_of((await client.get("/sign-in")).text, "/sign-in"), "email": cast.ada.email}
    await client.post("/sign-in", data=form, headers={"Origin": HOME, **asked})
    body = (await OutboxRow.select(OutboxRow.body))[0]["body"]
    letter = msgspec.json.decode(body, type=Mail)
    found = re.search(rf"{HOME}(/sign-in/link/\S+)", letter.text)
    assert found
    used = await client.post(
        found[1], data=form_of((await client.get(found[1])).text, found[1]), headers={"Origin": HOME, **asked}
    )
    assert used.status_code == 303
    return (await again(cast.ada)).locale, letter.subject


def language_of(page: httpx.Response) -> str:
    found = re.search(r'<html lang="([^"]*)"', page.text)
    return found[1] if found else ""
