"""Two who follow up one promise at once: whose request was read first may be kept last."""

from datetime import date, timedelta

import pytest

from server import ledger
from server.commitments import actions, queries
from server.commitments.actions import Settling
from server.people import actions as people
from server.wiring import REACTIONS
from tests.cast import TUESDAY, Cast, assemble
from tests.commitments.promising import a_promise, deal_of, promise
from tests.databases import Database


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await assemble()


async def test_what_was_said_last_of_a_promise_is_what_counts_and_what_may_be_corrected(cast: Cast):
    commitment = await promise(cast.ada.actor, cast.entry(cast.ada), a_promise(await deal_of(cast)))
    put_off = Settling(outcome="not-yet", again=date(2026, 11, 25))
    for seconds, told in ((2, put_off), (1, Settling(outcome="partly"))):
        cast.now = TUESDAY + timedelta(days=4, seconds=seconds)
        await actions.settle(cast.mira.actor, cast.entry(cast.mira), commitment, told)
    said = await queries.outcomes(commitment)
    assert [one.outcome for one in said] == ["not-yet", "partly"]
    again = Settling(outcome="kept", corrects=said[-1].id)
    found = await actions.settle(cast.mira.actor, cast.entry(cast.mira), commitment, again)
    assert (found.state, found.put_off) == ("kept", 1)
    assert [one.outcome for one in await queries.outcomes(commitment)] == ["not-yet", "partly", "kept"]


async def test_that_somebody_left_is_the_last_thing_said_of_their_promise(cast: Cast):
    ledger.react_with(REACTIONS)
    commitment = await promise(cast.ada.actor, cast.entry(cast.ada), a_promise(await deal_of(cast)))
    cast.now = TUESDAY + timedelta(days=4, seconds=2)
    put_off = Settling(outcome="not-yet", again=date(2026, 11, 25))
    await actions.settle(cast.mira.actor, cast.entry(cast.mira), commitment, put_off)
    cast.now -= timedelta(seconds=1)
    await people.deactivate(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))
    assert [one.outcome for one in await queries.outcomes(commitment)] == ["not-yet", "no-longer-needed"]
