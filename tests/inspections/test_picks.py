"""The picks of a week, swapping one, and the focus of a first quarter."""

import asyncio
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from server import ids, ledger
from server.deals import actions as deals
from server.deals.actions import Told
from server.deals.tables import DealRow, DealSource
from server.errors import Forbidden, Invalid, NotFound, Refused
from server.facts import FocusSet, PicksMade, PickSwapped
from server.inspections import queries
from server.inspections.actions import focus, picks
from server.inspections.queries import Picked
from server.ledger import Entry
from server.people import queries as people
from server.people.queries import Desk, Person
from tests import selling
from tests.cast import TUESDAY, Cast, assemble
from tests.databases import Database
from tests.people.leave import away

DAY = timedelta(days=1)


@pytest.fixture
async def cast(database: Database) -> Cast:
    await selling.serve()
    return await assemble()


async def deal(owner: Person, name: str, *, days: int, stage: str = "discover", close_date: date | None = None) -> UUID:
    """A deal that was added so many days ago."""
    entry = Entry(id=ids.new(), at=TUESDAY - days * DAY, actor=owner.id)
    told = Told(name=name, stage=stage, amount=1_000_00, close_date=close_date)
    return await deals.add(owner.actor, entry, told, motion="new", currency="EUR", process=selling.PROCESS)


async def north(cast: Cast) -> Desk:
    (desk,) = await people.desks(cast.mira.actor, TUESDAY)
    return desk


async def picked(cast: Cast, now_later: timedelta = timedelta()) -> list[Picked]:
    """This week's picks of North."""
    desk, now = await north(cast), TUESDAY + now_later
    return await picks.make_picks(desk, await queries.pipeline(await people.people_of_desk(desk, now), now), now)


async def six(cast: Cast) -> dict[str, UUID]:
    """Six deals of North, one of South."""
    await deal(cast.ida, "Elsewhere", days=90)
    return {
        "old": await deal(cast.ada, "Old", days=60, stage="engage"),
        "b": await deal(cast.ada, "B", days=5),
        "c": await deal(cast.bo, "C", days=4),
        "d": await deal(cast.bo, "D", days=3),
        "later": await deal(cast.bo, "Later", days=2, close_date=date(2026, 11, 9)),
        "late": await deal(cast.bo, "Late", days=3, close_date=date(2026, 11, 2)),
    }


async def test_a_week_begins_with_one_deal_by_coverage_one_by_lot_and_one_at_risk(cast: Cast):
    there = await six(cast)
    coverage, random, risk = await picked(cast)
    assert [one.slot for one in (coverage, random, risk)] == ["coverage", "random", "risk"]
    assert coverage.deal == there["old"]
    assert risk.deal in {there["late"], there["later"]} - {random.deal}
    assert {coverage.deal, random.deal, risk.deal} <= set(there.values())


async def test_picks_stand_for_the_week_whatever_happens_to_the_deals(cast: Cast):
    await six(cast)
    before = await picked(cast)
    await deal(cast.ada, "Older still", days=300)
    assert await picked(cast, DAY) == before
    assert [one.week for one in await picked(cast, 7 * DAY)] == ["2026-W48"] * 3


async def test_two_who_come_first_get_the_same_picks_and_there_is_one_fact(cast: Cast):
    await six(cast)
    one, other = await asyncio.gather(picked(cast), picked(cast))
    assert one == other
    (stored,) = await ledger.of_kind(PicksMade)
    assert isinstance(stored.fact, PicksMade)
    assert stored.fact.picks == tuple((found.slot, found.deal) for found in one)
    assert stored.team == cast.north


async def test_a_team_without_deals_has_no_picks_and_gets_them_when_it_has(cast: Cast):
    assert await picked(cast) == []
    await deal(cast.ada, "First", days=1)
    assert len(await picked(cast)) == 1


async def test_deals_of_who_is_away_are_not_picked(cast: Cast):
    there = await six(cast)
    await away(cast.bo, cast.entry(cast.bo), date(2026, 11, 16), date(2026, 11, 20))
    assert {one.deal for one in await picked(cast)} == {there["old"], there["b"]}


