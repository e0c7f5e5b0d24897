"""Signals in words, links and drawings."""

import re
from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace
from msgspec.structs import replace as with_

from server import html
from server.drift.chart import Chart, Step
from server.drift.limits import Design, Volume
from server.drift.points import Compared, Count, Point
from server.drift.signals import Recency
from server.drift.watch import SHOWN, Signal, ranked
from server.html.filters import short_day
from server.web.drift import charts
from tests.drift.samples import NORTH, SAID, signal
from tests.inspections.reference import PROCESS

TEAMS = {NORTH: "Team North"}


def row(one: Signal) -> charts.Row:
    return charts.row(one, PROCESS, TEAMS)


def test_a_low_signal_says_level_and_change_what_it_counts_and_what_to_do():
    told = row(signal("anchor", met=7, n=19, floor=70.0))
    assert (told.name, told.scope, told.reading) == ("Coaching on the step", "Team North", "7 of 19 notes")
    assert (told.says, told.words, told.outside, told.fine) == (
        "37%, under your floor of 70. Steady.",
        "Low, steady",
        True,
        False,
    )
    assert told.href == f"/drift/cases?of=anchor&team={NORTH}"
    assert told.act == told.href
    assert told.why.startswith("Notes whose writer tagged the step")
    assert told.delay == ""


@pytest.mark.parametrize(
    ("apart", "words"),
    [(4.0, "A fall from 80 to 60 takes about"), (26.0, "A fall from 80 to 60 takes more than a year to show here.")],
)
def test_below_a_chart_stands_how_long_a_fall_takes_to_show(apart: float, words: str):
    one = signal(met=2, n=9)
    design = Design(0.8, 64.0, Volume(8, apart), 0.5)
    steps = tuple(replace(step, design=design) for step in one.chart.steps)
    drawn = ranked([replace(one, told=None, chart=replace(one.chart, steps=steps))])
    assert row(drawn[0]).delay.startswith(words)


@pytest.mark.parametrize(
    ("kind", "about", "name", "reading", "act"),
    [
        ("accuracy", "", "Stage accuracy", "8 of 10 deals", f"/drift/deals?in=any&state=overstated&team={NORTH}"),
        ("kept", "", "Commitments kept", "8 of 10 promises", f"/drift/cases?of=kept&team={NORTH}"),
        ("stage", "align", "Gates of Align", "8 of 10 deals", f"/drift/cases?of=stage&about=align&team={NORTH}"),
        ("always", "agenda-agreed", "Agenda agreed up front", "8 of 10 deals", "#h-focus"),
    ],
)
def test_each_kind_has_its_words_and_its_next_action(kind: str, about: str, name: str, reading: str, act: str):
    told = row(signal(kind, about=about, met=8, n=10))
    assert (told.name, told.reading, told.act) == (name, reading, act)
    assert told.says == "80%, over your floor of 60. Steady."
    assert told.why
    assert told.then


def test_what_stands_at_its_floor_is_not_over_it():
    assert row(signal(met=7, n=10, floor=70.0)).says == "70%, at your floor. Steady."
    assert row(signal(met=8, n=10, floor=70.0)).says == "80%, over your floor of 70. Steady."


def test_a_signal_of_the_company_is_of_all_teams_and_below_eight_only_counts():
    told = row(replace(signal("behaviour", about="stakeholder-access", met=2, n=5), team=None))
    assert (told.scope, told.says, told.words) == ("all teams", "2 of 5 deals. Steady.", "Few, steady")
    assert told.href == "/drift/cases?of=behaviour&about=stakeholder-access"


def test_the_drawing_has_its_points_and_marks_the_quarter():
    drawn = row(signal("kept", points=((9, 12), (8, 8), (2, 9)))).drawn
    assert drawn is not None
    assert drawn.points == ((9, 12), (8, 8), (2, 9))
    assert drawn.percents == (75.0, 100.0, 22.2)
    assert drawn.quarters == ((1, "Wed 30 Sept"),)
    assert (round(drawn.bottom, 1), drawn.top) == (17.2, 100.0)


def test_this_quarter_stands_beside_the_same_weeks_of_the_last_if_both_have_cases():
    one = replace(signal("kept"), compared=Compared(now=Count(12, 20), before=Count(15, 18)))
    assert row(one).compared == "This quarter so far 12 of 20, in the same weeks of last quarter 15 of 18."
    assert row(replace(one, compared=Compared(now=Count(12, 20), before=Count()))).compared == ""
    assert row(signal("kept")).compared == ""


def test_a_chart_that_ends_on_the_other_side_of_the_floor_than_the_level_says_when_it_ends():
    one = signal("kept", met=6, n=12, points=((2, 9), (9, 12)))
    assert row(one).says == "50%, under your floor of 60. Steady."
    ended = one.chart.steps[-1].point.last
    assert row(one).newest == f"The chart ends on {short_day(ended)}, with 9 of 12; the level is of the last four weeks."
    assert row(signal("kept", met=6, n=12, points=((9, 12), (2, 9)))).newest == ""
    assert row(signal("kept", met=3, n=5, points=((2, 9), (9, 12)))).newest == "", "too few for a level"
    assert row(signal("kept", met=6, n=12, points=())).newest == ""


def test_the_teams_of_who_leads_stand_with_what_is_looked_at_in_time():
    one = Recency(manager=UUID(int=3), teams=("Team North", "Team West"), count=Count(7, 10), floor=80.0)
    told = charts.recent(one)
    assert (told.name, told.reading, told.word, told.href) == (
        "Team North, Team West",
        "7 of 10 deals",
        "Low",
        f"/drift/managers/{UUID(int=3)}",
    )


def test_one_point_is_no_drawing():
    assert row(signal("kept", points=((9, 12),))).drawn is None


def test_only_the_newest_twelve_points_are_drawn():
    point = Point(first=date(2026, 11, 2), last=date(2026, 11, 8), met=8, n=9)
    many = replace(signal("kept"), chart=Chart(steps=tuple(Step(point=point, change="steady") for _n in range(20))))
    drawn = row(many).drawn
    assert drawn is not None
    assert len(drawn.points) == SHOWN
    assert UUID(int=1) not in TEAMS
    assert many.count == Count(8, 10)


def test_the_label_of_a_quarter_that_ends_at_the_edge_begins_there():
    drawn = row(signal(points=((9, 12), (8, 10), (3, 11)))).drawn
    assert drawn is not None
    shown = html.macro("_macros/chart.html", "signal")("id", with_(drawn, quarters=((0, "30 Jun"), (1, "30 Sept"))))
    lines = re.findall(r'<line class="ln qend" x1="([\d.]+)%"', shown)
    labels = re.findall(r'<text x="([\d.]+)%" y="\d+" text-anchor="(\w+)">(30 \w+)</text>', shown)
    assert lines == ["2.0", "43.0"]
    assert labels == [("0", "start", "30 Jun"), ("43.0", "middle", "30 Sept")]


def test_what_was_said_of_a_signal_stands_below_its_drawing_and_in_it_where_its_chart_began_again():
    told = row(signal(points=((9, 12), (8, 10), (3, 11)), said=SAID))
    assert told.said == (
        "Put first Tue 15 Sept",
        "Acted Mon 28 Sept: Two deals <a week> with Mira",
        "Taken as the new level Fri 30 Oct: Half of the team is new",
    )
    assert (told.outside, told.back) == (False, SAID[3].id)
    assert told.drawn is not None
    assert told.drawn.marks == (
        (0.0, "acted Tue 15 Sept"),
        (0.5, "acted Mon 28 Sept"),
        (2.04, "new level Fri 30 Oct"),
    )
