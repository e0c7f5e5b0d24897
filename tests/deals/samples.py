"""What the pages of deals look like."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import UUID

from server.deals.pages import DealsPage
from server.deals.queries import Deal
from server.html import Page
from tests.selling import PROCESS

FORM = UUID("01939b5e-0000-7000-8000-0000000000f0")


def deal(name: str = "Northgate & Sons", *, outcome: str = "", stage: str = "align") -> Deal:
    """A deal of Ada's."""
    return Deal(
        id=UUID("01939b5e-0000-7000-8000-000000000001"),
        owner=UUID("01939b5e-0000-7000-8000-0000000000aa"),
        name=name,
        motion="new",
        stage=stage,
        amount=6_200_000,
        currency="EUR",
        close_date=date(2026, 12, 18),
        closed_at=datetime(2026, 11, 10, 9, tzinfo=UTC) if outcome else None,
        outcome=outcome,
        added_at=datetime(2026, 11, 3, 9, tzinfo=UTC),
        process=PROCESS.id,
        process_version=PROCESS.version,
    )


def pages() -> Mapping[str, Page]:
    """The list of deals: full, empty, refused, and without a process."""
    stages = tuple((stage.id, stage.title) for stage in PROCESS.stages)
    motions = tuple((motion.id, motion.title) for motion in PROCESS.motions)

    def shown(deals: tuple[Deal, ...] = (), closed: tuple[Deal, ...] = (), **more: Mapping[str, str]) -> DealsPage:
        return DealsPage(
            deals=deals, closed=closed, titles=dict(stages), stages=stages, motions=motions, currency="EUR", form=FORM, **more
        )

    return {
        "two open and one of each end": shown(
            (deal(), deal("Alder <b>")), tuple(deal(end, outcome=end) for end in ("won", "lost", "no-decision", "disqualified"))
        ),
        "none yet": shown(),
        "sent with faults": shown(
            typed={"name": "Fennel", "amount": "lots", "stage": "align", "motion": "small"},
            errors={"amount": "Write an amount such as 62,000 or 62k, or leave it empty.", "stage": "Choose one it has."},
        ),
        "no process": DealsPage(deals=(deal(),), closed=(), titles={}, stages=(), motions=(), currency="EUR", form=FORM),
    }
