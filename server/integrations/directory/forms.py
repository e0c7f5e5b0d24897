"""What forms about people from elsewhere send."""

from uuid import UUID

from msgspec import Struct


class TakeOverForm(Struct, kw_only=True):
    """A file is taken over as it was `seen`. `leave` are people who are let go; `partly`: rows with faults stay out."""

    seen: str
    leave: list[UUID] = []
    everybody: bool = False
    partly: bool = False
