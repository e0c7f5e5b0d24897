"""A small source with words that mean something, for tests of importing."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from server.deals.crm.mapping import Words
from server.deals.crm.rows import Told

ADA = UUID("01939b5e-0000-7000-8000-0000000000aa")
BO = UUID("01939b5e-0000-7000-8000-0000000000bb")
MONDAY = datetime(2026, 11, 16, 6, tzinfo=UTC)

STAGES = {
    "Meeting": "engage",
    "Needs": "discover",
    "Room": "align",
    "Paper": "commit",
    "Signed": "=won",
    "Gone": "=lost",
    "Junk": "-",
}

WORDS = Words(
    source="hubspot",
    decided={
        **{("stage", "", word): meant for word, meant in STAGES.items()},
        ("motion", "", ""): "new",
        ("motion", "", "Small"): "small",
        ("owner", "", "ada@example.org"): str(ADA),
        ("owner", "", "Bo Rep"): str(BO),
        ("owner", "", "Left Out"): "-",
        ("category", "", "Commit"): "commit",
        ("status", "", "Open"): "=open",
        ("status", "", "Won"): "=won",
    },
    zone="Europe/Prague",
    currency="EUR",
)


def week(n: int) -> datetime:
    """Monday morning of the n-th week."""
    return MONDAY + timedelta(days=7 * n)


def told(stage: str = "Needs", owner: str = "ada@example.org", **more: object) -> Told:
    """A row about Northgate."""
    fields: dict[str, object] = {"key": "1", "name": "Northgate", "close_date": date(2026, 12, 18), **more}
    return Told(stage=stage, owner=owner, **fields)  # type: ignore[arg-type]  # a test names any of them
