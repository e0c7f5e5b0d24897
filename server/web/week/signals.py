"""The three signals of a manager's week in words, by the rules of `drift`: whether claims hold, what nobody asks for, and what notes speak of."""

from collections.abc import Sequence

from msgspec import Struct

from server.drift import signals as rules
from server.drift.points import Count
from server.drift.signals import Level, Silent
from server.lessons.compiler.floors import floor
from server.sentences import gettext as _
from server.sentences import ngettext
from server.web.week.desk import Book


class Signal(Struct, frozen=True):
    """One count: what is counted, `n` of `of` in words, its level, and what stands below it."""

    title: str
    reading: str
    level: Level
    says: str
    note: str
    href: str = ""
    link: str = ""


def signals(book: Book) -> tuple[Signal, ...]:
    """Stage accuracy, then silent behaviours or, before anything can be silent, recency, then the anchor of coaching."""
    return accuracy(book), silence(book) or recency(book), anchor(book)


def accuracy(book: Book) -> Signal:
    """S1, as the leader's page counts it: of the team's deals that were picked by turn or by lot in four weeks and verified, those that hold."""
    level = rules.level(book.accuracy, bar := floor(book.rules, "stage_accuracy"))
    return Signal(
        title=_("Stage accuracy"),
        reading=_reading(book.accuracy, _("deals")) if book.accuracy.n else _("No deal is verified yet"),
        level=level,
        says=_says(level, bar),
        note=_(
            "Verified deals of four weeks whose claim is what the evidence reaches. Only those that were picked by turn or by lot count."
        ),
        href="/review",
        link=_("Deal by deal"),
    )


def silent(book: Book) -> tuple[str, ...] | None:
    """S16: the titles of behaviours in use that the team asked nobody for in 45 days; None while it has not inspected for that long itself."""
    found = _silent(book)
    return None if found is None else tuple(book.behaviour(one.behaviour) for one in found.quiet)


def silence(book: Book) -> Signal | None:
    """The same as a signal."""
    counted = _silent(book)
    if counted is None:
        return None
    names = [book.behaviour(one.behaviour) for one in counted.quiet]
    words = {"num": len(names), "of": counted.used, "days": round(floor(book.rules, "silent_days"))}
    return Signal(
        title=_("Silent behaviours"),
        reading=_("%(num)d of %(of)d behaviours") % words,
        level=rules.level(counted.count, None),
        says=ngettext("Nobody asks for it", "Nobody asks for them", len(names)) if names else _("All are asked for"),
        note=_("Not asked for %(days)d days or more: %(names)s.") % {**words, "names": _named(names)}
        if names
        else _("Each was asked for in the last %(days)d days.") % words,
        href="/process",
        link=_("What they are"),
    )


def recency(book: Book) -> Signal:
    """S7: open deals that were looked at within the cadence of their stage."""
    count = Count(book.room.in_time, book.room.clocked)
    level = rules.level(count, bar := floor(book.rules, "inspection_recency"))
    return Signal(
        title=_("Looked at in time"),
        reading=_reading(count, _("deals")) if count.n else _("No deal had to be looked at yet"),
        level=level,
        says=_says(level, bar),
        note=_("Open deals that were inspected within the cadence of their stage."),
        href="/review",
        link=_("Deal by deal"),
    )


def anchor(book: Book) -> Signal:
    """S9: notes of the reader that speak of the step, alone or beside the number."""
    count = Count(book.anchored.step, book.anchored.of)
    level = rules.level(count, bar := floor(book.rules, "coaching_anchor"))
    return Signal(
        title=_("Coaching on the step"),
        reading=_reading(count, _("notes")) if count.n else _("No note in eight weeks"),
        level=level,
        says=_says(level, bar),
        note=_("Your notes of eight weeks that speak of the step, as you tagged them."),
        href="/team",
        link=_("By rep"),
    )


def _silent(book: Book) -> Silent | None:
    if book.process is None:
        return None
    focus = book.focus.behaviours if book.focus and book.focus.stage else None
    used = rules.in_use(book.process, (line.deal.stage for line in book.lines), focus)
    return rules.silent(used, book.asked, book.since, book.now, floor(book.rules, "silent_days"))


def _says(level: Level, floor: float) -> str:
    """The level in words."""
    if level == "low":
        return _("Under your floor of %(floor)d%%") % {"floor": round(floor)}
    return _("Good") if level == "good" else _("Too few to judge")


def _reading(count: Count, unit: str) -> str:
    return _("%(num)d of %(of)d %(unit)s") % {"num": count.met, "of": count.n, "unit": unit}


def _named(titles: Sequence[str], most: int = 3) -> str:
    rest = len(titles) - most
    if rest <= 0:
        return ", ".join(titles)
    return ", ".join(titles[:most]) + " " + ngettext("and one more", "and %(count)s more", rest) % {"count": rest}
