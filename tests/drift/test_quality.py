from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.drift.quality import Came, Share, Tapped, agreed, covered, followed, in_time, share, told
from server.inspections.cadence import Cadence, Watched
from server.inspections.calibration import Compared, Question, Reveal, State, Verdict

TODAY = date(2026, 11, 17)
NOW = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)
ADA, BO, MIRA, TOM = (UUID(int=number) for number in range(1, 5))
GROUPS = st.lists(st.integers(0, 12).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))), max_size=8)


def deal(number: int = 1, *, owner: UUID = ADA, looked: int | None = None, entered: int = 40, stage: str = "align") -> Watched:
    seen = None if looked is None else TODAY - timedelta(days=looked)
    return Watched(
        deal=UUID(int=100 + number), owner=owner, stage=stage, entered=TODAY - timedelta(days=entered), full=seen, looked=seen
    )


@given(GROUPS)
def test_a_share_lies_within_its_range_and_has_none_below_five_cases(groups: list[tuple[int, int]]):
    found = share(groups)
    assert (found.hits, found.of) == (sum(one for one, _n in groups), sum(n for _one, n in groups))
    if found.of < 5:
        assert (found.low, found.high) == (None, None)
    else:
        assert found.low is not None
        assert found.high is not None
        assert 0 <= found.low <= found.hits / found.of + 1e-9 <= found.high + 2e-9 <= 1 + 2e-9


@pytest.mark.parametrize(
    ("groups", "low", "high"),
    [
        pytest.param([(31, 40)], 0.6805, 0.8478, id="31 of 40, by Wilson's formula"),
        pytest.param([(5, 5)], 0.7527, 1.0, id="all of five"),
        pytest.param([(0, 5)], 0.0, 0.2473, id="none of five"),
        pytest.param([(4, 5), (4, 5), (4, 5), (4, 5)], 0.6647, 0.8898, id="alike, so that they count each by itself"),
        pytest.param(
            [(5, 5), (5, 5), (0, 5), (5, 5)], 0.3892, 0.9339, id="all or nothing in each, so that twenty count as three"
        ),
    ],
)
def test_the_range_is_that_of_wilson_and_wider_where_cases_hang_together(groups: list[tuple[int, int]], low: float, high: float):
    found = share(groups)
    assert found.low == pytest.approx(low, abs=1e-4)
    assert found.high == pytest.approx(high, abs=1e-4)


def test_the_ticks_of_four_deals_are_no_share_however_many_they_are():
    for four in ([(9, 12)] * 4, [*[(9, 12)] * 4, (0, 0)]):
        assert share(four, deals=True) == Share(hits=36, of=48)
    assert share([(9, 12)] * 5, deals=True).low is not None


@pytest.mark.parametrize(
    ("looked", "known", "groups", "left"),
    [
        pytest.param(91, 300, [(1, 1)], [], id="a quarter ago"),
        pytest.param(92, 300, [(0, 1)], [101], id="longer ago"),
        pytest.param(None, 300, [(0, 1)], [101], id="never"),
        pytest.param(None, 28, [(0, 1)], [101], id="known for four weeks"),
        pytest.param(None, 27, [], [], id="known for less, so it has not had its turn"),
    ],
)
def test_a_deal_is_covered_when_somebody_else_looked_at_it_in_a_quarter(
    looked: int | None, known: int, groups: list[tuple[int, int]], left: list[int]
):
    found = covered([(deal(looked=looked), TODAY - timedelta(days=known))], TODAY)
    assert found == (groups, [UUID(int=one) for one in left])


def test_deals_are_counted_rep_by_rep():
    deals = [deal(1, looked=1), deal(2), deal(3, owner=BO, looked=1)]
    groups, left = covered([(one, TODAY - timedelta(days=100)) for one in deals], TODAY)
    assert (groups, left) == ([(1, 2), (1, 1)], [UUID(int=102)])


