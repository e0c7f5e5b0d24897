"""What importing a file would do, worked out without writing anything."""

from asyncio import to_thread
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from server.deals import queries
from server.deals.crm.difference import differences
from server.deals.crm.dossier import FILE, Dossier, follow, looked, remembered
from server.deals.crm.mapping import Words
from server.deals.crm.recognise import What
from server.deals.crm.rows import Fault
from server.deals.crm.sheet import Sheet
from server.deals.crm.survey import MOST_FAULTS, Unit, units
from server.deals.queries import imports, sources
from server.deals.queries.imports import Trial
from server.process.map import Process

AT_ONCE = 1_000
"""Deals that are looked at together."""


async def trial(sheet: Sheet, what: What, words: Words, process: Process, *, at: datetime, digest: str) -> Trial:
    """Goes through the file as an import would, a thousand deals at a time."""
    counts, faults = Counter[str](), list[Fault]()
    left = await _expected(words.source, what, at)
    coming = units(sheet, what, words, strict=True)
    while batch := await to_thread(lambda: list(islice(coming, AT_ONCE))):
        faults += [unit.fault for unit in batch if unit.fault]
        left.difference_update(unit.told.key for unit in batch if unit.told)
        counts.update(await _kinds([unit for unit in batch if not unit.fault], words, process, at=at, digest=digest))
    return Trial(
        added=counts["added"],
        changed=counts["changed"],
        same=counts["same"],
        skipped=Counter(fault.why for fault in faults),
        faults=tuple(faults[:MOST_FAULTS]),
        words=words.digest,
        missing=len(left),
    )


async def _expected(source: str, what: What, at: datetime) -> set[str]:
    """The keys of open deals that a file of this time tells of when it tells of all: none when it is of history, or another one is newer."""
    newest = next((one.seen_at for one in await sources.known_sources() if one.name == source), None)
    if what == "history" or newest is None or newest > at:
        return set()
    return {key for key, _id, _name in await imports.open_keys(source)}


async def _kinds(batch: Sequence[Unit], words: Words, process: Process, *, at: datetime, digest: str) -> list[str]:
    """added, changed or same, for each."""
    keys = [key_of(unit) for unit in batch]
    seen = await imports.seen(words.source, keys)
    deals = await queries.deals([one.deal for one in seen.values() if one.deal])
    found = []
    for key, unit in zip(keys, batch, strict=True):
        before = seen.get(key)
        followed = follow(grown(before.dossier if before else Dossier(), unit, at=at, digest=digest), words, process)
        deal = deals.get(before.deal) if before and before.deal else None
        if followed is not None and deal is None:
            found.append("added")
        else:
            found.append("changed" if followed and deal and differences(deal, followed) else "same")
    return found


def key_of(unit: Unit) -> str:
    """The key of the deal that a unit is about."""
    return unit.told.key if unit.told else unit.pasts[0].key


def grown(dossier: Dossier, unit: Unit, *, at: datetime, digest: str) -> Dossier:
    """The dossier with what a file of this time and digest says."""
    file = digest[:FILE]
    return looked(dossier, unit.told, at=at, file=file) if unit.told else remembered(dossier, unit.pasts, file=file)
