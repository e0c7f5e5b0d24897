"""What can be sent."""

from uuid import UUID

from msgspec import Struct


class Mail(Struct, frozen=True, kw_only=True, tag="mail"):
    """One mail to one address: plain text, perhaps with the same as `html` beside it. `stop` is the address that ends such mails by one press."""

    to: str
    subject: str
    text: str
    html: str = ""
    stop: str = ""


class Claimed(Struct, frozen=True, kw_only=True):
    """A message that this process may send now; it is claimed for five minutes."""

    id: UUID
    attempts: int
    mail: Mail
