"""What all people share, found again from simulated academies whose truth is known."""

from math import exp, log, sqrt
from statistics import correlation, mean

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.gaps.estimate import EDGE, Shared
from server.gaps.evidence import KNOW, Evidence
from server.gaps.prior import K0
from server.gaps.settle import Lines, settle
from server.gaps.solve import Kind, Sightings, Spread, doubt, solve
from tests.gaps.academy import DAY, Academy


def right(lines: Lines) -> dict[str, list[float]]:
    marks: dict[str, list[float]] = {}
    for line in lines:
        for piece in line:
            marks.setdefault(piece.item, []).append(piece.y)
    return marks


def test_difficulties_are_found_although_abler_people_meet_harder_questions():
    academy = Academy()
    lines = academy.answers(150, 40)
    found, marks = settle(lines, K0), right(lines)
    keys = [key for key in academy.hard if len(marks.get(key, ())) >= 20]
    truth = [academy.hard[key] + academy.behaviour[academy.about(key)] for key in keys]
    settled = [found.questions[key].mean + found.know[academy.about(key)].mean for key in keys]
    naive = [-log((sum(marks[key]) + 1) / (len(marks[key]) - sum(marks[key]) + 1)) for key in keys]
    assert correlation(settled, truth) > 0.9
    assert correlation(settled, truth) > correlation(naive, truth)


def test_the_stated_variance_is_about_the_error():
    """Of what is the question's own, once the mean of all is taken out, which the intercept shares."""
    errors = []
    for seed in range(4):
        academy = Academy(seed=seed)
        found = settle(academy.answers(80, 30), K0)
        off = {
            key: found.questions[key].mean
            + found.know[academy.about(key)].mean
            - academy.hard[key]
            - academy.behaviour[academy.about(key)]
            for key in found.questions
        }
        centre = mean(off.values())
        errors += [
            (off[key] - centre) / sqrt(found.questions[key].var + found.know[academy.about(key)].var) for key in found.questions
        ]
    assert 0.5 < sqrt(mean(error * error for error in errors)) < 1.3


def test_a_behaviour_is_known_no_better_than_its_few_questions_let_it_be():
    few, many = Academy(questions=8), Academy(questions=160)
    for academy, least in ((few, 0.15), (many, 0.0)):
        found = settle(academy.answers(100, 40), K0)
        assert all(term.var > least for term in found.know.values())
        assert all(term.var < K0.know.difficulty_var for term in found.know.values())
    assert mean(term.var for term in settle(many.answers(100, 40), K0).know.values()) < 0.1


def test_the_same_evidence_settles_alike_and_none_settles_nothing():
    lines = Academy().answers(20, 20)
    assert settle(lines, K0) == settle([list(line) for line in lines], K0)
    assert settle([], K0) == Shared()
    assert settle([[]], K0) == Shared()


def test_what_was_only_shown_is_no_evidence_of_difficulty():
    lines = Academy().answers(20, 20)
    shown = [Evidence(KNOW, ("agenda-sent",), "shown", DAY, 0.0, 0.0)]
    found = settle([*lines, shown], K0)
    assert "shown" not in found.questions
    assert found == settle(lines, K0)


def test_a_question_of_two_behaviours_moves_both():
    lines = [[Evidence(KNOW, ("one", "two"), f"q{place}", DAY * place, 0.0, 1.0) for place in range(6)] for _ in range(10)]
    found = settle(lines, K0)
    assert found.know["one"] == found.know["two"]
    assert found.know["one"].mean > 0.2


LENIENT = {"Mira": 1.3, "Tom": 0.0, "Zoe": -1.3}


def test_a_lenient_and_a_severe_inspector_are_told_apart_by_looks_that_others_repeat():
    found = settle(Academy().looks(60, 40, LENIENT, double=0.5), K0).inspectors
    assert found["Mira"].mean > 0.3
    assert found["Zoe"].mean < -0.3
    assert "Tom" not in found


def test_one_severe_inspector_makes_nothing_hard_that_all_others_find_ordinary():
    """Five whose looks are repeated, one of them severe, beside many whose looks are not, and who therefore are the pooled one."""
    known, others = Academy(seed=3), Academy(seed=53)
    known.behaviour = others.behaviour = dict.fromkeys(known.behaviour, 0.0)
    repeated = known.looks(60, 20, {"Zoe": -1.5, "Tom": 0.0, "Mira": 0.0, "Ines": 0.0, "Ada": 0.0}, double=0.6)
    alone = others.looks(90, 20, {f"inspector {number}": 0.0 for number in range(20)}, double=0.0)
    found = settle([*repeated, *([replace(piece, deal=f"other {piece.deal}") for piece in line] for line in alone)], K0)
    assert found.inspectors["Zoe"].mean < -0.8
    assert abs(mean(term.mean for term in found.do.values())) < 0.12


