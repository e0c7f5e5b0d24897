"""Which choice of today is which choice of yesterday, so that an edit of words never rewrites anybody's history.

Authors rarely write ids on choices. A new text is the same choice as an old one if it carries the same chip, else the same words,
else the best unique likeness; what matches nothing gets an id that this question never used before.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from difflib import SequenceMatcher

from msgspec import Struct

LIKENESS = 0.6
"""The least difflib ratio at which two texts are taken for one."""

_PLAIN = str.maketrans(dict.fromkeys("‘’‚‛‹›´", "'") | dict.fromkeys("“”„‟", '"') | dict.fromkeys("‐‑–—−", "-"))
_INSIDE = re.compile(r"«\s*|\s*»")
_HYPHENS = re.compile("--+")

COMPARED = 64
"""Above this many unmatched texts on one side likeness is not tried: a question has a few, and the cost is their product."""


class Thing(Struct, frozen=True):
    """A text that needs an id: a choice, an item to order, a side of a match, a move.

    `id` is the author's own chip if `named`, else the id it gets when it turns out to be new.
    """

    text: str
    id: str
    named: bool = False


def identify(new: Sequence[Thing], old: Mapping[str, str], used: AbstractSet[str] = frozenset()) -> tuple[str, ...]:
    """The id of every new thing, in order, all different.

    `old` is id to text of the same place in the last version; `used` holds further ids that must not be given again. Of two things
    with the same chip the first keeps it and the second is treated as if it had none.
    """
    ids = _chips(new)
    left = {key: normal(text) for key, text in old.items() if key not in set(ids.values())}
    open_ = {place: normal(thing.text) for place, thing in enumerate(new) if place not in ids}
    ids.update(_equal(open_, left))
    ids.update(_alike(open_, left))
    taken = {*ids.values(), *old, *used}
    return tuple(ids[place] if place in ids else _fresh(thing.id, taken) for place, thing in enumerate(new))


def normal(text: str) -> str:
    """Text as it is compared: folded, and without punctuation around it.

    >>> normal('  Ask   “Dana”. ')
    'ask "dana'
    """
    return folded(text).strip(" .,;:!?\"'()")


def folded(text: str) -> str:
    """Text without what a keyboard or a typesetter decides: compatible characters, case, kinds of quotes and dashes, spaces.

    >>> folded('« Oui »  –  “NON”…')
    '"oui" - "non"...'
    """
    if not text.isascii():
        plain = _INSIDE.sub('"', text).translate(_PLAIN)
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", plain).casefold())
    return " ".join(_HYPHENS.sub("-", text.casefold()).split())


def _chips(new: Sequence[Thing]) -> dict[int, str]:
    taken: dict[str, int] = {}
    for place, thing in enumerate(new):
        if thing.named:
            taken.setdefault(thing.id, place)
    return {place: key for key, place in taken.items()}


def _equal(open_: dict[int, str], left: dict[str, str]) -> Iterator[tuple[int, str]]:
    """Pairs with equal words; of several equal ones the first goes to the first. Takes what it pairs out of both."""
    waiting: dict[str, list[str]] = {}
    for key, text in left.items():
        waiting.setdefault(text, []).append(key)
    for place, text in list(open_.items()):
        if waiting.get(text):
            key = waiting[text].pop(0)
            del open_[place], left[key]
            yield place, key


def _alike(open_: dict[int, str], left: dict[str, str]) -> Iterator[tuple[int, str]]:
    """Pairs that are each other's only best likeness, best pairs first, until none is left."""
    ratios = dict(_ratios(open_, left))
    while ratios:
        pairs = [pair for pair, ratio in ratios.items() if _only_best(pair, ratio, ratios)]
        if not pairs:
            return
        yield from pairs
        places, keys = {place for place, _ in pairs}, {key for _, key in pairs}
        ratios = {pair: ratio for pair, ratio in ratios.items() if pair[0] not in places and pair[1] not in keys}


def _ratios(open_: Mapping[int, str], left: Mapping[str, str]) -> Iterator[tuple[tuple[int, str], float]]:
    if max(len(open_), len(left)) > COMPARED:
        return
    for key, before in left.items():
        matcher = SequenceMatcher(autojunk=False, b=before)
        for place, after in open_.items():
            matcher.set_seq1(after)
            if matcher.real_quick_ratio() >= LIKENESS and matcher.quick_ratio() >= LIKENESS:
                ratio = matcher.ratio()
                if ratio >= LIKENESS:
                    yield (place, key), ratio


def _only_best(pair: tuple[int, str], ratio: float, ratios: Mapping[tuple[int, str], float]) -> bool:
    rivals = (value for other, value in ratios.items() if other != pair and (other[0] == pair[0] or other[1] == pair[1]))
    return all(value < ratio for value in rivals)


def _fresh(wanted: str, taken: set[str]) -> str:
    """The id that is wanted, or with a number if it is taken; takes it."""
    id, number = wanted, 2
    while id in taken:
        id, number = f"{wanted}-{number}", number + 1
    taken.add(id)
    return id
