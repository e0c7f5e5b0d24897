"""A Salesforce on this machine is walked through."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from server.db import Statement
from server.deals import queries as deals
from server.facts import DealClosed
from server.integrations.crm import actions, queries, salesforce
from server.integrations.crm.trouble import Trouble
from server.integrations.crm.walk import Around, Cursor, Unreadable
from tests.cast import TUESDAY, Cast, assemble
from tests.databases import Database
from tests.deals.import_world import bring as bring_file
from tests.deals.import_world import facts_of, state
from tests.integrations.crm.fakes.salesforce import BROKEN, LIMITED, Salesforce
from tests.integrations.crm.fakes.serve import serving
from tests.integrations.crm.salesforce_world import BO, NINA, connect, id_of, org
from tests.integrations.crm.world import Clock, at, settle, walk


@pytest.fixture
async def cast(sqlite: Database) -> Cast:
    return await assemble()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def crm() -> Salesforce:
    return org()


@pytest.fixture
def base(crm: Salesforce) -> Iterator[str]:
    with serving(crm) as address:
        yield address


async def bring(cast: Cast, base: str, clock: Clock) -> queries.Run:
    await connect(cast, base, clock)
    await settle(cast, clock, source="salesforce")
    return await walk(cast, clock, source="salesforce")


async def test_opportunities_come_with_their_history_in_which_equal_stages_are_one(cast: Cast, base: str, clock: Clock):
    done = await bring(cast, base, clock)
    assert (done.state, done.added, done.skipped) == ("done", 3, 0)
    first = min(await deals.open_deals(cast.ada.id), key=lambda deal: deal.name)
    assert (first.name, first.stage, first.amount, first.added_at) == ("Deal 1", "discover", 200_000, at(1))
    claims = await Statement('SELECT "at", "stage" FROM "deal_stage" WHERE "deal" = {} ORDER BY "at"')(first.id)
    assert [(row["at"], row["stage"]) for row in claims] == [(at(1), "engage"), (at(4), "discover")]


async def test_what_was_won_deleted_or_passed_on_is_so_here(cast: Cast, crm: Salesforce, base: str, clock: Clock):
    await bring(cast, base, clock)
    crm.deal(id_of(1), at(30), StageName="Closed Won", CloseDate="2026-10-31")
    crm.deal(id_of(2), at(31), IsDeleted=True)
    crm.deal(id_of(3), at(32), OwnerId=BO, Name="Deal 3, passed on")
    done = await walk(cast, clock, source="salesforce")
    assert (done.full, done.changed) == (0, 3)
    ended = {fact.outcome: fact.on for fact in await facts_of(DealClosed)}
    assert ended == {"won": at(30).date(), "left": at(31).date()}
    assert [deal.name for deal in await deals.open_deals(cast.bo.id)] == ["Deal 3, passed on"]
    before = await state()
    assert (await walk(cast, clock, source="salesforce")).changed == 0
    assert await state() == before


async def test_pages_limits_and_a_session_that_ends_leave_no_trace(cast: Cast, crm: Salesforce, base: str, clock: Clock):
    await bring(cast, base, clock)
    whole = await state()
    await actions.disconnect(cast.zoe.actor, cast.entry(cast.zoe), "salesforce")
    for table in ("deal_stage", "deal_date", "deal_ownership", "deal_seen", "deal"):
        await Statement(f'DELETE FROM "{table}"')()
    crm.page = 1
    await connect(cast, base, clock)
    crm.wrong.extend([None, BROKEN, None, LIMITED])
    crm.token = "00Dsession2"
    done = await walk(cast, clock, source="salesforce")
    assert (done.state, done.added) == ("done", 3)
    assert await state() == whole


async def test_a_query_that_is_forgotten_is_begun_again(cast: Cast, crm: Salesforce, base: str, clock: Clock):
    await connect(cast, base, clock)
    await settle(cast, clock, source="salesforce")
    crm.page = 2
    crm.wrong.extend([*[None] * 10, LIMITED, LIMITED, LIMITED, LIMITED])
    waiting = await walk(cast, clock, source="salesforce")
    assert (waiting.state, (await queries.connection("salesforce")).problem) == ("running", "busy")
    crm.open_queries.clear()
    clock.now += timedelta(days=3)
    done = await actions.go_on(waiting, clock.within())
    assert (done.state, done.added) == ("done", 3)


async def test_what_was_handed_in_as_a_file_with_short_keys_is_the_same_deal(cast: Cast, base: str, clock: Clock):
    heads = "Opportunity ID,Opportunity Name,Stage,Opportunity Owner,Type"
    rows = f"{heads}\r\n{id_of(1)[:15]},Deal 1,Meeting,Ada Rep,New Business\r\n".encode()
    await bring_file(cast, rows, at=at(2))
    done = await bring(cast, base, clock)
    assert (done.added, done.changed) == (2, 1)
    [count] = await Statement('SELECT COUNT(*) AS "n" FROM "deal"')()
    assert count["n"] == 3


async def test_an_owner_who_is_nobody_here_is_told_by_name(cast: Cast, crm: Salesforce, base: str, clock: Clock):
    crm.deal(id_of(9), at(9), StageName="Meeting", OwnerId=NINA, Name="Nine", Type="New Business")
    done = await bring(cast, base, clock)
    assert [(one.name, one.why, one.word) for one in await queries.left_out(done.id)] == [("Nine", "owner", "Nina Nobody")]


async def test_a_client_that_is_not_let_in_is_not_kept(cast: Cast, base: str, clock: Clock):
    with pytest.raises(Trouble, match="token invalid_client"):
        await connect(cast, base, clock, secret="other")
    assert await queries.connections() == []


async def test_next_steps_come_and_go_and_an_event_says_whether_a_buyer_accepted(
    cast: Cast, crm: Salesforce, base: str, clock: Clock
):
    task, call, review, day = "00T000000000001AAA", "00T000000000002AAA", "00U000000000001AAA", "00U000000000002AAA"
    crm.task(task, at(5), WhatId=id_of(1), Subject="Send the numbers", ActivityDate="2026-11-26")
    crm.task(call, at(5), WhatId="001000000000001AAA", Subject="About an account", ActivityDate="2026-11-26")
    crm.event(review, at(5), WhatId=id_of(1), Subject="Security review", StartDateTime="2026-11-23T23:30:00.000+0000")
    crm.event(day, at(5), WhatId=id_of(2), Subject="At theirs", StartDateTime="2026-11-24T00:00:00.000+0000", IsAllDayEvent=True)
    crm.event(
        "00U000000000003AAA", at(5), WhatId=id_of(2), Subject="Copy", StartDateTime="2026-11-24T09:00:00.000+0000", IsChild=True
    )
    crm.guest(review, "003000000000001AAA", "Accepted")
    crm.guest(day, "005000000000002AAA", "Accepted")
    crm.page = 1
    await bring(cast, base, clock)
    assert await planned(cast) == {
        "Deal 1": [("Security review", "2026-11-24", True), ("Send the numbers", "2026-11-26", False)],
        "Deal 2": [("At theirs", "2026-11-24", False)],
    }
    clock.now += timedelta(hours=1)
    crm.event(review, clock.now, IsDeleted=True)
    crm.task(task, clock.now, IsClosed=True)
    crm.task(call, clock.now, WhatId=id_of(3), Subject="About a deal by now")
    await walk(cast, clock, source="salesforce")
    assert await planned(cast) == {
        "Deal 2": [("At theirs", "2026-11-24", False)],
        "Deal 3": [("About a deal by now", "2026-11-26", False)],
    }


async def planned(cast: Cast) -> dict[str, list[tuple[str, str, bool]]]:
    """By deal what is to be done next, when, and whether a buyer accepted."""
    found = {deal.id: deal.name for deal in await deals.open_deals(cast.ada.id)}
    steps = await deals.next_steps([*found], TUESDAY.date())
    return {found[id]: [(one.subject, str(one.day), one.accepted) for one in some] for id, some in steps.items()}


@pytest.mark.parametrize("step", salesforce.STEPS)
@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"records": [{}]}', b'{"records": [], "nextRecordsUrl": "https://elsewhere"}']
)
def test_a_page_that_is_none_is_told(step: str, body: bytes):
    with pytest.raises(Unreadable, match=step):
        salesforce.read(Cursor(step=step), body, Around(zone="UTC"))


@pytest.mark.parametrize(
    ("values", "why"), [({"Amount": -3}, "amount"), ({"CloseDate": "soon"}, "day"), ({"StageName": ""}, "empty")]
)
def test_an_opportunity_that_cannot_be_read_stays_out_with_its_reason(values: dict[str, object], why: str):
    crm = org(1)
    crm.records["Opportunity"][id_of(1)].update(values)
    body = json.dumps({"records": list(crm.records["Opportunity"].values())}).encode()
    found = salesforce.read(Cursor(step="deals"), body, Around(zone="UTC"))
    assert [(one.name, one.why) for one in found.left] == [("Deal 1", why)]
