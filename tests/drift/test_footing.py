"""What the numbers of the leader's page rest on: ticks with proof, and rows that do not apply."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import msgspec

from server.deals.tables import DealRow
from server.drift.footing import Asked, Most, footing
from server.drift.points import Count
from server.drift.queries import footing as footings
from server.inspections.tables import InspectionRow, SheetRow
from server.web.drift.footing import checks
from tests import selling
from tests.cast import Cast, assemble
from tests.databases import Database

MAP, PLAN = "stakeholders-mapped", "mutual-plan-live"


def test_before_anything_was_asked_nothing_is_told():
    assert footing([], floor=60, limit=15) is None
    assert footing([Asked("a")], floor=60, limit=15) is None
    assert checks(None, selling.PROCESS) == ()


def test_ticks_and_rows_of_all_behaviours_are_counted_together_and_the_worst_are_named():
    found = footing(
        [Asked("a", 6, 2, 5, 1), Asked("b", 0, 3, 4, 0), Asked("c", 4, 3, 6, 2), Asked("d", 2, 1, 5, 0), Asked("e", 9, 0, 9, 0)],
        floor=60,
        limit=15,
    )
    assert found is not None
    assert (found.proof, found.away) == (Count(21, 30), Count(3, 29))
    assert found.hollow == (Most("b", 3, 3), Most("c", 3, 7), Most("a", 2, 8))
    assert found.left == (Most("c", 2, 6), Most("a", 1, 5))
    assert (found.proof_level, found.away_level) == ("good", "good")


def test_a_limit_that_is_reached_is_kept_and_few_are_not_judged():
    def levels(proven: int, hollow: int, rows: int, away: int) -> tuple[str, str]:
        found = footing([Asked("a", proven, hollow, rows, away)], floor=60, limit=15)
        assert found is not None
        return found.proof_level, found.away_level

    assert levels(12, 8, 20, 3) == ("good", "good")
    assert levels(11, 9, 20, 4) == ("low", "low")
    assert levels(1, 6, 7, 7) == ("few", "few")
    assert levels(1, 7, 8, 8) == ("low", "low")


def test_what_is_to_be_done_is_said_where_a_limit_is_not_kept():
    first, second = (behaviour.id for behaviour in selling.PROCESS.behaviours[:2])
    low = footing([Asked(first, 3, 6, 9, 2), Asked(second, 0, 1, 1, 0)], floor=60, limit=15)
    proof, away = checks(low, selling.PROCESS)
    title, other = (selling.PROCESS.behaviour_title(one) for one in (first, second))
    assert (proof.reading, proof.limit, proof.word) == ("3 of 10 ticks", "at least 60%", "Low")
    assert proof.most == f"Most without proof: {title} (6 of 9) and {other} (1 of 1)."
    assert (away.reading, away.limit, away.word) == ("2 of 10 rows", "at most 15%", "High")
    assert away.most == f"Most often: {title} (2 of 9)."
    assert (
        checks(footing([Asked(first, 1_869, 8, 909, 0)], floor=60, limit=15), selling.PROCESS)[0].reading
        == "1,869 of 1,877 ticks"
    )
    good = checks(footing([Asked(first, 9, 1, 10, 1)], floor=60, limit=15), selling.PROCESS)
    assert [(one.word, one.then, one.most) for one in good] == [("Good", "", ""), ("Good", "", "")]


async def test_the_sheets_of_a_quarter_are_counted_and_what_applies_not_by_itself_is_left_out(database: Database):
    await selling.serve()
    cast = await assemble()
    await sheet(cast, 1, [row(MAP, "met", proven=["a", "b", "c"]), row(PLAN, "claimed", proven=["a"], hollow=["b", "c"])])
    await sheet(cast, 2, [row(MAP, "not-applicable", na="below-limit"), row(PLAN, "not-applicable"), row("other", "not-asked")])
    await sheet(cast, 3, [row(MAP, "not-met")], mode="delta")
    await sheet(cast, 4, [row(MAP, "met", proven=["a"])], training=True)
    await sheet(cast, 5, [row(MAP, "claimed", hollow=["a"])], mode="self-check")
    await sheet(cast, 6, [row(MAP, "met", proven=["a"])], days=92)
    found = {one.behaviour: one for one in await footings.asked(cast.now)}
    assert found == {MAP: Asked(MAP, 3, 0, 3, 1), PLAN: Asked(PLAN, 1, 2, 1, 0)}


def row(behaviour: str, answer: str, proven: Sequence[str] = (), hollow: Sequence[str] = (), na: str = "") -> tuple[str, ...]:
    """One row of a sheet, its lists as a sheet keeps them."""
    return behaviour, answer, msgspec.json.encode(proven).decode(), msgspec.json.encode(hollow).decode(), na


async def sheet(
    cast: Cast, n: int, rows: Sequence[tuple[str, ...]], *, mode: str = "full", training: bool = False, days: int = 1
) -> None:
    """A sheet on a deal of its own that was closed so many days ago."""
    at = cast.now - timedelta(days=days)
    deal = DealRow(id=UUID(int=n), owner=cast.ada.id, name=f"Deal {n}", motion="new", stage="align", added_at=at)
    await DealRow.insert(deal)
    one = InspectionRow(
        id=UUID(int=100 + n),
        deal=deal.id,
        by=cast.lea.id,
        person=cast.ada.id,
        team=cast.north,
        mode=mode,
        pick="chosen",
        training=training,
        claimed="align",
        motion="new",
        process=selling.PROCESS.id,
        begun_at=at,
        last_at=at,
        closed_at=at,
        open_key=f"sheet {n}",
    )
    await InspectionRow.insert(one)
    for place, (behaviour, answer, proven, hollow, na) in enumerate(rows):
        id = UUID(int=1000 * n + place)
        await SheetRow.insert(
            SheetRow(id=id, inspection=one.id, behaviour=behaviour, answer=answer, proven=proven, hollow=hollow, na=na)
        )
