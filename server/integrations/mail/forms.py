"""What people say about mail of theirs that waits."""

from datetime import date
from uuid import UUID

from msgspec import Struct


class FilingForm(Struct, frozen=True, kw_only=True):
    """The deal that it is about, empty for none, and of which day it is where the mail did not say."""

    deal: UUID | None = None
    day: date | None = None
