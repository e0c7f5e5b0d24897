"""A Pipedrive on this machine: its own client reads every route of it, and it is walked through."""

import json
import subprocess
from collections.abc import Iterator
from datetime import timedelta

import pytest

from server.db import Statement
from server.deals import queries as deals
from server.facts import DealClosed
from server.integrations.crm import actions, pipedrive, queries
from server.integrations.crm.walk import Around, Cursor, Unreadable
from tests.cast import TUESDAY, Cast, assemble
from tests.databases import Database
from tests.deals.import_world import facts_of, state
from tests.integrations.crm.fakes.pipedrive import TOKEN, Pipedrive, limited
from tests.integrations.crm.fakes.serve import serving
from tests.integrations.crm.pipedrive_world import connect
from tests.integrations.crm.world import Clock, asked, at, settle, walk
from tests.machine import TOOLS


@pytest.fixture
async def cast(sqlite: Database) -> Cast:
    return await assemble()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def crm() -> Pipedrive:
    """Three deals of Ada's that went from meeting to needs; the third has always been where it is."""
    crm = Pipedrive()
    crm.user(1, "ada@example.org", "Ada Rep")
    crm.user(2, "bo@example.org", "Bo Rep", active=False)
    crm.pipeline(1, "Sales", Meeting=11, Discover=12, Align=13)
    for id in (1, 2):
        crm.deal(id, at(id), stage_id=11, value=id * 1000 + 0.5, expected_close_date="2026-12-01")
        crm.deal(id, at(id + 2), stage_id=12, expected_close_date="2026-12-18")
    crm.deal(3, at(3), stage_id=12)
    return crm


@pytest.fixture
def base(crm: Pipedrive) -> Iterator[str]:
    with serving(crm) as address:
        yield address


async def bring(cast: Cast, base: str, clock: Clock) -> queries.Run:
    await connect(cast, base, clock)
    await settle(cast, clock, source="pipedrive")
    return await walk(cast, clock, source="pipedrive")


