"""What a CRM says when it is asked, written down. All but `foreseen` belong inside the verb of whoever asks, which counts what it asked for."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from server import ids
from server.deals import queries
from server.deals.actions.batch import Kept, Outcome, Writing, write
from server.deals.actions.held import NAMESPACE, held
from server.deals.actions.run import SEEN
from server.deals.crm.difference import differences
from server.deals.crm.dossier import Dossier, follow
from server.deals.crm.mapping import Words
from server.deals.crm.pulled import Said, gone, pulled, recalled
from server.deals.crm.rows import Past
from server.deals.queries import imports
from server.deals.queries.imports import Seen
from server.outgoing.waits import LEEWAY
from server.process.map import Process


class News(Struct, frozen=True, kw_only=True):
    """What a CRM said: versions of deals, more of their past, and which of them it has no more."""

    said: Sequence[Said] = ()
    pasts: Sequence[Past] = ()
    gone: Mapping[str, datetime] = {}


async def take(news: News, writing: Writing) -> Outcome:
    """Writes what was said and what follows from it. The same again, or an older version, changes nothing that is so."""
    seen = await held(writing.words.source, _told(news), news.gone)
    grown = _grown(seen, news)
    kept = [Kept(key=key, dossier=dossier, deal=seen[key].deal if key in seen else None) for key, dossier in grown.items()]
    return await write(kept, writing)


async def work_out_again(writing: Writing, *, most: int) -> Outcome | None:
    """Works some deals out again of which a word means something else by now; None when there are none left."""
    seen = await imports.seen_otherwise(writing.words.source, writing.words.digest, most=most)
    if not seen:
        return None
    others = await held(writing.words.source, (), [one.key for one in seen])
    return await write([Kept(key=one.key, dossier=one.dossier, deal=one.deal) for one in others.values()], writing)


async def known_as_of(source: str, at: datetime, now: datetime) -> None:
    """From now on all deals of this source are known as of `at`, unless a later time was kept that has come."""
    await SEEN(ids.derived(NAMESPACE, f"source {source}"), source, at, now + LEEWAY)


async def foreseen(news: News, words: Words, process: Process) -> Counter[str]:
    """How many of these deals would be added, changed and the same; those whose words mean nothing yet are none of the three."""
    seen = await imports.seen(words.source, _told(news) | set(news.gone))
    grown = _grown(seen, news)
    deals = await queries.deals([one.deal for one in seen.values() if one.deal])
    found = Counter[str]()
    for key, dossier in grown.items():
        followed, before = follow(dossier, words, process), seen.get(key)
        deal = deals.get(before.deal) if before and before.deal else None
        if followed is not None:
            found["added" if deal is None else "changed" if differences(deal, followed) else "same"] += 1
    return found


def _told(news: News) -> set[str]:
    """The deals of which something is said."""
    return {one.key for one in news.said} | {one.key for one in news.pasts}


def _grown(seen: Mapping[str, Seen], news: News) -> Mapping[str, Dossier]:
    """Every deal with what is said of it, several versions of one together."""
    dossiers = {key: one.dossier for key, one in seen.items()}
    for said in news.said:
        dossiers[said.key] = pulled(dossiers.get(said.key, Dossier()), said)
    for past in news.pasts:
        dossiers[past.key] = recalled(dossiers.get(past.key, Dossier()), [past])
    for key, at in news.gone.items():
        if key in dossiers:
            dossiers[key] = gone(dossiers[key], at)
    return dossiers
