"""What the words of a CRM likely mean here: a guess is shown before it is used, and what was decided wins."""

from collections.abc import Callable, Iterable, Mapping

from server.deals.crm.mapping import Decided, Words
from server.deals.crm.pulled import Said
from server.deals.crm.recognise import OUTCOME, category_of, motion_of, stage_of, status_of
from server.deals.crm.rows import Told
from server.integrations.crm.walk import Label
from server.process.map import Process

Key = tuple[str, str, str]
"""Kind of word, pipeline, word."""

Labels = Mapping[Key, Label]

BY_ITSELF = frozenset({"owner", "category", "status"})
"""Kinds of words whose guess is taken without asking: an owner who has the address of one person here, a forecast category, a deleted deal."""


def keys_of(told: Told) -> Iterable[Key]:
    """The words of a deal that have to mean something."""
    yield "stage", told.pipeline, told.stage
    yield "motion", told.pipeline, told.kind
    yield "owner", "", told.owner
    if told.status:
        yield "status", "", told.status
    if told.category:
        yield "category", "", told.category


def past_keys(said: Said) -> Iterable[Key]:
    """The stages that the history of a deal names."""
    return (("stage", past.pipeline, past.stage) for past in said.pasts if past.stage)


def guesses(
    keys: Iterable[Key], labels: Labels, words: Words, process: Process, owner_of: Callable[[str], str]
) -> dict[Key, str]:
    """What those of these words that nobody decided about likely mean; those of which nothing is known are left out."""
    open_ones = {key for key in keys if not words.decided.get(key)}
    found = {key: _guess(key, labels, words, process, owner_of) for key in sorted(open_ones)}
    return {key: meant for key, meant in found.items() if meant}


def taken_by_itself(found: Mapping[Key, str], labels: Labels, address_of: Callable[[str], str]) -> dict[Key, str]:
    """Those guesses that need nobody's decision. `address_of` gives the id of the person who has an address."""
    return {
        key: meant
        for key, meant in found.items()
        if key[0] in BY_ITSELF and (key[0] != "owner" or (key in labels and address_of(labels[key].guess) == meant))
    }


def with_guesses(words: Words, found: Decided) -> Words:
    """The words as if the guesses were decided."""
    return Words(source=words.source, decided={**words.decided, **found}, zone=words.zone, currency=words.currency)


def label_of(key: Key, labels: Labels) -> str:
    """What people call a word."""
    return labels[key].label if key in labels else key[2]


def _guess(key: Key, labels: Labels, words: Words, process: Process, owner_of: Callable[[str], str]) -> str:
    kind, pipeline, word = key
    label = label_of(key, labels)
    if kind == "stage":
        said = labels[key].guess if key in labels else ""
        likely = words.stage(label_of(("pipeline", "", pipeline), labels), label) or stage_of(label, process)
        return said if said and not likely.startswith(OUTCOME) else likely
    if kind == "motion":
        return motion_of(word or label_of(("pipeline", "", pipeline), labels), process)
    if kind == "owner":
        return (owner_of(labels[key].guess) if key in labels else "") or owner_of(label)
    return category_of(word) if kind == "category" else status_of(word)
