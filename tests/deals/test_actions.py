import asyncio
from datetime import date, timedelta
from uuid import UUID

import pytest

from server import ids, ledger
from server.deals import actions, queries
from server.deals.actions import Told
from server.deals.queries import Tended
from server.deals.tables import DealRow
from server.errors import Conflict, Invalid, NotFound, Refused
from server.facts import DealAdded, DealChanged, DealClosed
from server.ledger import Entry
from server.people.queries import Person
from server.people.roles import Actor
from tests.cast import TUESDAY, Cast, assemble
from tests.databases import Database
from tests.selling import PROCESS

NORTHGATE = Told(name="Northgate Dairy", stage="discover", amount=6_200_000, close_date=date(2026, 12, 18))


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await assemble()


async def add(actor: Actor, entry: Entry, told: Told = NORTHGATE, motion: str = "new") -> UUID:
    return await actions.add(actor, entry, told, motion=motion, currency="EUR", process=PROCESS)


async def facts(person: Person) -> list[str]:
    return [stored.fact.kind for stored in await ledger.of_person(person.id) if "deal" in stored.fact.kind]


async def test_a_deal_that_is_added_is_open_with_its_first_claim(cast: Cast):
    entry = cast.entry(cast.ada)
    deal = await add(cast.ada.actor, entry)
    (found,) = await queries.open_deals(cast.ada.id)
    assert (found.id, found.name, found.stage, found.amount, found.currency) == (
        deal,
        "Northgate Dairy",
        "discover",
        6_200_000,
        "EUR",
    )
    assert (found.process, found.process_version, found.added_at) == (PROCESS.id, PROCESS.version, TUESDAY)
    assert [(claim.at, claim.stage) for claim in await queries.claims(deal)] == [(TUESDAY, "discover")]
    (stored,) = await ledger.of_kind(DealAdded)
    assert (stored.id, stored.person, stored.team) == (entry.id, cast.ada.id, cast.north)
    assert "Northgate" not in repr(stored.fact)


async def test_a_form_sent_twice_adds_one_deal(cast: Cast):
    entry = cast.entry(cast.ada)
    assert await add(cast.ada.actor, entry) == await add(cast.ada.actor, entry)
    assert await DealRow.count() == 1


async def test_a_form_sent_twice_with_other_words_is_a_conflict(cast: Cast):
    entry = cast.entry(cast.ada, digest="one")
    await add(cast.ada.actor, entry)
    with pytest.raises(Conflict):
        await add(cast.ada.actor, Entry(id=entry.id, at=entry.at, actor=entry.actor, digest="two"))


@pytest.mark.parametrize(("motion", "stage"), [("gone", "engage"), ("new", "gone"), ("small", "align")])
async def test_a_deal_stands_at_a_stage_its_kind_has(cast: Cast, motion: str, stage: str):
    with pytest.raises(Refused):
        await add(cast.ada.actor, cast.entry(cast.ada), Told(name="Fennel", stage=stage), motion)
    assert await DealRow.count() == 0


async def test_a_new_stage_is_kept_with_its_day_and_a_new_name_is_not_a_claim(cast: Cast):
    deal = await add(cast.ada.actor, cast.entry(cast.ada))
    cast.now = TUESDAY + timedelta(days=2)
    await actions.change(cast.ada.actor, cast.entry(cast.ada), deal, Told(name="Northgate", stage="align"), process=PROCESS)
    await actions.change(cast.ada.actor, cast.entry(cast.ada), deal, Told(name="Northgate 2", stage="align"), process=PROCESS)
    found = await queries.deal(deal, cast.ada.actor, cast.now)
    assert (found.name, found.stage, found.amount, found.close_date) == ("Northgate 2", "align", None, None)
    assert [(claim.at, claim.stage) for claim in await queries.claims(deal)] == [(TUESDAY, "discover"), (cast.now, "align")]
    changes = [stored.fact for stored in await ledger.of_kind(DealChanged)]
    assert [set(fact.fields) for fact in changes if isinstance(fact, DealChanged)] == [
        {"name", "stage", "amount", "close_date"},
        {"name"},
    ]


async def test_saying_the_same_again_is_no_fact(cast: Cast):
    deal = await add(cast.ada.actor, cast.entry(cast.ada))
    await actions.change(cast.ada.actor, cast.entry(cast.ada), deal, NORTHGATE, process=PROCESS)
    assert await facts(cast.ada) == ["deal-added"]


async def test_a_closed_deal_is_kept_and_stays_as_it_was(cast: Cast):
    deal = await add(cast.ada.actor, cast.entry(cast.ada))
    await actions.close(cast.ada.actor, cast.entry(cast.ada), deal, "won")
    assert await queries.open_deals(cast.ada.id) == []
    (found,) = await queries.closed_deals(cast.ada.id)
    assert (found.outcome, found.closed_at) == ("won", TUESDAY)
    with pytest.raises(Refused):
        await actions.close(cast.ada.actor, cast.entry(cast.ada), deal, "lost")
    with pytest.raises(Refused):
        await actions.change(cast.ada.actor, cast.entry(cast.ada), deal, Told(name="X", stage="align"), process=PROCESS)
    assert [stored.fact.kind for stored in await ledger.of_kind(DealClosed)] == ["deal-closed"]


