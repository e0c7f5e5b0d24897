"""What people saw when they answered, by its hash. What stands under a hash never changes and many saw the same, so what was read is kept."""

from collections.abc import Collection, Mapping
from functools import cache

from server.db import Statement, blanks
from server.learning.snapshot import Seen, read

KEPT = 512
"""How many are kept: about as many questions as an academy has."""

ROUND = 16
"""The number of placeholders is rounded up to a multiple of this, so that few statements are ever compiled."""


async def snapshots(hashes: Collection[str]) -> Mapping[str, Seen]:
    """These snapshots by hash, in one statement for all that were not read before. What is not kept is left out."""
    found = {one: _read[one] for one in hashes if one in _read}
    unread = sorted(set(hashes) - found.keys())
    if unread:
        padded = (*unread, *[unread[0]] * (-len(unread) % ROUND))
        fresh = {row["hash"]: read(row["body"]) for row in await _bodies(len(padded))(*padded)}
        _read.update(fresh)
        found |= fresh
    while len(_read) > KEPT:
        del _read[next(iter(_read))]
    return found


@cache
def _bodies(hashes: int) -> Statement:
    return Statement(f'SELECT "hash", "body" FROM "snapshot" WHERE "hash" IN ({blanks(hashes)})')  # noqa: S608  # placeholders


_read: dict[str, Seen] = {}
