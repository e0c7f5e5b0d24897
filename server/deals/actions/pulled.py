"""What a CRM says when it is asked, written down. All but `foreseen` belong inside the verb of whoever asks, which counts what it asked for."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from server import ids
from server.deals import queries
from server.deals.actions.batch import NAMESPACE, Kept, Outcome, Writing, write
from server.deals.actions.run import SEEN
from server.deals.crm.difference import differences
from server.deals.crm.dossier import Dossier, follow
from server.deals.crm.mapping import Words
from server.deals.crm.pulled import Said, pulled
from server.deals.queries import imports
from server.deals.queries.imports import Seen
from server.process.map import Process


async def take(said: Sequence[Said], writing: Writing) -> Outcome:
    """Writes these versions of deals and what follows from them. The same again, or an older version, changes nothing that is so."""
    grown, seen = await _grown(writing.words.source, said)
    kept = [Kept(key=key, dossier=dossier, deal=seen[key].deal if key in seen else None) for key, dossier in grown.items()]
    return await write(kept, writing)


async def work_out_again(writing: Writing, *, most: int) -> Outcome | None:
    """Works some deals out again of which a word means something else by now; None when there are none left."""
    seen = await imports.seen_otherwise(writing.words.source, writing.words.digest, most=most)
    if not seen:
        return None
    return await write([Kept(key=one.key, dossier=one.dossier, deal=one.deal) for one in seen], writing)


async def known_as_of(source: str, at: datetime) -> None:
    """From now on all deals of this source are known as of `at`, unless a later time was kept."""
    await SEEN(ids.derived(NAMESPACE, f"source {source}"), source, at)


async def foreseen(said: Sequence[Said], words: Words, process: Process) -> Counter[str]:
    """How many of these deals would be added, changed and the same; those whose words mean nothing yet are none of the three."""
    grown, seen = await _grown(words.source, said)
    deals = await queries.deals([one.deal for one in seen.values() if one.deal])
    found = Counter[str]()
    for key, dossier in grown.items():
        followed, before = follow(dossier, words, process), seen.get(key)
        deal = deals.get(before.deal) if before and before.deal else None
        if followed is not None:
            found["added" if deal is None else "changed" if differences(deal, followed) else "same"] += 1
    return found


async def _grown(source: str, said: Sequence[Said]) -> tuple[Mapping[str, Dossier], Mapping[str, Seen]]:
    """Every deal with what is said of it, several versions of one together."""
    seen = await imports.seen(source, {one.key for one in said})
    grown: dict[str, Dossier] = {}
    for one in said:
        before = grown.get(one.key) or (seen[one.key].dossier if one.key in seen else Dossier())
        grown[one.key] = pulled(before, one)
    return grown, seen
