"""When the words of a clause are said to need mending."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from server.inspections.wording import SEVERAL, Look, Today, Wording, beta_below, chance_below, likely, wordings

TODAY = {("stakeholder-access", clause): Today(2) for clause in ("needs-noted", "spoken-live")}
shares = st.lists(st.floats(0, 1), max_size=30)


def look(deal: str, alike: int, pairs: int, *, version: int = 2, clause: str = "needs-noted") -> Look:
    return Look(deal=deal, behaviour="stakeholder-access", clause=clause, version=version, alike=alike, pairs=pairs)


def told(*looks: Look) -> Wording:
    (found,) = wordings(looks, TODAY)
    return found


@given(st.floats(0, 1), st.floats(1, 300), st.floats(1, 300))
def test_the_incomplete_beta_is_that_of_an_independent_library(x: float, a: float, b: float):
    assert beta_below(x, a, b) == pytest.approx(float(beta.cdf(x, a, b)), abs=1e-9)


def test_with_no_deal_the_prior_alone_speaks():
    assert chance_below([]) == pytest.approx(0.7)


@given(shares, st.floats(0, 1), st.floats(0, 1))
def test_the_more_a_deal_agrees_the_less_it_speaks_against_the_words(before: Sequence[float], one: float, other: float):
    low, high = sorted([one, other])
    assert chance_below([*before, high]) <= chance_below([*before, low]) + 1e-9


@pytest.mark.parametrize(
    ("deals", "flagged"),
    [
        ([(0, 1)], False),
        ([(0, 28)], False),
        ([(0, 1), (0, 1)], False),
        ([(0, 1), (0, 1), (0, 1)], True),
        ([(12, 28), (12, 28), (12, 28)], True),
        ([(1, 1), (1, 1), (0, 1)], False),
        ([(6, 10)] * 12, True),
        ([(8, 10)] * 30, False),
    ],
    ids=["one", "one with many", "two", "three", "3 of 8 thrice", "one of three", "60% for a year", "80% for long"],
)
def test_only_several_deals_that_say_the_same_flag_a_clause(deals: Sequence[tuple[int, int]], flagged: bool):
    assert told(*(look(str(number), *deal) for number, deal in enumerate(deals))).flagged is flagged


def test_eight_managers_on_one_odd_deal_weigh_as_much_as_two():
    many = told(look("odd", 0, 28), look("a", 1, 1), look("b", 1, 1))
    few = told(look("odd", 0, 1), look("a", 1, 1), look("b", 1, 1))
    assert many.low == few.low


def test_a_deal_looked_at_twice_is_one_deal():
    assert told(look("a", 0, 1), look("a", 0, 1), look("a", 0, 1)).now.deals == 1
    assert not told(look("a", 0, 1), look("a", 0, 1), look("a", 0, 1)).flagged


def test_after_a_rewording_both_figures_stand_and_only_the_new_words_are_judged():
    old = [look(f"old {number}", 0, 6, version=1) for number in range(5)]
    found = told(*old, look("new", 5, 6))
    assert found.before is not None
    assert (found.before.alike, found.before.pairs, found.before.deals) == (0, 30, 5)
    assert (found.now.alike, found.now.pairs) == (5, 6)
    assert not found.flagged
    assert told(look("new", 5, 6)).before is None


def test_flagged_clauses_come_first_and_what_the_process_lost_is_left_out():
    bad = [look(str(number), 0, 3, clause="spoken-live") for number in range(3)]
    good = [look(str(number), 3, 3) for number in range(3)]
    gone = [Look(deal="1", behaviour="gone", clause="x", version=1, alike=0, pairs=1)]
    found = wordings([*good, *bad, *gone], TODAY)
    assert [(one.clause, one.flagged) for one in found] == [("spoken-live", True), ("needs-noted", False)]


def test_of_the_others_those_most_likely_read_in_two_ways_come_first_and_what_nobody_compared_is_left_out():
    alike = [look(str(number), 3, 3) for number in range(3)]
    found = wordings([*alike, look("1", 1, 3, clause="spoken-live")], TODAY)
    assert [(one.behaviour, one.clause) for one in found] == [
        ("stakeholder-access", "spoken-live"),
        ("stakeholder-access", "needs-noted"),
    ]
    assert wordings([look("1", 0, 0)], TODAY) == []


def test_an_interval_is_told_from_three_deals_on_and_holds_four_fifths_of_the_posterior():
    assert likely([1.0] * (SEVERAL - 1)) is None
    low, high = likely([1.0, 0.5, 0.0]) or (0.0, 0.0)
    assert float(beta.cdf(low, 2.5, 2.5)) == pytest.approx(0.1, abs=1e-6)
    assert float(beta.cdf(high, 2.5, 2.5)) == pytest.approx(0.9, abs=1e-6)


def test_each_wording_has_its_own_figure_and_one_that_asked_for_something_else_is_not_laid_beside():
    looks = [look(f"{version}{deal}", version, 3, version=version) for version in (1, 2, 3) for deal in range(3)]
    (found,) = wordings(looks, {("stakeholder-access", "needs-noted"): Today(3, 2)})
    assert [(one.version, one.agreement.alike, one.agreement.pairs) for one in found.each] == [(1, 3, 9), (2, 6, 9), (3, 9, 9)]
    assert all(one.likely is not None for one in found.each)
    assert found.before is not None
    assert (found.before.alike, found.before.pairs, found.now.alike) == (6, 9, 9)
