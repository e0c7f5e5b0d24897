"""Reasons, spans of time and small counts as words in the reader's language."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from server.sentences import days, gap_words
from server.sentences.reasons import (
    Assigned,
    Begun,
    ClosePassed,
    NeedsNext,
    OnPath,
    PromiseDue,
    Reason,
    Returns,
    StageMoved,
    WaitsFor,
)
from server.sentences.translation import gettext as _
from server.sentences.translation import ngettext
from server.zones import local_day


def tell(reason: Reason, *, zone: str, now: datetime, own: bool = True) -> str:
    """One sentence that says why, with days as they are in the zone. `own`: the reader is the person whom it is about."""
    match reason:
        case Assigned():
            return _assigned(reason, zone, now)
        case Begun(answered=answered, of=of):
            return _("%(answered)d of %(of)d answered. It waits where you left it.") % {"answered": answered, "of": of}
        case OnPath():
            return _on_path(reason)
        case Returns():
            return _returns(reason, zone)
        case PromiseDue() | ClosePassed() | NeedsNext() | WaitsFor() | StageMoved():
            return _on_a_deal(reason, zone, now)
        case _:
            return gap_words.tell(reason, zone=zone, now=now, own=own)


def span(seconds: int) -> str:
    """`50 s`, `2 min`, `2 min 10 s`: exact, because printed totals are sums."""
    minutes, rest = divmod(seconds, 60)
    words = [_("%(n)d min") % {"n": minutes}] if minutes else []
    if rest or not minutes:
        words.append(_("%(n)d s") % {"n": rest})
    return " ".join(words)


def about(seconds: int) -> str:
    """`about 4 minutes`, never less than one."""
    minutes = max(1, round(seconds / 60))
    return ngettext("about %(n)d minute", "about %(n)d minutes", minutes) % {"n": minutes}


def until(due: datetime, *, zone: str, now: datetime, reader: str = "") -> str:
    """`by Thursday 19 November`, `by today, 18:00`, or, calmly, `was due Thursday 19 November`.

    `reader` is the zone of whoever reads of somebody else's day: where the clocks differ, neither today nor the hour is told.
    """
    here = ZoneInfo(zone)
    day = due.astimezone(here)
    words = {"day": _day(due, zone), "clock": f"{day:%H:%M}"}
    if due < now:
        return _("was due %(day)s") % words
    same = not reader or due.astimezone(ZoneInfo(reader)).replace(tzinfo=None) == day.replace(tzinfo=None)
    if same and day.date() == now.astimezone(here).date():
        return _("by today, %(clock)s") % words
    return _("by %(day)s") % words


def on_day(at: datetime, zone: str) -> str:
    """`Thursday 19 November`: the day it is in the zone."""
    return _day(at, zone)


def together(parts: Sequence[str]) -> str:
    """`one`, `one and two`, `one, two and three`."""
    if len(parts) < 2:  # nothing to join
        return "".join(parts)
    return _("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def _assigned(reason: Assigned, zone: str, now: datetime) -> str:
    words = {"by": reason.by, "words": reason.words}
    if reason.due < now:
        return _("%(by)s asked for it until %(day)s: %(words)s") % {**words, "day": _day(reason.due, zone)}
    return _("%(by)s asks, %(until)s: %(words)s") % {**words, "until": until(reason.due, zone=zone, now=now)}


def _on_path(reason: OnPath) -> str:
    words = {"title": reason.title, "under": reason.under, "place": reason.place, "of": reason.of}
    if reason.under:
        return _("Next on “%(title)s”, %(under)s: lesson %(place)d of %(of)d.") % words
    return _("Next on “%(title)s”: lesson %(place)d of %(of)d.") % words


def _returns(reason: Returns, zone: str) -> str:
    day = {"day": short(reason.on, zone)}
    return {
        "sure and wrong": _("You were sure and wrong on %(day)s. It comes back until you are right twice.") % day,
        "wrong": _("Not right yet on %(day)s. It comes back until you are right twice.") % day,
        "partly": _("Partly right on %(day)s. It comes back until you are right twice.") % day,
        "right": _("You last got it right on %(day)s. Right once more, and it rests for half a year.") % day,
        "fading": _("You had it right twice, last on %(day)s, and what it is about is fading. Right again, and it rests.") % day,
        "again": _("You had it right twice, last on %(day)s. Right again, and it rests.") % day,
        "rested": _("You had it right twice, last on %(day)s. Once in half a year it comes back.") % day,
        "changed": _("What it asks has changed since you answered it on %(day)s. It comes back until you are right twice.") % day,
    }[reason.how]


def _on_a_deal(reason: PromiseDue | ClosePassed | NeedsNext | WaitsFor | StageMoved, zone: str, now: datetime) -> str:
    match reason:
        case PromiseDue(words=words, due=due):
            return _("You promised, %(until)s: %(words)s") % {"until": until(due, zone=zone, now=now), "words": words}
        case ClosePassed(on=on):
            day = days.whole(on)
            return _("Its close date was %(day)s. Say which day the buyer gives, or how it ended.") % {"day": day}
        case NeedsNext(stage=stage, question=question):
            return _("To leave %(stage)s: %(question)s") % {"stage": stage, "question": question}
        case WaitsFor(clause=clause, left=left):
            return ngettext(
                "One clause is not shown yet: %(clause)s. Add its proof.",
                "%(n)d clauses are not shown yet, first: %(clause)s. Add its proof.",
                left,
            ) % {"clause": clause, "n": left}
        case StageMoved():
            return _("Tick what the buyer has shown. It stays your claim until somebody looks at it.")


def short(at: datetime, zone: str) -> str:
    """`3 Nov`: the day it was in the zone, never parted at the end of a line."""
    return days.short(local_day(at, zone))


def _day(at: datetime, zone: str) -> str:
    return days.whole(local_day(at, zone))
