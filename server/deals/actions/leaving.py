"""Deals and files that a CRM has no more: a file that is taken back, deals that the last file does not hold, a source that is given up.

What a deal is stays a function of the files that were seen and of what was decided about them: a file that is taken back was never seen.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import partial
from uuid import UUID

from server import db, ids, ledger
from server.db import Statement
from server.deals.actions.batch import Kept, Writing, write
from server.deals.actions.held import held
from server.deals.crm.dossier import FILE, Dossier, departed, forgotten, has_left, without_history
from server.deals.queries import imports, sources
from server.deals.queries.imports import Import, Seen
from server.errors import Invalid, NotFound, Refused
from server.facts import DealFileCalledPart, DealFileWithdrawn, DealSourceRetired
from server.ledger import Entry
from server.people import queries as people
from server.people.actions.permission import need_admin
from server.people.roles import Actor
from server.process.map import Process
from server.sentences import gettext as _

BATCH = 200
"""Deals that are written together."""

AT_ONCE = 50
"""Missing deals that are asked about together."""


async def withdraw(actor: Actor | None, entry: Entry, run: UUID) -> None:
    """Takes a file back that was imported: from now on it was never seen. Who imports files works its deals out again, some at a time.

    The same bytes of the same time, and of history of whatever time, count as one file. Raises Forbidden unless the actor is an admin, NotFound,
    Refused when it was not imported.
    """
    need_admin(actor)

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        file = await imports.one_import(run)
        if not await LEAVE(file.source, file.what, file.digest, file.as_of):
            raise Refused(_("Only a file that was imported can be taken back."), back=f"/setup/deals/{run}")
        await ledger.record(DealFileWithdrawn(run=run, source=file.source, as_of=file.as_of), entry)

    await db.run(verb)


async def take_back(file: Import, *, process: Process, currency: str, now: Callable[[], datetime]) -> None:
    """Works out again every deal of which this file told, without it. Breaking it off and beginning anew ends in the same."""
    forget = _forgetting(file)
    teams = {person.id: person.team for person in await people.everyone()}
    words = await imports.words_of(file.source, currency=currency)
    last: UUID | None = None
    while seen := await sources.seen_after(file.source, last, most=BATCH):
        told = [one.key for one in seen if forget(one.dossier) != one.dossier]
        if told:
            entry = Entry(id=ids.derived(file.id, f"taken back {told[0]}"), at=now(), actor=file.by)
            writing = Writing(entry=entry, words=words, process=process, imported_at=entry.at, teams=teams)
            await db.run(partial(_change, told, forget, writing), waits=True)
        last = seen[-1].id
    await db.run(partial(_ended, file))


async def close_missing(
    actor: Actor | None, entry: Entry, run: UUID, deals: Collection[UUID], *, currency: str, process: Process
) -> int:
    """Closes open deals that the newest file of their source does not hold, as left, and returns how many. A later file that holds one opens it.

    Deals that have left already are left. Raises Forbidden unless the actor is an admin, NotFound, Invalid when none of these is missing.
    """
    need_admin(actor)
    teams = {person.id: person.team for person in await people.everyone()}

    async def verb() -> int:
        found = next((one for one in await sources.missing() if one.run == run), None)
        chosen = {deal.id for deal in found.deals if deal.id in deals} if found else set()
        if found is None or not chosen:
            if await _left_already(run, deals):
                return 0
            raise Invalid({"deal": _("Choose at least one deal that is missing in the last file.")}, {})
        words = await imports.words_of(found.source, currency=currency)
        writing = Writing(entry=entry, words=words, process=process, imported_at=entry.at, teams=teams)
        seen = await held(found.source, (), [one.key for one in await imports.seen_of_deals(found.source, chosen)])
        leave = partial(departed, at=found.as_of, file=found.digest[:FILE])
        await write([_kept(one, leave) for one in seen.values()], writing)
        return len(chosen)

    return await db.run(verb)


async def _left_already(run: UUID, deals: Collection[UUID]) -> bool:
    """Whether all that was asked for is done: each of these deals, of which there are some, has left the source of this file."""
    seen = await imports.seen_of_deals((await imports.one_import(run)).source, deals)
    return bool(seen) and {one.deal for one in seen if has_left(one.dossier)} == set(deals)


async def call_part(actor: Actor | None, entry: Entry, run: UUID) -> None:
    """Says that a file does not hold all deals of its source, so that those missing in it stay as they are and are asked about no more.

    Raises Forbidden unless the actor is an admin, NotFound.
    """
    need_admin(actor)

    async def verb() -> None:
        file = await imports.one_import(run)
        if await ledger.seen(entry) or not await PART(run):
            return
        await ledger.record(DealFileCalledPart(run=run, source=file.source), entry)

    await db.run(verb)


async def retire(actor: Actor | None, entry: Entry, source: str, *, by_hand: bool, currency: str, process: Process) -> None:
    """Gives a CRM up: it makes what is known of deals old no more. Its open deals end as left, or are kept by hand from now on.

    What comes from it later takes it back. Doing it twice does it once, and goes on where it was broken off. Raises Forbidden unless the actor is
    an admin, NotFound.
    """
    need_admin(actor)

    async def verb() -> None:
        found = next((one for one in await sources.known_sources() if one.name == source), None)
        if found is None:
            raise NotFound("No deals came from there.")
        if await ledger.seen(entry):
            return
        await RETIRE(entry.at, source)
        if by_hand:
            await BY_HAND(source)
        await ledger.record(DealSourceRetired(source=source, by_hand=by_hand, deals=found.open), entry)

    await db.run(verb)
    teams = {person.id: person.team for person in await people.everyone()}
    words = await imports.words_of(source, currency=currency)
    leave = partial(departed, at=entry.at)
    while not by_hand and (seen := await sources.seen_of_open(source, most=BATCH)):
        keys = [one.key for one in seen]
        child = entry.child(f"left {keys[0]}")
        writing = Writing(entry=child, words=words, process=process, imported_at=entry.at, teams=teams)
        if not await db.run(partial(_change, keys, leave, writing), waits=True):
            return


def _forgetting(file: Import) -> Callable[[Dossier], Dossier]:
    name = file.digest[:FILE]
    if file.what == "deals":
        return partial(forgotten, at=file.as_of, file=name)
    return partial(without_history, file=name)


async def _change(keys: Collection[str], change: Callable[[Dossier], Dossier], writing: Writing) -> int:
    """Writes these deals with their dossiers changed, and returns how many of them became something else."""
    seen = await held(writing.words.source, (), keys)
    outcome = await write([_kept(one, change) for one in seen.values()], writing)
    return outcome.changed


def _kept(one: Seen, change: Callable[[Dossier], Dossier]) -> Kept:
    return Kept(key=one.key, dossier=change(one.dossier), deal=one.deal)


async def _ended(file: Import) -> None:
    """The file is taken back. Its source is known as of the newest of its other files, if that was the newest."""
    await LEFT_FILE(file.source, file.what, file.digest, file.as_of)
    if file.what == "deals":
        rows: list[Mapping[str, datetime | None]] = list(await NEWEST_OTHER(file.source))
        await KNOWN_AS_OF(rows[0]["as_of"], file.source, file.as_of)


LEAVE = Statement(
    'UPDATE "deal_import" SET "state" = \'leaving\' WHERE "source" = {} AND "kind" = {} AND "digest" = {} '
    'AND ("as_of" = {} OR "kind" = \'history\') AND "state" IN (\'done\', \'failed\') RETURNING "id"'
)
LEFT_FILE = Statement(
    'UPDATE "deal_import" SET "state" = \'withdrawn\' WHERE "source" = {} AND "kind" = {} AND "digest" = {} '
    'AND ("as_of" = {} OR "kind" = \'history\') AND "state" = \'leaving\''
)
NEWEST_OTHER = Statement(
    'SELECT MAX("as_of") AS "as_of" FROM "deal_import" WHERE "source" = {} AND "kind" = \'deals\' AND "state" = \'done\''
)
KNOWN_AS_OF = Statement('UPDATE "crm_source" SET "seen_at" = {} WHERE "name" = {} AND "seen_at" = {}')
PART = Statement('UPDATE "deal_import" SET "part" = TRUE WHERE "id" = {} AND NOT "part" RETURNING "id"')
RETIRE = Statement('UPDATE "crm_source" SET "retired_at" = {} WHERE "name" = {}')
BY_HAND = Statement('UPDATE "deal" SET "source" = \'\' WHERE "source" = {} AND "closed_at" IS NULL')
