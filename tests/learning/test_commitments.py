"""The end of a lesson: a promise on a deal, or the reason why not."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import pytest

from server import ids, ledger
from server.commitments import queries as commitments
from server.deals import actions as deals
from server.deals import queries as deal_queries
from server.errors import Invalid, NotFound, Refused
from server.facts import CommitmentDeclined, CommitmentMade, DealAdded
from server.learning import queries
from server.learning.actions import NewDeal, answer, commit, decline
from server.ledger import Entry
from server.people.roles import Actor
from tests.databases import Database
from tests.learning import questions as q
from tests.learning.lessons import lesson
from tests.learning.world import PROCESS, RIGHT, TUESDAY, add_person, deed, serve

BRIDGE = lesson(q.SINGLE, q.COMMIT, id="bridge")


@pytest.fixture
async def ada(database: Database) -> Actor:
    await serve(BRIDGE)
    return await add_person("Ada")


async def add_deal(actor: Actor, name: str = "Northgate Dairy") -> UUID:
    entry = Entry(id=ids.new(), at=TUESDAY, actor=actor.id)
    told = deals.Told(name=name, stage="engage")
    return await deals.add(actor, entry, told, motion="new", currency="EUR", process=PROCESS)


async def kinds(actor: Actor) -> list[str]:
    return [stored.fact.kind for stored in await ledger.of_person(actor.id)]


async def test_a_promise_on_ones_own_deal_is_due_after_working_days_at_six_where_the_rep_is(ada: Actor):
    deal = await add_deal(ada)
    stored = await commit(deed(ada, "bridge"), "commit", deal)
    assert isinstance(stored.fact, CommitmentMade)
    take = await queries.latest(ada.id, "bridge")
    assert take is not None
    made = (await commitments.of_take(take.id))["commit"]
    # Two working days from Tuesday the 24th, the 25th being a holiday of the academy: Friday at 18:00 in Prague.
    assert made.due_at == datetime(2026, 11, 27, 17, 0, tzinfo=UTC)
    assert (made.deal, made.proof, made.ask, made.behaviours) == (
        deal,
        "calendar-invite",
        "Show me the invite.",
        ("next-step-confirmed",),
    )
    assert "lesson-completed" not in await kinds(ada)


async def test_promise_and_answers_complete_the_lesson_in_either_order(ada: Actor):
    await commit(deed(ada, "bridge"), "commit", await add_deal(ada))
    await answer(deed(ada, "bridge"), "single", RIGHT["single"])
    bo = await add_person("Bo")
    await answer(deed(bo, "bridge"), "single", RIGHT["single"])
    await commit(deed(bo, "bridge"), "commit", await add_deal(bo))
    for person in (ada, bo):
        assert await queries.completed(person.id) == {"bridge"}
        assert (await kinds(person)).count("lesson-completed") == 1


async def test_a_deal_may_come_with_the_promise(ada: Actor):
    new = NewDeal(name="Alder & Quay", stage="engage", motion="new")
    await commit(deed(ada, "bridge"), "commit", new)
    (deal,) = await deal_queries.open_deals(ada.id)
    assert deal.name == "Alder & Quay"
    facts = [stored.fact for stored in await ledger.of_person(ada.id)]
    assert [type(fact) for fact in facts if isinstance(fact, DealAdded | CommitmentMade)] == [DealAdded, CommitmentMade]


async def test_a_promise_sent_twice_or_raced_is_made_once(ada: Actor):
    deal, form = await add_deal(ada), ids.new()
    made = await asyncio.gather(*(commit(deed(ada, "bridge", form=form, digest="d"), "commit", deal) for _ in range(4)))
    assert len({stored.id for stored in made}) == 1
    with pytest.raises(Refused):
        await commit(deed(ada, "bridge"), "commit", deal)
    assert (await kinds(ada)).count("commitment-made") == 1
    assert len(await commitments.open_of(ada.id)) == 1


async def test_nobody_promises_on_the_deal_of_somebody_else(ada: Actor):
    stranger = await add_deal(await add_person("Bo"))
    with pytest.raises(NotFound):
        await commit(deed(ada, "bridge"), "commit", stranger)
    assert await kinds(ada) == []


async def test_a_closed_deal_takes_no_promise(ada: Actor):
    deal = await add_deal(ada)
    await deals.close(ada, Entry(id=ids.new(), at=TUESDAY, actor=ada.id), deal, "lost")
    with pytest.raises(Refused):
        await commit(deed(ada, "bridge"), "commit", deal)


async def test_declining_needs_a_reason_and_completes_the_lesson(ada: Actor):
    await answer(deed(ada, "bridge"), "single", RIGHT["single"])
    with pytest.raises(Invalid) as caught:
        await decline(deed(ada, "bridge"), "commit", "   ")
    assert set(caught.value.fields) == {"reason"}
    stored = await decline(deed(ada, "bridge"), "commit", "No open deal fits.")
    assert isinstance(stored.fact, CommitmentDeclined)
    assert "No open deal" not in str(stored.fact)
    assert [found.reason for found in await commitments.declined(ada.id)] == ["No open deal fits."]
    assert await queries.completed(ada.id) == {"bridge"}


async def test_one_can_promise_after_having_declined_and_not_the_other_way_round(ada: Actor):
    await answer(deed(ada, "bridge"), "single", RIGHT["single"])
    await decline(deed(ada, "bridge"), "commit", "Not now.")
    with pytest.raises(Refused):
        await decline(deed(ada, "bridge"), "commit", "Still not.")
    await commit(deed(ada, "bridge"), "commit", await add_deal(ada))
    with pytest.raises(Refused):
        await decline(deed(ada, "bridge"), "commit", "After all not.")
    assert (await kinds(ada)).count("lesson-completed") == 1
