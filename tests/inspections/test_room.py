from collections.abc import Collection, Mapping
from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.inspections.cadence import Cadence, Watched
from server.inspections.room import Asked, room, stopped

MONDAY = date(2026, 11, 16)
WEEK = {MONDAY + timedelta(days=n) for n in range(5)}
MIRA, ADA, BO = UUID(int=1), UUID(int=2), UUID(int=3)
STAGES = ("engage", "discover", "align", "prove", "propose", "commit", "launch")


def deals(owner: UUID, stage: str, n: int, *, first: int = 100) -> list[Watched]:
    return [Watched(deal=UUID(int=first + i), owner=owner, stage=stage, entered=MONDAY - timedelta(days=30)) for i in range(n)]


def asked(*found: Watched, off: Mapping[UUID, Collection[date]] | None = None, **more: object) -> Asked:
    usual = Asked(
        monday=MONDAY,
        today=MONDAY,
        deals=found,
        owners=(ADA, BO),
        said={},
        stages=STAGES,
        holidays=(),
        off=off or {},
        manager=MIRA,
        covered=False,
        one_to_ones="weekly",
        took=(),
        full=0,
        delta=0,
        seed=UUID(int=9),
    )
    return replace(usual, **more)


def test_a_week_lists_what_is_due_and_what_the_routine_has_left():
    found = room(asked(*deals(ADA, "align", 3)))
    assert (found.supply.full, found.supply.routine, found.left, found.here) == (4, 2, 2, True)
    assert len(found.due) == 3
    assert room(asked(*deals(ADA, "align", 3), full=1)).left == 1


def test_what_was_inspected_this_week_takes_its_room():
    found = room(asked(*deals(ADA, "align", 3), full=3))
    assert (len(found.due), found.left) == (1, 0)


def test_a_deal_of_the_forecast_is_looked_at_as_often_as_the_stages_of_its_own_process_say():
    looked = MONDAY - timedelta(days=2)
    (offer,) = deals(ADA, "offer", 1)
    offer = replace(offer, full=looked, looked=looked, forecast=True)
    own = asked(offer, stages=("offer", "close"), said={"close": Cadence("delta", 14)})
    assert (room(own).due, room(own).in_time) == ((), 1)
    assert [due.on for due in room(replace(own, said={})).due] == [looked + timedelta(days=7)]
    late = room(replace(own, deals=[replace(offer, full=looked - timedelta(days=8), looked=looked - timedelta(days=8))]))
    assert (late.in_time, late.clocked) == (1, 1)


def test_whoever_is_away_all_week_asks_for_nothing_and_holds_no_one_to_one():
    found = room(asked(*deals(ADA, "align", 3), *deals(BO, "align", 1, first=200), off={ADA: WEEK}))
    assert [due.owner for due in found.due] == [BO]
    assert found.supply.delta == 1


def test_one_day_at_work_is_enough_for_a_one_to_one():
    assert room(asked(*deals(ADA, "align", 1), off={ADA: WEEK - {MONDAY}})).supply.delta == 2


def test_a_manager_who_is_away_is_asked_for_nothing_and_a_cover_is():
    away = asked(*deals(ADA, "align", 3), off={MIRA: WEEK})
    assert (room(away).here, room(away).due) == (False, ())
    covered = room(replace(away, covered=True))
    assert (covered.here, covered.supply.routine) == (True, 2)


def test_public_holidays_and_the_leave_of_rep_and_manager_stop_the_clock():
    found = stopped(asked(off={ADA: {MONDAY}, MIRA: {MONDAY + timedelta(days=1)}}, holidays={MONDAY + timedelta(days=2)}))
    assert set(found(ADA)) == {MONDAY, MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)}
    assert set(found(BO)) == {MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)}


def test_when_a_week_asks_for_too_much_the_early_sample_waits():
    found = room(asked(*deals(ADA, "align", 12), *deals(BO, "engage", 1, first=200)))
    assert found.plan.waits is not None
    assert found.plan.waits.early
    assert {due.owner for due in found.due} == {ADA}


@given(
    st.lists(
        st.builds(
            Watched,
            deal=st.uuids(),
            owner=st.sampled_from([ADA, BO]),
            stage=st.sampled_from(STAGES),
            entered=st.dates(MONDAY - timedelta(days=60), MONDAY),
            full=st.none() | st.dates(MONDAY - timedelta(days=60), MONDAY),
        ),
        max_size=40,
        unique_by=lambda one: one.deal,
    ),
    st.integers(0, 6),
    st.integers(0, 3),
    st.sets(st.sampled_from(sorted(WEEK))),
)
def test_the_backlog_that_is_shown_always_fits_the_week(found: list[Watched], full: int, delta: int, away: set[date]):
    week = room(asked(*found, off={MIRA: away}, full=full, delta=delta))
    deltas = sum(due.kind == "delta" for due in week.due)
    assert len(week.due) - deltas <= max(0, week.supply.full - full)
    assert deltas <= max(0, week.supply.delta - delta)


def test_how_many_deals_were_looked_at_in_time_is_told_whatever_gives_way():
    late, fresh = deals(ADA, "align", 2)
    fresh = replace(fresh, full=MONDAY - timedelta(days=3))
    found = room(asked(late, fresh, *deals(BO, "engage", 1, first=200)))
    assert (found.in_time, found.clocked) == (1, 2)
    away = room(asked(late, fresh, off={ADA: {late.entered + timedelta(days=n) for n in range(40)}}))
    assert (away.in_time, away.clocked) == (1, 1), "what was never looked at and still has time is neither late nor looked at"
