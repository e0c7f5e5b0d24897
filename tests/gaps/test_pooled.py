"""A team is counted together, and what is likely of it follows from the counts."""

from random import Random  # noqa: TID251  # seeded: the same teams each time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.gaps.pooled import interval, pooled
from server.gaps.priority import Gap, Kind, Seen
from server.gaps.shown import Lacks, Usual
from tests.selling import PROCESS

CLAUSES = PROCESS.behaviour["stakeholder-access"].clauses
FIRST = CLAUSES[0]


def gap(
    kind: Kind | None,
    know: tuple[int, int],
    do: tuple[int, int],
    *,
    claimed: int = 0,
    fair: tuple[int, int] | None = None,
    lacks: int = 0,
) -> Gap:
    return Gap(
        behaviour="stakeholder-access",
        kind=kind,
        know=Seen(*know, None),
        do=Seen(*do, None, claimed=claimed),
        priority=1.0,
        way="ask",
        lacks=Lacks(lacks, ((FIRST.id, FIRST.text, lacks),)) if lacks else Lacks(),
        fair=do if fair is None else fair,
    )


def test_a_team_is_the_sum_of_its_people():
    found = pooled(
        [
            gap("coach", (7, 7), (1, 6), lacks=4),
            gap("teach", (3, 8), (2, 5), claimed=1, lacks=2),
            gap("look-next", (0, 0), (0, 0)),
        ],
        CLAUSES,
    )
    assert (found.know.right, found.know.of, found.do.right, found.do.of, found.do.claimed) == (10, 15, 3, 11, 1)
    assert (found.coach, found.teach, found.off, found.people) == (1, 1, 2, 3)
    assert found.lacks.usual == Usual(FIRST.id, FIRST.text, 6, 6)
    assert found.know.p == 10 / 15
    assert found.do.p == 3 / 11


def test_below_five_nothing_but_counts_is_told():
    found = pooled([gap("look-next", (2, 2), (1, 2)), gap("look-next", (2, 2), (1, 2))], CLAUSES)
    assert (found.know.of, found.know.p, found.do.of, found.do.p) == (4, None, 4, None)
    five = pooled([gap("look-next", (2, 2), (1, 2)), gap("look-next", (2, 3), (1, 3))], CLAUSES)
    assert (five.know.p, five.do.p) == (4 / 5, 2 / 5)


def test_deals_that_somebody_chose_are_counted_and_make_no_range():
    found = pooled([gap("steady", (7, 7), (9, 9), fair=(2, 4)), gap("steady", (7, 7), (9, 9), fair=(0, 0))], CLAUSES)
    assert (found.do.right, found.do.of, found.do.p, found.fair) == (18, 18, None, (2, 4))


def test_where_only_counts_are_told_a_team_is_counts_too():
    found = pooled([gap(None, (7, 7), (1, 6)), gap(None, (7, 9), (2, 5))], CLAUSES)
    assert (found.know.right, found.know.p, found.do.p, found.off) == (14, None, None, 0)


@pytest.mark.parametrize(
    ("counts", "low", "high"), [([(10, 35)], 0.199, 0.392), ([(45, 54)], 0.759, 0.888), ([(0, 6)], 0.0, 0.215)]
)
def test_the_range_is_that_of_wilson(counts: list[tuple[int, int]], low: float, high: float):
    """Computed by hand: (h + z²/2 ± z √(h (n − h) / n + z²/4)) / (n + z²) with z = 1.2816."""
    assert list(interval(counts)) == pytest.approx([low, high], abs=0.0015)


def test_people_who_differ_make_the_range_wider():
    alike, apart = interval([(5, 10)] * 4), interval([(10, 10), (10, 10), (0, 10), (0, 10)])
    assert apart[1] - apart[0] > 1.5 * (alike[1] - alike[0])
    two = interval([(6, 6), (0, 6)])
    assert two[1] - two[0] > 1.5 * (interval([(6, 12)])[1] - interval([(6, 12)])[0])
    assert interval([(6, 6), (0, 0), (0, 6)]) == two, "whoever has nothing counted is nobody"


def test_ranges_of_simulated_teams_hold_the_truth_eight_times_of_ten():
    """Twelve people with three to nine deals each, and chances of their own around .4: the mean over people lies in the range in .76 to .86."""
    chance, held = Random(7), 0
    for _team in range(2_000):
        own = [min(1.0, max(0.0, chance.gauss(0.4, 0.15))) for _person in range(12)]
        deals = [chance.randint(3, 9) for _person in own]
        counts = [(sum(chance.random() < p for _deal in range(n)), n) for p, n in zip(own, deals, strict=True)]
        low, high = interval(counts)
        held += low <= 0.4 <= high
    assert 0.76 <= held / 2_000 <= 0.86


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 20)), min_size=1, max_size=12))
def test_the_range_holds_the_share_and_stays_between_0_and_1(counts: list[tuple[int, int]]):
    held = [(min(hits, of), of) for hits, of in counts]
    low, high = interval(held)
    share = sum(hits for hits, _ in held) / sum(of for _, of in held)
    assert 0.0 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 1.0
