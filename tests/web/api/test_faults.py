"""A database that goes away at any statement of a change, or at its COMMIT: a problem, nothing half done, and then done once."""

import pytest

from server import ids
from server.web.api import gate
from tests.databases import Database
from tests.db import faulty
from tests.web.api import records, world
from tests.web.api.records import BODIES, for_changing
from tests.web.counted import facts

HERS = {"/lessons/{lesson}/answers", "/deals", "/deals/{deal}", "/deals/{deal}/closing"}
"""What Ada does herself; the rest is her manager's to do."""


async def test_whatever_fails_the_same_key_goes_on_and_does_it_once(sqlite: Database):
    await fail(sqlite)


@pytest.mark.long
async def test_whatever_fails_the_same_key_goes_on_and_does_it_once_on_both(database: Database):
    await fail(database)


async def fail(database: Database) -> None:
    """Fails every change at each of its statements, then lets it through."""
    async with faulty.failing(database) as (failing, plan), world.opened(failing) as programs:
        known = await records.planted(programs)
        for path, body in BODIES.items():
            address = path.format(**for_changing(known.ada, path))
            who = "ada" if path in HERS else "mira"
            key, before = str(ids.new()), await facts()
            plan.at, plan.error = 1, faulty.gone() if database.kind == "postgres" else faulty.full()
            while plan.error is not None:
                # How often is another test's matter.
                gate._pace.counts.clear()
                answer = await programs.post(who, address, body, key=key)
                assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5"), f"{path} at {plan.at - 1}"
                assert answer.json()["type"] == "/api#unavailable"
                assert await facts() == before, f"{path} at {plan.at - 1}"
            assert plan.at > 2, f"{path} sends nothing in a transaction"
            done = await programs.post(who, address, body, key=key)
            assert done.is_success, f"{path}: {done.text}"
            assert (await facts() - before).total() > 0, path
            once = await facts()
            again = await programs.post(who, address, body, key=key)
            assert (again.text, await facts()) == (done.text, once), path
            assert faulty.whole(failing.engine), path
