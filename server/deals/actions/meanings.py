"""What the words of a source mean from now on."""

from collections.abc import Mapping

from server import ids, ledger
from server.deals.crm.mapping import Words
from server.deals.tables import DealMapping
from server.facts import DealMappingSet
from server.ledger import Entry
from server.people.roles import Actor

Decisions = Mapping[tuple[str, str, str], str]
"""(kind of word, pipeline, word) to what is meant; nothing takes a decision back."""


async def decide_words(
    entry: Entry, source: str, decisions: Decisions, words: Words, *, by: Actor | None, told: bool = False
) -> None:  # fmt: skip
    """Keeps those decisions that are new or other than before, inside the caller's verb. With `told` the fact takes the entry as it is."""
    new = {word: meant for word, meant in decisions.items() if words.decided.get(word, "") != meant}
    for (kind, pipeline, word), meant in new.items():
        row = DealMapping(
            id=ids.derived(entry.id, f"{kind} {pipeline} {word}"),
            source=source,
            kind=kind,
            pipeline=pipeline,
            word=word,
            meant=meant,
            by=by.id if by else None,
            at=entry.at,
        )
        target = (DealMapping.source, DealMapping.kind, DealMapping.pipeline, DealMapping.word)
        await DealMapping.insert(row).on_conflict(
            action="DO UPDATE", target=target, values=[DealMapping.meant, DealMapping.by, DealMapping.at]
        )
    if new or told:
        counts: dict[str, int] = {}
        for kind, _pipeline, _word in new:
            counts[kind] = counts.get(kind, 0) + 1
        await ledger.record(DealMappingSet(source=source, kinds=counts), entry if told else entry.child("mapping"))
