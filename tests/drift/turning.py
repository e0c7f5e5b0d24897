"""Sheets of Team North whose claims held or did not, at once, for tests of what is said of a signal."""

from datetime import datetime, timedelta
from uuid import UUID

from server.deals.tables import DealRow
from server.drift.queries import board
from server.inspections.tables import InspectionRow
from tests import selling
from tests.cast import Cast

FALLEN = "--+" * 24 + "+" * 200
"""Claims that held for eight months, and of which every third has held since three months."""

LOW = "---++---"
"""Eight claims, of which two held."""


async def judged(cast: Cast, marks: str, now: datetime) -> None:
    """One verified sheet of Lea a mark, `+` where its claim held, the newest first, eight days ago and then every 29 hours."""
    deals = [
        DealRow(id=UUID(int=n + 1), owner=cast.ada.id, name=f"Deal {n}", motion="new", stage="align", added_at=now, closed_at=now)
        for n in range(30)
    ]
    await DealRow.insert(*deals)
    sheets = [_sheet(cast, n, mark, now - timedelta(days=8, hours=29 * n)) for n, mark in enumerate(marks)]
    for first in range(0, len(sheets), 50):
        await InspectionRow.insert(*sheets[first : first + 50])
    board.forget()


def _sheet(cast: Cast, n: int, mark: str, at: datetime) -> InspectionRow:
    return InspectionRow(
        id=UUID(int=1000 + n),
        deal=UUID(int=n % 30 + 1),
        by=cast.lea.id,
        person=cast.ada.id,
        team=cast.north,
        mode="full",
        pick="coverage",
        claimed="align",
        motion="new",
        process=selling.PROCESS.id,
        begun_at=at,
        last_at=at,
        closed_at=at,
        gap=0 if mark == "+" else 1,
        verified=True,
        open_key=f"sheet {n}",
    )
