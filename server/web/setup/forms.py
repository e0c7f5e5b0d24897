"""What an admin says of files of deals."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct


class FileForm(Struct, frozen=True, kw_only=True):
    """What is said of a file: where it comes from, if its heads do not tell, and when it was made, in the zone of who says so."""

    source: Annotated[str, Meta(max_length=40)] = ""
    as_of: Annotated[str, Meta(max_length=40)] = ""


class MissingForm(Struct, frozen=True, kw_only=True):
    """What becomes of deals that are missing in a file: those chosen left, or the file holds a part only."""

    how: Literal["left", "part"]
    deal: list[UUID] = []


class RetirementForm(Struct, frozen=True, kw_only=True):
    """The CRM that is given up, and what becomes of its open deals."""

    source: Annotated[str, Meta(min_length=1, max_length=40)]
    keep: Literal["left", "by-hand"]
