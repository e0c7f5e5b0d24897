"""Simulated people: their laws are what they say, their year is a year, and what is found of them follows from the seed."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from msgspec.structs import replace

from server.cli.gaps.rehearsal import Rehearsal
from server.gaps.estimate import Shared
from server.gaps.evaluation.simulation import run
from server.gaps.evaluation.simulation.calendar import (
    ALWAYS,
    BEHAVIOURS,
    COURSE,
    DAY,
    LEADER,
    Desk,
    calibrated,
    inspector_of,
    inspectors_of,
)
from server.gaps.evaluation.simulation.checks import Check, check
from server.gaps.evaluation.simulation.law import Law, Truth
from server.gaps.evaluation.simulation.year import Company, follow_today, lived, world
from server.gaps.evidence import Evidence
from server.gaps.prior import K0, Prior
from server.gaps.settle import settle

LAWS = ("own", "other")
ITEM = COURSE[0][0].key
KEY = BEHAVIOURS[0]


def a_world(law: str, seed: int = 5) -> Law:
    return world(law, 20, K0, np.random.default_rng(seed))


def somebody(law: str, seed: int = 7) -> Truth:
    return a_world(law).person(np.random.default_rng(seed))


@pytest.mark.parametrize("law", LAWS)
def test_the_same_chance_makes_the_same_person_whatever_they_do_then(law: str):
    one, other = somebody(law), somebody(law)
    other.look(KEY, "deal", "inspector-0", DAY)
    assert [one.know(key, 0.0) for key in BEHAVIOURS] == [other.know(key, 0.0) for key in BEHAVIOURS]


@pytest.mark.parametrize("law", LAWS)
def test_looking_at_the_truth_does_not_change_it(law: str):
    person = somebody(law)
    person.answer(ITEM, (KEY,), DAY)
    before = person.know(KEY, DAY), person.do(KEY, DAY)
    for _ in range(5):
        person.know(KEY, 30 * DAY)
    assert (person.know(KEY, DAY), person.do(KEY, DAY)) == before


def test_under_the_other_law_answers_teach_and_time_takes_it_away_again():
    person = somebody("other")
    start = person.know(KEY, 0.0)
    for _ in range(4):
        person.answer(ITEM, (KEY,), DAY)
    learned, later, much_later = (person.know(KEY, day * DAY) for day in (1, 30, 3_000))
    assert learned > later > much_later
    assert much_later == pytest.approx(start, abs=1e-6)


def test_under_the_other_law_nobody_knows_less_than_a_guess():
    people = [a_world("other").person(np.random.default_rng(seed)) for seed in range(30)]
    assert min(person.know(key, 0.0) for person in people for key in BEHAVIOURS) > 0.2


@pytest.mark.parametrize("law", LAWS)
def test_looks_at_one_deal_agree_more_than_looks_at_several(law: str):
    met = Counter[str]()
    for seed in range(1_500):
        person = somebody(law, seed)
        first, again = (person.look(KEY, "one", "inspector-0", DAY) for _ in range(2))
        met["same"] += first == again
        met["other"] += first == person.look(KEY, "two", "inspector-0", DAY)
    assert met["same"] > met["other"] + 30


def test_a_sheet_asks_about_what_is_always_asked_and_about_the_stage_of_its_deal():
    desk = Desk(0, np.random.default_rng(1))
    sheets = [sheet for day in range(364) for sheet in desk.sheets(day)]
    assert 52 < len(sheets) < 104
    for sheet in sheets:
        assert sheet.behaviours[:ALWAYS] == BEHAVIOURS[:ALWAYS]
        assert len(set(sheet.behaviours)) == 6
        assert sheet.inspector == inspector_of(0)
    stages = {key for sheet in sheets for key in sheet.behaviours[ALWAYS:]}
    assert stages == set(BEHAVIOURS[ALWAYS:])
    assert max(Counter(sheet.deal for sheet in sheets).values()) > 1


def test_every_four_weeks_all_managers_look_at_one_deal_and_the_leader_looks_again():
    desks = [Desk(person, np.random.default_rng(person)) for person in range(30)]
    for desk in desks:
        assert any(list(desk.sheets(day)) for day in range(28))
    found = list(calibrated(desks, 28, np.random.default_rng(1)))
    together, again = found[:4], found[4:]
    assert [sheet.inspector for _, sheet in together] == list(inspectors_of(30))
    assert len({(person, sheet.deal, sheet.behaviours) for person, sheet in together}) == 1
    assert [sheet.inspector for _, sheet in again] == [LEADER] * 3
    assert [person // 10 for person, _ in again] == [0, 1, 2]
    assert list(calibrated(desks, 29, np.random.default_rng(1))) == []


def test_a_day_of_today_has_a_lesson_while_there_is_a_new_one_and_never_more_than_five_minutes():
    rep = company("other", 1).reps[0]
    days = [follow_today(rep, day * DAY) for day in range(60)]
    assert len(rep.cards) == 5 * len(COURSE)
    assert all(seconds <= 300 for _, seconds in days)
    assert all(answers >= 5 for answers, _ in days[: len(COURSE)])
    assert all(answers <= 3 for answers, _ in days[len(COURSE) :])


def test_the_model_covers_what_it_promises_under_its_own_law_when_it_knows_what_all_share():
    law = world("own", 60, K0, np.random.default_rng(3))
    shared = law.shared()
    some = Company(law, Rehearsal(), lambda _lines, _prior: shared, K0, 60, np.random.default_rng(4))
    *_, last = lived([some], 60)
    assert last.know.cells == last.do.cells == 60 * len(BEHAVIOURS)
    assert 0.74 < last.know.all < 0.86
    assert 0.74 < last.do.all < 0.86


def test_after_allowing_for_deals_and_inspectors_what_is_said_of_doing_is_closer_to_the_truth_than_raw_shares():
    found = [a_year_of_sheets(seed) for seed in range(4)]
    cells = sum(one.nearness.cells for one in found)
    raw, told = (
        sum(one.nearness.cells * (getattr(one.nearness, name) or 0.0) ** 2 for one in found) / cells for name in ("raw", "told")
    )
    assert cells > 1_200
    assert told < 0.7 * raw
    assert 0.76 < sum(one.do.cells * one.do.all for one in found) / sum(one.do.cells for one in found) < 0.84
    eyes = [one.eyes for one in found if one.eyes.off is not None]
    assert sum(one.told for one in eyes) >= 4
    assert sum(one.told * (one.off or 0.0) ** 2 for one in eyes) < sum(one.told * (one.pooled or 0.0) ** 2 for one in eyes)


def a_year_of_sheets(seed: int) -> Check:
    """Thirty people who do nothing but sell, for a year."""
    chance = np.random.default_rng(seed)
    some = Company(world("own", 30, K0, chance), Rehearsal(), settle, K0, 30, chance)
    for day in range(364):
        for rep, desk in zip(some.reps, some.desks, strict=True):
            for sheet in desk.sheets(day):
                rep.inspected(sheet)
        for person, sheet in calibrated(some.desks, day, chance):
            some.reps[person].inspected(sheet)
    some.night()
    return check(some.reps, 363, 364 * DAY)


def test_an_interval_that_covers_everything_is_counted_as_such_and_one_that_covers_nothing_too():
    sure, unsure = (
        replace(K0, know=replace(K0.know, behaviour_var=var, ability_var=var, difficulty_var=var)) for var in (1e-9, 400.0)
    )
    for prior, share in ((sure, 0.0), (unsure, 1.0)):
        some = Company(
            world("other", 10, K0, np.random.default_rng(3)), Rehearsal(), none_shared, prior, 10, np.random.default_rng(4)
        )
        assert check(some.reps, 0, 0.0).know.all == share


@pytest.mark.parametrize("law", LAWS)
def test_a_simulation_is_told_whole_and_follows_from_its_seed(law: str):
    said: list[str] = []
    first, again = (run.simulate(law, Rehearsal(), settle, K0, reps=12, days=22, seed=2, say=said.append) for _ in range(2))
    assert first == again
    assert [one.day for one in first.checks] == [20, 21]
    assert len(said) == 6
    for one in first.checks:
        assert sum(one.kinds.values()) == pytest.approx(1)
        assert 0 < one.unseen < 1
        assert one.teach.cells == one.know.counted_cells > 0
    assert first.today.start == first.random.start == first.random_as_long.start
    assert first.random_as_long.minutes <= first.today.minutes < first.random.minutes


def test_under_the_other_law_today_keeps_more_than_as_much_time_with_lessons_at_random():
    found = run.simulate("other", Rehearsal(), none_shared, K0, reps=20, days=2, seed=2, say=print)
    assert found.today.day_90 > found.random_as_long.day_90 > found.today.start
    assert found.today.weakest > found.random_as_long.weakest
    assert found.today.day_120 < found.today.day_90


def company(law: str, people: int) -> Company:
    chance = np.random.default_rng(1)
    return Company(world(law, people, K0, chance), Rehearsal(), none_shared, K0, people, chance)


def none_shared(_lines: Sequence[Sequence[Evidence]], _prior: Prior) -> Shared:
    return Shared()
