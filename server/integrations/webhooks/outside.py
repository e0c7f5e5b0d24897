"""Telling one address, once."""

from datetime import datetime
from uuid import UUID

from server import vault
from server.integrations.webhooks.queries import Sealed
from server.integrations.webhooks.signature import headers
from server.outgoing import Line, Unreachable
from server.sentences import gettext as _


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
        raise Refused(_why(error)) from error
    if not 200 <= reply.status < 300:
        raise Refused(_("It answered with status %(status)s.") % {"status": reply.status}, gone=reply.status == 410)


def _why(error: Unreachable) -> str:
    """Why nothing came back, in words an admin can act on."""
    return {
        "address": _("This is no address that can be called."),
        "private": _("This address is in a private network. PLUMBLINE_PRIVATE_NETWORKS allows those."),
        "name": _("Nobody knows the name of this host."),
        "connection": _("Nobody answers at this address."),
        "tls": _("Its certificate is not valid for this address."),
        "slow": _("It took too long to answer."),
    }.get(error.why, _("The answer broke off."))
