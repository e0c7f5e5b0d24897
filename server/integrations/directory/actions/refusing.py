"""Keeping what was refused, so that an admin can read it without the log of the server."""

from datetime import datetime, timedelta
from typing import Final

from server import db, ids, ledger
from server.integrations.directory.tables import DirectoryRefusal
from server.people import queries as people
from server.people.fingerprints import fingerprint

KEPT: Final = timedelta(days=30)


async def note_refusal(method: str, about: str, status: int, why: str, *, at: datetime) -> None:
    """Keeps it; the same once more is counted instead, because a directory tries again every half hour. What is a month old is forgotten."""
    # Who was erased is not named again, not even where they are refused.
    gone = await people.erasures()
    about = " ".join(word for word in about.split(" ") if not gone or fingerprint(word) not in gone)
    told = (method[:10], _clean(about)[:400], status, _clean(why)[:500])
    id = ids.new()

    async def verb() -> None:
        await ledger.take_turn()
        await DirectoryRefusal.delete().where(DirectoryRefusal.at < at - KEPT)
        if not await AGAIN(at, *told):
            method, about, status, why = told
            await DirectoryRefusal.insert(DirectoryRefusal(id=id, at=at, method=method, about=about, status=status, why=why))

    await db.run(verb)


def _clean(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


AGAIN = db.Statement(
    'UPDATE "directory_refusal" SET "at" = {}, "again" = "again" + 1 '
    'WHERE "method" = {} AND "about" = {} AND "status" = {} AND "why" = {} RETURNING "id"'
)
