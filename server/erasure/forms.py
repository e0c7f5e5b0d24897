"""What the form of an erasure sends."""

from typing import Annotated

from msgspec import Meta, Struct


class ErasureForm(Struct, kw_only=True):
    """The name, typed once more."""

    name: Annotated[str, Meta(max_length=200)] = ""
