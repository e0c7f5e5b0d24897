"""Loading: the files on disk become the academy that is served."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from server import clock, db, ids, ledger
from server.errors import DomainError, Setup, Unavailable
from server.facts import AcademyLoaded
from server.ledger import Entry
from server.lessons import queries
from server.lessons.belonging import MARK
from server.lessons.compiler.diagnostic import Diagnostic
from server.lessons.compiler.edition import Edition, pack, pack_standard
from server.lessons.compiler.edits.history import Seen, extend
from server.lessons.compiler.model import Academy
from server.lessons.outside import Folder, changes, compiler_digest, read_folder
from server.outgoing.waits import past

if TYPE_CHECKING:
    from server.lessons.compiler.cache import Cache

log = logging.getLogger("plumbline.lessons")

TRIES = 8
"""How often a load starts anew because another process loaded meanwhile."""


class LoadReport(Struct, frozen=True, kw_only=True):
    """What a load did. `changed` says whether another edition is served now.

    `kept` are files with errors whose last good version is still served.
    """

    changed: bool
    hash: str
    lessons: int
    errors: int
    warnings: int
    diagnostics: tuple[Diagnostic, ...]
    kept: tuple[str, ...] = ()


Beside = Callable[[LoadReport], Awaitable[None]]
"""What else is written in the transaction of a load."""


class Rehearsal(Struct, frozen=True, kw_only=True):
    """What a load would do: the academy that is served, the one that would be, and the report."""

    before: Academy
    after: Academy
    report: LoadReport


class _Draft(Struct, frozen=True, kw_only=True):
    """Everything a load will write, worked out before the transaction."""

    before: queries.State
    academy: Academy
    name: str
    checked: str
    bodies: dict[str, tuple[str, bytes]]
    standard: tuple[str, bytes]
    """Its process with what is set about it, by its hash."""
    seen: tuple[tuple[UUID, Seen], ...]
    sources: str
    """The files as their authors wrote them, as JSON."""
    report: LoadReport


async def load(root: Path, *, now: datetime, by: str = "", cache: "Cache | None" = None) -> LoadReport:
    """Compiles the folder and serves the result, in one transaction. Does nothing when neither the files nor the compiler changed.

    `cache` carries compiled lessons from one load to the next.

    Safe to run in several processes at once: one of them writes, the others find nothing left to do. Raises Setup when the folder cannot be
    read or is no academy, and Unavailable when others loaded in between every time.
    """
    folder = await asyncio.to_thread(read_folder, root)
    if MARK not in folder.texts:
        raise Setup(f"There is no academy in {root}: it has no {MARK}. Name its folder by PLUMBLINE_LESSONS.")
    return await load_folder(folder, now=now, by=by, cache=cache)


async def load_folder(
    folder: Folder, *, now: datetime, by: str = "", cache: "Cache | None" = None, beside: Beside | None = None
) -> LoadReport:
    """The same with files that were read already, an `academy.yml` among them. `beside` is written in the same transaction, or in one of its own
    when nothing changed. Raises Unavailable when others loaded in between every time.
    """
    for _ in range(TRIES):
        before = await queries.state()
        checked = _checked(folder, now)
        if before.checked == checked:
            report = _unchanged(before)
            if beside:
                await db.run(partial(beside, report))
            return report
        edition = await queries.edition(before.hash)
        draft = await asyncio.to_thread(_draft, folder, now, before, checked, edition, cache)
        # Whoever finds another load done meanwhile began before it, and is served after it. A demonstration tells of days long before.
        entry = Entry(id=ids.new(), at=now)
        entry = replace(entry, at=entry.after(past(before.loaded_at, now)))
        if await db.run(partial(_serve, draft, entry, by, beside)):
            queries.LATEST.forget()
            return draft.report
    raise Unavailable("Other processes are loading the academy just now. Nothing was lost; try again in a moment.")


async def rehearse(folder: Folder, *, now: datetime) -> Rehearsal:
    """What a load of these files would do. Nothing is written."""
    before = await queries.state()
    edition = await queries.edition(before.hash)
    draft = await asyncio.to_thread(_draft, folder, now, before, "", edition, None)
    return Rehearsal(before=edition.academy, after=draft.academy, report=draft.report)


async def keep_loading(root: Path, stop: asyncio.Event, *, by: str = "") -> None:
    """For development: loads again after every edit, until `stop` is set. A load that fails is logged, and the next edit tries again."""
    from server.lessons.compiler.cache import Cache  # noqa: PLC0415  # as in `_draft`

    cache = Cache()
    async for _ in changes(root, stop):
        try:
            report = await load(root, now=clock.now(), by=by, cache=cache)
        except DomainError as error:
            log.warning("lessons were not loaded: %s", error)
        else:
            log.info("lessons loaded: %s lessons, %s errors, %s warnings", report.lessons, report.errors, report.warnings)


def _checked(folder: Folder, now: datetime) -> str:
    """Names everything a compile depends on: the files, the compiler, and the day against which reviews go stale."""
    parts = [
        now.date().isoformat(),
        compiler_digest(),
        *(f"{path}\0{sha256(text).hexdigest()}" for path, text in sorted(folder.texts.items())),
        *(f"{path}\0{digest}" for path, digest in sorted(folder.media.items())),
        *(f"{path}\0{reason}" for path, reason in sorted(folder.odd.items())),
    ]
    return sha256("\n".join(parts).encode()).hexdigest()


def _unchanged(state: queries.State) -> LoadReport:
    return LoadReport(
        changed=False,
        hash=state.hash,
        lessons=state.lessons,
        errors=state.errors,
        warnings=state.warnings,
        diagnostics=state.diagnostics,
    )


def _draft(folder: Folder, now: datetime, before: queries.State, checked: str, edition: Edition, cache: "Cache | None") -> _Draft:
    # The compiler and what reads Markdown for it weigh megabytes and a tenth of a second: where nothing changed, and in a worker, which serves
    # what was compiled, nobody pays for them.
    from server.lessons.compiler.academy import compile_academy  # noqa: PLC0415  # as said
    from server.lessons.compiler.keep import keep_last_good  # noqa: PLC0415  # as said
    from server.lessons.compiler.process.rooted import rooted  # noqa: PLC0415  # as said
    from server.lessons.compiler.words.typography import typeset  # noqa: PLC0415  # as said

    previous = edition.academy if before.hash else None
    result = compile_academy(folder.texts, today=now.date(), previous=previous, media=folder.media, odd=folder.odd, cache=cache)
    served = rooted(result.academy, previous.process if previous else None)
    academy, kept = keep_last_good(replace(result, academy=served), previous)
    academy = typeset(academy)
    histories, seen = extend(edition.histories, academy)
    name, bodies = pack(academy, histories)
    errors = sum(diagnostic.severity == "error" for diagnostic in result.diagnostics)
    report = LoadReport(
        changed=name != before.hash,
        hash=name,
        lessons=len(academy.lessons),
        errors=errors,
        warnings=len(result.diagnostics) - errors,
        diagnostics=result.diagnostics,
        kept=kept,
    )
    return _Draft(
        before=before,
        academy=academy,
        name=name,
        checked=checked,
        bodies={digest: ("academy" if digest == name else "lesson", body) for digest, body in bodies.items()},
        standard=pack_standard(academy),
        seen=tuple((ids.new(), one) for one in seen),
        sources=queries.as_sources(folder.texts),
        report=report,
    )


async def _serve(draft: _Draft, entry: Entry, by: str, beside: Beside | None) -> bool:
    """Moves the current row and writes what it names. False when another load moved the row first; nothing is written then."""
    if not await _move_current(draft, entry, by):
        return False
    await KEEP(queries.SOURCES, draft.sources)
    if draft.report.changed:
        await _store(draft, entry)
    if beside:
        await beside(draft.report)
    return True


async def _store(draft: _Draft, entry: Entry) -> None:
    for digest, (kind, body) in draft.bodies.items():
        await STORE(digest, kind, body.decode())
    standard, body = draft.standard
    if standard:
        await STORE(standard, "standard", body.decode())
    for new, seen in draft.seen:
        question, revision = seen.question, seen.revision
        await LOG(
            new,
            seen.key,
            revision.root,
            revision.number,
            revision.wording,
            question.key_fp,
            question.text_fp,
            seen.lesson_version,
            entry.at,
        )
    report = draft.report
    fact = AcademyLoaded(
        academy=draft.name,
        lessons=report.lessons,
        errors=report.errors,
        warnings=report.warnings,
        before=draft.before.hash,
        standard=standard,
    )
    await ledger.record(fact, entry)


async def _move_current(draft: _Draft, entry: Entry, by: str) -> bool:
    report, before = draft.report, draft.before
    values = (draft.name, entry.at, by, draft.checked, report.lessons, report.errors, report.warnings, _json(report.diagnostics))
    if before.hash:
        return bool(await MOVE(*values, queries.CURRENT, before.hash, before.checked))
    return bool(await BEGIN(queries.CURRENT, *values))


def _json(diagnostics: tuple[Diagnostic, ...]) -> str:
    return msgspec.json.encode(diagnostics).decode()


STORE = db.Statement('INSERT INTO "compiled" ("hash", "kind", "body") VALUES ({}, {}, {}) ON CONFLICT ("hash") DO NOTHING')
KEEP = db.Statement(
    'INSERT INTO "compiled" ("hash", "kind", "body") VALUES ({}, \'sources\', {}) '
    'ON CONFLICT ("hash") DO UPDATE SET "body" = EXCLUDED."body"'
)
LOG = db.Statement(
    'INSERT INTO "question_revision" '
    '("id", "key", "root", "revision", "wording", "key_fp", "text_fp", "lesson_version", "first_seen") '
    "VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {}) "
    'ON CONFLICT ("key", "revision", "wording") DO NOTHING'
)
BEGIN = db.Statement(
    'INSERT INTO "academy_state" '
    '("name", "hash", "loaded_at", "loaded_by", "checked", "lessons", "errors", "warnings", "diagnostics") '
    'VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {}) ON CONFLICT ("name") DO NOTHING RETURNING "name"'
)
MOVE = db.Statement(
    'UPDATE "academy_state" SET "hash" = {}, "loaded_at" = {}, "loaded_by" = {}, "checked" = {}, '
    '"lessons" = {}, "errors" = {}, "warnings" = {}, "diagnostics" = {} '
    'WHERE "name" = {} AND "hash" = {} AND "checked" = {} RETURNING "name"'
)
