import asyncio
from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from server import ids, ledger
from server.deals import queries as deals
from server.deals.queries import Claim, Owned
from server.deals.tables import DealOwner, DealRow
from server.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from server.facts import BehaviourSeen, InspectionBegun, InspectionClosed, RowAnswered
from server.inspections import actions, queries
from server.inspections.actions import Done
from server.inspections.actions.seen import answers_for
from server.inspections.queries import Pace
from server.inspections.rubric import Ticked
from server.people import actions as people
from tests import selling
from tests.databases import Database
from tests.inspections.asked import ACCESS, EARLY, MAP, PLAN
from tests.inspections.reference import PROCESS, clauses
from tests.inspections.world import NOTHING_SHOWN, STILL, World, arrange, every, recorded, ticked


@pytest.fixture
async def world(database: Database) -> World:
    return await arrange()


async def test_a_sheet_asks_the_rows_of_the_standard(world: World):
    inspection = await world.begin()
    sheet = await queries.sheet(inspection, world.cast.mira.actor, world.cast.now)
    assert [(row.behaviour, row.reason) for row in sheet.rows] == [
        ("agenda-agreed", "always-on"),
        ("next-step-confirmed", "always-on"),
        ("business-case-co-owned", "stage"),
        ("economic-buyer-confirmed", "stage"),
        ("problem-in-buyer-words", "not-asked"),
        ("impact-quantified", "not-asked"),
        ("why-now-established", "not-asked"),
        ("fit-checked", "rotation"),
    ]
    (stored,) = await recorded(InspectionBegun)
    assert (stored.person, stored.actor, stored.team) == (world.cast.ada.id, world.cast.mira.id, world.cast.north)


async def test_a_sheet_that_was_left_open_is_the_one_that_opens(world: World):
    first = await world.begin()
    world.later(days=1)
    assert await world.begin() == first
    left = await queries.open_sheet_of(world.cast.mira.actor, world.deal)
    assert left is not None
    assert left.id == first
    assert len(await recorded(InspectionBegun)) == 1


async def test_two_people_look_at_the_same_deal_side_by_side(world: World):
    assert await world.begin() != await world.begin(world.cast.lea)


async def test_nobody_inspects_their_own_deal_and_a_stranger_does_not_see_it(world: World):
    with pytest.raises(Forbidden):
        await world.begin(world.cast.ada)
    for stranger in (world.cast.tom, world.cast.ida, world.cast.sam, world.cast.zoe):
        with pytest.raises(NotFound):
            await world.begin(stranger)


async def test_a_row_keeps_what_was_done_in_it(world: World):
    inspection, mira = await world.begin(), world.cast.mira
    entry = world.cast.entry(mira)
    done = ticked("ending-named", "purpose-in-invite")
    for _ in range(2):
        await actions.answer(mira.actor, entry, inspection, "agenda-agreed", done)
    row = (await queries.sheet(inspection, mira.actor, world.cast.now)).row["agenda-agreed"]
    assert row.ticked == done.ticked
    assert len(await recorded(RowAnswered)) == 1
    other = ledger.Entry(id=entry.id, at=entry.at, actor=entry.actor, digest="other words")
    with pytest.raises(Conflict):
        await actions.answer(mira.actor, other, inspection, "agenda-agreed", NOTHING_SHOWN)


async def test_the_same_answer_again_records_nothing(world: World):
    inspection, mira = await world.begin(), world.cast.mira
    for _ in range(2):
        await actions.answer(mira.actor, world.cast.entry(mira), inspection, "agenda-agreed", NOTHING_SHOWN)
    assert len(await recorded(RowAnswered)) == 1


async def test_another_reason_needs_words_which_stay_out_of_the_ledger(world: World):
    inspection, mira = await world.begin(), world.cast.mira
    other = Ticked(na="other")
    with pytest.raises(Invalid):
        await actions.answer(mira.actor, world.cast.entry(mira), inspection, "fit-checked", Done(ticked=other))
    done = Done(ticked=other, na_words="Came by a partner")
    await actions.answer(mira.actor, world.cast.entry(mira), inspection, "fit-checked", done)
    assert (await queries.sheet(inspection, mira.actor, world.cast.now)).row["fit-checked"].na_words == "Came by a partner"
    assert "partner" not in repr(await recorded(RowAnswered))


