"""The demonstration as its people find it: after five weeks of normal use no page is mostly hatching, and three weeks show counts."""

import re
from pathlib import Path

import pytest

from server.cli.story.people import REPS
from tests import client, databases, served
from tests.journeys.house import HOME, House

NEW = {"Sofia Papadaki"}
"""Who began two days ago."""

UNKNOWN = re.compile(r"no question answered yet|no deal looked at yet")
OPEN = re.compile(r'<li class="beh".*?</li>', re.DOTALL)


async def hatched(house: House, name: str) -> tuple[int, int]:
    """How many lanes of the behaviours that stand open on somebody's line say that nobody has looked, of how many."""
    async with house.guest(name) as rep:
        page = await rep.open("/my-line")
        rows = OPEN.findall(page)
        for path in ("/today", "/practice"):
            assert "<h1" in await rep.open(path)
    return sum(len(UNKNOWN.findall(row)) for row in rows), 2 * len(rows)


@pytest.mark.parametrize(("moment", "most", "each"), [("month6", 0.15, 0.5), ("week3", 0.5, 0.67)])
async def test_no_line_is_mostly_hatching(tmp_path: Path, moment: str, most: float, each: float):
    async with (
        databases.copied("sqlite", tmp_path, served.demonstration(moment)) as database,
        client.opened(database, {"PLUMBLINE_URL": HOME}) as door,
    ):
        found = {one.name: await hatched(House(door), one.name) for one in REPS if one.name not in NEW}
    assert all(of for _hatched, of in found.values())
    shares = {name: hatched / of for name, (hatched, of) in found.items()}
    assert {name: share for name, share in shares.items() if share > each} == {}
    assert sum(shares.values()) / len(shares) <= most, shares
