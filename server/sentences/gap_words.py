"""Gaps as words: the name of a kind, and the sentence that a person can check, to the person themselves or to who coaches them."""

from datetime import datetime

from server.sentences.reasons import Coach, Counts, Fading, GapReason, Judged, LookNext, Missing, Steady, Teach
from server.sentences.translation import gettext as _
from server.sentences.translation import ngettext
from server.zones import local_day


def tell(reason: GapReason, *, zone: str, now: datetime, own: bool) -> str:
    """What was counted, then what follows from it; nothing follows where only counts may be told."""
    if isinstance(reason, Counts):
        return counts(reason, zone=zone, now=now)
    return f"{counts(reason.counts, zone=zone, now=now)} {meaning(reason, own=own)}"


def meaning(reason: GapReason, *, own: bool) -> str:
    """What follows from the counts, without them: for where they stand beside it. Empty for counts alone."""
    if isinstance(reason, Counts):
        return ""
    return _own(reason) if own else _others(reason)


def counts(seen: Counts, *, zone: str, now: datetime) -> str:
    """`Right on 7 of 7 questions, the last 12 days ago; shown on 2 of 5 deals. The missing clause is usually: a buyer confirmed the map.`"""
    counted = _("%(known)s; %(done)s.") % {"known": _known(seen, zone, now), "done": _done(seen)}
    return f"{counted} {missing(seen.missing)}" if seen.missing else counted


def missing(clause: Missing) -> str:
    """`The missing clause is usually: a buyer confirmed the map.` Only said so where it is missing more often than not."""
    words = {"clause": clause.words}
    if clause.of == 1:
        return _("The missing clause there: %(clause)s.") % words
    if 2 * clause.deals > clause.of:
        return _("The missing clause is usually: %(clause)s.") % words
    return _("Missing most often: %(clause)s.") % words


def ago(at: datetime, *, zone: str, now: datetime) -> str:
    """`today`, `yesterday` or `12 days ago`, by the calendar of the zone. What has not come yet is today."""
    days = (local_day(now, zone) - local_day(at, zone)).days
    if days <= 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}


def _known(seen: Counts, zone: str, now: datetime) -> str:
    last = ago(seen.asked_at, zone=zone, now=now) if seen.asked_at else ""
    if not seen.asked:
        return _("Last asked %(ago)s") % {"ago": last} if last else _("Not asked yet")
    words = {"right": seen.right, "of": seen.asked, "ago": last}
    if not last:
        return ngettext("Right on %(right)d of %(of)d question", "Right on %(right)d of %(of)d questions", seen.asked) % words
    if seen.asked == 1:
        return _("Right on %(right)d of 1 question, %(ago)s") % words
    return _("Right on %(right)d of %(of)d questions, the last %(ago)s") % words


def _done(seen: Counts) -> str:
    if not seen.deals:
        return claimed(seen.claimed) if seen.claimed else _("not looked at on a deal yet")
    shown = ngettext("shown on %(shown)d of %(of)d deal", "shown on %(shown)d of %(of)d deals", seen.deals) % {
        "shown": seen.shown,
        "of": seen.deals,
    }
    return _("%(shown)s, %(more)s") % {"shown": shown, "more": claimed_more(seen.claimed)} if seen.claimed else shown


def claimed(deals: int) -> str:
    """`claimed on 2 deals, shown on none yet`."""
    return ngettext("claimed on %(n)d deal, not shown yet", "claimed on %(n)d deals, not shown yet", deals) % {"n": deals}


def claimed_more(deals: int) -> str:
    """`claimed on 2 more`, beside the deals that count."""
    return ngettext("claimed on %(n)d more", "claimed on %(n)d more", deals) % {"n": deals}


def _own(reason: Judged) -> str:
    match reason:
        case Teach():
            return _("A lesson or a question moves this most.")
        case Coach():
            return _("You know it; what is left is doing it on a deal.")
        case Fading():
            return _("It is fading; one question brings it back.")
        case Steady():
            return _("Nothing to do here.")
        case LookNext(ask=True):
            return _("Next is a question about it, to know more.")
        case LookNext():
            return _("Next is a look at it on one of your deals.")


def _others(reason: Judged) -> str:
    match reason:
        case Teach():
            return _("Teach it before you coach it.")
        case Coach():
            return _("Coach, don’t teach again.")
        case Fading():
            return _("It is fading; one question in practice brings it back.")
        case Steady():
            return _("Look elsewhere.")
        case LookNext(ask=True):
            return _("Next is a question about it, to know more.")
        case LookNext():
            return _("Look at it on a deal next.")
