"""The lines of a manager's week: the deals that were picked, what the cadence asks for besides, and the one next action."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

from msgspec import Struct

from server import ids
from server.inspections.cadence import Due
from server.inspections.capacity import MEASURED
from server.inspections.queries import Decided, Done, Line, Picked
from server.people.queries import Person
from server.sentences import flag_words, ngettext, pick_words
from server.sentences import gettext as _
from server.sentences.pick_reasons import AtRisk
from server.sentences.words import about, short
from server.web.frame.home import Next
from server.web.week import week_words
from server.web.week.desk import Book


class PickLine(Struct, frozen=True):
    """A picked deal: `state` is met (inspected this week), now (the next one) or none; `why` in words; what was typed into its swap."""

    picked: Picked
    name: str
    who: str
    amount: int | None
    currency: str
    slot: str
    why: str
    state: str
    done: str
    begin: UUID
    swap: UUID
    words: str = ""
    error: str = ""


class DueLine(Struct, frozen=True):
    """A deal that the cadence asks for this week; `what` says which look and why now."""

    deal: UUID
    name: str
    who: str
    what: str


SHOWN: Final = 50
"""Promises that are due, and deals besides the picks, that stand on the page; who leads hundreds has more, which come as these are done."""


def standing(book: Book) -> set[UUID]:
    """The deals that stand on the page."""
    named = (book.picked, besides(book)[:SHOWN], book.decided, book.open, book.promised[:SHOWN], book.replies, book.blind)
    return {one.deal for each in named for one in each}


def looked_at(book: Book, owners: Collection[UUID]) -> list[Person]:
    """Of hundreds at a desk those of whom the page tells: the `owners` of the deals that stand there, and whose promises and replies do. Who is
    one of hundreds that are counted is not looked at.
    """
    there = {*owners, *(one.person for one in book.promised[:SHOWN]), *(one.person for one in book.replies)}
    return [person for person in book.persons if person.id in there]


def picks(book: Book, pick: UUID | None, typed: Mapping[str, str], errors: Mapping[str, str]) -> Sequence[PickLine]:
    """The deals of the week in the order of their slots. `pick`, `typed` and `errors`: a swap that came back."""
    done = _inspected(book)
    found: list[PickLine] = []
    for picked in book.picked:
        line = book.line(picked.deal)
        if line is None:
            continue
        sheet = done.get(picked.deal)
        waits = "now" if book.room.left and all(one.state != "now" for one in found) else "none"
        words = _("Inspected this week, %(about)s.") % {"about": about(sheet.worked)} if sheet else ""
        back = {"words": typed.get("words", ""), "error": errors.get("words", "")} if picked.id == pick else {}
        found.append(_pick_line(book, picked, line, "met" if sheet else waits, words, **back))
    return found


def left(book: Book) -> list[str]:
    """The picked deals that nobody has inspected in full this week, by name in the order of their slots, as far as the routine has room for them."""
    undone = _undone(book)
    return undone[: book.room.left]


def _undone(book: Book) -> list[str]:
    done = _inspected(book)
    return [line.deal.name for one in book.picked if one.deal not in done and (line := book.line(one.deal))]


def _inspected(book: Book) -> Mapping[UUID, Done]:
    return {one.deal: one for one in book.done if one.full}


def _pick_line(book: Book, picked: Picked, line: Line, state: str, done: str, *, words: str = "", error: str = "") -> PickLine:
    flag = _flag(book, picked, line)
    zone = book.desk.zone
    return PickLine(
        picked=picked,
        name=line.deal.name,
        who=line.owner,
        amount=line.deal.amount,
        currency=line.deal.currency,
        slot=pick_words.slot(picked.why),
        why=pick_words.told_after(picked.why, flag=flag) if done else pick_words.tell(picked.why, zone=zone, flag=flag),
        state=state,
        done=done,
        begin=ids.new(),
        swap=ids.new(),
        words=words,
        error=error,
    )


def _flag(book: Book, picked: Picked, line: Line) -> str:
    """What today says of the flag for which a deal was picked."""
    flag = picked.why.flag if isinstance(picked.why, AtRisk) else ""
    reason = next((one for one in line.flags if one.flag == flag), None)
    return flag_words.tell(reason, zone=book.desk.zone, titles=book.titles) if reason else ""


def due(book: Book) -> Sequence[DueLine]:
    """What the cadence asks for besides the picks, the first of it, and the decision for which the week keeps a place."""
    there = {line.deal.id: line for line in book.lines}
    lines = [(due, there[due.deal]) for due in besides(book)[:SHOWN]]
    found = [DueLine(line.deal.id, line.deal.name, line.owner, _look(book, due.kind, line)) for due, line in lines]
    return [*(_decided(book, one) for one in book.decided if book.room.here), *found]


def besides(book: Book) -> Sequence[Due]:
    """All that the cadence asks for besides the picks, the earliest first."""
    picked = {one.deal for one in book.picked}
    return [due for due in book.room.due if due.deal not in picked]


def more(book: Book) -> int:
    """How many deals stand below the picks, or come there as others are done."""
    return len(besides(book)) + (len(book.decided) if book.room.here else 0)


def _decided(book: Book, one: Decided) -> DueLine:
    words = _("in full, won on %(day)s: the look back at the decision")
    if one.outcome == "lost":
        words = _("in full, lost on %(day)s: the look back at the decision")
    return DueLine(one.deal, one.name, book.names.get(one.owner, ""), words % {"day": short(one.closed_at, book.desk.zone)})


def _look(book: Book, kind: str, line: Line) -> str:
    stage = {"stage": book.stage(line.deal.stage)}
    if kind == "delta":
        return _("short check, in %(stage)s") % stage
    if line.full is None:
        return _("in full, never inspected, in %(stage)s") % stage
    return _("in full, in %(stage)s") % stage


def room(book: Book) -> str:
    """`Two inspections are left in your routine. 8 more fit into one-to-ones.`; empty for who is away, and without deals."""
    if not book.room.here or book.empty:
        return ""
    more = max(0, book.room.supply.full - max(sum(one.full for one in book.done), book.room.supply.routine))
    n = len(left(book))
    routine = ngettext("One inspection is left in your routine.", "%(num)s inspections are left in your routine.", n)
    words = routine % {"num": week_words.spelled(n).capitalize()} if n else _over(book)
    if not more:
        return words
    return words + " " + ngettext("One more fits into a one-to-one.", "%(num)d more fit into one-to-ones.", more) % {"num": more}


def _over(book: Book) -> str:
    """The routine has no room left: what is picked and not inspected is not owed any more."""
    if not _undone(book):
        return _("Your routine is done for this week.")
    return _("This week’s inspections are done. What is left below may wait for next week.")


def action(book: Book, open_sheets: Sequence[tuple[UUID, str]], following: PickLine | None) -> Next:
    """What to do next: go on with a sheet, begin one, or read the review; where no deal is open, the team."""
    if open_sheets:
        sheet, name = open_sheets[0]
        return Next(
            _("Go on with %(deal)s") % {"deal": name},
            _("You stopped in the middle. It opens where you left it; every tick is kept."),
            f"/inspections/{sheet}",
        )
    if following is not None:
        measured = len(book.took) >= MEASURED
        words = _("At most eight rows, %(about)s, the median of your last ten. It saves as you tick.")
        then = (words if measured else _("At most eight rows, %(about)s. It saves as you tick.")) % {
            "about": about(book.room.supply.seconds)
        }
        return Next(_("Inspect %(deal)s") % {"deal": following.name}, then, "")
    if book.empty:
        return Next(
            _("Go to your team"), _("Who learns what, and what you may ask somebody to take."), f"/team?team={book.desk.team}"
        )
    return Next(_("Go to the review"), _("One line a deal: claimed, supported, complete, missing, next."), "/review")
