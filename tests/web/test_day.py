from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from server.sentences.reasons import Assigned, Begun, OnPath
from server.web import day
from server.web.day import Candidate, compose
from tests.selling import lesson

WHYS = st.one_of(
    st.builds(Begun, st.integers(0, 5), st.integers(1, 5)),
    st.builds(OnPath, st.text(max_size=5), st.text(max_size=5), st.integers(1, 9), st.integers(1, 9)),
    st.builds(Assigned, st.text(max_size=5), st.text(max_size=5), st.just(datetime(2026, 11, 19, tzinfo=UTC))),
)
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        lesson=st.sampled_from("abcdef"),
        title=st.just("A lesson"),
        seconds=st.integers(1, 900),
        why=WHYS,
        parts=st.lists(st.integers(0, 900), max_size=3).map(lambda parts: tuple(sorted(parts))),
    ),
    max_size=12,
)
WHY = Begun(1, 4)


@given(CANDIDATES, st.integers(0, 600))
def test_the_printed_total_is_the_sum_and_never_above_the_budget(candidates: list[Candidate], budget: int):
    made = compose(candidates, budget)
    assert made.seconds == sum(item.seconds for item in made.items) <= budget
    assert all(item.seconds > 0 for item in made.items)


@given(CANDIDATES)
def test_a_day_is_short_and_holds_each_lesson_once_in_the_order_given(candidates: list[Candidate]):
    made = compose(candidates)
    names = [item.lesson for item in made.items]
    assert len(names) <= day.MOST
    assert len(set(names)) == len(names)
    rest = iter(candidates)
    for item in made.items:
        # Each is found behind the one before it: a subsequence of the candidates.
        assert any(
            (one.lesson, one.why) == (item.lesson, item.why) and item.seconds in (one.seconds, *one.parts) for one in rest
        ), item


@given(CANDIDATES)
def test_what_is_listed_was_a_candidate_with_its_own_time_and_reason(candidates: list[Candidate]):
    known = {(one.lesson, one.why, seconds) for one in candidates for seconds in (one.seconds, *one.parts)}
    for item in compose(candidates).items:
        assert (item.lesson, item.why, item.seconds) in known


@given(CANDIDATES)
def test_the_first_thing_that_fits_is_always_there(candidates: list[Candidate]):
    fitting = [one for one in candidates if one.seconds <= day.BUDGET]
    if fitting and fitting[0] is candidates[0]:
        assert compose(candidates).items[0].lesson == fitting[0].lesson


def test_a_lesson_that_does_not_fit_is_not_listed_and_the_next_one_is():
    made = compose([Candidate("long", "Long", 301, WHY), Candidate("short", "Short", 200, WHY)])
    assert [item.lesson for item in made.items] == ["short"]


def test_a_long_lesson_is_offered_up_to_its_last_break_that_fits():
    made = compose([Candidate("long", "Long", 400, WHY, parts=(120, 290, 320))])
    assert [(item.seconds, item.whole) for item in made.items] == [(290, False)]


def test_what_is_left_of_a_lesson_is_the_share_of_its_questions():
    taken = lesson("a", "A", reading=120, thinking=60)
    assert day.seconds(taken) == 180
    assert day.seconds(taken, left=1) == 90
    assert day.seconds(taken, left=0) == 1


def test_a_lesson_breaks_at_its_sections_after_the_first_question():
    (first,) = day.parts(lesson("a", "A", reading=120, thinking=60))
    assert 60 < first < 120


@given(st.integers(0, 600), st.integers(0, 300))
def test_a_part_is_never_longer_than_the_whole(reading: int, thinking: int):
    taken = lesson("a", "A", reading=reading, thinking=thinking)
    assert all(0 <= part <= day.seconds(taken) + 1 for part in day.parts(taken))
