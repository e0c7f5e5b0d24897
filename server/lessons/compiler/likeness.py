"""Did you mean: the nearest of what would have been right; and how alike two texts are."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches
from itertools import islice

COMPARED = 500
"""More candidates than this are not compared; their order is the order of the files."""

_WORD = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|\\w+")
"""A word, or one character of a script that parts none."""


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """A sentence that offers the known word nearest to this one, or `otherwise` when none is near."""
    near = nearest(word, known)
    return f"did you mean `{near}`?" if near else otherwise


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is most like this one, if any is like it at all."""
    found = get_close_matches(word[:200], list(islice(known, COMPARED)), n=1, cutoff=0.6)
    return found[0] if found else None


def shared(one: str, other: str, least: float = 0.0) -> float:
    """How much of two texts is the same: the difflib ratio of their words, which keep their order; 1 for two texts without a word.

    0 when the numbers of their words already say that it is less than `least`.
    """
    before, after = _WORD.findall(one.casefold()), _WORD.findall(other.casefold())
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    return matcher.ratio()
