"""What a person chose to be told, and how."""

from typing import ClassVar
from uuid import UUID

from server.facts.fact import Fact


class MorningMailChosen(Fact, frozen=True, kw_only=True):
    """A person chose whether a mail comes on working mornings, and at which full hour where they are. `how` is account or link."""

    kind: ClassVar[str] = "morning-mail-chosen"
    on: bool
    hour: int
    how: str = "account"


class FeedMade(Fact, frozen=True, kw_only=True):
    """A person made the private address of their calendar. The one they had before ended with it."""

    kind: ClassVar[str] = "feed-made"
    feed: UUID


class FeedEnded(Fact, frozen=True, kw_only=True):
    """A person ended the private address of their calendar."""

    kind: ClassVar[str] = "feed-ended"
    feed: UUID
