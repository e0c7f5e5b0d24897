from datetime import timedelta

import pytest

from server import db, ids, ledger
from server.commitments import actions, queries
from server.commitments.tables import CommitmentRow
from server.deals import actions as deals
from server.errors import NotFound, Refused
from server.facts import CommitmentDeclined, CommitmentMade
from tests.cast import TUESDAY, Cast, assemble
from tests.commitments.promising import a_promise, deal_of, promise
from tests.databases import Database


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await assemble()


async def test_a_promise_is_open_on_its_deal_until_it_is_due(cast: Cast):
    deal, take = await deal_of(cast), ids.new()
    entry = cast.entry(cast.ada)
    commitment = await promise(cast.ada.actor, entry, a_promise(deal, take=take))
    (found,) = await queries.open_of(cast.ada.id)
    assert (found.id, found.deal_name, found.words, found.behaviours) == (
        commitment,
        "Northgate",
        "Ask Petra who signs.",
        ("next-step-confirmed",),
    )
    assert (found.due_at, found.made_at, found.state) == (TUESDAY + timedelta(days=3), TUESDAY, "open")
    assert await queries.of_deal(deal) == [found] == list((await queries.of_take(take)).values())


async def test_the_fact_of_a_promise_holds_no_word_of_it(cast: Cast):
    entry = cast.entry(cast.ada)
    await promise(cast.ada.actor, entry, a_promise(await deal_of(cast)))
    (stored,) = await ledger.of_kind(CommitmentMade)
    assert (stored.id, stored.person, stored.team) == (entry.id, cast.ada.id, cast.north)
    assert "Petra" not in repr(stored)


async def test_promises_stand_with_the_earliest_due_first(cast: Cast):
    deal = await deal_of(cast)
    for days in (5, 1, 3):
        await promise(cast.ada.actor, cast.entry(cast.ada), a_promise(deal, days=days))
    assert [found.due_at - TUESDAY for found in await queries.open_of(cast.ada.id)] == [timedelta(days=n) for n in (1, 3, 5)]


async def test_a_promise_is_made_on_ones_own_open_deal(cast: Cast):
    deal = await deal_of(cast)
    for other in (cast.bo, cast.mira, cast.lea):
        with pytest.raises(NotFound):
            await promise(other.actor, cast.entry(other), a_promise(deal))
    with pytest.raises(NotFound):
        await promise(cast.ada.actor, cast.entry(cast.ada), a_promise(ids.new()))
    await deals.close(cast.ada.actor, cast.entry(cast.ada), deal, "lost")
    with pytest.raises(Refused):
        await promise(cast.ada.actor, cast.entry(cast.ada), a_promise(deal))
    assert await CommitmentRow.count() == 0


async def test_a_promise_needs_the_verb_of_its_caller(cast: Cast):
    deal = await deal_of(cast)
    with pytest.raises(RuntimeError):
        await actions.promise(cast.ada.actor, cast.entry(cast.ada), a_promise(deal))


async def test_a_promise_is_seen_by_who_made_it_their_managers_and_the_leader(cast: Cast):
    commitment = await promise(cast.ada.actor, cast.entry(cast.ada), a_promise(await deal_of(cast)))
    for reader in (cast.ada, cast.mira, cast.lea):
        assert (await queries.commitment(commitment, reader.actor, TUESDAY)).id == commitment
    for stranger in (cast.bo, cast.tom, cast.ida, cast.sam, cast.zoe):
        with pytest.raises(NotFound):
            await queries.commitment(commitment, stranger.actor, TUESDAY)
    with pytest.raises(NotFound):
        await queries.commitment(ids.new(), cast.ada.actor, TUESDAY)


async def test_why_nothing_was_promised_is_kept_beside_its_fact(cast: Cast):
    take = ids.new()
    entry = cast.entry(cast.ada)
    await db.run(
        lambda: actions.decline(
            cast.ada.actor, entry, take=take, lesson="next-step", question="promise", reason="No open deal this week."
        )
    )
    (found,) = await queries.declined(cast.ada.id)
    assert (found.reason, found.lesson, found.at) == ("No open deal this week.", "next-step", TUESDAY)
    (stored,) = await ledger.of_kind(CommitmentDeclined)
    assert stored.fact == CommitmentDeclined(take=take, lesson="next-step", question="promise")
    assert await queries.of_take(take) == {}
    assert await queries.declined_in(cast.ada.id, take) == {"promise": found}
