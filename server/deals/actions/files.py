"""An admin hands in a file, says what its words mean, looks at what would happen, and has it imported or throws it away."""

import asyncio
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any, get_args
from uuid import UUID

import msgspec
from msgspec import Struct

from server import db, ids, ledger, zones
from server.deals.actions.meanings import Decisions, decide_words
from server.deals.actions.trial import trial
from server.deals.crm.mapping import Words, is_a_meaning
from server.deals.crm.recognise import FIELDS, HISTORY_FIELDS, LEAVE_OUT, SEVERAL, plain, source_of, what_of
from server.deals.crm.sheet import Encoding, Sheet, Unreadable, open_sheet
from server.deals.crm.survey import Survey, people_by_word, survey
from server.deals.queries import imports as queries
from server.deals.queries.imports import Found, Import
from server.deals.tables import DealFile, DealImport
from server.errors import Invalid, Refused
from server.facts import DealFileDropped, DealFileGiven, DealImportBegun
from server.ledger import Entry
from server.people import queries as people
from server.people.actions.permission import need_admin
from server.people.roles import Actor
from server.process.map import Process
from server.sentences import gettext as _

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


class Given(Struct, frozen=True, kw_only=True):
    """A file: what it is called, its bytes and their digest, where it comes from (empty: recognised by its heads), when it was made."""

    name: str
    data: bytes
    digest: str
    source: str
    as_of: datetime


async def give(actor: Actor | None, entry: Entry, given: Given, *, zone: str, currency: str, process: Process) -> UUID:
    """Keeps a file and looks at what it holds; nothing of it is written. Returns the id of the import that waits.

    `zone` is where its days begin, unless that was decided before. The same bytes of the same time that wait or run already are the same import.
    Raises Forbidden unless the actor is an admin or the command line, Invalid for a file that is no table and for a time that has not come.
    """
    need_admin(actor)
    if not EARLIEST <= given.as_of <= entry.at:
        raise Invalid({"as_of": _("Say when the file was made: a time of this century that has come.")}, {})
    sheet = await opened(given.data)
    source = plain(given.source).replace(" ", "-")[:40] or source_of(sheet.heads) or "csv"
    if (there := await _there(source, given)) is not None:
        return there
    words = _begun_in(await queries.words_of(source, currency=currency), zone)
    if ("form", "", "encoding") in words.decided:
        sheet = await opened(given.data, words)
    what = what_of(sheet.heads)
    found = await _found(sheet, what, words, process, given)
    body = await asyncio.to_thread(zlib.compress, given.data, 6)
    run = ids.derived(entry.id, "import")

    async def verb() -> UUID:
        if await ledger.seen(entry):
            return run
        # Somebody else may have given it while it was read.
        if (there := await _there(source, given)) is not None:
            return there
        await DealImport.insert(
            DealImport(
                id=run,
                source=source,
                kind=what,
                name=given.name[:120],
                digest=given.digest,
                as_of=given.as_of,
                state="waiting",
                by=actor.id if actor else None,
                at=entry.at,
                rows=found.survey.rows,
                found=_packed(found),
            )
        )
        await DealFile.insert(DealFile(id=run, body=body))
        known = await queries.words_of(source, currency=currency)
        await decide_words(entry, source, {("form", "", "zone"): words.zone}, known, by=actor)
        fact = DealFileGiven(run=run, source=source, what=what, as_of=given.as_of, rows=found.survey.rows)
        await ledger.record(fact, entry)
        return run

    return await db.run(verb)


async def _there(source: str, given: Given) -> UUID | None:
    """The import that these bytes of this time are already, unless it has ended."""
    known = await queries.same_file(source, given.digest, given.as_of)
    return known.id if known is not None and known.state in {"waiting", "running", "failed"} else None


async def decide(actor: Actor | None, entry: Entry, run: UUID, decisions: Decisions, *, currency: str, process: Process) -> None:
    """Keeps what the words of a source mean from now on, and looks again at what importing this file would do.

    A decision that nobody could mean is left out. Raises Forbidden, NotFound, Refused for a file that does not wait, Invalid for one field twice.
    """
    need_admin(actor)
    file = await queries.one_import(run)
    owners = {str(person.id) for person in await people.everyone()}
    meant = {word: meaning for word, meaning in decisions.items() if _may_be_meant(word[0], meaning, process, owners)}
    _each_once(meant)

    async def verb() -> None:
        if not await ledger.seen(entry):
            _need_waiting(await queries.one_import(run))
            await decide_words(
                entry, file.source, meant, await queries.words_of(file.source, currency=currency), by=actor, told=True
            )

    await db.run(verb)
    await look_again(run, currency=currency, process=process)


async def look_again(run: UUID, *, currency: str, process: Process) -> Found:
    """Reads the file once more under what is decided now, and keeps what importing it would do. Raises NotFound, Refused for one that has ended."""
    file = await queries.one_import(run)
    data = await queries.file_of(run)
    if data is None:
        raise Refused(_ended(), back="/setup/deals")
    words = await queries.words_of(file.source, currency=currency)
    sheet = await opened(data, words)
    found = await _found(
        sheet, file.what, words, process, Given(name="", data=b"", digest=file.digest, source="", as_of=file.as_of)
    )

    async def verb() -> None:
        await DealImport.update({DealImport.found: _packed(found)}).where(DealImport.id == run)

    await db.run(verb)
    return found


