from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from server.inspections import capacity
from server.inspections.cadence import Cadence, Due, Watched, dues, of_each
from server.inspections.capacity import Demand, Supply, Week, cadences, demand, listed, median, supply, week
from server.sentences.pick_reasons import Waits

MONDAY = date(2026, 11, 16)
REPS = [UUID(int=1000 + n) for n in range(8)]
STAGES = ("engage", "discover", "align", "prove", "propose", "commit", "launch")


def team(**stages: int) -> list[Watched]:
    """So many deals at each stage, in turn of each of eight reps."""
    found = [stage for stage, n in stages.items() for _ in range(n)]
    return [
        Watched(deal=UUID(int=n + 1), owner=REPS[n % len(REPS)], stage=stage, entered=MONDAY) for n, stage in enumerate(found)
    ]


EXAMPLE = team(engage=20, discover=20, align=10, prove=10, propose=8, commit=8, launch=4)
"""8 reps with 10 deals each: 40 early, 28 middle, 8 in Commit, 4 in Launch."""

TEAMS = st.lists(
    st.builds(
        Watched,
        deal=st.uuids(),
        owner=st.sampled_from(REPS),
        stage=st.sampled_from(STAGES),
        entered=st.dates(MONDAY - timedelta(days=90), MONDAY),
        full=st.none() | st.dates(MONDAY - timedelta(days=90), MONDAY),
        forecast=st.booleans(),
    ),
    max_size=60,
    unique_by=lambda one: one.deal,
)
ROOMS = st.builds(
    supply,
    reps=st.integers(0, 12),
    one_to_ones=st.sampled_from(["weekly", "fortnightly"]),
    here=st.booleans(),
    took=st.lists(st.integers(20, 3000), max_size=20),
)
SAID = st.dictionaries(
    st.sampled_from(STAGES), st.builds(Cadence, st.sampled_from(["full", "delta", "sample"]), st.integers(1, 90)), max_size=4
)


def test_the_worked_example_of_the_standard():
    asked = demand(EXAMPLE, {})
    assert asked.full == Fraction(28, 3) + 8 * Fraction(7, 30)
    assert round(asked.full) == 11
    assert asked.delta == 8
    assert 65 <= (round(asked.full) * capacity.AIM + asked.delta * capacity.DELTA) / 60 <= 70
    room = supply(reps=8, one_to_ones="weekly")
    assert (room.routine, room.full, room.delta) == (2, 10, 8)
    assert week(asked, room) == Week(early=False, stretched=0, waits=Waits(11, 10, early=True, days=0))


def test_one_to_ones_every_other_week_halve_what_they_have_room_for():
    room = supply(reps=8, one_to_ones="fortnightly")
    assert (room.routine, room.full, room.delta) == (2, 6, 4)


def test_when_that_is_not_enough_middle_stages_are_looked_at_less_often():
    plan = week(demand(EXAMPLE, {}), supply(reps=8, one_to_ones="fortnightly"))
    assert plan == Week(early=False, stretched=33, waits=Waits(11, 6, early=True, days=33, delta=4))
    assert 28 * 7 / 33 <= 6 < 28 * 7 / 32


def test_after_ten_sheets_their_median_replaces_the_five_minutes():
    assert supply(reps=8, one_to_ones="weekly", took=[600] * 9) == Supply(routine=2, full=10, delta=8)
    assert supply(reps=8, one_to_ones="weekly", took=[600] * 10) == Supply(routine=1, full=5, delta=8, seconds=600)
    assert (median([300, 480]), median([0, 0])) == (390, 1)


def test_every_second_week_leaves_whole_one_to_ones():
    assert supply(reps=3, one_to_ones="fortnightly") == Supply(routine=2, full=3, delta=1)


def test_a_manager_who_is_away_has_room_for_nothing_and_nothing_is_asked():
    plan = week(demand(EXAMPLE, {}), supply(reps=8, one_to_ones="weekly", here=False))
    assert plan.stretched is None
    assert {one.kind for one in cadences(of_each(STAGES, {}), plan).values()} == {"none", "delta"}


