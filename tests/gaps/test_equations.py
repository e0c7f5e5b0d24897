"""What is said of knowing and doing, beside the equations written out once more and beside numbers worked by hand."""

from math import exp, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.gaps import estimate
from server.gaps.estimate import Estimate, Line, Shared, chance, do, fold, know
from server.gaps.evidence import Evidence
from server.gaps.prior import DAY, K0, Prior
from tests.gaps.equations import Equations, expected
from tests.gaps.pieces import KEYS, PLAIN, START, answered, answers, line_of, looked, moments, pieces, snapshots

HISTORIES = st.lists(pieces, min_size=1, max_size=14)
PRIORS = st.sampled_from(
    [K0, replace(K0, know=replace(K0.know, base=-0.4, question_var=1.3), do=replace(K0.do, base=0.7, deal_var=0.6))]
)


@given(HISTORIES, snapshots, PRIORS, moments)
def test_any_evidence_comes_to_what_the_equations_say(evidence: list[Evidence], shared: Shared, prior: Prior, now: float):
    line, written = both(evidence, shared, prior)
    for key in KEYS:
        assert told(know(line, key, now, shared, prior)) == pytest.approx(range_of(*written.know(key, now)), abs=1e-9)
        assert told(do(line, key, now, shared, prior)) == pytest.approx(range_of(*written.do(key, now)), abs=1e-9)


@given(HISTORIES, answers, snapshots, PRIORS)
def test_the_chance_of_one_question_is_what_the_equations_say_and_what_it_meets(
    evidence: list[Evidence], piece: Evidence, shared: Shared, prior: Prior
):
    line, written = both(evidence, shared, prior)
    found = chance(line, piece.behaviours, piece.item, piece.at, shared, prior)
    assert found == pytest.approx(written.chance(piece), abs=1e-9)
    met = fold(line, replace(piece, weight=1.0), shared, prior)
    assert met is not None
    assert met.p == pytest.approx(found, abs=1e-9)


@given(HISTORIES, snapshots, moments)
def test_many_behaviours_at_once_are_told_as_one_by_one(evidence: list[Evidence], shared: Shared, now: float):
    line = line_of(*evidence, shared=shared)
    assert estimate.know_each(line, KEYS, now, shared, K0) == [know(line, key, now, shared, K0) for key in KEYS]
    alone = estimate.done(line)
    assert alone == Line(doing=line.doing, do=line.do)
    assert estimate.do_each(alone, KEYS, now, shared, K0) == [do(line, key, now, shared, K0) for key in KEYS]
    assert estimate.chance_to_know(line, KEYS[0], now, shared, K0) == know(line, KEYS[0], now, shared, K0).p


BY_HAND = {
    # KNOW of nobody: mean .6, variance .6 + .5 + .6; DO of nobody: 0 and .4 + .6 + .4.
    "nobody": ([], 0.0, (0.6, 1.7), (0.0, 1.4)),
    # Of variance 3.3, p .5977 before it: e = .4023 / 1.7935 = .2243, and .6 e + .5 e + .03 more.
    "one right": ([answered()], 0.0, (0.8767, 1.6262), (0.0, 1.4)),
    # The other way, .5977 / 1.7935 = .3333; a day later the behaviour keeps 2^-.15 = .9013 of its part, and the person 2^-.03 = .9794.
    "one wrong, a day later": ([answered(0.0)], DAY, (0.2810, 1.6334), (0.0, 1.4)),
    # Of variance 2.7, p .5 before it: e = .5 / 1.675 = .2985, and .4 e + .6 e more; .4² and .6² times .1493 less, but for .01 of noise.
    "one deal": ([looked()], 0.0, (0.6, 1.7), (0.2985, 1.3324)),
}


@pytest.mark.parametrize("case", list(BY_HAND))
def test_the_first_numbers_are_those_worked_by_hand(case: str):
    evidence, later, known, done = BY_HAND[case]
    line = line_of(*evidence)
    for found, (mean, var) in (
        (know(line, KEYS[0], START + later, PLAIN, K0), known),
        (do(line, KEYS[0], START + later, PLAIN, K0), done),
    ):
        assert (found.mean, found.var) == pytest.approx((mean, var), abs=1e-4)


def test_what_is_about_no_behaviour_tells_of_the_person_and_of_the_question_alone():
    line = line_of(replace(answered(), behaviours=()))
    assert (line.know, list(line.questions), line.ability is not None) == ({}, ["q1"], True)
    assert chance(line, (), "q2", START, PLAIN, K0) > chance(Line(), (), "q2", START, PLAIN, K0)
    assert line_of(replace(looked(), behaviours=())) == Line()


def test_what_was_only_shown_teaches_again_from_the_next_day_on():
    once = line_of(answered(0.0, "", START, 0.0))
    for seconds, times in ((DAY - 1, 1), (DAY, 2)):
        again = line_of(answered(0.0, "", START, 0.0), answered(0.0, "", START + seconds, 0.0))
        assert (again == once) is (times == 1)


def both(evidence: list[Evidence], shared: Shared, prior: Prior) -> tuple[Line, Equations]:
    line, written = Line(), Equations(shared, prior)
    for piece in evidence:
        fold(line, piece, shared, prior)
        written.fold(piece)
    return line, written


def told(found: Estimate) -> tuple[float, ...]:
    return found.mean, found.var, found.p, found.low, found.high


def range_of(mean: float, var: float) -> tuple[float, ...]:
    low, high = (1 / (1 + exp(-(mean + side * 1.2816 * sqrt(var)))) for side in (-1, 1))
    return mean, var, expected(mean, var), low, high
