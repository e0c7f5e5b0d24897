from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.lessons.compiler.academy import compile_academy
from server.lessons.compiler.context import THRESHOLDS
from server.lessons.compiler.model import Asked, Heading, Prose
from server.lessons.outside import read_folder
from server.sentences.reasons import Assigned, Begun, OnPath
from server.web.today import day
from server.web.today.day import Candidate, compose
from tests.machine import ROOT
from tests.selling import lesson, question

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


QUESTIONS = st.integers(0, 9)
SPENT = st.integers(0, 900)


@given(CANDIDATES, QUESTIONS, st.booleans(), st.booleans(), SPENT)
def test_the_printed_total_is_the_sum_and_with_what_was_done_never_above_five_minutes(
    candidates: list[Candidate], questions: int, deal: bool, today: bool, spent: int
):
    made = compose(candidates, questions=questions, deal=deal, today=today, spent=spent)
    parts = [made.lesson.seconds if made.lesson else 0, *[day.QUESTION] * made.questions, day.DEAL if made.deal else 0]
    assert made.seconds == sum(parts) <= max(0, day.BUDGET - spent)
    assert min(parts) >= 0


@given(CANDIDATES, QUESTIONS, st.booleans(), SPENT)
def test_a_day_holds_one_lesson_at_most_three_questions_and_one_deal(
    candidates: list[Candidate], questions: int, deal: bool, spent: int
):
    made = compose(candidates, questions=questions, deal=deal, spent=spent)
    assert made.questions <= min(questions, 3)
    assert made.deal <= deal


@given(CANDIDATES, QUESTIONS, st.booleans(), SPENT)
def test_nothing_that_would_have_fitted_is_left_out(candidates: list[Candidate], questions: int, deal: bool, spent: int):
    made = compose(candidates, questions=questions, deal=deal, spent=spent)
    left = day.BUDGET - spent - made.seconds
    # A deal never takes the place of a question.
    assert made.questions == min(questions, 3) or left + made.deal * day.DEAL < day.QUESTION
    assert made.deal == deal or left < day.DEAL
    if made.lesson is None:
        assert all(min((one.seconds, *(part for part in one.parts if part))) > day.BUDGET - spent for one in candidates)


@given(CANDIDATES, QUESTIONS, SPENT)
def test_questions_leave_room_for_what_is_asked_today_or_never(candidates: list[Candidate], questions: int, spent: int):
    made = compose(candidates, questions=questions, deal=True, today=True, spent=spent)
    left = day.BUDGET - spent - (made.lesson.seconds if made.lesson else 0)
    assert made.deal == (left >= day.DEAL)
    assert made.questions == min(questions, 3) or left - made.deal * day.DEAL - made.questions * day.QUESTION < day.QUESTION


@given(CANDIDATES, QUESTIONS, st.booleans(), SPENT)
def test_the_most_wanted_lesson_that_fits_is_the_one_with_its_own_time_and_reason(
    candidates: list[Candidate], questions: int, deal: bool, spent: int
):
    left = max(0, day.BUDGET - spent)
    fitting = [one for one in candidates if any(0 < seconds <= left for seconds in (one.seconds, *one.parts))]
    lesson = compose(candidates, questions=questions, deal=deal, spent=spent).lesson
    assert (lesson is None) == (not fitting)
    if lesson:
        first = fitting[0]
        assert (lesson.lesson, lesson.why) == (first.lesson, first.why)
        assert lesson.seconds == (first.seconds if first.seconds <= left else max(part for part in first.parts if part <= left))
        assert lesson.whole == (first.seconds <= left)


def test_a_lesson_that_does_not_fit_is_not_listed_and_the_next_one_is():
    made = compose([Candidate("long", "Long", 301, WHY), Candidate("short", "Short", 200, WHY)])
    assert made.lesson
    assert made.lesson.lesson == "short"


def test_a_long_lesson_is_offered_up_to_its_last_break_that_fits():
    made = compose([Candidate("long", "Long", 400, WHY, parts=(120, 290, 320))])
    assert made.lesson
    assert (made.lesson.seconds, made.lesson.whole) == (290, False)


@pytest.mark.parametrize(
    ("seconds", "questions", "total"),
    [(0, (3, True), 131), (169, (3, True), 300), (170, (3, False), 251), (240, (2, False), 294), (274, (0, False), 274)],
)
def test_what_a_lesson_leaves_is_filled_with_questions_and_then_with_a_deal(
    seconds: int, questions: tuple[int, bool], total: int
):
    lessons = [Candidate("a", "A", seconds, WHY)] if seconds else []
    made = compose(lessons, questions=5, deal=True)
    assert ((made.questions, made.deal), made.seconds) == (questions, total)


def test_what_is_left_of_a_lesson_is_the_share_of_its_questions():
    taken = lesson("a", "A", reading=120, thinking=60)
    assert day.seconds(taken) == 180
    assert day.seconds(taken, left=1) == 90
    assert day.seconds(taken, left=0) == 1


def test_a_lesson_that_was_begun_breaks_from_where_it_is_left():
    sections = [
        block
        for n in range(4)
        for block in (Heading(level=2, title=f"Part {n}", id=f"part-{n}"), Prose(html="x" * 100), Asked(question=f"q{n}"))
    ]
    questions = tuple(replace(question("first", seconds=20), id=f"q{n}") for n in range(4))
    long = replace(lesson("a", "A", reading=160, thinking=80), blocks=tuple(sections), questions=questions)
    assert day.parts(long) == (60, 120, 180)
    assert day.parts(long, ("q3", "q2")) == (60,)
    assert day.parts(long, ("q3",)) == ()


def test_a_lesson_breaks_at_its_sections_after_the_first_question():
    (first,) = day.parts(lesson("a", "A", reading=120, thinking=60))
    assert 60 < first < 120


@given(st.integers(0, 600), st.integers(0, 300))
def test_a_part_is_never_longer_than_the_whole(reading: int, thinking: int):
    taken = lesson("a", "A", reading=reading, thinking=thinking)
    assert all(0 <= part <= day.seconds(taken) + 1 for part in day.parts(taken))


def test_the_check_knows_what_a_day_holds():
    assert THRESHOLDS["day_seconds"] == day.BUDGET


def test_every_lesson_of_the_reference_academy_fits_into_a_day_whole_or_in_parts():
    folder = read_folder(ROOT / "lessons")
    known = compile_academy(folder.texts, today=date(2026, 11, 22), media=folder.media).academy.lessons
    assert known
    assert {one.id: day.seconds(one) for one in known if min((day.seconds(one), *day.parts(one))) > day.BUDGET} == {}