def test_middle_stages_are_looked_at_less_often_where_the_week_is_stretched_and_never_more():
    usual = of_each(STAGES, {})
    for days, held in ((28, 28), (14, 21)):
        stretched = cadences(usual, Week(early=True, stretched=days, waits=None))
        assert stretched == {**usual, **dict.fromkeys(("align", "prove", "propose"), Cadence("full", held))}


def test_a_small_team_keeps_every_cadence():
    plan = week(demand(team(engage=2, align=3, commit=1), {}), supply(reps=2, one_to_ones="weekly"))
    assert plan == Week(early=True, stretched=0, waits=None)


def test_a_team_without_early_deals_is_not_told_that_their_sample_waits():
    plan = week(demand(team(align=40), {}), supply(reps=8, one_to_ones="weekly"))
    assert plan.waits == Waits(13, 10, early=False, days=28)


def test_what_a_week_has_no_room_for_is_never_told_as_a_number_that_it_has_room_for():
    plan = week(demand(team(align=31), {}), supply(reps=8, one_to_ones="weekly"))
    assert plan.waits == Waits(11, 10, early=False, days=22)
    full = week(demand(team(align=30, commit=11), {}), supply(reps=8, one_to_ones="weekly"))
    assert full == Week(early=True, stretched=0, waits=Waits(10, 10, early=False, days=0, delta=3))


def test_delta_checks_beyond_the_one_to_ones_are_left_to_the_review():
    plan = week(demand(team(commit=11), {}), supply(reps=8, one_to_ones="weekly"))
    assert plan == Week(early=True, stretched=0, waits=Waits(0, 10, early=False, days=0, delta=3))


@given(TEAMS, SAID, ROOMS)
def test_a_week_never_asks_for_more_full_inspections_than_it_has_room_for(
    deals: list[Watched], said: dict[str, Cadence], room: Supply
):
    plan = week(demand(deals, said), room)
    held = cadences(of_each(STAGES, said), plan)
    left = demand([deal for deal in deals if not deal.forecast], held)
    assert left.full <= room.full


@given(TEAMS, SAID, ROOMS, st.integers(0, 4), st.integers(0, 4))
def test_what_a_week_shows_never_exceeds_what_is_left_of_it(
    deals: list[Watched], said: dict[str, Cadence], room: Supply, full: int, delta: int
):
    shown = listed(dues(deals, said, lambda _: (), UUID(int=1)), room, until=MONDAY, full=full, delta=delta)
    deltas = sum(due.kind == "delta" for due in shown)
    assert deltas <= max(0, room.delta - delta)
    assert len(shown) - deltas <= max(0, room.full - full)
    assert (
        len(shown) - deltas
    ) * room.seconds + deltas * capacity.DELTA <= room.full * room.seconds + room.delta * capacity.DELTA


@given(st.integers(0, 12), st.lists(st.integers(20, 3000), min_size=10, max_size=20))
def test_slower_sheets_are_fewer_sheets_in_the_same_time(reps: int, took: list[int]):
    room = supply(reps=reps, one_to_ones="weekly", took=took)
    assert room.full * room.seconds <= capacity.AIM * (capacity.ROUTINE + reps)
    assert 0 <= room.routine <= room.full


@given(TEAMS, SAID, ROOMS)
def test_the_sample_waits_before_any_middle_stage_is_stretched(deals: list[Watched], said: dict[str, Cadence], room: Supply):
    plan = week(demand(deals, said), room)
    assert plan.early is False or plan.stretched == 0


def test_the_earliest_is_shown_first():
    first = Due(deal=UUID(int=1), owner=REPS[0], kind="full", on=MONDAY - timedelta(days=3))
    second = Due(deal=UUID(int=2), owner=REPS[0], kind="full", on=MONDAY)
    third = Due(deal=UUID(int=3), owner=REPS[0], kind="full", on=MONDAY + timedelta(days=7))
    assert listed((first, second, third), Supply(routine=1, full=1, delta=0), until=MONDAY) == (first,)
    assert listed((first, second, third), Supply(routine=9, full=9, delta=0), until=MONDAY) == (first, second)


def test_nothing_is_asked_of_nobody():
    assert demand([], {}) == Demand()
    assert week(Demand(), Supply(routine=0, full=0, delta=0)) == Week(early=True, stretched=0, waits=None)
