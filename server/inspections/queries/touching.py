"""How many open sheets and open deals a change of the process is about: counted over everybody, for whoever decides the wording."""

from collections.abc import Mapping

from msgspec import Struct

from server.db import Statement, scanning


class Open(Struct, frozen=True, kw_only=True):
    """Open sheets that ask for a behaviour, open deals on which it was asked, and open deals that claim a stage; each by its id."""

    sheets: Mapping[str, int]
    asked: Mapping[str, int]
    claimed: Mapping[str, int]


async def open_now() -> Open:
    """All of them, in three statements that go through every open deal."""
    with scanning():
        return Open(
            sheets={row["of"]: row["n"] for row in await SHEETS()},
            asked={row["of"]: row["n"] for row in await ASKED()},
            claimed={row["of"]: row["n"] for row in await CLAIMED()},
        )


SHEETS = Statement(
    'SELECT r."behaviour" AS "of", COUNT(*) AS "n" FROM "inspection" i JOIN "inspection_row" r ON r."inspection" = i."id" '
    'WHERE i."closed_at" IS NULL GROUP BY r."behaviour"'
)
ASKED = Statement(
    'SELECT s."behaviour" AS "of", COUNT(*) AS "n" FROM "standing" s JOIN "deal" d ON d."id" = s."deal" '
    'WHERE d."closed_at" IS NULL GROUP BY s."behaviour"'
)
CLAIMED = Statement('SELECT "stage" AS "of", COUNT(*) AS "n" FROM "deal" WHERE "closed_at" IS NULL GROUP BY "stage"')
