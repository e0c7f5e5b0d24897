"""What the history of a deal shows, as sentences in the reader's language."""

from collections.abc import Mapping
from datetime import UTC, datetime, time

from server.sentences.flag_reasons import (
    Corrected,
    FlagReason,
    NoStep,
    Overstated,
    Passed,
    SingleThread,
    Skipped,
    Slid,
    Slipped,
    Stalled,
)
from server.sentences.translation import gettext as _
from server.sentences.translation import ngettext
from server.sentences.words import short, together


def tell(reason: FlagReason | Corrected, *, zone: str, titles: Mapping[str, str]) -> str:
    """One sentence that a person can check. `titles` are those of stages and behaviours by id; what the process has no more keeps its id."""
    match reason:
        case Overstated(claimed=claimed, supported=supported, missing=missing):
            words = {"claimed": _of(titles, claimed), "supported": _of(titles, supported), "missing": _of(titles, missing)}
            if missing:
                return _("Claimed %(claimed)s, supported %(supported)s: first missing is “%(missing)s”.") % words
            return _("Claimed %(claimed)s, supported %(supported)s.") % words
        case Slid() | Corrected() | Skipped():
            return _moved(reason, zone, titles)
        case Slipped() | Passed():
            return _dated(reason)
        case Stalled(stage=stage, days=days, usual=usual):
            return _("In %(stage)s for %(num)d days; usual: %(usual)d days.") % {
                "stage": _of(titles, stage),
                "num": days,
                "usual": usual,
            }
        case NoStep(days=days):
            return ngettext(
                "One day without a next step that a buyer accepted.",
                "%(num)d days without a next step that a buyer accepted.",
                days,
            ) % {"num": days}
        case SingleThread():
            return _("The evidence names one buyer only.")


def _moved(reason: Slid | Corrected | Skipped, zone: str, titles: Mapping[str, str]) -> str:
    words = {"before": _of(titles, reason.before), "after": _of(titles, reason.after), "day": short(reason.at, zone)}
    match reason:
        case Slid():
            return _("The claim moved back from %(before)s to %(after)s on %(day)s, and nobody had inspected the deal.") % words
        case Corrected():
            return _("Corrected on %(day)s after an inspection: from %(before)s back to %(after)s.") % words
        case Skipped(over=over, derived=derived):
            words["over"] = together([_of(titles, stage) for stage in over])
            if derived:
                return _("Went from %(before)s to %(after)s without %(over)s, between two imports; seen on %(day)s.") % words
            return _("Went from %(before)s to %(after)s without %(over)s on %(day)s.") % words


def _dated(reason: Slipped | Passed) -> str:
    day = short(datetime.combine(reason.day, time(12), UTC), "UTC")
    if isinstance(reason, Passed):
        return _("The close date was %(day)s, and the deal is open.") % {"day": day}
    return _("The close date was moved later %(num)d times, the last time to %(day)s.") % {"num": reason.times, "day": day}


def _of(titles: Mapping[str, str], id: str) -> str:
    return titles.get(id, id)
