"""Where a leniency changed what is said of doing, what would be said without it is told, too."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from server import ledger
from server.facts import BehaviourSeen
from server.gaps import actions, queries
from server.gaps.queries.snapshots import rules
from server.wiring import REACTIONS
from tests.databases import Database
from tests.gaps.world import BEHAVIOURS, MONDAY, bulk, seen
from tests.learning.world import add_person

NIGHT = MONDAY + timedelta(days=30)
TOM, ZOE = UUID(int=71), UUID(int=72)
MILD, STRICT = BEHAVIOURS[0], BEHAVIOURS[1]


@pytest.fixture
async def people(sqlite: Database) -> AsyncIterator[list[UUID]]:
    """Eight people. Tom looks at their deals and finds everything; blind, on the same deals, Zoe finds half of it."""
    ledger.react_with(REACTIONS)
    everyone = [(await add_person(f"P{number}")).id for number in range(8)]
    for number, person in enumerate(everyone):
        facts = [
            (look(deal=deal, by=by, met=by == TOM or (deal + number) % 2 == 0), MONDAY + timedelta(days=deal, hours=by.int))
            for deal in range(12)
            for by in (TOM, ZOE)
        ]
        await bulk(person, facts)
        await actions.refold(person, len(facts))
    yield everyone
    ledger.react_with({})


def look(*, deal: int, by: UUID, met: bool) -> BehaviourSeen:
    mode = "full" if by == TOM else "blind"
    fact = seen("met" if met else "not-met", MILD, mode=mode)
    return replace(fact, deal=UUID(int=deal + 1), inspector=by)


async def test_where_an_inspector_is_milder_both_numbers_are_told(people: list[UUID]):
    await actions.make_snapshot(NIGHT)
    for person, last in (await actions.behind()).items():
        await actions.refold(person, last)
    told = (await rules(1)).shared.inspectors
    assert told[str(TOM)].mean > 0 > told[str(ZOE)].mean
    plain = (await queries.as_looked_at(people[0], [MILD, STRICT], NIGHT)).get(MILD)
    assert plain is not None
    assert 0 < plain.low < plain.p < plain.high < 1
    assert await queries.as_looked_at(people[0], [STRICT], NIGHT) == {}, "nobody looked at this one"


async def test_before_anybody_is_known_to_be_milder_there_is_one_number(people: list[UUID]):
    assert await queries.as_looked_at(people[0], [MILD], NIGHT) == {}
    assert await queries.as_looked_at(UUID(int=1), [MILD], NIGHT) == {}
