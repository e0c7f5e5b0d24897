"""Walking through a CRM page by page, each page in one transaction with the mark of the next.

Whatever stops a walk, the next one goes on at the page where it stopped; a lease keeps two processes from walking at once. What a page writes follows
from everything that was ever seen of a deal, so that reading one twice changes nothing.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from server import db, ids, vault
from server.db import Statement
from server.deals.crm.mapping import Words
from server.deals.crm.survey import people_by_word
from server.deals.queries import held_steps, imports
from server.errors import DomainError, Refused
from server.integrations.crm import queries
from server.integrations.crm.actions.keeping import Keeping, finish, keep
from server.integrations.crm.meaning import Key, guesses
from server.integrations.crm.outside import Access, Asking, Sleep, asking
from server.integrations.crm.queries import Connection, Run
from server.integrations.crm.tables import CrmRun
from server.integrations.crm.trouble import CLOSED, FOR_AN_ADMIN, Trouble, pause
from server.integrations.crm.vendors import VENDORS, Vendor
from server.integrations.crm.walk import END, UNREAD, Around, Cursor, Found, Unreadable, pack, unpack
from server.ledger import Entry
from server.outgoing.reply import LONGEST_WAIT
from server.outgoing.waits import LEEWAY, farthest, holds, past
from server.people import queries as people
from server.people.actions.permission import need_admin
from server.people.roles import Actor
from server.process.map import Process
from server.sentences import gettext as _

log = logging.getLogger("plumbline.crm")

LEASE: Final = timedelta(minutes=5)
"""How long a walk that says nothing any more keeps others away: longer than a page and its patience take."""

AGAIN: Final = timedelta(days=7)
"""After how long everything is listed once more."""

CALM: Final = timedelta(minutes=1)
"""How long after a walk began a CRM that tells of every change is not asked again."""

REFUSED_FOR: Final = timedelta(hours=6)
"""How long a CRM that does not let us in is left alone, unless an admin does something."""

LONGEST: Final = max(REFUSED_FOR, timedelta(seconds=LONGEST_WAIT))
"""How long a CRM is left alone at most, whatever it asks for."""


class Within(Struct, frozen=True, kw_only=True):
    """What a walk needs of its installation: the key of the vault, whether private networks may be asked, and how to wait."""

    key: str
    private: bool
    process: Process
    currency: str
    now: Callable[[], datetime]
    sleep: Sleep = asyncio.sleep


async def begin(actor: Actor, entry: Entry, source: str, kind: str) -> UUID:
    """Has a CRM walked through from now on: look, which writes no deal, or pull. Raises Forbidden, NotFound, Refused while another walk is open."""
    need_admin(actor)

    async def verb() -> UUID:
        connection = await queries.connection(source)
        id = ids.derived(entry.id, "run")
        if any(run.id == id for run in await queries.runs(source, most=50)):
            return id
        if await queries.open_run(source) is not None:
            raise Refused(_("It is being asked just now. Wait until that has come to its end."), back=f"/setup/crm/{source}")
        await _insert(entry, connection, kind, actor.id)
        await FORGET(source)
        return id

    return await db.run(verb)


async def begin_due(now: datetime) -> list[Run]:
    """The walks that wait to be gone on with, those that are due by their clock among them."""
    found = []
    for connection in await queries.connections():
        if _is_busy(connection, now):
            continue
        run = await queries.open_run(connection.source)
        if run is None and connection.every and await _is_due(connection, now):
            run = await _begin_by_clock(connection, now)
        if run is not None:
            found.append(run)
    return found


async def wake(source: str, now: datetime) -> None:
    """Notes that a CRM has said that something changed: it is asked soon, if it is asked on a schedule at all."""
    await db.run(lambda: WAKE(now, source, now, now + LEEWAY))


async def go_on(run: Run, within: Within) -> Run:
    """Walks until the end, or until the CRM asks to wait or does not answer; returns the walk as it then is. Of two that do it at once, one stops."""
    lease, connection = ids.new(), await queries.connection(run.source)
    now = within.now()
    if not await db.run(lambda: CLAIM(lease, now + LEASE, run.source, now, farthest(now, LEASE))):
        return await queries.run(run.id)
    try:
        await _walk(run.id, connection, lease, within)
    except Exception as error:  # noqa: BLE001  # whatever it is, the CRM is not asked for the same page every few seconds
        await _stumbled(run, connection, trouble_of(run.source, error), within.now())
    finally:
        await db.run(lambda: RELEASE(run.source, lease))
    return await queries.run(run.id)


def trouble_of(source: str, error: Exception) -> Trouble:
    """What stopped us, as a trouble that is kept and waited out. Raises the error when it is a refusal of ours, or a database that is away."""
    if isinstance(error, Trouble):
        return error
    if db.is_away(error) or (isinstance(error, DomainError) and not isinstance(error, vault.Locked)):
        raise error
    foreseen = isinstance(error, (Unreadable, vault.Locked))
    # What nobody foresaw may quote what somebody wrote about a buyer.
    log.warning(
        "%s could not be asked: %s", source, error if foreseen else type(error).__name__, exc_info=None if foreseen else error
    )
    return Trouble("token" if isinstance(error, vault.Locked) else "broken")


async def known_words(source: str, run: UUID) -> dict[Key, int]:
    """The words that have to mean something: those that deals of a walk used, with how many did, and every stage that the CRM has."""
    stages = {key: 0 for key in await queries.labels(source) if key[0] == "stage"}
    return {**stages, **await queries.met(run)}


async def guessed(source: str, met: Mapping[Key, int], within: Within) -> dict[Key, str]:
    """What those words of a CRM that nobody decided about likely mean."""
    words = await imports.words_of(source, currency=within.currency)
    owner_of = people_by_word([(str(one.id), one.email, one.name) for one in await people.everyone()])
    return guesses(met, await queries.labels(source), words, within.process, owner_of)


async def _walk(id: UUID, connection: Connection, lease: UUID, within: Within) -> None:
    vendor = VENDORS[connection.source]
    everyone = await people.everyone()
    keeping = Keeping(
        lease=lease,
        process=within.process,
        currency=within.currency,
        teams={one.id: one.team for one in everyone},
        owner_of=people_by_word([(str(one.id), one.email, one.name) for one in everyone]),
        address_of={one.email.casefold(): str(one.id) for one in everyone},
    )
    access = msgspec.json.decode(vault.unseal(await queries.secret_of(connection.source), key=within.key), type=Access)
    async with asking(
        connection.source, connection.base, access, private=within.private, now=within.now, sleep=within.sleep
    ) as asked:
        while True:
            run = await queries.run(id)
            cursor = unpack(run.cursor)
            if run.state != "running":
                return
            if cursor.step == END:
                await finish(run, keeping, within.now)
                return
            found = await _then_steps(run, connection, await _page(asked, vendor, cursor, within))
            if not await keep(run, found, keeping, until=within.now() + LEASE, now=within.now()):
                return
            # Whoever waits for a page gets it between two of these.
            await asyncio.sleep(0)


async def _page(asked: Asking, vendor: Vendor, cursor: Cursor, within: Within) -> Found:
    """What is asked next. A vendor that has forgotten where it was is asked for this step from its beginning.

    Next steps that we may not read keep no deal away.
    """
    reader = vendor.steps if cursor.part else vendor
    try:
        body = await asked(reader.ask(cursor))
    except Trouble as trouble:
        if trouble.detail in vendor.forgotten and cursor.after:
            return Found(next=replace(cursor, after=""))
        if cursor.part and trouble.code in CLOSED:
            log.warning("the next steps of %s are not read: %s", vendor.source, trouble)
            return Found(next=Cursor(step=END, part=UNREAD, newest=cursor.newest))
        raise
    found = await asyncio.to_thread(reader.read, cursor, body, await _around(vendor.source, within))
    if found.next == cursor:
        raise Unreadable(f"{cursor.step}: the next page is the same one")
    return found


async def _then_steps(run: Run, connection: Connection, found: Found) -> Found:
    """After the last deal of a pull come the next steps."""
    if found.next.step != END or found.next.part or run.kind != "pull":
        return found
    since = "" if run.full else connection.steps_since
    held = await held_steps(run.source) if since else ()
    return replace(found, next=VENDORS[run.source].steps.begin(since, found.next.newest, held))


async def _around(source: str, within: Within) -> Around:
    words: Words = await imports.words_of(source, currency=within.currency)
    labels = await queries.labels(source)
    return Around(zone=words.zone, pipelines={key[2]: key[1] for key in labels if key[0] == "stage"})


async def _stumbled(run: Run, connection: Connection, trouble: Trouble, now: datetime) -> None:
    """Keeps what went wrong. What only an admin can mend stops the walk; anything else is tried again later where it stood."""
    failures = connection.failures + 1
    if trouble.code in FOR_AN_ADMIN:
        await db.run(lambda: STOP(now, run.id))
        wait = REFUSED_FOR
    else:
        wait = timedelta(seconds=trouble.seconds or pause(failures))
    log.warning("%s: %s %s, asked again in %s", run.source, trouble.code, trouble.detail, wait)
    await db.run(lambda: TROUBLE(trouble.code, trouble.detail, failures, now + wait, run.source))


def _is_busy(connection: Connection, now: datetime) -> bool:
    return holds(connection.lease_until, now, LEASE) or holds(connection.not_before, now, LONGEST)


async def _is_due(connection: Connection, now: datetime) -> bool:
    last, woken = await queries.last_pull(connection.source, now + LEEWAY), past(connection.woken_at, now)
    if last is None or last.at + timedelta(minutes=connection.every) <= now:
        return True
    return woken is not None and last.at < woken and last.at + CALM <= now


async def _begin_by_clock(connection: Connection, now: datetime) -> Run:
    entry = Entry(id=ids.new(), at=now)

    async def verb() -> None:
        if await queries.open_run(connection.source) is None:
            await _insert(entry, connection, "pull", None)

    await db.run(verb)
    found = await queries.open_run(connection.source)
    if found is None:
        raise Refused("The walk has ended already.")
    return found


async def _insert(entry: Entry, connection: Connection, kind: str, by: UUID | None) -> None:
    full_at = past(connection.full_at, entry.at)
    full = kind == "look" or not connection.since or full_at is None or entry.at - full_at >= AGAIN
    since = "" if full else connection.since
    await CrmRun.insert(
        CrmRun(
            id=ids.derived(entry.id, "run"),
            source=connection.source,
            kind=kind,
            state="running",
            open_key=connection.source,
            cursor=pack(VENDORS[connection.source].begin(since, entry.at.isoformat() if kind == "look" else connection.since)),
            full=int(full),
            by=by,
            at=entry.at,
        )
    )


CLAIM = Statement(
    'UPDATE "crm_connection" SET "lease" = {}, "lease_until" = {} WHERE "source" = {} '
    'AND ("lease_until" IS NULL OR "lease_until" <= {} OR "lease_until" > {}) RETURNING "id"'
)
RELEASE = Statement('UPDATE "crm_connection" SET "lease" = NULL, "lease_until" = NULL WHERE "source" = {} AND "lease" = {}')
FORGET = Statement(
    'UPDATE "crm_connection" SET "problem" = \'\', "detail" = \'\', "failures" = 0, "not_before" = NULL WHERE "source" = {}'
)
# Of two words at once the later one stays, whichever is written last. One that is still to come was told by a clock that was put back since.
WAKE = Statement(
    'UPDATE "crm_connection" SET "woken_at" = {} WHERE "source" = {} AND ("woken_at" IS NULL OR "woken_at" < {} OR "woken_at" > {})'
)
STOP = Statement('UPDATE "crm_run" SET "state" = \'stopped\', "open_key" = NULL, "ended_at" = {} WHERE "id" = {}')
TROUBLE = Statement(
    'UPDATE "crm_connection" SET "problem" = {}, "detail" = {}, "failures" = {}, "not_before" = {} WHERE "source" = {}'
)
