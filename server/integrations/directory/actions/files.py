"""An admin hands in a file of people, says what its columns are, looks at what would happen, and has it taken over or throws it away."""

import asyncio
import hashlib
import zlib
from collections.abc import Collection, Mapping
from datetime import timedelta
from itertools import islice
from uuid import UUID

import msgspec
from msgspec import Struct

from server import db, ids, ledger
from server.deals.crm.sheet import Row, Sheet, Unreadable, open_sheet, rows
from server.errors import Invalid, Refused
from server.facts import PeopleColumnsSet, PeopleFileDropped, PeopleFileGiven, PeopleImported
from server.integrations.directory import heads
from server.integrations.directory.actions.taking_over import carry_out
from server.integrations.directory.listing import Listing, read_listing
from server.integrations.directory.plan import Plan, plan
from server.integrations.directory.queries import files as queries
from server.integrations.directory.queries.files import Outcome
from server.integrations.directory.queries.present import present
from server.integrations.directory.tables import PeopleFile
from server.ledger import Entry
from server.people.actions.permission import need_admin
from server.people.roles import Actor
from server.sentences import gettext as _

KEPT = timedelta(days=7)
"""How long a file waits for somebody to decide; then its rows are forgotten when the next file comes."""

Columns = Mapping[str, str]
"""Head to field, or to `-` for a column that is left out."""


class Looked(Struct, frozen=True, kw_only=True):
    """What a file holds and what taking it over would do; `seen` names exactly that. Without the columns that are `missing` there is no plan."""

    heads: tuple[str, ...]
    examples: Mapping[str, str]
    columns: Columns
    missing: tuple[str, ...]
    plan: Plan | None
    seen: str = ""


async def give_file(actor: Actor, entry: Entry, *, name: str, data: bytes) -> UUID:
    """Keeps a file, and returns the id to look at it by. Nothing of it is written. Raises Forbidden, Invalid for what is no table."""
    need_admin(actor)
    sheet = await asyncio.to_thread(_opened, data)
    body = await asyncio.to_thread(zlib.compress, data, 6)
    id = ids.derived(entry.id, "file")

    async def verb() -> UUID:
        if await ledger.seen(entry):
            return id
        await PeopleFile.update({PeopleFile.body: None, PeopleFile.state: "dropped"}).where(
            PeopleFile.state == "waiting", PeopleFile.at < entry.at - KEPT
        )
        await PeopleFile.insert(
            PeopleFile(
                id=id,
                name=name[:120],
                digest=hashlib.sha256(data).hexdigest(),
                body=body,
                columns=msgspec.json.encode(heads.columns_of(sheet.heads)).decode(),
                by=actor.id,
                at=entry.at,
            )
        )
        await ledger.record(PeopleFileGiven(file=id), entry)
        return id

    return await db.run(verb)


async def look(file: UUID, *, zone: str) -> Looked:
    """What is in a file that waits, and what taking it over now would do. `zone` is for people whose row names none. Raises NotFound, Refused."""
    given, data = await queries.one_file(file), await queries.body_of(file)
    if data is None:
        raise Refused(_over(), back="/setup/people/import")
    sheet = await asyncio.to_thread(_opened, data)
    return await look_at(sheet, given.columns, zone=zone)


async def look_at(sheet: Sheet, columns: Columns, *, zone: str) -> Looked:
    """The same of a table that is open."""
    first = next((row.cells for row in _some_rows(sheet)), ())
    looked = Looked(
        heads=sheet.heads,
        examples=dict(zip(sheet.heads, first, strict=False)),
        columns=columns,
        missing=heads.missing_of(tuple(columns.values())),
        plan=None,
    )
    if looked.missing:
        return looked
    listing = await asyncio.to_thread(read_listing, sheet, columns)
    made = await _planned(listing, zone)
    return msgspec.structs.replace(looked, plan=made, seen=digest(made))


async def set_columns(actor: Actor, entry: Entry, file: UUID, columns: Columns) -> None:
    """Says what the columns of a file are. Raises Forbidden, NotFound, Refused for one that is over, Invalid for one field twice."""
    need_admin(actor)
    meant = {head: field for head, field in columns.items() if field in heads.FIELDS}
    if len(set(meant.values())) < len(meant):
        raise Invalid({"columns": _("Two columns become the same. Choose another for one of them.")}, {})

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        _need_waiting((await queries.one_file(file)).state)
        await PeopleFile.update({PeopleFile.columns: msgspec.json.encode(meant).decode()}).where(PeopleFile.id == file)
        await ledger.record(PeopleColumnsSet(file=file, columns=len(meant)), entry)

    await db.run(verb)


