"""Every answer says what the log calls its request: in a header, and where something was not done in the page or in the problem, too."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from server import db, ids
from server.people.limits import Limit
from server.web.api import gate
from server.web.door.meter import METHODS
from tests import client
from tests.client import HOME, form_of
from tests.databases import Database
from tests.web.api import world
from tests.web.api.world import Programs
from tests.web.logged import Lines, logged

FROM_HERE = {"Origin": HOME}
JSON = {"Content-Type": "application/json", "Idempotency-Key": "one"}
UNKNOWN = "0193a000-0000-7000-8000-000000000001"

PAGES: tuple[tuple[int, str, str, dict[str, Any]], ...] = (
    (404, "GET", "/no/where", {}),
    (404, "GET", f"/deals/{UNKNOWN}", {}),
    (404, "TRACE", "/today", {}),
    (404, "RHINOCEROS", "/today", {}),
    (404, "POST", "/no/where", {"headers": FROM_HERE}),
    (403, "POST", "/account", {"headers": {"Origin": "https://evil.example"}}),
    (403, "POST", "/account", {"headers": FROM_HERE, "data": {"zone": "Europe/Lisbon"}}),
    (413, "POST", "/account", {"headers": FROM_HERE, "content": b"zone=" + b"x" * 4_000_000}),
)
"""What Ada asks for in her browser: status, method, path and the rest."""

PROBLEMS: tuple[tuple[int, str, str, dict[str, Any]], ...] = (
    (404, "GET", "/no/where", {}),
    (404, "GET", f"/deals/{UNKNOWN}", {}),
    (405, "DELETE", "/me", {}),
    (400, "POST", "/deals", {"headers": JSON, "content": b"{"}),
    (415, "POST", "/deals", {"headers": {"Idempotency-Key": "one"}, "content": b"a=b"}),
    (413, "POST", "/deals", {"headers": JSON, "content": b" " * 300_000}),
    (422, "POST", "/deals", {"headers": JSON, "content": b'{"name": "x"}'}),
    (409, "POST", "/deals", {"headers": JSON, "content": b'{"name": "x", "stage": "nowhere", "motion": "new"}'}),
    (401, "GET", "/me", {"headers": {"Authorization": "Bearer nobody"}}),
)
"""The same of her program."""

OTHERS: tuple[tuple[int, str, dict[str, str]], ...] = (
    (200, "/today", {}),
    (200, "/healthz", {}),
    (200, "/api/v1/openapi.json", {}),
    (303, "/", {}),
    (401, "/scim/v2/Users", {"Authorization": "Bearer nobody"}),
    (404, "/static/none/app.css", {}),
    (404, "/metrics", {}),
    (404, "/feeds/nobody.ics", {}),
)
"""Answers that are no page and no problem, or are one because all is well: the header tells."""


@pytest.fixture
async def programs(sqlite: Database) -> AsyncIterator[Programs]:
    async with world.opened(sqlite) as programs:
        yield programs


async def test_a_page_on_which_something_was_not_done_says_its_mark(programs: Programs, monkeypatch: pytest.MonkeyPatch):
    with logged() as lines:
        async with programs.world.visit(programs.cast.ada) as ada, client.visiting(programs.door) as stranger:
            for status, method, path, more in PAGES:
                _told(await _ask(ada, method, path, more), status, lines)
            form = form_of((await ada.get("/account")).text, "/account")
            for zone, status in (("nowhere", 422), ("Europe/Lisbon", 303), ("Europe/Madrid", 409)):
                answer = await _ask(ada, "POST", "/account", {"headers": FROM_HERE, "data": {**form, "zone": zone}})
                (_told if status >= 400 else _named)(answer, status, lines)
            _told(await _ask(stranger, "POST", "/account", {"headers": FROM_HERE, "data": {"zone": "x"}}), 401, lines)
            monkeypatch.setattr("server.people.limits.ASKS_PER_ACCOUNT", Limit("ask for an account", 1, timedelta(hours=1)))
            fields = form_of((await stranger.get("/sign-in")).text, "/sign-in")
            for status in (303, 429):
                typed = {**fields, "form": str(ids.new()), "email": "nobody@example.org"}
                answer = await _ask(stranger, "POST", "/sign-in", {"headers": FROM_HERE, "data": typed})
                (_told if status >= 400 else _named)(answer, status, lines)
            monkeypatch.setattr("server.web.pages.today.find", None)
            _told(await _ask(ada, "GET", "/today", {}), 500, lines)


async def test_a_problem_says_its_mark(programs: Programs, monkeypatch: pytest.MonkeyPatch):
    ada = programs.clients["ada"]
    with logged() as lines:
        for status, method, path, more in PROBLEMS:
            _told(await _ask(ada, method, f"/api/v1{path}", more), status, lines)
        monkeypatch.setattr(gate, "READING", Limit("read by a program", 0, timedelta(minutes=1)))
        _told(await _ask(ada, "GET", "/api/v1/me", {}), 429, lines)
        monkeypatch.undo()
        monkeypatch.setattr("server.people.queries.person", None)
        _told(await _ask(ada, "GET", "/api/v1/me", {}), 500, lines)


async def test_while_the_database_is_away_both_say_theirs(sqlite: Database, programs: Programs):
    async with programs.world.visit(programs.cast.ada) as ada:
        db.use(db.open_engine("postgresql://nobody@127.0.0.1:9/none"), ())
        try:
            with logged() as lines:
                for browser, path in ((ada, "/today"), (programs.clients["ada"], "/api/v1/me")):
                    _told(await _ask(browser, "GET", path, {}), 503, lines)
        finally:
            db.use(sqlite.engine, ())


async def test_every_other_answer_has_it_in_its_header(programs: Programs):
    async with programs.world.visit(programs.cast.ada) as ada:
        with logged() as lines:
            sheet = (await ada.get("/today")).text.partition('rel="stylesheet" href="')[2].partition('"')[0]
            for status, path, headers in ((200, sheet, {}), *OTHERS):
                answer = await _ask(ada, "GET", path, {"headers": headers})
                # Files and probes have no line.
                _named(answer, status, lines, quiet=path.startswith(("/static", "/healthz", "/metrics")))


async def _ask(browser: httpx.AsyncClient, method: str, path: str, more: dict[str, Any]) -> httpx.Response:
    """Asks under a name that a proxy gave."""
    return await browser.request(
        method, path, **{**more, "headers": {**more.get("headers", {}), "X-Request-ID": f"proxy-{ids.new()}"}}
    )


def _named(answer: httpx.Response, status: int, lines: Lines, *, quiet: bool = False) -> str:
    """The mark of an answer: that of its request in one header, and in its line of the log."""
    about = f"{answer.request.method} {answer.request.url.path}"
    assert answer.status_code == status, about
    mark: str = answer.request.headers["X-Request-ID"]
    assert answer.headers.get_list("x-request-id") == [mark], about
    if not quiet:
        told = [
            (one["status"], one["method"])
            for one in lines.read()
            if one["request"] == mark and one["logger"] == "plumbline.requests"
        ]
        method = answer.request.method if answer.request.method in METHODS else "other"
        assert told == [(status, method)], about
    return mark


def _told(answer: httpx.Response, status: int, lines: Lines) -> None:
    """The same, and it stands once in what somebody reads."""
    mark = _named(answer, status, lines)
    if answer.headers["content-type"].startswith("application/problem+json"):
        assert answer.json()["reference"] == mark
    else:
        assert answer.text.count(f'<code class="whole">{mark}</code>') == 1, f"{status} {answer.request.url.path}"
