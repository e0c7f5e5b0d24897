"""The three signals of a manager's week, as counts: whether claims hold, what nobody asks for any more, and what notes speak of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from server.coaching.queries import Anchored
from server.inspections.standard import DECISION
from server.lessons.compiler.floors import floor
from server.process.map import Process
from server.sentences import gettext as _
from server.sentences import ngettext
from server.web.desk import Book

FEWEST = 8
"""Cases below which a level is not told."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One count: what is counted, `n` of `of` in words, its level (`good`, `low`, or empty below eight cases), and what stands below it."""

    title: str
    reading: str
    level: str
    says: str
    note: str
    href: str = ""
    link: str = ""


def signals(book: Book) -> tuple[Signal, ...]:
    """Stage accuracy, then silent behaviours or, before anything can be silent, recency, then the anchor of coaching."""
    return accuracy(book), silence(book) or recency(book), anchor(book)


def accuracy(book: Book) -> Signal:
    """S1: fully verified deals whose claim is what the evidence supports. Deals whose last look was picked for its risk are left out."""
    found = [one.concluded for one in book.lines if one.concluded and one.concluded.verified and one.concluded.pick != "risk"]
    right = sum(one.gap == 0 for one in found)
    level, says = _level(right, len(found), floor(book.rules, "stage_accuracy"))
    return Signal(
        title=_("Stage accuracy"),
        reading=_reading(right, len(found), _("deals")) if found else _("No deal is verified yet"),
        level=level,
        says=says,
        note=_("Verified deals whose claim is what the evidence reaches. Deals last picked for their risk are left out."),
        href="/review",
        link=_("Deal by deal"),
    )


def silent(book: Book) -> tuple[str, ...] | None:
    """S16: the titles of behaviours in use that the team asked nobody for in 45 days; None while it has not inspected for that long itself."""
    days = timedelta(days=floor(book.rules, "silent_days"))
    if book.process is None or book.since is None or book.now - book.since < days:
        return None
    asked = {one for one, at in book.asked.items() if book.now - at <= days}
    return tuple(book.behaviour(one) for one in _in_use(book, book.process) if one not in asked)


def silence(book: Book) -> Signal | None:
    """The same as a signal."""
    found = silent(book)
    if found is None or book.process is None:
        return None
    of = len(_in_use(book, book.process))
    words = {"num": len(found), "days": round(floor(book.rules, "silent_days"))}
    return Signal(
        title=_("Silent behaviours"),
        reading=_("%(num)d of %(of)d behaviours") % {"num": len(found), "of": of},
        level="low" if found else "good",
        says=ngettext("Nobody asks for it", "Nobody asks for them", len(found)) if found else _("All are asked for"),
        note=_("Not asked for %(days)d days: %(names)s.") % {**words, "names": _named(found)}
        if found
        else _("Each was asked for in the last %(days)d days.") % words,
        href="/process",
        link=_("What they are"),
    )


def recency(book: Book) -> Signal:
    """S7: open deals that were looked at within the cadence of their stage."""
    n, of = book.room.in_time, book.room.clocked
    level, says = _level(n, of, floor(book.rules, "inspection_recency"))
    return Signal(
        title=_("Looked at in time"),
        reading=_reading(n, of, _("deals")) if of else _("No deal has a cadence"),
        level=level,
        says=says,
        note=_("Open deals that were inspected within the cadence of their stage."),
        href="/review",
        link=_("Deal by deal"),
    )


def anchor(book: Book) -> Signal:
    """S9: notes of the reader that speak of the step, alone or beside the number."""
    found: Anchored = book.anchored
    level, says = _level(found.step, found.of, floor(book.rules, "coaching_anchor"))
    return Signal(
        title=_("Coaching on the step"),
        reading=_reading(found.step, found.of, _("notes")) if found.of else _("No note in eight weeks"),
        level=level,
        says=says,
        note=_("Your notes of eight weeks that speak of the step, as you tagged them."),
        href="/team",
        link=_("By rep"),
    )


def _in_use(book: Book, process: Process) -> Sequence[str]:
    """In the first quarter what is in focus; else what a sheet of the team may ask for: everything up to the furthest stage that an open deal claims,
    but the look back at a decision, which only a decided deal asks for.
    """
    if book.focus:
        return [one for one in book.focus.behaviours if one in process.behaviour]
    furthest = max((process.place(line.deal.stage) for line in book.lines if line.deal.stage in process.stage), default=0)
    return [one.id for one in process.behaviours if one.id != DECISION and process.place(one.stage) <= furthest]


def _level(n: int, of: int, floor: float) -> tuple[str, str]:
    if of < FEWEST:
        return "", _("Too few to judge")
    words = {"floor": round(floor)}
    return ("good", _("Good")) if 100 * n >= floor * of else ("low", _("Under your floor of %(floor)d%%") % words)


def _reading(n: int, of: int, unit: str) -> str:
    return _("%(num)d of %(of)d %(unit)s") % {"num": n, "of": of, "unit": unit}


def _named(titles: Sequence[str], most: int = 3) -> str:
    rest = len(titles) - most
    if rest <= 0:
        return ", ".join(titles)
    return ", ".join(titles[:most]) + " " + ngettext("and one more", "and %(num)d more", rest) % {"num": rest}
