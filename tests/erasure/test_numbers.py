"""What others count does not move when a rep and a manager are erased: the words of pages are compared."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from server import clock, ids
from server.db import Statement
from server.drift.queries import board
from server.erasure import actions
from server.gaps import actions as gaps
from server.ledger import Entry
from server.people import actions as people
from server.people import queries
from server.people.queries import Person
from server.sentences.nobody import NOBODY
from tests import served
from tests.databases import Database
from tests.erasure import full
from tests.gaps.world import answer, record
from tests.journeys import house as houses
from tests.journeys import numbers
from tests.journeys.house import House
from tests.web import selling_deeds
from tests.web import world as worlds

GONE = ("Mara Lindqvist", "Henrik Voss")

READ = {
    "Ruth Adeyemi": ("/drift", "/drift/deals?in=any", "/drift/managers", "/calibration"),
    "Ines Caldeira": ("/team",),
    "Sam Whitlow": ("/academy",),
}
"""Pages that count people who left."""


async def test_nothing_that_others_count_moves(sqlite: Database):
    async with worlds.opened(sqlite) as world:
        ada, mira = world.cast.ada, world.cast.mira
        await world.enter_policy()
        for owner in (ada, world.cast.bo):
            deal = await selling_deeds.deal(owner, f"Deal of {owner.name}")
            await selling_deeds.inspected(mira, deal)
            await selling_deeds.promise(owner, deal, due=selling_deeds.DAY)
            for number in range(6):
                await record(owner.id, answer(f"q{number}", mark=float(number % 2)), clock.now())
        for one in (ada, mira):
            await people.deactivate(None, one.id, entry=fresh())
        await gaps.make_snapshot(clock.now())

        async def read() -> dict[str, list[str]]:
            board.forget()
            async with world.visit(world.cast.lea) as lea, world.visit(world.cast.sam) as sam:
                shown = [(path, await lea.get(path)) for path in ("/drift", "/drift/deals?in=any", "/drift/managers", "/team")]
                shown.append(("/academy", await sam.get("/academy")))
            assert {page.status_code for _path, page in shown} == {200}
            return {path: words(page.text) for path, page in shown}

        before, facts = await read(), await counted("fact")
        assert "Ada" in before["/drift/deals?in=any"]
        for one in (ada, mira):
            await actions.erase(None, one.id, entry=fresh())
        assert await counted("fact") == facts + 2
        after = await read()
        for path, told in before.items():
            assert moved(told, after[path], (ada.name, mira.name)) == [], path
        assert not (await gaps.make_snapshot(clock.now())).made, "difficulties moved"


async def counted(table: str) -> int:
    (row,) = await Statement(f'SELECT COUNT(*) AS "n" FROM "{table}"')()  # named here
    return int(row["n"])


@pytest.mark.long
async def test_nothing_moves_on_the_pages_of_half_a_year_either(tmp_path: Path):
    async with houses.opened(tmp_path, at=served.HALF_A_YEAR) as house:
        leavers = [one for one in await queries.everyone() if one.name in GONE]
        for one in leavers:
            await people.deactivate(None, one.id, entry=fresh())
        await gaps.make_snapshot(clock.now())
        before = await read(house)
        for one in leavers:
            await actions.erase(None, one.id, entry=fresh())
        after = await read(house)
        for page, told in before.items():
            assert moved(told, after[page], GONE) == [], page
        assert not (await gaps.make_snapshot(clock.now())).made, "difficulties moved"
        # Whoever the erased manager inspected is told of by another id, and folds to the same.
        everyone = await gaps.learners()
        assert not {one.id for one in leavers} & set(everyone)
        anouk = next(one.id for one in await queries.everyone() if one.name == "Anouk Peeters")
        assert await gaps.compare(anouk, everyone[anouk]) == []
        left = (await full.dump()).casefold()
        assert [line for one in leavers for line in lines_about(one, left)] == []


async def read(house: House) -> dict[str, list[str]]:
    """The words of each page, in order; of a table its cells."""
    board.forget()
    found = {}
    for name, paths in READ.items():
        async with house.guest(name) as guest:
            for path in paths:
                found[f"{name} {path}"] = words(await guest.open(path))
    return found


def words(page: str) -> list[str]:
    """What stands on a page, without the minute at which it was counted."""
    return [word for word in numbers.words(page).split() if not re.fullmatch(r"\d\d:\d\d\W?", word)]


def moved(before: list[str], after: list[str], gone: Sequence[str]) -> list[tuple[str, int, int]]:
    """Words of which there are more or fewer, names of who was erased and ids left out. Lists by name may stand in another order."""
    was, now = Counter(plain(before, gone)), Counter(plain(after, gone))
    return [(word, was[word], now[word]) for word in sorted(was | now) if was[word] != now[word]]


def plain(words: list[str], gone: Sequence[str]) -> list[str]:
    text = " ".join(words)
    for name in (*gone, " ".join(NOBODY.split())):
        text = re.sub(rf"{name}|{name.split()[0]}(?!\w)", "", text)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", text).split()


def lines_about(person: Person, dump: str) -> list[str]:
    return [line[:300] for line in dump.splitlines() if any(word in line for word in (person.email, *full.spelled(person.id)))]


def fresh() -> Entry:
    return Entry(id=ids.new(), at=clock.now())
