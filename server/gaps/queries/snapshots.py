"""Snapshots of what all people share. They are never changed, so each process keeps the newest few it was asked for."""

from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

import msgspec
from msgspec import Struct

from server.db import P, Prepared, Statement, current
from server.db.engine import Engine
from server.gaps import candour
from server.gaps.book import Rules
from server.gaps.candour import Step, Told
from server.gaps.estimate import Shared, Term
from server.gaps.prior import K0, Prior
from server.gaps.tables import GapSnapshot
from server.people.roles import SMALLEST_TEAM

KEPT = 4
"""Snapshots in memory: the newest, the one before while people move over, and two for good measure."""


class Snapshot(Struct, frozen=True, kw_only=True):
    """One settling without its terms. `gain` is what fitting the prior to this academy was worth, in log loss per answer."""

    number: int
    made_at: datetime
    answers: int
    gain: float | None


async def newest() -> int:
    """The number of the newest snapshot, 0 before the first settling."""
    rows = await NEWEST()
    return int(rows[0]["number"] or 0)


async def is_kept(number: int) -> bool:
    """Whether there is a snapshot of this number. It is read for that as `rules` reads it, once in a process: whoever asks folds under it next."""
    try:
        await rules(number)
    except LookupError:
        return False
    return True


async def rules(number: int) -> Rules:
    """What people are folded under by this snapshot. Raises LookupError when there is none."""
    kept = _kept.setdefault(current(), OrderedDict())
    found = kept.get(number)
    if found is None:
        found = kept[number] = await _read(number)
        while len(kept) > KEPT:
            kept.popitem(last=False)
    return found


async def snapshots() -> list[Snapshot]:
    """Every settling, newest first."""
    rows = await ALL()
    return [Snapshot(number=row["number"], made_at=row["made_at"], answers=row["answers"], gain=row["gain"]) for row in rows]


async def calibration() -> Told | None:
    """How often what was said came true, as the newest settling found; None while too few answers are known, or those of too few people.

    Leaders and authors read it: of one person alone it would be how often that one was right.
    """
    rows = await LEARNERS()
    return candour.told(await steps()) if rows[0]["people"] >= SMALLEST_TEAM else None


async def steps() -> tuple[Step, ...]:
    """What was said and what came of it, in tens of percent, over all settlings so far."""
    rows = await TOLD()
    return msgspec.json.decode(rows[0]["told"], type=tuple[Step, ...]) if rows else candour.NOTHING


async def settled_at() -> datetime | None:
    """When the newest snapshot was made: it has seen no answer given later."""
    rows = await MADE()
    return rows[0]["made_at"] if rows else None


async def fitted_on() -> int:
    """On how many answers the prior was last fitted to this academy, or tried to be; 0 before."""
    rows = await FITTED()
    return int(rows[0]["answers"] or 0)


def packed(shared: Shared) -> str:
    """The terms as JSON: mean and variance of each, under its key."""
    return msgspec.json.encode({part: _pack(getattr(shared, part)) for part in PARTS}).decode()


PARTS = ("questions", "know", "do", "inspectors")

_kept: WeakKeyDictionary[Engine, OrderedDict[int, Rules]] = WeakKeyDictionary()


async def _read(number: int) -> Rules:
    if number == 0:
        return Rules(Shared(), K0)
    rows = await ONE(number=number)
    if not rows:
        raise LookupError(f"There is no snapshot {number} of the shared terms.")
    parts = msgspec.json.decode(rows[0]["terms"], type=dict[str, dict[str, tuple[float, float]]])
    terms = {part: {key: Term(mean, var) for key, (mean, var) in parts.get(part, {}).items()} for part in PARTS}
    return Rules(Shared(number=number, **terms), msgspec.json.decode(rows[0]["prior"], type=Prior))


def _pack(terms: Mapping[str, Term]) -> Mapping[str, Any]:
    return {key: (term.mean, term.var) for key, term in terms.items()}


NEWEST = Statement('SELECT MAX("number") AS "number" FROM "gap_snapshot"')
ONE = Prepared(lambda: GapSnapshot.select(GapSnapshot.terms, GapSnapshot.prior).where(GapSnapshot.number == P("number")))
ALL = Prepared(
    lambda: GapSnapshot.select(GapSnapshot.number, GapSnapshot.made_at, GapSnapshot.answers, GapSnapshot.gain).order_by(
        GapSnapshot.number, ascending=False
    )
)
MADE = Prepared(lambda: GapSnapshot.select(GapSnapshot.made_at).order_by(GapSnapshot.number, ascending=False).limit(1))
FITTED = Statement('SELECT MAX("answers") AS "answers" FROM "gap_snapshot" WHERE "gain" IS NOT NULL')
LEARNERS = Statement(f'SELECT COUNT(*) AS "people" FROM (SELECT 1 FROM "gap_person" LIMIT {SMALLEST_TEAM}) few')  # noqa: S608  # a constant
TOLD = Prepared(lambda: GapSnapshot.select(GapSnapshot.told).order_by(GapSnapshot.number, ascending=False).limit(1))
