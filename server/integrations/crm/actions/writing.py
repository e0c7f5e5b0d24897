"""Telling a CRM, in the one field of ours, how far the evidence of its deals reaches: off until an admin turns it on, and never its stage.

What is to be told follows from what was told last, and is kept after each answer, so that whatever stops it, nothing is told that is known there
already, and what was lost on the way is told again, which changes nothing. Before each request it is made sure that the field is still to be
written, and by us: whoever was away for so long that another took over stops there. Nobody waits for a CRM inside a transaction.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Struct

from server import db, ids, ledger, vault
from server.db import Statement
from server.facts import CrmWritingSet, CrmWritten
from server.integrations.crm import queries
from server.integrations.crm.actions.walking import LEASE, LONGEST, REFUSED_FOR, Within, trouble_of
from server.integrations.crm.field import ALONE, GONE, Unfit
from server.integrations.crm.outside import Access, Asking, asking
from server.integrations.crm.queries import Connection, Writing
from server.integrations.crm.tables import CrmWriting
from server.integrations.crm.tables import CrmWritten as CrmWrittenRow
from server.integrations.crm.telling import LATER, Telling, Told, to_tell
from server.integrations.crm.trouble import FOR_AN_ADMIN, Trouble, pause
from server.integrations.crm.vendors import VENDORS, Vendor
from server.ledger import Entry
from server.outgoing.waits import farthest, holds
from server.people.actions.permission import need_admin
from server.people.roles import Actor

log = logging.getLogger("plumbline.crm")

AGAIN: Final = timedelta(minutes=1)
"""How long after a look at what is to be told the next one comes."""


ROUND: Final = 50
"""Requests after which whatever else is due has its turn."""


async def unfit(actor: Actor, source: str, field: str, within: Within) -> Unfit:
    """Why the field of a CRM cannot be written, empty where it can. Raises Forbidden, NotFound, and Trouble when the CRM does not say.

    Where it can, what stood in the way is forgotten, so that deals are told at once.
    """
    need_admin(actor)
    vendor, connection = VENDORS[source], await queries.connection(source)
    async with _line(connection, await _access(connection, within), within, tries=1) as asked:
        fault = await _unfit(asked, vendor, field)
    if not fault:
        await db.run(lambda: WELL(within.now(), source))
    return fault


async def make_field(actor: Actor, source: str, within: Within) -> None:
    """Makes the field, where that can be asked for. Raises Forbidden, NotFound, and Trouble when the CRM does not let us."""
    need_admin(actor)
    vendor, connection = VENDORS[source], await queries.connection(source)
    if vendor.writer.made is None:
        return
    async with _line(connection, await _access(connection, within), within, tries=1) as asked:
        if await _unfit(asked, vendor, "") == "missing":
            try:
                await asked(vendor.writer.made)
            except Trouble:
                # Somebody else may have made it at the same moment, or it was made and the answer was lost on its way.
                if await _unfit(asked, vendor, "") == "missing":
                    raise
    await db.run(lambda: WELL(within.now(), source))


async def set_writing(actor: Actor, entry: Entry, source: str, field: str, *, active: bool) -> None:
    """Has the field of a CRM written from now on, or not any more; what stands in it stays. Raises Forbidden, NotFound."""
    need_admin(actor)
    await queries.connection(source)

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        before = await queries.writing(source)
        row = CrmWriting(id=ids.derived(entry.id, "writing"), source=source, field=field, active=active, by=actor.id, at=entry.at)
        kept = [CrmWriting.field, CrmWriting.active, CrmWriting.by, CrmWriting.at, *TROUBLES]
        await CrmWriting.insert(row).on_conflict(action="DO UPDATE", target=CrmWriting.source, values=kept)
        if before is not None and before.field != field:
            # Nothing is known of what stands in another field.
            await CrmWrittenRow.delete().where(CrmWrittenRow.source == source)
        await ledger.record(CrmWritingSet(source=source, active=active), entry)

    await db.run(verb)


async def write_due(within: Within) -> int:
    """Tells every CRM what it is to be told now, and returns how many deals were told."""
    now = within.now()
    return sum([await write(one, within) for one in await queries.active_writings() if not _is_busy(one, now)])


async def write(writing: Writing, within: Within) -> int:
    """Tells one CRM what it is to be told now, and returns how many deals were told. Of two that do it at once, one does nothing."""
    source, lease = writing.source, ids.new()
    connected = {one.source: one for one in await queries.connections()}
    if source not in connected:
        return 0
    now = within.now()
    if not await db.run(lambda: CLAIM(lease, now + LEASE, source, now, farthest(now, LEASE))):
        return 0
    turn = _Turn(connection=connected[source], field=writing.field, lease=lease, within=within)
    try:
        told = await queries.told(source)
        waiting = to_tell(await queries.tellings(source), told, within.now())
        most = VENDORS[source].writer.most * ROUND
        if waiting:
            await _tell(turn, waiting[:most], told)
        rest = AGAIN if len(waiting) <= most else timedelta()
        await db.run(lambda: WELL(within.now() + rest, source))
    except _Lost:
        log.info("%s is told by somebody else by now, in another field, or nothing any more", source)
    except Exception as error:  # noqa: BLE001  # whatever it is, the CRM is not told the same every few seconds
        await _stumbled(writing, trouble_of(source, error), within.now())
    finally:
        await db.run(lambda: RELEASE(source, lease))
    return turn.written


class _Turn(Struct, kw_only=True):
    """One look at what is to be told, and how many deals were told by it. It lasts while this field is written under this lease."""

    connection: Connection
    field: str
    lease: UUID
    within: Within
    written: int = 0

    @property
    def mark(self) -> tuple[str, UUID, str, bool]:
        """What has to hold for it to go on."""
        return self.connection.source, self.lease, self.field, True


class _Lost(Exception):
    """The turn is over: somebody else holds the lease, the field is another one, or it is written no more."""


async def _tell(turn: _Turn, waiting: Sequence[Telling], told: Mapping[str, Told]) -> None:
    """Tells these deals as many at once as the CRM takes. Raises Trouble, Unreadable, _Lost."""
    vendor, within = VENDORS[turn.connection.source], turn.within
    most = vendor.writer.most
    async with _line(turn.connection, await _access(turn.connection, within), within) as asked:
        fault = await _unfit(asked, vendor, turn.field)
        if fault:
            raise Trouble("refused", detail=fault)
        for start in range(0, len(waiting), most):
            some = waiting[start : start + most]
            said = await _told(asked, vendor, turn, some)
            for one in some:
                if said[one.key] == ALONE:
                    said[one.key] = (await _told(asked, vendor, turn, [one]))[one.key]
            await _keep(turn, some, said, told, Entry(id=ids.new(), at=within.now(), actor=None))


async def _told(asked: Asking, vendor: Vendor, turn: _Turn, some: Sequence[Telling]) -> dict[str, str]:
    """What became of each. A CRM that will have none of several is told each alone."""
    if not await db.run(lambda: HOLD(turn.within.now() + LEASE, *turn.mark)):
        raise _Lost
    try:
        body = await asked(vendor.writer.told(turn.field, [(one.key, one.words) for one in some]))
    except Trouble as trouble:
        if trouble.code not in {"refused", "address"}:
            raise
        if len(some) > 1:
            return {one.key: ALONE for one in some}
        return {some[0].key: GONE if trouble.code == "address" else trouble.detail or "ERROR"}
    return dict(vendor.writer.answers(body, [one.key for one in some]))


async def _keep(turn: _Turn, some: Sequence[Telling], said: Mapping[str, str], known: Mapping[str, Told], entry: Entry) -> None:
    """Keeps what became of these, with its fact. Raises _Lost; then nothing is known of them, so that they are told again."""
    source, keys = turn.connection.source, [one.key for one in some]
    written = sum(not said[key] for key in keys)

    async def verb() -> bool:
        if not await WROTE(entry.at, entry.at + LEASE, *turn.mark):
            await CrmWrittenRow.delete().where(CrmWrittenRow.source == source, CrmWrittenRow.key.is_in(keys))
            return False
        rows = [_row(source, one, known.get(one.key), said[one.key][:60], entry.at) for one in some]
        kept = [getattr(CrmWrittenRow, name) for name in ("words", "at", "tried", "problem", "tries", "not_before")]
        await CrmWrittenRow.insert(*rows).on_conflict(action="DO UPDATE", target=CrmWrittenRow.id, values=kept)
        if written:
            await ledger.record(CrmWritten(source=source, written=written, refused=len(rows) - written), entry)
        return True

    if not await db.run(verb):
        raise _Lost
    turn.written += written


def _row(source: str, one: Telling, before: Told | None, word: str, now: datetime) -> CrmWrittenRow:
    """What is kept of a deal, of which the CRM said this word; none is yes."""
    tries = 0 if not word else (before.tries if before else 0) + 1
    wait = LATER if word == GONE else timedelta(seconds=pause(tries))
    fields: dict[str, Any] = {"key": one.key, "deal": one.deal, "tried": one.words, "problem": word, "tries": tries}
    return CrmWrittenRow(
        id=ids.derived(one.deal, f"told {source} {one.key}"),
        source=source,
        words=(before.words if before else "") if word else one.words,
        at=(before.at if before else None) if word else now,
        not_before=now + wait if word else None,
        **fields,
    )


async def _stumbled(writing: Writing, trouble: Trouble, now: datetime) -> None:
    """Keeps what went wrong. What was told until then stays told; the rest is told later."""
    failures = writing.failures + 1
    wait = timedelta(seconds=trouble.seconds or pause(failures))
    wait = REFUSED_FOR if trouble.code in FOR_AN_ADMIN else wait
    log.warning("%s is not told: %s %s, again in %s", writing.source, trouble.code, trouble.detail, wait)
    await db.run(lambda: TROUBLE(trouble.code, trouble.detail, failures, now + wait, writing.source))


async def _unfit(asked: Asking, vendor: Vendor, field: str) -> Unfit:
    try:
        return vendor.writer.unfit(await asked(vendor.writer.asked(field)), field)
    except Trouble as trouble:
        if trouble.code == "address":
            return "missing"
        raise


async def _access(connection: Connection, within: Within) -> Access:
    found: Access = msgspec.json.decode(vault.unseal(await queries.secret_of(connection.source), key=within.key), type=Access)
    return found


def _line(connection: Connection, access: Access, within: Within, **more: int) -> Any:  # noqa: ANN401  # what `asking` gives
    return asking(connection.source, connection.base, access, private=within.private, now=within.now, sleep=within.sleep, **more)


def _is_busy(writing: Writing, now: datetime) -> bool:
    return holds(writing.lease_until, now, LEASE) or holds(writing.not_before, now, LONGEST)


TROUBLES = [CrmWriting.problem, CrmWriting.detail, CrmWriting.failures, CrmWriting.not_before]

CLAIM = Statement(
    'UPDATE "crm_writing" SET "lease" = {}, "lease_until" = {} WHERE "source" = {} '
    'AND ("lease_until" IS NULL OR "lease_until" <= {} OR "lease_until" > {}) RETURNING "id"'
)
RELEASE = Statement('UPDATE "crm_writing" SET "lease" = NULL, "lease_until" = NULL WHERE "source" = {} AND "lease" = {}')
WELL = Statement(
    'UPDATE "crm_writing" SET "problem" = \'\', "detail" = \'\', "failures" = 0, "not_before" = {} WHERE "source" = {}'
)
OURS = '"source" = {} AND "lease" = {} AND "field" = {} AND "active" = {} RETURNING "id"'
HOLD = Statement(f'UPDATE "crm_writing" SET "lease_until" = {{}} WHERE {OURS}')  # noqa: S608  # placeholders
WROTE = Statement(f'UPDATE "crm_writing" SET "wrote_at" = {{}}, "lease_until" = {{}} WHERE {OURS}')  # noqa: S608  # placeholders
TROUBLE = Statement(
    'UPDATE "crm_writing" SET "problem" = {}, "detail" = {}, "failures" = {}, "not_before" = {} WHERE "source" = {}'
)
