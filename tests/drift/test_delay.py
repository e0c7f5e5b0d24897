"""How long a fall takes to show: the chain against charts that were played through, and what is said of it."""

import numpy as np
import pytest

from server.drift.delay import Delay, delay
from server.drift.limits import Design, Volume


@pytest.mark.parametrize(
    ("volume", "share"), [(Volume(8, 1.0), 1.0), (Volume(9, 3.0), 1 / 6), (Volume(20, 1.0), 1 / 12), (Volume(8, 1.0), 1 / 6)]
)
def test_the_weeks_are_those_of_charts_that_were_played_through(volume: Volume, share: float):
    # 2 to the 8th answers: a rung of the ladder, so that what is played has the same limit.
    design = Design(0.8, 256.0, volume, share)
    found = delay(design)
    weeks = played(design, 700, seed=1)
    assert found.mean == pytest.approx(weeks.mean(), rel=0.06)
    assert found.median == pytest.approx(float(np.median(weeks)), abs=volume.weeks)


def played(design: Design, charts: int, seed: int) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Weeks from the first of a fall over eight weeks until each chart tells it; every answer is drawn by itself, in its own week."""
    chance = np.random.default_rng(seed)
    scores, volume, bound = design.scores, design.volume, design.limit - 1e-9
    each = volume.n / volume.weeks
    weeks = np.empty(charts)
    for chart in range(charts):
        ahead = chance.uniform(0, volume.weeks)
        far = 0.0
        for _ in range(40):
            met = chance.binomial(volume.n, 0.8)
            far = max(0.0, far + scores.of(met, volume.n) / scores.steps)
            far = 0.0 if far >= bound else far
        end = ahead
        while True:
            moments = end - (np.arange(volume.n) + 0.5) / each
            level = 0.8 - 0.2 * np.clip(moments, 0, 8) / 8
            met = int((chance.random(volume.n) < level).sum())
            far = max(0.0, far + scores.of(met, volume.n) / scores.steps)
            if far >= bound:
                break
            end += volume.weeks
        weeks[chart] = end
    return weeks


def test_more_answers_show_it_sooner_and_more_series_later():
    def weeks(n: int, every: float, share: float, sure: float = 200.0) -> float:
        return delay(Design(0.8, sure, Volume(n, every), share)).mean

    assert weeks(20, 1, 1) < weeks(8, 1, 1) < weeks(9, 3, 1)
    assert weeks(8, 1, 1) < weeks(8, 1, 1 / 6) < weeks(8, 1, 1 / 12)
    assert weeks(8, 1, 1, sure=1000) < weeks(8, 1, 1, sure=40)


@pytest.mark.parametrize(
    ("mean", "told"), [(0.4, 1), (6.9, 7), (7.0, 7), (10.0, 10), (10.1, 12), (25.9, 26), (26.2, 28), (51.0, 52), (52.1, None)]
)
def test_it_is_told_no_finer_than_it_is_known(mean: float, told: int | None):
    assert Delay(mean, mean).told == told
