"""What every fact is."""

from typing import ClassVar

from msgspec import Struct


class Fact(Struct, frozen=True, kw_only=True):
    """Base of all facts. `kind` and `version` name the class in the ledger."""

    kind: ClassVar[str] = ""
    version: ClassVar[int] = 1
