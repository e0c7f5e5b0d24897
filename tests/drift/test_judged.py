"""Which sheets the rates of a team are made of, on both engines."""

from datetime import datetime, timedelta
from uuid import UUID

from server.deals.tables import DealRow
from server.drift.queries import judged
from server.drift.queries.judged import Stretch
from server.inspections.tables import InspectionRow, SheetRow
from tests import selling
from tests.cast import Cast, assemble
from tests.databases import Database

STEP = "next-step-confirmed"

SHEETS = {
    "by turn": ("full", "coverage", False),
    "by lot": ("delta", "random", False),
    "for its risk": ("full", "risk", False),
    "chosen": ("full", "chosen", False),
    "at a one-to-one": ("together", "one-to-one", False),
    "by somebody who learns to inspect": ("full", "coverage", True),
    "of oneself": ("self-check", "coverage", False),
    "to compare inspectors": ("blind", "coverage", False),
}


async def test_only_what_turn_or_lot_picked_counts_and_only_by_who_has_learnt_to_inspect(database: Database):
    await selling.serve()
    cast = await assemble()
    cases = {await sheet(cast, n, *how, at=cast.now - timedelta(days=1)): name for n, (name, how) in enumerate(SHEETS.items())}
    for span in (Stretch(cast.now - timedelta(days=2), cast.now), Stretch(cast.now - timedelta(days=2), cast.now, cast.north)):
        assert {cases[one.case] for one in await judged.accuracy(span)} == {"by turn", "by lot"}
        assert {cases[one.case] for one in await judged.answers([STEP], span)} == {"by turn", "by lot"}


async def sheet(cast: Cast, n: int, mode: str, pick: str, training: bool, *, at: datetime) -> UUID:
    """A verified sheet on a deal of its own, which is returned, with one row that was met."""
    deal = DealRow(id=UUID(int=n + 1), owner=cast.ada.id, name=f"Deal {n}", motion="new", stage="align", added_at=at)
    await DealRow.insert(deal)
    one = InspectionRow(
        id=UUID(int=100 + n),
        deal=deal.id,
        by=cast.lea.id,
        person=cast.ada.id,
        team=cast.north,
        mode=mode,
        pick=pick,
        training=training,
        claimed="align",
        motion="new",
        process=selling.PROCESS.id,
        begun_at=at,
        last_at=at,
        closed_at=at,
        verified=True,
        open_key=f"sheet {n}",
    )
    await InspectionRow.insert(one)
    await SheetRow.insert(SheetRow(id=UUID(int=200 + n), inspection=one.id, behaviour=STEP, answer="met"))
    return UUID(int=n + 1)
