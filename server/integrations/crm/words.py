"""Words of the pages of a CRM: what went wrong and what helps, what a word may mean, why a deal stays out."""

from collections.abc import Sequence

from server.deals.crm.recognise import LEAVE_OUT
from server.integrations.crm.vendors import Vendor
from server.integrations.crm.walk import Left
from server.process.map import Process
from server.sentences import gettext as _
from server.sentences import row_words

NEW_PERSON = "+"
"""An owner who becomes a person here."""

Options = tuple[tuple[str, str], ...]
"""(value, words) pairs."""


def trouble(code: str, vendor: Vendor, detail: str = "") -> str:
    """What went wrong, and what an admin can do about it."""
    words = {"name": vendor.name, "scopes": ", ".join(vendor.scopes)}
    told = {
        "token": _(
            "%(name)s does not accept what was entered to open it, or no longer does. Make a new token there and enter it here."
        ),
        "rights": _("%(name)s lets us in but not to everything that is read: %(scopes)s. Allow that there, then try again."),
        "address": _("There is no %(name)s at this address. Look at the address."),
        "private": _("This address is in a private network. PLUMBLINE_PRIVATE_NETWORKS allows those."),
        "busy": _("%(name)s asks to wait, because others use it as well. It goes on by itself."),
        "down": _("%(name)s answers with an error of its own. It is tried again by itself."),
        "away": _("%(name)s does not answer. It is tried again by itself."),
        "broken": _(
            "%(name)s answered with something that cannot be read. It is tried again by itself; the server’s log says more."
        ),
        "refused": _("%(name)s will not have this request. The server’s log says more."),
    }.get(code, _("%(name)s could not be read. The server’s log says why."))
    return (told % words) + (f" ({detail})" if detail else "")


def reason(left: Left) -> str:
    """Why a deal stays out."""
    column = {"day": _("a date"), "amount": _("Amount"), "empty": _("Stage")}.get(left.why, left.column)
    return row_words.tell(left.why, column=column, word=left.word or _("nobody"))


def meanings(process: Process, everyone: Options) -> dict[str, Options]:
    """By kind of word what it may mean; `everyone` are the people here."""
    stages = tuple((stage.id, stage.title) for stage in process.stages)
    motions = tuple((motion.id, motion.title) for motion in process.motions)
    ends = (("=won", _("Won")), ("=lost", _("Lost")), ("=no-decision", _("No decision")), ("=disqualified", _("Disqualified")))
    out = ((LEAVE_OUT, _("leave these deals out")),)
    return {
        "stage": (*stages, *ends, *out),
        "status": (("=open", _("Open")), *ends),
        "motion": (*motions, *out),
        "owner": ((NEW_PERSON, _("add as a new rep")), *out, *everyone),
        "category": (("commit", _("Commit")), ("best", _("Best case")), ("pipeline", _("Pipeline")), ("omitted", _("Omitted"))),
    }


def every(minutes: int) -> str:
    """How often a CRM is asked."""
    return {
        0: _("only when you say so"),
        15: _("every 15 minutes"),
        60: _("every hour"),
        360: _("every 6 hours"),
        1440: _("once a day"),
    }[minutes]


def intervals(allowed: Sequence[int]) -> Options:
    """How often a CRM may be asked."""
    return tuple((str(minutes), every(minutes)) for minutes in allowed)
