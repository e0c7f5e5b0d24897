from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.inspections.second_look import Whole, draw, unseen

NOW = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)
LEADER, REP = UUID(int=1), UUID(int=2)
CLOSED = NOW - timedelta(days=10)
SHEET = Whole(inspection=UUID(int=7), person=REP, owner=REP, mode="full", pick="coverage", closed_at=CLOSED)


@pytest.mark.parametrize(
    "sheet",
    [
        pytest.param(SHEET, id="picked by turn"),
        pytest.param(replace(SHEET, pick="random", mode="together"), id="by lot, with the rep"),
        pytest.param(replace(SHEET, closed_at=NOW - timedelta(days=31)), id="a month old"),
        pytest.param(replace(SHEET, owner=UUID(int=3)), id="the deal has another owner since"),
        pytest.param(replace(SHEET, owner=None), id="the deal has no owner any more"),
        pytest.param(replace(SHEET, opened=date(2026, 11, 6)), id="opened before it was closed"),
        pytest.param(
            replace(SHEET, closed_at=CLOSED + timedelta(hours=5), opened=date(2026, 11, 7), zone="Pacific/Kiritimati"),
            id="closed on the 8th where its person is",
        ),
    ],
)
def test_a_whole_sheet_that_nobody_chose_may_be_drawn(sheet: Whole):
    assert unseen([sheet], LEADER, NOW) == [sheet]


@pytest.mark.parametrize(
    "sheet",
    [
        *(pytest.param(replace(SHEET, pick=pick), id=pick) for pick in ("risk", "chosen", "review", "one-to-one", "calibration")),
        *(pytest.param(replace(SHEET, mode=mode), id=mode) for mode in ("delta", "blind", "self-check", "baseline")),
        pytest.param(replace(SHEET, closed_at=NOW - timedelta(days=31, seconds=1)), id="older than a month"),
        pytest.param(replace(SHEET, training=True), id="by somebody who learns"),
        pytest.param(replace(SHEET, taken=True), id="looked at again before"),
        pytest.param(replace(SHEET, own=True), id="the leader looked at the deal"),
        pytest.param(replace(SHEET, owner=LEADER), id="the leader owns the deal"),
        pytest.param(replace(SHEET, person=LEADER), id="the leader owned the deal"),
        pytest.param(replace(SHEET, opened=date(2026, 11, 7)), id="opened on the day it was closed"),
        pytest.param(replace(SHEET, opened=date(2026, 11, 16)), id="opened since"),
        pytest.param(
            replace(SHEET, opened=date(2026, 11, 6), zone="Pacific/Pago_Pago"), id="closed on the 6th where its person is"
        ),
    ],
)
def test_what_was_chosen_or_seen_or_does_not_count_is_not_drawn(sheet: Whole):
    assert unseen([sheet], LEADER, NOW) == []


@given(st.lists(st.uuids(), unique=True, min_size=1, max_size=9), st.uuids())
def test_the_draw_does_not_depend_on_the_order_and_a_sheet_more_moves_it_only_to_itself(sheets: list[UUID], seed: UUID):
    drawn = draw(sheets, seed)
    assert draw(sheets[::-1], seed) == drawn
    if drawn != sheets[0]:
        assert draw(sheets[1:], seed) == drawn


def test_every_sheet_is_drawn_about_as_often():
    sheets = [UUID(int=number) for number in range(4)]
    drawn = [draw(sheets, UUID(int=seed)) for seed in range(400)]
    assert all(70 <= drawn.count(one) <= 130 for one in sheets)


def test_of_nothing_nothing_is_drawn():
    assert draw([], UUID(int=1)) is None
