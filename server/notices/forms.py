"""What somebody chooses about what reaches them outside the product."""

from typing import Annotated

from msgspec import Meta, Struct


class MailForm(Struct, frozen=True, kw_only=True):
    """Whether a mail comes, and at which full hour."""

    hour: Annotated[int, Meta(ge=0, le=23)]
    mail: bool = False
