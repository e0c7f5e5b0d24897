"""Days are those where people are: what has passed, what is old, and who answers for a row."""

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from server import ids
from server.deals import actions as deals
from server.deals.actions import Told
from server.deals.queries import Owned
from server.inspections import queries
from server.inspections.actions.seen import answers_for
from server.ledger import Entry
from server.people.tables import Person as PersonRow
from tests import selling
from tests.cast import TUESDAY, Cast, assemble
from tests.databases import Database
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
