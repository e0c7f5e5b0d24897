"""What a database holds, so that a copy can be held against it: rows by table, and one checksum of the ledger.

The checksum is the same on both engines: the SHA-256 of all facts in the order of their ids, each a JSON list of its columns.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final

from msgspec import Struct, json

from server.db.ground import APP
from server.errors import Setup

FACTS: Final = (
    'SELECT "id", "at", "kind", "version", "person", "number", "actor", "team", "digest", "body" FROM "fact" ORDER BY "id"'
)
"""The ledger. Ids and people as text, times in UTC: then two engines say the same."""


RAN: Final = f"SELECT name FROM migration WHERE app_name = '{APP}' ORDER BY name"  # noqa: S608  # a constant
"""Our migrations. A table of this name is in databases of other products, too."""


class Stock(Struct, frozen=True, kw_only=True):
    """`rows` by table, `ledger` as hexadecimal digits, and the names of the `migrations` that ran."""

    rows: dict[str, int]
    ledger: str
    migrations: tuple[str, ...]

    @property
    def facts(self) -> int:
        """How many facts the ledger has."""
        return self.rows.get("fact", 0)


def begun(stock: Stock, where: object) -> Stock:
    """The same. Raises Setup when no migration ever ran there: what would be copied is no database of Plumbline, or not yet."""
    if not stock.migrations:
        raise Setup(
            f"{where} is no database of Plumbline yet: no migration ever ran there. DATABASE_URL says which one is meant."
        )
    return stock


def same_as(found: Stock, expected: Stock | None) -> None:
    """Raises Setup when this is not what was in the copy when it was made, as far as that is known."""
    if expected is not None and found != expected:
        differ = [name for name in {*found.rows, *expected.rows} if found.rows.get(name) != expected.rows.get(name)]
        raise Setup(f"What is there differs from what was copied: {', '.join(sorted(differ)) or 'the checksum of the ledger'}.")


class Digest:
    """The checksum of a ledger, fed with its facts in order."""

    def __init__(self) -> None:
        self._sum = sha256()

    def add(self, facts: Iterable[Sequence[object]]) -> None:
        """The next facts, each with its columns as FACTS names them."""
        for fact in facts:
            self._sum.update(json.encode(list(fact)) + b"\n")

    def __str__(self) -> str:
        return self._sum.hexdigest()
