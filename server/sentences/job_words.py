"""What jobs are called, what went wrong with them, and what helps."""

from datetime import timedelta
from typing import Final

from server.sentences import mail_words
from server.sentences.translation import gettext as _
from server.sentences.translation import ngettext

MAIL: Final = "mail-"
"""What the marks of a mail server that fails begin with."""


def called(job: str) -> str:
    """`Mail that goes out`; the name itself for one that has no words."""
    return {
        "send-outbox": _("Mail that goes out"),
        "call-out": _("Webhooks and lines in Slack"),
        "read-mail": _("Mail that people forward"),
        "morning-digest": _("The mail of the morning"),
        "pull-crm": _("Deals from the CRM"),
        "import-deals": _("Deals from files"),
        "fetch-lessons": _("Lessons from git"),
        "count-board": _("The page Drift of a large company"),
        "settle-gaps": _("The nightly settling of know and do"),
        "forget-answers": _("Clearing old answers to programs"),
        "forget-words": _("Removing words after their time"),
    }.get(job, job)


def way(line: str) -> str:
    """How a call leaves: `A webhook`; the name itself for one that has no words."""
    return {"webhook": _("A webhook"), "chat": "Slack"}.get(line, line)


def wrong(problem: str) -> str:
    """Why the last round failed, in one sentence. An error that nobody foresaw is named as the log names it."""
    return {
        "inbox": _("The inbox cannot be read."),
        "crm": _("A CRM does not answer."),
        "crm-refuses": _("A CRM does not let us in."),
        "lessons": _("The repository of the lessons cannot be fetched."),
        "lessons-here": _("What is served cannot be brought to this machine."),
        "settling": _("The settling stopped before its end."),
        "counting": _("The counting stopped before its end."),
        "broken-off": _("It was broken off before its end."),
        "hangs": _("It has not come to its end for more than an hour."),
    }.get(problem, mail_words.told(problem.removeprefix(MAIL))) or _("Something that nobody foresaw: %(error)s.") % {
        "error": problem
    }


def helps(problem: str) -> str:
    """What an admin can do about it, in one sentence."""
    return {
        "inbox": _("Setup, Mail says why."),
        "crm": _("Setup, CRMs that are asked says which one and why; it is asked again by itself."),
        "crm-refuses": _("Setup, CRMs that are asked says which one; give it a new token there."),
        "lessons": _("Setup, Lessons says why; what was loaded before is still served."),
        "lessons-here": _("Look whether this machine reaches the repository and has room on its disk."),
        "settling": _("The log says why. Numbers stay those of the night before."),
        "counting": _("The log says why. What was counted before is still shown."),
        "broken-off": _("Its server was stopped, stood still or lost the database. It is begun again by itself."),
        "hangs": _("Restart the server if it does not end: every job goes on where it stopped."),
    }.get(problem, mail_words.helps(problem.removeprefix(MAIL))) or _(
        "The log has more under the mark of this round. It is tried again by itself."
    )


def pace(seconds: float, *, nightly: bool = False) -> str:
    """How often a job looks: `every minute`."""
    if nightly:
        return _("every night")
    if seconds < 60:
        count = round(seconds)
        return ngettext("every second", "every %(count)s seconds", count) % {"count": count}
    if seconds < 3_600:
        count = round(seconds / 60)
        return ngettext("every minute", "every %(count)s minutes", count) % {"count": count}
    count = round(seconds / 3_600)
    return ngettext("every hour", "every %(count)s hours", count) % {"count": count}


def span(length: timedelta) -> str:
    """`4 minutes`, `3 hours`, `2 days`: as long as something has lasted."""
    seconds = max(length.total_seconds(), 0.0)
    if seconds < 90:
        count = round(seconds)
        return ngettext("%(count)s second", "%(count)s seconds", count) % {"count": count}
    if seconds < 90 * 60:
        count = round(seconds / 60)
        return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}
    if seconds < 48 * 3_600:
        count = round(seconds / 3_600)
        return ngettext("%(count)s hour", "%(count)s hours", count) % {"count": count}
    count = round(seconds / 86_400)
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def size(count: float) -> str:
    """`48 MB`: so many bytes, in powers of 1000 as disks are sold."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1_000:
            return f"{count:.0f} {unit}" if count >= 10 or unit == "B" else f"{count:.1f} {unit}"
        count /= 1_000
    return f"{count:.1f} TB"
