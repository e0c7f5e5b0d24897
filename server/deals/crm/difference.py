"""In what a deal differs from what follows for it."""

from datetime import date, datetime
from typing import Final, Protocol
from uuid import UUID

from server.deals.crm.dossier import Followed

FIELDS: Final = ("name", "motion", "stage", "amount", "currency", "close_date", "category", "segment")
"""What may change of a deal besides its owner and its end."""


class Known(Protocol):
    """A deal as it is kept."""

    @property
    def owner(self) -> UUID:
        """Whose it is."""

    @property
    def outcome(self) -> str:
        """How it ended, empty while it is open."""

    @property
    def closed_at(self) -> datetime | None:
        """When it ended."""

    @property
    def close_date(self) -> date | None:
        """The day on which it is to close."""


def differences(deal: Known, followed: Followed) -> tuple[str, ...]:
    """The names of the fields that differ, owner, outcome and closed_at among them."""
    return tuple(
        field for field in (*FIELDS, "owner", "outcome", "closed_at") if getattr(deal, field) != getattr(followed, field)
    )
