from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.inspections.sampling import GRAVEST, Candidate, pick, picks, week_of
from server.sentences.pick_reasons import AtRisk, ByLot, LongestWithout

NOW = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)
SEED = UUID(int=7)
LONG_AGO = NOW - timedelta(days=400)

TIMES = st.datetimes(LONG_AGO.replace(tzinfo=None), NOW.replace(tzinfo=None), timezones=st.just(UTC))
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        deal=st.uuids(),
        known=TIMES,
        looked=st.none() | TIMES,
        flags=st.frozensets(st.sampled_from(GRAVEST)),
        gap=st.integers(-2, 5),
        amount=st.integers(0, 10**9),
    ),
    unique_by=lambda one: one.deal,
    max_size=12,
)


def deal(id: int, *, days: int | None = None, known: int = 100, **more: object) -> Candidate:
    looked = None if days is None else NOW - timedelta(days=days)
    return Candidate(deal=UUID(int=id), known=NOW - timedelta(days=known), looked=looked, **more)  # type: ignore[arg-type]  # what a test adds


def test_coverage_takes_the_deal_that_went_longest_without_a_look():
    found = pick("coverage", [deal(1, days=3), deal(2, days=41), deal(3, days=20)], (), SEED, NOW)
    assert found is not None
    assert (found.deal, found.why) == (UUID(int=2), LongestWithout(41, NOW - timedelta(days=41)))


def test_a_deal_that_was_never_inspected_counts_from_the_day_it_is_known():
    found = pick("coverage", [deal(1, known=10), deal(2, days=41), deal(3, known=60)], (), SEED, NOW)
    assert found is not None
    assert (found.deal, found.why) == (UUID(int=3), LongestWithout(60, None))


def test_a_deal_that_came_a_moment_ago_by_a_clock_that_is_ahead_waits_for_no_day():
    found = pick("coverage", [Candidate(deal=UUID(int=1), known=NOW + timedelta(seconds=1), looked=None)], (), SEED, NOW)
    assert found is not None
    assert found.why == LongestWithout(0, None)


def test_the_gravest_flag_is_the_risk():
    stalled, slid = deal(1, flags=frozenset({"stalled"}), amount=10**9), deal(2, flags=frozenset({"slid", "stalled"}))
    found = pick("risk", [stalled, slid, deal(3)], (), SEED, NOW)
    assert found is not None
    assert (found.deal, found.why) == (UUID(int=2), AtRisk("slid", 0, None))


def test_of_two_overstated_deals_the_wider_gap_is_the_risk_and_then_the_money():
    over = frozenset({"overstated"})
    narrow, wide = deal(1, flags=over, gap=1, amount=900), deal(2, flags=over, gap=2)
    assert [one.deal for one in picks([narrow, wide], SEED, NOW) if one.slot == "risk"] == []
    assert pick("risk", [narrow, wide], (), SEED, NOW) == pick("risk", [wide, narrow], (), SEED, NOW)
    found = pick("risk", [narrow, wide], (), SEED, NOW)
    assert found is not None
    assert found.deal == UUID(int=2)
    rich = deal(3, flags=over, gap=2, amount=1)
    found = pick("risk", [wide, rich], (), SEED, NOW)
    assert found is not None
    assert found.deal == UUID(int=3)


def test_of_deals_alike_in_risk_more_flags_come_first_whatever_the_lot():
    both, one = frozenset({"slid", "stalled"}), frozenset({"slid"})
    for seed in map(UUID, map("{:032x}".format, range(8))):
        graver = pick(
            "risk", [deal(1, flags=frozenset({"slid", "single-thread"})), deal(2, flags=frozenset({"skipped"}))], (), seed, NOW
        )
        more = pick("risk", [deal(1, flags=one, amount=10**9), deal(2, flags=both)], (), seed, NOW)
        assert graver is not None
        assert more is not None
        assert (graver.deal, more.deal) == (UUID(int=1), UUID(int=2))


def test_a_team_without_any_flag_has_no_risk_pick():
    assert [one.slot for one in picks([deal(1), deal(2), deal(3)], SEED, NOW)] == ["coverage", "random"]


@given(CANDIDATES, st.uuids(), st.data())
def test_picks_follow_from_candidates_and_seed_alone(candidates: list[Candidate], seed: UUID, data: st.DataObject):
    mixed = data.draw(st.permutations(candidates))
    assert picks(mixed, seed, NOW) == picks(candidates, seed, NOW)


@given(CANDIDATES, st.uuids())
def test_no_deal_is_picked_twice_and_slots_stand_in_order(candidates: list[Candidate], seed: UUID):
    found = picks(candidates, seed, NOW)
    assert len({one.deal for one in found}) == len(found)
    assert [one.slot for one in found] == [slot for slot in ("coverage", "random", "risk") if slot in {one.slot for one in found}]
    assert {one.slot for one in found} >= set(("coverage", "random")[: len(candidates)])


@given(CANDIDATES, st.uuids())
def test_a_swap_keeps_its_slot_and_brings_another_deal(candidates: list[Candidate], seed: UUID):
    found = picks(candidates, seed, NOW)
    for one in found:
        other = pick(one.slot, candidates, {each.deal for each in found}, seed, NOW)
        assert other is None or (other.slot == one.slot and other.deal not in {each.deal for each in found})


@given(st.uuids(), st.integers(2, 9))
def test_a_deal_that_goes_does_not_change_which_of_the_others_is_drawn(seed: UUID, n: int):
    all_of_them = [deal(id) for id in range(1, n + 1)]
    drawn = pick("random", all_of_them, (), seed, NOW)
    assert drawn is not None
    for gone in all_of_them:
        if gone.deal != drawn.deal:
            left = pick("random", [one for one in all_of_them if one != gone], (), seed, NOW)
            assert left is not None
            assert left.deal == drawn.deal


def test_the_lot_is_fair():
    n, weeks = 5, 4000
    drawn = [0] * n
    for week in range(weeks):
        found = pick("random", [deal(id) for id in range(n)], (), UUID(int=week), NOW)
        assert found is not None
        assert found.why == ByLot(n, None)
        drawn[found.deal.int] += 1
    # Chi square with four degrees of freedom: above 18.5 once in a thousand seeds, and these seeds are fixed.
    assert sum((count - weeks / n) ** 2 / (weeks / n) for count in drawn) < 18.5


@pytest.mark.parametrize(("day", "week"), [(date(2026, 11, 17), "2026-W47"), (date(2027, 1, 3), "2026-W53")])
def test_a_week_is_named_by_the_iso_year(day: date, week: str):
    assert week_of(day) == week
