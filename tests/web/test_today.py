from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from server.assignments.queries import Assignment
from server.deals.queries import Tended
from server.gaps.priority import Gap, Kind, Seen, Way
from server.learning.queries import Completed, Given, Sitting, TakeSummary, Waiting
from server.learning.schedule import born
from server.learning.session import Chosen
from server.lessons.compiler.edition import Edition, Live
from server.web.pages import today
from server.web.pages.today import TodayPage
from server.web.today.lesson_offers import Found
from tests.deals.samples import FORM, deal
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
    return today.page(Found(edition, assigned, begun, finished), zone=ZONE, now=now)


def take(lesson: str = "next-step", *, left: int = 1) -> TakeSummary:
    return TakeSummary(take=FORM, lesson=lesson, title=lesson, minutes=3, begun_at=NOW, answered=2 - left, of=2, left=left)


def completed(lesson: str, at: datetime = NOW) -> Completed:
    return Completed(lesson=lesson, finished_at=at)


PATH_DONE = tuple(completed(one, NOW - timedelta(days=3)) for one in ("next-step", "hear-it"))
GAPS = (
    tuple(
        Gap(
            behaviour.id,
            "look-next",
            Seen(0, 0, None),
            Seen(0, 0, None),
            0.5,
            "ask",
        )
        for behaviour in EDITION.academy.process.behaviours
    )
    if EDITION.academy.process
    else ()
)


def test_the_first_day_holds_the_first_lesson_of_the_path_and_says_why():
    made = page()
    assert [line.lesson for line in made.lines] == ["next-step"]
    assert made.lines[0].why == "Next on “Your first ninety days”, Day 1: lesson 1 of 2."
    assert made.first_time
    assert not made.done
    assert made.total == "3 min"


def test_what_was_assigned_comes_first_and_what_was_begun_the_day_after():
    made = page((assignment("hear-it"),), (take("next-step"),))
    assert [line.lesson for line in made.lines] == ["hear-it"]
    assert made.lines[0].why == "Mira North asks, by Friday 20 November: For Friday’s call with <Petra>."
    assert made.total == "3 min"
    assert made.tomorrow
    assert (made.tomorrow.lesson, made.tomorrow.why) == ("next-step", "1 of 2 answered. It waits where you left it.")
    assert made.tomorrow.begun


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


def test_what_waits_under_the_former_id_of_a_lesson_is_that_lesson():
    begun = page((assignment("listen"),), (take("listen"),))
    assert [(line.lesson, line.time, line.begun) for line in begun.lines][:1] == [("hear-it", "1 min 30 s", True)]
    due = page((assignment("listen", due=timedelta(hours=8)),), finished=(completed("next-step"),))
    assert [line.lesson for line in due.lines] == ["hear-it"]
    renamed = replace(WHOLE, academy=replace(WHOLE.academy, lessons=(*ACADEMY.lessons, replace(LONG, aliases=("lengthy",)))))
    assert [line.lesson for line in page((assignment("lengthy"),), (take("long", left=2),), edition=renamed).later] == ["long"]
    done = page((assignment("listen"),), finished=(completed("listen"),))
    assert done.tomorrow is None or done.tomorrow.lesson != "hear-it"


def test_the_day_ends_when_something_was_finished_and_nothing_assigned_is_due():
    made = page((assignment("hear-it", due=timedelta(days=3)),), finished=(completed("next-step"),))
    assert made.done
    assert made.did == ("“Put the next step on the calendar” is finished.",)
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


def test_an_assignment_whose_lesson_became_a_draft_waits_until_it_is_live_again_for_who_has_not_begun_it():
    assert "draft" not in [line.lesson for line in page((assignment("draft"),)).lines]
    begun = page((assignment("draft"),), (take("draft"),))
    assert [line.lesson for line in begun.lines][:1] == ["draft"]


