"""What somebody types about their chat."""

from msgspec import Struct


class ChatForm(Struct, frozen=True, kw_only=True):
    """Where, and what. An empty address keeps the one there is."""

    url: str = ""
    day: bool = False
    notes: bool = False
    reveals: bool = False
