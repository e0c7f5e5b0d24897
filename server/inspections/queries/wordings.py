"""How inspectors agree: over all calibrations, and what was said about the words of clauses."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from server.db import Statement, of_row
from server.errors import Forbidden
from server.inspections import calibration as side_by_side
from server.inspections.calibration import Reveal
from server.inspections.queries.calibrations import Calibration, last_calibrations
from server.inspections.queries.frozen import sheets_of
from server.inspections.spells import Spells, first_alike, number_of_all, spells
from server.inspections.wording import Look, Today, Wording, wordings
from server.lessons import queries as lessons
from server.people.roles import Actor
from server.process.map import Process


class Opened(Struct, frozen=True, kw_only=True):
    """A calibration whose sheets lie open: those that count, side by side, and under which wording of each behaviour."""

    calibration: Calibration
    reveal: Reveal

    @property
    def versions(self) -> Mapping[str, int]:
        """The wording of each behaviour on its day."""
        return {row.behaviour: row.version for row in self.calibration.rows}


class Proposed(Struct, frozen=True, kw_only=True):
    """How a clause should read, in the words of somebody who calibrated; nameless, because it is about the words."""

    id: UUID
    calibration: UUID
    behaviour: str
    clause: str
    words: str
    at: datetime
    settled_at: datetime | None
    outcome: str


class Misfit(Struct, frozen=True, kw_only=True):
    """Why a clause did not fit a deal, in the words of whoever looked; nameless for the same reason."""

    id: UUID
    behaviour: str
    clause: str
    words: str
    at: datetime


async def opened(now: datetime) -> list[Opened]:
    """The newest 120 calibrations whose sheets lie open, newest first, in three statements. Sheets of people in training are left out."""
    process = (await lessons.current()).academy.process
    done = [one for one in await last_calibrations() if not one.is_open(now)] if process else []
    closed = await sheets_of(done)
    return [_opened(one, closed, process) for one in done] if process else []


async def proposed(actor: Actor) -> list[Proposed]:
    """What waits for the process owner, oldest first, then the twenty that were answered last. Raises Forbidden for anybody else."""
    if not actor.process_owner:
        raise Forbidden("This is for the process owner.")
    return [_proposed(row) for row in (*await WAITING(), *await SETTLED())]


async def proposed_in(calibration: UUID) -> list[Proposed]:
    """What was proposed in one calibration, oldest first. Whoever asks has made sure that the reader may see it."""
    return [_proposed(row) for row in await IN_ONE(calibration)]


async def misfits(since: datetime) -> list[Misfit]:
    """Clauses that did not fit, the newest 200 after this, newest first. For the process owner."""
    return [of_row(Misfit, row) for row in await MISFITS(since)]


class Point(Struct, frozen=True, kw_only=True):
    """One calibration of one clause: of so many pairs of inspectors `alike` agreed, under this number of its wording."""

    at: datetime
    alike: int
    pairs: int
    version: int


async def every_spell() -> Spells:
    """How each clause read, from which load on."""
    return spells((one.since, one.standard.process) for one in await lessons.standards())


def words_of(found: Sequence[Opened], process: Process, known: Spells) -> list[Wording]:
    """How each clause was read, those whose words need mending first. `known` says by which words; where it knows nothing of a clause, the version of
    its behaviour does.
    """
    today = {
        (one.id, clause.id): Today(len(spelt), first_alike(spelt))
        if (spelt := known.get((one.id, clause.id)))
        else Today(one.version)
        for one in process.behaviours
        for clause in one.clauses
    }
    return wordings((look for one in found for look in _looks(one, known)), today)


def series(found: Sequence[Opened], behaviour: str, clause: str, known: Spells) -> list[Point]:
    """Every comparison of one clause, oldest first."""
    points = [
        Point(at=one.calibration.at, alike=look.alike, pairs=look.pairs, version=look.version)
        for one in found
        for look in _looks(one, known)
        if (look.behaviour, look.clause) == (behaviour, clause) and look.pairs
    ]
    return sorted(points, key=lambda one: one.at)


def _looks(one: Opened, known: Spells) -> list[Look]:
    """What a calibration says of the words of each clause as they read when its sheets were closed. Where they changed between two sheets, as they
    may before a second look, who ticked otherwise has read something else: it says nothing.
    """
    closed = [seat.closed_at for seat in one.calibration.closed if seat.closed_at] or [one.calibration.at]
    found = []
    for look in side_by_side.looks(one.reveal, str(one.calibration.deal), one.versions):
        spelt = known.get((look.behaviour, look.clause))
        version = number_of_all(spelt, closed) if spelt else look.version
        if version is not None:
            found.append(replace(look, version=version))
    return found


def _opened(one: Calibration, closed: Mapping[UUID, Sequence[Any]], process: Process) -> Opened:
    sheets = [found.sheet for found in closed.get(one.id, ()) if not found.training]
    return Opened(calibration=one, reveal=side_by_side.reveal(one.frozen(process), sheets))


def _proposed(row: Mapping[str, Any]) -> Proposed:
    return of_row(Proposed, row)


WAITING = Statement('SELECT * FROM "wording" WHERE "settled_at" IS NULL ORDER BY "at", "id" LIMIT 200')
SETTLED = Statement('SELECT * FROM "wording" WHERE "settled_at" IS NOT NULL ORDER BY "settled_at" DESC, "id" DESC LIMIT 20')
IN_ONE = Statement('SELECT * FROM "wording" WHERE "calibration" = {} ORDER BY "at", "id"')
MISFITS = Statement(
    'SELECT "id", "behaviour", "clause", "words", "at" FROM "misfit" WHERE "at" > {} ORDER BY "at" DESC, "id" DESC LIMIT 200'
)
