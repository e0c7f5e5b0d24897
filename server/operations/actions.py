"""What jobs tell of themselves, and what an admin does about them and about messages that could not be sent."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Final, NoReturn
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from server import db, ids, ledger, outbox
from server.db import Statement
from server.errors import NotFound, Refused
from server.facts import JobAsked, JobRecovered, JobTroubled, MessageAsked, MessageDropped
from server.ledger import Entry
from server.operations import patience
from server.operations.job import Job, job
from server.operations.queries import ALIVE, standing
from server.sentences import gettext as _

HANGS: Final = "hangs"
"""The mark of a round that does not end."""

BROKEN_OFF: Final = "broken-off"
"""The mark of a night whose round was stopped, or died, before its end."""

NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Before any round."""


class Round(Struct, frozen=True, kw_only=True):
    """One round of a job: which, as the log names it, and on which host. `wish`: until when the others leave to it what an admin asked for."""

    job: Job
    run: UUID
    host: str
    wish: datetime | None = None


class Lost(Exception):
    """A round that goes alone was silent for so long that another one may have begun."""


async def worked(one: Round, now: datetime) -> None:
    """The job did what it is for. Whoever was told that it did not need not know any more, unless a round of another worker still hangs."""
    entry = Entry(id=ids.new(), at=now)

    async def verb() -> None:
        found = await standing(one.job.name)
        await WORKED(one.job.name, now, now, one.host)
        if found.trouble is not None and not found.hangs(now) and await RECOVERED(one.job.name, found.trouble):
            await ledger.record(JobRecovered(job=one.job.name, trouble=found.trouble), entry)

    await db.run(verb)


async def failed(one: Round, problem: str, now: datetime, *, chance: float, failures: int = 0, at_pace: bool = False) -> None:
    """A round failed, and is tried again later; after several, or after long, admins are told once. `failures` are those in a row where the work
    itself counts them and decides when to ask again; `at_pace`: only the latter. `chance` is from 0 to 1.
    """
    entry = Entry(id=ids.new(), at=now)
    await db.run(lambda: _fail(one, problem, entry, chance=chance, failures=failures, at_pace=at_pace))


async def broken_off(one: Round, now: datetime, *, chance: float) -> bool:
    """A night that came to no end counts as a failure, and is tried again as one. Of several workers that find it one says so."""
    entry = Entry(id=ids.new(), at=now)

    async def verb() -> bool:
        if not (await standing(one.job.name)).is_broken_off(now):
            return False
        await _fail(one, BROKEN_OFF, entry, chance=chance)
        return True

    return await db.run(verb)


async def _fail(one: Round, problem: str, entry: Entry, *, chance: float, failures: int = 0, at_pace: bool = False) -> None:
    now = entry.at
    (row,) = await FAILED(one.job.name, now, one.host, problem, one.run, failures or 1, now, failures, failures)
    count, since = row["failures"], row["failing_since"]
    await AGAIN(None if failures or at_pace else now + patience.wait(one.job, count, chance), one.job.name)
    if patience.is_time_to_tell(count, since, now):
        await _tell(one, problem, count, entry)


async def begin(one: Round, now: datetime) -> bool:
    """Whether a round that goes alone may begin: nobody is at it who lives. If so, it is known as running from now on."""
    return await db.run(lambda: _take(one, now))


async def runs_long(one: Round, since: datetime, now: datetime) -> Round:
    """A round is still running: said every minute, so that one whose process died is known by its silence. After long, admins are told once. Of
    several, the one that has run longest is told of.

    Returns the round as it is known now. Raises Lost when it goes alone and is no longer known as running.
    """
    entry = Entry(id=ids.new(), at=now)

    async def verb() -> Round:
        if not one.job.alone:
            await RUNNING(one.job.name, one.run, since, one.host, now, now - ALIVE, now + ALIVE)
        elif not await STILL(now, one.job.name, one.run):
            raise Lost
        if now - since >= patience.LONG:
            await _tell(one, HANGS, 0, entry)
        if one.wish is None:
            return one
        # Who asked again meanwhile has another round.
        return replace(one, wish=now + ALIVE if await HOLD(now + ALIVE, one.job.name, one.wish) else None)

    return await db.run(verb)


