"""Why another system did not hear us, in words that help."""

import re
from typing import Final

from server.sentences.translation import gettext as _

_STATUS: Final = re.compile(r"It answered with status (\d+)\.")


def unreachable(why: str) -> str:
    """The sentence for the code of `outgoing.Unreachable`."""
    return {
        "address": _("This is no address that can be called."),
        "private": _("This address is in a private network. PLUMBLINE_PRIVATE_NETWORKS allows those."),
        "name": _("Nobody knows the name of this host."),
        "connection": _("Nobody answers at this address."),
        "tls": _("Its certificate is not valid for this address."),
        "slow": _("It took too long to answer."),
    }.get(why, _("The answer broke off."))


def answered(status: int) -> str:
    """The sentence for an answer that is no success."""
    return _("It answered with status %(status)s.") % {"status": status}


def ended() -> str:
    """Of a webhook that was ended meanwhile."""
    return _("It wants to be told nothing more.")


def unwanted() -> str:
    """Of a line that came too late, or that its reader has turned off."""
    return _("Nobody wants to hear it any more.")


def told(kept: str) -> str:
    """What was kept of a call, in the reader's language: it is kept in English, whoever it was for. Other words stay."""
    status = _STATUS.fullmatch(kept)
    return answered(int(status[1])) if status else _(kept) if kept else ""
