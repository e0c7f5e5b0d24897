"""A next step that somebody of ours wrote down in a CRM, as sentences: what it is, and that it proves nothing."""

from datetime import UTC, date, datetime, time

from server.sentences.translation import gettext as _
from server.sentences.words import short


def tell(called: str, kind: str, subject: str, day: date | None, *, accepted: bool, today: date) -> str:
    """`Next step in HubSpot: “Security review call”, 24 Nov. A task of ours; it proves nothing until a buyer accepts.`

    `called` is the CRM as people write it, `kind` task or event, `day` when it is due or begins; `accepted`: the CRM says that a buyer accepted.
    """
    words = {"name": called, "subject": subject or _("without a title"), "day": _short(day) if day else ""}
    if day is None:
        first = _("Next step in %(name)s: “%(subject)s”, no day.")
    elif day < today:
        first = _("Next step in %(name)s: “%(subject)s”, was due %(day)s.")
    else:
        first = _("Next step in %(name)s: “%(subject)s”, %(day)s.")
    if accepted:
        second = _("%(name)s says that a buyer accepted; forward the invitation, and it counts as evidence.")
    elif kind == "event":
        second = _("A meeting of ours; it proves nothing until a buyer accepts.")
    else:
        second = _("A task of ours; it proves nothing until a buyer accepts.")
    return f"{first % words} {second % words}"


def _short(day: date) -> str:
    return short(datetime.combine(day, time(12), UTC), "UTC")
