"""The forms in which a leader answers the open signals of their page."""

from collections.abc import Mapping
from uuid import UUID

from msgspec import Struct

from server import ids
from server.drift.actions import Told
from server.drift.queries.board import Board
from server.drift.watch import opened
from server.process.map import Process
from server.web.drift import charts


class Answer(Struct, frozen=True):
    """The form of one open signal, to which the fields below its drawing belong. `back` is what was said of it today, to be taken back."""

    kind: str
    about: str
    team: UUID | None
    back: UUID | None
    form: UUID


class Unclear(Struct, frozen=True):
    """What was said of a signal and could not be taken as it was: the signal and its form, the line, and what is wrong with it."""

    name: str
    answer: Answer
    words: str
    errors: Mapping[str, str]


def answers(board: Board) -> tuple[Answer, ...]:
    """Those of a page, in the order of its drawings."""
    return tuple(Answer(one.kind, one.about, one.team, charts.back(one), ids.new()) for one in opened(board.signals))


def unclear(board: Board, process: Process, told: Told, errors: Mapping[str, str]) -> Unclear:
    """What comes back of it."""
    asked = told.kind, told.about, told.team
    found = next((one for one in board.signals if (one.kind, one.about, one.team) == asked), None)
    name = f"{charts.title(found, process)}, {charts.scope(found, board.names)}" if found else ""
    return Unclear(name, Answer(*asked, None, ids.new()), told.words, errors)
