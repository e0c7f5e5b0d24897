"""How far raters agree: published figures, an independent library, the definition written out, and laws."""

import math
from collections.abc import Hashable, Sequence
from itertools import permutations
from random import Random  # noqa: TID251  # the type of what Hypothesis hands over
from typing import get_args

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from server.inspections import agreement
from server.inspections.agreement import Scale
from tests.inspections import teeth

SCALES: tuple[Scale, ...] = get_args(Scale)

TEXTBOOK = {
    "A": {"1": 1, "2": 1, "4": 1},
    "B": {"1": 2, "2": 2, "3": 3, "4": 2},
    "C": {"1": 3, "2": 3, "3": 3, "4": 3},
    "D": {"1": 3, "2": 3, "3": 3, "4": 3},
    "E": {"1": 2, "2": 2, "3": 2, "4": 2},
    "F": {"1": 1, "2": 2, "3": 3, "4": 4},
    "G": {"1": 4, "2": 4, "3": 4, "4": 4},
    "H": {"1": 1, "2": 1, "3": 2, "4": 1},
    "I": {"1": 2, "2": 2, "3": 2, "4": 2},
    "J": {"2": 5, "3": 5, "4": 5},
    "K": {"3": 1, "4": 1},
    "L": {"3": 3},
}
"""Four observers, twelve units and missing answers: the worked example of K. Krippendorff, "Computing Krippendorff's alpha-reliability" (2011)."""

answers = st.lists(st.lists(st.integers(0, 4), max_size=5), max_size=12)
tables = st.dictionaries(st.sampled_from("ABCDEFGH"), st.dictionaries(st.sampled_from("1234"), st.integers(0, 3)))
seeds = st.integers(0, 2**31 - 1)


def test_teeth_give_the_published_figures():
    table = teeth.table()
    units = agreement.units_of(table)
    assert len(units) == 3_859
    for scale in SCALES:
        assert agreement.alpha(units, scale) == pytest.approx(teeth.ALPHA, abs=1e-4)
    assert agreement.fleiss(units) == pytest.approx(teeth.FLEISS, abs=1e-4)
    assert agreement.cohen(table) == {pair: pytest.approx(kappa, abs=1e-4) for pair, kappa in teeth.KAPPA.items()}


