"""What was seen of deals, held by whoever changes it: of two files that tell of one deal at once, the second goes on from what the first left."""

from collections.abc import Collection
from functools import cache
from uuid import UUID

from server import ids
from server.db import Statement, blanks, current
from server.db.postgres import SafePostgresEngine
from server.deals.crm.dossier import Dossier, pack
from server.deals.queries import imports
from server.deals.queries.imports import Seen

NAMESPACE = UUID("6d1f6a0e-7b0c-5a53-9a3e-0d2f0c9b1a77")
"""Below it lie the ids of deals that come from elsewhere, so that a deal has the same one in whichever order its files come."""


def seen_id(source: str, key: str) -> UUID:
    """The id of what is seen of the deal that a source calls by this key."""
    return ids.derived(NAMESPACE, f"seen {source}\n{key}")


async def held(source: str, told: Collection[str], known: Collection[str] = ()) -> dict[str, Seen]:
    """What was seen of these deals of a source, by key, which nobody else changes until the open transaction ends. Of those that are `told` of,
    one that was never seen is held as well; whoever holds it writes what is seen of it now.

    SQLite has one writer. On PostgreSQL a batch waits for its rivals, so it would overwrite what one of them wrote after it had read.
    """
    keys = sorted({*told, *known})
    if keys and isinstance(current(), SafePostgresEngine):
        nothing, begun = pack(Dossier()), sorted(told)
        if begun:
            await _begin(len(begun))(*(value for key in begun for value in (seen_id(source, key), source, key, nothing)))
        await _hold(len(keys))(source, *keys)
    return await imports.seen(source, keys)


@cache
def _begin(keys: int) -> Statement:
    rows = ", ".join(["({}, {}, {}, {}, '')"] * keys)
    return Statement(
        f'INSERT INTO "deal_seen" ("id", "source", "key", "told", "mapping") VALUES {rows} ON CONFLICT DO NOTHING'  # noqa: S608  # placeholders
    )


@cache
def _hold(keys: int) -> Statement:
    marks = blanks(keys)
    # Always in the same order, so that two who hold the same wait for each other instead of locking each other out.
    return Statement(f'SELECT "id" FROM "deal_seen" WHERE "source" = {{}} AND "key" IN ({marks}) ORDER BY "key" FOR UPDATE')  # noqa: S608  # placeholders
