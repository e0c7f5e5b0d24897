"""What one page of a CRM leaves: what its words are called, the deals that follow, what stays out, and where the walk goes on."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

from server import db, ids, ledger
from server.db import Statement
from server.deals.actions.batch import Outcome, Writing
from server.deals.actions.meanings import decide_words
from server.deals.actions.planned import end_listing, forget_steps, forget_steps_over, take_steps
from server.deals.actions.pulled import News, foreseen, known_as_of, take, work_out_again
from server.deals.crm.mapping import Words
from server.deals.crm.rows import Told, meaningless
from server.deals.queries import imports
from server.facts import CrmPulled
from server.integrations.crm import queries
from server.integrations.crm.meaning import Key, Labels, guesses, keys_of, label_of, past_keys, taken_by_itself, with_guesses
from server.integrations.crm.queries import Run
from server.integrations.crm.tables import CrmConnection, CrmRun, CrmWord
from server.integrations.crm.walk import STEPS, Cursor, Found, Label, Left, moment, pack, unpack
from server.ledger import Entry
from server.people import queries as people
from server.people.fingerprints import fingerprint
from server.process.map import Process

MOST_LEFT: Final = 500
"""Deals that stayed out that are kept with their reason."""

AT_ONCE: Final = 200
"""Deals that are worked out again together."""

OVERLAP: Final = timedelta(minutes=10)
"""How far before the newest change the next walk begins: a search may be behind, and clocks differ."""


class Keeping(Struct, frozen=True, kw_only=True):
    """Under what pages are kept: the lease of the walk, the people here by word and by address, and the team of each."""

    lease: UUID
    process: Process
    currency: str
    teams: Mapping[UUID, UUID | None]
    owner_of: Callable[[str], str]
    address_of: Mapping[str, str]


async def keep(run: Run, found: Found, keeping: Keeping, *, until: datetime, now: datetime) -> bool:
    """Keeps a page and moves on. False when somebody else has moved on meanwhile, or the walk was ended."""
    entry = Entry(id=ids.new(), at=now, actor=run.by)

    async def verb() -> bool:
        if not await STEP(pack(found.next), len(found.said), run.id, run.cursor):
            return False
        if not await RENEW(until, run.source, keeping.lease):
            raise _Lost
        await _name(run.source, found.labels)
        if found.said or found.pasts or found.gone or found.left:
            await _page(run, found, keeping, entry)
        if found.steps and run.kind == "pull":
            await take_steps(run.source, found.steps, read_at=run.at, over=run.at - OVERLAP)
        return True

    try:
        return await db.run(verb, waits=True)
    except _Lost:
        return False


async def finish(run: Run, keeping: Keeping, now: Callable[[], datetime]) -> None:
    """Ends a walk: what waits for the meaning of a word is worked out again, and the next walk begins where this one saw the newest change."""
    while run.kind == "pull" and await _again(run, keeping, Entry(id=ids.new(), at=now(), actor=run.by)):
        pass
    ended = now()

    async def verb() -> None:
        left = {one.key: one for one in await queries.left_out(run.id)}
        if run.kind == "pull":
            words = await imports.words_of(run.source, currency=keeping.currency)
            labels = await queries.labels(run.source)
            waiting = await imports.seen_without_deal(run.source, most=MOST_LEFT)
            left |= {one.key: _why(one.dossier.newest, words, labels) for one in waiting if one.dossier.newest}
        rows = await END(ended, len(left), msgspec.json.encode([*left.values()][:MOST_LEFT]).decode(), run.id)
        if not rows:
            return
        await _well(run, ended)
        if run.kind == "pull":
            await known_as_of(run.source, run.at, ended)
            row = rows[0]
            if row["added"] + row["changed"]:
                fact = CrmPulled(
                    run=run.id, source=run.source, skipped=len(left), **{k: row[k] for k in ("added", "changed", "same")}
                )
                await ledger.record(fact, Entry(id=ids.derived(run.id, "done"), at=ended, actor=run.by))

    await db.run(verb)


class _Lost(Exception):
    """Somebody else holds the lease by now."""


async def _name(source: str, labels: tuple[Label, ...]) -> None:
    """Keeps what words are called now. A word that is gone over there keeps its last name."""
    erased = await people.erasures()
    gone = {str(one.person) for one in erased.values()}
    out = {key for key, one in erased.items() if one.lifted_at is None}
    decided = (await imports.words_of(source, currency="")).decided if gone else {}
    for label in labels:
        meant = decided.get((label.kind, label.pipeline, label.word))
        if label.kind == "owner" and (meant in gone or fingerprint(label.guess) in out):
            continue  # Whose name was erased here is not written down again; their number over there says nothing.
        id = ids.derived(NAMESPACE, f"{source}\n{label.kind}\n{label.pipeline}\n{label.word}")
        row = CrmWord(
            id=id, source=source, kind=label.kind, pipeline=label.pipeline, word=label.word, label=label.label, guess=label.guess
        )
        await CrmWord.insert(row).on_conflict(action="DO UPDATE", target=CrmWord.id, values=[CrmWord.label, CrmWord.guess])


async def _page(run: Run, found: Found, keeping: Keeping, entry: Entry) -> None:
    words = await imports.words_of(run.source, currency=keeping.currency)
    labels = await queries.labels(run.source)
    keys = Counter(key for said in found.said for key in keys_of(said.told))
    past = {key for said in found.said for key in past_keys(said)} | {
        ("stage", one.pipeline, one.stage) for one in found.pasts if one.stage
    }
    likely = guesses([*keys, *past], labels, words, keeping.process, keeping.owner_of)
    news = News(said=found.said, pasts=found.pasts, gone=found.gone)
    if run.kind == "look":
        words = with_guesses(words, likely)
        counts = await foreseen(news, words, keeping.process)
        outcome = Outcome(counts["added"], counts["changed"], counts["same"])
    else:
        taken = taken_by_itself(likely, labels, lambda word: keeping.address_of.get(word.casefold(), ""))
        if taken:
            # Whoever decides takes the turn, too: what somebody decided since the words were read stands.
            await ledger.take_turn()
            words = await imports.words_of(run.source, currency=keeping.currency)
            taken = {key: meant for key, meant in taken.items() if not words.decided.get(key)}
            await decide_words(entry, run.source, taken, words, by=None)
            words = await imports.words_of(run.source, currency=keeping.currency)
        outcome = await take(news, _writing(run, words, keeping, entry))
    # A page of history tells of deals that another page counts.
    await COUNT(outcome.added, outcome.changed, outcome.same if found.said else 0, run.id)
    left = [_why(said.told, words, labels) for said in found.said if meaningless(said.told, words, 0)]
    await _add(run.id, {**dict.fromkeys(past, 0), **keys}, [*found.left, *left])


async def _add(run: UUID, keys: Mapping[Key, int], left: list[Left]) -> None:
    """Adds what a page met and left out to what the walk did before."""
    met = await queries.met(run)
    for key, times in keys.items():
        met[key] = met.get(key, 0) + times
    out = {one.key: one for one in (*await queries.left_out(run), *left)}
    await CrmRun.update(
        {
            CrmRun.found: msgspec.json.encode(sorted(met.items())).decode(),
            CrmRun.left_out: msgspec.json.encode([*out.values()][:MOST_LEFT]).decode(),
            CrmRun.skipped: len(out),
        }
    ).where(CrmRun.id == run)


def _why(told: Told, words: Words, labels: Labels) -> Left:
    """Why a deal stays out, with the word as people call it."""
    fault = meaningless(told, words, 0)
    if fault is None:
        return Left(key=told.key, name=told.name, why="left-out")
    kind = {"stage": ("stage", told.pipeline), "owner": ("owner", ""), "motion": ("motion", told.pipeline)}.get(fault.why)
    word = label_of((*kind, fault.word), labels) if kind else fault.word
    return Left(key=told.key, name=told.name, why=fault.why, word=word)


async def _again(run: Run, keeping: Keeping, entry: Entry) -> bool:
    async def verb() -> bool:
        words = await imports.words_of(run.source, currency=keeping.currency)
        outcome = await work_out_again(_writing(run, words, keeping, entry), most=AT_ONCE)
        if outcome is None:
            return False
        await COUNT(outcome.added, outcome.changed, 0, run.id)
        return True

    return await db.run(verb, waits=True)


async def _well(run: Run, ended: datetime) -> None:
    """The CRM answered to the end. Of a look nothing more is kept: the first pull still lists everything."""
    kept: dict[object, object] = {
        CrmConnection.problem: "",
        CrmConnection.detail: "",
        CrmConnection.failures: 0,
        CrmConnection.not_before: None,
    }
    if run.kind == "pull":
        cursor = unpack(run.cursor)
        newest = moment(cursor.newest)
        since = min(newest, run.at) - OVERLAP if newest is not None else None
        if since is not None:
            kept[CrmConnection.since] = since.isoformat()
        if run.full:
            kept[CrmConnection.full_at] = ended
        kept |= await _end_steps(run, cursor, since)
    await CrmConnection.update(kept).where(CrmConnection.source == run.source)  # type: ignore[arg-type]  # columns to values


async def _end_steps(run: Run, cursor: Cursor, since: datetime | None) -> dict[object, object]:
    """Forgets the next steps that are over, and says what is kept of how they were read."""
    if cursor.part != STEPS:
        await forget_steps(run.source)
        return {CrmConnection.steps: cursor.part, CrmConnection.steps_since: ""}
    if not cursor.since:
        await end_listing(run.source, listed_at=run.at)
    if since is None:
        return {CrmConnection.steps: ""}
    await forget_steps_over(run.source, before=since)
    return {CrmConnection.steps: "", CrmConnection.steps_since: since.isoformat()}


def _writing(run: Run, words: Words, keeping: Keeping, entry: Entry) -> Writing:
    return Writing(entry=entry, words=words, process=keeping.process, imported_at=run.at, teams=keeping.teams)


NAMESPACE = UUID("2b7c7e0e-5f0c-5d7f-9d0e-6a3c1c1d9b10")
"""Below it lie the ids of the words of CRMs."""

STEP = Statement(
    'UPDATE "crm_run" SET "cursor" = {}, "pages" = "pages" + 1, "deals" = "deals" + {} '
    'WHERE "id" = {} AND "cursor" = {} AND "state" = \'running\' RETURNING "id"'
)
RENEW = Statement('UPDATE "crm_connection" SET "lease_until" = {} WHERE "source" = {} AND "lease" = {} RETURNING "id"')
COUNT = Statement('UPDATE "crm_run" SET "added" = "added" + {}, "changed" = "changed" + {}, "same" = "same" + {} WHERE "id" = {}')
END = Statement(
    'UPDATE "crm_run" SET "state" = \'done\', "open_key" = NULL, "ended_at" = {}, "skipped" = {}, "left_out" = {} '
    'WHERE "id" = {} AND "state" = \'running\' RETURNING "added", "changed", "same"'
)
