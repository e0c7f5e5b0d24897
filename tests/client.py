"""The product without a server in between: the whole application, called in the loop of the test, by plain HTTP and without JavaScript."""

import asyncio
import base64
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import lru_cache
from html import unescape

import httpx
from litestar import Litestar
from litestar.types import ASGIApp

from server import app, db, html, ledger, settings
from server.piccolo_app import TABLES
from server.web.door.door import Door
from server.wiring import REACTIONS
from tests import shared
from tests.databases import Database

HOME = "https://test"
"""Where tests visit: https, so that cookies are the ones of a real installation."""

KEY = base64.b64encode(bytes(32)).decode()
"""With which tests keep secrets."""


@asynccontextmanager
async def opened(database: Database, environ: Mapping[str, str] | None = None) -> AsyncIterator[ASGIApp]:
    """The application on this database, started, and stopped when the block ends. `environ` adds settings."""
    door = _built(frozenset((environ or {}).items()))
    assert isinstance(door.app, Litestar)
    # What building does to the process: another test may have undone it since.
    html.point_at(reload=False)
    ledger.react_with(REACTIONS)
    db.use(database.engine, TABLES)
    async with _alive(door.app):
        yield door


@lru_cache(maxsize=8)
def _built(environ: frozenset[tuple[str, str]]) -> Door:
    """The application with these settings, built once in a process: that costs a fifth of a second, and which database it uses is decided later."""
    usual = {"PLUMBLINE_URL": HOME, "PLUMBLINE_LOG": "warning", "PLUMBLINE_KEY": KEY}
    given = {**usual, "DATABASE_URL": f"sqlite:///{shared.folder()}/nobody.sqlite", **dict(environ)}
    door = app.build(settings.read(given))
    assert isinstance(door, Door)
    return door


@asynccontextmanager
async def _alive(litestar: Litestar) -> AsyncIterator[None]:
    """The lifespan of an application in a task of its own: a fixture begins and ends in different tasks, and task groups dislike that."""
    begun, over = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with litestar.lifespan():
            begun.set()
            await over.wait()

    life = asyncio.create_task(live())
    first = asyncio.create_task(begun.wait())
    await asyncio.wait({life, first}, return_when=asyncio.FIRST_COMPLETED)
    try:
        if not life.done():
            yield
    finally:
        first.cancel()
        over.set()
        await life


@asynccontextmanager
async def visiting(door: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    """A visitor with cookies of their own, signed out, who does not follow redirects by themselves, and reads no gzip unless they say so: to
    compress and to open each page again would be a good part of a run of tests.
    """
    transport = httpx.ASGITransport(app=door)  # type: ignore[arg-type]  # two libraries spell the ASGI types differently
    async with httpx.AsyncClient(transport=transport, base_url=HOME, headers={"Accept-Encoding": "identity"}) as client:
        yield client


def form_of(html: str, action: str) -> dict[str, str]:
    """The hidden fields of the first form on the page that is posted to `action`: its id and its token among them.

    Raises AssertionError when the page has no such form.
    """
    for found in re.finditer(r"<form\b([^>]*)>(.*?)</form>", html, re.DOTALL):
        if f'action="{action}"' in found[1] and 'method="post"' in found[1]:
            return {name: value for name, value, kind in _inputs(found[2]) if kind == "hidden"}
    raise AssertionError(f"no form for {action} in: {html[:2_000]}")


async def send(client: httpx.AsyncClient, page: str, action: str, **fields: object) -> httpx.Response:
    """Opens `page`, fills the form that goes to `action` and sends it."""
    shown = await client.get(page)
    assert shown.status_code == 200, f"{page}: {shown.status_code} {shown.text[:500]}"
    return await client.post(action, data={**form_of(shown.text, action), **fields}, headers={"Origin": HOME})


def _inputs(html: str) -> list[tuple[str, str, str]]:
    found = []
    for tag in re.findall(r"<input\b[^>]*>", html):
        given = {name: unescape(value) for name, value in re.findall(r'([a-z-]+)="([^"]*)"', tag)}
        if "name" in given:
            found.append((given["name"], given.get("value", ""), given.get("type", "text")))
    return found
