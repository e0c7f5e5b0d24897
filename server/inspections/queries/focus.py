"""What is in focus now."""

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from server.db import Prepared
from server.inspections.tables import FocusRow


class Focus(Struct, frozen=True, kw_only=True):
    """One stage in focus since `at`, and the behaviours that sheets ask for; without a stage the whole process is open.

    `leads` is the one behaviour that comes first since `led_at`, empty for none.
    """

    stage: str
    behaviours: tuple[str, ...]
    by: UUID | None
    at: datetime
    leads: str = ""
    led_at: datetime | None = None


async def focus() -> Focus | None:
    """The stage in focus, None when the whole process is open."""
    found = await last_focus()
    return found if found and found.stage else None


async def last_focus() -> Focus | None:
    """What was decided last about the focus, also that the process was opened, or that nothing leads; None before anybody decided."""
    rows = await LAST()
    if not rows:
        return None
    row = rows[0]
    return Focus(
        stage=row["stage"],
        behaviours=msgspec.json.decode(row["behaviours"], type=tuple[str, ...]),
        by=row["by"],
        at=row["at"],
        leads=row["leads"],
        led_at=row["led_at"],
    )


LAST = Prepared(lambda: FocusRow.select().order_by(FocusRow.at, FocusRow.id, ascending=False).limit(1))