async def test_a_reason_that_is_not_on_the_list_is_none(world: World):
    with pytest.raises(Invalid):
        await world.close(await world.begin(), {"fit-checked": Done(ticked=Ticked(na="boring"))})


async def test_closing_says_what_follows(world: World):
    await world.prove("problem-in-buyer-words")
    await world.prove("next-step-confirmed")
    inspection = await world.begin()
    world.later(minutes=1)
    closed = await world.close(
        inspection,
        {
            "next-step-confirmed": every("next-step-confirmed"),
            "problem-in-buyer-words": every("problem-in-buyer-words"),
            "impact-quantified": every("impact-quantified"),
            "why-now-established": NOTHING_SHOWN,
        },
    )
    assert (closed.left_out, closed.seconds) == (4, 60)
    assert (closed.conclusion.supported, closed.conclusion.gap, closed.conclusion.missing) == ("discover", 3, "impact-quantified")
    assert await world.stands() == ("discover", 3, True, "impact-quantified")
    assert closed.judged["impact-quantified"].answer == "claimed"
    found = (await queries.concluded([world.deal]))[world.deal]
    assert (found.by_name, found.mode, found.pick, found.place) == ("Mira North", "full", "chosen", 2)
    assert found.complete == ("next-step-confirmed", "problem-in-buyer-words")
    assert found.waits == clauses("impact-quantified")
    assert found.looked_at == found.inspected_at == world.cast.now


async def test_what_was_seen_is_a_fact_about_the_owner_for_each_row_that_was_asked(world: World):
    await world.prove("problem-in-buyer-words")
    closed = await world.inspect(
        {"problem-in-buyer-words": every("problem-in-buyer-words"), "why-now-established": NOTHING_SHOWN}
    )
    seen = {stored.fact.behaviour: stored for stored in await recorded(BehaviourSeen)}
    assert set(seen) == {"problem-in-buyer-words", "why-now-established"}
    shown = seen["problem-in-buyer-words"]
    assert (shown.person, shown.team, shown.fact.answer, shown.fact.shown_at) == (
        world.cast.ada.id,
        world.cast.north,
        "met",
        date(2026, 11, 11),
    )
    assert (shown.fact.inspector, shown.fact.mode, shown.fact.training) == (world.cast.mira.id, "full", False)
    assert seen["why-now-established"].fact.answer == "not-met"
    (stored,) = await recorded(InspectionClosed)
    assert (stored.fact.rows, stored.fact.asked, stored.fact.inspection) == (8, 2, closed.inspection)


async def test_closing_twice_closes_once(world: World):
    inspection, mira = await world.begin(), world.cast.mira
    entry = world.cast.entry(mira)
    first = await actions.close(mira.actor, entry, inspection, {"agenda-agreed": NOTHING_SHOWN})
    again = await actions.close(mira.actor, entry, inspection, {"agenda-agreed": NOTHING_SHOWN})
    assert (first.judged["agenda-agreed"].answer, again.judged["agenda-agreed"].answer) == ("not-met", "not-met")
    assert first.left_out == again.left_out
    with pytest.raises(Refused):
        await world.close(inspection)
    with pytest.raises(Refused):
        await actions.answer(mira.actor, world.cast.entry(mira), inspection, "agenda-agreed", STILL)
    assert len(await recorded(InspectionClosed)) == 1


async def test_the_same_press_at_the_same_moment_closes_once(world: World):
    inspection, entry = await world.begin(), world.cast.entry(world.cast.mira)
    await asyncio.gather(
        *(actions.close(world.cast.mira.actor, entry, inspection, {"agenda-agreed": NOTHING_SHOWN}) for _ in range(3))
    )
    assert len(await recorded(InspectionClosed)) == 1


