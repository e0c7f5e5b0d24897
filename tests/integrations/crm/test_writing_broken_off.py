"""Telling a CRM is broken off: between its answer and our record, and while somebody else takes over, turns it off or names another field."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from server import ids
from server.db import Statement
from server.facts import CrmWritten
from server.integrations.crm import actions, queries
from server.integrations.crm.actions.walking import LEASE
from server.integrations.crm.field import PROPERTY
from server.integrations.crm.trouble import Trouble
from tests.cast import Cast, assemble
from tests.databases import Database
from tests.deals.import_world import facts_of
from tests.integrations.crm.fakes.hubspot import limited
from tests.integrations.crm.fakes.pipedrive import Pipedrive
from tests.integrations.crm.fakes.serve import Answer, serving
from tests.integrations.crm.pipedrive_world import connect as connect_pipedrive
from tests.integrations.crm.world import Clock, asked, at, connect, settle, small, walk
from tests.integrations.crm.writing import KEY, UPDATE, conclude, ready, said, turn_on, write
from tests.selling import ACADEMY, serve

OTHER = "cd" * 20
TAKE = Statement('UPDATE "crm_writing" SET "lease" = {}, "lease_until" = {} WHERE "source" = {}')


class Killed(BaseException):
    """The process is gone."""


async def test_a_process_that_dies_between_the_answer_and_our_record_has_the_deals_told_once_more(database: Database):
    await serve(ACADEMY)
    cast, clock, crm = await assemble(), Clock(), small(3)
    with serving(crm) as base:
        await ready(cast, crm, base, clock)
        clock.now += timedelta(minutes=1)

        def dying() -> object:
            if asked(crm, UPDATE):
                raise Killed
            return clock.now

        with pytest.raises(Killed):
            await actions.write_due(replace(clock.within(), now=dying))
        # A process that is gone leaves its lease behind.
        await TAKE(ids.new(), clock.now + LEASE, "hubspot")
        assert said(crm) == {"1": "Engage", "2": "Engage"}
        assert (await queries.told("hubspot"), await facts_of(CrmWritten)) == ({}, [])
        assert await write(clock) == 0
        clock.now += LEASE
        assert await write(clock) == 2
        assert said(crm) == {"1": "Engage", "2": "Engage"}
        assert [(fact.written, fact.refused) for fact in await facts_of(CrmWritten)] == [(2, 0)]
        assert await write(clock) == 0
        assert len(asked(crm, UPDATE)) == 2


async def test_two_admins_who_have_the_field_made_at_once_have_it_made_once_and_what_was_not_made_is_said(sqlite: Database):
    await serve(ACADEMY)
    cast, clock, crm = await assemble(), Clock(), small(1)
    with serving(crm) as base:
        await connect(cast, base, clock)
        within = clock.within()
        await asyncio.gather(*(actions.make_field(cast.zoe.actor, "hubspot", within) for _ in range(3)))
        assert await actions.unfit(cast.zoe.actor, "hubspot", PROPERTY, within) == ""
        crm.fields.clear()
        crm.wrong.extend([None, Answer({"category": "RATE_LIMITS"}, 429)])
        with pytest.raises(Trouble, match="busy"):
            await actions.make_field(cast.zoe.actor, "hubspot", within)


async def test_another_token_has_every_deal_told_once_more_at_once_whatever_stood_in_the_way(sqlite: Database):
    await serve(ACADEMY)
    cast, clock, crm = await assemble(), Clock(), small(3)
    with serving(crm) as base:
        await ready(cast, crm, base, clock)
        assert await write(clock) == 2
        await conclude(cast, "Deal 3")
        crm.wrong.append(Answer({"category": "EXPIRED"}, 401))
        assert await write(clock) == 0
        kept = await queries.writing("hubspot")
        assert kept is not None
        assert (kept.problem, await write(clock)) == ("token", 0)
        await connect(cast, base, clock)
        assert await actions.write_due(clock.within()) == 3
        assert said(crm) == {"1": "Engage", "2": "Engage", "3": "Engage"}


async def turned_off(cast: Cast, _clock: Clock) -> None:
    await actions.set_writing(cast.zoe.actor, cast.entry(cast.zoe), "pipedrive", KEY, active=False)


async def another_field(cast: Cast, clock: Clock) -> None:
    await turn_on(cast, clock, "pipedrive", OTHER)


async def taken_over(_cast: Cast, clock: Clock) -> None:
    await TAKE(ids.new(), clock.now + LEASE, "pipedrive")


@pytest.mark.parametrize(
    ("happens", "then", "field"), [(turned_off, KEY, KEY), (another_field, OTHER, OTHER), (taken_over, KEY, KEY)]
)
async def test_whoever_lost_their_turn_tells_no_other_deal_and_takes_nothing_for_told(
    sqlite: Database, happens: Callable[[Cast, Clock], Awaitable[None]], then: str, field: str
):
    await serve(ACADEMY)
    cast, clock, crm = await assemble(), Clock(), Pipedrive()
    crm.user(1, "ada@example.org", "Ada Rep")
    crm.pipeline(1, "Sales", Meeting=11, Discover=12)
    for id in (1, 2):
        crm.deal(id, at(id), stage_id=12)
    for key in (KEY, OTHER):
        crm.made(key)
    with serving(crm) as base:
        await connect_pipedrive(cast, base, clock)
        await settle(cast, clock, source="pipedrive")
        await walk(cast, clock, source="pipedrive")
        await conclude(cast, "Deal 1", "Deal 2")
        await turn_on(cast, clock, "pipedrive", KEY)
        crm.log.clear()
        crm.wrong.extend([None, limited(3)])

        async def meanwhile(_seconds: float) -> None:
            await happens(cast, clock)

        clock.now += timedelta(minutes=1)
        assert await actions.write_due(replace(clock.within(), sleep=meanwhile)) == 0
        assert [one.path for one in crm.log if one.method == "PATCH"] == ["/api/v2/deals/1"] * 2
        assert (await queries.told("pipedrive"), await facts_of(CrmWritten)) == ({}, [])
        await turn_on(cast, clock, "pipedrive", then)
        clock.now += LEASE
        assert await write(clock) == 2
        assert [crm.deals[id]["custom_fields"][field] for id in (1, 2)] == ["Engage", "Engage"]
        assert await write(clock) == 0
