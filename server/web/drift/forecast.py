"""The forecast line in words and links: every number leads to the deals that it counts."""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from babel import Locale, UnknownLocaleError
from babel.numbers import format_compact_currency
from msgspec import Struct

from server.drift.forecast import STATES, Line, Sum
from server.drift.queries.board import Board
from server.drift.queries.forecast import Scope
from server.html.filters import inside
from server.process.map import Process
from server.sentences import gettext as _
from server.sentences import ngettext, speaking
from server.sentences.words import together
from server.web.drift.charts import FEW

NOBODY: Final = "none"
"""How an address names deals of who is in no team, and of no category."""

ANY: Final = "any"


class Cell(Struct, frozen=True):
    """One number: so much is claimed by so many deals, which stand at `href`."""

    amount: int
    deals: int
    unpriced: int
    currency: str
    href: str

    @property
    def short(self) -> str:
        """`€2.4M`: as a headline says it, with the exact sum below it."""
        return compact(self.amount, self.currency)


class Row(Struct, frozen=True):
    """What one team or category claims in one currency, and of it what is supported, overstated and not inspected."""

    name: str
    claimed: Cell
    supported: Cell
    overstated: Cell
    uninspected: Cell

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The four of them, as they stand in the table."""
        return (self.claimed, self.supported, self.overstated, self.uninspected)


def total(board: Board) -> tuple[Row, ...]:
    """Everybody's line, one row for each currency."""
    return tuple(row(_("All teams"), line, {}) for line in board.lines)


def by_team(board: Board, most: int | None = None) -> tuple[Row, ...]:
    """A row for each team and currency; none where one team has all of it. Of more than `most` teams, those that claim most beyond what is shown."""
    if len(board.teams) < 2:
        return ()
    teams = board.teams
    if most is not None and len(teams) > most:
        furthest = sorted(teams, key=lambda one: -max(line.overstated.amount for line in one[1]))[:FEW]
        teams = tuple(one for one in teams if one in furthest)
    return tuple(row(_team(board, team), line, {"team": str(team or NOBODY)}) for team, lines in teams for line in lines)


def by_category(board: Board) -> tuple[Row, ...]:
    """A row for each category of the forecast and currency, of deals in any stage."""
    return tuple(
        row(category(one), line, {"category": one or NOBODY, "in": ANY}) for one, lines in board.categories for line in lines
    )


def row(name: str, line: Line, about: dict[str, str]) -> Row:
    """One row; `about` says in an address what it is about."""
    of = {**about, "currency": line.currency}
    cells = {
        state: _cell(line.of(state), line.currency, {**of, "state": state})
        for state in ("supported", "overstated", "uninspected")
    }
    return Row(name=name, claimed=_cell(line.claimed, line.currency, of), **cells)


def _cell(claimed: Sum, currency: str, about: dict[str, str]) -> Cell:
    return Cell(claimed.amount, claimed.deals, claimed.unpriced, currency, f"/drift/deals?{urlencode(sorted(about.items()))}")


def scope(asked: Mapping[str, str], stages: Sequence[str]) -> Scope | None:
    """What an address asks for; None for what no link says."""
    state = asked.get("state", "")
    team = asked.get("team", "")
    if state and state not in STATES:
        return None
    try:
        whose = UUID(team) if team and team != NOBODY else None
    except ValueError:
        return None
    said = asked.get("category")
    return Scope(
        stages=() if asked.get("in") == ANY else tuple(stages),
        team=whose,
        teamless=team == NOBODY,
        category="" if said == NOBODY else said,
        state=next((one for one in STATES if one == state), None),
        currency=asked.get("currency", ""),
    )


def compact(minor: int, currency: str) -> str:
    """`€2.4M` from minor units, as the language being spoken shortens it."""
    tag = speaking()
    try:
        locale = Locale.parse("en_GB" if tag == "en" else tag, sep="-" if "-" in tag else "_")
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en_GB")
    return format_compact_currency(minor / 100, currency, locale=locale, fraction_digits=int(minor >= MILLION))


MILLION: Final = 100_000_000


def category(id: str) -> str:
    """What a category of the forecast is called."""
    words = {
        "commit": _("Commit"),
        "best": _("Best case"),
        "pipeline": _("Pipeline"),
        "omitted": _("Left out"),
        "": _("No category"),
    }
    return words.get(id, id)


def state(id: str) -> str:
    """What a state is called."""
    words = {"supported": _("Supported"), "overstated": _("Claimed further than shown"), "uninspected": _("Not inspected")}
    return words.get(id, _("Claimed"))


def named(stages: Sequence[str], process: Process) -> str:
    """`Propose and Commit`."""
    return together([process.stage_title(stage) for stage in stages])


def heading(asked: Mapping[str, str], board: Board, process: Process) -> str:
    """What the deals behind a number have in common: `Team North, Propose and Commit: claimed further than shown`."""
    about = []
    if team := asked.get("team", ""):
        about.append(next((_team(board, id) for id, _lines in board.teams if str(id or NOBODY) == team), _("One team")))
    if said := asked.get("category", ""):
        about.append(category("" if said == NOBODY else said))
    if asked.get("in") != ANY:
        about.append(named(board.stages, process))
    return f"{', '.join(about)}: {inside(state(asked.get('state', '')))}" if about else state(asked.get("state", ""))


def why(board: Board, process: Process) -> str:
    """`Four deals make the rest, and they wait for one gate: …`; where none does, whether that is known. Empty when nothing is claimed."""
    deals = sum(line.overstated.deals for line in board.lines)
    if not deals:
        return _even(board.lines) if board.lines else ""
    head = ngettext("One deal is claimed further than shown", "%(n)d deals are claimed further than shown", deals) % {"n": deals}
    if not board.gates:
        return f"{head}."
    first = board.gates[0]
    gate = process.behaviour_title(first.behaviour)
    if first.deals == deals:
        return ngettext(
            "%(head)s, and waits for one gate: %(gate)s.", "%(head)s, and all wait for one gate: %(gate)s.", deals
        ) % {
            "head": head,
            "gate": gate,
        }
    return _("%(head)s; %(n)d of them wait for one gate: %(gate)s.") % {"head": head, "n": first.deals, "gate": gate}


def _even(lines: Sequence[Line]) -> str:
    """What nobody asked about all the way is not called even."""
    if not any(line.uninspected.deals for line in lines):
        return _("No claim goes further than its evidence.")
    if any(line.supported.deals for line in lines):
        return _("No claim that was inspected goes further than its evidence.")
    return _("How far the evidence reaches is not known yet.")


def proposed(board: Board, process: Process) -> tuple[str, str]:
    """The behaviour that could lead, and why: the gate that most overstated deals wait for. Both empty where nothing is overstated."""
    first = next((one for one in board.gates if one.behaviour in process.behaviour), None)
    if first is None:
        return "", ""
    why = ngettext(
        "%(n)d deal that is claimed further than shown waits for it.",
        "%(n)d deals that are claimed further than shown wait for it.",
        first.deals,
    )
    return first.behaviour, why % {"n": first.deals}


def _team(board: Board, team: UUID | None) -> str:
    return board.names.get(team, "") if team else _("In no team")
