"""Who looked at somebody's data."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.db import Statement, of_row


class Looked(Struct, frozen=True, kw_only=True):
    """Somebody opened a page about this person on that day of theirs, first `at` that time."""

    id: UUID
    viewer: UUID
    name: str
    page: str
    day: date
    at: datetime


PAGE = 50
"""How many looks come at a time."""


async def who_looked(person: UUID, *, before: tuple[datetime, UUID] | None = None) -> list[Looked]:
    """Who opened which page about this person: fifty looks, newest first, older than `before` (at, id) if given. Only that person may know."""
    rows = await (OLDER(person, before[0], before[0], before[1], PAGE) if before else NEWEST(person, PAGE))
    return [_looked(row) for row in rows]


def _looked(row: Mapping[str, Any]) -> Looked:
    return of_row(Looked, row)


_LOOK = (
    'SELECT l."id", l."viewer", p."name", l."page", l."day", l."at" FROM "look" l JOIN "person" p ON p."id" = l."viewer" '
    'WHERE l."subject" = {}'
)
# The piece above is a constant of this module; every value is a parameter.
NEWEST = Statement(f'{_LOOK} ORDER BY l."at" DESC, l."id" DESC LIMIT {{}}')
OLDER = Statement(
    f'{_LOOK} AND (l."at" < {{}} OR (l."at" = {{}} AND l."id" < {{}})) ORDER BY l."at" DESC, l."id" DESC LIMIT {{}}'
)
