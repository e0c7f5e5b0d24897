"""What a manager's week says in short: its heading, and three sentences on what got better, what drifts and what is due."""

from collections.abc import Sequence

from server.inspections.trends import Change, better, changes, worse
from server.sentences import gettext as _
from server.sentences import ngettext
from server.sentences.words import short, together
from server.web.week.desk import Book
from server.web.week.signals import silent

SPELLED = 6
"""Numbers up to here are spelled."""


def heading(follow_ups: int, left: int, more: int, *, deals: bool = True) -> str:
    """`Two follow-ups, one inspection left`; what there is nothing of is not told, and what is to be looked at besides only where it is all.
    Without `deals` nothing was done either.
    """
    parts = []
    if follow_ups:
        parts.append(ngettext("one follow-up", "%(num)s follow-ups", follow_ups) % {"num": spelled(follow_ups)})
    if left:
        parts.append(ngettext("one inspection left", "%(num)s inspections left", left) % {"num": spelled(left)})
    if more and not parts:
        parts.append(ngettext("one deal to look at", "%(num)s deals to look at", more) % {"num": spelled(more)})
    words = ", ".join(parts) or (_("nothing is left this week") if deals else _("no deal is open"))
    return words[:1].upper() + words[1:]


def says(book: Book, left: int, more: int) -> tuple[tuple[str, str], ...]:
    """(what it is about, sentence): better, drifting, due. `left` inspections are of the heading, `more` deals stand below the picks."""
    found = changes(book.seen, book.now)
    return (
        (_("Better"), _better(book, better(found), bool(found))),
        (_("Drifting"), _drifting(book, worse(found), bool(found))),
        (_("Due"), _due(book, left, more)),
    )


def spelled(n: int) -> str:
    """`two`, and from seven on digits."""
    words = ("", _("one"), _("two"), _("three"), _("four"), _("five"), _("six"))
    return words[n] if 0 < n <= SPELLED else str(n)


def _better(book: Book, change: Change | None, compared: bool) -> str:
    if change:
        return _changed(book, change)
    if compared:
        return _("Nothing clearly became more frequent in four weeks.")
    return _("Too little was inspected in eight weeks to say what got better.")


def _drifting(book: Book, change: Change | None, compared: bool) -> str:
    if change:
        return _changed(book, change)
    quiet = silent(book)
    if quiet:
        return _("“%(behaviour)s” was not asked for lately: what we stop asking, they stop doing.") % {"behaviour": quiet[0]}
    return _("Nothing clearly drifts.") if compared else _("And too little to say what drifts.")


def _changed(book: Book, change: Change) -> str:
    return _(
        "%(behaviour)s: met on %(met)d of %(deals)d deals in four weeks; in the four before on %(met_before)d of %(deals_before)d."
    ) % {
        "behaviour": book.behaviour(change.behaviour),
        "met": change.met,
        "deals": change.deals,
        "met_before": change.met_before,
        "deals_before": change.deals_before,
    }


def _due(book: Book, left: int, more: int) -> str:
    """All that the heading counts, and what the week asks for besides."""
    parts = [*_promises(book), *_replies(book), *_blind(book), *_left(left), *_more(more, besides=bool(left))]
    if not parts:
        return _("Nothing is due today.")
    words = "; ".join(parts)
    return f"{words[:1].upper()}{words[1:]}."


def _promises(book: Book) -> Sequence[str]:
    n = len(book.promised)
    if not n:
        return ()
    names = dict.fromkeys(book.names.get(one.person, "") for one in book.promised)
    said = ngettext("one promise is due, by %(names)s", "%(num)s promises are due, by %(names)s", n)
    return (said % {"num": spelled(n), "names": together(list(names))},)


def _replies(book: Book) -> Sequence[str]:
    n = len(book.replies)
    return (ngettext("one reply waits for you", "%(num)s replies wait for you", n) % {"num": spelled(n)},) if n else ()


def _blind(book: Book) -> Sequence[str]:
    n = len(book.blind)
    if not n or book.blind[0].due_at is None:
        return ()
    said = ngettext(
        "one calibration waits for your sheet, until %(day)s",
        "%(num)s calibrations wait for your sheets, the first until %(day)s",
        n,
    )
    return (said % {"num": spelled(n), "day": short(book.blind[0].due_at, book.desk.zone)},)


def _left(n: int) -> Sequence[str]:
    return (ngettext("one inspection is left", "%(num)s inspections are left", n) % {"num": spelled(n)},) if n else ()


def _more(n: int, *, besides: bool) -> Sequence[str]:
    if not n:
        return ()
    said = (
        ngettext("one more deal is to be looked at by Sunday", "%(num)s more deals are to be looked at by Sunday", n)
        if besides
        else ngettext("one deal is to be looked at by Sunday", "%(num)s deals are to be looked at by Sunday", n)
    )
    return (said % {"num": spelled(n)},)
