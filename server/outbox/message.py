"""What can be sent."""

from uuid import UUID

from msgspec import Struct


class Mail(Struct, frozen=True, kw_only=True, tag="mail"):
    """One plain-text mail to one address."""

    to: str
    subject: str
    text: str


class Claimed(Struct, frozen=True, kw_only=True):
    """A message that this process may send now; it is claimed for five minutes."""

    id: UUID
    attempts: int
    mail: Mail
