"""The demonstration as its people find it: after five weeks of normal use no page is mostly hatching, and three weeks show counts."""

import re
from pathlib import Path

import pytest

from server.cli.demo.story.people import REPS
from tests import client, databases, served
from tests.journeys import house as houses
from tests.journeys.house import HOME, House
from tests.journeys.numbers import linked, rows, section, words

SHOWN = 0.5
"""How many people have a behaviour drawn on their line at least."""

NEW = {"Sofia Papadaki"}
"""Who began two days ago."""

DRAWN = re.compile(r'<svg class="rule".*?</svg>', re.DOTALL)
HATCH = 'fill="url(#hatch)"'


async def hatched(house: House, name: str) -> tuple[int, int]:
    """How many lanes of somebody's line, Today and practice are hatched, because nobody has looked there, of how many that are drawn."""
    drawn: list[str] = []
    async with house.guest(name) as rep:
        for path in ("/my-line", "/today", "/practice"):
            drawn += DRAWN.findall(await rep.open(path))
    return sum(rule.count(HATCH) for rule in drawn), 2 * len(drawn)


@pytest.mark.parametrize(("moment", "most", "each"), [(served.HALF_A_YEAR, 0.15, 0.5), (served.THREE_WEEKS, 0.5, 0.67)])
async def test_no_line_is_mostly_hatching(tmp_path: Path, moment: str, most: float, each: float):
    async with (
        databases.copied("sqlite", tmp_path, served.demonstration(moment)) as database,
        client.opened(database, {"PLUMBLINE_URL": HOME}) as door,
    ):
        found = {one.name: await hatched(House(door), one.name) for one in REPS if one.name not in NEW}
    shares = {name: hatched / of for name, (hatched, of) in found.items() if of}
    assert len(shares) >= SHOWN * len(found)
    assert {name: share for name, share in shares.items() if share > each} == {}
    assert sum(shares.values()) / len(shares) <= most, shares


async def week(house: House, name: str) -> dict[str, str]:
    """What a manager's week says: better, drifting and due, and each signal by its name."""
    async with house.guest(name) as manager:
        html = await manager.open("/week")
    says = re.findall(r'<span class="lead">(.*?)</span>(.*?)</li>', section(html, "h-says"), re.DOTALL)
    signals = re.findall(r'<section class="signal"><h3[^>]*>(.*?)</h3>(.*?)</section>', html, re.DOTALL)
    return {lead: words(said) for lead, said in [*says, *signals]}


async def test_what_the_story_planted_is_found_by_the_pages_that_should_find_it(lived_in_house: House):
    north, south = await week(lived_in_house, "Ines Caldeira"), await week(lived_in_house, "Henrik Voss")
    assert north["Better"].startswith("Next step confirmed on the calendar: met on ")
    assert north["Drifting"].startswith("Agenda agreed up front: met on ")
    # What Team South let slip until it was their focus of a month.
    assert south["Better"].startswith("Agenda agreed up front: met on ")
    for silent in (north, south):
        assert "Concessions traded" in silent["Silent behaviours"]
    assert ("Good" in north["Coaching on the step"], "Under your floor" in south["Coaching on the step"]) == (True, True)


async def test_who_knows_and_does_not_do_is_to_be_coached_in_more_than_anybody_else(lived_in_house: House):
    async with lived_in_house.guest("Ines Caldeira") as manager:
        html = await manager.open("/team")
    cells = re.findall(r'<td data-rep="(.*?)">(.*?)</td>', html, re.DOTALL)
    coached = {rep: sum(name == rep and "Coach" in words(cell) for name, cell in cells) for rep, _cell in cells}
    assert coached.pop("Tomás") > max(coached.values())


async def test_the_stage_that_a_whole_team_skips_is_told_on_their_deals(lived_in_house: House):
    told: dict[str, set[str]] = {}
    for manager, team in (("Ines Caldeira", "north"), ("Henrik Voss", "south")):
        async with lived_in_house.guest(manager) as guest:
            for head, cells in list(rows(section(await guest.open("/review"), "h-all"))):
                if words(cells["Claimed"]) in {"Propose", "Commit"}:
                    deal = re.search(r"deal=([0-9a-f-]+)", head)
                    assert deal
                    if re.search(r"Went from \w+ to \w+ without Prove", words(await guest.open(f"/deals/{deal[1]}"))):
                        told.setdefault(team, set()).add(linked(head))
    assert told.keys() == {"north"}
    assert {"Northgate Dairy", "Kestrel Print", "Ferrand Labs"} <= told["north"]


async def test_the_clause_that_two_managers_read_differently_is_with_the_process_owner(lived_in_house: House):
    clause = "What each needs, and what would stop them, is noted"
    async with lived_in_house.guest("Ines Caldeira") as manager:
        told = words(section(await manager.open("/calibration"), "h-words"))
        assert re.search(rf"^.*?{clause} Access to all required stakeholders 0 of \d+ pairs agree.*?with the process owner", told)
    async with lived_in_house.guest("Sam Whitlow") as owner:
        assert clause in words(await owner.open("/wording"))


async def test_three_weeks_are_one_stage_in_counts(tmp_path: Path):
    async with houses.opened(tmp_path, at=served.THREE_WEEKS) as house:
        north = await week(house, "Ines Caldeira")
        async with house.guest("Ines Caldeira") as manager:
            team = words(await manager.open("/team"))
    assert "One stage first: Align, and what is asked at every stage" in team
    assert north["Better"] == "Too little was inspected in eight weeks to say what got better."
    assert "Silent behaviours" not in north
    assert "Looked at in time" in north


async def test_the_clause_that_was_worded_anew_is_read_more_alike_since(lived_in_house: House):
    before, since = "No step before signature is a guess", "No step before signature is marked assumed"
    async with lived_in_house.guest("Sam Whitlow") as owner:
        changes = words(await owner.open("/process/changes"))
        clause = words(await owner.open("/wording/clauses/buying-process-mapped/no-guesses"))
    found = re.search(r"(\d) of (\d) pairs before the new wording, (\d) of (\d) since", changes)
    assert found
    alike, pairs, now, of = map(int, found.groups())
    assert (alike / pairs, now / of) <= (0.5, 1.0), found[0]
    assert alike / pairs + 0.4 < now / of, found[0]
    assert all(wording in page for wording in (before, since) for page in (changes, clause))