async def test_closing_twice_with_one_form_is_once(cast: Cast):
    deal = await add(cast.ada.actor, cast.entry(cast.ada))
    entry = cast.entry(cast.ada)
    await actions.close(cast.ada.actor, entry, deal, "lost")
    await actions.close(cast.ada.actor, entry, deal, "lost")
    assert await facts(cast.ada) == ["deal-added", "deal-closed"]


async def test_two_forms_that_close_a_deal_at_once_close_it_once(cast: Cast):
    deal = await add(cast.ada.actor, cast.entry(cast.ada))
    ends = (actions.close(cast.ada.actor, cast.entry(cast.ada), deal, outcome) for outcome in ("won", "lost", "disqualified"))
    outcomes = await asyncio.gather(*ends, return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "Refused", "Refused"]
    assert len(await ledger.of_kind(DealClosed)) == 1


async def test_an_outcome_is_one_of_four(cast: Cast):
    deal = await add(cast.ada.actor, cast.entry(cast.ada))
    with pytest.raises(Refused):
        await actions.close(cast.ada.actor, cast.entry(cast.ada), deal, "postponed")


async def test_only_the_owner_changes_and_closes_a_deal(cast: Cast):
    deal = await add(cast.ada.actor, cast.entry(cast.ada))
    for other in (cast.mira, cast.tom, cast.lea, cast.bo, cast.zoe):
        with pytest.raises(NotFound):
            await actions.change(other.actor, cast.entry(other), deal, Told(name="Mine", stage="align"), process=PROCESS)
        with pytest.raises(NotFound):
            await actions.close(other.actor, cast.entry(other), deal, "lost")
    assert (await queries.deal(deal, cast.ada.actor, TUESDAY)).name == "Northgate Dairy"


async def test_a_deal_is_seen_by_its_owner_their_managers_and_the_leader(cast: Cast):
    deal = await add(cast.ada.actor, cast.entry(cast.ada))
    for reader in (cast.ada, cast.mira, cast.lea):
        assert (await queries.deal(deal, reader.actor, TUESDAY)).id == deal


async def test_a_deal_is_not_found_by_anybody_else(cast: Cast):
    deal = await add(cast.ada.actor, cast.entry(cast.ada))
    for stranger in (cast.bo, cast.ida, cast.tom, cast.sam, cast.zoe):
        with pytest.raises(NotFound):
            await queries.deal(deal, stranger.actor, TUESDAY)
    with pytest.raises(NotFound):
        await queries.deal(ids.new(), cast.ada.actor, TUESDAY)


async def test_open_deals_are_listed_by_name_and_only_ones_own(cast: Cast):
    for name in ("fennel", "Alder", "Xylo"):
        await add(cast.ada.actor, cast.entry(cast.ada), Told(name=name, stage="engage"))
    await add(cast.bo.actor, cast.entry(cast.bo))
    assert [deal.name for deal in await queries.open_deals(cast.ada.id)] == ["Alder", "fennel", "Xylo"]


async def test_what_came_of_the_deal_of_a_day_is_kept_once_a_day(cast: Cast):
    deal = await add(cast.ada.actor, cast.entry(cast.ada))
    other = await add(cast.ada.actor, cast.entry(cast.ada))
    await actions.tend(cast.ada.actor, cast.entry(cast.ada), deal, "not-now", "They are away.")
    await actions.tend(cast.ada.actor, cast.entry(cast.ada), other, "done", "")
    assert await queries.tended_on(cast.ada.id, TUESDAY.date()) == Tended(deal=deal, name="Northgate Dairy", answer="not-now")
    assert await queries.tended_on(cast.ada.id, TUESDAY.date() - timedelta(days=1)) is None
    assert (await facts(cast.ada)).count("deal-tended") == 1
    cast.now += timedelta(days=1)
    await actions.tend(cast.ada.actor, cast.entry(cast.ada), other, "done", "")
    assert (await facts(cast.ada)).count("deal-tended") == 2


async def test_two_windows_that_tend_at_once_leave_one_answer(cast: Cast):
    deal = await add(cast.ada.actor, cast.entry(cast.ada))
    await asyncio.gather(*(actions.tend(cast.ada.actor, cast.entry(cast.ada), deal, "done", "") for _ in range(5)))
    assert (await facts(cast.ada)).count("deal-tended") == 1


@pytest.mark.parametrize(("answer", "reason", "field"), [("not-now", "", "reason"), ("perhaps", "", "answer")])
async def test_not_now_needs_a_reason_and_nothing_else_is_an_answer(cast: Cast, answer: str, reason: str, field: str):
    deal = await add(cast.ada.actor, cast.entry(cast.ada))
    with pytest.raises(Invalid) as caught:
        await actions.tend(cast.ada.actor, cast.entry(cast.ada), deal, answer, reason)
    assert list(caught.value.fields) == [field]


async def test_only_its_owner_tends_an_open_deal(cast: Cast):
    deal = await add(cast.ada.actor, cast.entry(cast.ada))
    with pytest.raises(NotFound):
        await actions.tend(cast.ida.actor, cast.entry(cast.ida), deal, "done", "")
    await actions.close(cast.ada.actor, cast.entry(cast.ada), deal, "won")
    with pytest.raises(Refused):
        await actions.tend(cast.ada.actor, cast.entry(cast.ada), deal, "done", "")
