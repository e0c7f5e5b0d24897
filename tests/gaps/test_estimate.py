"""One update at a time: what folding evidence into a person's terms may do, and what it never does."""

from copy import deepcopy
from math import inf, isfinite, nan, pi, sqrt
from timeit import repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import astuple, replace

from server.gaps.estimate import EDGE, Estimate, Line, Shared, Term, chance, do, fold, know, probability
from server.gaps.evidence import Evidence
from server.gaps.prior import DAY, K0
from tests.gaps.pieces import KEYS, PLAIN, START, answered, answers, line_of, looked, looks, moments, pieces, shares, snapshots


def estimates(line: Line, now: float, shared: Shared = PLAIN) -> list[Estimate]:
    return [read(line, key, now, shared, K0) for key in KEYS for read in (know, do)]


def every_term(line: Line) -> list[Term]:
    own = [line.ability, line.form, line.doing]
    found = [*line.know.values(), *line.questions.values(), *line.do.values(), *line.deals.values()]
    return found + [term for term in own if term is not None]


def test_the_first_answer_moves_what_the_equations_say():
    k = K0.know
    s = k.ability_var + k.behaviour_var + k.question_var + k.item_var + k.difficulty_var
    p = probability(k.base, s)
    surprise = (1 - p) / (1 + s * p * (1 - p))
    taken = p * (1 - p) / (1 + s * p * (1 - p))
    line = line_of(answered())
    assert line.ability is not None
    assert astuple(line.ability) == pytest.approx(
        (k.ability_var * surprise, k.ability_var - k.ability_var**2 * taken + k.ability_noise, START)
    )
    assert line.know[KEYS[0]].mean == pytest.approx(k.behaviour_var * surprise + k.behaviour_learn)
    question = line.questions["q1"]
    assert question.var == pytest.approx(1 / (1 / k.question_var + p * (1 - p)))
    own = question.mean - (1 - question.var / k.question_var) * (k.base + (s - k.question_var) * surprise)
    assert own == pytest.approx(k.question_var * surprise + k.question_learn)
    assert line.form is not None
    assert line.form.mean == pytest.approx(k.form_gain * (1 - p))


def test_what_is_read_leaves_out_question_and_form():
    line = line_of(answered(), answered(0.0, "q2"))
    k, now = K0.know, START + 10 * DAY
    left = 11**-k.behaviour_fade, 11**-k.ability_fade
    assert line.ability is not None
    mean = k.base + left[0] * line.know[KEYS[0]].mean + left[1] * line.ability.mean
    found = know(line, KEYS[0], now, PLAIN, K0)
    assert found.mean == pytest.approx(mean)
    assert found.p == pytest.approx(probability(mean, found.var))
    assert (found.low, found.high) == pytest.approx(
        [probability(mean + side * 1.2816 * sqrt(found.var), 0.0) for side in (-1, 1)]
    )


@given(st.lists(pieces, max_size=12), st.lists(pieces, max_size=12), snapshots)
def test_folding_in_any_split_gives_the_same_line(first: list[Evidence], second: list[Evidence], shared: Shared):
    split = deepcopy(line_of(*first, shared=shared))
    for piece in second:
        fold(split, piece, shared, K0)
    assert split == line_of(*first, *second, shared=shared)


@given(st.lists(pieces, max_size=30), moments, snapshots)
def test_everything_stays_finite_and_within_its_bounds(evidence: list[Evidence], now: float, shared: Shared):
    line = line_of(*evidence, shared=shared)
    assert all(abs(term.mean) <= EDGE and 0 <= term.var <= 1 for term in every_term(line))
    for found in estimates(line, now, shared):
        assert all(map(isfinite, astuple(found)))
        assert 0 < found.low <= found.high < 1
        assert 0 < found.p < 1
    assert 0 < chance(line, KEYS, "q1", now, shared, K0) < 1


@given(st.lists(pieces, min_size=1, max_size=12), st.sampled_from(KEYS), moments, st.floats(0, 1e9), st.floats(0, 1e9))
def test_fading_goes_one_way(evidence: list[Evidence], key: str, since: float, one: float, more: float):
    """With time every mean comes nearer to that of nobody in particular, and its variance never shrinks."""
    line, now = line_of(*evidence), max(piece.at for piece in evidence) + one
    alone = Line(know={key: line.know[key]}) if key in line.know else Line()
    near, far = (know(alone, key, when, PLAIN, K0) for when in (now, now + more))
    assert abs(far.mean - K0.know.base) <= abs(near.mean - K0.know.base) + 1e-12
    for nearer, farther in zip(estimates(line, now), estimates(line, now + more), strict=True):
        assert farther.var >= nearer.var - 1e-12


