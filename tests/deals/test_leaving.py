"""What a CRM has no more: a file that is taken back, deals that the last file does not hold, a source that is given up."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from server.deals import actions, queries
from server.deals.queries import imports, sources
from server.errors import Forbidden, Invalid, NotFound, Refused
from server.facts import DealClosed, DealFileCalledPart, DealFileWithdrawn, DealReopened, DealSourceRetired
from tests.cast import TUESDAY, Cast, assemble
from tests.databases import Database
from tests.deals.import_world import MONDAY, NOW, bring, csv, facts_of, finish, give, row, state
from tests.selling import PROCESS

WEEK = timedelta(days=7)


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await assemble()


async def take_back(cast: Cast, run: UUID) -> None:
    await actions.withdraw(cast.zoe.actor, cast.entry(cast.zoe), run)
    assert (await finish(run)).state == "withdrawn"


async def seen_of_known() -> dict[str, list[dict[str, Any]]]:
    """The tables of deals, without what hangs on deals that left, which stays although no file tells of it."""
    found = await state()
    gone = {one["id"] for one in found["deal"] if one["outcome"] == "left"}
    # Under which mapping it was worked out is about the words, which stay decided.
    kept = {table: [{**one, "mapping": ""} for one in rows] for table, rows in found.items()}
    return {table: [one for one in rows if one["id" if table == "deal" else "deal"] not in gone] for table, rows in kept.items()}


async def test_a_file_that_is_taken_back_was_never_seen(cast: Cast):
    await bring(cast, csv(row(7), row(8), row(9)), at=MONDAY - 2 * WEEK)
    await bring(cast, csv(row(7, "Align"), row(8, more="9000,2027-01-29,Commit")), at=MONDAY - WEEK)
    before = await seen_of_known()
    newest = csv(row(7, "Closed lost", name="Renamed"), row(8, owner="bo@example.org", more="1,,"), row(9, "Align"), row(10))
    last = await bring(cast, newest)
    assert await seen_of_known() != before
    await take_back(cast, last.id)
    assert await seen_of_known() == before
    assert await queries.as_of(NOW) == MONDAY - WEEK
    (left,) = [one for one in (await state())["deal"] if one["outcome"] == "left"]
    assert (left["name"], left["closed_at"] is not None) == ("Deal 10", True)
    (fact,) = await facts_of(DealFileWithdrawn)
    assert (fact.run, fact.as_of) == (last.id, MONDAY)


async def test_a_file_between_two_others_and_one_of_history_can_be_taken_back_and_handed_in_again(cast: Cast):
    heads = "Deal ID,From Stage,To Stage,Changed on"
    await bring(cast, csv(row(7)), at=MONDAY - 2 * WEEK)
    await bring(cast, csv(row(7, "Prove")), at=MONDAY)
    before = await seen_of_known()
    middle, past = csv(row(7, "Align")), csv("7,Engage,Discover,2026-09-01", heads=heads)
    one = await bring(cast, middle, at=MONDAY - WEEK)
    two = await bring(cast, past, source="hubspot")
    after = await seen_of_known()
    for run in (one.id, two.id):
        await take_back(cast, run)
    assert await seen_of_known() == before
    await bring(cast, middle, at=MONDAY - WEEK)
    await bring(cast, past, source="hubspot")
    assert await seen_of_known() == after


async def test_only_an_imported_file_is_taken_back_once_and_by_an_admin(cast: Cast):
    waiting = await give(cast, csv(row(7)))
    with pytest.raises(Refused):
        await actions.withdraw(cast.zoe.actor, cast.entry(cast.zoe), waiting)
    done = await bring(cast, csv(row(7)))
    with pytest.raises(Forbidden):
        await actions.withdraw(cast.mira.actor, cast.entry(cast.mira), done.id)
    await take_back(cast, done.id)
    with pytest.raises(Refused):
        await actions.withdraw(cast.zoe.actor, cast.entry(cast.zoe), done.id)
    assert await queries.as_of(NOW) is None


async def test_a_deal_that_the_last_file_does_not_hold_is_noticed_and_closed_only_when_somebody_says_so(cast: Cast):
    await bring(cast, csv(row(7), row(8), row(9, "Closed won")), at=MONDAY - WEEK)
    assert await sources.missing() == []
    last = await bring(cast, csv(row(7)))
    (found,) = await sources.missing()
    assert (found.run, [deal.name for deal in found.deals], found.source) == (last.id, ["Deal 8"], "hubspot")
    assert len(await queries.open_deals(cast.ada.id)) == 2
    with pytest.raises(Invalid):
        await close(cast, last.id, ())
    assert await close(cast, last.id, [deal.id for deal in found.deals]) == 1
    assert await close(cast, last.id, [deal.id for deal in found.deals]) == 0, "whoever presses twice has done it once"
    with pytest.raises(Invalid):
        await close(cast, last.id, [(await queries.open_deals(cast.ada.id))[0].id])
    assert await sources.missing() == []
    (closed,) = [one for one in await queries.closed_deals(cast.ada.id) if one.outcome == "left"]
    assert (closed.name, closed.closed_at) == ("Deal 8", MONDAY)
    assert sorted(fact.outcome for fact in await facts_of(DealClosed)) == ["left", "won"]
    await bring(cast, csv(row(8)), at=TUESDAY)
    assert [deal.name for deal in await queries.open_deals(cast.ada.id)] == ["Deal 7", "Deal 8"]
    assert len(await facts_of(DealReopened)) == 1


async def close(cast: Cast, run: UUID, deals: Any) -> int:  # noqa: ANN401  # ids in any collection
    entry = cast.entry(cast.zoe)
    return await actions.close_missing(cast.zoe.actor, entry, run, deals, currency="EUR", process=PROCESS)


async def test_a_deal_closed_as_missing_is_open_again_when_that_file_is_taken_back(cast: Cast):
    await bring(cast, csv(row(7), row(8)), at=MONDAY - WEEK)
    before = await seen_of_known()
    last = await bring(cast, csv(row(7)))
    (found,) = await sources.missing()
    await close(cast, last.id, [deal.id for deal in found.deals])
    await take_back(cast, last.id)
    assert await seen_of_known() == before


async def test_of_a_file_that_holds_a_part_nothing_is_missing(cast: Cast):
    await bring(cast, csv(row(7), row(8)), at=MONDAY - WEEK)
    last = await bring(cast, csv(row(7)))
    for _ in range(2):
        await actions.call_part(cast.zoe.actor, cast.entry(cast.zoe), last.id)
    assert await sources.missing() == []
    assert len(await facts_of(DealFileCalledPart)) == 1
    assert len(await queries.open_deals(cast.ada.id)) == 2


async def test_a_source_that_is_given_up_makes_nothing_old_and_its_open_deals_end_as_left(cast: Cast):
    await bring(cast, csv(row(7), row(8, "Closed won")), at=MONDAY - 3 * WEEK, source="old crm")
    await bring(cast, csv(row(7)))
    assert await queries.as_of(NOW) == MONDAY - 3 * WEEK
    await retire(cast, "old-crm", by_hand=False)
    assert await queries.as_of(NOW) == MONDAY
    assert [(deal.source, deal.name) for deal in await queries.open_deals(cast.ada.id)] == [("hubspot", "Deal 7")]
    assert sorted(deal.outcome for deal in await queries.closed_deals(cast.ada.id)) == ["left", "won"]
    (fact,) = await facts_of(DealSourceRetired)
    assert (fact.source, fact.by_hand, fact.deals) == ("old-crm", False, 1)
    one = next(one for one in await sources.known_sources() if one.name == "old-crm")
    assert (one.open, one.retired_at) == (0, NOW)
    await bring(cast, csv(row(7)), at=NOW, source="old crm")
    assert next(one for one in await sources.known_sources() if one.name == "old-crm").retired_at is None


async def test_deals_of_a_source_that_is_given_up_may_be_kept_by_hand(cast: Cast):
    await bring(cast, csv(row(7), row(8, "Closed won")), at=MONDAY - 3 * WEEK)
    with pytest.raises(NotFound):
        await retire(cast, "salesforce", by_hand=True)
    await retire(cast, "hubspot", by_hand=True)
    assert await queries.as_of(NOW) is None
    (deal,) = await queries.open_deals(cast.ada.id)
    assert (deal.name, deal.source) == ("Deal 7", "")
    assert await imports.running() == []


async def retire(cast: Cast, source: str, *, by_hand: bool) -> None:
    entry = cast.entry(cast.zoe)
    await actions.retire(cast.zoe.actor, entry, source, by_hand=by_hand, currency="EUR", process=PROCESS)