async def ended(one: Round, now: datetime, *, over: bool = True) -> None:
    """A round that was known as running has ended. What an admin asked for is done when it is `over`, and waits for another one when it was broken
    off. So does the work of a night; what came of one that is over is said in a moment, until when nobody tries it again.
    """
    # By less than the longest wait, past which a host whose clock is behind takes it for a time of another clock.
    said = now + ALIVE if over else NEVER

    async def verb() -> None:
        await ENDED(now if over else now - ALIVE, said, said, one.job.name, one.run)
        if one.wish is not None:
            await HOLD(None if over else now, one.job.name, one.wish)

    await db.run(verb)


async def claim(one: Round, now: datetime) -> bool:
    """Whether the next try of a job that failed is the caller's: it is time, nobody else took it, and nobody is at it."""
    name, farthest, begun = one.job.name, now + patience.farthest(one.job), now if one.job.nightly else None
    return await _claim(one, now, lambda: CLAIM(now + patience.LEASE, begun, name, now, farthest, *_free(one, now)))


async def claim_night(one: Round, now: datetime) -> bool:
    """Whether the work of this night is the caller's: nobody began it. By day it is nobody's."""

    async def verb() -> bool:
        if not (await standing(one.job.name)).is_tonight(now) or not await _take(one, now):
            return False
        await BEGIN(now, one.job.name)
        return True

    return await db.run(verb)


async def claim_asked(one: Round, now: datetime) -> Round | None:
    """The caller's round with what an admin asked for, None when it is not theirs: while somebody is at it, it waits for that one to end.

    It is asked for until a round of it is over: when the process dies before, another one takes it.
    """
    until, name = now + ALIVE, one.job.name
    taken = await _claim(one, now, lambda: CLAIM_ASKED(until, name, now, now + patience.LEASE, *_free(one, now)))
    return replace(one, wish=until) if taken else None


async def _claim(one: Round, now: datetime, claims: Callable[[], Awaitable[Sequence[object]]]) -> bool:
    async def verb() -> bool:
        # The first statement holds the row, so that of several one gets both.
        if not await claims():
            return False
        await _take(one, now)
        return True

    return await db.run(verb)


async def _take(one: Round, now: datetime) -> bool:
    return bool(await TAKE(one.job.name, one.run, now, one.host, now, now - ALIVE, now + ALIVE))


def _free(one: Round, now: datetime) -> tuple[datetime, datetime, datetime]:
    """When the round that is at it was heard of if it lives no more, and since when it runs if it hangs. What goes alone waits for one that hangs."""
    return now - ALIVE, now + ALIVE, NEVER if one.job.alone else now - patience.LONG


async def ask(entry: Entry, name: str) -> None:
    """Has a job run now, on whichever worker looks first. Raises NotFound for what is no job."""
    if job(name) is None:
        raise NotFound("There is no such job.")

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        await ledger.record(JobAsked(job=name), entry)
        await ASK(name, entry.at)

    await db.run(verb)


async def send_again(entry: Entry, message: UUID) -> None:
    """Tries a message again at once that could not be sent. Raises NotFound for one that was, or is no more, Refused while it is being sent."""

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        if not await outbox.again(message, entry.at):
            await _refuse(message, entry.at)
        await ledger.record(MessageAsked(message=message), entry)

    await db.run(verb)


async def drop(entry: Entry, message: UUID) -> None:
    """Gives up a message that could not be sent, and forgets its words. Raises as `send_again` does."""

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        if not await outbox.drop(message, entry.at):
            await _refuse(message, entry.at)
        await ledger.record(MessageDropped(message=message), entry)

    await db.run(verb)


async def _refuse(message: UUID, now: datetime) -> NoReturn:
    if await outbox.is_held(message, now):
        back = "/setup/operations#messages"
        raise Refused(_("This message is being sent at this moment. Look in a minute what came of it."), back=back)
    raise NotFound("There is no such message, or it has gone out.")


async def _tell(one: Round, problem: str, failures: int, entry: Entry) -> None:
    """Tells admins unless they were told since it last worked. The row is held by this transaction, so that of several hosts one does."""
    if await TROUBLED(entry.id, one.job.name):
        await ledger.record(JobTroubled(job=one.job.name, problem=problem, failures=failures), entry)


