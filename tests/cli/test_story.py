"""The story of the demonstration: always the same, and an earlier moment is a piece of a later one."""

from datetime import UTC, date, datetime, timedelta

import pytest

from server.cli.demo.story import looking, pipeline, studies
from server.cli.demo.story.days import MOMENTS, Days
from server.cli.demo.story.people import CAST, DOMAIN, NORTH, REPS, SOUTH
from server.cli.demo.story.pupils import PUPILS
from server.cli.found import compile_at
from server.lessons.compiler.edition import Edition, pack, put_together, read_lesson, read_manifest
from server.process.map import Process
from tests.machine import ROOT

NOW = datetime(2026, 11, 19, 8, tzinfo=UTC)
MONTH6 = Days(now=NOW, length=MOMENTS["month6"])


@pytest.fixture(scope="module")
def edition() -> Edition:
    """The academy of the checkout."""
    name, bodies = pack(compile_at(ROOT / "lessons", date(2026, 11, 19)).result.academy, {})
    manifest = read_manifest(bodies[name])
    return put_together(
        name, manifest, {one.hash: read_lesson(bodies[one.hash]) for one in (*manifest.lessons, *manifest.translations)}
    )


@pytest.fixture(scope="module")
def process(edition: Edition) -> Process:
    """Its process."""
    assert edition.academy.process
    return edition.academy.process


def test_the_cast_is_the_one_of_the_design():
    assert len([one for one in REPS if one.team == NORTH]) == 6
    assert len([one for one in REPS if one.team == SOUTH]) == 5
    roles = [role for one in CAST for role in one.roles]
    assert [roles.count(role) for role in ("manager", "leader", "author", "admin")] == [2, 1, 1, 1]
    assert DOMAIN.endswith(".example")


def test_forty_deals_are_open_and_all_names_differ():
    assert len(pipeline.OPEN) == 40
    assert len({deal.name for deal in pipeline.EVERY}) == len(pipeline.EVERY)
    assert all(deal.outcome and deal.ended < 0 for deal in pipeline.ENDED)


def test_the_same_seed_tells_the_same_story(edition: Edition):
    assert studies.studies(edition, MONTH6) == studies.studies(edition, MONTH6)


@pytest.mark.parametrize("length", [MOMENTS["week3"], 35])
def test_an_earlier_moment_is_the_same_story_cut_short(edition: Edition, length: int):
    """Both are told from today, so they happen on other days by the calendar."""
    whole, early = studies.studies(edition, MONTH6), studies.studies(edition, Days(now=NOW, length=length))
    assert early
    assert [deed._replace(at=NOW) for deed in whole][: len(early)] == [deed._replace(at=NOW) for deed in early]


def test_everybody_but_the_newest_learns(edition: Edition):
    assert {deed.who for deed in studies.studies(edition, MONTH6)} == set(PUPILS) == {one.key for one in REPS} - {"sofia"}


def test_nobody_practises_more_than_three_questions_a_day(edition: Edition):
    asked: dict[tuple[str, date], int] = {}
    for deed in studies.studies(edition, MONTH6):
        if isinstance(deed, studies.Practised):
            asked[deed.who, deed.at.date()] = asked.get((deed.who, deed.at.date()), 0) + 1
    assert max(asked.values()) == 3


def test_an_open_deal_shows_what_its_supported_stage_rests_on(process: Process):
    for deal in pipeline.OPEN:
        if not deal.seen:
            continue
        shown = {item.behaviour for item in looking.items(deal, process, MONTH6) if item.whole}
        place = pipeline.STAGES.index(deal.supported or deal.stage)
        rests = {gate for gate in process.motion[deal.motion].gates if process.place(process.behaviour[gate].stage) - 1 < place}
        assert rests <= shown, deal.name
        assert deal.lacks not in shown, deal.name


def test_nobody_looks_on_a_day_to_come_or_before_the_story():
    for deal in pipeline.EVERY:
        days = [look.day for look in looking.looks(deal, MONTH6)]
        assert days == sorted(days)
        assert all(0 < day < MONTH6.length for day in days), deal.name


def test_the_same_deals_are_looked_at_in_the_same_way_whichever_weekday_it_is_told_on():
    told = []
    for later in range(7):
        days = Days(now=NOW + timedelta(days=later), length=MOMENTS["month6"])
        told.append([one._replace(day=one.due) for deal in pipeline.EVERY for one in looking.looks(deal, days)])
    assert all(one == told[0] for one in told)
    assert len(told[0]) > len(pipeline.OPEN)
