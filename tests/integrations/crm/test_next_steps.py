"""Next steps come with the deals, go when they are done or deleted, and are the same whatever happens on the way."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from server.db import Statement
from server.deals import queries as deals
from server.deals.queries import Claim, Planned
from server.inspections import queries as inspections
from server.integrations.crm import actions, queries
from server.integrations.crm.vendors import VENDORS
from server.integrations.crm.walk import Around, Unreadable, day
from server.people import queries as people
from server.sentences.flag_reasons import NoStep
from server.web.deal.next_steps import planned_on
from tests.cast import TUESDAY, Cast, assemble
from tests.databases import Database
from tests.integrations.crm.fakes.hubspot import BROKEN, HubSpot, limited
from tests.integrations.crm.fakes.serve import serving
from tests.integrations.crm.world import Clock, asked, at, bring, connect, settle, small, walk
from tests.selling import ACADEMY, serve

TODAY = TUESDAY.date()


@pytest.fixture
async def cast(sqlite: Database) -> Cast:
    return await assemble()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def busy() -> HubSpot:
    """Two deals on which things are to be done, one that is about both, what is over, and what is about no deal."""
    crm = small(2)
    crm.task(
        "1", at(5), "1", hs_task_subject="Send the numbers", hs_task_status="NOT_STARTED", hs_timestamp="2026-11-26T09:00:00Z"
    )
    crm.task(
        "2",
        at(5),
        "1",
        "2",
        hs_task_subject="Call " + "Dana " * 30,
        hs_task_status="WAITING",
        hs_timestamp="2026-11-10T09:00:00Z",
    )
    crm.task("3", at(6), "2", hs_task_subject="Done long ago", hs_task_status="COMPLETED", hs_timestamp="2026-10-07T09:00:00Z")
    crm.task("4", at(6), hs_task_subject="A private matter", hs_task_status="NOT_STARTED", hs_task_body="secret")
    crm.meeting(
        "1",
        at(6),
        "1",
        hs_meeting_title="Security review",
        hs_meeting_start_time="2026-11-23T23:30:00Z",
        hs_meeting_body="secret",
    )
    crm.meeting(
        "2", at(6), "2", hs_meeting_title="Kick-off", hs_meeting_outcome="CANCELED", hs_meeting_start_time="2026-11-25T09:00:00Z"
    )
    return crm


@pytest.fixture
def crm() -> HubSpot:
    return busy()


@pytest.fixture
def base(crm: HubSpot) -> Iterator[str]:
    with serving(crm) as address:
        yield address


async def told(cast: Cast) -> dict[str, list[str]]:
    """By deal what is to be done next, the nearest first."""
    found = {deal.id: deal.name for deal in await deals.open_deals(cast.ada.id)}
    steps = await deals.next_steps([*found], TODAY)
    return {found[id]: [step.subject for step in some] for id, some in steps.items()}


async def rows(*, over: bool = True) -> list[dict[str, Any]]:
    """Everything that is kept, but for when it was read; without what is over, if that is said."""
    found = await Statement('SELECT * FROM "deal_next_step" ORDER BY "id"')()
    kept = [{key: value for key, value in dict(one).items() if key != "read_at"} for one in found]
    return [one for one in kept if over or (one["key"] and not one["done"])]


async def test_they_come_with_the_deals_and_nothing_but_a_line_is_kept_of_them(cast: Cast, base: str, clock: Clock):
    await bring(cast, base, clock)
    long = "Call " + "Dana " * 14 + "Dana…"
    assert await told(cast) == {"Deal 1": ["Security review", "Send the numbers", long], "Deal 2": [long]}
    [deal] = [one for one in await deals.open_deals(cast.ada.id) if one.name == "Deal 1"]
    first = (await deals.next_steps([deal.id], TODAY))[deal.id][0]
    assert first == Planned(called="HubSpot", kind="event", subject="Security review", day=date(2026, 11, 24), accepted=False)
    kept = str(await rows())
    assert "secret" not in kept
    assert "private" not in kept
    assert "long ago" not in kept


async def test_what_was_done_moved_deleted_or_parted_from_its_deal_is_so_here(cast: Cast, crm: HubSpot, base: str, clock: Clock):
    await bring(cast, base, clock)
    crm.log.clear()
    clock.now += timedelta(hours=1)
    crm.task("1", TUESDAY, hs_task_status="COMPLETED")
    crm.task("2", TUESDAY, "2", hs_task_subject="Call Dana")
    crm.task("5", TUESDAY, "1", hs_task_subject="New", hs_task_status="NOT_STARTED")
    crm.meetings["1"].archived_at = TUESDAY
    crm.task("4", clock.now, hs_task_subject="Still a private matter")
    await walk(cast, clock)
    assert "private" not in str(await rows())
    assert await told(cast) == {"Deal 1": ["New"], "Deal 2": ["Call Dana"]}
    assert asked(crm, "/crm/v3/objects/tasks") == []
    crm.task("1", clock.now, hs_task_status="NOT_STARTED")
    await walk(cast, clock)
    assert await told(cast) == {"Deal 1": ["Send the numbers", "New"], "Deal 2": ["Call Dana"]}


async def test_a_week_later_nothing_is_kept_of_what_is_over(cast: Cast, crm: HubSpot, base: str, clock: Clock):
    crm.task("6", at(6), "1", hs_task_subject="Stays", hs_task_status="NOT_STARTED")
    await bring(cast, base, clock)
    crm.task("1", TUESDAY, hs_task_status="COMPLETED")
    await walk(cast, clock)
    assert len(await rows()) > len(await rows(over=False))
    del crm.tasks["2"]
    clock.now += timedelta(days=8)
    crm.deal("2", clock.now, amount="5")
    await walk(cast, clock)
    assert await rows() == await rows(over=False)
    assert await told(cast) == {"Deal 1": ["Stays"]}


async def test_small_pages_repeats_limits_and_stumbles_leave_no_trace(database: Database, clock: Clock):
    cast, crm = await assemble(), busy()
    with serving(crm) as base:
        await bring(cast, base, clock)
        clock.now += timedelta(hours=1)
        crm.task("1", TUESDAY, "2", hs_task_subject="Send them to Dana")
        await walk(cast, clock)
        whole = await rows(over=False)
        await actions.disconnect(cast.zoe.actor, cast.entry(cast.zoe), "hubspot")
        assert await rows() == []
        crm.page, crm.twice = 1, True
        await connect(cast, base, clock)
        await settle(cast, clock)
        crm.wrong.extend([*[None] * 11, limited(2), BROKEN, None, limited(900)])
        waiting = await walk(cast, clock)
        assert (waiting.state, (await queries.connection("hubspot")).steps_since) == ("running", "")
        clock.now += timedelta(seconds=900)
        assert (await actions.go_on(waiting, clock.within())).state == "done"
        assert await rows(over=False) == whole
        await walk(cast, clock)
        assert await rows(over=False) == whole


async def test_a_crm_that_keeps_its_tasks_to_itself_still_gives_its_deals(cast: Cast, crm: HubSpot, base: str, clock: Clock):
    await bring(cast, base, clock)
    crm.scopes = {"deals"}
    crm.deal("1", TUESDAY, amount="7")
    done = await walk(cast, clock)
    assert (done.state, done.changed) == ("done", 1)
    assert (await queries.connection("hubspot")).steps == "unread"
    assert await rows() == []
    crm.scopes |= {"tasks", "meetings"}
    await actions.test(cast.zoe.actor, "hubspot", clock.within())
    assert (await queries.connection("hubspot")).steps == ""
    await walk(cast, clock)
    assert "Send the numbers" in (await told(cast))["Deal 1"]


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"results": [{}], "data": [{}], "records": [{}]}', b"\xff"])
@pytest.mark.parametrize("source", VENDORS)
def test_a_page_that_is_none_is_told(source: str, body: bytes):
    steps = VENDORS[source].steps
    for since in ("", "2026-11-01T00:00:00+00:00"):
        with pytest.raises(Unreadable):
            steps.read(steps.begin(since, "", ()), body, Around(zone="UTC"))


async def test_a_next_step_is_no_evidence_and_calms_no_flag(cast: Cast, base: str, clock: Clock):
    await bring(cast, base, clock)
    for table in ("evidence", "standing"):
        assert await Statement(f'SELECT "id" FROM "{table}"')() == []
    [deal] = [one for one in await deals.open_deals(cast.ada.id) if one.name == "Deal 1"]
    row = 'INSERT INTO "standing" ("id", "deal", "behaviour", "answer", "met", "shown_at") VALUES ({}, {}, {}, {}, {}, {})'
    await Statement(row)(deal.id, deal.id, "next-step-confirmed", "met", True, TODAY - timedelta(days=9))
    await serve(ACADEMY)
    owner = await people.person(deal.owner)
    assert owner is not None
    claims = [Claim(at=TUESDAY - timedelta(days=1), stage=deal.stage)]
    line = await inspections.line_of(deal, owner, claims, None, TUESDAY)
    assert line is not None
    assert NoStep(days=9) in line.flags
    assert (await planned_on(deal.id, TUESDAY, "Europe/Prague"))[0] == (
        "Next step in HubSpot: “Security review”, 24\u00a0Nov. A meeting of ours; it proves nothing until a buyer accepts."
    )


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("0001-01-01T00:00:00+14:00", "UTC"),
        ("9999-12-31T23:59:59Z", "Europe/Prague"),
        ("9999-12-31T23:59:59-01:00", "UTC"),
        ("1763373600000", "UTC"),
    ],
)
def test_a_time_at_the_end_of_all_times_is_none_of_ours(text: str, zone: str):
    with pytest.raises(ValueError, match=r".+"):
        day(text, zone)


async def test_a_meeting_that_never_begins_keeps_no_deal_away(cast: Cast, clock: Clock):
    crm = small(2)
    never = "9999-12-31T23:59:59Z"
    crm.meeting("9", at(6), "1", hs_meeting_title="Some day", hs_meeting_start_time=never)
    crm.task("9", at(6), "1", hs_task_subject="Some day", hs_task_status="NOT_STARTED", hs_timestamp=never)
    crm.deal("2", at(6), closedate=never)
    with serving(crm) as base:
        done = await bring(cast, base, clock)
    assert (done.state, done.skipped, await told(cast)) == ("done", 1, {"Deal 1": ["Some day"]})