WORKED = Statement(
    'INSERT INTO "job" ("name", "worked_at", "ended_at", "host") VALUES ({}, {}, {}, {}) ON CONFLICT ("name") DO UPDATE SET '
    '"worked_at" = excluded."worked_at", "ended_at" = excluded."ended_at", "host" = excluded."host", "problem" = \'\', "run" = NULL, '
    '"failures" = 0, "failing_since" = NULL, "next_at" = NULL, "begun_at" = NULL'
)
RECOVERED = Statement('UPDATE "job" SET "trouble" = NULL WHERE "name" = {} AND "trouble" = {} RETURNING "name"')
FAILED = Statement(
    'INSERT INTO "job" ("name", "ended_at", "host", "problem", "run", "failures", "failing_since") VALUES ({}, {}, {}, {}, {}, {}, {}) '
    'ON CONFLICT ("name") DO UPDATE SET "ended_at" = excluded."ended_at", "host" = excluded."host", "problem" = excluded."problem", '
    '"run" = excluded."run", "begun_at" = NULL, "failures" = CASE WHEN {} > 0 THEN {} ELSE "job"."failures" + 1 END, '
    '"failing_since" = COALESCE("job"."failing_since", excluded."failing_since") RETURNING "failures", "failing_since"'
)
AGAIN = Statement('UPDATE "job" SET "next_at" = {} WHERE "name" = {}')
TROUBLED = Statement('UPDATE "job" SET "trouble" = {} WHERE "name" = {} AND "trouble" IS NULL RETURNING "name"')
_RUNS = (
    'INSERT INTO "job" ("name", "running", "running_since", "running_on", "running_seen") VALUES ({}, {}, {}, {}, {}) '
    'ON CONFLICT ("name") DO UPDATE SET "running" = excluded."running", "running_since" = excluded."running_since", '
    '"running_on" = excluded."running_on", "running_seen" = excluded."running_seen" '
    'WHERE "job"."running_seen" IS NULL OR "job"."running_seen" <= {} OR "job"."running_seen" > {}'
)
TAKE = Statement(f'{_RUNS} RETURNING "name"')
STILL = Statement('UPDATE "job" SET "running_seen" = {} WHERE "name" = {} AND "running" = {} RETURNING "name"')
# A round that was taken began a moment before its work, by which it tells how long it takes.
RUNNING = Statement(f'{_RUNS} OR "job"."running" = excluded."running" OR "job"."running_since" >= excluded."running_since"')
ENDED = Statement(
    'UPDATE "job" SET "running" = NULL, "running_since" = NULL, "running_on" = \'\', "running_seen" = NULL, '
    '"begun_at" = CASE WHEN "begun_at" IS NULL THEN "begun_at" ELSE {} END, '
    '"next_at" = CASE WHEN "next_at" < {} THEN {} ELSE "next_at" END WHERE "name" = {} AND "running" = {}'
)
_FREE = '("running_seen" IS NULL OR "running_seen" <= {} OR "running_seen" > {} OR "running_since" <= {}) RETURNING "name"'
# A time that is farther away than any wait was set by a clock that has been put back since.
CLAIM = Statement(
    'UPDATE "job" SET "next_at" = {}, "begun_at" = {} WHERE "name" = {} AND "failures" > 0 '  # noqa: S608  # constants
    f'AND ("next_at" <= {{}} OR "next_at" > {{}}) AND {_FREE}'
)
BEGIN = Statement('UPDATE "job" SET "begun_at" = {} WHERE "name" = {}')
ASK = Statement(
    'INSERT INTO "job" ("name", "asked_at") VALUES ({}, {}) ON CONFLICT ("name") DO UPDATE SET "asked_at" = excluded."asked_at"'
)
CLAIM_ASKED = Statement(
    f'UPDATE "job" SET "asked_at" = {{}} WHERE "name" = {{}} AND ("asked_at" <= {{}} OR "asked_at" > {{}}) AND {_FREE}'  # noqa: S608  # as above
)
HOLD = Statement('UPDATE "job" SET "asked_at" = {} WHERE "name" = {} AND "asked_at" = {} RETURNING "name"')
