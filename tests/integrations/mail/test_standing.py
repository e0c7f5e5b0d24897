"""A meeting stands the same, in whatever order its mails came."""

from datetime import UTC, date, datetime, timedelta
from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from server.integrations.mail.standing import Answer, Standing, after, is_same

DAY = date(2026, 12, 1)
TEN = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def word(minutes: float, *, number: int = 0, off: bool = False, guest: bool = True, day: date = DAY, **said: bool) -> Standing:
    """What somebody writes so many minutes after ten; `said` are the guests who agree or decline."""
    at = TEN + timedelta(minutes=minutes)
    answers = {who: Answer(yes=yes, at=at) for who, yes in said.items()}
    return Standing(sequence=number, stamp=None if guest else at, day=day, off=off, answers=answers, guest=guest)


def fold(*words: Standing) -> Standing:
    found = reduce(after, words[1:], after(None, words[0]))
    assert found is not None
    return found


def test_a_decline_after_an_acceptance_ends_it_and_one_before_it_does_not():
    assert not fold(word(0, petra=True), word(5, petra=False)).stands
    assert fold(word(5, petra=True), word(0, petra=False)).stands
    assert fold(word(0, petra=False), word(5, petra=True)).stands


def test_whoever_else_agreed_keeps_it_up():
    both = fold(word(0, petra=True), word(1, jan=True), word(5, petra=False))
    assert both.stands
    assert not after(both, word(6, jan=False)).stands


def test_a_new_number_begins_anew_and_an_old_one_is_overtaken():
    moved = word(1, number=1, guest=False, day=date(2026, 12, 3), petra=True)
    assert fold(word(9, petra=False), moved) == moved
    assert fold(moved, word(9, petra=False)) == moved


def test_of_two_changes_with_one_number_the_later_holds():
    first = word(0, guest=False, day=date(2026, 12, 1), petra=True)
    later = word(5, guest=False, day=date(2026, 12, 8), petra=True)
    assert fold(first, later).day == fold(later, first).day == date(2026, 12, 8)


def test_what_was_called_off_is_called_again_by_its_organiser_alone():
    off = word(5, off=True, guest=False)
    assert not fold(off, word(9, petra=True)).stands
    assert not fold(off, word(0, guest=False, petra=True)).stands
    assert fold(off, word(9, guest=False, petra=True)).stands


def test_without_a_time_what_comes_later_holds():
    timeless = Standing(sequence=0, stamp=None, day=DAY, off=False, answers={"petra": Answer(yes=True)}, guest=True)
    declined = Standing(sequence=0, stamp=None, day=DAY, off=False, answers={"petra": Answer(yes=False)}, guest=True)
    assert not fold(timeless, declined).stands
    assert fold(declined, timeless).stands


def test_the_same_is_being_agreed_to_for_the_same_day():
    one = word(0, petra=True)
    assert is_same(one, word(9, jan=True))
    assert not is_same(one, word(0, day=date(2026, 12, 2), petra=True))
    assert is_same(word(0, petra=False), word(0, day=date(2026, 12, 2), petra=False))
    assert not is_same(word(0, petra=False), word(0, off=True, guest=False))


GUESTS = st.dictionaries(st.sampled_from(["petra", "jan"]), st.booleans(), min_size=1)
TOLD = st.tuples(st.integers(0, 1), st.booleans(), st.booleans(), st.integers(1, 3), GUESTS)
ORDERS = st.lists(TOLD, min_size=1, max_size=6).flatmap(lambda told: st.tuples(st.just(told), st.permutations(range(len(told)))))


@given(ORDERS)
def test_the_order_in_which_mails_come_does_not_matter(
    given: tuple[list[tuple[int, bool, bool, int, dict[str, bool]]], list[int]],
):
    told, order = given
    words = [
        word(at, number=number, off=off and not guest, guest=guest, day=date(2026, 12, day), **said)
        for at, (number, off, guest, day, said) in enumerate(told)
    ]
    one, other = fold(*words), fold(*(words[at] for at in order))
    assert is_same(one, other)
    assert one.answers == other.answers
