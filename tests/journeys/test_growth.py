"""What a page costs when the company has many times the people and the facts, and when its reader has many times the past."""

from collections.abc import AsyncIterator, Mapping
from itertools import count
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from msgspec import Struct

from server import clock, db
from server.cli.bench import growth
from server.db.sqlite import FastSQLiteEngine
from server.people import queries
from server.people.queries import Person
from tests import cast, client, databases, served
from tests.still import still

ALIKE = 1.25
"""Times its own cost that a page may take when there is a hundred times as much behind it; a quarter of that shows a scan as well."""


NAMING_MANAGERS = ("/account/absences", "/calibration")
"""Pages that offer every manager of the company by name."""

MANAGERS, A_MANAGER = 3, 60
"""Managers of the demonstration at most, and the steps to read one. To read everybody takes fifty times as many."""


class Cost(NamedTuple):
    """The statements of a page, and the steps that SQLite takes to read what they ask for.

    A step is one instruction of its machine: to search an index is one, however much is in it, and each row that is looked at is a few.
    """

    statements: int
    steps: int


class Grown(Struct):
    """A copy of the demonstration after half a year: its file, a rep and her manager, each in a browser."""

    file: Path
    rep: Person
    rep_there: httpx.AsyncClient
    manager_there: httpx.AsyncClient
    engine: FastSQLiteEngine

    async def costs(self) -> dict[str, Cost]:
        """What each page costs."""
        of_rep = ("/today", "/my-line", "/practice", "/deals", "/lessons/next-step-on-the-calendar", "/account/absences")
        found = {path: await self.cost(self.rep_there, path) for path in of_rep}
        of_manager = ("/calibration", "/team", f"/team?open={self.rep.id}.next-step-confirmed", "/week", f"/people/{self.rep.id}")
        return found | {path: await self.cost(self.manager_there, path) for path in of_manager}

    async def cost(self, visitor: httpx.AsyncClient, path: str) -> Cost:
        """What a page costs whose reader has been there, and where something new is known of everybody since. What a process keeps for a second or
        longer is no part of it, however slow the machine: its clock stands still meanwhile.
        """
        with still():
            return min([await self._cost(visitor, path) for _ in range(2)])

    async def _cost(self, visitor: httpx.AsyncClient, path: str) -> Cost:
        growth.news(self.file)
        reader, steps = self.engine._reader, count()
        assert reader is not None
        reader.set_progress_handler(lambda: next(steps) < 0, 1)
        with db.counted() as sent:
            answer = await visitor.get(path)
        reader.set_progress_handler(None, 0)
        assert answer.status_code == 200, path
        return Cost(sent.n, next(steps))


@pytest.fixture
async def grown(tmp_path: Path) -> AsyncIterator[Grown]:
    async with databases.copied("sqlite", tmp_path, served.demonstration(served.HALF_A_YEAR)) as database:
        assert isinstance(database.engine, FastSQLiteEngine)
        async with client.opened(database) as door, client.visiting(door) as rep, client.visiting(door) as manager:
            people = {person.name: person for person in await queries.everyone()}
            for visitor, name in ((rep, "Mara Lindqvist"), (manager, "Ines Caldeira")):
                token, _visit = await cast.signed_in(people[name], clock.now())
                visitor.cookies.set("__Host-plumbline", token)
            file = Path(database.url.removeprefix("sqlite:///"))
            yield Grown(file, people["Mara Lindqvist"], rep, manager, database.engine)


@pytest.mark.parametrize(
    ("companies", "people"), [(4, 4_000), pytest.param(100, 100_000, marks=[pytest.mark.long, pytest.mark.timeout(1_200)])]
)
async def test_the_people_and_facts_of_others_cost_no_page_a_step(grown: Grown, companies: int, people: int):
    before, facts = await grown.costs(), growth.facts(grown.file)
    growth.other_companies(grown.file, companies, people)
    assert growth.facts(grown.file) == facts * (companies + 1)
    after = await grown.costs()
    for path in NAMING_MANAGERS:
        assert after.pop(path).steps - before[path].steps < A_MANAGER * MANAGERS * companies, path
    assert dearer(before, after, 1.01) == {}


@pytest.mark.parametrize("years", [25, pytest.param(100, marks=pytest.mark.long)])
async def test_many_times_the_past_costs_its_person_as_good_as_nothing(grown: Grown, years: int):
    rep = grown.rep.id
    facts = growth.facts(grown.file, rep)
    # A few years fill what is listed up to so many.
    growth.longer_past(grown.file, rep, range(1, 5))
    before = await grown.costs()
    growth.longer_past(grown.file, rep, range(5, years))
    assert (await grown.rep_there.get("/account/record")).status_code == 200
    assert growth.facts(grown.file, rep) // facts == years
    after = await grown.costs()
    # What a rep shared is looked for among all that they answered, on the page about them alone.
    del after[f"/people/{rep}"]
    assert dearer(before, after, ALIKE) == {}


def dearer(before: Mapping[str, Cost], after: Mapping[str, Cost], times: float) -> dict[str, tuple[Cost, Cost]]:
    """The pages that send more statements than before, or take so many times the steps."""
    pairs = {path: (before[path], cost) for path, cost in after.items()}
    return {
        path: (old, new) for path, (old, new) in pairs.items() if new.statements > old.statements or new.steps > times * old.steps
    }
