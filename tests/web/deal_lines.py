"""Lines of deals as a review and a week show them."""

from datetime import UTC, datetime
from uuid import UUID

from msgspec.structs import replace

from server.deals.queries import Deal
from server.inspections.queries import Concluded
from tests.selling import PROCESS

NOW = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)


ADA, BO = UUID(int=1), UUID(int=2)


def deal(name: str = "Northgate", *, stage: str = "align", owner: UUID = ADA, category: str = "") -> Deal:
    return Deal(
        id=UUID(int=hash(name) % 2**64),
        owner=owner,
        name=name,
        motion="new",
        stage=stage,
        amount=62_000_00,
        currency="EUR",
        close_date=None,
        closed_at=None,
        outcome="",
        added_at=NOW,
        process=PROCESS.id,
        process_version=PROCESS.version,
        category=category,
    )


def concluded(supported: str, place: int, gap: int, **more: object) -> Concluded:
    usual = Concluded(
        deal=UUID(int=1),
        claimed="align",
        supported=supported,
        place=place,
        gap=gap,
        verified=True,
        missing="problem-in-buyer-words",
        waits=("written",),
        complete=("next-step-confirmed",),
        lapsed=(),
        inspection=None,
        inspected_at=NOW,
        looked_at=NOW,
        by=None,
        by_name="",
        mode="full",
        pick="coverage",
    )
    return replace(usual, **more)
