"""Why another system did not hear us, in words that help."""

from server.sentences.translation import gettext as _


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