def test_of_two_who_differ_nobody_can_say_which_one_is_off_so_each_gets_half_of_it():
    found = settle(Academy().looks(60, 40, {"Zoe": -1.5, "Tom": 0.0}, double=0.5), K0).inspectors
    assert found["Tom"].mean == pytest.approx(-found["Zoe"].mean)
    assert found["Tom"].mean > 0.4


@pytest.mark.parametrize("double", [0.0, 0.005])
def test_without_enough_repeated_looks_every_inspector_is_the_pooled_one(double: float):
    assert settle(Academy().looks(60, 40, LENIENT, double=double), K0).inspectors == {}


def test_equal_inspectors_are_seldom_called_different():
    called = 0
    for seed in range(5):
        called += len(settle(Academy(seed=seed).looks(40, 30, dict.fromkeys(LENIENT, 0.0), double=0.5), K0).inspectors)
    assert called <= 5


rows = st.tuples(
    st.floats(-3, 3),
    st.floats(0.3, 1),
    st.floats(0, 1),
    st.integers(0, 3),
    st.lists(st.integers(0, 2), max_size=2, unique=True).map(tuple),
)


@given(st.lists(rows, min_size=1, max_size=60), st.integers(1, 100))
def test_both_kinds_of_terms_end_where_rows_and_priors_hold_each_other(
    found: list[tuple[float, float, float, int, tuple[int, ...]]], times: int
):
    """However many answers there are: terms that share all their rows must not end on the way."""
    seen, ones, manys = Sightings(), Kind({"0": 0.0}, 0.8), Kind({}, 0.6)
    for offset, scale, mark, one, many in found:
        seen.add(offset, scale, 1 / max(1, len(many)), Evidence(KNOW, (), "", 0.0, mark, times))
        seen.ones.append(ones.number(str(one)))
        seen.manys.append(tuple(manys.number(str(number)) for number in many))
    solve(seen, ones, manys)
    slopes, others = [0.0] * len(ones.means), [0.0] * len(manys.means)
    for offset, scale, mark, weight, share, one, many in seen.rows():
        mean = offset - ones.means[one] - share * sum(manys.means[number] for number in many)
        slope = weight * scale * (mark - 1 / (1 + exp(-scale * mean)))
        slopes[one] += slope
        for number in many:
            others[number] += share * slope
    for kind, own in ((ones, slopes), (manys, others)):
        for mean, var, slope in zip(kind.means, kind.vars, own, strict=True):
            assert (slope + mean / var if var else mean) == pytest.approx(0, abs=0.01)


def test_terms_are_told_with_what_rows_and_prior_say_of_them_together():
    kind = Kind({"own": 0.2}, 0.8)
    for key, place, curve in (("usual", 0.0, 0.0), ("own", -0.3, 4.0), ("far", -9.0, 0.0)):
        number = kind.number(key)
        kind.means[number], kind.curves[number] = place, curve
    found = kind.terms()
    assert {key: term.mean for key, term in found.items()} == {"usual": 0.0, "own": -0.3, "far": -EDGE}
    assert [term.var for term in found.values()] == pytest.approx([0.8, 1 / (1 / 0.2 + 4.0), 0.8])


def test_of_few_people_and_few_questions_no_more_is_known_than_an_average_over_so_many():
    """Three rows of p .75 in the end: curvature 3/16, half of that for the one of half a weight, whose share in the term is half as well."""
    seen, ones, manys = Sightings(), Kind({}, 0.8), Kind({}, 0.6)
    for kind, means in ((ones, (0.4, -0.2)), (manys, (0.1, 0.0))):
        for key, place in zip("ab", means, strict=True):
            kind.means[kind.number(key)] = place
    for person, one, weight, share in ((0, 0, 1.0, 1.0), (0, 1, 0.5, 0.5), (1, 0, 1.0, 1.0)):
        seen.add(2 * log(3) + ones.means[one] + share * 0.1, 0.5, share, Evidence(KNOW, (), "", 0.0, 1.0, weight))
        seen.people.append(person)
        seen.ones.append(one)
        seen.manys.append((0,))
    doubt(seen, ones, manys, Spread(cell=1.0, one=2.0))
    whole, half, part = 3 / 16, 3 / 32, 3 / 128
    people = (whole + part) / (1 + whole + half) + whole / (1 + whole)
    questions = 2 * whole / (1 + 2 * 2 * whole) + part / (1 + 2 * half)
    assert list(manys.curves) == [pytest.approx(people * questions / (people + questions)), 0.0]
