from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.inspections import cadence
from server.inspections.cadence import Cadence, Due, Watched, dues, later, within

ADA, BO = UUID(int=1), UUID(int=2)
DEAL = UUID(int=10)
SEED = UUID(int=7)
ENTERED = date(2026, 11, 2)

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def never(owner: UUID) -> Collection[date]:
    return ()


def deal(
    stage: str, *, id: UUID = DEAL, owner: UUID = ADA, full: date | None = None, looked: date | None = None, **more: bool
) -> Watched:
    return Watched(deal=id, owner=owner, stage=stage, entered=ENTERED, full=full, looked=looked or full, **more)


@pytest.mark.parametrize(
    ("watched", "kind", "on"),
    [
        (deal("align"), "full", ENTERED),
        (deal("align", full=date(2026, 10, 30)), "full", ENTERED),
        (deal("align", full=date(2026, 11, 3)), "full", date(2026, 11, 24)),
        (deal("commit"), "full", ENTERED),
        (deal("commit", full=date(2026, 11, 3)), "delta", date(2026, 11, 10)),
        (deal("commit", full=date(2026, 11, 3), looked=date(2026, 11, 9)), "delta", date(2026, 11, 16)),
        (deal("prove", full=date(2026, 11, 3), forecast=True), "delta", date(2026, 11, 10)),
        (deal("engage"), "sample", ENTERED),
        (deal("engage", full=date(2026, 11, 3)), "sample", date(2026, 12, 3)),
        (deal("a-stage-of-their-own", full=date(2026, 11, 3)), "full", date(2026, 11, 24)),
    ],
)
def test_a_deal_is_due_by_the_cadence_of_its_stage(watched: Watched, kind: str, on: date):
    (due,) = dues([watched], {}, never, SEED)
    assert (due.kind, due.on) == (kind, on)


def test_a_stage_without_a_cadence_is_never_due():
    assert dues([deal("launch")], {}, never, SEED) == ()


def test_an_academy_may_say_otherwise():
    said = cadence.read({"align": "full 14", "launch": "sample 60", "engage": "none"})
    assert said == {"align": Cadence("full", 14), "launch": Cadence("sample", 60), "engage": Cadence("none")}
    (due,) = dues([deal("align", full=date(2026, 11, 3)), deal("engage")], said, never, SEED)
    assert due.on == date(2026, 11, 17)


def test_a_delta_check_does_not_reset_the_clock_of_a_full_inspection():
    (due,) = dues([deal("align", full=date(2026, 11, 3), looked=date(2026, 11, 20))], {}, never, SEED)
    assert due.on == date(2026, 11, 24)


def test_a_deal_of_the_forecast_goes_by_its_stage_or_by_the_one_that_is_checked_most_often():
    said = {"align": Cadence("delta", 10), "prove": Cadence("full", 21), "commit": Cadence("delta", 14)}
    assert [cadence.clock(deal(stage, forecast=True), said).days for stage in ("prove", "commit", "align")] == [10, 14, 10]


def test_of_early_deals_that_were_all_seen_one_is_drawn_after_the_last_look_at_any():
    seen = [deal("engage", id=UUID(int=n), full=date(2026, 11, n)) for n in (3, 5, 4)]
    (due,) = dues(seen, {}, never, SEED)
    assert (due.on, due.entry) == (date(2026, 12, 5), False)


def test_each_rep_has_one_early_deal_drawn_and_a_new_one_before_one_that_was_seen():
    seen = deal("engage", id=UUID(int=11), full=date(2026, 11, 3))
    new = deal("discover", id=UUID(int=12))
    others = deal("discover", id=UUID(int=13), owner=BO)
    found = {due.owner: due for due in dues([seen, new, others], {}, never, SEED)}
    assert found == {
        ADA: Due(deal=new.deal, owner=ADA, kind="sample", on=date(2026, 12, 3)),
        BO: Due(deal=others.deal, owner=BO, kind="sample", on=ENTERED, entry=True),
    }


def test_leave_and_public_holidays_stop_the_clock():
    holiday, leave = {date(2026, 11, 5)}, {date(2026, 11, day) for day in range(9, 14)}
    watched = deal("commit", full=date(2026, 11, 3))

    def stopped(owner: UUID) -> Collection[date]:
        return holiday | leave if owner == ADA else holiday

    (due,) = dues([watched], {}, stopped, SEED)
    assert due.on == date(2026, 11, 16)
    assert within(watched, {}, stopped(ADA), date(2026, 11, 15)) is True
    assert within(watched, {}, (), date(2026, 11, 15)) is False


def test_recency_is_not_asked_of_a_stage_without_a_clock_for_each_deal():
    assert within(deal("engage"), {}, (), ENTERED) is None
    assert within(deal("launch"), {}, (), ENTERED) is None
    assert within(deal("align"), {}, (), ENTERED + timedelta(days=1)) is False
    assert within(deal("align"), {}, (), ENTERED) is None, "nobody has looked, and nobody is late"
    assert within(deal("align"), {}, {ENTERED}, ENTERED + timedelta(days=1)) is None, "it came on a holiday"


@given(DAYS, st.integers(0, 60), st.sets(DAYS, max_size=60))
def test_as_many_days_run_as_the_clock_has_and_it_never_rings_on_a_stopped_day(start: date, days: int, stopped: set[date]):
    end = later(start, days, stopped)
    ran = sum(start + timedelta(days=n) not in stopped for n in range(1, (end - start).days + 1))
    assert end not in stopped
    assert ran == days or (ran == days + 1 - (start not in stopped) and days == 0)


@given(DAYS, st.integers(0, 60), st.sets(DAYS, max_size=60), DAYS)
def test_one_more_day_off_never_makes_anything_due_earlier(start: date, days: int, stopped: set[date], more: date):
    assert later(start, days, stopped | {more}) >= later(start, days, stopped)
