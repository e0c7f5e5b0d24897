"""What a leader is told on a Monday, in three lines: the forecast with its deals, what drifts, and what is due."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

from msgspec import Struct

from server.drift.forecast import Line
from server.drift.queries.board import Board
from server.process.map import Process
from server.sentences import gettext as _
from server.sentences import ngettext
from server.sentences.words import together
from server.web.drift import charts, forecast

NAMED: Final = 3
"""Deals and signals that a line names."""


class Due(Struct, frozen=True):
    """What waits for a leader: replies that nobody answered in time, and whether this month has a deal to calibrate on.

    `kept` are the deals at which they still look a second time: no line names them.
    """

    replies: int
    calibration: bool
    kept: Collection[UUID] = ()


def lines(board: Board, process: Process, due: Due) -> tuple[str, ...]:
    """The three lines; none where no deal has come so far and nothing was ever inspected."""
    if not board.lines and not board.signals:
        return ()
    return (claimed(board, process, due.kept), drifts(board, process), waits(board, due))


def claimed(board: Board, process: Process, kept: Collection[UUID] = ()) -> str:
    """`Claimed in Propose and Commit €2.4M. Supported €1.5M. Not inspected €0.4M. Further than shown: Solberg Marine (€210K) and 3 more.`

    What is claimed in other currencies is told after the first.
    """
    stages = forecast.named(board.stages, process)
    if not board.lines:
        return _("Nothing is claimed in %(stages)s.") % {"stages": stages}
    first, *others = [{"stages": stages, **_sums(line)} for line in board.lines]
    said = [_("Claimed in %(stages)s %(claimed)s. Supported %(supported)s. Not inspected %(uninspected)s.") % first]
    said += [_("Besides %(claimed)s: supported %(supported)s, not inspected %(uninspected)s.") % other for other in others]
    words = " ".join(said)
    over = sum(one.overstated.deals for one in board.lines)
    if not over:
        return words
    told = [one for one in board.over if one.id not in kept][:NAMED]
    named = [one.name if one.amount is None else f"{one.name} ({forecast.compact(one.amount, one.currency)})" for one in told]
    return f"{words} {_('Further than shown: %(deals)s.') % {'deals': _and_more(named, over)}}"


def _sums(line: Line) -> Mapping[str, str]:
    return {
        "claimed": forecast.compact(line.claimed.amount, line.currency),
        "supported": forecast.compact(line.supported.amount, line.currency),
        "uninspected": forecast.compact(line.uninspected.amount, line.currency),
    }


def drifts(board: Board, process: Process) -> str:
    """`Coaching on the step, Team South: 37%, under your floor of 70. Falling.`, the worst first, then whose deals are not looked at in time."""
    worst = tuple(one for one in board.signals if one.outside)[:NAMED]
    late = [one for one in board.recency if one.level == "low"]
    said = [f"{one.name}, {one.scope}: {one.says}" for one in charts.rows(worst, process, board.names)]
    said += [charts.late(one) for one in late[: NAMED - len(said)]]
    if not said:
        levels = {*(one.level for one in board.signals), *(one.level for one in board.recency)}
        known = levels - {"few"} or board.rest
        return _("Nothing is low and nothing falls.") if known else _("Too little was inspected to say what drifts.")
    rest = board.outside + len(late) - len(said)
    if rest:
        said.append(ngettext("%(n)d more is low or falls.", "%(n)d more are low or fall.", rest) % {"n": rest})
    return " ".join(said)


def waits(board: Board, due: Due) -> str:
    """What is due: replies, calibration, cadence."""
    said = []
    if due.replies:
        words = ngettext("%(n)d reply waits for you.", "%(n)d replies wait for you.", due.replies)
        said.append(words % {"n": due.replies})
    if due.calibration:
        said.append(_("This month has no deal to calibrate on yet."))
    unseen = sum(one.uninspected.deals for one in board.lines)
    if unseen:
        words = ngettext(
            "%(n)d deal of the forecast is not inspected all the way.",
            "%(n)d deals of the forecast are not inspected all the way.",
            unseen,
        )
        said.append(words % {"n": unseen})
    if board.silent:
        titles = ngettext(
            "%(n)d behaviour was not asked for in a long time.",
            "%(n)d behaviours were not asked for in a long time.",
            len(board.silent),
        )
        said.append(titles % {"n": len(board.silent)})
    return " ".join(said) or _("Nothing is due.")


def _and_more(named: Sequence[str], of: int) -> str:
    rest = of - len(named)
    more = [ngettext("%(n)d more", "%(n)d more", rest) % {"n": rest}] if rest > 0 else []
    return together([*named, *more])
