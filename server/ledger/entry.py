"""What a verb writes under."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from server import ids


class Entry(Struct, frozen=True, kw_only=True):
    """The identity and time of one deed. `id` comes from the rendered form and becomes the fact's id, so that sending twice does it once.

    `digest` is the SHA-256 of what was sent: the same id with another digest is a conflict. `actor` is who did it, None for the system.
    """

    id: UUID
    at: datetime
    actor: UUID | None = None
    digest: str = ""

    def after(self, last: datetime | None) -> datetime:
        """When it takes effect: now, but after the `last` of the deeds that it is to override, also when the clock was put back since."""
        return self.at if last is None or last < self.at else last + timedelta(microseconds=1)

    def child(self, name: str) -> "Entry":
        """The entry of a fact that follows from this one in the same transaction; the same name gives the same id."""
        return Entry(id=ids.derived(self.id, name), at=self.at, actor=self.actor, digest=self.digest)
