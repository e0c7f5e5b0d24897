"""Coming in: what somebody brings, and how it goes. Pure."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct


class Outcome(Struct, frozen=True, kw_only=True):
    """How a sign-in went. `in`: the new token goes into the cookie and the person goes to `next`; `left` counts the tries a wrong code leaves."""

    result: Literal["in", "unknown", "used", "expired", "wrong", "spent"]
    person: UUID | None = None
    remembered: bool = False
    next: str = ""
    left: int = 0


class Using(Struct, frozen=True, kw_only=True):
    """What comes with the form that uses a link or a code. `form` is its id; `cookie` the token this browser had; `token` the one it gets.

    `language` is what the browser asks for, empty when that is none of ours.
    """

    form: UUID
    token: str
    device: str
    now: datetime
    cookie: str | None = None
    language: str = ""
