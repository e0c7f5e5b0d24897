"""What waits for one tap on Today."""

from collections.abc import AsyncIterator

import httpx
import pytest
from msgspec import Struct
from msgspec.structs import replace

from server import clock, ids
from server.deals import actions as deals
from server.deals.actions import Told
from server.integrations.mail import actions, queries
from server.ledger import Entry
from tests import client as clients
from tests import selling
from tests.cast import Cast, assemble, signed_in
from tests.databases import Database
from tests.inspections.reference import PROCESS
from tests.integrations.mail.post import FORWARDED, INBOX, mail

SETTINGS = {"PLUMBLINE_INBOX": "hook:a-secret-of-24-characters", "PLUMBLINE_INBOX_ADDRESS": INBOX}


class Bus(Struct):
    """Ada on the bus, with two open deals, and mail that she forwarded."""

    cast: Cast
    browser: httpx.AsyncClient

    async def forwards(self, name: str, text: str = FORWARDED["apple"]) -> None:
        """A mail arrives."""
        token, _at = await queries.address_of(self.cast.ada.id) or ("", None)
        sent = mail(text, sender="ada@example.org", to=f"deals+{token}@in.example", name=name)
        await actions.receive(sent.as_bytes(), inbox=INBOX, now=clock.now())

    async def today(self) -> str:
        """What Today shows."""
        return (await self.browser.get("/today")).text


@pytest.fixture
async def bus(sqlite: Database) -> AsyncIterator[Bus]:
    await selling.serve(replace(selling.ACADEMY, process=PROCESS))
    cast = await assemble()
    for name in ("Vale Cement", "Northgate Dairy"):
        entry = Entry(id=ids.new(), at=clock.now(), actor=cast.ada.id)
        told = Told(name=name, stage="engage", amount=None, close_date=None)
        await deals.add(cast.ada.actor, entry, told, motion="new", currency="EUR", process=PROCESS)
    entry = Entry(id=ids.new(), at=clock.now(), actor=cast.ada.id)
    await actions.make_address(cast.ada.actor, entry, chance=ids.token())
    async with clients.opened(sqlite, SETTINGS) as door, clients.visiting(door) as browser:
        token, _visit = await signed_in(cast.ada, clock.now())
        browser.cookies.set("__Host-plumbline", token)
        yield Bus(cast, browser)


async def test_one_tap_files_it_on_the_likeliest_deal(bus: Bus):
    assert "From your mail" not in await bus.today()
    await bus.forwards("1")
    page = await bus.today()
    assert "We lose half a shift a week" in page
    (item,) = await queries.waiting(bus.cast.ada.id)
    likely = page.index("Northgate Dairy</button>")
    assert likely < page.index(">Vale Cement</option>")
    deal = page[:likely].rpartition('value="')[2].partition('"')[0]
    fields = clients.form_of(page, f"/mail/{item.id}/filing")
    answer = await bus.browser.post(f"/mail/{item.id}/filing", data={**fields, "deal": deal}, headers={"Origin": clients.HOME})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/today")
    assert "From your mail" not in await bus.today()
    assert "Petra Nováková" in (await bus.browser.get(f"/deals/{deal}")).text


async def test_it_is_about_no_deal(bus: Bus):
    await bus.forwards("1")
    (item,) = await queries.waiting(bus.cast.ada.id)
    path = f"/mail/{item.id}/dropping"
    fields = clients.form_of(await bus.today(), path)
    assert (await bus.browser.post(path, data=fields, headers={"Origin": clients.HOME})).status_code == 303
    assert "From your mail" not in await bus.today()


async def test_what_has_no_day_asks_for_it_and_what_names_no_deal_offers_all(bus: Bus):
    text = FORWARDED["apple"].replace("20 November 2026 at 10:12:07 CET", "yesterday").replace("northgate.example", "x.example")
    await bus.forwards("1", text)
    page = await bus.today()
    assert "no day found" in page
    assert 'type="date" ' in page
    assert "Which deal is it about?" in page
    (item,) = await queries.waiting(bus.cast.ada.id)
    fields = clients.form_of(page, f"/mail/{item.id}/filing")
    path = f"/mail/{item.id}/filing"
    deal = page.partition('<option value="0')[2].partition('"')[0]
    sent = {**fields, "deal": f"0{deal}", "day": ""}
    assert (await bus.browser.post(path, data=sent, headers={"Origin": clients.HOME})).status_code in {409, 422}
    assert len(await queries.waiting(bus.cast.ada.id)) == 1


async def test_of_many_three_are_shown(bus: Bus):
    for name in "12345":
        await bus.forwards(name)
    page = await bus.today()
    assert page.count('action="/mail/') == 3 * 3
    assert "2 more come after these." in page


async def test_where_no_mail_is_read_nothing_is_asked(sqlite: Database, bus: Bus):
    await bus.forwards("1")
    async with clients.opened(sqlite) as door, clients.visiting(door) as browser:
        browser.cookies = bus.browser.cookies
        assert "From your mail" not in (await browser.get("/today")).text