def test_a_note_opens_the_day_for_two_weeks():
    found = Found(EDITION, (), (), (), note=note())
    assert today.page(found, zone=ZONE, now=NOW).note == note()
    assert today.page(found, zone=ZONE, now=NOW + timedelta(days=15)).note is None


def practice(*, waiting: int = 3, marks: tuple[float, ...] = (), deals: bool = True) -> Sitting:
    """What can be practised in a world with one deal in Align, whose gate nobody knows anything about."""
    keys = tuple(f"next-step#{n}" for n in range(waiting))
    about = replace(EDITION.academy.lessons[0].questions[0], behaviours=("next-step-confirmed",))
    live = Live(lesson=EDITION.academy.lessons[0], question=about, revision=1)
    edition = replace(EDITION)
    edition.__dict__["live"] = dict.fromkeys(keys, live)
    card = born(0.0, NOW - timedelta(days=12))
    return Sitting(
        edition=edition,
        deals=(deal(),) if deals else (),
        gaps=GAPS,
        asked=tuple(
            Given(id=FORM, lesson="next-step", question=str(n), mark=mark, confidence=2, at=NOW) for n, mark in enumerate(marks)
        ),
        waiting=Waiting(cards=dict.fromkeys(keys, card), questions={}),
        chosen=Chosen(keys=keys),
        tomorrow=Chosen(keys=keys[:2]),
    )


def full(
    sitting: Sitting,
    *,
    assigned: tuple[Assignment, ...] = (),
    finished: tuple[Completed, ...] = PATH_DONE,
    tended: Tended | None = None,
) -> TodayPage:
    return today.page(Found(EDITION, assigned, (), finished, sitting=sitting, tended=tended), zone=ZONE, now=NOW)


def test_a_practice_day_is_three_questions_and_one_deal_and_says_why():
    made = full(practice())
    assert [(line.kind, line.href, line.time) for line in made.lines] == [
        ("practice", "/practice", "1 min 21 s"),
        ("deal", f"/deals/{deal().id}", "50 s"),
    ]
    assert (made.head, made.total, made.about) == ("Three questions and one deal", "2 min 11 s", "about 2 minutes")
    assert made.lines[0].title == "Practise 3 questions"
    assert made.lines[0].why == "Next step confirmed first. Not right yet on 7\u00a0Nov. It comes back until you are right twice."
    assert made.lines[1].title == f"{deal().name}: Access to all required stakeholders"
    assert made.lines[1].why == "To leave Align: Is it there: access to all required stakeholders?"


def test_a_lesson_day_has_room_for_what_fits_beside_the_lesson():
    made = full(practice(), assigned=(assignment("next-step"),), finished=())
    assert [(line.kind, line.time) for line in made.lines] == [("lesson", "3 min"), ("practice", "1 min 21 s")]
    assert made.head == "One lesson and three questions"


def test_what_was_finished_today_is_shown_as_done_and_takes_its_time():
    made = full(practice(waiting=1, marks=(1.0, 0.0)), tended=Tended(deal=deal().id, name="Northgate", answer="not-now"))
    assert made.did == ("2 questions practised, 1 right.", "Northgate: not now, and you said why.")
    assert [(line.title, line.begun) for line in made.lines] == [("Practise 1 more question", True)]
    assert made.lines[0].why.startswith("Next step confirmed. Not right yet on ")
    assert made.total == "27 s"


def test_fewer_questions_than_practice_would_ask_are_asked_when_the_lesson_takes_the_time():
    tended = Tended(deal=deal().id, name="Northgate", answer="done")
    made = full(practice(), finished=(*PATH_DONE, completed("next-step")), tended=tended)
    assert [(line.kind, line.href) for line in made.lines] == [("practice", "/practice?most=2")]
    assert made.total == "54 s"


