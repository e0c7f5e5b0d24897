"""The CRMs that deals come from, and open deals that the last file of one does not hold."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.db import Statement
from server.deals.queries.deals import Deal, deal_of
from server.deals.queries.imports import NAMES, Seen, seen_of


class Source(Struct, frozen=True, kw_only=True):
    """A CRM: as of when it is known, since when it is given up, and how many open deals came from it."""

    name: str
    seen_at: datetime | None
    retired_at: datetime | None
    open: int

    @property
    def called(self) -> str:
        """Its name as people write it."""
        return NAMES.get(self.name, self.name)


class Missing(Struct, frozen=True, kw_only=True):
    """Open deals that the newest file of their source does not hold: the file, when it was made, and the deals by name."""

    run: UUID
    file: str
    digest: str
    source: str
    as_of: datetime
    deals: tuple[Deal, ...]

    @property
    def called(self) -> str:
        """The source as people write it."""
        return NAMES.get(self.source, self.source)


async def known_sources() -> list[Source]:
    """Every CRM that deals were imported from, by name."""
    return [Source(**row) for row in await KNOWN()]


async def missing() -> list[Missing]:
    """By source, the open deals that its newest file does not hold, where somebody did not say that it holds a part only.

    A source that was asked itself since tells what it has no more, so nothing is missing there.
    """
    newest: dict[str, Mapping[str, Any]] = {row["source"]: row for row in await NEWEST()}
    found = []
    for source, row in sorted(newest.items()):
        deals = tuple(deal_of(one) for one in await OLDER(source, row["as_of"])) if not row["part"] else ()
        if deals:
            found.append(
                Missing(
                    run=row["id"],
                    file=row["name"],
                    digest=row["digest"],
                    source=source,
                    as_of=row["as_of"],
                    deals=deals,
                )
            )
    return found


async def seen_after(source: str, last: UUID | None, *, most: int) -> list[Seen]:
    """What was seen of some deals of a source, those behind `last` in the order of their ids."""
    rows = await (AFTER(source, last, most) if last else FIRST(source, most))
    return [seen_of(row) for row in rows]


async def seen_of_open(source: str, *, most: int) -> list[Seen]:
    """What was seen of some open deals of a source."""
    return [seen_of(row) for row in await OF_OPEN(source, most)]


KNOWN = Statement(
    'SELECT s."name", s."seen_at", s."retired_at", (SELECT COUNT(*) FROM "deal" d WHERE d."source" = s."name" '
    'AND d."closed_at" IS NULL) AS "open" FROM "crm_source" s ORDER BY s."name"'
)
NEWEST = Statement(
    'SELECT i."id", i."source", i."name", i."digest", i."as_of", i."part" FROM "deal_import" i JOIN "crm_source" s '
    'ON s."name" = i."source" AND s."seen_at" = i."as_of" WHERE i."kind" = \'deals\' AND i."state" = \'done\' '
    'AND s."retired_at" IS NULL ORDER BY i."finished_at", i."id"'
)
OLDER = Statement('SELECT * FROM "deal" WHERE "source" = {} AND "closed_at" IS NULL AND "seen_at" < {} ORDER BY "name", "id"')
_SEEN = 'SELECT "id", "key", "deal", "told" FROM "deal_seen" WHERE "source" = {} '
FIRST = Statement(_SEEN + 'ORDER BY "id" LIMIT {}')
AFTER = Statement(_SEEN + 'AND "id" > {} ORDER BY "id" LIMIT {}')
OF_OPEN = Statement(
    'SELECT "id", "key", "deal", "told" FROM "deal_seen" WHERE "source" = {} AND "deal" IN (SELECT "id" FROM "deal" WHERE "closed_at" IS NULL) '
    'ORDER BY "id" LIMIT {}'
)