@given(st.lists(pieces, max_size=10), answers.filter(lambda piece: piece.weight > 0), moments)
def test_more_evidence_at_a_moment_leaves_nobody_less_sure(evidence: list[Evidence], piece: Evidence, now: float):
    line = line_of(*evidence)
    before = [know(line, key, now, PLAIN, K0).var for key in piece.behaviours]
    fold(line, replace(piece, at=now), PLAIN, K0)
    after = [know(line, key, now, PLAIN, K0).var for key in piece.behaviours]
    assert all(now_var <= was_var + 1e-12 for was_var, now_var in zip(before, after, strict=True))


@pytest.mark.parametrize("y", [0.0, 1.0])
def test_agreeing_evidence_makes_surer_and_goes_its_way(y: float):
    line, widths, chances = Line(), [], []
    for place in range(40):
        fold(line, answered(y, f"q{place}", START + 60 * place), PLAIN, K0)
        found = know(line, KEYS[0], START + 60 * place, PLAIN, K0)
        widths.append(found.high - found.low)
        chances.append(found.p if y else 1 - found.p)
    assert widths == sorted(widths, reverse=True)
    assert chances == sorted(chances)


def test_a_memorised_question_moves_its_own_term_rather_than_the_behaviours():
    days = [START + DAY * day for day in range(8)]
    same, several = line_of(*[answered(1.0, "q1", at) for at in days]), line_of(*[answered(1.0, f"q{at}", at) for at in days])
    now = START + 8 * DAY
    one, other, nobody = (know(line, KEYS[0], now, PLAIN, K0) for line in (same, several, Line()))
    assert nobody.p < one.p < other.p
    assert nobody.var > one.var > other.var
    assert chance(same, KEYS[:1], "q1", now, PLAIN, K0) > chance(several, KEYS[:1], "a new one", now, PLAIN, K0)
    assert same.know[KEYS[0]].mean < several.know[KEYS[0]].mean / 1.3


def test_the_same_wrong_answer_again_and_again_says_no_good_of_anybody():
    line = line_of(*[answered(0.0, "q1", START + DAY * day) for day in range(200)])
    assert know(line, KEYS[0], START + 200 * DAY, PLAIN, K0).p < know(Line(), KEYS[0], START, PLAIN, K0).p
    assert chance(line, KEYS[:1], "q1", START + 200 * DAY, PLAIN, K0) < 0.25


def test_nobody_reads_or_retries_themselves_to_knowing():
    shown = [answered(0.0, "q1", START + 60.0 * minute, 0.0) for minute in range(500)]
    once, often = line_of(answered(0.0), shown[0]), line_of(answered(0.0), *shown)
    assert often == once
    daily = line_of(*[answered(0.0, "", START + DAY * day, 0.0) for day in range(500)])
    assert know(daily, KEYS[0], START + 500 * DAY, PLAIN, K0).p < 0.75


@given(st.integers(2, 12), st.sampled_from([0.0, 1.0]))
def test_repeated_looks_at_one_deal_count_less_than_looks_at_several(n: int, y: float):
    one = do(line_of(*[looked(y, "deal 1", START + DAY * day) for day in range(n)]), KEYS[0], START + n * DAY, PLAIN, K0)
    several = do(line_of(*[looked(y, f"deal {day}", START + DAY * day) for day in range(n)]), KEYS[0], START + n * DAY, PLAIN, K0)
    assert one.var > several.var
    assert (one.p < several.p) if y else (one.p > several.p)


@given(st.lists(pieces, max_size=8), answers)
def test_an_older_piece_fades_nothing_and_turns_no_clock_back(evidence: list[Evidence], late: Evidence):
    line = line_of(*evidence, answered(1.0, late.item or "q1", START + 10_000 * DAY, 1.0, *KEYS))
    before = {**line.know, **line.questions}
    fold(line, late, PLAIN, K0)
    assert all({**line.know, **line.questions}[key].at >= term.at for key, term in before.items())
    now = answered(late.y, late.item, START + 10_000 * DAY, late.weight, *late.behaviours)
    at_once = line_of(*evidence, answered(1.0, late.item or "q1", START + 10_000 * DAY, 1.0, *KEYS), now)
    assert at_once.know == line.know
    assert at_once.questions == line.questions


def test_evidence_from_the_future_is_read_as_it_was():
    line = line_of(answered(1.0, "q1", START + 900 * DAY))
    assert know(line, KEYS[0], START, PLAIN, K0) == know(line, KEYS[0], START + 900 * DAY, PLAIN, K0)


@pytest.mark.parametrize("piece", [
    answered(nan), answered(inf), answered(1.0, "q1", nan), answered(1.0, "q1", inf), answered(weight=nan), answered(weight=-1.0),
    answered(weight=2.0), looked(nan), replace(looked(), weight=0.0), replace(looked(), channel="hearsay"),
])  # fmt: skip
def test_nonsense_and_unweighted_looks_move_nothing(piece: Evidence):
    line = line_of(answered(), looked())
    before = deepcopy(line)
    assert fold(line, piece, PLAIN, K0) is None
    assert line == before


