"""A walk that is broken off goes on where it stood, and two at once do what one does. On both engines."""

import asyncio
from collections.abc import Iterator, Mapping
from contextvars import copy_context
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import pytest
from msgspec.structs import replace

from server import db
from server.deals import queries as deals
from server.deals.actions.meanings import Decisions, decide_words
from server.deals.crm.mapping import Words
from server.deals.queries import Planned, imports
from server.facts import DealAdded
from server.integrations.crm import actions, queries
from server.integrations.crm.actions import Within, keeping
from server.integrations.crm.walk import Cursor, Found
from server.ledger import Entry
from server.people.roles import Actor
from tests.cast import TUESDAY, Cast, assemble
from tests.databases import Database
from tests.deals.import_world import facts_of, state
from tests.integrations.crm.fakes.hubspot import HubSpot
from tests.integrations.crm.fakes.serve import serving
from tests.integrations.crm.world import Clock, at, bring, connect, settle, small, walk
from tests.jobs.keeping import cut


@pytest.fixture
async def cast(database: Database) -> Cast:
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


class Killed(BaseException):
    """The process is gone."""


class Mortal(Clock):
    """A clock that can be looked at so many times before whoever looks is gone."""

    left: int = 1_000

    def within(self) -> Within:
        return replace(super().within(), now=self.look)

    def look(self) -> datetime:
        self.left -= 1
        if self.left < 0:
            raise Killed
        return self.now


async def test_a_walk_that_is_killed_again_and_again_goes_on_where_it_stood(cast: Cast, crm: HubSpot, base: str):
    clock = Mortal()
    crm.page, crm.twice = 2, True
    for n in range(1, 6):
        crm.task(str(n), at(n), str(n), hs_task_subject=f"Call {n}", hs_task_status="NOT_STARTED")
        crm.meeting(str(n), at(n), str(n), hs_meeting_title=f"Meet {n}", hs_meeting_start_time="2026-11-24T09:00:00Z")
    await connect(cast, base, clock)
    await settle(cast, clock)
    cast.now = clock.now
    run = await queries.run(await actions.begin(cast.zoe.actor, cast.entry(cast.zoe), "hubspot", "pull"))
    deaths = 0
    for lived in range(1, 60):
        clock.left = lived
        try:
            await actions.go_on(run, clock.within())
        except Killed:
            deaths += 1
            # The lease of a walker that is gone runs out by itself.
            clock.now += timedelta(minutes=6)
    done = await queries.run(run.id)
    assert (done.state, done.added, done.changed, len(await facts_of(DealAdded))) == ("done", 5, 0, 5)
    assert deaths > 5
    left, steps = await state(), await planned(cast)
    assert [len(some) for some in steps.values()] == [2] * 5
    clock.left = 1_000
    again = await walk(cast, clock)
    assert (again.added, again.changed) == (0, 0)
    assert (await state(), await planned(cast)) == (left, steps)


async def planned(cast: Cast) -> Mapping[UUID, tuple[Planned, ...]]:
    """What is to be done next on the deals of Ada's."""
    return await deals.next_steps([deal.id for deal in await deals.open_deals(cast.ada.id)], TUESDAY.date())


async def test_two_that_walk_at_once_write_everything_once(cast: Cast, crm: HubSpot, base: str, clock: Clock):
    crm.page = 2
    await connect(cast, base, clock)
    await settle(cast, clock)
    [due] = await actions.begin_due(clock.now)
    [same] = await actions.begin_due(clock.now)
    assert due.id == same.id
    await asyncio.gather(actions.go_on(due, clock.within()), actions.go_on(due, clock.within()))
    done = await queries.run(due.id)
    assert (done.state, done.added, len(await facts_of(DealAdded))) == ("done", 5, 5)


async def test_who_lost_the_lease_writes_nothing_more(cast: Cast, base: str, clock: Clock):
    await bring(cast, base, clock)
    cast.now = clock.now
    run = await queries.run(await actions.begin(cast.zoe.actor, cast.entry(cast.zoe), "hubspot", "pull"))
    under = keeping.Keeping(
        lease=run.id, process=clock.within().process, currency="EUR", teams={}, owner_of=lambda _word: "", address_of={}
    )
    found = Found(next=Cursor(step="pipelines"))
    assert not await keeping.keep(run, found, under, until=clock.now, now=clock.now)
    assert (await queries.run(run.id)).cursor == run.cursor


async def test_what_nobody_thought_of_is_not_asked_for_again_at_once(database: Database, clock: Clock):
    cast, crm = await assemble(), small(1)
    with serving(crm) as base:
        await bring(cast, base, clock)
        clock.now += timedelta(hours=1)
        crm.task("9" * 300, clock.now, "1", hs_task_subject="Call Dana", hs_task_status="NOT_STARTED")
        crm.deal("1", clock.now, amount="7")
        told = await walk(cast, clock)
        kept, [deal] = await queries.connection("hubspot"), await deals.open_deals(cast.ada.id)
        assert deal.amount == 700
        if database.kind == "postgres":
            # It has no room for such a key.
            assert (told.state, kept.problem, kept.not_before) == ("running", "broken", clock.now + timedelta(minutes=1))
        else:
            assert (told.state, kept.problem) == ("done", "")


async def test_a_connection_of_our_database_that_is_cut_is_no_trouble_of_the_crm(
    cast: Cast, base: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    await bring(cast, base, clock)
    clock.now += timedelta(hours=1)
    [due] = await actions.begin_due(clock.now)
    with monkeypatch.context() as patch:
        patch.setattr("server.integrations.crm.queries.labels", cut)
        with pytest.raises(asyncpg.ConnectionDoesNotExistError):
            await actions.go_on(due, clock.within())
    kept = await queries.connection("hubspot")
    assert (kept.problem, kept.failures, kept.not_before, kept.lease) == ("", 0, None, None)
    assert (await actions.go_on(due, clock.within())).state == "done"


async def test_what_somebody_decides_while_a_walk_takes_a_guess_by_itself_holds(
    cast: Cast, crm: HubSpot, base: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    await bring(cast, base, clock)
    crm.owner("21", cast.mira.email, cast.mira.name)
    clock.now += timedelta(hours=1)
    crm.deal("1", clock.now, hubspot_owner_id="21")
    meant, entry = {("owner", "", "21"): str(cast.bo.id)}, cast.entry(cast.zoe)
    deciding: list[asyncio.Task[None]] = []

    async def meanwhile(own: Entry, source: str, taken: Decisions, words: Words, *, by: Actor | None) -> None:
        decision = actions.decide(cast.zoe.actor, entry, "hubspot", meant, clock.within())
        somebody = copy_context()
        somebody.run(db.current().current_transaction.set, None)
        deciding.append(asyncio.create_task(decision, context=somebody))
        await asyncio.wait(deciding, timeout=0.3)
        await decide_words(own, source, taken, words, by=by)

    monkeypatch.setattr("server.integrations.crm.actions.keeping.decide_words", meanwhile)
    await walk(cast, clock)
    await asyncio.gather(*deciding)
    assert len(deciding) == 1
    known = await imports.words_of("hubspot", currency="EUR")
    assert known.decided["owner", "", "21"] == str(cast.bo.id)
