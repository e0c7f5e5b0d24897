"""Importing a file to its end, some deals at a time.

Each batch is one transaction that also counts the rows behind it, so whatever stops an import, the next one goes on where it stopped; and what it
writes follows from everything that was ever seen of a deal, so doing something twice changes nothing.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from uuid import UUID

import msgspec

from server import db, ids, ledger
from server.db import Statement
from server.deals.actions.batch import Kept, Outcome, Writing, write
from server.deals.actions.files import opened
from server.deals.actions.held import held
from server.deals.actions.leaving import take_back
from server.deals.actions.trial import grown, key_of
from server.deals.crm.dossier import Dossier
from server.deals.crm.mapping import Words
from server.deals.crm.rows import Fault
from server.deals.crm.survey import MOST_FAULTS, Unit, units
from server.deals.queries import imports as queries
from server.deals.queries.imports import Import
from server.deals.tables import DealFile, DealImport
from server.facts import DealsImported
from server.ledger import Entry
from server.outgoing.waits import LEEWAY
from server.people import queries as people
from server.process.map import Process

log = logging.getLogger("plumbline.deals")

BATCH = 200
"""Deals that are written together: a page that is asked for meanwhile waits for one batch at most."""

Progress = Callable[[Import], None]


async def run_to_the_end(
    run: UUID, *, process: Process, currency: str, now: Callable[[], datetime], progress: Progress | None = None
) -> Import:
    """Imports a file that was begun, and returns it as it then is. Of two that do it at once, one stops.

    What goes wrong besides a database that is away is written to the log and ends the import as failed; it can go on later.
    """
    file = await queries.one_import(run)
    try:
        if file.state == "leaving":
            await take_back(file, process=process, currency=currency, now=now)
        elif file.state == "running":
            await _Run(file, process, currency, now, progress or _silent).go()
    except Exception as error:
        if db.is_away(error):
            raise
        log.exception("the deals of import %s could not be imported to their end", run)
        await db.run(lambda: FAIL(run))
    return await queries.one_import(run)


class _Run:
    """One import under way."""

    def __init__(self, file: Import, process: Process, currency: str, now: Callable[[], datetime], progress: Progress) -> None:
        self.file = file
        self.process = process
        self.currency = currency
        self.now = now
        self.progress = progress
        self.teams: dict[UUID, UUID | None] = {}
        self.faults: list[Fault] = []
        self.skipped = 0

    async def go(self) -> None:
        """All of it: the rows, the deals that were last worked out under other meanings, the end."""
        data = await queries.file_of(self.file.id)
        if data is None:
            return
        self.teams = {person.id: person.team for person in await people.everyone()}
        words = await queries.words_of(self.file.source, currency=self.currency)
        sheet = await opened(data, words)
        coming = self._after_what_is_done(units(sheet, self.file.what, words, strict=True))
        while batch := await asyncio.to_thread(lambda: list(islice(coming, BATCH))):
            if not await self._write(batch, words):
                return
        # What the words mean is read each time: of two imports that end at once both come to the newest meaning, and neither undoes the other's work.
        while await self._work_out_again(await queries.words_of(self.file.source, currency=self.currency)):
            pass
        await db.run(self._finish)

    def _after_what_is_done(self, coming: Iterator[Unit]) -> Iterator[Unit]:
        """What is still to be written; every row that stays out is counted, also those of before."""
        behind = self.file.done
        for unit in coming:
            if unit.fault is not None:
                self.skipped += 1
                self.faults += [unit.fault] if len(self.faults) < MOST_FAULTS else []
            if behind > 0:
                behind -= unit.rows
            else:
                yield unit

    async def _write(self, batch: Sequence[Unit], words: Words) -> bool:
        """Whether this batch was written here; if not, somebody else writes it."""
        entry, began = self._entry(), self.file
        done = began.done + sum(unit.rows for unit in batch)
        told = {key_of(unit): unit for unit in batch if unit.fault is None}

        async def verb() -> bool:
            if not await STEP(done, began.id, began.done):
                return False
            seen = await held(words.source, told)
            kept = [
                Kept(
                    key=key,
                    dossier=grown(
                        seen[key].dossier if key in seen else Dossier(), unit, at=began.as_of, digest=began.digest
                    ),
                    deal=seen[key].deal if key in seen else None,
                )
                for key, unit in told.items()
            ]  # fmt: skip
            await self._count(await write(kept, self._writing(entry, words)))
            return True

        if not await db.run(verb, waits=True):
            return False
        self.file = await queries.one_import(began.id)
        self.progress(self.file)
        # Whoever waits for a page gets it between two batches.
        await asyncio.sleep(0)
        return True

    async def _work_out_again(self, words: Words) -> bool:
        """Whether some deals of this source were worked out again, because a word of theirs means something else now."""
        entry = self._entry()

        async def verb() -> bool:
            if not await STEP(self.file.done, self.file.id, self.file.done):
                return False
            seen = await queries.seen_otherwise(words.source, words.digest, most=BATCH)
            others = await held(words.source, (), [one.key for one in seen])
            kept = [Kept(key=one.key, dossier=one.dossier, deal=one.deal) for one in others.values()]
            outcome = await write(kept, self._writing(entry, words))
            await self._count(Outcome(outcome.added, outcome.changed, 0))
            return bool(kept)

        return await db.run(verb, waits=True)

    async def _finish(self) -> None:
        file, now = self.file, self.now()
        ended = (
            await DealImport.update(
                {
                    DealImport.state: "done",
                    DealImport.finished_at: now,
                    DealImport.skipped: self.skipped,
                    DealImport.found: "",
                    DealImport.skipped_rows: msgspec.json.encode(self.faults).decode(),
                }
            )
            .where(DealImport.id == file.id, DealImport.state == "running")
            .returning(DealImport.added, DealImport.changed, DealImport.same)
        )
        if not ended:
            return
        await DealFile.delete().where(DealFile.id == file.id)
        if file.what == "deals":
            await SEEN(ids.derived(file.id, "source"), file.source, file.as_of, now + LEEWAY)
        fact = DealsImported(run=file.id, source=file.source, as_of=file.as_of, skipped=self.skipped, **ended[0])
        await ledger.record(fact, Entry(id=ids.derived(file.id, "done"), at=now, actor=file.by))

    def _writing(self, entry: Entry, words: Words) -> Writing:
        return Writing(
            entry=entry,
            words=words,
            process=self.process,
            imported_at=self.file.started_at or entry.at,
            teams=self.teams,
        )

    async def _count(self, outcome: Outcome) -> None:
        await COUNT(outcome.added, outcome.changed, outcome.same, self.file.id)

    def _entry(self) -> Entry:
        return Entry(id=ids.new(), at=self.now(), actor=self.file.by)


def _silent(_file: Import) -> None:
    pass


STEP = Statement('UPDATE "deal_import" SET "done" = {} WHERE "id" = {} AND "done" = {} AND "state" = \'running\' RETURNING "id"')
COUNT = Statement(
    'UPDATE "deal_import" SET "added" = "added" + {}, "changed" = "changed" + {}, "same" = "same" + {} WHERE "id" = {}'
)
FAIL = Statement('UPDATE "deal_import" SET "state" = \'failed\' WHERE "id" = {} AND "state" = \'running\'')
# A time that is still to come was told by a clock that has been put back since.
SEEN = Statement(
    'INSERT INTO "crm_source" ("id", "name", "seen_at") VALUES ({}, {}, {}) ON CONFLICT ("name") DO UPDATE SET "retired_at" = NULL, "seen_at" = '
    'CASE WHEN "crm_source"."seen_at" > excluded."seen_at" AND "crm_source"."seen_at" <= {} THEN "crm_source"."seen_at" '
    'ELSE excluded."seen_at" END'
)
