"""In which week of somebody new each gate was first proven."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec
from msgspec.structs import replace

from server.deals.tables import DealRow
from server.inspections import queries as inspections
from server.inspections.ramp import SPAN, Ramp, Shown, ramp
from server.inspections.tables import InspectionRow, SheetRow
from server.people.queries import Person
from tests import selling
from tests.cast import TUESDAY, ZONE, assemble
from tests.databases import Database

STEP, PROBLEM, ACCESS = "next-step-confirmed", "problem-in-buyer-words", "stakeholder-access"
WHOLE = frozenset({"written", "in-time"})
DAY = timedelta(days=1)


def shown(behaviour: str, days: float, proven: frozenset[str] = WHOLE) -> Shown:
    return Shown(behaviour, proven, TUESDAY + days * DAY)


def test_a_gate_counts_from_the_week_in_which_all_that_it_waits_for_was_first_shown():
    found = ramp(
        selling.PROCESS,
        TUESDAY,
        [
            shown(STEP, 8),
            shown(ACCESS, 6),
            shown(STEP, 30),
            shown(PROBLEM, 3, frozenset({"in-time"})),
            shown(PROBLEM, 7, frozenset({"written"})),
        ],
        ZONE,
    )
    assert found == Ramp(
        date(2026, 11, 17),
        (
            (1, ((ACCESS, "Access to all required stakeholders"),)),
            (2, ((STEP, "Next step confirmed"), (PROBLEM, "Problem in the buyer’s words"))),
        ),
        1,
    ), "a clause that counts for doing alone is not waited for, and those of a week stand in the order of the process"


def test_what_was_before_and_what_is_no_gate_does_not_count():
    before = [shown(STEP, -0.1), shown("insight-shared", 1), shown("gone", 1)]
    assert ramp(selling.PROCESS, TUESDAY, before, ZONE) == Ramp(date(2026, 11, 17), (), 4)


async def test_sheets_that_say_where_a_deal_stands_are_read_and_only_of_who_is_new(database: Database):
    await selling.serve()
    cast = await assemble()

    async def of(person: Person, now: datetime, without: Sequence[UUID] = ()) -> tuple[tuple[int, list[str]], ...] | None:
        found = await inspections.ramp(person.id, selling.PROCESS, ZONE, now, without)
        return None if found is None else tuple((week, [id for id, _title in gates]) for week, gates in found.weeks)

    began = cast.now - 14 * DAY
    first = await sheet(cast.ada, 1, began + 2 * DAY, STEP)
    await sheet(cast.ada, 2, began + 9 * DAY, ACCESS)
    await sheet(cast.ada, 3, began + 9 * DAY, PROBLEM, mode="self-check")
    await sheet(cast.ada, 4, began - DAY, PROBLEM)
    await sheet(cast.ida, 5, began + DAY, PROBLEM)
    await sheet(cast.ada, 6, began + DAY, PROBLEM, training=True)
    assert await of(cast.ada, cast.now) == ((1, [STEP]), (2, [ACCESS]))
    assert await of(cast.ada, cast.now, [first]) == ((2, [ACCESS]),), "a deal that the reader looks at a second time says nothing"
    assert await of(cast.bo, cast.now) == ()
    assert await of(cast.mira, cast.now) is None, "she is no rep"
    assert await of(cast.ada, began + SPAN) is not None
    assert await of(cast.ada, began + SPAN + DAY) is None, "nobody is new for ever"
    assert await inspections.ramp(cast.ada.id, None, ZONE, cast.now) is None
    ungated = replace(selling.PROCESS, behaviours=tuple(one for one in selling.PROCESS.behaviours if not one.gate))
    assert await inspections.ramp(cast.ada.id, ungated, ZONE, cast.now) is None, "where nothing is a gate, none is proven"


async def sheet(person: Person, n: int, at: datetime, behaviour: str, *, mode: str = "full", training: bool = False) -> UUID:
    """A closed sheet on a deal of their own, which is returned: this behaviour was proven, another one was not looked at."""
    deal = DealRow(id=UUID(int=n), owner=person.id, name=f"Deal {n}", motion="new", stage="align", added_at=at)
    await DealRow.insert(deal)
    one = InspectionRow(
        id=UUID(int=100 + n),
        deal=deal.id,
        person=person.id,
        team=person.team,
        mode=mode,
        training=training,
        pick="chosen",
        claimed="align",
        motion="new",
        process=selling.PROCESS.id,
        begun_at=at,
        last_at=at,
        closed_at=at,
        open_key=f"sheet {n}",
    )
    await InspectionRow.insert(one)
    proven = msgspec.json.encode(sorted(WHOLE)).decode()
    await SheetRow.insert(
        SheetRow(id=UUID(int=1000 + n), inspection=one.id, behaviour=behaviour, answer="met", proven=proven),
        SheetRow(id=UUID(int=2000 + n), inspection=one.id, behaviour="insight-shared", answer="not-asked"),
    )
    return deal.id
