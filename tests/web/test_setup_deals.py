"""An admin brings deals from a CRM, by plain HTTP and without JavaScript."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from litestar.types import ASGIApp

from server import clock, ids
from server.deals import queries
from server.deals.queries import imports
from server.forms import MEGABYTE, room
from server.jobs.import_deals import import_begun
from server.people import queries as people
from server.people.queries import listing
from server.web.pages.setup_deals import LARGEST
from tests import client as clients
from tests.cast import Cast, assemble, signed_in
from tests.client import HOME, form_of
from tests.databases import Database
from tests.learning.world import serve

DEALS = b"""Record ID,Deal Name,Deal Stage,Deal owner,Amount,Close Date
1,Alder & Quay,Discovery,Ada Rep,62000,12/18/2026
2,Fennel,Odd stage,Sven Ny,,
3,,,,,
"""


@pytest.fixture
async def cast(database: Database) -> Cast:
    await serve()
    return await assemble()


@pytest.fixture
async def zoe(cast: Cast, door: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    """The admin, signed in just now."""
    async with clients.visiting(door) as visitor:
        visitor.cookies.set("__Host-plumbline", (await signed_in(cast.zoe, clock.now()))[0])
        yield visitor


async def hand_in(visitor: httpx.AsyncClient, data: bytes, name: str = "deals.csv", **more: str) -> httpx.Response:
    fields = form_of((await visitor.get("/setup/deals")).text, "/setup/deals")
    return await visitor.post("/setup/deals", data={**fields, **more}, files={"file": (name, data)}, headers={"Origin": HOME})


async def press(visitor: httpx.AsyncClient, page: str, what: str, **more: str) -> httpx.Response:
    """Sends the form of a file's page, with this button."""
    fields = form_of((await visitor.get(page)).text, f"{page}/mapping")
    return await visitor.post(f"{page}/{what}", data={**fields, **more}, headers={"Origin": HOME})


async def test_when_a_file_was_made_is_read_as_a_browser_sends_it(zoe: httpx.AsyncClient):
    for typed in ("2026-11-02T08:30", "2026-11-02T08:30:00"):
        given = await hand_in(zoe, DEALS + typed.encode(), as_of=typed)
        assert given.status_code == 303
        assert "made 2 November 2026, 08:30" in " ".join((await zoe.get(given.headers["Location"])).text.split())
    refused = await hand_in(zoe, DEALS, as_of="soon")
    assert refused.status_code == 422
    assert "Say when the file was made" in refused.text


async def test_a_file_is_handed_in_mapped_and_imported(cast: Cast, zoe: httpx.AsyncClient):
    given = await hand_in(zoe, DEALS)
    assert given.status_code == 303
    page = given.headers["Location"]
    told = (await zoe.get(page)).text
    assert "3 rows read, 2 stay out, nothing written yet" in " ".join(told.split())
    assert "One owner is nobody here yet" in told
    assert await queries.open_deals(cast.ada.id) == []

    assert (await press(zoe, page, "people", w1="engage", w4="+", a4="sven@example.org", team=str(cast.north))).status_code == 303
    sven = await people.person_by_address("sven@example.org")
    assert sven is not None
    assert (sven.name, sven.team, set(sven.roles)) == ("Sven Ny", cast.north, {"rep"})

    changed = await press(zoe, page, "beginning", w1="discover")
    assert changed.headers["Location"].startswith(f"{page}?changed=1")
    assert "You changed what some of it means" in (await zoe.get(changed.headers["Location"])).text
    begun = await press(zoe, page, "beginning")
    assert begun.headers["Location"] == page
    running = (await zoe.get(page)).text
    assert '<progress id="bar" max="3" value="0">' in running
    assert (await zoe.get(page, headers={"HX-Request": "true"})).headers.get("HX-Refresh") is None

    assert await import_begun() == 1
    done = (await zoe.get(page)).text
    assert "2 new, 0 changed, 0 as they were" in done
    assert "“Deal Stage” is empty" in done or "“Record ID” is empty" in done
    assert (await zoe.get(page, headers={"HX-Request": "true"})).headers["HX-Refresh"] == "true"
    (mine,) = await queries.open_deals(cast.ada.id)
    assert (mine.name, mine.stage, str(mine.close_date)) == ("Alder & Quay", "discover", "2026-12-18")
    assert [deal.stage for deal in await queries.open_deals(sven.id)] == ["discover"]
    assert "2 new, 0 changed" in (await zoe.get("/setup/deals")).text


async def test_a_file_may_be_thrown_away(zoe: httpx.AsyncClient):
    page = (await hand_in(zoe, DEALS)).headers["Location"]
    fields = form_of((await zoe.get(page)).text, f"{page}/discarding")
    assert (await zoe.post(f"{page}/discarding", data=fields, headers={"Origin": HOME})).headers["Location"] == "/setup/deals"
    assert "This file was thrown away" in (await zoe.get(page)).text
    assert "deals.csv" not in (await zoe.get("/setup/deals")).text


async def test_what_cannot_be_taken_is_said_beside_the_field_and_what_was_typed_stays(zoe: httpx.AsyncClient):
    for data, words in (
        (b"", "Choose a file."),
        (b"a\nb\n", "This file has one column only"),
        (b"PK\x03\x04", "This is a workbook"),
    ):
        refused = await hand_in(zoe, data, name="" if not data else "deals.csv", source="our crm")
        assert refused.status_code == 422
        assert words in refused.text
        assert 'value="our crm"' in refused.text