@pytest.mark.parametrize("rows", [{}, {"agenda-agreed": STILL}])
async def test_a_sheet_with_no_row_looked_at_is_no_look_at_the_deal(world: World, rows: Mapping[str, Done]):
    inspection = await world.begin()
    with pytest.raises(Invalid, match="No row was looked at, so there is nothing to close"):
        await world.close(inspection, rows)
    assert await recorded(InspectionClosed) == []
    assert await queries.concluded([world.deal]) == {}
    await world.close(inspection, {"agenda-agreed": NOTHING_SHOWN})
    assert (await queries.concluded([world.deal]))[world.deal].looked_at == world.cast.now


async def test_a_sheet_of_rows_that_the_process_has_no_more_can_be_closed(world: World):
    inspection = await world.begin()
    anew = tuple(replace(one, id=f"{one.id}-anew") for one in PROCESS.behaviours)
    motions = tuple(replace(one, gates=tuple(f"{gate}-anew" for gate in one.gates)) for one in PROCESS.motions)
    await selling.serve(replace(selling.ACADEMY, process=replace(PROCESS, behaviours=anew, motions=motions)))
    assert not (await world.close(inspection)).judged


async def test_a_sheet_is_its_inspectors_until_it_is_closed(world: World):
    inspection = await world.begin()
    for reader in (world.cast.ada, world.cast.lea, world.cast.tom):
        with pytest.raises(NotFound):
            await queries.sheet(inspection, reader.actor, world.cast.now)
    with pytest.raises(NotFound):
        await world.close(inspection, by=world.cast.lea)
    await world.close(inspection, {"agenda-agreed": NOTHING_SHOWN})
    for reader in (world.cast.ada, world.cast.lea, world.cast.mira):
        assert (await queries.sheet(inspection, reader.actor, world.cast.now)).closed_at is not None
    for stranger in (world.cast.tom, world.cast.ida, world.cast.zoe):
        with pytest.raises(NotFound):
            await queries.sheet(inspection, stranger.actor, world.cast.now)


async def test_once_met_a_gate_stays_met_and_not_met_undoes_it(world: World):
    for gate in EARLY:
        await world.prove(gate)
    await world.inspect({gate: every(gate) for gate in EARLY})
    assert await world.stands() == ("align", 2, False, MAP)
    world.later(days=200)
    assert await world.stands() == ("align", 2, False, MAP)
    sheet = await queries.sheet(await world.begin(), world.cast.mira.actor, world.cast.now)
    assert {row.behaviour for row in sheet.rows if row.reason == "old"} == set()
    assert sheet.row[MAP].reason == "not-asked"
    await world.close(sheet.id, {MAP: NOTHING_SHOWN, ACCESS: NOTHING_SHOWN})
    assert await world.stands() == ("align", 2, True, MAP)


async def test_a_row_that_was_met_folds_and_one_key_says_still_true(world: World):
    await world.prove("agenda-agreed")
    await world.inspect({"agenda-agreed": every("agenda-agreed")})
    world.later(days=7)
    inspection = await world.begin()
    row = (await queries.sheet(inspection, world.cast.mira.actor, world.cast.now)).row["agenda-agreed"]
    assert row.folds
    await world.prove("agenda-agreed", "ending-named")
    closed = await world.close(inspection, {"agenda-agreed": STILL})
    assert closed.judged["agenda-agreed"].answer == "met"
    world.later(days=1)
    again = await queries.sheet(await world.begin(), world.cast.mira.actor, world.cast.now)
    assert again.row["agenda-agreed"].folds
    await world.prove("agenda-agreed", "ending-named")
    other = await queries.sheet(await world.begin(world.cast.lea), world.cast.lea.actor, world.cast.now)
    assert not other.row["agenda-agreed"].folds


async def test_still_true_of_a_row_that_does_not_fold_says_nothing(world: World):
    closed = await world.inspect({"agenda-agreed": STILL, "why-now-established": NOTHING_SHOWN})
    assert closed.judged["agenda-agreed"].answer == "not-asked"


async def test_who_still_learns_to_inspect_moves_nothing(world: World):
    await people.set_roles(None, world.cast.mira.id, ["manager"], in_training=True, entry=world.cast.entry())
    await world.prove("next-step-confirmed")
    await world.inspect({"next-step-confirmed": every("next-step-confirmed")})
    assert await queries.concluded([world.deal]) == {}
    (stored,) = await recorded(BehaviourSeen)
    assert stored.fact.training


