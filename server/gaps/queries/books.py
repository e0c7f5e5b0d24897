"""A person's book as it is stored: the part that one piece of evidence meets, in one statement, or the whole."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from server.db import Statement, blanks
from server.gaps.book import Book, Look
from server.gaps.estimate import Line, Term
from server.gaps.evidence import KNOW, Evidence
from server.gaps.tally import BASE, Tally

Row = Mapping[str, Any]


class Open(NamedTuple):
    """A book, or a part of one, the `snapshot` it was folded under, and the numbers of the newest fact it holds and of the newest look at a deal."""

    book: Book
    snapshot: int
    folded: int
    looked: int


async def part(person: UUID, piece: Evidence) -> Open | None:
    """What is kept about the terms of this piece; None before anything is kept about the person."""
    if piece.channel == KNOW:
        rows = await _know(len(piece.behaviours))(person, *piece.behaviours, piece.item, person)
    else:
        rows = await _do(len(piece.behaviours))(person, *piece.behaviours, *piece.behaviours, piece.deal, person)
    return _opened(rows)


async def whole(person: UUID) -> Open | None:
    """Everything that is kept about a person; None before anything is."""
    opened = _opened(await BEHAVIOURS(person, person))
    if opened is None:
        return None
    for row in await QUESTIONS(person):
        opened.book.line.questions[row["item"]] = Term(row["mean"], row["var"], row["at"])
    for row in await DEALS(person):
        _put_deal(opened.book, row["behaviour"], row["deal"], row)
    return opened


async def estimated(person: UUID) -> Open | None:
    """The terms and tallies of a person by behaviour, without single questions and deals; None before anything is kept."""
    return _opened(await BEHAVIOURS(person, person))


def _opened(rows: Sequence[Row]) -> Open | None:
    if not rows:
        return None
    first = rows[0]
    book = Book(line=_line(first))
    for row in rows:
        if row["behaviour"] is not None:
            _put_behaviour(book, row["behaviour"], row)
        if row.get("item") is not None:
            book.line.questions[row["item"]] = Term(row["mean"], row["var"], row["at"])
        if row.get("deal") is not None:
            _put_deal(book, row["of"], row["deal"], row)
    return Open(book, first["snapshot"], first["folded"], first["looked"])


def _line(row: Row) -> Line:
    form = None if row["form_at"] is None else Term(row["form_mean"], 0.0, row["form_at"])
    return Line(ability=term(row, "ability"), form=form, doing=term(row, "doing"))


def _put_behaviour(book: Book, behaviour: str, row: Row) -> None:
    know, do = term(row, "know"), term(row, "do")
    if know is not None:
        book.line.know[behaviour] = know
    if do is not None:
        book.line.do[behaviour] = do
    if row["know_last"] is not None:
        book.know[behaviour] = Tally(row["know_days"], row["know_weeks"], row["know_last"])
    if row["do_last"] is not None:
        book.do[behaviour] = Tally(BASE, row["do_weeks"], row["do_last"])


def _put_deal(book: Book, behaviour: str, deal: str, row: Row) -> None:
    if row["at"] is not None:
        book.line.deals[behaviour, deal] = Term(row["mean"], row["var"], row["at"])
    look = Look(row["looked"], tuple(row["missing"].split()), row["seen"], row["met"], bool(row["fair"]))
    book.deals[behaviour, deal] = look


def term(row: Row, name: str) -> Term | None:
    """The term that stands in three columns of this name; None before there was any evidence of it."""
    at = row[f"{name}_at"]
    return None if at is None else Term(row[f"{name}_mean"], row[f"{name}_var"], at)


_PERSON = (
    'p."snapshot", p."folded", p."looked", p."ability_mean", p."ability_var", p."ability_at", p."form_mean", p."form_at", '
    'p."doing_mean", p."doing_var", p."doing_at"'
)
_BEHAVIOUR = (
    'b."behaviour", b."know_mean", b."know_var", b."know_at", b."know_days", b."know_weeks", b."know_last", '
    'b."do_mean", b."do_var", b."do_at", b."do_weeks", b."do_last"'
)
_DEAL = 'd."deal", d."mean", d."var", d."at", d."looked", d."missing", d."seen", d."met", d."fair"'


@cache
def _know(behaviours: int) -> Statement:
    marks = blanks(behaviours)
    return Statement(
        f'SELECT {_PERSON}, {_BEHAVIOUR}, q."item", q."mean", q."var", q."at" FROM "gap_person" p '  # noqa: S608  # constants
        f'LEFT JOIN "gap_behaviour" b ON b."person" = {{}} AND b."behaviour" IN ({marks}) '
        'LEFT JOIN "gap_question" q ON q."person" = p."person" AND q."item" = {} WHERE p."person" = {}'
    )


@cache
def _do(behaviours: int) -> Statement:
    marks = blanks(behaviours)
    return Statement(
        f'SELECT {_PERSON}, {_BEHAVIOUR}, d."behaviour" AS "of", {_DEAL} FROM "gap_person" p '  # noqa: S608  # constants
        f'LEFT JOIN "gap_behaviour" b ON b."person" = {{}} AND b."behaviour" IN ({marks}) '
        f'LEFT JOIN "gap_deal" d ON d."person" = p."person" AND d."behaviour" IN ({marks}) AND d."deal" = {{}} WHERE p."person" = {{}}'
    )


BEHAVIOURS = Statement(
    f'SELECT {_PERSON}, {_BEHAVIOUR} FROM "gap_person" p LEFT JOIN "gap_behaviour" b ON b."person" = {{}} WHERE p."person" = {{}}'  # noqa: S608  # as above
)
QUESTIONS = Statement('SELECT "item", "mean", "var", "at" FROM "gap_question" WHERE "person" = {}')
DEALS = Statement(f'SELECT d."behaviour", {_DEAL} FROM "gap_deal" d WHERE d."person" = {{}}')  # noqa: S608  # as above
