"""Everybody of the demonstration follows every link they are shown, by plain HTTP."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import httpx
import msgspec
import pytest
from litestar.types import ASGIApp

from server import clock
from server.deals import queries as deals
from server.lessons import queries as lessons
from server.people import queries
from server.web.access import ACCESS
from server.web.door.door import FOR_PROGRAMS
from tests import client, crawl, databases, html_checker, plans, served, shared
from tests.crawl import Visited
from tests.house import template_text
from tests.journeys.people import FIRST_OF_EACH_ROLE
from tests.journeys.visiting import FEW, sign_in

BUDGET = {
    "/sign-in": 12,
    "/who-sees-what": 4,
    "/account": 7,
    "/account/absences": 9,
    "/account/tokens": 6,
    "/account/reminders": 6,
    "/account/mail": 7,
    "/account/chat": 6,
    "/inbox": 5,
    "/today": 18,
    "/offline": 18,
    "/lessons": 6,
    "/lessons/{lesson}": 11,
    "/lessons/{lesson}/completion": 11,
    "/practice": 9,
    "/my-line": 21,
    "/my-line/{behaviour}": 12,
    "/deals": 9,
    "/deals/{deal}": 30,
    "/deals/{deal}/before-a-call": 20,
    "/commitments/{commitment}": 13,
    "/one-to-ones/{meeting}": 25,
    "/people/{person}/one-to-one": 31,
    "/team/assignments": 24,
    "/deals/{deal}/baseline": 9,
    "/deals/{deal}/evidence": 9,
    "/deals/{deal}/replies": 13,
    "/inspections/{inspection}": 24,
    "/replies/{reply}": 19,
    "/process": 9,
    "/process/changes": 20,
    "/process/templates": 5,
    "/process/templates/{artifact}": 5,
    "/process/{behaviour}/note": 9,
    "/search": 10,
    "/glossary": 5,
    "/week": 46,
    "/review": 25,
    "/drift": 32,
    "/drift/cases": 34,
    "/drift/deals": 30,
    "/drift/skipped/{stage}": 34,
    "/drift/managers": 26,
    "/drift/managers/{manager}": 30,
    "/drift/results/{stage}": 30,
    "/focus": 6,
    "/team": 24,
    "/people/{person}": 43,
    "/calibration": 40,
    "/calibrations/{calibration}": 20,
    "/wording": 18,
    "/wording/clauses/{behaviour}/{clause}": 16,
    "/academy/lessons/{lesson}": 10,
    "/academy": 11,
    "/setup": 11,
    "/setup/operations": 13,
    "/setup/trail": 8,
    "/setup/mail": 6,
    "/setup/webhooks": 6,
    "/setup/lessons": 9,
    "/academy/try": 8,
    "/setup/chat": 6,
    "/setup/directory": 12,
    "/setup/people/import": 6,
    "/setup/people": 9,
    "/setup/people/{person}": 11,
    "/setup/people/{person}/erasure": 45,
    "/setup/teams": 9,
    "/setup/policy": 5,
    "/setup/sign-in": 8,
    "/account/passkeys": 6,
    "/sign-in/passkey": 4,
    "/setup/crm": 7,
    "/setup/crm/{source}": 9,
    "/setup/deals": 7,
    "/setup/tokens": 7,
    "/api": 4,
}
"""The most statements that a page may send: finding the visitor and the shell among them, and the note that somebody looked at another's data.

