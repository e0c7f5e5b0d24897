"""The gaps of a person, for the person and for whom the rules allow; and what practice and Today ask about them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from server.db import Statement
from server.errors import NotFound
from server.gaps import estimate, priority, tally
from server.gaps.book import Book, Rules
from server.gaps.estimate import Estimate
from server.gaps.priority import Gap, Reading
from server.gaps.queries.books import Open, estimated
from server.gaps.queries.snapshots import is_kept, newest, rules
from server.gaps.tally import DAY, WINDOW, Point, Tally
from server.lessons import queries as lessons
from server.people import queries as people
from server.people.roles import Actor, Relation, What, may_see
from server.process.map import Behaviour

NOTHING_NEEDED: Mapping[str, float] = {}


class Stand(NamedTuple):
    """An estimate as it stood at the end of a week that began at `monday` and held evidence: the chance, and its 80% interval."""

    monday: datetime
    p: float
    low: float
    high: float


async def gaps(person: UUID, now: datetime, needed: Mapping[str, float] = NOTHING_NEEDED) -> tuple[Gap, ...]:
    """Every behaviour of the current process, what to reinforce first. For the person's own eyes, and for computing what they do next.

    `needed` says how much the person's open deals are about to need a behaviour, 0 to 1. Somebody who goes from page to page within a minute, and
    about whom nothing new is known, is not worked out again.
    """
    about = (int(now.timestamp() // 60), (await lessons.current()).hash, tuple(needed.items()))
    kept = _worked_out.get(person)
    if kept is not None and kept.about == about and await _stands(person, kept):
        return kept.gaps
    opened = await estimated(person)
    found = priority.judged(await _readings(person, opened, now, needed))
    if opened is not None:
        _worked_out[person] = WorkedOut(opened.folded, opened.snapshot, about, found)
        if len(_worked_out) > REMEMBERED:
            del _worked_out[next(iter(_worked_out))]
    return found


async def gaps_of(actor: Actor, person: UUID, now: datetime, needed: Mapping[str, float] = NOTHING_NEEDED) -> tuple[Gap, ...]:
    """The same as `actor` may see it: the person themselves, and their manager once a policy is in force. Counts only, to both, if it says so.

    Raises NotFound for everyone else.
    """
    policy = await people.current_policy(now)
    if actor.id != person:
        relation = Relation(manages=await people.manages(actor, person, now), policy=policy is not None)
        if not may_see(actor, What.KNOW_DO, relation):
            raise NotFound("There is no such person.")
    found = await gaps(person, now, needed)
    if policy is None or not policy.counts_only:
        return found
    return priority.counts_only(found, {behaviour.id: place for place, behaviour in enumerate(await _behaviours())})


async def history(person: UUID, behaviour: str, channel: str = "know") -> tuple[Stand, ...]:
    """How an estimate went, a point for each week that held evidence, oldest first; at most a year of such weeks. For own eyes."""
    opened = await estimated(person)
    kept = _tally(opened.book, channel, behaviour) if opened else None
    return tuple(map(_stand, tally.points(kept))) if kept else ()


EMPTY = Open(Book(), 0, 0)

REMEMBERED = 256
"""People whose gaps are kept in memory."""


class WorkedOut(NamedTuple):
    """The gaps of a person as the fact `folded` and the snapshot left them, `about` one minute, one academy and one set of deals."""

    folded: int
    snapshot: int
    about: tuple[object, ...]
    gaps: tuple[Gap, ...]


_worked_out: dict[UUID, WorkedOut] = {}


async def _rules(opened: Open | None) -> Rules:
    """What the person was folded under. The newest snapshot if nothing is kept about them, or theirs is gone after a restore in parts."""
    known = opened is not None and await is_kept(opened.snapshot)
    return await rules(opened.snapshot if opened and known else await newest())


async def _stands(person: UUID, kept: WorkedOut) -> bool:
    """Whether nothing new is known about the person, and nothing was settled since."""
    rows = await STANDS(person)
    return bool(rows) and (rows[0]["folded"], rows[0]["snapshot"]) == (kept.folded, kept.snapshot)


async def _readings(person: UUID, opened: Open | None, now: datetime, needed: Mapping[str, float]) -> list[Reading]:
    book, under = (opened or EMPTY).book, await _rules(opened)
    oldest = (now.timestamp() // DAY - WINDOW + 1) * DAY
    looked = {row["behaviour"]: (row["shown"], row["deals"]) for row in await LOOKED(person, oldest)} if book.do else {}
    stood = Standing(book, under, now.timestamp())
    return [
        _reading(stood, behaviour, looked.get(behaviour.id, (0, 0)), needed.get(behaviour.id, 0.0))
        for behaviour in await _behaviours()
    ]


class Standing:
    """The two estimates of each behaviour at one moment. Those of which nothing is known of anybody are all alike, and worked out once."""

    def __init__(self, book: Book, under: Rules, now: float) -> None:
        self.book, self.now = book, now
        self.under = (under.shared, under.prior)
        self.unknown = estimate.know(book.line, "", now, *self.under), estimate.do(book.line, "", now, *self.under)

    def know(self, behaviour: str) -> Estimate:
        """What the person knows of it."""
        if behaviour in self.book.line.know or behaviour in self.under[0].know:
            return estimate.know(self.book.line, behaviour, self.now, *self.under)
        return self.unknown[0]

    def then(self, behaviour: str, last: float | None) -> float | None:
        """What the person would know of it now if no time had passed since `last`: what other answers said of them since then is in both."""
        if last is None or last >= self.now:
            return None
        return estimate.know(self.book.line, behaviour, last, *self.under).p

    def do(self, behaviour: str) -> Estimate:
        """What the person is shown to do of it."""
        if behaviour in self.book.line.do or behaviour in self.under[0].do:
            return estimate.do(self.book.line, behaviour, self.now, *self.under)
        return self.unknown[1]


def _reading(stood: Standing, behaviour: Behaviour, looked: tuple[int, int], needed: float) -> Reading:
    known, done, now = stood.book.know.get(behaviour.id), stood.book.do.get(behaviour.id), stood.now
    know, do = stood.know(behaviour.id), stood.do(behaviour.id)
    if known is None and done is None:
        return Reading(behaviour.id, know, do, gate=behaviour.gate, always=behaviour.always, needed=needed)
    right, asked = tally.counted(known, now) if known else (0, 0)
    return Reading(
        behaviour=behaviour.id,
        know=know,
        do=do,
        right=right,
        asked=asked,
        asked_at=known.last if known else None,
        told=stood.then(behaviour.id, known.last) if known else None,
        shown=looked[0],
        deals=looked[1],
        seen_at=done.last if done else None,
        gate=behaviour.gate,
        always=behaviour.always,
        needed=needed,
    )


async def _behaviours() -> tuple[Behaviour, ...]:
    process = (await lessons.current()).academy.process
    return process.behaviours if process else ()


def _tally(book: Book, channel: str, behaviour: str) -> Tally | None:
    return (book.know if channel == "know" else book.do).get(behaviour)


def _stand(point: Point) -> Stand:
    began = datetime.fromtimestamp(tally.monday(point.week), UTC)
    return Stand(began, point.p / 1000, point.low / 1000, point.high / 1000)


STANDS = Statement('SELECT "folded", "snapshot" FROM "gap_person" WHERE "person" = {}')
LOOKED = Statement(
    'SELECT "behaviour", COUNT(*) AS "deals", SUM(CASE WHEN "met" >= 1 THEN 1 ELSE 0 END) AS "shown" FROM "gap_deal" '
    'WHERE "person" = {} AND "seen" >= {} GROUP BY "behaviour"'
)
