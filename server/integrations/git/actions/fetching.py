"""Fetching the academy: what is newest is brought to this machine whole, and taken over in one transaction or not at all.

A commit first lies complete on the disk, then it is compiled, and then one transaction moves the edition, names the commit and writes the letters.
Whatever stops it, the old edition or the new one is served. A lease keeps two machines from doing it at once, and a lock two processes of one.
"""

import asyncio
import logging
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec

from server import db
from server.db import Statement
from server.integrations.git import queries, words
from server.integrations.git.actions import taking
from server.integrations.git.actions.bringing import brought, tidy
from server.integrations.git.actions.within import Within
from server.integrations.git.difference import difference
from server.integrations.git.due import is_due
from server.integrations.git.outside import Git, Read, commit_in, read
from server.integrations.git.queries import NAME, Preview, Source
from server.integrations.git.trouble import OF_A_COMMIT, Trouble, pause
from server.lessons import actions as loading
from server.lessons import queries as lessons
from server.outgoing.waits import farthest, holds

log = logging.getLogger("plumbline.lessons")

LEASE: Final = timedelta(minutes=15)
"""How long a fetch that says nothing any more keeps other machines away: longer than asking, fetching, reading and compiling may take together."""


async def begin(within: Within) -> Source:
    """At start: takes the kept commit over again, because a new release compiles it anew, and fetches one where nothing was ever loaded.

    What goes wrong is kept, and the product begins with what it has.
    """
    source = await _here(within)
    bare = within.keep.commit(source.commit) if source.commit else None
    if bare is not None:
        began = within.now()
        try:
            git = within.git(source)
            await git.check()
            await taking.again(await asyncio.to_thread(read, git, bare, within.keep), source, within)
        except Exception as error:  # noqa: BLE001  # whatever it is, the server starts
            await _failed(error, began, source, within)
    elif not (await lessons.state()).hash:
        await fetch_due(within)
    return await queries.source()


async def fetch_due(within: Within) -> bool:
    """Fetches what is due, or looks at what an admin asked for, and says whether it did. Of several processes, one does it."""
    source = await _here(within)
    if not _is_due(source, within):
        return False
    with within.keep.alone() as lease:
        if lease is None or _is_held(source, lease, within):
            return False
        return await _fetch_alone(lease, within)


async def _here(within: Within) -> Source:
    """The row, about this place: for another one, what is known of the last begins anew."""
    found = await queries.source()
    if found.place == within.mark:
        return found

    async def verb() -> None:
        await ENTER(NAME, within.mark)
        await MOVE_TO(within.mark, NAME, within.mark)

    await db.run(verb)
    return await queries.source()


def _is_due(source: Source, within: Within) -> bool:
    return is_due(
        within.now(),
        every=within.every,
        asked=bool(source.asked),
        looked_at=source.looked_at,
        failed_at=source.failed_at,
        woken_at=source.woken_at,
        not_before=source.not_before,
    )


def _is_held(source: Source, lease: UUID, within: Within) -> bool:
    """Whether another machine is at it. A lease of this one is left from a process that died: whoever asks is alone here."""
    return holds(source.lease_until, within.now(), LEASE) and source.lease != lease


async def _fetch_alone(lease: UUID, within: Within) -> bool:
    try:
        # Whoever is stopped while the claim is written may hold it, so that it is given back in any case.
        now = within.now()
        if not await db.run(lambda: CLAIM(lease, now + LEASE, NAME, now, farthest(now, LEASE), lease)):
            return False
        source = await queries.source()
        if not _is_due(source, within):
            # Somebody did it just now.
            return False
        if source.asked == "look":
            await _look(source, within)
        else:
            await _fetch(source, within)
    finally:
        await db.run(lambda: RELEASE(NAME, lease))
    return True


async def _fetch(source: Source, within: Within) -> None:
    began = within.now()
    try:
        git = within.git(source)
        await git.check()
        head = await git.newest(within.place.branch)
        if await _is_known(head, source):
            await db.run(lambda: LOOKED(began, head, NAME))
            return
        bare = within.keep.commit(head) or await brought(git, within.keep, within.place.branch)
        await _take(git, bare, began, within)
    except Exception as error:  # noqa: BLE001  # whatever it is, the host is not asked again every few seconds
        await _failed(error, began, source, within)


async def _failed(error: Exception, began: datetime, source: Source, within: Within) -> None:
    """Keeps what went wrong, for the page and for the next try, and says it in the log."""
    trouble = _trouble_of(error)
    failures = source.failures + 1
    wait = timedelta(seconds=pause(failures))
    told = words.trouble(trouble.code, within.place, trouble.detail)
    log.warning("the lessons were not fetched, and what was loaded before is served: %s Tried again in %s.", told, wait)
    await db.run(lambda: FAILED(began, trouble.code, trouble.detail, failures, within.now() + wait, NAME))


async def _is_known(head: str, source: Source) -> bool:
    """Whether this commit is the one that is served, or the one that could not be, unless an admin wants it tried again."""
    if head == source.refused:
        return not source.asked
    return head == source.commit and (await lessons.state()).hash == source.academy


