"""A CRM is told how far the evidence of its deals reaches, once, in one field, and whatever it answers the rest goes on."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from server.db import Statement
from server.deals import queries as deals
from server.errors import Forbidden
from server.facts import CrmPulled, CrmWritingSet, CrmWritten
from server.integrations.crm import actions, queries
from server.integrations.crm.actions import writing
from server.integrations.crm.field import FIELD, PROPERTY
from tests.cast import TUESDAY, Cast, assemble
from tests.databases import Database
from tests.deals.import_world import facts_of, state
from tests.integrations.crm import salesforce_world
from tests.integrations.crm.fakes.hubspot import BROKEN, HubSpot, limited
from tests.integrations.crm.fakes.pipedrive import Pipedrive
from tests.integrations.crm.fakes.serve import Answer, serving
from tests.integrations.crm.pipedrive_world import connect as connect_pipedrive
from tests.integrations.crm.world import Clock, asked, at, bring, settle, small, walk
from tests.integrations.crm.writing import KEY, UPDATE, conclude, ready, said, turn_on, write
from tests.selling import ACADEMY, serve


@pytest.fixture
async def cast(sqlite: Database) -> Cast:
    await serve(ACADEMY)
    return await assemble()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def crm() -> HubSpot:
    return small(3)


@pytest.fixture
def base(crm: HubSpot) -> Iterator[str]:
    with serving(crm) as address:
        yield address


async def test_a_deal_is_told_how_far_its_evidence_reaches_and_again_when_that_changes(
    cast: Cast, crm: HubSpot, base: str, clock: Clock
):
    await ready(cast, crm, base, clock)
    clock.now += timedelta(minutes=1)
    assert sum(await asyncio.gather(*(actions.write_due(clock.within()) for _ in range(2)))) == 2
    assert said(crm) == {"1": "Engage", "2": "Engage"}
    assert await write(clock) == 0
    await conclude(cast, "Deal 2", "Deal 3", supported="discover")
    assert await write(clock) == 2
    assert said(crm) == {"1": "Engage", "2": "Discover", "3": "Discover"}
    assert len(asked(crm, UPDATE)) == 2
    assert {deal.properties["dealstage"] for deal in crm.deals.values()} == {"needs"}
    assert [(fact.written, fact.refused) for fact in await facts_of(CrmWritten)] == [(2, 0), (2, 0)]


async def test_it_is_off_until_an_admin_turns_it_on_and_after_it_is_turned_off(cast: Cast, crm: HubSpot, base: str, clock: Clock):
    await bring(cast, base, clock)
    await conclude(cast, "Deal 1")
    crm.log.clear()
    assert await write(clock) == 0
    assert crm.log == []
    with pytest.raises(Forbidden):
        await actions.set_writing(cast.ada.actor, cast.entry(cast.ada), "hubspot", PROPERTY, active=True)
    await actions.make_field(cast.zoe.actor, "hubspot", clock.within())
    await turn_on(cast, clock)
    await actions.set_writing(cast.zoe.actor, cast.entry(cast.zoe), "hubspot", PROPERTY, active=False)
    assert await write(clock) == 0
    assert [fact.active for fact in await facts_of(CrmWritingSet)] == [True, False]
    assert said(crm) == {}


async def test_a_walk_does_not_take_what_was_written_for_a_change(cast: Cast, crm: HubSpot, base: str, clock: Clock):
    await ready(cast, crm, base, clock)
    before, pulled = await state(), len(await facts_of(CrmPulled))
    await write(clock)
    assert crm.deals["1"].changed > at(10)
    clock.now += timedelta(hours=1)
    done = await walk(cast, clock)
    assert (done.deals >= 2, done.added, done.changed) == (True, 0, 0)
    after = await state()
    for table in ("deal_stage", "deal_date", "deal_ownership"):
        assert after[table] == before[table]
    apart = [{key: value for key, value in row.items() if key != "seen_at"} for row in after["deal"]]
    assert apart == [{key: value for key, value in row.items() if key != "seen_at"} for row in before["deal"]]
    assert len(await facts_of(CrmPulled)) == pulled
    assert await write(clock) == 0


@pytest.mark.parametrize("mute", [False, True])
async def test_a_deal_that_was_deleted_over_there_is_no_trouble_for_the_others_and_none_for_ever(
    cast: Cast, crm: HubSpot, base: str, clock: Clock, *, mute: bool
):
    await ready(cast, crm, base, clock)
    crm.deals["1"].archived_at, crm.mute = at(40), mute
    assert await write(clock) == 1
    assert said(crm) == {"2": "Engage"}
    kept, told = await queries.writing("hubspot"), await queries.told("hubspot")
    assert kept is not None
    assert (kept.problem, told["1"].problem, told["1"].words) == ("", "gone", "")
    crm.log.clear()
    assert await write(clock) == 0
    assert crm.log == []
    crm.deals["1"].archived_at = None
    clock.now += timedelta(days=1)
    assert await write(clock) == 1
    assert said(crm)["1"] == "Engage"


async def test_limits_stumbles_and_a_crash_leave_every_deal_told_once(cast: Cast, crm: HubSpot, base: str, clock: Clock):
    await ready(cast, crm, base, clock)
    clock.waited.clear()
    crm.wrong.extend([None, limited(3), BROKEN, limited(600)])
    assert await write(clock) == 0
    assert clock.waited == [3, 2.0]
    kept = await queries.writing("hubspot")
    assert kept is not None
    assert (kept.problem, kept.not_before) == ("busy", clock.now + timedelta(seconds=600))
    assert await write(clock) == 0
    clock.now += timedelta(seconds=600)
    # What was told and is not known to be told is told again, which changes nothing there.
    crm.deals["1"].set(TUESDAY, **{PROPERTY: "Engage"})
    assert await write(clock) == 2
    assert said(crm) == {"1": "Engage", "2": "Engage"}


async def test_a_clock_that_was_put_back_leaves_no_deal_untold(cast: Cast, crm: HubSpot, base: str, clock: Clock):
    await ready(cast, crm, base, clock)
    crm.deals["1"].archived_at = clock.now
    assert await write(clock) == 1
    crm.deals["1"].archived_at = None
    ahead = clock.now + timedelta(days=3_650)
    hold = 'UPDATE "crm_writing" SET "lease" = {}, "lease_until" = {}, "not_before" = {}'
    await Statement(hold)(cast.zoe.id, ahead + timedelta(minutes=5), ahead + timedelta(minutes=1))
    await Statement('UPDATE "crm_written" SET "not_before" = {} WHERE "problem" <> \'\'')(ahead + timedelta(days=1))
    assert await write(clock) == 1
    assert said(crm) == {"1": "Engage", "2": "Engage"}


@pytest.mark.parametrize(
    ("spoil", "code", "detail"),
    [("field", "refused", "missing"), ("write", "rights", "MISSING_SCOPES"), ("token", "token", "EXPIRED")],
)
async def test_what_only_an_admin_can_mend_is_said_and_waits(
    cast: Cast, crm: HubSpot, base: str, clock: Clock, *, spoil: str, code: str, detail: str
):
    await ready(cast, crm, base, clock)
    if spoil == "field":
        crm.fields.clear()
    elif spoil == "write":
        crm.scopes.discard("write")
    else:
        crm.wrong.append(Answer({"category": "EXPIRED", "message": "x"}, 401))
    assert await write(clock) == 0
    kept = await queries.writing("hubspot")
    assert kept is not None
    assert (kept.problem, kept.detail, kept.not_before) == (code, detail, clock.now + timedelta(hours=6))
    crm.scopes.add("write")
    await actions.make_field(cast.zoe.actor, "hubspot", clock.within())
    assert await write(clock) == 2


async def test_the_field_is_found_or_made_or_said_to_be_missing(cast: Cast, crm: HubSpot, base: str, clock: Clock):
    await bring(cast, base, clock)
    within = clock.within()
    assert await actions.unfit(cast.zoe.actor, "hubspot", PROPERTY, within) == "missing"
    await actions.make_field(cast.zoe.actor, "hubspot", within)
    await actions.make_field(cast.zoe.actor, "hubspot", within)
    assert await actions.unfit(cast.zoe.actor, "hubspot", PROPERTY, within) == ""
    crm.fields[PROPERTY]["type"] = "number"
    assert await actions.unfit(cast.zoe.actor, "hubspot", PROPERTY, within) == "kind"
    crm.fields[PROPERTY] |= {"type": "string", "modificationMetadata": {"readOnlyValue": True}}
    assert await actions.unfit(cast.zoe.actor, "hubspot", PROPERTY, within) == "locked"


async def test_letting_a_crm_go_forgets_what_it_was_told(cast: Cast, crm: HubSpot, base: str, clock: Clock):
    await ready(cast, crm, base, clock)
    await write(clock)
    await actions.disconnect(cast.zoe.actor, cast.entry(cast.zoe), "hubspot")
    assert (await queries.told("hubspot"), await queries.writing("hubspot")) == ({}, None)
    assert said(crm) == {"1": "Engage", "2": "Engage"}


async def test_salesforce_is_told_by_the_hundred_and_each_refusal_is_its_own(database: Database, clock: Clock):
    await serve(ACADEMY)
    cast, crm = await assemble(), salesforce_world.org(3)
    with serving(crm) as base:
        await salesforce_world.connect(cast, base, clock)
        await settle(cast, clock, source="salesforce")
        await walk(cast, clock, source="salesforce")
        await conclude(cast, "Deal 1", "Deal 2", "Deal 3")
        assert await actions.unfit(cast.zoe.actor, "salesforce", FIELD, clock.within()) == "missing"
        crm.made(FIELD)
        crm.refused[salesforce_world.id_of(2)] = "FIELD_CUSTOM_VALIDATION_EXCEPTION"
        crm.records["Opportunity"][salesforce_world.id_of(3)]["IsDeleted"] = True
        await turn_on(cast, clock, "salesforce", FIELD)
        assert await write(clock) == 1
        told = {key: one.problem for key, one in (await queries.told("salesforce")).items()}
        assert [told[salesforce_world.id_of(n)] for n in (1, 2, 3)] == ["", "FIELD_CUSTOM_VALIDATION_EXCEPTION", "gone"]
        records = crm.records["Opportunity"]
        assert {one.get(FIELD) for one in records.values()} == {"Engage", None}
        crm.refused.clear()
        assert await write(clock) == 1
        clock.now += timedelta(hours=1)
        done = await walk(cast, clock, source="salesforce")
        assert done.changed == 1
        assert [deal.name for deal in await deals.open_deals(cast.ada.id)] == ["Deal 1", "Deal 2"]


async def test_pipedrive_is_told_one_by_one_in_the_field_of_a_key_and_in_no_other(
    cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(writing, "ROUND", 1)
    crm = Pipedrive()
    crm.user(1, "ada@example.org", "Ada Rep")
    crm.pipeline(1, "Sales", Meeting=11, Discover=12)
    for id in (1, 2):
        crm.deal(id, at(id), stage_id=12)
    with serving(crm) as base:
        await connect_pipedrive(cast, base, clock)
        await settle(cast, clock, source="pipedrive")
        await walk(cast, clock, source="pipedrive")
        await conclude(cast, "Deal 1", "Deal 2")
        within = clock.within()
        assert await actions.unfit(cast.zoe.actor, "pipedrive", KEY, within) == "missing"
        crm.made(KEY, "enum")
        crm.made("stage_id", "stage", custom=False)
        assert await actions.unfit(cast.zoe.actor, "pipedrive", KEY, within) == "kind"
        assert await actions.unfit(cast.zoe.actor, "pipedrive", "stage_id", within) == "locked"
        crm.made(KEY)
        crm.deals[2]["is_deleted"] = True
        await turn_on(cast, clock, "pipedrive", KEY)
        assert await write(clock) == 1
        assert (await queries.told("pipedrive")).keys() == {"1"}
        # What is left comes at once, after whatever else is due.
        assert await actions.write_due(clock.within()) == 0
        assert (crm.deals[1]["custom_fields"], crm.deals[1]["stage_id"]) == ({KEY: "Engage"}, 12)
        assert (await queries.told("pipedrive"))["2"].problem == "gone"
        clock.now += timedelta(hours=1)
        before = await state()
        assert (await walk(cast, clock, source="pipedrive")).changed == 1
        assert (await state())["deal_stage"] == before["deal_stage"]
