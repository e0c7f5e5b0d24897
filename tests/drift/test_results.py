"""Whether gates win deals: named counts, the interval against one worked out by hand, and what the rule says of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.drift import results
from server.drift.results import Left, Result, Side
from tests.selling import PROCESS


@st.composite
def sides(draw: st.DrawFn) -> Side:
    deals = draw(st.integers(1, 300))
    return Side(draw(st.integers(0, deals)), deals)


def result(met: Side, without: Side) -> Result:
    return Result(stage="align", gate="", met=met, without=without)


def test_the_formula_at_95_percent_gives_the_published_interval(monkeypatch: pytest.MonkeyPatch):
    # Newcombe 1998, table II, contrasts a and c, method 10.
    monkeypatch.setattr(results, "Z", 1.959964)
    assert tuple(round(end, 4) for end in results.difference(Side(56, 70), Side(48, 80))) == (0.0524, 0.3339)
    assert tuple(round(end, 4) for end in results.difference(Side(9, 10), Side(3, 10))) == (0.1705, 0.8090)


def test_the_interval_told_holds_at_80_percent():
    """Worked out by hand with z = 1.2816."""
    assert results.difference(Side(56, 70), Side(48, 80)) == pytest.approx((0.10430, 0.28967), abs=1e-5)
    assert results.difference(Side(8, 8), Side(0, 8)) == pytest.approx((0.75910, 1.0), abs=1e-5)


@given(sides(), sides())
def test_the_interval_holds_the_difference_and_turns_with_the_sides(met: Side, without: Side):
    low, high = results.difference(met, without)
    between = met.won / met.deals - without.won / without.deals
    assert -1.0 <= low <= between + 1e-9
    assert between - 1e-9 <= high <= 1.0
    assert results.difference(without, met) == pytest.approx((-high, -low))


@pytest.mark.parametrize(
    ("met", "without", "seen"),
    [
        (Side(14, 22), Side(6, 25), "more"),
        (Side(31, 66), Side(8, 16), "none"),
        (Side(7, 7), Side(10, 21), "few"),
        (Side(0, 0), Side(10, 21), "few"),
        (Side(10, 15), Side(7, 13), "unclear"),
        (Side(2, 40), Side(30, 40), "none"),
        (Side(5, 8), Side(5, 8), "unclear"),
        (Side(100, 200), Side(100, 200), "none"),
    ],
)
def test_what_a_pair_of_counts_shows(met: Side, without: Side, seen: str):
    assert result(met, without).seen == seen


def test_stages_and_gates_stand_in_the_order_of_the_process_and_what_it_has_no_more_is_left_out():
    left = [
        Left(stage="align", met=True, won=1, deals=2),
        Left(stage="engage", met=True, won=3, deals=4),
        Left(stage="engage", met=False, won=0, deals=5),
        Left(stage="gone", met=True, won=1, deals=1),
        Left(stage="align", gate="stakeholder-access", met=True, won=1, deals=2),
        Left(stage="engage", gate="next-step-confirmed", met=False, won=0, deals=5),
        Left(stage="engage", gate="gone", met=False, won=0, deals=5),
    ]
    assert results.by_stage(PROCESS, left) == (
        Result(stage="engage", gate="", met=Side(3, 4), without=Side(0, 5)),
        Result(stage="align", gate="", met=Side(1, 2), without=Side()),
    )
    assert [one.gate for one in results.by_gate(PROCESS, left)] == ["next-step-confirmed", "stakeholder-access"]


def test_what_separates_nothing_is_listed():
    assert results.idle([result(Side(31, 66), Side(8, 16)), result(Side(14, 22), Side(6, 25))]) == (
        result(Side(31, 66), Side(8, 16)),
    )
