"""A commit becomes the academy that is served, or is refused; whoever made it hears of its errors, once."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from msgspec import Struct

from server import db, ids, ledger, outbox
from server.db import Statement
from server.facts import LessonsFetched
from server.integrations.git import letter, queries, words
from server.integrations.git.actions.within import Within
from server.integrations.git.commit import Commit, Place
from server.integrations.git.letter import Letter
from server.integrations.git.outside import Read
from server.integrations.git.queries import NAME, Source
from server.integrations.git.tables import LessonCommit
from server.integrations.git.trouble import Trouble
from server.ledger import Entry
from server.lessons import actions as loading
from server.lessons import queries as lessons
from server.lessons.actions import LoadReport
from server.lessons.compiler.diagnostic import Diagnostic
from server.outbox import Mail
from server.people import addresses
from server.people import queries as people
from server.people.queries import Person
from server.sentences import speak, speaking

BY = "git"
"""Who loaded the academy, where that is asked."""


class _Arrival(Struct, frozen=True, kw_only=True):
    """A commit that is taken over: the entry of its fact, when it was begun to look for it, the errors that were there before, and where letters
    lead.
    """

    commit: Commit
    entry: Entry
    began: datetime
    before: frozenset[tuple[str, str, str]]
    site: str


async def take(found: Read, began: datetime, within: Within) -> LoadReport:
    """Serves a commit that was looked for since `began`: the edition, the row that names it, the fact and the letters are one transaction."""
    state, now = await lessons.state(), within.now()
    before = frozenset(_same(one) for one in state.diagnostics)
    arrival = _Arrival(commit=found.commit, entry=Entry(id=ids.new(), at=now), began=began, before=before, site=within.site)
    return await loading.load_folder(found.folder, now=now, by=BY, beside=partial(_taken, arrival))


async def again(found: Read, source: Source, within: Within) -> LoadReport:
    """Serves the commit once more that is served already: only what it compiles to may be another."""
    return await loading.load_folder(found.folder, now=within.now(), by=BY, beside=lambda report: _renamed(report, source))


async def refuse(commit: Commit, trouble: Trouble, began: datetime, within: Within) -> None:
    """Notes that nothing of a commit can be taken over, and writes to whoever made it. What was served before still is."""
    entry = Entry(id=ids.new(), at=within.now())

    async def verb() -> None:
        told = [] if await queries.was_told(commit.hash) else await _readers(commit)
        for one in told:
            await _send(one, entry, commit, within.site, refused=trouble, place=within.place)
        await _note(commit, entry, problem=trouble.code, mailed=len(told))
        await REFUSED(began, commit.hash, commit.hash, trouble.code, trouble.detail, NAME)
        fact = LessonsFetched(commit=commit.hash, academy="", errors=0, warnings=0, problem=trouble.code, mailed=len(told))
        await ledger.record(fact, entry)

    await db.run(verb)


async def _taken(arrival: _Arrival, report: LoadReport) -> None:
    commit, entry = arrival.commit, arrival.entry
    errors = tuple(one for one in report.diagnostics if one.severity == "error")
    # Who did not touch what is broken hears nothing of it.
    new = any(_same(one) not in arrival.before for one in errors)
    told = await _readers(commit) if new and not await queries.was_told(commit.hash) else []
    for one in told:
        await _send(one, entry, commit, arrival.site, errors=errors)
    await _note(commit, entry, academy=report.hash, errors=report.errors, warnings=report.warnings, mailed=len(told))
    await TAKEN(arrival.began, commit.hash, commit.hash, report.hash, NAME)
    fact = LessonsFetched(
        commit=commit.hash, academy=report.hash, errors=report.errors, warnings=report.warnings, problem="", mailed=len(told)
    )
    await ledger.record(fact, entry)


async def _renamed(report: LoadReport, source: Source) -> None:
    await RENAMED(report.hash, NAME, source.commit)


def _same(one: Diagnostic) -> tuple[str, str, str]:
    """What makes two errors one, wherever the lines have moved."""
    return one.path, one.code, one.message


async def _readers(commit: Commit) -> list[Person]:
    """Whoever made the commit, where that is an author here; anybody may write any address into a commit. Otherwise the authors and admins."""
    email = addresses.normal(commit.email)
    author = await people.person_by_address(email) if email else None
    if author is not None and author.active and "author" in author.roles:
        return [author]
    return [one for one in await people.everyone() if one.active and one.roles & {"author", "admin"}]


async def _send(
    to: Person,
    entry: Entry,
    commit: Commit,
    site: str,
    *,
    errors: Sequence[Diagnostic] = (),
    refused: Trouble | None = None,
    place: Place | None = None,
) -> None:
    before = speaking()
    speak(to.locale)
    try:
        what = Letter(
            name=to.name,
            yours=to.email == addresses.normal(commit.email),
            commit=commit,
            errors=errors,
            refused=words.trouble(refused.code, place, refused.detail) if refused and place else "",
            link=f"{site}/academy",
        )
        mail = Mail(to=to.email, subject=letter.subject(what), text=letter.text(what))
    finally:
        speak(before)
    await outbox.put(ids.derived(entry.id, f"mail {to.id}"), mail, at=entry.at)


async def _note(
    commit: Commit,
    entry: Entry,
    *,
    academy: str = "",
    errors: int = 0,
    warnings: int = 0,
    problem: str = "",
    mailed: int = 0,
) -> None:
    row = LessonCommit(
        id=ids.derived(entry.id, "commit"),
        commit=commit.hash,
        author=commit.author,
        subject=commit.subject,
        written_at=commit.at,
        at=entry.at,
        academy=academy,
        errors=errors,
        warnings=warnings,
        problem=problem,
        mailed=mailed,
    )
    await LessonCommit.insert(row)


# What is pushed after a fetch began is not in it, so that it is looked for again: what was looked at was looked at when that began.
TAKEN = Statement(
    'UPDATE "lesson_source" SET "looked_at" = {}, "head" = {}, "commit" = {}, "academy" = {}, "failures" = 0, '
    '"asked" = CASE WHEN "asked" = \'fetch\' THEN \'\' ELSE "asked" END, '
    '"not_before" = NULL, "problem" = \'\', "detail" = \'\', "refused" = \'\' WHERE "name" = {}'
)
REFUSED = Statement(
    'UPDATE "lesson_source" SET "looked_at" = {}, "head" = {}, "refused" = {}, "problem" = {}, "detail" = {}, "failures" = 0, '
    '"asked" = CASE WHEN "asked" = \'fetch\' THEN \'\' ELSE "asked" END, '
    '"not_before" = NULL WHERE "name" = {}'
)
RENAMED = Statement('UPDATE "lesson_source" SET "academy" = {} WHERE "name" = {} AND "commit" = {}')
