"""Words of the pages of a CRM: what went wrong and what helps, why a deal stays out."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, cast

from server.deals.meanings import Options
from server.integrations.crm.field import GONE, Unfit
from server.integrations.crm.vendors import Vendor
from server.integrations.crm.walk import Left
from server.sentences import gettext as _
from server.sentences import ngettext, row_words


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


def unfit(code: Unfit, vendor: Vendor, field: str) -> str:
    """Why a field cannot be written, and what an admin does about it in this CRM."""
    told = {"name": vendor.name, "field": field}
    if code == "missing":
        return MISSING[vendor.source]() % told
    if code == "kind":
        return _("%(field)s is there in %(name)s, but it is no field of one line of text. It has to be one.") % told
    if vendor.writer.name:
        return _("%(field)s is there in %(name)s, but we may not change it. Let it be edited by whom we act as.") % told
    return _("That is a field of %(name)s itself. Only a field of your own is written.") % told


MISSING: Final[Mapping[str, Callable[[], str]]] = {
    "hubspot": lambda: _(
        "%(name)s has no property of deals with the internal name %(field)s. Have it made here, or make it there: Settings, Properties, "
        "Deal properties, single-line text."
    ),
    "salesforce": lambda: _(
        "%(name)s shows us no field %(field)s of opportunities. Make a text field with this API name there, and let whom we act as see and edit it."
    ),
    "pipedrive": lambda: _(
        "%(name)s has no field of deals with this key. Settings, Data fields, Deal: copy the API key of a text field of your own."
    ),
}
"""What is said of a field that is not there."""


def untold(code: str, vendor: Vendor, detail: str, field: str) -> str:
    """Why deals are not told."""
    if code == "refused" and detail in {"missing", "kind", "locked"}:
        return unfit(cast("Unfit", detail), vendor, field)
    if code == "rights":
        words = {"name": vendor.name, "scopes": ", ".join(vendor.writer.scopes)}
        return _("%(name)s does not let us write into deals. Allow %(scopes)s there, then turn it on again.") % words
    return trouble(code, vendor, detail)


def unmade(code: str, vendor: Vendor, detail: str) -> str:
    """Why the field was not made."""
    if code == "rights":
        return _("%(name)s does not let us make fields. Allow crm.schemas.deals.write for a moment, or make it there.") % {
            "name": vendor.name
        }
    return trouble(code, vendor, detail)


def not_taken(problem: str, tries: int, vendor: Vendor) -> str:
    """Why one deal was not told."""
    if problem == GONE:
        return _("It is not in %(name)s any more. It is looked for again in a day, while it is open here.") % {
            "name": vendor.name
        }
    told = ngettext(
        "%(name)s says %(word)s. It is tried again by itself.",
        "%(name)s says %(word)s, %(num)d times by now. It is tried again by itself.",
        tries,
    )
    return told % {"name": vendor.name, "word": problem, "num": tries}


def reason(left: Left) -> str:
    """Why a deal stays out."""
    column = {"day": _("a date"), "amount": _("Amount"), "empty": _("Stage")}.get(left.why, left.column)
    return row_words.tell(left.why, column=column, word=left.word or _("nobody"))


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
