"""What can be sent."""

from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from msgspec import Struct


class Mail(Struct, frozen=True, kw_only=True, tag="mail"):
    """One mail to one address: plain text, perhaps with the same as `html` beside it. `stop` is the address that ends such mails by one press."""

    to: str
    subject: str
    text: str
    html: str = ""
    stop: str = ""


class Call(Struct, frozen=True, kw_only=True, tag="call"):
    """One call to another system. `line` says by which integration it leaves, `target` is its id there, `body` is what is sent."""

    line: str
    target: UUID
    body: str


Content = TypeVar("Content", Mail, Call)


class Claimed(Struct, Generic[Content], frozen=True, kw_only=True):
    """A message that this process may send now; it is claimed for five minutes."""

    id: UUID
    attempts: int
    made: datetime
    content: Content
