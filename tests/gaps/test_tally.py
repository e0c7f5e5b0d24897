"""What is counted of one behaviour: a strip of days, beside a plain list of the same pieces."""

from hypothesis import given
from hypothesis import strategies as st

from server.gaps import tally
from server.gaps.tally import BASE, DAY, DAYS, ENTRY, WINDOW, Tally

pieces = st.lists(st.tuples(st.integers(0, 500), st.sampled_from([0.0, 0.5, 1.0])), max_size=40)


@given(pieces, st.integers(0, 520), st.integers(0, 40))
def test_pieces_that_come_in_any_order_count_on_their_own_day(found: list[tuple[int, float]], today: int, cut: int):
    """Those of later days, of a clock that was wrong, are counted as well."""
    counted = [y for day, y in found if day > today - WINDOW]
    assert tally.counted(kept(found[:cut], found[cut:]), today * DAY) == (counted.count(1.0), len(counted))


def test_a_piece_of_a_day_that_the_strip_has_left_behind_is_lost():
    full = kept([(day, 1.0) for day in range(1_000, 1_000 + DAYS + 1)])
    before = full.days
    assert len(before) == (DAYS + 1) * ENTRY
    for day in (1_000, 999, 1):
        enter(full, [(day, 1.0)])
        assert full.days == before


def test_a_strip_grows_no_further_by_what_comes_late():
    full = kept([(2 * day, 1.0) for day in range(DAYS)])
    assert len(full.days) == (DAYS + 1) * ENTRY
    assert full.days.startswith(BASE)
    enter(full, [(301, 1.0), (303, 0.0)])
    assert len(full.days) == (DAYS + 1) * ENTRY
    assert tally.counted(full, 378 * DAY) == (WINDOW // 2 + 1, WINDOW // 2 + 2)


def kept(*parts: list[tuple[int, float]]) -> Tally:
    """The tally of these days and marks, closed after each part."""
    found = Tally()
    for part in parts:
        enter(found, part)
    return found


def enter(one: Tally, part: list[tuple[int, float]]) -> None:
    one.fresh += [tally.fresh(day * DAY + 3_600.0, y) for day, y in part]
    tally.close(one, ())
