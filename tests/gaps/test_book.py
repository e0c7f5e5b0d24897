"""The book of a person: one fold, however it is cut."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.facts import Fact
from server.gaps import book as books
from server.gaps import estimate, evidence, tally
from server.gaps.book import Book, Look, Rules
from server.gaps.estimate import Line
from server.gaps.evidence import KNOW, Evidence
from server.gaps.tally import DAY, DAYS, ENTRY, WEEKS, WINDOW
from tests.gaps.world import BEHAVIOURS, MONDAY, PLAIN, answer, folded, histories, looked, looks, rules, seen

FIRST = BEHAVIOURS[0]
AT = MONDAY.timestamp()
LATER = MONDAY + timedelta(days=1)


def pieces_of(facts: Sequence[tuple[Fact, datetime]]) -> list[Evidence]:
    return [piece for fact, at in facts for piece in evidence.of(fact, at)]


@given(histories, st.lists(looks, max_size=10), rules, st.data())
def test_folding_in_any_split_gives_the_same_book(
    facts: list[tuple[Fact, datetime]], seen: list[Evidence], under: Rules, data: st.DataObject
):
    pieces = data.draw(st.permutations([*pieces_of(facts), *seen]))
    whole, parted = Book(), Book()
    books.fold(whole, pieces, under)
    cut = data.draw(st.integers(0, len(pieces)))
    books.fold(parted, pieces[:cut], under)
    for piece in pieces[cut:]:
        books.fold(parted, [piece], under)
    assert parted == whole


@given(histories, st.lists(looks, max_size=10), rules, st.data())
def test_telling_the_estimates_now_and_then_or_only_at_the_end_gives_the_same_book(
    facts: list[tuple[Fact, datetime]], seen: list[Evidence], under: Rules, data: st.DataObject
):
    pieces = data.draw(st.permutations([*pieces_of(facts), *seen]))
    each, some, once = Book(), Book(), Book()
    for piece in pieces:
        books.fold(each, [piece], under)
        for book in (some, once):
            books.enter(book, piece, under)
        if data.draw(st.booleans()):
            books.close(some, under)
    for book in (some, once):
        books.close(book, under)
    assert some == each
    assert once == each


@given(histories)
def test_only_what_counted_is_counted(facts: list[tuple[Fact, datetime]]):
    book = folded(facts)
    now = max((at for _, at in facts), default=MONDAY).timestamp()
    for behaviour in BEHAVIOURS:
        own = [
            piece
            for piece in pieces_of(facts)
            if piece.channel == KNOW and behaviour in piece.behaviours and piece.weight and piece.at // DAY > now // DAY - WINDOW
        ]
        counted = tally.counted(book.know[behaviour], now) if behaviour in book.know else (0, 0)
        assert counted == (sum(piece.y == 1 for piece in own), len(own))


@given(histories)
def test_a_retry_is_seen_by_the_model_and_counted_nowhere(facts: list[tuple[Fact, datetime]]):
    before, after = folded(facts), folded([*facts, (answer("q1", FIRST, nth=1), MONDAY)])
    assert (after.know, after.do) == (before.know, before.do)


def test_counts_are_of_the_last_180_days():
    at = [MONDAY - timedelta(days=ago) for ago in (181, 180, 179, 1, 0)]
    book = folded([(answer("q1", FIRST, mark=0.5 if when == MONDAY else 1.0), when) for when in at])
    assert tally.counted(book.know[FIRST], AT) == (2, 3)
    assert tally.counted(book.know[FIRST], AT + 400 * DAY) == (0, 0)


def test_a_book_stays_small_after_ten_years_of_days():
    book = folded([(answer(f"q{day % 9}", FIRST), MONDAY + timedelta(days=day)) for day in range(3650)])
    kept = book.know[FIRST]
    assert (len(kept.days) // ENTRY, len(list(tally.points(kept)))) == (DAYS + 1, WEEKS)
    assert tally.counted(kept, AT + 3649 * DAY) == (WINDOW, WINDOW)


def test_an_answer_from_the_future_pushes_out_nothing_that_counts():
    ordinary = [(answer("q1", FIRST), MONDAY + timedelta(days=day)) for day in range(200)]
    book = folded([*ordinary, (answer("q2", FIRST), MONDAY + timedelta(days=40_000)), *ordinary[-5:]])
    rights, pieces = tally.counted(book.know[FIRST], AT + 199 * DAY)
    assert (rights, pieces) == (WINDOW + 6, WINDOW + 6)


def test_the_time_of_the_last_answer_is_that_of_its_own_behaviour():
    book = folded([(answer("q1", FIRST), MONDAY), (answer("q2", BEHAVIOURS[1], mark=0.0), MONDAY + timedelta(days=3))])
    assert (book.know[FIRST].last, book.know[BEHAVIOURS[1]].last) == (AT, AT + 3 * DAY)


def test_a_series_has_one_point_for_each_week_with_evidence():
    at = [MONDAY + timedelta(days=day) for day in (0, 3, 6, 7, 28)]
    book = folded([(answer("q1", FIRST), when) for when in at])
    mondays = [tally.monday(point.week) for point in tally.points(book.know[FIRST])]
    assert [(monday - tally.monday(tally.week_of(AT))) / DAY for monday in mondays] == [0, 7, 28]
    assert all(point.low <= point.p <= point.high for point in tally.points(book.know[FIRST]))
    assert tally.monday(tally.week_of(AT)) == MONDAY.replace(hour=0).timestamp()


def test_the_newest_look_at_a_deal_is_the_one_that_is_told():
    book = Book()
    books.fold(book, [looked(at=AT, y=1.0), looked(at=AT - DAY, y=0.0, missing=("a",))], PLAIN)
    assert book.deals == {(FIRST, "d1"): Look(AT, (), AT, 1.0, fair=True)}


def test_of_two_looks_at_one_moment_the_one_that_was_recorded_last_is_told():
    book = Book()
    books.fold(book, [looked(at=AT, y=0.0, missing=("a",)), looked(at=AT, y=0.5, missing=("b",))], PLAIN)
    assert book.deals == {(FIRST, "d1"): Look(AT, ("b",), AT, 0.5, fair=True)}
    books.fold(book, [looked(at=AT + DAY, y=1.0)], PLAIN)
    assert book.deals == {(FIRST, "d1"): Look(AT + DAY, (), AT + DAY, 1.0, fair=True)}


def test_a_point_is_what_was_said_after_the_last_evidence_of_its_week():
    """In thousandths; evidence that comes late stands at the time of the newest."""
    known = [Evidence(KNOW, (FIRST,), f"q{day}", AT + day * DAY, float(day != 2), 1.0) for day in (0, 2, 9, 1)]
    done = [looked(deal=f"d{day}", at=AT + day * DAY, y=float(day == 9)) for day in (0, 2, 9, 1)]
    for pieces, read, tallies in ((known, estimate.know, "know"), (done, estimate.do, "do")):
        book = Book()
        books.fold(book, pieces, PLAIN)
        kept = getattr(book, tallies)[FIRST]
        assert kept.last == AT + 9 * DAY
        line, after = Line(), []
        for piece, newest in zip(pieces, (0, 2, 9, 9), strict=True):
            estimate.fold(line, piece, *PLAIN)
            after.append(read(line, FIRST, AT + newest * DAY, *PLAIN))
        assert [point.week for point in tally.points(kept)] == [tally.week_of(AT), tally.week_of(AT) + 1]
        told = [(point.p, point.low, point.high) for point in tally.points(kept)]
        assert told == [tuple(round(1000 * one) for one in (found.p, found.low, found.high)) for found in (after[1], after[3])]


def test_a_claim_is_kept_and_moves_no_number():
    before = folded([(seen("not-met", FIRST, missing=("a", "b")), MONDAY)])
    after = folded([(seen("not-met", FIRST, missing=("a", "b")), MONDAY), (seen("claimed", FIRST, hollow=("b",)), LATER)])
    assert (after.line, after.do) == (before.line, before.do)
    assert list(after.deals.values()) == [Look(LATER.timestamp(), ("b",), AT, 0.0, fair=True)]


def test_a_deal_of_which_all_is_claimed_has_no_look_that_counts():
    book = folded([(seen("claimed", FIRST, hollow=("a", "b")), MONDAY)])
    assert list(book.deals.values()) == [Look(AT, ("a", "b"))]
    assert not book.do
    assert not book.line.do