def test_its_own_client_reads_every_route(crm: Pipedrive, base: str):
    crm.deal(3, at(9), is_archived=True)
    crm.deal(4, at(9), stage_id=11, is_deleted=True)
    for id in (1, 2, 3):
        crm.activity(id, at(id + 3), deal_id=id, due_date="2026-11-24")
    crm.activity(4, at(9), done=True)
    crm.made("ab" * 20)
    script = TOOLS.parent / "read-pipedrive.mjs"
    done = subprocess.run(["node", script, base, TOKEN], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    read = json.loads(done.stdout)
    counts = {name: len(found) for name, found in read.items() if name not in {"refused", "field", "written"}}
    assert counts == {
        "users": 2,
        "pipelines": 1,
        "stages": 3,
        "deals": 2,
        "since": 1,
        "archived": 1,
        "deleted": 1,
        "changes": 2,
    } | {
        "open": 3,
        "touched": 2,
        "held": 1,
    }
    assert (read["deals"][0]["title"], read["deals"][0]["stage_id"]) == ("Deal 1", 12)
    assert {(one["field_key"], one["old_value"], one["new_value"]) for one in read["changes"]} == {
        ("stage_id", "11", "12"),
        ("expected_close_date", "2026-12-01", "2026-12-18"),
    }
    assert [(one["subject"], one["deal_id"], one["due_date"]) for one in read["held"]] == [("Activity 2", 2, "2026-11-24")]
    assert (read["field"]["field_type"], read["field"]["is_custom_field"], read["written"]) == ("varchar", True, "Align")
    assert read["refused"] == 401


async def test_deals_come_with_where_they_began_and_when_they_moved(cast: Cast, crm: Pipedrive, base: str, clock: Clock):
    done = await bring(cast, base, clock)
    assert (done.state, done.added, done.skipped) == ("done", 3, 0)
    found = sorted(await deals.open_deals(cast.ada.id), key=lambda deal: deal.name)
    assert [(deal.stage, deal.amount, deal.added_at) for deal in found] == [
        ("discover", 100_050, at(1)),
        ("discover", 200_050, at(2)),
        ("discover", 0, at(3)),
    ]
    rows = await Statement('SELECT "at", "stage", "derived" FROM "deal_stage" WHERE "deal" = {} ORDER BY "at"')(found[0].id)
    assert [(row["at"], row["stage"], bool(row["derived"])) for row in rows] == [
        (at(1), "engage", False),
        (at(3), "discover", False),
    ]
    days = await Statement('SELECT "day" FROM "deal_date" WHERE "deal" = {} ORDER BY "at"')(found[0].id)
    assert str(days[-1]["day"]) == "2026-12-18"
    assert len(asked(crm, "/v1/deals/1/changelog")) == 1
    assert asked(crm, "/v1/deals/3/changelog") == []


async def test_the_history_of_a_deal_that_did_not_move_is_not_asked_for_again(
    cast: Cast, crm: Pipedrive, base: str, clock: Clock
):
    await bring(cast, base, clock)
    crm.log.clear()
    crm.deal(1, at(40), title="Deal 1, renamed")
    crm.deal(2, at(41), stage_id=13)
    done = await walk(cast, clock, source="pipedrive")
    assert (done.full, done.changed) == (0, 2)
    clock.now += timedelta(days=8)
    assert (await walk(cast, clock, source="pipedrive")).full == 1
    assert (len(asked(crm, "/v1/deals/1/changelog")), len(asked(crm, "/v1/deals/2/changelog"))) == (0, 2)


async def test_what_was_won_lost_archived_deleted_or_passed_on_is_so_here(cast: Cast, crm: Pipedrive, base: str, clock: Clock):
    crm.deal(4, at(4), stage_id=11)
    await bring(cast, base, clock)
    crm.deal(1, at(40), status="won", won_time="2026-11-09T10:00:00Z")
    crm.deal(2, at(40), status="lost", lost_time="2026-11-08T10:00:00Z", is_archived=True)
    crm.deal(3, at(40), is_deleted=True)
    crm.deal(4, at(40), owner_id=2)
    await walk(cast, clock, source="pipedrive")
    ended = {fact.outcome: str(fact.on) for fact in await facts_of(DealClosed)}
    assert ended == {"won": "2026-11-09", "lost": "2026-11-08", "left": str(at(40).date())}
    assert [deal.name for deal in await deals.open_deals(cast.bo.id)] == ["Deal 4"]


async def test_small_pages_and_limits_leave_no_trace(cast: Cast, crm: Pipedrive, base: str, clock: Clock):
    for n in range(4):
        crm.deal(1, at(10 + n), stage_id=11 + n % 3)
    await bring(cast, base, clock)
    whole = await state()
    await actions.disconnect(cast.zoe.actor, cast.entry(cast.zoe), "pipedrive")
    for table in ("deal_stage", "deal_date", "deal_ownership", "deal_seen", "deal"):
        await Statement(f'DELETE FROM "{table}"')()
    crm.page = 1
    await connect(cast, base, clock)
    crm.wrong.extend([None, None, limited(2), None, None, None, limited(900)])
    waiting = await walk(cast, clock, source="pipedrive")
    assert waiting.state == "running"
    clock.now += timedelta(seconds=900)
    done = await actions.go_on(waiting, clock.within())
    assert (done.state, done.added) == ("done", 3)
    assert await state() == whole


async def test_next_steps_come_and_go_also_when_no_list_says_so(cast: Cast, crm: Pipedrive, base: str, clock: Clock):
    crm.activity(1, at(5), deal_id=1, subject="Send the numbers", due_date="2026-11-26")
    crm.activity(2, at(5), deal_id=1, subject="Security review", type="meeting", due_date="2026-11-24", due_time="09:00")
    crm.activity(3, at(5), deal_id=2, subject="Call Dana", type="call")
    crm.activity(4, at(5), subject="About no deal")
    crm.activity(5, at(5), deal_id=2, subject="Done long ago", done=True)
    crm.page = 2
    await bring(cast, base, clock)
    assert await planned(cast) == {"Deal 1": ["event Security review", "task Send the numbers"], "Deal 2": ["task Call Dana"]}
    clock.now += timedelta(hours=1)
    crm.activity(1, clock.now, type="meeting", due_date="2026-11-27")
    crm.activity(3, clock.now, done=True)
    crm.activity(4, clock.now, deal_id=3)
    del crm.activities[2]
    await walk(cast, clock, source="pipedrive")
    assert await planned(cast) == {"Deal 1": ["event Send the numbers"], "Deal 3": ["task About no deal"]}
    before = await planned(cast)
    await walk(cast, clock, source="pipedrive")
    assert await planned(cast) == before


async def planned(cast: Cast) -> dict[str, list[str]]:
    """By deal what is to be done next, the nearest first."""
    found = {deal.id: deal.name for deal in await deals.open_deals(cast.ada.id)}
    steps = await deals.next_steps([*found], TUESDAY.date())
    return {found[id]: [f"{one.kind} {one.subject}" for one in some] for id, some in steps.items()}


@pytest.mark.parametrize("step", ["users", "pipelines", "stages", "deals", "archived", "deleted", "deals history"])
@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"data": [{}]}', b'{"data": 3}'])
def test_a_page_that_is_none_is_told(step: str, body: bytes):
    with pytest.raises(Unreadable, match=step):
        pipedrive.read(Cursor(step=step, ids=('["1","2026-10-01T00:00:00Z"]',)), body, Around(zone="UTC"))


@pytest.mark.parametrize(
    ("values", "why"), [({"value": -3}, "amount"), ({"expected_close_date": "soon"}, "day"), ({"stage_id": None}, "empty")]
)
def test_a_deal_that_cannot_be_read_stays_out_with_its_reason(crm: Pipedrive, values: dict[str, object], why: str):
    body = json.dumps({"data": [{**crm.deals[3], **values}]}).encode()
    found = pipedrive.read(Cursor(step="deals"), body, Around(zone="UTC"))
    assert [(one.name, one.why) for one in found.left] == [("Deal 3", why)]
