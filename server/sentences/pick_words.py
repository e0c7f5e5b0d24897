"""Why a deal is looked at this week, and what waits, as sentences in the reader's language."""

from datetime import datetime

from server.sentences.pick_reasons import AtRisk, ByLot, LongestWithout, Waits, Why
from server.sentences.translation import gettext as _
from server.sentences.translation import ngettext
from server.sentences.words import short, together


def slot(why: Why) -> str:
    """The word for how it was picked."""
    match why:
        case LongestWithout():
            return _("Coverage")
        case ByLot():
            return _("By lot")
        case AtRisk():
            return _("Risk")


def tell(why: Why, *, zone: str, flag: str = "") -> str:
    """One sentence that a person can check. `flag` is what today says of the flag for which it was picked, in words; empty when it is gone."""
    match why:
        case LongestWithout(days=0, looked=None):
            return _("It had just come when it was picked, and no open deal had waited longer.")
        case LongestWithout(days=days, looked=None):
            return ngettext(
                "Not inspected in the one day it has been here; no open deal has waited longer.",
                "Not inspected in the %(num)d days it has been here; no open deal has waited longer.",
                days,
            ) % {"num": days}
        case LongestWithout(days=days):
            return ngettext(
                "It has gone one day without an inspection, and no open deal has waited longer.",
                "It has gone %(num)d days without an inspection, and no open deal has waited longer.",
                days,
            ) % {"num": days}
        case ByLot(among=among, looked=looked):
            return f"{_drawn(among)} {_last(looked, zone)}"
        case AtRisk():
            return f"{flag or _risk(why)} {_last(why.looked, zone)}"


def told_after(why: Why, *, flag: str = "") -> str:
    """The same once it was inspected: why it was looked at, and nothing of how long it has waited."""
    match why:
        case LongestWithout(days=0):
            return _("It had just come when it was picked, and no open deal had waited longer.")
        case LongestWithout(days=days):
            return ngettext(
                "It had gone one day without an inspection.", "It had gone %(num)d days without an inspection.", days
            ) % {"num": days}
        case ByLot(among=among):
            return _drawn(among)
        case AtRisk():
            return flag or _risk(why)


def waits(what: Waits) -> str:
    """One line about a week that asks for more than it has room for."""
    lines = []
    if what.asked > what.room:
        words = {"asked": what.asked, "room": what.room, "so": _gives_way(what)}
        lines.append(_("The cadences ask for %(asked)d full inspections a week and there is time for %(room)d: %(so)s.") % words)
    if what.delta:
        lines.append(
            ngettext(
                "One short check a week is left to the pipeline review.",
                "%(num)d short checks a week are left to the pipeline review.",
                what.delta,
            )
            % {"num": what.delta}
        )
    return " ".join(lines)


def _gives_way(what: Waits) -> str:
    if not what.room:
        return _("they wait")
    stretched = _("the middle stages are inspected every %(num)d days") % {"num": what.days}
    return together([*([_("the early sample waits")] if what.early else []), *([stretched] if what.days else [])])


def _drawn(among: int) -> str:
    return ngettext("The only open deal left.", "Drawn from %(num)d open deals, each as likely.", among) % {"num": among}


def _risk(why: AtRisk) -> str:
    """What was the matter when it was picked."""
    return {
        "overstated": _("Its claim was further than its evidence."),
        "slid": _("Its claim had moved back without an inspection."),
        "skipped": _("Its claim had skipped a stage."),
        "slipped": _("Its close date had passed or was moved later again."),
        "stalled": _("It had stood still for longer than is usual."),
        "single-thread": _("Its evidence named one buyer only."),
    }[why.flag]


def _last(looked: datetime | None, zone: str) -> str:
    return _("Last inspected on %(day)s.") % {"day": short(looked, zone)} if looked else _("Nobody has inspected it yet.")
