"""An academy's own intercept and variances: taken when people they were not fitted on are told better, and only then."""

from collections.abc import Sequence
from math import log, sqrt

import pytest
from msgspec.structs import replace

from server.gaps import refit as fitting
from server.gaps.estimate import Line, Shared, fold
from server.gaps.evidence import KNOW, Evidence
from server.gaps.prior import K0, Prior
from server.gaps.refit import ENOUGH, Fit, refit
from server.gaps.settle import settled
from tests.gaps.academy import Academy

Lines = list[list[Evidence]]
EYES = {"Mira": 2.0, "Tom": 2.5}


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred pieces are enough."""
    monkeypatch.setattr(fitting, "ENOUGH", 100)


def halved(lines: Lines) -> Lines:
    """Of the pieces every third counts half, and every seventh only teaches."""
    weights = (1.0, 1.0, 0.5, 1.0, 1.0, 0.5, 0.0)
    return [[replace(piece, weight=weights[at % 7]) for at, piece in enumerate(line)] for line in lines]


def gained(lines: Lines, old: Prior, new: Prior) -> float:
    """Nats per piece by which every fifth person is told better, each piece before it is taken in, under what the others settle."""

    def told(prior: Prior) -> tuple[float, float]:
        channel = lines[0][0].channel
        ones, manys = settled([line for part in range(4) for line in lines[part::5]], prior, channel)
        shared = Shared(questions=ones, know=manys) if channel == KNOW else Shared(inspectors=ones, do=manys)
        loss = count = 0.0
        for line in lines[4::5]:
            person = Line()
            for piece in line:
                outcome = fold(person, piece, shared, prior)
                if piece.weight and outcome is not None:
                    loss -= piece.weight * log(outcome.p if piece.y == 1 else 1 - outcome.p)
                    count += piece.weight
        return loss, count

    (before, pieces), (after, _) = told(old), told(new)
    return (before - after) / pieces


def counted(lines: Sequence[Sequence[Evidence]]) -> int:
    return sum(piece.weight > 0 for line in lines for piece in line)


def test_too_few_answers_change_nothing():
    lines = Academy(base=-1.5).answers(40, 60)
    assert sum(map(len, lines)) < ENOUGH
    assert refit(lines, K0) == Fit(K0, 0.0)


def test_enough_is_enough_of_what_counts(monkeypatch: pytest.MonkeyPatch):
    lines = halved(Academy(base=-1.5).answers(20, 20))
    monkeypatch.setattr(fitting, "ENOUGH", counted(lines) + 1)
    assert refit(lines, K0) == Fit(K0, 0.0)
    monkeypatch.setattr(fitting, "ENOUGH", counted(lines))
    assert refit(lines, K0).prior.know.base < 0.0


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


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize(
    "lines",
    [
        Academy(base=-1.5).answers(20, 20),
        halved(Academy(base=-1.5).answers(23, 20)),
        halved(Academy(seed=2).looks(30, 20, EYES, 0.2)),
    ],
    ids=["answers", "answers of which some count half", "looks of which some count half"],
)
def test_a_gain_is_what_people_are_told_better_who_chose_nothing(lines: Lines):
    found = refit(lines, K0)
    assert found.gain > 0
    assert found.gain == pytest.approx(gained(lines, K0, found.prior))


@pytest.mark.usefixtures("soon")
def test_each_channel_gains_by_its_share_of_the_pieces():
    answers, looks = Academy(base=-1.5).answers(20, 20), Academy(seed=2).looks(30, 20, EYES, 0.2)
    know, do, both = refit(answers, K0), refit(looks, K0), refit([*answers, *looks], K0)
    assert both.prior == Prior(know=know.prior.know, do=do.prior.do)
    pieces = counted(answers), counted(looks)
    assert both.gain == pytest.approx((know.gain * pieces[0] + do.gain * pieces[1]) / sum(pieces))
    mixed = [[*one, *other] for one, other in zip(answers, looks, strict=False)]
    assert refit(mixed, K0).prior.know == know.prior.know


@pytest.mark.usefixtures("soon")
def test_a_gain_that_may_be_chance_is_none(monkeypatch: pytest.MonkeyPatch):
    lines = halved(Academy().looks(30, 20, EYES, 0.2))
    assert refit(lines, K0) == Fit(K0, 0.0)
    monkeypatch.setattr(fitting, "sqrt", lambda spread: 0.0 * sqrt(spread))
    assert refit(lines, K0).gain > 0


@pytest.mark.usefixtures("soon")
def test_what_one_person_alone_is_told_better_says_nothing():
    lines = Academy(base=-1.5).answers(9, 40)
    assert refit(lines, K0) == Fit(K0, 0.0)


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize(("most", "apart"), [(400, 1), (399, 2), (200, 2), (199, 3)])
def test_of_more_pieces_people_are_looked_at_who_are_evenly_spread(monkeypatch: pytest.MonkeyPatch, most: int, apart: int):
    lines = Academy(base=-2.5).answers(20, 20)
    expected = refit(lines[::apart], K0)
    monkeypatch.setattr(fitting, "AT_MOST", most)
    assert refit(lines, K0) == expected


@pytest.mark.usefixtures("soon")
def test_no_variance_goes_beyond_its_limits(monkeypatch: pytest.MonkeyPatch):
    lines = Academy(seed=2, people=0.0, spread=0.0).answers(30, 20)
    names = fitting.VARIANCES[KNOW]
    free = [getattr(refit(lines, K0).prior.know, name) for name in names]
    monkeypatch.setattr(fitting, "NARROWEST", 0.3)
    monkeypatch.setattr(fitting, "WIDEST", 1.5)
    kept = [getattr(refit(lines, K0).prior.know, name) for name in names]
    assert min(free) < min(kept) == 0.3
    assert max(free) > max(kept) == 1.5


@pytest.mark.usefixtures("soon")
def test_what_a_value_costs_keeps_it_near_the_old_one(monkeypatch: pytest.MonkeyPatch):
    lines = Academy(base=-1.5).answers(20, 20)
    usual = refit(lines, K0).prior.know.base
    monkeypatch.setattr(fitting, "PULL", 5.0)
    assert usual < refit(lines, K0).prior.know.base <= K0.know.base
    monkeypatch.setattr(fitting, "PULL", 1e9)
    assert refit(lines, K0) == Fit(K0, 0.0)