async def take_over(actor: Actor, entry: Entry, file: UUID, *, seen: str, leaving: Collection[UUID], partly: bool) -> Outcome:
    """Takes a file over, all of it or nothing. `seen` is what the actor looked at: if something else would happen now, nothing does.

    `leaving` are those of the plan's leavers who are let go, and `partly` allows that rows with faults stay out. Raises Forbidden, NotFound, Refused.
    """
    need_admin(actor)
    given, data = await queries.one_file(file), await queries.body_of(file)
    listing = await asyncio.to_thread(_listed, data, given.columns) if data else None

    async def verb() -> Outcome:
        if await ledger.seen(entry):
            return (await queries.one_file(file)).outcome or Outcome()
        _need_waiting((await queries.one_file(file)).state)
        if listing is None:
            raise Refused(_("Say first which columns hold the address and the name."), back=f"/setup/people/import/{file}")
        outcome = await carry_out_listing(
            actor, entry, listing, seen=seen, leaving=leaving, partly=partly, zone=actor.zone, back=f"/setup/people/import/{file}"
        )
        await PeopleFile.update(
            {
                PeopleFile.state: "done",
                PeopleFile.body: None,
                PeopleFile.outcome: msgspec.json.encode(outcome).decode(),
                PeopleFile.finished_at: entry.at,
            }
        ).where(PeopleFile.id == file)
        await ledger.record(_imported(file, outcome), entry)
        return outcome

    return await db.run(verb)


async def take_over_table(
    entry: Entry, sheet: Sheet, columns: Columns, *, seen: str, leaving: Collection[UUID], partly: bool, zone: str
) -> Outcome:
    """The same for the command line, which keeps no file. Raises Refused."""
    listing = await asyncio.to_thread(read_listing, sheet, columns)

    async def verb() -> Outcome:
        outcome = await carry_out_listing(None, entry, listing, seen=seen, leaving=leaving, partly=partly, zone=zone, back="")
        await ledger.record(_imported(ids.derived(entry.id, "file"), outcome), entry)
        return outcome

    return await db.run(verb)


async def carry_out_listing(
    actor: Actor | None,
    entry: Entry,
    listing: Listing,
    *,
    seen: str,
    leaving: Collection[UUID],
    partly: bool,
    zone: str,
    back: str,
) -> Outcome:
    """Plans again within the verb and carries out what was seen. Raises Refused when it is not that any more, or has faults that nobody allowed."""
    here = await present()
    made = plan(listing, here, zone=zone, called=team_called())
    if digest(made) != seen:
        raise Refused(_("Something changed since you looked, so nothing was done. Look again."), back=back)
    if made.faults and not partly:
        raise Refused(_("Some lines cannot be read. Mend the file, or tick that they stay out."), back=back)
    return await carry_out(actor, made, here, leaving, entry=entry, zone=zone)


async def drop_file(actor: Actor, entry: Entry, file: UUID) -> None:
    """Throws a file away. Raises Forbidden, NotFound, Refused for one that is over."""
    need_admin(actor)

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        _need_waiting((await queries.one_file(file)).state)
        await PeopleFile.update({PeopleFile.state: "dropped", PeopleFile.body: None, PeopleFile.finished_at: entry.at}).where(
            PeopleFile.id == file
        )
        await ledger.record(PeopleFileDropped(file=file), entry)

    await db.run(verb)


def digest(made: Plan) -> str:
    """What names a plan: two that do the same to the same people are one."""
    return hashlib.sha256(msgspec.json.encode(made)).hexdigest()


def team_called() -> str:
    """What the team of a manager is called when nobody named it."""
    return _("Team of %(name)s")


async def _planned(listing: Listing, zone: str) -> Plan:
    here = await present()
    return await asyncio.to_thread(plan, listing, here, zone=zone, called=team_called())


def _listed(data: bytes, columns: Columns) -> Listing | None:
    return None if heads.missing_of(tuple(columns.values())) else read_listing(_opened(data), columns)


def _some_rows(sheet: Sheet) -> list[Row]:
    return [row for row in islice(rows(sheet), 20) if isinstance(row, Row)][:1]


def _opened(data: bytes) -> Sheet:
    try:
        return open_sheet(data)
    except Unreadable as error:
        raise Invalid({"file": _why(error)}, {}) from error


def _why(error: Unreadable) -> str:
    return {
        "empty": _("This file is empty."),
        "binary": _("This file is no text. Export the people as CSV and hand that in."),
        "workbook": _("This is a workbook. Save it as CSV and hand that in."),
        "archive": _("This is a ZIP file. Unpack it and hand in the CSV that is in it."),
        "one-column": _("This file has one column only. Export the people as CSV with their heads in the first line."),
    }[error.why]


def _imported(file: UUID, outcome: Outcome) -> PeopleImported:
    return PeopleImported(
        file=file,
        added=outcome.added,
        changed=outcome.changed,
        returned=outcome.returned,
        left=outcome.left,
        teams=outcome.teams,
        out=outcome.out,
    )


def _need_waiting(state: str) -> None:
    if state != "waiting":
        raise Refused(_over(), back="/setup/people/import")


def _over() -> str:
    return _("This file was taken over or thrown away. Hand it in again to look at it once more; that does no harm.")