async def test_a_blind_sheet_begins_in_its_calibration_and_nowhere_else(world: World):
    for mode in ("blind", "key"):
        with pytest.raises(Forbidden):
            await world.begin(mode=mode)


async def test_the_median_of_the_last_ten_is_printed(world: World):
    assert await queries.last_sheets(world.cast.mira.id) is None
    for minutes in (9, 1, 2):
        inspection = await world.begin()
        for _ in range(minutes):
            world.later(minutes=1)
            done = ticked(f"tick {ids.new()}")
            await actions.answer(world.cast.mira.actor, world.cast.entry(world.cast.mira), inspection, "agenda-agreed", done)
        await world.close(inspection, {"agenda-agreed": NOTHING_SHOWN})
        world.later(days=1)
    assert await queries.last_sheets(world.cast.mira.id) == Pace(3, 120)


async def test_a_pause_counts_as_three_minutes(world: World):
    inspection = await world.begin()
    world.later(days=2)
    assert (await world.close(inspection, {"agenda-agreed": NOTHING_SHOWN})).seconds == 180


async def test_the_last_place_goes_to_what_the_team_has_not_asked_for_longest(world: World):
    await world.inspect({"fit-checked": NOTHING_SHOWN})
    asked = await queries.asked_by_team(world.cast.north)
    assert asked == {"fit-checked": world.cast.now}
    sheet = await queries.sheet(await world.begin(), world.cast.mira.actor, world.cast.now)
    assert sheet.rows[-1].behaviour == "insight-shared"


async def test_a_deal_without_a_place_in_the_process_has_no_sheet(sqlite: Database):
    world = await arrange("discover", "renewal")
    inspection = await world.begin()
    assert [row.behaviour for row in (await queries.sheet(inspection, world.cast.mira.actor, world.cast.now)).rows][:2] == [
        "agenda-agreed",
        "next-step-confirmed",
    ]
    assert PROCESS.motion["renewal"].stages[0] == "discover"


async def test_an_owners_own_boxes_stay_hollow(world: World):
    for gate in (MAP, ACCESS, PLAN):
        await world.prove(gate)
    ada = world.cast.ada
    closed = await actions.check_oneself(ada.actor, world.cast.entry(ada), world.deal, "align", [MAP, PLAN])
    assert {one: row.answer for one, row in closed.judged.items()} == {MAP: "claimed", ACCESS: "not-asked", PLAN: "claimed"}
    assert await queries.concluded([world.deal]) == {}
    with pytest.raises(Forbidden):
        await actions.check_oneself(world.cast.mira.actor, world.cast.entry(world.cast.mira), world.deal, "align", [MAP])


async def test_a_baseline_counts_for_the_stage_once_somebody_else_has_seen_it(world: World):
    ada, mira = world.cast.ada, world.cast.mira
    await actions.confirm_past(ada.actor, world.cast.entry(ada), world.deal, EARLY)
    assert await queries.concluded([world.deal]) == {}
    entry = world.cast.entry(mira)
    for _ in range(2):
        await actions.confirm_past(mira.actor, entry, world.deal, EARLY)
    assert await world.stands() == ("align", 2, False, MAP)
    found = (await queries.concluded([world.deal]))[world.deal]
    assert (found.inspected_at, found.looked_at) == (None, None)
    standings = await queries.standings(world.deal)
    assert all(standing.baseline and standing.met for standing in standings.values())
    modes = {stored.fact.mode for stored in await recorded(BehaviourSeen)}
    assert modes == {"baseline"}


async def test_only_clauses_are_ticked_whatever_is_sent(world: World):
    sheet = await world.begin()
    row = ticked("purpose-stated", "Petra said so on the phone")
    await actions.answer(world.cast.mira.actor, world.cast.entry(world.cast.mira), sheet, "next-step-confirmed", row)
    (stored,) = await recorded(RowAnswered)
    assert stored.fact.ticks == ("purpose-stated",)