async def _take(git: Git, bare: Path, began: datetime, within: Within) -> None:
    """Takes a commit over, or notes why not; it was looked for since `began`. Raises Trouble for what is no fault of the commit."""
    try:
        found = await asyncio.to_thread(read, git, bare, within.keep)
    except Trouble as trouble:
        if trouble.code not in OF_A_COMMIT:
            # What lies here may be broken; it is brought anew.
            within.keep.drop(bare)
            raise
        commit = await asyncio.to_thread(commit_in, git, bare)
        told = words.trouble(trouble.code, within.place, trouble.detail)
        log.warning("the commit %s was not taken over, and what was loaded before is served: %s", commit.short, told)
        await taking.refuse(commit, trouble, began, within)
        return
    report = await taking.take(found, began, within)
    log.info("lessons of %s: %s lessons, %s errors", found.commit.short, report.lessons, report.errors)
    await tidy(found, within)


async def _look(source: Source, within: Within) -> None:
    """What taking over a branch would change."""
    branch = source.branch or within.place.branch
    preview = Preview(at=within.now(), branch=branch)
    try:
        found = await _seen(branch, source, within)
        would = await loading.rehearse(found.folder, now=within.now())
        commit = found.commit
        preview = msgspec.structs.replace(
            preview,
            commit=commit.hash,
            subject=commit.subject,
            author=commit.author,
            difference=difference(would.before, would.after, would.report.diagnostics),
        )
    except Exception as error:  # noqa: BLE001  # as above
        trouble = _trouble_of(error)
        log.warning("the branch %s could not be looked at: %s", branch, trouble)
        preview = msgspec.structs.replace(preview, problem=trouble.code, detail=trouble.detail)
    kept = msgspec.json.encode(preview).decode()
    await db.run(lambda: PREVIEW(kept, NAME))


async def _seen(branch: str, source: Source, within: Within) -> Read:
    """The academy of a branch, which is not kept."""
    git = within.git(source)
    await git.check()
    coming = within.keep.begin()
    try:
        await git.fetch(branch, coming)
        return await asyncio.to_thread(read, git, coming, within.keep)
    finally:
        within.keep.drop(coming)


def _trouble_of(error: Exception) -> Trouble:
    """What went wrong, as it is kept. Raises the error when it is none of the repository's: our own database is away."""
    if isinstance(error, Trouble):
        return error
    if db.is_away(error):
        raise error
    if isinstance(error, OSError):
        return Trouble("space" if error.errno in FULL else "broken", detail=(error.strerror or type(error).__name__)[:200])
    log.warning("fetching broke", exc_info=error)
    return Trouble("broken", detail=type(error).__name__)


FULL: Final = frozenset({28, 122})
"""No space is left, and no quota (ENOSPC, EDQUOT)."""

ENTER = Statement('INSERT INTO "lesson_source" ("name", "place") VALUES ({}, {}) ON CONFLICT ("name") DO NOTHING')
MOVE_TO = Statement(
    'UPDATE "lesson_source" SET "place" = {}, "looked_at" = NULL, "head" = \'\', "commit" = \'\', "academy" = \'\', "not_before" = NULL, '
    '"failures" = 0, "failed_at" = NULL, "problem" = \'\', "detail" = \'\', "refused" = \'\', "preview" = \'\' '
    'WHERE "name" = {} AND "place" <> {}'
)
CLAIM = Statement(
    'UPDATE "lesson_source" SET "lease" = {}, "lease_until" = {} WHERE "name" = {} '
    'AND ("lease_until" IS NULL OR "lease_until" <= {} OR "lease_until" > {} OR "lease" = {}) RETURNING "name"'
)
RELEASE = Statement('UPDATE "lesson_source" SET "lease" = NULL, "lease_until" = NULL WHERE "name" = {} AND "lease" = {}')
LOOKED = Statement(
    'UPDATE "lesson_source" SET "looked_at" = {}, "head" = {}, '
    '"asked" = CASE WHEN "asked" = \'fetch\' THEN \'\' ELSE "asked" END, "failures" = 0, "not_before" = NULL, '
    '"problem" = CASE WHEN "refused" = \'\' THEN \'\' ELSE "problem" END, "detail" = CASE WHEN "refused" = \'\' THEN \'\' ELSE "detail" END '
    'WHERE "name" = {}'
)
FAILED = Statement(
    'UPDATE "lesson_source" SET "failed_at" = {}, "problem" = {}, "detail" = {}, "failures" = {}, "not_before" = {}, "refused" = \'\', '
    '"asked" = CASE WHEN "asked" = \'fetch\' THEN \'\' ELSE "asked" END WHERE "name" = {}'
)
PREVIEW = Statement(
    'UPDATE "lesson_source" SET "preview" = {}, "asked" = CASE WHEN "asked" = \'look\' THEN \'\' ELSE "asked" END WHERE "name" = {}'
)
