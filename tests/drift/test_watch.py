"""The signals: which series there are, level and change as two words, and what stands first."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from server.drift import watch
from server.drift.points import Count, Judged
from server.drift.turns import Said
from server.drift.watch import Calendar, Signal, Sources
from tests.selling import PROCESS

NOW = datetime(2026, 11, 17, 8, tzinfo=UTC)
NORTH, SOUTH = UUID(int=1), UUID(int=2)
CALENDAR = Calendar(now=NOW, zones={NORTH: "Europe/Prague", SOUTH: "Europe/Prague"}, fiscal="01-01")


def judged(met: str, about: str = "", team: UUID | None = NORTH, start: int = 4, step: float = 0.5) -> list[Judged]:
    """One case a mark, `+` for met, the newest first, the first `start` days ago."""
    return [
        Judged(
            case=UUID(int=1000 * n + len(about)),
            at=NOW - timedelta(days=start + step * n),
            met=mark == "+",
            about=about,
            team=team,
        )
        for n, mark in enumerate(met)
    ]


def found(
    accuracy: Sequence[Judged] = (),
    anchor: Sequence[Judged] = (),
    kept: Sequence[Judged] = (),
    answers: Sequence[Judged] = (),
) -> tuple[Signal, ...]:
    sources = Sources(accuracy=[*accuracy], anchor=[*anchor], kept=[*kept], answers=[*answers])
    return watch.signals(PROCESS, sources, lambda _name: 60.0, CALENDAR)


@pytest.mark.parametrize(
    ("marks", "level", "percent", "outside"),
    [
        ("+++++---", "good", 62, False),
        ("++++----", "low", 50, True),
        ("-------", "few", None, False),
        ("", "few", None, False),
    ],
)
def test_a_level_is_told_from_eight_cases_on(marks: str, level: str, percent: int | None, *, outside: bool):
    told = found(anchor=judged(marks))
    assert [(one.level, one.percent, one.outside) for one in told] == ([(level, percent, outside)] if marks else [])


def test_teams_have_their_own_series_and_what_is_asked_seldom_is_the_companys():
    told = found(
        accuracy=[*judged("+"), *judged("-", team=SOUTH)],
        answers=[
            *judged("+", "next-step-confirmed"),
            *judged("+", "next-step-confirmed", SOUTH),
            *judged("+", "insight-shared"),
            *judged("+", "insight-shared", SOUTH),
            *judged("-", "stakeholder-access"),
            *judged("-", "gone"),
            *judged("-", "problem-in-buyer-words", None),
        ],
    )
    assert sorted((one.kind, one.about, one.team.int if one.team else 0) for one in told) == [
        ("accuracy", "", 1),
        ("accuracy", "", 2),
        ("always", "next-step-confirmed", 1),
        ("always", "next-step-confirmed", 2),
        ("behaviour", "insight-shared", 0),
        ("behaviour", "problem-in-buyer-words", 0),
        ("behaviour", "stakeholder-access", 0),
        ("stage", "align", 1),
    ]


def test_a_stage_is_met_on_a_sheet_when_every_gate_it_asked_for_was():
    sheet = [
        Judged(case=UUID(int=7), at=NOW - timedelta(days=2), met=met, about=about, team=NORTH)
        for about, met in (("stakeholder-access", True), ("problem-in-buyer-words", True), ("next-step-confirmed", False))
    ]
    stages = {one.about: one.count for one in found(answers=sheet) if one.kind == "stage"}
    assert stages == {"align": Count(1, 1), "discover": Count(1, 1)}
    assert [one.met for one in watch.of_stage(PROCESS, sheet, "align", NORTH)] == [True]
    assert watch.of_stage(PROCESS, sheet, "align", SOUTH) == []


def test_what_is_outside_stands_first_and_what_is_furthest_below_its_floor_before_that():
    told = found(
        anchor=[*judged("----++++"), *judged("-------+", team=SOUTH)], kept=[*judged("++++++++"), *judged("--", team=SOUTH)]
    )
    assert [(one.kind, one.team) for one in told] == [
        ("anchor", SOUTH),
        ("anchor", NORTH),
        ("kept", NORTH),
        ("kept", SOUTH),
    ]


def test_a_long_fall_is_told():
    steady, fallen = "+" * 220, "--+" * 12
    (signal,) = found(kept=judged(fallen + steady, start=8, step=1.2))
    assert (signal.change, signal.outside) == ("falling", True)


def test_what_opens_is_held_against_the_same_weeks_of_last_quarter():
    (signal,) = found(kept=[*judged("--------"), *judged("+++", start=100, step=1.0)])
    assert signal.compared is not None
    assert (signal.compared.now.n, signal.compared.now.met) == (8, 0)
    (quiet,) = found(kept=judged("++++++++"))
    assert quiet.compared is None


def test_a_steady_series_stays_quiet():
    (signal,) = found(kept=judged("++++-" * 40, start=8, step=1.2))
    assert (signal.level, signal.change, signal.outside) == ("good", "steady", False)


def test_a_fall_takes_longer_to_show_where_less_is_asked():
    (often,) = found(kept=judged("++++-" * 40, start=8, step=0.6))
    (seldom,) = found(kept=judged("++++-" * 40, start=8, step=1.8))
    assert 1 <= (watch.weeks(often.chart) or 0) < (watch.weeks(seldom.chart) or 0) <= 52
    assert watch.weeks(found(kept=judged("+"))[0].chart) is None


def test_what_was_said_since_is_told_without_counting_again():
    (falls,) = found(kept=judged("--+" * 12 + "+" * 220, start=8, step=1.2))
    said = [Said(id=UUID(int=9), kind="kept", about="", team=NORTH, did="acted", words="Two a week", at=NOW)]
    turned = watch.turned(falls, said, CALENDAR)
    sources = Sources(accuracy=[], anchor=[], kept=judged("--+" * 12 + "+" * 220, start=8, step=1.2), answers=[])
    (counted,) = watch.signals(PROCESS, sources, lambda _name: 60.0, CALENDAR, said)
    assert (turned.change, watch.ranked([turned])) == ("steady", (counted,))
    assert watch.turned(turned, [], CALENDAR).change == "falling"
    assert watch.turned(falls, [], CALENDAR) == falls


def test_of_many_the_worst_twelve_open_and_those_of_which_something_was_said_today():
    many = [UUID(int=100 + n) for n in range(20)]
    said = [Said(id=UUID(int=9), kind="kept", about="", team=many[-1], did="acted", words="", at=NOW)]
    kept = [one for n, team in enumerate(many) for one in judged("-" * (20 - n) + "+" * 4, team=team)]
    told = watch.signals(PROCESS, Sources(accuracy=[], anchor=[], kept=kept, answers=[]), lambda _name: 60.0, CALENDAR, said)
    opened = watch.opened(told)
    assert [one.team for one in opened] == [*many[:12], many[-1]]
    assert [one.told is not None for one in told] == [one in opened for one in told]
