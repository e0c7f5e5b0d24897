"""What a person has to do by a time. Pure."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct


class Due(Struct, frozen=True, kw_only=True):
    """One due item. `subject` is the id of the artifact that proves a promise, or of the lesson, empty for others; `path` leads to it."""

    kind: Literal["promise", "lesson", "reply", "sheet"]
    id: UUID
    deal_name: str
    subject: str
    made: datetime
    due: datetime
    path: str