def test_leave_stops_the_clock_of_a_deal_and_an_early_one_has_none():
    said = {"align": Cadence("full", 21), "engage": Cadence("sample", 30)}
    late = deal(looked=22)
    assert in_time([late, deal(2, stage="engage")], said, {}, TODAY) == ([(0, 1)], [late.deal])
    assert in_time([late], said, {ADA: {TODAY - timedelta(days=3)}}, TODAY) == ([(1, 1)], [])


@pytest.mark.parametrize(
    ("due", "said", "off", "expected"),
    [
        pytest.param(20, 13, (), (1, 1), id="on the seventh day"),
        pytest.param(20, 12, (), (0, 1), id="on the eighth"),
        pytest.param(20, 30, (), (1, 1), id="before its day"),
        pytest.param(8, None, (), (0, 1), id="not, and its week is over"),
        pytest.param(7, None, (), None, id="not yet, with time left"),
        pytest.param(20, 10, (19, 18), (0, 1), id="late for all the leave there was"),
        pytest.param(20, 11, (19, 18), (1, 1), id="leave stops the week"),
    ],
)
def test_a_promise_is_followed_up_when_somebody_said_within_a_week_what_came_of_it(
    due: int, said: int | None, off: tuple[int, ...], expected: tuple[int, int] | None
):
    came = Came(
        commitment=UUID(int=9),
        person=ADA,
        due=NOW - timedelta(days=due),
        said=None if said is None else NOW - timedelta(days=said),
    )
    groups, missed = followed([came], {TODAY - timedelta(days=day) for day in off}, "Europe/Prague", NOW)
    assert groups == ([expected] if expected else [])
    assert missed == ([came] if expected == (0, 1) else [])


def compared(*states: State, same: bool = True) -> Reveal:
    """Mira and Tom on one deal: each state is what Tom made of a clause that Mira found shown."""
    clauses = tuple(Compared(behaviour="b", clause=str(n), states=("shown", state)) for n, state in enumerate(states))
    verdicts = (Verdict(supported="align", missing="", inspectors=(MIRA, TOM)),)
    apart = tuple(Verdict(supported=stage, missing="", inspectors=(who,)) for stage, who in (("align", MIRA), ("prove", TOM)))
    return Reveal(
        inspectors=(MIRA, TOM),
        conclusions=(),
        verdicts=verdicts if same else apart,
        questions=(Question(behaviour="b", clauses=clauses),),
    )


def test_how_somebody_agrees_is_counted_over_the_deals_they_sat_in():
    found = agreed([compared("shown", "missing"), compared("shown", same=False)], MIRA)
    assert (found.deals, found.conclusions, found.ticks) == (2, Share(hits=1, of=2), Share(hits=2, of=3))
    assert agreed([compared("shown")], ADA) == replace(found, deals=0, conclusions=Share(), ticks=Share())
    several = agreed([compared("shown"), *[compared("shown", same=False)] * 4], MIRA)
    assert several.conclusions.low is not None


@pytest.mark.parametrize(
    ("own", "whole", "people", "shown"),
    [
        pytest.param(5, 5, 5, True, id="five of five people"),
        pytest.param(4, 4, 9, False, id="four answers"),
        pytest.param(9, 9, 4, False, id="a team of four"),
        pytest.param(8, 12, 9, False, id="four are left, which another page would give away"),
        pytest.param(8, 13, 9, True, id="five are left"),
    ],
)
def test_what_reps_tapped_is_told_when_nobody_can_tell_who_said_it(own: int, whole: int, people: int, *, shown: bool):
    mine = Tapped(yes=own - 1, partly=1)
    assert told(mine, Tapped(yes=whole), people) == (mine if shown else None)


def test_more_cases_alike_make_a_narrower_range():
    widths = [(found.high or 0) - (found.low or 0) for found in (share([(n, 2 * n)]) for n in (3, 10, 40, 200))]
    assert all(wide > narrow for wide, narrow in pairwise(widths))
