"""What is to be looked at again, and whether doing moved since something was done about it."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID
from weakref import WeakKeyDictionary

from msgspec import Struct

from server import clock
from server.coaching import looks
from server.coaching.looks import Moved, Pooled, Seen
from server.coaching.tables import LookRow
from server.db import P, Prepared, Statement, blanks, current, of_row, scanning
from server.db.engine import Engine
from server.learning.queries.counts import first_finished
from server.lessons.compiler.model import Lesson
from server.people import queries as people
from server.people.roles import Actor, Relation, What, may_see

RECENT = timedelta(days=180)
"""How long a finished lesson is told about."""


class Look(Struct, frozen=True, kw_only=True):
    """A behaviour of a person that is to be looked at again from `due_on`. `cause` is lesson or note; without `started_at` the lesson still waits."""

    person: UUID
    behaviour: str
    cause: str
    lesson: str
    by_name: str
    made_at: datetime
    started_at: datetime | None
    due_on: date


class Since(Struct, frozen=True, kw_only=True):
    """What was shown of a behaviour before a person took a lesson about it, and since they did at `at`."""

    behaviour: str
    lesson: str
    at: datetime
    moved: Moved


async def open_looks(persons: Sequence[UUID]) -> Mapping[UUID, Sequence[Look]]:
    """What is to be looked at again, by person, the earliest first; in one statement. Whoever asks has made sure that the reader may see it."""
    if not persons:
        return {}
    found: dict[UUID, list[Look]] = {}
    rows = await _open(len(persons))(*persons)
    for row in rows:
        found.setdefault(row["person"], []).append(_look(row))
    return found


async def wanted(person: UUID, today: date) -> frozenset[str]:
    """The behaviours of a person whose look is due: they stand on the next sheet of a deal of theirs."""
    return frozenset(look.behaviour for look in (await open_looks([person])).get(person, ()) if look.due_on <= today)


async def since(actor: Actor, person: UUID, now: datetime) -> list[Since]:
    """For each behaviour about which this person took an assigned lesson in the last half year, doing before and since; the newest lesson first.

    For the person, and for their manager once a policy is in force; else empty.
    """
    own = actor.id == person
    relation = Relation(
        own=own,
        manages=not own and await people.manages(actor, person, now),
        policy=await people.current_policy(now) is not None,
    )
    if not may_see(actor, What.KNOW_DO, relation):
        return []
    return await _since(person, await DONE(person=person, cause="lesson", since=now - RECENT), now)


async def own_looks(person: UUID, now: datetime) -> tuple[Sequence[Look], Sequence[Since]]:
    """Both of one person, for the person: what is to be looked at again, the earliest first, and doing before and since."""
    rows = await OWN(person, "lesson", now - RECENT)
    done = [row for row in rows if row["cause"] == "lesson" and row["started_at"] and row["started_at"] >= now - RECENT]
    done.sort(key=lambda row: row["started_at"], reverse=True)
    return [_look(row) for row in rows if row["seen_at"] is None and row["ended_at"] is None], await _since(person, done, now)


async def pooled(lesson: Lesson) -> Mapping[str, Pooled]:
    """By behaviour of a lesson, doing before and since, over everybody who took it; without names, and nothing for fewer than twenty people.

    Over many people it is worked out once in ten minutes.
    """
    kept, now = _pooled.setdefault(current(), {}), clock.ticks()
    if lesson.id in kept and kept[lesson.id].lesson is lesson and now - kept[lesson.id].at < EVERY:
        return kept[lesson.id].found
    with scanning():
        pivots = await first_finished(lesson.ids)
        if len(pivots) < looks.POOL:
            return {}
        seen = await _seen(list(pivots), list(lesson.behaviours), min(pivots.values()) - looks.BEFORE)
    found = await asyncio.to_thread(_each_pooled, lesson.behaviours, seen, pivots)
    if len(pivots) > MANY:
        kept[lesson.id] = Kept(lesson, now, found)
    return found


class Kept(NamedTuple):
    """What was found of a lesson, and when."""

    lesson: Lesson
    at: float
    found: Mapping[str, Pooled]


MANY = 100
"""People over whom something is not worked out anew for each reader."""

EVERY = 600.0
"""Seconds for which it is told, as weak questions are."""

_pooled: WeakKeyDictionary[Engine, dict[str, Kept]] = WeakKeyDictionary()


def _each_pooled(
    behaviours: Sequence[str], seen: Mapping[tuple[UUID, str], Sequence[Seen]], pivots: Mapping[UUID, datetime]
) -> dict[str, Pooled]:
    of_each: dict[str, dict[UUID, Sequence[Seen]]] = {behaviour: {} for behaviour in behaviours}
    for (person, behaviour), found in seen.items():
        of_each[behaviour][person] = found
    told = {behaviour: looks.pooled(found, pivots) for behaviour, found in of_each.items()}
    return {behaviour: one for behaviour, one in told.items() if one is not None}


async def _since(person: UUID, done: Iterable[Mapping[str, Any]], now: datetime) -> list[Since]:
    """From rows of lessons that were taken, the newest first."""
    newest: dict[str, Mapping[str, Any]] = {}
    for row in done:
        newest.setdefault(row["behaviour"], row)
    first = min((row["started_at"] for row in newest.values()), default=now)
    seen = await _seen([person], list(newest), first - looks.BEFORE)
    return [
        Since(
            behaviour=behaviour,
            lesson=row["lesson"],
            at=row["started_at"],
            moved=looks.moved(seen.get((person, behaviour), ()), row["started_at"]),
        )
        for behaviour, row in newest.items()
    ]


async def _seen(persons: Sequence[UUID], behaviours: Sequence[str], start: datetime) -> Mapping[tuple[UUID, str], Sequence[Seen]]:
    """Looks that count from `start` on, by person and behaviour: what is older is not read, however long somebody has been there."""
    found: dict[tuple[UUID, str], list[Seen]] = {}
    for first in range(0, len(persons), MOST) if behaviours else ():
        some = persons[first : first + MOST]
        for row in await _looks(len(some), len(behaviours))(*some, *behaviours, start):
            found.setdefault((row["person"], row["behaviour"]), []).append(Seen(row["at"], row["deal"], row["shown"]))
    return found


MOST = 500
"""People asked about in one statement."""


def _look(row: Mapping[str, Any]) -> Look:
    return of_row(Look, row)


@cache
def _looks(persons: int, behaviours: int) -> Statement:
    return Statement(
        'SELECT "person", "behaviour", "at", "deal", "shown" FROM "behaviour_seen" '  # noqa: S608  # placeholders
        f'WHERE "person" IN ({blanks(persons)}) AND "behaviour" IN ({blanks(behaviours)}) AND "at" >= {{}}'
    )


@cache
def _open(persons: int) -> Statement:
    return Statement(f'{_LOOK} WHERE l."person" IN ({blanks(persons)}) AND {_WAITS} ORDER BY l."due_on", l."id"')


_LOOK = (
    'SELECT l."person", l."behaviour", l."cause", l."lesson", l."made_at", l."started_at", l."due_on", l."seen_at", l."ended_at", '
    'COALESCE(p."name", \'\') AS "by_name" FROM "next_look" l LEFT JOIN "person" p ON p."id" = l."by"'
)
_WAITS = 'l."seen_at" IS NULL AND l."ended_at" IS NULL'

OWN = Statement(
    f'{_LOOK} WHERE l."person" = {{}} AND ({_WAITS} OR l."cause" = {{}} AND l."started_at" >= {{}}) ORDER BY l."due_on", l."id"'
)


DONE = Prepared(
    lambda: (
        LookRow.select(LookRow.behaviour, LookRow.lesson, LookRow.started_at)
        .where(LookRow.person == P("person"), LookRow.cause == P("cause"), LookRow.started_at >= P("since"))
        .order_by(LookRow.started_at, ascending=False)
    )
)
