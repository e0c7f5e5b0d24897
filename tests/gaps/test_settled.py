"""The shared terms of a settling are the most likely ones of its formula, worked out here from what each person alone was expected to do."""

from collections.abc import Iterator
from copy import deepcopy
from math import exp, pi, sqrt

import pytest
from msgspec import structs
from msgspec.structs import replace

from server.gaps import settle as settling
from server.gaps.estimate import Line, Shared, Term, fold
from server.gaps.evidence import DO, KNOW, Evidence
from server.gaps.online import Online
from server.gaps.prior import K0, Prior
from server.gaps.settle import Lines, settle, settled
from tests.gaps.academy import DAY, Academy

PRIOR = replace(
    K0, know=replace(K0.know, item_var=0.7, difficulty_var=0.5), do=replace(K0.do, difficulty_var=0.9, inspector_var=0.2)
)
KNOWN = Term(0.0, 0.0)
"""A term that takes no part."""


def answers() -> Lines:
    """Some questions are about two behaviours, some answers come after a hint, and every third question is asked again at once."""
    lines = []
    for line in Academy(questions=12).answers(15, 14):
        once = {piece.item: piece for piece in line}.values()
        first = [
            replace(piece, weight=0.5 if place % 4 == 1 else 1.0, behaviours=(*piece.behaviours, "another")[: 1 + place % 2])
            for place, piece in enumerate(once)
        ]
        again = [replace(piece, y=1.0 - piece.y) for piece in first[::3]]
        lines.append(sorted([*first, *again], key=lambda piece: piece.at))
    return lines


def looks() -> Lines:
    """Each deal is looked at twice, by two inspectors of whom nothing is known."""
    found = Academy().looks(15, 8, {"Mira": 0.0, "Tom": 0.0}, double=1.0)
    return [[replace(piece, blind=False, weight=0.5 if piece.y else 1.0) for piece in line] for line in found]


def test_difficulties_of_questions_and_behaviours_are_where_answers_and_priors_hold_each_other():
    lines, online = answers(), Online(PRIOR)
    for line in lines:
        learner = Line()
        for piece in line:
            online.fold(learner, piece)
    questions, know = settled(lines, PRIOR, KNOW)
    pulls, curves = dict.fromkeys(questions, 0.0), dict.fromkeys(questions, 0.0)
    others, rows = dict.fromkeys(know, 0.0), []
    for person, piece, mean, s, n in alone(lines, online.shared, PRIOR):
        w, scale = 1 / len(piece.behaviours), 1 / sqrt(1 + pi * s / 8)
        against = questions[piece.item].mean + w * sum(know[behaviour].mean for behaviour in piece.behaviours)
        p = 1 / (1 + exp(-scale * (mean - n * against)))
        pulls[piece.item] += piece.weight * scale * n * (piece.y - p)
        curves[piece.item] += piece.weight * (scale * n) ** 2 * p * (1 - p)
        for behaviour in piece.behaviours:
            others[behaviour] += w * piece.weight * scale * n * (piece.y - p)
        rows.append((person, piece, piece.weight * p * (1 - p)))
    k = PRIOR.know
    for key, term in questions.items():
        assert pulls[key] + term.mean / k.item_var == pytest.approx(0, abs=0.005)
        assert term.var == pytest.approx(1 / (1 / k.item_var + curves[key]), rel=0.01)
    for key, term in know.items():
        assert others[key] + term.mean / k.difficulty_var == pytest.approx(0, abs=0.005)
        people = known(key, [(person, piece, curve) for person, piece, curve in rows], k.ability_var + k.behaviour_var)
        asked = known(key, [(piece.item, piece, curve) for _, piece, curve in rows], k.item_var)
        assert term.var == pytest.approx(1 / (1 / k.difficulty_var + people * asked / (people + asked)), rel=0.01)


def test_difficulties_of_behaviours_are_where_looks_and_the_prior_hold_each_other(monkeypatch: pytest.MonkeyPatch):
    lines, d = looks(), PRIOR.do
    inspectors, do = settled(lines, PRIOR, DO)
    assert inspectors == {}
    monkeypatch.setitem(settling.PASSES, DO, 1)
    _, before = settled(lines, PRIOR, DO)
    pulls, rows = dict.fromkeys(do, 0.0), []
    for person, piece, mean, s, n in alone(lines, Shared(do=before), PRIOR):
        scale, (behaviour,) = 1 / sqrt(1 + pi * s / 8), piece.behaviours
        p = 1 / (1 + exp(-scale * (mean - n * do[behaviour].mean)))
        pulls[behaviour] += piece.weight * scale * n * (piece.y - p)
        rows.append((person, piece, piece.weight * p * (1 - p), n))
    for key, term in do.items():
        assert pulls[key] + term.mean / d.difficulty_var == pytest.approx(0, abs=0.005)
        people = known(key, [(person, piece, curve, n) for person, piece, curve, n in rows], d.doing_var + d.behaviour_var)
        eyes = known(key, [(piece.inspector, piece, curve, n) for _, piece, curve, n in rows], d.inspector_var)
        assert term.var == pytest.approx(1 / (1 / d.difficulty_var + people * eyes / (people + eyes)), rel=0.01)


def test_a_row_of_two_behaviours_is_two_rows_of_half_a_weight():
    row = Evidence(DO, ("one", "two"), "", DAY, 1.0, 1.0, "deal", "Mira")
    halves = [structs.replace(row, behaviours=(key,), weight=0.5) for key in row.behaviours]
    assert settle([[row]] * 7, K0) == settle([halves] * 7, K0)


def alone(lines: Lines, shared: Shared, prior: Prior) -> Iterator[tuple[int, Evidence, float, float, float]]:
    """Of each piece its person, and what they alone were expected to do: mean, variance, and how much of it was new."""
    for number, line in enumerate(lines):
        person = Line()
        for piece in line:
            none = dict.fromkeys(piece.behaviours, KNOWN)
            met = fold(deepcopy(person), piece, replace(shared, questions={piece.item: KNOWN}, know=none, do=none), prior)
            assert met is not None
            yield number, piece, met.mean, met.var, met.share
            fold(person, piece, shared, prior)


def known(key: str, rows: list[tuple[object, ...]], var: float) -> float:
    """The curvature of a behaviour held back by how far things of one kind differ: Σ n² H / (1 + var H) over them."""
    whole: dict[object, float] = {}
    part: dict[object, float] = {}
    for beside, piece, curve, *share in rows:
        assert isinstance(piece, Evidence)
        assert isinstance(curve, float)
        if key in piece.behaviours:
            n = share[0] if share else 1 / len(piece.behaviours)
            assert isinstance(n, float)
            whole[beside] = whole.get(beside, 0.0) + curve
            part[beside] = part.get(beside, 0.0) + n * n * curve
    return sum(part[beside] / (1 + var * whole[beside]) for beside in whole)
