"""Writing a person's book: the rows that one piece of evidence moved, or all of them."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, islice
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from server import ids
from server.db import Statement
from server.gaps.book import Book
from server.gaps.estimate import Term
from server.gaps.evidence import KNOW, Evidence
from server.gaps.tally import Tally

T = TypeVar("T")

AT_ONCE = 50
"""Rows in one statement when a whole book is written."""


class Stands(NamedTuple):
    """What a book was folded under, and the numbers of the newest fact it holds and of the newest look at a deal."""

    snapshot: int
    folded: int
    looked: int


async def save(person: UUID, book: Book, piece: Evidence, stands: Stands) -> None:
    """Writes what this piece may have moved: the person, its behaviours, and its question or deal."""
    await PUT_PERSON(*_person(person, book, stands))
    if piece.channel == KNOW or piece.weight > 0.0:
        await _put(_BEHAVIOURS, [_behaviour(person, book, behaviour, stands.folded) for behaviour in piece.behaviours])
    if piece.channel == KNOW:
        await _put(_QUESTIONS, [_question(person, piece.item, term)] if (term := book.line.questions.get(piece.item)) else [])
    else:
        await _put(_DEALS, [_deal(person, book, behaviour, piece.deal) for behaviour in piece.behaviours])


async def save_whole(person: UUID, book: Book, *, snapshot: int, folded: int) -> None:
    """Writes every row of a person in place of those that are there, as if the fact `folded` had moved them all."""
    await _forget_rest(person)
    await PUT_PERSON(*_person(person, book, Stands(snapshot, folded, folded)))
    await REWRITTEN(person)
    line = book.line
    for some in _parts({*line.know, *line.do, *book.know, *book.do}):
        await _put(_BEHAVIOURS, [_behaviour(person, book, behaviour, folded) for behaviour in some])
    for items in _parts(line.questions.items()):
        await _put(_QUESTIONS, [_question(person, item, term) for item, term in items])
    for keys in _parts(book.deals):
        await _put(_DEALS, [_deal(person, book, *key) for key in keys])


async def forget(person: UUID) -> None:
    """Deletes every row about a person. Runs inside the caller's transaction."""
    await _forget_rest(person)
    await FORGET_PERSON(person)


async def _forget_rest(person: UUID) -> None:
    for statement in (FORGET_DEALS, FORGET_QUESTIONS, FORGET_BEHAVIOURS):
        await statement(person)


_PERSONS = ("gap_person", ("person",), (
    *("person", "snapshot", "folded", "looked", "ability_mean", "ability_var", "ability_at", "form_mean", "form_at"),
    *("doing_mean", "doing_var", "doing_at"),
))  # fmt: skip
_BEHAVIOURS = ("gap_behaviour", ("person", "behaviour"), (
    *("id", "person", "behaviour", "folded", "know_mean", "know_var", "know_at", "know_days", "know_weeks", "know_last"),
    *("do_mean", "do_var", "do_at", "do_weeks", "do_last"),
))  # fmt: skip
_QUESTIONS = ("gap_question", ("person", "item"), ("id", "person", "item", "mean", "var", "at"))
_DEALS = ("gap_deal", ("person", "behaviour", "deal"), (
    *("id", "person", "behaviour", "deal", "mean", "var", "at", "looked", "missing", "seen", "met", "fair"),
))  # fmt: skip

Kind = tuple[str, tuple[str, ...], tuple[str, ...]]
"""A table, its unique key and its columns."""


async def _put(kind: Kind, rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        await _upsert(kind, len(rows))(*chain.from_iterable(rows))


@cache
def _upsert(kind: Kind, rows: int) -> Statement:
    table, key, columns = kind
    values = ", ".join([f"({', '.join(['{}'] * len(columns))})"] * rows)
    changes = ", ".join(f'"{column}" = excluded."{column}"' for column in columns if column not in {"id", *key})
    return Statement(
        f'INSERT INTO "{table}" ({_listed(columns)}) VALUES {values} ON CONFLICT ({_listed(key)}) DO UPDATE SET {changes}'  # noqa: S608  # constants
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _parts(things: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(things)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def _person(person: UUID, book: Book, stands: Stands) -> tuple[Any, ...]:
    form = book.line.form
    form_columns = (None, None) if form is None else (form.mean, form.at)
    return (person, *stands, *_term(book.line.ability), *form_columns, *_term(book.line.doing))


def _behaviour(person: UUID, book: Book, behaviour: str, folded: int) -> tuple[Any, ...]:
    know, do = book.know.get(behaviour) or Tally(), book.do.get(behaviour) or Tally()
    return (
        ids.derived(person, behaviour),
        person,
        behaviour,
        folded,
        *_term(book.line.know.get(behaviour)),
        know.days,
        know.weeks,
        know.last,
        *_term(book.line.do.get(behaviour)),
        do.weeks,
        do.last,
    )


def _question(person: UUID, item: str, term: Term) -> tuple[Any, ...]:
    return (ids.derived(person, item), person, item, *_term(term))


def _deal(person: UUID, book: Book, behaviour: str, deal: str) -> tuple[Any, ...]:
    at, missing, *seen = book.deals[behaviour, deal]
    term = _term(book.line.deals.get((behaviour, deal)))
    return (ids.derived(person, f"{behaviour} {deal}"), person, behaviour, deal, *term, at, " ".join(missing), *seen)


def _term(term: Term | None) -> tuple[Any, ...]:
    return (None, None, None) if term is None else (term.mean, term.var, term.at)


PUT_PERSON = _upsert(_PERSONS, 1)
REWRITTEN = Statement('UPDATE "gap_person" SET "rewritten" = "rewritten" + 1 WHERE "person" = {}')
FORGET_PERSON = Statement('DELETE FROM "gap_person" WHERE "person" = {}')
FORGET_BEHAVIOURS = Statement('DELETE FROM "gap_behaviour" WHERE "person" = {}')
FORGET_QUESTIONS = Statement('DELETE FROM "gap_question" WHERE "person" = {}')
FORGET_DEALS = Statement('DELETE FROM "gap_deal" WHERE "person" = {}')
