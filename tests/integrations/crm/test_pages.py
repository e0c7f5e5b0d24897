"""An admin connects a CRM, looks, says what its words mean, turns it on, and is told what stands in the way. By plain HTTP."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import timedelta

import pytest

from server import clock, settings
from server.db import Statement
from server.deals import queries as deals
from server.integrations.crm import queries
from server.jobs import pull_crm
from server.people import queries as people
from server.people.queries import listing
from tests import client as clients
from tests.databases import Database
from tests.integrations.crm.fakes.hubspot import TOKEN, HubSpot, limited
from tests.integrations.crm.fakes.serve import Answer, serving
from tests.integrations.crm.setting_up import PAGE, pull, read, send
from tests.integrations.crm.world import at, small
from tests.web import every_form
from tests.web.every_form import House


@pytest.fixture
async def house(sqlite: Database) -> AsyncIterator[House]:
    async with every_form.opened(sqlite) as house:
        yield house


@pytest.fixture
def crm() -> HubSpot:
    crm = small(3)
    crm.deal("2", clock.now(), hubspot_owner_id="13")
    return crm


@pytest.fixture
def base(crm: HubSpot) -> Iterator[str]:
    with serving(crm) as address:
        yield address


async def test_what_is_missing_to_open_a_crm_is_named_field_by_field(house: House):
    assert "Token: Enter the token." in await send(house, PAGE)
    page = await send(house, "/setup/crm/salesforce", base="https://example.my.salesforce.com")
    assert "Client id: Enter the id of the client." in page
    assert "Client secret: Enter the secret of the client." in page


async def test_from_a_token_to_deals_that_come_by_themselves(house: House, base: str):
    assert "No CRM is connected" in await read(house, "/setup/crm")
    assert (await house.browsers["zoe"].get("/setup/crm/other")).status_code == 404
    assert "lets us in" in await send(house, PAGE, base=base, secret=TOKEN)
    assert "Look first" in await send(house, f"{PAGE}/pulling")
    assert "Look first" in await send(house, f"{PAGE}/schedule", every="60")
    assert await queries.runs("hubspot") == []
    assert "is being asked" in await send(house, f"{PAGE}/looking")
    assert await pull(house) == 1
    page = await read(house)
    assert "One word means nothing yet" in page
    assert "Deal 2" in page
    assert "“Nina Nobody” is nobody here." in page
    [owner] = re.findall(r'<label class="vh" for="(w\w+)">Nina Nobody means', page)
    page = await send(house, f"{PAGE}/mapping", **{owner: "+"})
    assert heading(page) == "Every word means something now", "2 were new before that was said"
    assert "comes in when you bring the deals" in page
    page = await send(house, f"{PAGE}/schedule", every="60")
    assert heading(page) == "Every word means something now"
    assert "comes in the next time: HubSpot is asked every hour." in page
    assert await pull(house) == 1
    page = await read(house)
    assert heading(page) == "3 new, 0 changed, 0 as they were"
    assert "HubSpot is asked every hour." in page
    assert await pull(house) == 0
    assert "Deals come from HubSpot by themselves" in await read(house, "/setup/crm")
    assert "Nina Nobody" in await read(house, "/setup/people")


async def test_many_owners_who_are_nobody_here_are_added_at_once(house: House, crm: HubSpot, base: str):
    sells(crm, {31: "owner31@example.com", 32: "owner32@example.com"})
    left = strangers(page := await looked(house, base))
    assert "owner31@example.com" in page, "who signs in with it is seen before they are added"
    page = await send(house, f"{PAGE}/mapping", **{**dict.fromkeys(left.values(), ""), left["Owner 32"]: "-", "others": "+"})
    assert "means nothing yet" not in page
    here = await read(house, "/setup/people")
    assert "Nina Nobody" in here
    assert "Owner 31" in here
    assert "Owner 32" not in here, "whose deals were left out stays out"


async def test_all_owners_who_are_left_open_stay_out_at_once_also_without_an_address(house: House, crm: HubSpot, base: str):
    sells(crm, {31: "owner31@example.com", 32: ""})
    left = strangers(await looked(house, base))
    page = await send(house, f"{PAGE}/mapping", **dict.fromkeys(left.values(), ""), others="-")
    assert "means nothing yet" not in page
    assert "Owner 31" not in await read(house, "/setup/people")


async def test_two_owners_with_one_address_are_one_rep_and_who_cannot_be_added_is_named(house: House, crm: HubSpot, base: str):
    sells(crm, {31: "owner31@example.com", 32: "Owner31@example.com", 33: f"{'o' * 250}@example.com"})
    left = strangers(await looked(house, base))
    open_ = dict.fromkeys(left.values(), "")
    assert "Owner 33: Write a mail address" in await send(house, f"{PAGE}/mapping", **open_, others="+")
    page = await send(house, f"{PAGE}/mapping", **{**open_, left["Owner 33"]: "-"}, others="+")
    assert "means nothing yet" not in page
    assert [one.name for one in await people.everyone() if one.email == "owner31@example.com"] == ["Owner 31"]


def sells(crm: HubSpot, owners: Mapping[int, str]) -> None:
    """Each of these owners, with their address, has a deal."""
    for n, email in owners.items():
        crm.owner(str(n), email, f"Owner {n}")
        crm.deal(
            f"{n}",
            at(1),
            dealstage="meeting",
            dealname=f"Deal {n}",
            pipeline="default",
            hubspot_owner_id=str(n),
            dealtype="newbusiness",
        )


async def looked(house: House, base: str) -> str:
    """The page of the CRM once it was looked through."""
    await send(house, PAGE, base=base, secret=TOKEN)
    await send(house, f"{PAGE}/looking")
    await pull(house)
    return await read(house)


def strangers(page: str) -> dict[str, str]:
    """The owners who are nobody here, each with the field that says what they mean."""
    return {name: field for field, name in re.findall(r'<label class="vh" for="(w\w+)">(Nina Nobody|Owner \d+) means', page)}


async def test_what_opens_it_is_on_no_page_whatever_goes_wrong(house: House, crm: HubSpot, base: str):
    pages = [await send(house, PAGE, base=base, secret="pat-wrong-token")]
    assert "does not accept" in pages[0]
    pages.append(await send(house, PAGE, base="http://127.0.0.1:9", secret=TOKEN))
    assert "does not answer" in pages[1]
    pages.append(await send(house, PAGE, base=base, secret=TOKEN))
    crm.wrong.append(Answer({"category": "MISSING_SCOPES", "message": TOKEN}, 403))
    pages.append(await send(house, f"{PAGE}/test"))
    assert "crm.objects.deals.read" in pages[3]
    crm.wrong.extend([limited(900)])
    await send(house, f"{PAGE}/looking")
    await pull(house)
    pages.append(await read(house))
    assert "asks to wait" in pages[4]
    assert [page for page in pages if "pat-" in page] == []


async def test_letting_it_go_keeps_its_deals_and_forgets_the_token(house: House, base: str):
    await send(house, PAGE, base=base, secret=TOKEN)
    await send(house, f"{PAGE}/looking")
    await pull(house)
    await send(house, f"{PAGE}/schedule", every="60")
    await pull(house)
    assert "No CRM is connected" in await send(house, f"{PAGE}/ending")
    assert await queries.connections() == []
    ada = str((await house.browsers["ada"].get("/deals")).text)
    assert "Deal 1" in ada


async def test_from_what_would_be_told_to_a_field_that_is_written(house: House, crm: HubSpot, base: str):
    stage = f"{PAGE}/evidence-stage"
    assert (await house.browsers["zoe"].get(stage)).status_code == 404
    await send(house, PAGE, base=base, secret=TOKEN)
    await send(house, f"{PAGE}/looking")
    await pull(house)
    await send(house, f"{PAGE}/schedule", every="60")
    await pull(house)
    found = {deal.name: deal.id for deal in await deals.open_deals(house.cast.ada.id)}
    row = (
        'INSERT INTO "conclusion" ("id", "supported", "asked", "missing", "waits", "complete", "lapsed", "mode", "pick") '
        "VALUES ({}, 'engage', {}, '', '[]', '[]', '[]', 'standard', 'chosen')"
    )
    await Statement(row)(found["Deal 1"], True)
    page = await read(house, stage)
    assert "HubSpot is told nothing" in page
    assert re.search(r"Deal 1</th><td[^>]*>nothing</td><td[^>]*>Engage<", page)
    assert "no property of deals with the internal name plumbline_evidence_stage" in await send(house, f"{stage}/test")
    assert "no property of deals" in await send(house, stage, active="yes")
    assert await queries.writing("hubspot") is None
    crm.scopes.discard("schemas")
    assert "does not let us make fields" in await send(house, f"{stage}/field")
    crm.scopes.add("schemas")
    assert "It is there and can be written." in await send(house, f"{stage}/field")
    assert "HubSpot is told how far evidence reaches" in await send(house, stage, active="yes")
    given = settings.read({"PLUMBLINE_KEY": clients.KEY, "PLUMBLINE_PRIVATE_NETWORKS": "allow"})
    assert await pull_crm.write_due(given) == 1
    assert crm.deals["1"].properties["plumbline_evidence_stage"] == "Engage"
    page = await read(house, stage)
    assert "Could not be told" not in page
    assert "Nothing: every open deal" in page
    assert re.search(r"Deal 1</th><td[^>]*>Engage</td><td[^>]*><time", page)
    assert "it is told" in await read(house)
    refused = Statement('UPDATE "crm_written" SET "tried" = {}, "problem" = \'RULE\', "tries" = 1, "not_before" = {}')
    supported = Statement('UPDATE "conclusion" SET "supported" = {}')
    await refused("Discover", clock.now() + timedelta(hours=1))
    assert "Could not be told" not in await read(house, stage)
    await supported("discover")
    page = await read(house, stage)
    assert "Nothing just now." in page
    assert "HubSpot says RULE. It is tried again by itself." in page
    assert "HubSpot is told nothing" in await send(house, stage, active="no")


async def test_in_a_large_company_an_owner_is_chosen_by_address(house: House, base: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(listing, "MANY", 1)
    await send(house, PAGE, base=base, secret=TOKEN)
    await send(house, f"{PAGE}/looking")
    await pull(house)
    page, bo = await read(house), house.person("bo")
    assert f'value="{bo.id}"' not in page
    assert page.count(f'<option value="{bo.email}">') == 1, "everybody is listed once"
    [owner] = re.findall(r'<label class="vh" for="(w\w+)">Nina Nobody means', page)
    page = await send(house, f"{PAGE}/mapping", **{owner: "@", f"{owner}-address": "nobody@example.org"})
    assert "nobody@example.org: Nobody here has this address." in page
    page = await send(house, f"{PAGE}/mapping", **{owner: "", f"{owner}-address": bo.email})
    assert f'<option value="{bo.id}" selected>' in page


def heading(page: str) -> str:
    found = re.search("<h1>(.*?)</h1>", page)
    assert found
    return found[1]
