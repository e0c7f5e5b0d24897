"""Did you mean: the nearest of what would have been right."""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

COMPARED = 500
"""More candidates than this are not compared; their order is the order of the files."""


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """A sentence that offers the known word nearest to this one, or `otherwise` when none is near."""
    near = nearest(word, known)
    return f"did you mean `{near}`?" if near else otherwise


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is most like this one, if any is like it at all."""
    found = get_close_matches(word[:200], list(islice(known, COMPARED)), n=1, cutoff=0.6)
    return found[0] if found else None
