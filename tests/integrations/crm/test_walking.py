"""A HubSpot on this machine is walked through: what comes of it, and that nothing that goes wrong on the way changes where it ends."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from server.db import Statement
from server.deals import queries as deals
from server.erasure import actions as erasure
from server.errors import Refused
from server.facts import CrmConnected, CrmPulled, CrmScheduled, DealAdded, DealClosed
from server.integrations.crm import actions, queries
from server.integrations.crm.trouble import Trouble
from server.people import actions as people
from tests.cast import TUESDAY, Cast, assemble
from tests.databases import Database
from tests.deals.import_world import facts_of, state
from tests.erasure import full
from tests.integrations.crm.fakes.hubspot import BROKEN, HubSpot, limited
from tests.integrations.crm.fakes.serve import Answer, serving
from tests.integrations.crm.world import Clock, asked, at, bring, connect, settle, small, walk


@pytest.fixture
async def cast(sqlite: Database) -> Cast:
    return await assemble()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def crm() -> HubSpot:
    return small()


@pytest.fixture
def base(crm: HubSpot) -> Iterator[str]:
    with serving(crm) as address:
        yield address


async def test_deals_come_with_their_owner_their_history_and_their_amount(cast: Cast, base: str, clock: Clock):
    done = await bring(cast, base, clock)
    assert (done.state, done.added, done.changed, done.same, done.skipped) == ("done", 5, 0, 0, 0)
    found = sorted(await deals.open_deals(cast.ada.id), key=lambda deal: deal.name)
    assert [(deal.name, deal.stage, deal.motion, deal.amount) for deal in found][:2] == [
        ("Deal 1", "discover", "new", 100_050),
        ("Deal 2", "discover", "new", 200_050),
    ]
    assert (found[0].added_at, str(found[0].close_date), found[0].source) == (at(1), "2026-12-18", "hubspot")
    claims = await Statement('SELECT "at", "stage", "derived" FROM "deal_stage" WHERE "deal" = {} ORDER BY "at"')(found[0].id)
    assert [(row["at"], row["stage"], bool(row["derived"])) for row in claims] == [
        (at(1), "engage", False),
        (at(4), "discover", False),
    ]
    assert len(await facts_of(DealAdded)) == 5
    assert [fact.added for fact in await facts_of(CrmPulled)] == [5]


async def test_whoever_was_erased_before_the_crm_came_is_not_written_down_by_it(cast: Cast, base: str, clock: Clock):
    await people.deactivate(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))
    await erasure.erase(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))
    await connect(cast, base, clock)
    await walk(cast, clock, "look")
    kept = (await full.dump()).casefold()
    assert "bo@example.org" in kept
    assert [word for word in (cast.ada.email, cast.ada.name.casefold()) if word in kept] == []


async def test_a_look_writes_no_deal_and_says_what_a_pull_would_do(cast: Cast, base: str, clock: Clock):
    await connect(cast, base, clock)
    looked = await walk(cast, clock, "look")
    assert (looked.state, looked.deals, looked.added, looked.skipped) == ("done", 5, 5, 0)
    assert (await state())["deal_seen"] == []
    assert await facts_of(DealAdded) == []
    met = await queries.met(looked.id)
    assert met[("stage", "default", "needs")] == 5
    assert met[("stage", "default", "meeting")] == 0


async def test_nothing_is_brought_on_a_schedule_before_somebody_looked(cast: Cast, base: str, clock: Clock):
    await connect(cast, base, clock)
    with pytest.raises(Refused, match="Look first"):
        await actions.schedule(cast.zoe.actor, cast.entry(cast.zoe), "hubspot", 60, clock.within())


async def test_a_second_walk_asks_for_what_changed_since_and_finds_the_same(cast: Cast, crm: HubSpot, base: str, clock: Clock):
    await bring(cast, base, clock)
    before = await state()
    clock.now += timedelta(hours=1)
    crm.log.clear()
    again = await walk(cast, clock)
    assert (again.full, again.added, again.changed) == (0, 0, 0)
    assert await state() == before
    assert len(asked(crm, "/crm/v3/objects/deals/search")) == 1
    crm.deal("2", TUESDAY, dealstage="room", amount="9.99")
    changed = await walk(cast, clock)
    assert (changed.added, changed.changed) == (0, 1)
    assert {deal.amount for deal in await deals.open_deals(cast.ada.id) if deal.stage == "align"} == {999}


async def test_a_deal_that_was_won_lost_deleted_and_restored_is_so_here(cast: Cast, crm: HubSpot, base: str, clock: Clock):
    await bring(cast, base, clock)
    crm.deal("1", at(30), dealstage="won", closedate="2026-10-31T09:00:00Z")
    crm.deal("2", at(31), dealstage="lost")
    crm.deals["3"].archived_at = at(32)
    await walk(cast, clock)
    ended = {fact.outcome: fact.on for fact in await facts_of(DealClosed)}
    assert ended == {"won": at(30).date(), "lost": at(31).date(), "left": at(32).date()}
    crm.deals["3"].archived_at = None
    crm.deal("3", at(33), dealname="Deal 3, again")
    await walk(cast, clock)
    assert "Deal 3, again" in {deal.name for deal in await deals.open_deals(cast.ada.id)}


async def test_a_deal_that_became_part_of_another_ends(cast: Cast, crm: HubSpot, base: str, clock: Clock):
    await bring(cast, base, clock)
    del crm.deals["5"]
    crm.deal("4", at(30), hs_merged_object_ids="5;99")
    done = await walk(cast, clock)
    assert done.changed == 1
    assert [fact.outcome for fact in await facts_of(DealClosed)] == ["left"]
    before = await state()
    crm.deal("4", at(31), amount="7")
    await walk(cast, clock)
    assert [row for row in (await state())["deal"] if row["outcome"]] == [row for row in before["deal"] if row["outcome"]]


async def test_a_stage_that_gets_another_name_means_what_it_meant(cast: Cast, crm: HubSpot, base: str, clock: Clock):
    await bring(cast, base, clock)
    before = await state()
    crm.pipelines["default"]["stages"][1]["label"] = "Closed won"
    done = await walk(cast, clock)
    assert (done.changed, await state()) == (0, before)
    assert (await queries.labels("hubspot"))["stage", "default", "needs"].label == "Closed won"


async def test_the_same_person_under_two_ids_of_owners_is_one(cast: Cast, crm: HubSpot, base: str, clock: Clock):
    for n, owner in enumerate(("12", "19", "12")):
        crm.deal("1", at(10 + n), hubspot_owner_id=owner)
    await bring(cast, base, clock)
    rows = await Statement('SELECT "owner", "at" FROM "deal_ownership" ORDER BY "at"')()
    assert [(row["owner"], row["at"]) for row in rows if row["owner"] == cast.bo.id] == [(cast.bo.id, at(10))]


async def test_what_nobody_decided_about_waits_with_its_reason_and_comes_in_when_somebody_does(
    cast: Cast, crm: HubSpot, base: str, clock: Clock
):
    await bring(cast, base, clock)
    crm.pipelines["default"]["stages"].append({"id": "901", "label": "Legal review", "metadata": {}})
    crm.deal("6", at(20), dealname="Six", dealstage="901", pipeline="default", hubspot_owner_id="11", dealtype="newbusiness")
    crm.deal("7", at(21), dealname="Seven", dealstage="needs", pipeline="default", hubspot_owner_id="13", dealtype="newbusiness")
    done = await walk(cast, clock)
    left = {one.name: (one.why, one.word) for one in await queries.left_out(done.id)}
    assert left == {"Six": ("stage", "Legal review"), "Seven": ("owner", "Nina Nobody")}
    decisions = {("stage", "default", "901"): "commit", ("owner", "", "13"): str(cast.bo.id)}
    await actions.decide(cast.zoe.actor, cast.entry(cast.zoe), "hubspot", decisions, clock.within())
    crm.log.clear()
    after = await walk(cast, clock)
    assert (after.changed + after.added, after.skipped) == (2, 0)
    assert {deal.name: deal.stage for deal in await deals.open_deals(cast.ada.id)}["Six"] == "commit"


async def test_many_requests_and_stumbles_are_waited_out_without_a_trace(cast: Cast, crm: HubSpot, base: str, clock: Clock):
    crm.page = 2
    await bring(cast, base, clock)
    whole = await state()
    await actions.disconnect(cast.zoe.actor, cast.entry(cast.zoe), "hubspot")
    for table in ("deal_stage", "deal_date", "deal_ownership", "deal_seen", "deal"):
        await Statement(f'DELETE FROM "{table}"')()
    await connect(cast, base, clock)
    clock.waited.clear()
    # Who says to wait no second at all, as a clock that differs from ours does, is still given one.
    crm.wrong.extend([limited(3), BROKEN, BROKEN, None, limited(), None, Answer(b"", 502), None, limited(0), None])
    done = await walk(cast, clock)
    assert (done.state, clock.waited) == ("done", [3, 2.0, 4.0, 1.0, 1.0, 1.0])
    assert await state() == whole


async def test_who_is_asked_to_wait_long_goes_on_later_where_it_stood(cast: Cast, crm: HubSpot, base: str, clock: Clock):
    await connect(cast, base, clock)
    await settle(cast, clock)
    crm.page = 2
    crm.log.clear()
    crm.wrong.extend([None] * 5 + [limited(600)])
    waiting = await walk(cast, clock)
    assert (waiting.state, waiting.deals) == ("running", 2)
    connection = await queries.connection("hubspot")
    assert (connection.problem, connection.not_before, connection.lease) == ("busy", clock.now + timedelta(seconds=600), None)
    assert await actions.begin_due(clock.now + timedelta(seconds=599)) == []
    clock.now += timedelta(seconds=600)
    [due] = await actions.begin_due(clock.now)
    done = await actions.go_on(due, clock.within())
    assert (done.id, done.state, done.added) == (waiting.id, "done", 5)
    assert len(asked(crm, "/crm/v3/owners/")) == 3
    assert (await queries.connection("hubspot")).problem == ""


async def test_a_token_that_is_none_any_more_stops_the_walk_and_says_so(cast: Cast, crm: HubSpot, base: str, clock: Clock):
    await bring(cast, base, clock)
    before = await state()
    crm.wrong.append(Answer({"status": "error", "category": "EXPIRED_AUTHENTICATION", "message": f"{base} token"}, 401))
    stopped = await walk(cast, clock)
    connection = await queries.connection("hubspot")
    assert (stopped.state, connection.problem, connection.detail) == ("stopped", "token", "EXPIRED_AUTHENTICATION")
    assert await state() == before
    assert await actions.begin_due(clock.now + timedelta(hours=5)) == []
    await actions.test(cast.zoe.actor, "hubspot", clock.within())
    assert (await queries.connection("hubspot")).problem == ""
    clock.now += timedelta(hours=2)
    assert len(await actions.begin_due(clock.now)) == 1


async def test_a_token_that_opens_nothing_is_not_kept(cast: Cast, base: str, clock: Clock):
    with pytest.raises(Trouble, match="token"):
        await connect(cast, base, clock, token="wrong")
    assert await queries.connections() == []
    assert await facts_of(CrmConnected) == []


async def test_the_token_is_kept_sealed(cast: Cast, base: str, clock: Clock):
    await connect(cast, base, clock)
    [row] = await Statement('SELECT * FROM "crm_connection"')()
    assert b"pat-eu1" not in bytes(row["secret"])
    assert "pat-eu1" not in "".join(str(value) for key, value in row.items() if key != "secret")


async def test_the_clock_begins_a_walk_when_it_is_due_and_not_before(cast: Cast, base: str, clock: Clock):
    await connect(cast, base, clock)
    assert await actions.begin_due(clock.now) == []
    await settle(cast, clock)
    [due] = await actions.begin_due(clock.now)
    assert due.kind == "pull"
    await actions.go_on(due, clock.within())
    assert await actions.begin_due(clock.now + timedelta(minutes=59)) == []
    assert len(await actions.begin_due(clock.now + timedelta(minutes=60))) == 1
    assert [fact.every for fact in await facts_of(CrmScheduled)] == [60]


async def test_a_clock_that_was_put_back_keeps_no_crm_waiting_and_asks_none_all_the_time(cast: Cast, base: str, clock: Clock):
    clock.now += YEARS
    await bring(cast, base, clock)
    await actions.wake("hubspot", clock.now)
    await SET(cast.zoe.id, clock.now + timedelta(minutes=5), clock.now + timedelta(hours=1))
    clock.now -= YEARS
    [due] = await actions.begin_due(clock.now)
    done = await actions.go_on(due, clock.within())
    assert (done.state, done.full) == ("done", 1)
    assert await actions.begin_due(clock.now + timedelta(minutes=59)) == []
    assert len(await actions.begin_due(clock.now + timedelta(minutes=60))) == 1
    assert await deals.as_of(clock.now + timedelta(days=5)) == done.at, "what nobody asks any more grows old"


async def test_a_word_of_the_crm_that_is_kept_late_takes_no_later_one_back(cast: Cast, base: str, clock: Clock):
    """Two of its requests at once: the one that was read first is written last."""
    await bring(cast, base, clock)
    first, second = clock.now - timedelta(seconds=2), clock.now + timedelta(seconds=2)
    for told in (second, first):
        await actions.wake("hubspot", told)
    assert len(await actions.begin_due(clock.now + timedelta(minutes=2))) == 1


YEARS = timedelta(days=3_650)
SET = Statement('UPDATE "crm_connection" SET "lease" = {}, "lease_until" = {}, "not_before" = {}')


async def test_everything_is_listed_again_after_a_week(cast: Cast, crm: HubSpot, base: str, clock: Clock):
    await bring(cast, base, clock)
    clock.now += timedelta(days=8)
    crm.log.clear()
    assert (await walk(cast, clock)).full == 1
    assert asked(crm, "/crm/v3/objects/deals/search") == []
