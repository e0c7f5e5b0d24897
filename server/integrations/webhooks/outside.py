"""Telling one address, once."""

from datetime import datetime
from uuid import UUID

from server import vault
from server.integrations.webhooks.queries import Sealed
from server.integrations.webhooks.signature import headers
from server.outgoing import Line, Unreachable
from server.sentences.call_words import answered, unreachable


class Refused(Exception):
    """It was not told. `str(error)` says why, `gone` that it wants nothing more (410)."""

    def __init__(self, message: str, *, gone: bool = False) -> None:
        super().__init__(message)
        self.gone = gone


async def tell(line: Line, to: Sealed, id: UUID, body: str, *, key: str, now: datetime) -> None:
    """Sends a signed message. Raises Refused unless the answer is one of success, and Locked when its secret cannot be read."""
    secrets = [vault.unseal(to.secret, key=key)]
    if to.old_secret and to.old_until and to.old_until > now:
        secrets.append(vault.unseal(to.old_secret, key=key))
    signed = headers(str(id), now, body, secrets)
    try:
        reply = await line.send("POST", vault.unseal(to.url, key=key), headers=signed, content=body.encode())
    except Unreachable as error:
        raise Refused(unreachable(error.why)) from error
    if not 200 <= reply.status < 300:
        raise Refused(answered(reply.status), gone=reply.status == 410)
