"""Days are those where people are: what has passed, what is old, and who answers for a row."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from msgspec.structs import replace

from server import ids
from server.deals import actions as deals
from server.deals.actions import Told
from server.deals.queries import Owned
from server.inspections import actions, queries
from server.inspections.actions.seen import answers_for
from server.ledger import Entry
from server.people.tables import Person as PersonRow
from tests import selling
from tests.cast import TUESDAY, Cast, assemble
from tests.databases import Database
from tests.inspections.reference import PROCESS
from tests.inspections.world import STILL, arrange, every


@pytest.fixture
async def cast(sqlite: Database) -> Cast:
    await selling.serve()
    return await assemble()


@pytest.mark.parametrize(
    ("zone", "at", "told"),
    [
        ("America/Los_Angeles", datetime(2026, 11, 25, 7, 30, tzinfo=UTC), []),
        ("America/Los_Angeles", datetime(2026, 11, 25, 8, 30, tzinfo=UTC), ["slipped"]),
        ("Pacific/Auckland", datetime(2026, 11, 24, 10, 30, tzinfo=UTC), []),
        ("Pacific/Auckland", datetime(2026, 11, 24, 11, 30, tzinfo=UTC), ["slipped"]),
    ],
)
async def test_a_close_date_has_passed_when_its_day_is_over_where_the_owner_is(
    cast: Cast, zone: str, at: datetime, told: list[str]
):
    entry = Entry(id=ids.new(), at=TUESDAY, actor=cast.ada.id)
    northgate = Told(name="Northgate", stage="align", amount=100, close_date=date(2026, 11, 24))
    await deals.add(cast.ada.actor, entry, northgate, motion="new", currency="EUR", process=selling.PROCESS)
    (line,) = await queries.pipeline([replace(cast.ada, zone=zone)], at)
    assert [one.flag for one in line.flags] == told


@pytest.mark.parametrize(
    ("zone", "passed", "owner"),
    [
        ("Pacific/Auckland", datetime(2026, 11, 9, 20, tzinfo=UTC), "bo"),
        ("Pacific/Auckland", datetime(2026, 11, 9, 10, 30, tzinfo=UTC), "ada"),
        ("America/Los_Angeles", datetime(2026, 11, 10, 2, tzinfo=UTC), "ada"),
        ("America/Los_Angeles", datetime(2026, 11, 10, 9, tzinfo=UTC), "bo"),
    ],
)
def test_a_deal_changes_hands_on_the_day_that_it_is_there(zone: str, passed: datetime, owner: str):
    """What was shown on the 9th is about who had the deal when the 9th ended where they are."""
    ada, bo = ids.new(), ids.new()
    owned = [Owned(at=datetime(2026, 11, 1, tzinfo=UTC), owner=bo), Owned(at=passed, owner=ada)]
    assert answers_for(owned, ada, date(2026, 11, 9), zone) == {"ada": ada, "bo": bo}[owner]


async def test_a_step_of_today_is_no_old_proof_before_the_day_is_over_where_the_owner_is(sqlite: Database):
    world = await arrange()
    await world.prove("next-step-confirmed")
    await world.inspect({"next-step-confirmed": every("next-step-confirmed")})
    await PersonRow.update({PersonRow.zone: "America/Los_Angeles"}).where(PersonRow.id == world.cast.ada.id)
    for at, folds in ((datetime(2026, 12, 3, 2, tzinfo=UTC), True), (datetime(2026, 12, 3, 9, tzinfo=UTC), False)):
        world.cast.now = at
        id = await world.begin()
        sheet = await queries.sheet(id, world.cast.mira.actor, at)
        assert sheet.row["next-step-confirmed"].folds is folds
        await world.close(id, {"next-step-confirmed": STILL} if folds else {"next-step-confirmed": every("next-step-confirmed")})


@pytest.mark.parametrize(
    ("zone", "at", "behaviour", "undoes"),
    [
        ("Pacific/Auckland", datetime(2026, 11, 10, 20, tzinfo=UTC), "impact-quantified", True),
        ("America/Los_Angeles", datetime(2026, 12, 3, 2, tzinfo=UTC), "next-step-confirmed", False),
    ],
)
async def test_what_is_left_when_proof_is_taken_back_is_judged_on_the_day_it_was_where_the_inspector_looked(
    sqlite: Database, zone: str, at: datetime, behaviour: str, *, undoes: bool
):
    world = await arrange()
    await PersonRow.update({PersonRow.zone: zone}, force=True)
    world.cast = replace(world.cast, ada=replace(world.cast.ada, zone=zone), mira=replace(world.cast.mira, zone=zone), now=at)
    one, other = [await world.prove(behaviour) for _ in range(2)]
    await world.inspect({behaviour: every(behaviour)})
    before = (await queries.standings(world.deal))[behaviour]
    ada = world.cast.ada

    async def withdraw(evidence: UUID) -> tuple[str, ...]:
        return await actions.withdraw_evidence(ada.actor, world.cast.entry(ada), evidence, "Petra left", process=PROCESS)

    assert before.met
    assert await withdraw(one) == ()
    assert (await queries.standings(world.deal))[behaviour] == before
    assert await withdraw(other) == ((behaviour,) if undoes else ())
    assert (await queries.standings(world.deal))[behaviour].answer == "claimed"
