"""From 5,000 answers on, the model's own numbers are fitted to the academy; the old ones are kept beside them."""

from datetime import timedelta

import msgspec
import pytest

from server import db
from server.gaps import actions, queries, refit
from server.gaps.prior import K0, Prior
from server.gaps.queries.snapshots import rules
from tests.databases import Database
from tests.gaps.world import BEHAVIOURS, MONDAY, answer, bulk
from tests.learning.world import add_person

NIGHT = MONDAY + timedelta(days=300)
PEOPLE, EACH = 50, 100


async def answers(people: int) -> None:
    """An academy where little is known at first: about three of ten are right, whoever answers."""
    for person in range(people):
        facts = [
            (
                answer(f"q{turn % 30}", BEHAVIOURS[turn % 4], mark=float((person * 31 + turn * 17) % 10 < 3)),
                MONDAY + timedelta(hours=9 * turn),
            )
            for turn in range(EACH)
        ]
        await bulk((await add_person(f"P{person}")).id, facts)


@pytest.mark.timeout(300)
async def test_the_model_is_fitted_once_to_an_academy_that_is_unlike_it(sqlite: Database):
    await answers(PEOPLE)
    settled = await actions.make_snapshot(NIGHT)
    assert settled.answers == PEOPLE * EACH == refit.ENOUGH
    assert settled.gain is not None
    assert settled.gain > 0
    assert settled.before == K0
    assert settled.prior.know.base < K0.know.base
    under = await rules(1)
    assert (under.shared.number, under.prior) == (1, settled.prior)
    (row,) = await db.Statement('SELECT "before", "gain" FROM "gap_snapshot"')()
    assert (msgspec.json.decode(row["before"], type=Prior), row["gain"]) == (K0, settled.gain)
    for person, last in (await actions.behind()).items():
        await actions.refold(person, last)
        assert await actions.compare(person, last) == []
    again = await actions.make_snapshot(NIGHT + timedelta(days=1))
    assert (again.made, again.gain, again.prior) == (False, None, settled.prior)
    assert [snapshot.gain for snapshot in await queries.snapshots()] == [settled.gain]


async def test_with_fewer_answers_nothing_is_fitted(sqlite: Database):
    await answers(3)
    settled = await actions.make_snapshot(NIGHT)
    assert (settled.made, settled.gain, settled.prior) == (True, None, K0)