The demonstration has many rows on every page, so a page that asks once for each row exceeds its number. What is looked at once a second, such
as the current academy, is not looked at anew here. The first visit of a week makes its picks, so it asks more.
"""

LEADING = 6
"""The most statements of an address that only leads on to a page."""

NOT_LINKED = {
    "/",
    "/account/company",
    "/drift/behaviours/{behaviour}",
    "/evidence/{evidence}/file",
    "/feeds/{file}",
    "/healthz",
    "/service-worker.js",
    "/offline/kept",
    "/house/patterns",
    "/inbox/{notice}",
    "/academy/lessons/{lesson}/package",
    "/account/record",
    "/drift/signals",
    "/drift/table",
    "/team/completions",
    "/media/{file}",
    "/metrics",
    "/readyz",
    "/practice/answers/{answer}",
    "/process/templates/{artifact}/form",
    "/reminders/{token}/ending",
    "/setup/crm/{source}/evidence-stage",
    "/setup/deals/{run}",
    "/setup/people/import/{file}",
    "/sign-in/oidc",
    "/sign-in/oidc/out",
    "/sign-in/oidc/return",
    "/sign-in/code",
    "/sign-in/link/{token}",
}
"""What is no page, leads on, is reached by mail, by an answer of today, or once the company has accounts of its own."""


MANAGER = "ines"

MANY = 4
"""Pages of one kind that are visited: enough to meet one that is unlike the others."""


@pytest.fixture(scope="module")
def walks() -> Mapping[str, list[Visited]]:
    """Everything that each of the demonstration reaches by links, and a visitor under the key `nobody`: walked once in a run."""
    walked = shared.once("walks", lambda: msgspec.json.encode(asyncio.run(walk_all())).decode())
    return msgspec.json.decode(walked, type=dict[str, list[Visited]])


async def walk_all() -> dict[str, list[Visited]]:
    async with (
        databases.copied("sqlite", shared.folder(), served.demonstration(served.HALF_A_YEAR)) as database,
        client.opened(database) as door,
    ):
        async with client.visiting(door) as first:
            # The first visitor of a process waits for the academy, whatever they open.
            await first.get("/sign-in")
        with standing_still():
            return {key: await walk(door, key) for key in ("nobody", *FIRST_OF_EACH_ROLE)}


@contextmanager
def standing_still() -> Iterator[None]:
    """Nothing is looked at anew because a second went by: on a slow machine that would fall on a page several times."""
    at = clock.ticks()
    with pytest.MonkeyPatch.context() as still:
        still.setattr(clock, "ticks", lambda: at)
        still.setattr(lessons.LATEST, "ticks", lambda: at)
        yield


async def walk(door: ASGIApp, key: str) -> list[Visited]:
    async with client.visiting(door) as visitor:
        if key != "nobody":
            await sign_in(visitor, key)
        return await crawl.crawl(visitor, "/", each=MANY, among=await with_a_past(visitor) if key == MANAGER else ())


async def with_a_past(visitor: httpx.AsyncClient) -> list[str]:
    """The deal that came with gates behind it, which nobody has asked about: one of some eighty, and which of them a walk meets hangs on the day."""
    for deal in await deals.open_of([person.id for person in await queries.everyone()]):
        path = f"/deals/{deal.id}"
        if f"{path}/baseline" in (await visitor.get(path)).text:
            return [path]
    return []


@pytest.mark.parametrize("key", ["nobody", *FIRST_OF_EACH_ROLE])
def test_every_link_opens(walks: Mapping[str, list[Visited]], key: str):
    assert len(walks[key]) > 1
    assert [f"{page.path}: {page.status}" for page in walks[key] if page.status != 200] == []


def test_every_page_is_valid_and_does_nothing_by_itself(walks: Mapping[str, list[Visited]], tmp_path: Path):
    assert [found for pages in walks.values() for page in pages for found in template_text.active(page.html)] == []
    checked = [(key, page) for key, pages in walks.items() for page in two_of_a_kind(pages)]
    named = {f"{n:03}-{key}{page.kind.replace('/', '-')}": page.html for n, (key, page) in enumerate(checked)}
    assert "\n".join(html_checker.faults(named, tmp_path)) == ""


def two_of_a_kind(pages: list[Visited]) -> list[Visited]:
    """The first two pages of each kind: the checker takes a good part of a second for ten."""
    kinds: dict[str, list[Visited]] = {}
    for page in pages:
        kinds.setdefault(page.kind, []).append(page)
    return [page for alike in kinds.values() for page in alike[:2]]


def test_no_page_asks_the_database_more_often_than_it_may(walks: Mapping[str, list[Visited]]):
    asked: dict[str, int] = {}
    for page in chain.from_iterable(walks.values()):
        asked[page.kind] = max(asked.get(page.kind, 0), page.statements)
    assert {kind: n for kind, n in asked.items() if n > BUDGET.get(kind, 0)} == {}
    assert {page.path: page.led for page in chain.from_iterable(walks.values()) if page.led > LEADING} == {}


def test_no_page_goes_through_what_grows_where_all_others_wait_for_it(walks: Mapping[str, list[Visited]]):
    asked = {sql: page.kind for page in chain.from_iterable(walks.values()) for sql in page.asked}
    found = [(table, asked[sql], sql) for table, sql in plans.gone_through(served.demonstration(served.HALF_A_YEAR), asked)]
    assert {table for table, _kind, _sql in found} <= set(FEW), [one for one in found if one[0] not in FEW]


def test_every_page_has_a_budget():
    assert {path for method, path in ACCESS if method == "GET" and not path.startswith(FOR_PROGRAMS)} - NOT_LINKED == set(BUDGET)


def test_every_page_can_be_reached_by_links(walks: Mapping[str, list[Visited]]):
    reached = {page.kind for page in chain.from_iterable(walks.values())}
    assert {
        path for method, path in ACCESS if method == "GET" and not path.startswith(FOR_PROGRAMS)
    } - NOT_LINKED - reached == set()