@given(shares, shares)
def test_a_better_answer_never_says_less(one: float, other: float):
    low, high = sorted((one, other))
    worse, better = (know(line_of(answered(y)), KEYS[0], START, PLAIN, K0).p for y in (low, high))
    assert worse <= better


def test_a_mark_beyond_its_range_counts_as_its_end():
    assert line_of(answered(1.25)) == line_of(answered(1.0))
    assert line_of(answered(-0.25)) == line_of(answered(0.0))


def test_what_was_only_shown_teaches_a_little_and_says_nothing():
    shown = line_of(answered(0.0, "q1", weight=0.0))
    k = K0.know
    assert shown.know[KEYS[0]] == Term(k.behaviour_learn, k.behaviour_var, START)
    assert shown.questions["q1"] == Term(k.question_learn, k.question_var, START)
    assert (shown.ability, shown.form) == (None, None)
    assert line_of(answered(0.0, "", weight=0.0)).questions == {}


def test_half_a_weight_says_less_than_a_whole_one():
    half, whole = (know(line_of(answered(1.0, weight=weight)), KEYS[0], START, PLAIN, K0) for weight in (0.5, 1.0))
    nobody = know(Line(), KEYS[0], START, PLAIN, K0)
    assert nobody.p < half.p < whole.p
    assert nobody.var > half.var > whole.var


@given(st.lists(answers, max_size=8), st.lists(looks, max_size=8))
def test_what_someone_knows_never_moves_what_they_are_shown_to_do(known: list[Evidence], seen: list[Evidence]):
    both, one, other = line_of(*known, *seen), line_of(*known), line_of(*seen)
    assert (both.ability, both.form, both.know, both.questions) == (one.ability, one.form, one.know, one.questions)
    assert (both.doing, both.do, both.deals) == (other.doing, other.do, other.deals)


@given(st.lists(pieces, max_size=8), pieces)
def test_only_the_terms_of_the_piece_are_touched(evidence: list[Evidence], piece: Evidence):
    line = line_of(*evidence)
    before = deepcopy(line)
    fold(line, piece, PLAIN, K0)
    others = set(KEYS) - set(piece.behaviours)
    for key in others:
        assert (line.know.get(key), line.do.get(key)) == (before.know.get(key), before.do.get(key))
    assert {item: term for item, term in line.questions.items() if item != piece.item} == {
        item: term for item, term in before.questions.items() if item != piece.item
    }


def test_a_lenient_inspector_is_believed_less_and_a_hard_question_more():
    lenient = Shared(inspectors={"Mira": Term(1.5, 0.05)})
    assert do(line_of(looked(), shared=lenient), KEYS[0], START, PLAIN, K0).p < do(line_of(looked()), KEYS[0], START, PLAIN, K0).p
    hard = Shared(questions={"q1": Term(1.5, 0.05)})
    assert (
        know(line_of(answered(), shared=hard), KEYS[0], START, PLAIN, K0).p
        > know(line_of(answered()), KEYS[0], START, PLAIN, K0).p
    )


@pytest.mark.parametrize("y", [0.0, 1.0])
def test_a_hundred_thousand_answers_stay_bounded(y: float):
    line = Line()
    for place in range(100_000):
        fold(line, answered(y, "q1", START + place), PLAIN, K0)
    found = know(line, KEYS[0], START + 100_000, PLAIN, K0)
    assert all(map(isfinite, astuple(found)))
    assert all(abs(term.mean) <= EDGE and 0 <= term.var <= 1 for term in every_term(line))
    nobody = know(Line(), KEYS[0], START, PLAIN, K0)
    assert (found.p > nobody.p) if y else (found.p < nobody.p)


def test_the_expectation_over_a_gaussian_is_close():
    mean, deviation, steps = 0.8, 1.3, 4_001
    points = [-8 + 16 * place / (steps - 1) for place in range(steps)]
    weights = [2.718281828459045 ** (-point * point / 2) / sqrt(2 * pi) for point in points]
    exact = (
        sum(weight * probability(mean + deviation * point, 0.0) for weight, point in zip(weights, points, strict=True))
        * 16
        / (steps - 1)
    )
    assert probability(mean, deviation**2) == pytest.approx(exact, abs=0.01)


def test_an_update_takes_microseconds():
    """At most 15 µs on a quiet machine; the limit here leaves room for a busy one."""
    evidence = [answered(float(place % 3 > 0), f"q{place % 50}", START + 60.0 * place) for place in range(1_000)]
    line = Line()
    least = min(repeat(lambda: [fold(line, piece, PLAIN, K0) for piece in evidence], number=1, repeat=7))
    assert least / len(evidence) < 60e-6