async def test_a_swap_keeps_the_slot_and_needs_a_reason(cast: Cast):
    await six(cast)
    before = await picked(cast)
    with pytest.raises(Invalid):
        await picks.swap(cast.mira.actor, cast.entry(cast.mira), before[1].id, "  ")
    entry = cast.entry(cast.mira)
    instead = await picks.swap(cast.mira.actor, entry, before[1].id, "Their buyer is on leave.")
    assert instead is not None
    assert instead == await picks.swap(cast.mira.actor, entry, before[1].id, "Their buyer is on leave.")
    assert instead.slot == "random"
    assert instead.deal not in {one.deal for one in before}
    holding = [one for one in await picked(cast) if one.swapped_at is None]
    assert [one.deal for one in holding] == [before[0].deal, instead.deal, before[2].deal]
    (stored,) = await ledger.of_kind(PickSwapped)
    assert isinstance(stored.fact, PickSwapped)
    assert (stored.fact.slot, stored.fact.deal, stored.fact.instead) == ("random", before[1].deal, instead.deal)
    with pytest.raises(Refused):
        await picks.swap(cast.mira.actor, cast.entry(cast.mira), before[1].id, "Again.")


async def test_a_deal_that_was_swapped_does_not_come_back_that_week(cast: Cast):
    there = await six(cast)
    seen = [one.deal for one in await picked(cast)]
    while True:
        holding = next((one for one in await picked(cast) if one.slot == "random" and one.swapped_at is None), None)
        if holding is None:
            break
        await picks.swap(cast.mira.actor, cast.entry(cast.mira), holding.id, "Not this one.")
        seen += [one.deal for one in await picked(cast) if one.swapped_at is None and one.deal not in seen]
    assert sorted(seen) == sorted(there.values())


async def test_nobody_swaps_another_teams_pick(cast: Cast):
    await six(cast)
    first, *_ = await picked(cast)
    for stranger in (cast.tom, cast.ada):
        with pytest.raises(NotFound):
            await picks.swap(stranger.actor, cast.entry(stranger), first.id, "Mine is better.")
    with pytest.raises(NotFound):
        await picks.swap(cast.mira.actor, cast.entry(cast.mira), ids.new(), "There is none.")


async def test_a_cover_swaps_for_an_absent_manager(cast: Cast):
    await six(cast)
    first, *_ = await picked(cast)
    await away(cast.mira, cast.entry(cast.mira), date(2026, 11, 16), date(2026, 11, 20), cover=cast.tom.id)
    assert await picks.swap(cast.tom.actor, cast.entry(cast.tom), first.id, "Lost this morning.") is not None


async def known_as_of(at: datetime) -> None:
    """Every deal came from a CRM whose newest file was made then."""
    await DealSource.insert(DealSource(id=ids.new(), name="hubspot", seen_at=at))
    await DealRow.update({DealRow.source: "hubspot"}, force=True)


async def test_from_deals_that_are_older_than_three_days_nothing_is_picked(cast: Cast):
    await six(cast)
    await known_as_of(TUESDAY - 3 * DAY - timedelta(minutes=1))
    assert await picked(cast) == []
    assert await picks.is_stale(TUESDAY) == TUESDAY - 3 * DAY - timedelta(minutes=1)


async def test_three_days_are_not_too_old(cast: Cast):
    await six(cast)
    await known_as_of(TUESDAY - 3 * DAY)
    assert len(await picked(cast)) == 3
    assert await picks.is_stale(TUESDAY) is None


async def test_what_was_picked_stays_when_the_deals_go_stale_and_is_not_swapped(cast: Cast):
    await six(cast)
    before = await picked(cast)
    await known_as_of(TUESDAY - 4 * DAY)
    assert await picked(cast) == before
    with pytest.raises(Refused, match="more than three days old"):
        await picks.swap(cast.mira.actor, cast.entry(cast.mira), before[0].id, "On leave.")


async def test_a_leader_puts_a_stage_in_focus_and_opens_the_process_again(cast: Cast):
    assert await queries.focus() is None
    entry = Entry(id=ids.new(), at=TUESDAY, actor=cast.lea.id)
    for _ in range(2):
        asked = await focus.set_focus(cast.lea.actor, entry, "align")
    assert asked == ("next-step-confirmed", "stakeholder-access")
    found = await queries.focus()
    assert found is not None
    assert (found.stage, found.behaviours, found.at) == ("align", asked, TUESDAY)
    await focus.set_focus(cast.lea.actor, Entry(id=ids.new(), at=TUESDAY + DAY, actor=cast.lea.id), "")
    assert await queries.focus() is None
    last = await queries.last_focus()
    assert last is not None
    assert last.at == TUESDAY + DAY
    assert len(await ledger.of_kind(FocusSet)) == 2


async def test_only_a_leader_chooses_the_focus_and_only_a_stage_there_is(cast: Cast):
    with pytest.raises(Forbidden):
        await focus.set_focus(cast.mira.actor, cast.entry(cast.mira), "align")
    with pytest.raises(Invalid):
        await focus.set_focus(cast.lea.actor, cast.entry(cast.lea), "nowhere")
