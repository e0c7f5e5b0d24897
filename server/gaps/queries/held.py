"""What is kept about people, held in memory: of somebody about whom there is news, only the rows that it moved are read again."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from msgspec import Struct, field

from server.db import Statement, blanks, current
from server.db.engine import Engine
from server.gaps import tally
from server.gaps.estimate import Line, Term
from server.gaps.queries.books import term
from server.gaps.queries.looks import shown_each
from server.gaps.shown import Shown
from server.gaps.standing import Counted
from server.gaps.tally import DAY, Tally
from server.process.map import Process

REMEMBERED = 512
"""People who are held."""

AT_ONCE = 100
"""People in one statement."""


class Held(Struct, frozen=True, eq=False):
    """One person as the fact `folded` left them, and the looks at their deals as the fact `looked` did: the terms, but for single questions and
    deals, and what is counted in the half year that ends today, by behaviour. It is never changed: after news there is another one, and after all
    rows were `rewritten` once more, none of it is believed.
    """

    snapshot: int
    folded: int = 0
    looked: int = 0
    rewritten: int = 0
    line: Line = field(default_factory=Line)
    counts: Mapping[str, Counted] = field(default_factory=dict)
    shown: Mapping[str, Shown] = field(default_factory=dict)


@lru_cache(maxsize=4)
def nothing(snapshot: int) -> Held:
    """Somebody about whom nothing is kept, while this is the newest snapshot."""
    return Held(snapshot)


async def held_each(persons: Sequence[UUID], process: Process | None, now: float) -> Mapping[UUID, Held]:
    """Each of these people, but for those about whom nothing is kept; `now` is in seconds since the epoch.

    One statement asks whether there is news of those who are held, one of a hundred people reads it, and one the looks at their deals.
    """
    memory = _memory(process, int(now // DAY))
    before = {person: memory[person] for person in persons if person in memory}
    found = await _standing(before)
    news: dict[UUID, list[Row]] = {}
    others = [person for person in persons if person not in found]
    for first in range(0, len(others), AT_ONCE):
        for row in await _read(others[first : first + AT_ONCE], before):
            news.setdefault(row["person"], []).append(row)
    bases = {person: _base(rows[0], before) for person, rows in news.items()}
    looked = [person for person, rows in news.items() if bases[person].looked != rows[0]["looked"]]
    shown = await shown_each(looked, process.behaviours if process else (), now)
    for person, rows in news.items():
        base = bases[person]
        seen = shown.get(person, {}) if base.looked != rows[0]["looked"] else base.shown
        found[person] = memory[person] = _after(base, rows, seen, now)
    while len(memory) > REMEMBERED:
        del memory[next(iter(memory))]
    return found


Row = Mapping[str, Any]

_held: WeakKeyDictionary[Engine, tuple[tuple[Process | None, int], dict[UUID, Held]]] = WeakKeyDictionary()
"""By database, of one process and one day."""


def _memory(process: Process | None, day: int) -> dict[UUID, Held]:
    """Who is held. What is read inside a transaction may never have been, so that is forgotten at once."""
    engine = current()
    if engine.transaction_exists():
        return {}
    kept = _held.get(engine)
    if kept is None or kept[0][0] is not process or kept[0][1] != day:
        kept = _held[engine] = ((process, day), {})
    return kept[1]


async def _standing(before: Mapping[UUID, Held]) -> dict[UUID, Held]:
    """Those of them about whom nothing new is known."""
    found = {}
    for row in await _stands(len(before))(*before) if before else ():
        old = before[row["person"]]
        if (old.folded, old.snapshot, old.rewritten) == (row["folded"], row["snapshot"], row["rewritten"]):
            found[row["person"]] = old
    return found


async def _read(persons: Sequence[UUID], before: Mapping[UUID, Held]) -> Sequence[Row]:
    """A row for each behaviour of a person that was moved since they were held, or one without a behaviour."""
    since: list[object] = []
    for person in persons:
        old = before.get(person, UNREAD)
        since += (old.folded, old.snapshot, old.rewritten, person)
    return await _moved(len(persons))(*since)


UNREAD = Held(-1, -1, -1, -1)


def _base(row: Row, before: Mapping[UUID, Held]) -> Held:
    """What of a person stands where nothing was moved: under another snapshot nothing does, nor after all was written anew."""
    old = before.get(row["person"], UNREAD)
    return old if (old.snapshot, old.rewritten) == (row["snapshot"], row["rewritten"]) else UNREAD


def _after(base: Held, rows: Iterable[Row], shown: Mapping[str, Shown], now: float) -> Held:
    know, do, counts = dict(base.line.know), dict(base.line.do), dict(base.counts)
    for row in rows:
        behaviour = row["behaviour"]
        if behaviour is None:
            continue
        if row["know_at"] is not None:
            know[behaviour] = Term(row["know_mean"], row["know_var"], row["know_at"])
        if row["do_at"] is not None:
            do[behaviour] = Term(row["do_mean"], row["do_var"], row["do_at"])
        counts[behaviour] = _counted(row, now)
    line = Line(ability=term(row, "ability"), doing=term(row, "doing"), know=know, do=do)
    return Held(row["snapshot"], row["folded"], row["looked"], row["rewritten"], line, counts, shown)


def _counted(row: Row, now: float) -> Counted:
    if row["know_last"] is None:
        return Counted(seen_at=row["do_last"])
    right, asked = tally.counted(Tally(row["know_days"]), now)
    return Counted(right, asked, row["know_last"], row["do_last"])


@cache
def _stands(persons: int) -> Statement:
    marks = blanks(persons)
    return Statement(f'SELECT "person", "snapshot", "folded", "rewritten" FROM "gap_person" WHERE "person" IN ({marks})')  # noqa: S608  # placeholders


@cache
def _moved(persons: int) -> Statement:
    return Statement(" UNION ALL ".join([_OF_ONE] * persons))


_OF_ONE = (
    'SELECT p."person", p."snapshot", p."folded", p."looked", p."rewritten", p."ability_mean", p."ability_var", p."ability_at", '
    'p."doing_mean", p."doing_var", p."doing_at", b."behaviour", b."know_mean", b."know_var", b."know_at", b."know_days", b."know_last", '
    'b."do_mean", b."do_var", b."do_at", b."do_last" FROM "gap_person" p '
    'LEFT JOIN "gap_behaviour" b ON b."person" = p."person" AND (b."folded" > {} OR p."snapshot" <> {} OR p."rewritten" <> {}) WHERE p."person" = {}'
)
