"""What `plumbline bench` says about the gap model."""

import pytest

from server.cli.bench import folding
from server.cli.bench.folding import Folding


def test_folding_at_once_comes_to_the_same_as_fact_by_fact():
    measured = folding.measure(6_000)
    assert (measured.facts, measured.equal) == (5_000, True)
    assert measured.update > 0
    assert measured.rebuild > 0


@pytest.mark.parametrize(
    ("measured", "said", "unsaid"),
    [
        (
            Folding(facts=1_000_000, update=7.5, rebuild=12.0, equal=True, fsrs=10.0),
            ["0.75 (10 µs)", "rebuild of 1,000,000"],
            "over",
        ),
        (Folding(facts=500_000, update=16.0, rebuild=7.0, equal=True, fsrs=None), ["µs", "over", "make evaluation"], "NOT"),
        (Folding(facts=500_000, update=6.0, rebuild=8.0, equal=False, fsrs=2.0), ["≤ 7.5  over", "NOT EQUAL", "3.00"], "missing"),
    ],
)
def test_the_lines_say_what_is_over_and_what_is_missing(measured: Folding, said: list[str], unsaid: str):
    text = "\n".join(folding.lines(measured))
    assert all(words in text for words in said)
    assert unsaid not in text
