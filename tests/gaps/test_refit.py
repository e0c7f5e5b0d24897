"""An academy's own intercept and variances: taken when people they were not fitted on are told better, and only then."""

from msgspec.structs import replace

from server.gaps.evidence import KNOW
from server.gaps.prior import K0
from server.gaps.refit import ENOUGH, Fit, refit
from tests.gaps.academy import Academy


def test_too_few_answers_change_nothing():
    lines = Academy(base=-1.5).answers(40, 60)
    assert sum(map(len, lines)) < ENOUGH
    assert refit(lines, K0) == Fit(K0, 0.0)


def test_an_academy_of_another_kind_gains():
    """People who differ far more than expected. What is not fitted stays as it was."""
    found = refit(Academy(people=2.5, questions=400).answers(90, 60), K0)
    assert found.gain > 0.002
    assert found.prior.know.ability_var > 1.2
    assert found.prior.do == K0.do
    assert found.prior.know.behaviour_fade == K0.know.behaviour_fade


def test_only_counted_pieces_count():
    lines = [[replace(piece, weight=0.0) for piece in line] for line in Academy().answers(100, 60)]
    assert all(piece.channel == KNOW for line in lines for piece in line)
    assert refit(lines, K0) == Fit(K0, 0.0)
