"""What somebody on the buyer's side is in."""

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from server.db import Statement


class SaidBy(Struct, frozen=True, kw_only=True):
    """The evidence they sent, what waits for a deal with them in it, and the deals on which their address is known. False when there is nothing."""

    evidence: Sequence[UUID]
    items: Sequence[UUID]
    contacts: Sequence[UUID]

    def __bool__(self) -> bool:
        return bool(self.evidence or self.items or self.contacts)


async def said_by(word: str) -> SaidBy:
    """Everything of the buyer with this name or address, whole and without regard to capitals. A sender may be written `Name <address>`.

    No name is nobody's, and not that of whoever is not known to have sent something.
    """
    plain = " ".join(word.casefold().split())
    if not plain:
        return SaidBy(evidence=(), items=(), contacts=())
    return SaidBy(
        evidence=[row["id"] for row in await SENT(f"%{plain}%", f"%{word.strip()}%") if _is(plain, row["sender"])],
        items=[
            row["id"]
            for row in await WAITING(f"%{plain}%", f"%{word.strip()}%", f"%{plain}%")
            if _is(plain, row["sender"]) or f'"{plain}"' in row["people"].casefold()
        ],
        contacts=[row["id"] for row in await KNOWN(plain)],
    )


def _is(plain: str, sender: str) -> bool:
    said = " ".join(sender.casefold().split())
    name, _space, address = said.rstrip(">").rpartition("<")
    return plain in {said, name.strip(), address}


SENT = Statement('SELECT "id", "sender" FROM "evidence" WHERE LOWER("sender") LIKE {} OR "sender" LIKE {}')
WAITING = Statement(
    'SELECT "id", "sender", "people" FROM "mail_item" WHERE LOWER("sender") LIKE {} OR "sender" LIKE {} OR LOWER("people") LIKE {}'
)
KNOWN = Statement('SELECT "id" FROM "mail_contact" WHERE LOWER("address") = {}')
