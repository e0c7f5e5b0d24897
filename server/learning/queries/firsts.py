"""Everybody's first tries as counts without a person: worked out in the database, and kept from night to night as all answers are read for it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from server import db
from server.db import P, Prepared, Statement, blanks
from server.learning.tables import ItemCount

ITEMS = "items"
"""The name of the one row."""

OLD = timedelta(days=2)
"""A count of longer ago was missed by its nights, and is not told any more."""

LEFT = 1_800
"""Seconds after which somebody has left the page lying: such a try says nothing about the time that a question takes."""


class Tallied(NamedTuple):
    """So many `people` gave this answer first. `practised` is 0 or 1, `picks` ids parted by spaces."""

    lesson: str
    question: str
    scene: str
    revision: int
    practised: int
    picks: str
    mark: float
    confidence: int | None
    people: int


class Summed(NamedTuple):
    """Sums over people, as `learning.items.Moments` has them."""

    lesson: str
    question: str
    scene: str
    revision: int
    n: int
    x: float
    y: float
    xx: float
    yy: float
    xy: float


class Timed(NamedTuple):
    """So many `people` took so many whole seconds for their first try."""

    lesson: str
    question: str
    revision: int
    seconds: int
    people: int


class Firsts(Struct, frozen=True, kw_only=True):
    """All that was counted, at `at`."""

    at: datetime
    tallies: tuple[Tallied, ...]
    sums: tuple[Summed, ...]
    times: tuple[Timed, ...]


async def count_firsts(now: datetime, ids: Sequence[str] | None = None) -> Firsts:
    """Counts the first tries at the lessons with these ids, of all lessons for None. Three statements; for all lessons they read every answer."""
    few = ids is not None
    ids = ids or ()
    with db.scanning():
        return Firsts(
            at=now,
            tallies=tuple(_row(Tallied, row) for row in await _tallies(len(ids), few)(*ids, *ids)),
            sums=tuple(_row(Summed, row) for row in await _sums(len(ids), few)(*ids)),
            times=tuple(_row(Timed, row) for row in await _times(len(ids), few, db.current().engine_type)(*ids)),
        )


async def firsts(now: datetime) -> Firsts | None:
    """What was counted last night. None before the first night, and when no night came for long."""
    global _known  # noqa: PLW0603  # one slot for the process
    rows = await AT(name=ITEMS)
    if not rows or now - rows[0]["counted_at"] > OLD:
        return None
    if _known is None or _known.at != rows[0]["counted_at"]:
        body = await BODY(name=ITEMS)
        _known = msgspec.json.decode(body[0]["body"], type=Firsts) if body else None
    return _known


def _row(kind: Any, row: Mapping[str, Any]) -> Any:  # noqa: ANN401  # one of the three
    return kind(*(row[name] for name in kind._fields))


@cache
def _tallies(ids: int, few: bool) -> Statement:
    """People by what they answered first: in a lesson and, with how sure they were, in practice; by their first move in each scene."""
    answers = (
        'SELECT a."person", a."lesson", a."question", \'\' AS "scene", a."revision", a."picks", a."mark", a."confidence", '  # noqa: S608  # placeholders
        f'CASE WHEN a."take" IS NULL THEN 1 ELSE 0 END AS "practised", a."at", a."id" FROM "answer" a WHERE {ONCE}{_in("a", ids, few)}'
    )
    moves = (
        'SELECT t."person", t."lesson", m."question", m."scene", m."revision", m."move", m."mark", NULL, 0, m."at", m."id" '  # noqa: S608  # placeholders
        f'FROM "move" m JOIN "take" t ON t."id" = m."take" WHERE m."round" = 0 AND t."person" IS NOT NULL{_in("t", ids, few)}'
    )
    of = '"lesson", "question", "scene", "revision", "practised", "picks", "mark", "confidence"'
    first = _first(f"{answers} UNION ALL {moves}")
    return Statement(f'SELECT {of}, COUNT(*) AS "people" FROM ({first}) AS "firsts" GROUP BY {of}')  # noqa: S608  # constants


@cache
def _sums(ids: int, few: bool) -> Statement:
    """Sums of the mark of a question and of the mean mark of the rest of its lesson, over the first tries of the people who answered both."""
    tries = (
        'SELECT a."person", a."lesson", a."question", \'\' AS "scene", a."revision", a."mark", 0 AS "practised", a."at", a."id" '  # noqa: S608  # placeholders
        f'FROM "answer" a WHERE a."take" IS NOT NULL AND {ONCE}{_in("a", ids, few)}'
    )
    rest = (
        'SELECT "lesson", "question", "scene", "revision", "mark", '  # noqa: S608  # constants
        '(SUM("mark") OVER "sat" - "mark") / NULLIF(COUNT(*) OVER "sat" - 1, 0) AS "rest" '
        f'FROM ({_first(tries)}) AS "firsts" WINDOW "sat" AS (PARTITION BY "person", "lesson")'
    )
    return Statement(
        'SELECT "lesson", "question", "scene", "revision", COUNT(*) AS "n", SUM("mark") AS "x", SUM("rest") AS "y", SUM("mark" * "mark") AS "xx", '  # noqa: S608  # constants
        f'SUM("rest" * "rest") AS "yy", SUM("mark" * "rest") AS "xy" FROM ({rest}) AS "both" WHERE "rest" IS NOT NULL '
        'GROUP BY "lesson", "question", "scene", "revision"'
    )


@cache
def _times(ids: int, few: bool, engine: str) -> Statement:
    """People by how many seconds their first try in a lesson took: from when the question was on their screen, or from their answer before it."""
    later, seconds = (
        ("MAX", "(julianday({}) - julianday({})) * 86400")
        if engine == "sqlite"
        else ("GREATEST", "EXTRACT(EPOCH FROM ({} - {}))")
    )
    since = f'{later}("shown_at", COALESCE("before", "shown_at"))'
    took = f"CAST(ROUND({seconds.format(chr(34) + 'at' + chr(34), since)}) AS INTEGER)"
    given = (
        'SELECT a.*, \'\' AS "scene", 0 AS "practised", LAG(a."at") OVER (PARTITION BY a."take" ORDER BY a."at", a."id") AS "before" '  # noqa: S608  # placeholders
        f'FROM "answer" a WHERE a."take" IS NOT NULL AND a."shown_at" IS NOT NULL AND a."person" IS NOT NULL{_in("a", ids, few)}'
    )
    tries = f'SELECT * FROM ({given}) AS "sat" WHERE "nth" = 0 AND "mark" IS NOT NULL'  # noqa: S608  # constants
    took_each = f'SELECT "lesson", "question", "revision", {took} AS "seconds" FROM ({_first(tries)}) AS "firsts"'  # noqa: S608  # constants
    return Statement(
        f'SELECT "lesson", "question", "revision", "seconds", COUNT(*) AS "people" FROM ({took_each}) AS "took" '  # noqa: S608  # constants
        f'WHERE "seconds" BETWEEN 1 AND {LEFT} GROUP BY "lesson", "question", "revision", "seconds"'
    )


def _first(given: str) -> str:
    """Of what each person gave to the same revision, the first in a lesson and the first in practice."""
    return (
        'SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY "person", "lesson", "question", "scene", "revision", "practised" '  # noqa: S608  # constants
        f'ORDER BY "at", "id") AS "turn" FROM ({given}) AS "given") AS "tried" WHERE "turn" = 1'
    )


def _in(table: str, ids: int, few: bool) -> str:
    return f' AND {table}."lesson" IN ({blanks(ids)})' if few else ""


ONCE = 'a."nth" = 0 AND a."mark" IS NOT NULL AND a."person" IS NOT NULL'


AT = Prepared(lambda: ItemCount.select(ItemCount.counted_at).where(ItemCount.name == P("name")))
BODY = Prepared(lambda: ItemCount.select(ItemCount.body).where(ItemCount.name == P("name")))

_known: Firsts | None = None
