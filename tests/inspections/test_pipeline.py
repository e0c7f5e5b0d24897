"""The open deals of several people with their flags, on both databases."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from server import db, ids
from server.deals import actions as deals
from server.deals.actions import Told
from server.inspections import actions, queries
from server.inspections.actions import Told as Proof
from server.inspections.queries import Line
from server.inspections.rubric import Ticked
from server.ledger import Entry
from server.people.queries import Person
from server.sentences.flag_reasons import FlagReason, NoStep
from tests import selling
from tests.cast import TUESDAY, Cast, assemble
from tests.databases import Database

DAY = timedelta(days=1)


@pytest.fixture
async def cast(database: Database) -> Cast:
    await selling.serve()
    return await assemble()


async def deal(owner: Person, name: str, *, stage: str = "align", days: int = 5, close_date: date | None = None) -> UUID:
    entry = Entry(id=ids.new(), at=TUESDAY - days * DAY, actor=owner.id)
    told = Told(name=name, stage=stage, amount=100, close_date=close_date)
    return await deals.add(owner.actor, entry, told, motion="new", currency="EUR", process=selling.PROCESS)


async def lines(*persons: Person) -> dict[str, Line]:
    return {line.deal.name: line for line in await queries.pipeline(persons, TUESDAY)}


def flags(line: Line) -> list[str]:
    return [one.flag for one in line.flags]


async def test_a_deal_that_is_fine_has_no_flag_and_nobody_else_is_in_the_pipeline(cast: Cast):
    await deal(cast.ada, "Northgate")
    await deal(cast.ida, "Elsewhere")
    found = await lines(cast.ada, cast.bo)
    assert set(found) == {"Northgate"}
    assert (flags(found["Northgate"]), found["Northgate"].concluded, found["Northgate"].gap) == ([], None, 0)
    assert await lines() == {}


async def test_what_its_history_shows_flags_a_deal_the_gravest_first(cast: Cast):
    await deal(cast.ada, "Late", days=40, close_date=date(2026, 11, 2))
    await deal(cast.ada, "Fresh", days=2, close_date=date(2027, 1, 2))
    found = await lines(cast.ada)
    assert flags(found["Late"]) == ["slipped", "stalled"]
    assert flags(found["Fresh"]) == []


async def test_a_claim_beyond_its_evidence_is_a_flag_once_somebody_asked(cast: Cast):
    there = await deal(cast.ada, "Northgate")
    sheet = await actions.begin(cast.mira.actor, cast.entry(cast.mira), there, mode="full", pick="coverage")
    assert flags((await lines(cast.ada))["Northgate"]) == []
    await actions.answer(
        cast.mira.actor,
        cast.entry(cast.mira),
        sheet,
        "next-step-confirmed",
        actions.Done(ticked=Ticked(looked=True)),
    )
    await actions.close(cast.mira.actor, cast.entry(cast.mira), sheet)
    line = (await lines(cast.ada))["Northgate"]
    assert flags(line)[0] == "overstated"
    assert (line.gap, line.full, line.looked) == (2, TUESDAY, TUESDAY)


async def test_one_buyer_name_in_the_evidence_is_a_flag_from_align_on(cast: Cast):
    there = await deal(cast.ada, "Northgate")

    async def proof(sender: str) -> None:
        told = Proof(
            artifact="meeting-recap", source="buyer", form="quote", dated=date(2026, 11, 16), words="Yes.", sender=sender
        )
        await actions.add_evidence(cast.ada.actor, cast.entry(cast.ada), there, told, process=selling.PROCESS)

    await proof("Petra Malá")
    await proof("petra malá")
    assert flags((await lines(cast.ada))["Northgate"]) == ["single-thread"]
    await proof("Radim Kolář")
    assert flags((await lines(cast.ada))["Northgate"]) == []


async def test_a_deal_stands_still_without_a_step_until_a_buyer_accepts_one_whether_or_not_somebody_looked_since(cast: Cast):
    there, _never = await deal(cast.ada, "Northgate", days=9), await deal(cast.ada, "Never looked at", days=9)
    await looked_for_a_step(cast, there, 8)
    found = await lines(cast.ada)
    assert NoStep(days=8) in found["Northgate"].flags, "a sheet found none eight days ago"
    assert flags(found["Never looked at"]) == [], "nobody knows"

    async def invite(source: str, day: date, *shows: str) -> list[FlagReason]:
        told = Proof(artifact="invite", source=source, form="event", dated=day, words="Terms", sender="Petra", shows=shows)
        await actions.add_evidence(cast.ada.actor, cast.entry(cast.ada), there, told, process=selling.PROCESS)
        return [one for one in (await lines(cast.ada))["Northgate"].flags if isinstance(one, NoStep)]

    assert await invite("system", date(2026, 11, 20)) == [NoStep(days=8)], "one of ours is no step"
    assert await invite("buyer", date(2026, 11, 10)) == [NoStep(days=7)]
    assert await invite("system", date(2026, 11, 20), "next-step-confirmed/written") == [], "its owner says that it is one"


async def test_a_second_sheet_that_finds_no_step_either_does_not_begin_its_days_anew(cast: Cast):
    there = await deal(cast.ada, "Northgate", days=12)
    for ago in (11, 4, 1):
        await looked_for_a_step(cast, there, ago)
    assert NoStep(days=11) in (await lines(cast.ada))["Northgate"].flags


@pytest.mark.parametrize(("zone", "ago"), [("Pacific/Honolulu", 8.25), ("Pacific/Kiritimati", 8.5)])
async def test_the_days_without_a_step_are_those_where_the_owner_is(cast: Cast, zone: str, ago: float):
    await looked_for_a_step(cast, await deal(cast.ada, "Northgate", days=9), ago)
    (line,) = await queries.pipeline([replace(cast.ada, zone=zone)], TUESDAY)
    assert NoStep(days=8) in line.flags


async def looked_for_a_step(cast: Cast, deal: UUID, ago: float) -> None:
    """A sheet of so many days ago found no step on the calendar."""
    mira = cast.mira.actor

    def then() -> Entry:
        return Entry(id=ids.new(), at=TUESDAY - ago * DAY, actor=mira.id)

    sheet = await actions.begin(mira, then(), deal, mode="full", pick="coverage")
    await actions.answer(mira, then(), sheet, "next-step-confirmed", actions.Done(ticked=Ticked(looked=True)))
    await actions.close(mira, then(), sheet)


async def test_the_statements_do_not_grow_with_the_deals(cast: Cast):
    await deal(cast.ada, "First")
    with db.counted() as few:
        await lines(cast.ada, cast.bo)
    for n in range(9):
        await deal(cast.bo, f"Deal {n}")
    with db.counted() as many:
        assert len(await lines(cast.ada, cast.bo)) == 10
    assert many.n <= few.n
