"""The three signals of a week, as counts; their level only from eight cases on."""

from uuid import UUID

import pytest
from msgspec.structs import replace
from msgspec.structs import replace as with_

from server.coaching.queries import Anchored
from server.drift.points import Count
from server.inspections.queries import Focus
from server.inspections.trends import Seen
from server.lessons.compiler.model import Rules
from server.web.week import signals, week_words
from tests.web.week_book import DAY, EMPTY, NOW, lines


@pytest.mark.parametrize(
    ("found", "reading", "level"),
    [
        (Count(), "No deal is verified yet", "few"),
        (Count(2, 3), "2 of 3 deals", "few"),
        (Count(6, 8), "6 of 8 deals", "good"),
        (Count(5, 8), "5 of 8 deals", "low"),
    ],
)
def test_stage_accuracy_is_told_from_eight_deals_on(found: Count, reading: str, level: str):
    signal = signals.accuracy(with_(EMPTY, accuracy=found))
    assert (signal.reading, signal.level) == (reading, level)


def test_a_floor_is_the_academys_own():
    found = with_(EMPTY, accuracy=Count(6, 8), rules=Rules(thresholds={"stage_accuracy": 80}))
    assert signals.accuracy(found).says == "Under your floor of 80%"


def test_nothing_is_silent_before_the_team_has_inspected_for_that_long():
    new = with_(EMPTY, lines=lines(0), since=NOW - 44 * DAY, asked={"next-step-confirmed": NOW - 44 * DAY})
    assert signals.silence(new) is None
    assert [one.title for one in signals.signals(new)] == ["Stage accuracy", "Looked at in time", "Coaching on the step"]


def test_what_nobody_was_asked_for_in_45_days_is_silent():
    asked = {"next-step-confirmed": NOW - DAY, "problem-in-buyer-words": NOW - 45 * DAY, "insight-shared": NOW - 46 * DAY}
    found = with_(EMPTY, lines=lines(0), since=NOW - 90 * DAY, asked=asked)
    assert signals.silent(found) == ("New view shared", "Access to all required stakeholders")
    signal = signals.silence(found)
    assert signal is not None
    assert signal.reading == "2 of 4 behaviours"
    assert signal.note == "Not asked for 45 days or more: New view shared, Access to all required stakeholders."


def test_a_behaviour_of_a_stage_that_no_deal_has_reached_is_not_silent():
    found = with_(EMPTY, lines=lines(0), since=NOW - 90 * DAY, asked={})
    silent = signals.silent(found)
    assert silent is not None
    assert "Close date owned by the buyer" not in silent


def test_in_the_first_quarter_only_the_focus_can_be_silent():
    focus = Focus(stage="align", behaviours=("next-step-confirmed", "stakeholder-access"), by=None, at=NOW)
    found = with_(EMPTY, lines=lines(0), since=NOW - 90 * DAY, asked={"stakeholder-access": NOW}, focus=focus)
    assert signals.silent(found) == ("Next step confirmed",)


def test_recency_counts_deals_with_a_clock():
    room = replace(EMPTY.room, in_time=9, clocked=12)
    signal = signals.recency(with_(EMPTY, room=room))
    assert (signal.reading, signal.level, signal.says) == ("9 of 12 deals", "low", "Under your floor of 80%")
    assert signals.recency(EMPTY).reading == "No deal had to be looked at yet"


def test_coaching_counts_the_readers_own_notes():
    assert signals.anchor(with_(EMPTY, anchored=Anchored(17, 19))).reading == "17 of 19 notes"
    assert signals.anchor(with_(EMPTY, anchored=Anchored(2, 3))).says == "Too few to judge"
    assert signals.anchor(EMPTY).reading == "No note in eight weeks"


def looks(behaviour: str, met: int, of: int, *, days: int) -> tuple[Seen, ...]:
    return tuple(
        Seen(deal=UUID(int=n), behaviour=behaviour, answer="met" if n < met else "not-met", at=NOW - days * DAY)
        for n in range(of)
    )


def test_what_clearly_changed_is_told_in_counts():
    seen = (
        *looks("stakeholder-access", 8, 8, days=3),
        *looks("stakeholder-access", 1, 8, days=40),
        *looks("next-step-confirmed", 0, 8, days=3),
        *looks("next-step-confirmed", 7, 8, days=40),
    )
    better, drifting, due = week_words.says(with_(EMPTY, seen=seen), 0, 0)
    assert better == (
        "Better",
        "Access to all required stakeholders: met on 8 of 8 deals in four weeks; in the four before on 1 of 8.",
    )
    assert drifting[1].startswith("Next step confirmed: met on 0 of 8 deals in four weeks")
    assert due == ("Due", "Nothing is due today.")


def test_what_nobody_asks_drifts_when_nothing_clearly_became_less():
    found = with_(EMPTY, lines=lines(0), since=NOW - 90 * DAY, asked={})
    assert week_words.says(found, 0, 0)[1][1].startswith("“Next step confirmed” was not asked for lately")


def test_with_few_looks_nothing_is_said_to_be_better():
    assert week_words.says(EMPTY, 0, 0)[0][1] == "Too little was inspected in eight weeks to say what got better."
    assert week_words.says(EMPTY, 0, 0)[1][1] == "And too little to say what drifts."
    alike = (*looks("stakeholder-access", 5, 8, days=3), *looks("stakeholder-access", 5, 8, days=40))
    assert week_words.says(with_(EMPTY, seen=alike), 0, 0)[1][1] == "Nothing clearly drifts."


@pytest.mark.parametrize(
    ("left", "more", "words"),
    [
        (2, 3, "Two inspections are left; three more deals are to be looked at by Sunday."),
        (1, 1, "One inspection is left; one more deal is to be looked at by Sunday."),
        (1, 0, "One inspection is left."),
        (0, 4, "Four deals are to be looked at by Sunday."),
        (0, 0, "Nothing is due today."),
    ],
)
def test_what_is_due_counts_what_the_heading_counts_and_the_rest_apart(left: int, more: int, words: str):
    assert week_words.says(EMPTY, left, more)[2][1] == words


@pytest.mark.parametrize(
    ("follow_ups", "left", "more", "words"),
    [
        (2, 1, 0, "Two follow-ups, one inspection left"),
        (2, 1, 4, "Two follow-ups, one inspection left"),
        (1, 0, 4, "One follow-up"),
        (0, 2, 0, "Two inspections left"),
        (0, 0, 4, "Four deals to look at"),
        (0, 0, 1, "One deal to look at"),
        (0, 0, 0, "Nothing is left this week"),
        (8, 0, 0, "8 follow-ups"),
    ],
)
def test_the_heading_tells_what_there_is(follow_ups: int, left: int, more: int, words: str):
    assert week_words.heading(follow_ups, left, more) == words


def test_without_deals_the_heading_does_not_praise():
    assert week_words.heading(0, 0, 0, deals=False) == "No deal is open"
    assert week_words.heading(2, 0, 0, deals=False) == "Two follow-ups"


@pytest.mark.parametrize("more", [{"lines": lines(0)}, {"kept": True}, {"process": None}])
def test_no_deal_is_open_only_where_that_is_known(more: dict[str, object]):
    assert EMPTY.empty
    assert not with_(EMPTY, **more).empty
