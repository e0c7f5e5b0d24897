from datetime import UTC, datetime, timedelta

from server.assignments.queries import Assignment
from server.learning.queries import Completed, TakeSummary
from server.lessons.compiler.edition import Edition
from server.web.pages import today
from server.web.pages.today import Found, TodayPage
from tests.deals.samples import FORM
from tests.selling import ACADEMY, EDITION, lesson
from tests.web.rep_samples import NOW, ZONE, assignment, note

LONG = lesson("long", "A long one", reading=500, thinking=100)
WHOLE = Edition(
    hash="w" * 64,
    academy=ACADEMY.__class__(
        rules=ACADEMY.rules,
        process=ACADEMY.process,
        lessons=(*ACADEMY.lessons, LONG),
        paths=ACADEMY.paths,
        glossary={},
        people={},
    ),
    hashes={},
    histories={},
)


def page(
    assigned: tuple[Assignment, ...] = (),
    begun: tuple[TakeSummary, ...] = (),
    finished: tuple[Completed, ...] = (),
    *,
    edition: Edition = EDITION,
    now: datetime = NOW,
) -> TodayPage:
    return today.page(Found(edition, assigned, begun, finished), None, zone=ZONE, now=now)


def take(lesson: str = "next-step", *, left: int = 1) -> TakeSummary:
    return TakeSummary(take=FORM, lesson=lesson, title=lesson, minutes=3, begun_at=NOW, answered=2 - left, of=2, left=left)


def completed(lesson: str, at: datetime = NOW) -> Completed:
    return Completed(lesson=lesson, lesson_hash="h", finished_at=at)


def test_the_first_day_holds_the_first_lesson_of_the_path_and_says_why():
    made = page()
    assert [line.lesson for line in made.lines] == ["next-step"]
    assert made.lines[0].why == "Next on “Your first ninety days”, Day 1: lesson 1 of 2."
    assert made.first_time
    assert not made.done
    assert made.total == "3 min"


def test_what_was_assigned_comes_first_then_what_was_begun():
    made = page((assignment("hear-it"),), (take("next-step"),))
    assert [line.lesson for line in made.lines] == ["hear-it", "next-step"]
    assert made.lines[0].why == "Mira North asks, by Friday 20 November: For Friday’s call with <Petra>."
    assert made.lines[1].why == "1 of 2 answered. It waits where you left it."
    assert made.lines[1].begun
    assert made.total == "4 min 30 s"


def test_an_overdue_assignment_is_told_calmly():
    (line, *_rest) = page((assignment(due=-timedelta(days=2)),)).lines
    assert "until Tuesday 17 November" in line.why


def test_an_assignment_that_is_begun_is_listed_once_with_what_is_left_of_it():
    made = page((assignment("next-step"),), (take("next-step"),))
    assert [(line.lesson, line.time, line.begun) for line in made.lines if line.lesson == "next-step"] == [
        ("next-step", "1 min 30 s", True)
    ]


def test_the_path_goes_on_after_what_is_finished_and_stops_at_drafts():
    assert [line.lesson for line in page(finished=(completed("next-step", NOW - timedelta(days=3)),)).lines] == ["hear-it"]
    made = page(finished=tuple(completed(one, NOW - timedelta(days=3)) for one in ("next-step", "hear-it")))
    assert made.lines == ()
    assert made.done


def test_a_lesson_finished_under_its_former_id_is_finished():
    made = page(finished=tuple(completed(one, NOW - timedelta(days=3)) for one in ("next-step", "listen")))
    assert made.done


def test_the_day_ends_when_something_was_finished_and_nothing_assigned_is_due():
    made = page((assignment("hear-it", due=timedelta(days=3)),), finished=(completed("next-step"),))
    assert made.done
    assert made.finished == ("Put the next step on the calendar",)
    assert made.lines == ()
    assert made.tomorrow is not None
    assert made.tomorrow.lesson == "hear-it"


def test_the_day_goes_on_while_something_assigned_is_due_today_or_late():
    for due in (timedelta(hours=8), -timedelta(days=2)):
        made = page((assignment("hear-it", due=due),), finished=(completed("next-step"),))
        assert not made.done
        assert [line.lesson for line in made.lines] == ["hear-it"]


def test_today_is_the_day_where_the_rep_is():
    late_yesterday = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
    assert page(finished=(completed("next-step", late_yesterday),)).done
    assert not page(finished=(completed("next-step", late_yesterday - timedelta(hours=1)),)).done


def test_a_long_lesson_is_offered_in_part_and_never_above_five_minutes():
    made = page((assignment("long"),), edition=WHOLE)
    assert not made.lines[0].whole
    assert made.later == ()


def test_an_assigned_lesson_without_a_break_that_is_too_long_is_still_named():
    made = page((assignment("long"),), (take("long", left=2),), edition=WHOLE)
    assert "long" not in [line.lesson for line in made.lines]
    assert [line.lesson for line in made.later] == ["long"]


def test_an_assignment_whose_lesson_is_gone_waits_without_breaking_the_day():
    made = page((assignment("gone"),))
    assert [line.lesson for line in made.lines] == ["next-step"]


def test_a_note_opens_the_day_for_two_weeks():
    found = Found(EDITION, (), (), ())
    assert today.page(found, note(), zone=ZONE, now=NOW).note == note()
    assert today.page(found, note(), zone=ZONE, now=NOW + timedelta(days=15)).note is None