async def test_two_columns_that_become_the_same_are_refused_and_the_choice_stays(zoe: httpx.AsyncClient):
    page = (await hand_in(zoe, DEALS)).headers["Location"]
    refused = await press(zoe, page, "mapping", c1="stage", c2="stage")
    assert refused.status_code == 422
    assert "Two columns become the same" in refused.text


async def test_an_address_that_somebody_has_is_said_with_the_owner_it_was_for(zoe: httpx.AsyncClient):
    page = (await hand_in(zoe, DEALS)).headers["Location"]
    refused = await press(zoe, page, "people", w4="+", a4="ada@example.org")
    assert refused.status_code == 422
    assert "Sven Ny: Ada Rep has this address already." in refused.text


async def test_owners_who_are_nobody_here_are_added_or_left_out_all_at_once(cast: Cast, zoe: httpx.AsyncClient):
    data = b"id,stage,owner\n1,Discovery,Sven Ny\n2,Discovery,Una Oe\n3,Discovery,Ada Rep\n"
    page = (await hand_in(zoe, data)).headers["Location"]
    shown = (await zoe.get(page)).text
    assert 'value="sven.ny@example.org"' in shown
    added = await press(zoe, page, "people", others="+", a3="sven.ny@example.org", a4="una.oe@example.org")
    assert added.status_code == 303, added.text
    assert {"Sven Ny", "Una Oe"} <= {person.name for person in await people.everyone()}
    found = await imports.found(UUID(page.rpartition("/")[2]))
    assert found is not None
    assert found.trial.added == 3


async def test_a_column_that_was_taken_for_another_and_has_a_word_on_every_row_can_still_be_put_right(zoe: httpx.AsyncClient):
    rows = "".join(f"{n},Discovery,Deal {n},Ada Rep\n" for n in range(2_500))
    page = (await hand_in(zoe, f"id,stage,owner,seller\n{rows}".encode())).headers["Location"]
    shown = (await zoe.get(page)).text
    assert shown.count('aria-invalid="true"') == 0
    assert "800 more words are left out here" in shown
    kept = await press(zoe, page, "mapping", c2="", c3="owner_name")
    assert kept.status_code == 303, kept.text
    found = await imports.found(UUID(page.rpartition("/")[2]))
    assert found is not None
    assert (found.trial.added, len(found.survey.words)) == (2_500, 3)


async def test_more_than_fits_is_told_in_megabytes(zoe: httpx.AsyncClient):
    fields = form_of((await zoe.get("/setup/deals")).text, "/setup/deals")
    for size in (LARGEST + 1, room(LARGEST) + MEGABYTE):
        answer = await zoe.post("/setup/deals", data=fields, files={"file": ("deals.csv", b"x" * size)}, headers={"Origin": HOME})
        assert answer.status_code == 413
        assert "Files may have 50 MB at most." in answer.text


async def test_a_stranger_s_megabytes_are_not_read_and_a_rep_finds_nothing(cast: Cast, door: ASGIApp):
    async with clients.visiting(door) as nobody:
        answer = await nobody.post("/setup/deals", data={"form": str(ids.new())}, files={"file": ("a.csv", b"x" * 3 * MEGABYTE)})
        assert answer.status_code == 401
    async with clients.visiting(door) as ada:
        ada.cookies.set("__Host-plumbline", (await signed_in(cast.ada, clock.now()))[0])
        assert (await ada.get("/setup/deals")).status_code == 404
        answer = await ada.post("/setup/deals", data={"form": str(ids.new())}, files={"file": ("a.csv", DEALS)})
        assert answer.status_code == 404


async def test_setup_asks_again_who_is_there_after_twelve_hours(cast: Cast, door: ASGIApp):
    async with clients.visiting(door) as zoe:
        zoe.cookies.set("__Host-plumbline", (await signed_in(cast.zoe, clock.now() - timedelta(hours=13), remember=True))[0])
        answer = await zoe.get("/setup/deals")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/setup/deals")


async def test_a_form_without_its_token_brings_nothing(cast: Cast, zoe: httpx.AsyncClient):
    answer = await zoe.post(
        "/setup/deals", data={"form": str(ids.new())}, files={"file": ("a.csv", DEALS)}, headers={"Origin": HOME}
    )
    assert answer.status_code == 403
    assert await imports.imports() == []


async def test_in_a_large_company_an_owner_is_chosen_by_address(
    cast: Cast, zoe: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(listing, "MANY", 1)
    page = (await hand_in(zoe, DEALS)).headers["Location"]
    told = (await zoe.get(page)).text
    assert told.count(f'value="{cast.ada.id}"') == 1, "who is chosen is named, and nobody else"
    assert f'value="{cast.bo.id}"' not in told
    assert told.count(f'<option value="{cast.bo.email}">') == 1, "everybody is listed once"
    refused = await press(zoe, page, "beginning", w4="@", a4="nobody@example.org")
    assert refused.status_code == 422
    assert "nobody@example.org: Nobody here has this address." in refused.text
    assert 'value="nobody@example.org"' in refused.text
    assert (await press(zoe, page, "mapping", w4="@", a4=cast.bo.email.upper())).status_code == 303
    assert f'<option value="{cast.bo.id}" selected>' in (await zoe.get(page)).text
    assert (await press(zoe, page, "mapping", a4=cast.ada.email)).status_code == 303
    assert f'value="{cast.bo.id}"' not in (await zoe.get(page)).text
