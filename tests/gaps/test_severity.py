"""How lenient inspectors are, from rows that two of them looked at alone."""

from collections.abc import Sequence
from math import exp, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from server.gaps.estimate import Z80
from server.gaps.evidence import DO, KNOW, Evidence
from server.gaps.prior import DAY, K0
from server.gaps.settle import settle
from server.gaps.severity import DOUBLE, doubles, leniencies

VAR = K0.do.inspector_var


def look(
    who: str, y: float, *, deal: str = "deal", at: float = 0.0, blind: bool = True, fair: bool = True, weight: float = 1.0
) -> Evidence:
    return Evidence(DO, ("access",), "", at, y, weight, deal, who, fair=fair, blind=blind)


def pairs(many: int, found: tuple[float, float], *, first: int = 0) -> list[Evidence]:
    """Ines and Tom looked at so many deals."""
    return [
        piece
        for number in range(first, first + many)
        for piece in (look("Ines", found[0], deal=str(number)), look("Tom", found[1], deal=str(number)))
    ]


def sigma(x: float) -> float:
    return 1.0 / (1.0 + exp(-x))


def test_who_finds_more_on_the_same_deals_is_the_more_lenient():
    found = leniencies([pairs(25, (1.0, 0.0)) + pairs(15, (0.0, 1.0), first=25) + pairs(20, (1.0, 1.0), first=40)], VAR)
    assert found["Ines"].mean == pytest.approx(-found["Tom"].mean)
    assert 0 < found["Ines"].mean - found["Tom"].mean < np.log(25 / 15), "less than what the rows alone say"
    assert 0 < found["Ines"].var < VAR


def test_rows_on_which_they_agree_say_nothing_about_the_difference():
    some = pairs(20, (1.0, 0.0)) + pairs(10, (0.0, 1.0), first=20)
    more = some + pairs(200, (1.0, 1.0), first=30) + pairs(200, (0.0, 0.0), first=230)
    assert leniencies([some], VAR) == leniencies([more], VAR)


def test_until_thirty_double_rows_nobody_differs():
    assert leniencies([pairs(DOUBLE - 1, (1.0, 0.0))], VAR) == {}
    assert set(leniencies([pairs(DOUBLE, (1.0, 0.0))], VAR)) == {"Ines", "Tom"}


def test_what_only_one_inspector_looked_at_moves_no_leniency():
    some = pairs(40, (1.0, 0.0))
    alone = [look("Ines", 0.0, deal=f"own {number}", blind=False) for number in range(500)]
    assert leniencies([some, alone], VAR) == leniencies([some], VAR)


@pytest.mark.parametrize(
    ("looks", "found"),
    [
        ([look("A", 1.0, blind=False), look("B", 0.0, at=DAY)], [(("A", 1.0), ("B", 0.0))]),
        ([look("A", 1.0, blind=False), look("B", 0.0, at=DAY, blind=False)], []),
        ([look("A", 1.0), look("B", 0.0, at=DAY, blind=False)], []),
        ([look("A", 1.0, blind=False), look("B", 0.0, at=60 * DAY)], []),
        ([look("A", 1.0), look("A", 0.0, at=DAY)], []),
        ([look("A", 1.0, weight=0.0), look("B", 0.0)], []),
        ([look("C", 0.5), look("B", 0.0), look("A", 1.0)], [(("A", 1.0), ("B", 0.0), ("C", 0.5))]),
        (
            [
                look("A", 1.0, blind=False),
                look("B", 0.0, at=DAY),
                look("A", 0.0, at=90 * DAY, blind=False),
                look("B", 1.0, at=91 * DAY),
            ],
            [(("A", 1.0), ("B", 0.0)), (("A", 0.0), ("B", 1.0))],
        ),
        (
            [
                look("A", 0.0, blind=False),
                look("A", 1.0, at=21 * DAY, blind=False),
                look("A", 0.0, at=22 * DAY, blind=False, fair=False),
                look("B", 1.0, at=23 * DAY),
            ],
            [(("A", 1.0), ("B", 1.0))],
        ),
        ([look("A", 0.0, blind=False, fair=False), look("B", 1.0, at=DAY)], []),
        ([look("A", 1.0), look("B", 1.0, deal="another")], []),
        ([Evidence(KNOW, ("access",), "q", 0.0, 1.0, 1.0), look("A", 1.0)], []),
    ],
    ids=[
        *("looked at again", "taken over by another manager", "the blind one came first", "long ago", "the same person twice"),
        *("a claim", "three at once", "twice", "on what was seen since", "of a deal that somebody chose"),
        *("different deals", "an answer"),
    ],
)
def test_rows_are_double_when_one_looked_blind_at_what_the_other_saw(looks: Sequence[Evidence], found: list[tuple[object, ...]]):
    assert [row.found for row in doubles([looks])] == found


rows = st.lists(st.dictionaries(st.sampled_from("ABCD"), st.sampled_from([0.0, 0.5, 1.0]), min_size=2), min_size=35, max_size=60)


@given(rows)
def test_the_fit_is_that_of_a_general_optimizer(found: Sequence[dict[str, float]]):
    lines = [[look(who, y, deal=str(number)) for who, y in row.items()] for number, row in enumerate(found)]
    names = sorted({who for row in found for who in row})

    def loss(means: np.ndarray) -> float:
        total = sum(float(mean) ** 2 for mean in means) / (2 * VAR)
        for row in found:
            for one, y in row.items():
                for other, z in row.items():
                    if y > z:
                        total += 2 / len(row) * (y - z) * np.log1p(np.exp(means[names.index(other)] - means[names.index(one)]))
        return float(total)

    best = minimize(loss, np.zeros(len(names)), method="BFGS", options={"gtol": 1e-8})
    told = leniencies(lines, VAR)
    for who, term in told.items():
        assert term.mean == pytest.approx(best.x[names.index(who)], abs=1e-3)
        assert 0 < term.var <= VAR + 1e-12


def test_intervals_hold_the_truth_about_as_often_as_they_say_and_nobody_is_judged_by_their_team():
    """Eight inspectors, each with a team of its own merit; only the rows that two looked at tell them apart."""
    chance = np.random.default_rng(11)
    held = 0
    far: list[float] = []
    pooled: list[float] = []
    for _ in range(40):
        truth = chance.normal(0, sqrt(VAR), 8)
        lines: list[list[Evidence]] = []
        for own, merit in enumerate(chance.normal(0, 2, 8)):
            line = []
            for number in range(60):
                hard = merit + chance.normal()
                for eye in (own, int(chance.integers(8))):
                    y = float(chance.random() < sigma(hard + truth[eye]))
                    line.append(look(f"i{eye}", y, deal=str(number), blind=eye != own))
            lines.append(line)
        found = leniencies(lines, VAR)
        assert len(found) == 8
        for who, term in found.items():
            off = term.mean - truth[int(who[1:])]
            held += abs(off) <= Z80 * sqrt(term.var)
            far.append(off)
            pooled.append(truth[int(who[1:])])
    assert 0.72 <= held / 320 <= 0.88
    assert np.std(far) < 0.75 * np.std(pooled)


def test_a_leniency_is_told_only_when_its_interval_excludes_zero():
    assert set(settle([pairs(40, (1.0, 0.0))], K0).inspectors) == {"Ines", "Tom"}
    even = pairs(20, (1.0, 0.0)) + pairs(20, (0.0, 1.0), first=20)
    assert settle([even], K0).inspectors == {}