async def begin(actor: Actor | None, entry: Entry, run: UUID, *, currency: str) -> None:
    """Has a file imported from now on, or a failed one go on. What is still guessed of its words stands as decided then.

    Raises Forbidden, NotFound, Refused when it has ended, or when nothing of it could be read.
    """
    need_admin(actor)
    file, found = await queries.one_import(run), await queries.found(run)
    if found is None or found.survey.missing:
        raise Refused(_("Say first which columns hold the key of a deal, its stage and its owner."), back=f"/setup/deals/{run}")
    guessed = {
        (word.kind, word.pipeline, word.word): word.meant for word in found.survey.words if word.meant and not word.decided
    }
    guessed |= {
        ("column" if file.what == "deals" else "past", "", one.head): one.field or LEAVE_OUT for one in found.survey.columns
    }

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        await decide_words(entry, file.source, guessed, await queries.words_of(file.source, currency=currency), by=actor)
        began = (
            await DealImport.update({DealImport.state: "running", DealImport.started_at: file.started_at or entry.at})
            .where(DealImport.id == run, DealImport.state.is_in(["waiting", "failed"]))
            .returning(DealImport.id)
        )
        if not began:
            raise Refused(_ended(), back="/setup/deals")
        await ledger.record(DealImportBegun(run=run, source=file.source, as_of=file.as_of), entry)

    await db.run(verb)


async def drop(actor: Actor | None, entry: Entry, run: UUID) -> None:
    """Throws a file away that waits or failed; what a failed one has written stays. Raises Forbidden, NotFound, Refused when it runs or has ended."""
    need_admin(actor)

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        _need_waiting(await queries.one_import(run), "failed")
        await DealImport.update({DealImport.state: "dropped", DealImport.found: ""}).where(DealImport.id == run)
        await DealFile.delete().where(DealFile.id == run)
        await ledger.record(DealFileDropped(run=run), entry)

    await db.run(verb)


async def opened(data: bytes, words: Words | None = None) -> Sheet:
    """The table in these bytes. Raises Invalid for `file` when there is none."""
    told = words.form("encoding", "") if words else ""
    encoding: Encoding | None = told if told in get_args(Encoding) else None  # type: ignore[assignment]  # it is one of them
    try:
        return await asyncio.to_thread(partial(open_sheet, encoding=encoding), data)
    except Unreadable as error:
        raise Invalid({"file": _why_unreadable(error)}, {}) from error


def _begun_in(words: Words, zone: str) -> Words:
    """The words of a source whose days begin in this zone, unless that was decided."""
    if ("form", "", "zone") in words.decided:
        return words
    return Words(source=words.source, decided={**words.decided, ("form", "", "zone"): zone}, zone=zone, currency=words.currency)


async def _found(sheet: Sheet, what: Any, words: Words, process: Process, given: Given) -> Found:  # noqa: ANN401  # deals or history
    everyone = [(str(person.id), person.email, person.name) for person in await people.everyone()]
    seen: Survey = await asyncio.to_thread(survey, sheet, what, words, process, people_by_word(everyone))
    guessed = {(word.kind, word.pipeline, word.word): word.meant for word in seen.words if word.meant}
    whole = Words(source=words.source, decided={**words.decided, **guessed}, zone=words.zone, currency=words.currency)
    return Found(survey=seen, trial=await trial(sheet, what, whole, process, at=given.as_of, digest=given.digest))


def _may_be_meant(kind: str, meant: str, process: Process, owners: set[str]) -> bool:
    fixed: Mapping[str, tuple[str, ...]] = {"column": (*FIELDS, LEAVE_OUT), "past": (*HISTORY_FIELDS, LEAVE_OUT)}
    if kind in fixed:
        return meant in fixed[kind]
    if kind == "form":
        return meant in {"", "yes", "no", ".", ","} or meant in get_args(Encoding) or meant in zones.known()
    return is_a_meaning(kind, meant, process, owners)


def _each_once(meant: Decisions) -> None:
    fields = [
        field
        for (kind, _pipeline, _word), field in meant.items()
        if kind in {"column", "past"} and field not in {LEAVE_OUT, *SEVERAL}
    ]
    if len(set(fields)) < len(fields):
        raise Invalid({"columns": _("Two columns become the same. Choose another for one of them.")}, {})


def _need_waiting(file: Import, *also: str) -> None:
    if file.state not in {"waiting", *also}:
        raise Refused(_ended(), back="/setup/deals")


def _ended() -> str:
    return _("This file is being imported, or has been. Hand it in again to import it once more; that does no harm.")


def _why_unreadable(error: Unreadable) -> str:
    return {
        "empty": _("This file is empty."),
        "binary": _("This file is no text. Export the deals as CSV and hand that in."),
        "workbook": _("This is a workbook. Save it as CSV and hand that in."),
        "archive": _("This is a ZIP file. Unpack it and hand in the CSV that is in it."),
        "one-column": _("This file has one column only. Export the deals as CSV with their heads in the first line."),
    }[error.why]


def _packed(found: Found) -> str:
    return msgspec.json.encode(found).decode()