async def test_who_learns_to_inspect_confirms_no_past(world: World):
    cast = world.cast
    await people.set_roles(None, cast.mira.id, {"manager"}, in_training=True, entry=cast.entry(cast.zoe))
    await actions.confirm_past(cast.mira.actor, cast.entry(cast.mira), world.deal, EARLY)
    assert (await queries.standings(world.deal), await queries.concluded([world.deal])) == ({}, {})


async def test_what_a_sheet_found_not_met_is_not_confirmed_as_past(world: World):
    mira = world.cast.mira
    await world.inspect({"impact-quantified": NOTHING_SHOWN})
    await actions.confirm_past(mira.actor, world.cast.entry(mira), world.deal, EARLY)
    assert not (await queries.standings(world.deal))["impact-quantified"].met


async def test_confirming_the_past_of_a_deal_without_one_is_refused(sqlite: Database):
    world = await arrange("engage")
    with pytest.raises(Refused):
        await actions.confirm_past(world.cast.mira.actor, world.cast.entry(world.cast.mira), world.deal, EARLY)


async def test_a_row_is_about_who_owned_the_deal_when_it_was_shown(world: World):
    early, late = date(2026, 11, 2), date(2026, 11, 11)
    ada, bo = world.cast.ada.id, world.cast.bo.id
    owned = [Owned(at=datetime(2026, 11, 1, tzinfo=UTC), owner=bo), Owned(at=datetime(2026, 11, 9, tzinfo=UTC), owner=ada)]
    assert [answers_for(owned, ada, day, "UTC") for day in (early, late, None)] == [bo, ada, ada]
    assert answers_for(owned, ada, date(2026, 10, 1), "UTC") == bo
    assert answers_for([], ada, early, "UTC") == ada


async def test_an_answer_stays_with_who_owned_the_deal_on_the_day_of_its_proof(world: World):
    for owner, day in ((world.cast.bo, 1), (world.cast.ada, 9)):
        at = datetime(2026, 11, day, tzinfo=UTC)
        await DealOwner.insert(DealOwner(id=ids.new(), deal=world.deal, at=at, owner=owner.id))
    await world.prove("problem-in-buyer-words", dated=date(2026, 11, 2))
    await world.prove("impact-quantified")
    await world.inspect({one: every(one) for one in ("problem-in-buyer-words", "impact-quantified")})
    about = {stored.fact.behaviour: stored.person for stored in await recorded(BehaviourSeen)}
    assert about == {"problem-in-buyer-words": world.cast.bo.id, "impact-quantified": world.cast.ada.id}


async def test_who_no_longer_manages_the_owner_goes_on_with_no_sheet_of_theirs(world: World):
    cast = world.cast
    sheet = await world.begin()
    await people.leave_team(None, cast.mira.id, cast.north, manages=True, entry=cast.entry(cast.zoe))
    with pytest.raises(NotFound):
        await actions.answer(cast.mira.actor, cast.entry(cast.mira), sheet, MAP, NOTHING_SHOWN)
    with pytest.raises(NotFound):
        await world.close(sheet, {MAP: NOTHING_SHOWN})
    assert await queries.standings(world.deal) == {}


async def test_who_came_to_own_a_deal_does_not_close_the_sheet_they_had_opened_on_it(world: World):
    sheet = await world.begin()
    await DealRow.update({DealRow.owner: world.cast.mira.id}).where(DealRow.id == world.deal)
    with pytest.raises(Forbidden):
        await world.close(sheet, {MAP: NOTHING_SHOWN})


async def test_the_past_of_an_imported_deal_ends_with_the_stage_it_came_with(world: World):
    came, later = datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 11, 9, tzinfo=UTC)
    deal = (await deals.deals([world.deal]))[world.deal]
    claims = [Claim(at=came, stage="discover"), Claim(at=later, stage="propose")]
    assert deals.came_with(deal, claims) == "propose"
    assert deals.came_with(replace(deal, imported_at=came), claims) == "discover"
    assert deals.came_with(replace(deal, imported_at=later), claims) == "propose"
    assert deals.came_with(replace(deal, imported_at=came - (later - came)), claims) == "discover"