def test_questions_that_today_has_no_room_for_are_among_those_of_tomorrow():
    sitting = replace(practice(deals=False), tomorrow=Chosen())
    tended = Tended(deal=deal().id, name="Northgate", answer="done")
    assert full(sitting, finished=(*PATH_DONE, completed("next-step")), tended=tended).also == "One question"
    assert full(sitting, tended=tended).also == ""


def test_when_everything_is_done_the_day_ends_and_says_what_comes_tomorrow():
    made = full(practice(waiting=0, marks=(1.0, 1.0, 1.0)), tended=Tended(deal=deal().id, name="Northgate", answer="done"))
    assert made.done
    assert made.did == ("3 questions practised, 3 right.", "Northgate: done.")
    assert made.tomorrow is None
    assert made.also == "One deal"


def test_after_the_path_the_weakest_behaviour_says_which_lesson_comes():
    weak = Gap("problem-in-buyer-words", "teach", Seen(1, 5, NOW), Seen(0, 0, None), 0.9, "ask")
    more = lesson("again", "Hear the problem again")
    behaved = replace(more, behaviours=("problem-in-buyer-words",))
    edition = replace(EDITION, academy=replace(EDITION.academy, lessons=(*EDITION.academy.lessons, behaved)))
    sitting = replace(practice(waiting=0, deals=False), gaps=(weak, *GAPS))
    made = today.page(Found(edition, (), (), PATH_DONE, sitting=sitting), zone=ZONE, now=NOW)
    assert [line.lesson for line in made.lines] == ["again"]
    assert made.lines[0].why.startswith("Right on 1 of 5 questions")


def test_a_policy_of_counts_only_leaves_counts_and_no_kind():
    weak = Gap("problem-in-buyer-words", "teach", Seen(1, 5, NOW), Seen(0, 0, None), 0.9, "ask")
    more = replace(lesson("again", "Hear the problem again"), behaviours=("problem-in-buyer-words",))
    edition = replace(EDITION, academy=replace(EDITION.academy, lessons=(*EDITION.academy.lessons, more)))
    sitting = practice(waiting=1, deals=False)
    card = replace(born(1.0, NOW - timedelta(days=30)), retired_at=NOW - timedelta(days=30), due=NOW + timedelta(days=150))
    held = replace(sitting.waiting, cards=dict.fromkeys(sitting.waiting.cards, card))
    for counts_only in (False, True):
        asking = replace(sitting, gaps=(weak, *GAPS), waiting=held, counts_only=counts_only)
        made = today.page(Found(edition, (), (), PATH_DONE, sitting=asking), zone=ZONE, now=NOW)
        whys = " ".join(line.why for line in made.lines)
        assert [line.kind for line in made.lines] == ["lesson", "practice"]
        assert "Right on 1 of 5 questions" in whys
        assert "You had it right twice" in whys
        assert ("A lesson or a question moves this most." in whys) is not counts_only
        assert ("fading" in whys) is not counts_only


@pytest.mark.parametrize(
    ("kind", "way", "comes"),
    [("teach", "ask", True), ("look-next", "ask", True), ("coach", "inspect", False), ("steady", "inspect", False)],
)
def test_what_is_known_is_not_taught_again_and_what_is_steady_is_left_in_peace(kind: Kind, way: Way, comes: bool):
    gap = Gap("problem-in-buyer-words", kind, Seen(6, 8, NOW), Seen(3, 6, NOW), 0.9, way)
    more = replace(lesson("again", "Hear the problem again"), behaviours=("problem-in-buyer-words",))
    edition = replace(EDITION, academy=replace(EDITION.academy, lessons=(*EDITION.academy.lessons, more)))
    sitting = replace(practice(waiting=0, deals=False), gaps=(gap,))
    made = today.page(Found(edition, (), (), PATH_DONE, sitting=sitting), zone=ZONE, now=NOW)
    assert [line.lesson for line in made.lines] == ["again"] * comes
    for line in made.lines:
        assert line.why.startswith("Right on 6 of 8 questions")
        assert "Practice" not in line.why
