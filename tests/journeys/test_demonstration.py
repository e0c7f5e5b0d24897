"""The demonstration as its people find it: after five weeks of normal use no page is mostly hatching, and three weeks show counts."""

import re
from pathlib import Path

import pytest

from server.cli.story.people import REPS
from tests import client, databases, served
from tests.journeys.house import HOME, House

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
