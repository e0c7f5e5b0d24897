"""What can be sent."""

import re
from datetime import datetime
from typing import Final, Generic, TypeVar
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


class Unsent(Struct, frozen=True, kw_only=True):
    """A message that could not be sent, without its words. `to` is a masked address, or the line by which a call leaves; `whom` is the address of one
    that is refused, for whoever has to correct it. `due` is empty for one that was given up. `problem` is what was answered, `mark` which `trouble`
    that is, empty for a call; a sender that is at it this moment has it `held`.
    """

    id: UUID
    kind: str
    to: str
    made: datetime
    due: datetime | None
    attempts: int
    problem: str
    mark: str = ""
    whom: str = ""
    held: bool = False


def masked(address: str) -> str:
    """`a…@example.org`: enough to see which system refuses, too little to know whom it was for."""
    name, at, host = address.rpartition("@")
    return f"{name[:1]}…{at}{host}" if at else "…"


def masked_within(text: str) -> str:
    """The same for every address in what a mail server answered."""
    return ADDRESS.sub(lambda found: masked(found[0]), text)


ADDRESS: Final = re.compile(r"[^\s<>()\[\]'\",;:]+@[\w.-]+")
"""What may be an address of somebody."""