@pytest.mark.parametrize(("scale", "figure"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_the_textbook_example_with_missing_answers(scale: Scale, figure: float):
    assert agreement.alpha(agreement.units_of(TEXTBOOK), scale) == pytest.approx(figure, abs=5e-4)


@pytest.mark.parametrize("scale", SCALES)
@given(table=st.lists(st.lists(st.sampled_from([math.nan, 0.0, 1.0, 2.0, 5.0]), min_size=4, max_size=4), min_size=2, max_size=20))
def test_alpha_is_that_of_an_independent_library(scale: Scale, table: Sequence[Sequence[float]]):
    units = [[number for number in row if not math.isnan(number)] for row in table]
    compared = [number for unit in units if len(unit) > 1 for number in unit]
    assume(len(set(compared)) > 1)
    # The library counts places in the order of all values; units of one value are no part of its ranks either.
    theirs = krippendorff.alpha(reliability_data=np.array(table).T, level_of_measurement=scale)
    assert agreement.alpha(units, scale) == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize("scale", SCALES)
@given(units=answers)
def test_alpha_is_its_definition_written_out(scale: Scale, units: Sequence[Sequence[int]]):
    found, written = agreement.alpha(units, scale), definition(units, scale)
    assert found == (None if written is None else pytest.approx(written, abs=1e-9))


@given(answers)
def test_of_complete_answers_fleiss_and_alpha_differ_by_little(units: Sequence[Sequence[int]]):
    """Alpha of n answers is Fleiss' figure with chance drawn without putting back: 1 − α = (1 − κ) (n − 1) / n."""
    whole = [unit for unit in units if len(unit) == 3]
    alpha, kappa = agreement.alpha(whole, "nominal"), agreement.fleiss(whole)
    assume(alpha is not None)
    n = 3 * len(whole)
    assert kappa is not None
    assert alpha is not None
    assert (1 - alpha) == pytest.approx((1 - kappa) * (n - 1) / n)


@given(tables)
def test_no_figure_is_above_one_and_all_alike_is_one(table: dict[str, dict[str, int]]):
    units = agreement.units_of(table)
    figures = [agreement.alpha(units, scale) for scale in SCALES]
    figures += [agreement.fleiss(units), agreement.percent(units), *agreement.cohen(table).values()]
    assert all(figure is None or figure <= 1 + 1e-12 for figure in figures)
    if agreement.percent(units) == 1.0:
        assert all(figure in (None, pytest.approx(1.0)) for figure in figures)


@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_the_names_of_answers_change_nothing(table: dict[str, dict[str, int]], chance: Random):
    items = list(table.items())
    chance.shuffle(items)
    renamed = {item: dict(sorted(((who, "abcd"[said]) for who, said in row.items()), reverse=True)) for item, row in items}
    assert agreement.cohen(renamed) == agreement.cohen(table)
    for figure in (agreement.percent, agreement.fleiss, lambda units: agreement.alpha(units, "nominal")):
        one, other = figure(agreement.units_of(table)), figure(agreement.units_of(renamed))
        assert one == (None if other is None else pytest.approx(other))


@pytest.mark.parametrize(
    "units",
    [[], [[]], [[1], [2], [3]], [[1, 1], [1, 1, 1]], [[1, 1], [2]]],
    ids=["nothing", "an item without answers", "one rater", "one answer", "others than one answer stand alone"],
)
def test_what_cannot_be_told_from_chance_has_no_alpha(units: Sequence[Sequence[int]]):
    assert [agreement.alpha(units, scale) for scale in SCALES] == [None, None, None]
    assert agreement.interval([[unit] for unit in units], "nominal", 1) is None


def test_what_nobody_answered_or_one_alone_is_compared_with_nothing():
    assert agreement.percent([[1, 1, 2], [3], [], [2, 2]]) == 2 / 4
    assert agreement.percent([[1], []]) is None
    assert agreement.fleiss([[1, 2], [2, 2], []]) == agreement.fleiss([[1, 2], [2, 2]])
    assert agreement.fleiss([[1], [2]]) is None
    assert agreement.alpha([[0, 0], [0, 0]], "interval") is None


def test_two_who_never_say_the_same_agree_as_chance_would_have_it():
    assert agreement.cohen({item: {"1": "met", "2": "partly"} for item in "AB"}) == {("1", "2"): 0.0}


def test_numbers_however_large_or_small_have_an_alpha():
    for size in (1e-300, 1.0, 1e300):
        units = [[size * number for number in unit] for unit in ([1, 2], [3, 3], [5, 4])]
        assert agreement.alpha(units, "interval") == pytest.approx(agreement.alpha([[1, 2], [3, 3], [5, 4]], "interval"))


def test_raters_who_share_no_item_have_no_kappa_and_numbers_stand_in_their_order():
    assert agreement.cohen({"A": {"10": 1}, "B": {"9": 1}}) == {("9", "10"): None}
    assert agreement.raters_of({"A": {"Zoe": 1, "10": 1, "9": 1, "Ann": 1}}) == ["9", "10", "Ann", "Zoe"]


@given(
    st.lists(st.lists(st.lists(st.integers(0, 2), min_size=2, max_size=3), min_size=1, max_size=3), min_size=5, max_size=8), seeds
)
def test_an_interval_is_the_same_for_the_same_seed_and_in_order(groups: Sequence[Sequence[Sequence[int]]], seed: int):
    found = agreement.interval(groups, "nominal", seed)
    assert found == agreement.interval(groups, "nominal", seed)
    if found is not None:
        assert found.low <= found.high <= 1


def test_of_four_deals_no_interval_is_told():
    assert agreement.interval([[[1, 2], [1, 1]]] * 4, "nominal", 1) is None


def test_eighty_percent_intervals_hold_the_truth_about_that_often():
    """Two raters of twenty deals with two clauses, whose ticks are made so that alpha is .6 in the long run."""
    chance = np.random.default_rng(7)
    held = 0
    for _ in range(100):
        one = chance.random((20, 2)) < 0.5
        other = one ^ (chance.random((20, 2)) < 0.2)
        groups = [[[bool(one[deal, row]), bool(other[deal, row])] for row in range(2)] for deal in range(20)]
        found = agreement.interval(groups, "nominal", 3)
        assert found is not None
        held += found.low <= 0.6 <= found.high
    assert 68 <= held <= 90


def definition(units: Sequence[Sequence[int]], scale: Scale) -> float | None:
    """Alpha by its coincidence matrix, term by term, with the metric differences as Krippendorff writes them."""
    coincidences: dict[tuple[int, int], float] = {}
    for unit in units:
        for one, other in permutations(range(len(unit)), 2):
            pair = unit[one], unit[other]
            coincidences[pair] = coincidences.get(pair, 0.0) + 1 / (len(unit) - 1)
    values = sorted({one for one, _ in coincidences})
    n = {value: sum(share for (one, _), share in coincidences.items() if one == value) for value in values}

    def apart(one: int, other: int) -> float:
        low, high = min(one, other), max(one, other)
        between = sum(n[value] for value in values if low <= value <= high) - (n[one] + n[other]) / 2
        return {"nominal": float(one != other), "ordinal": between**2, "interval": float(one - other) ** 2}[scale]

    observed = sum(share * apart(*pair) for pair, share in coincidences.items())
    expected = sum(n[one] * n[other] * apart(one, other) for one in values for other in values if one != other)
    return 1 - (sum(n.values()) - 1) * observed / expected if expected else None


def test_the_definition_agrees_with_the_textbook():
    units: list[list[Hashable]] = agreement.units_of(TEXTBOOK)
    assert definition(units, "nominal") == pytest.approx(0.743, abs=5e-4)  # type: ignore[arg-type]  # they are whole numbers
