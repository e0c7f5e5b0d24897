"""What an answer of any kind gives to its question."""

from collections.abc import Iterable, Iterator
from hashlib import blake2b

from msgspec import Struct

from server.lessons.compiler.model import Choice, Commit, Gaps, Match, QuestionKind, Reflect, Scene, Short
from server.lessons.compiler.questions.identity import normal


class Given(Struct, frozen=True, kw_only=True):
    """The fields of a Question that its kind fills."""

    kind: QuestionKind
    choices: tuple[Choice, ...] = ()
    match: Match | None = None
    short: Short | None = None
    gaps: Gaps | None = None
    scenes: tuple[Scene, ...] = ()
    commit: Commit | None = None
    reflect: Reflect | None = None
    many: bool = False


def ids(texts: Iterable[tuple[str, str | None]], taken: set[str]) -> Iterator[str]:
    """An id for every (text, chip), all different: the chip, or a provisional id that only depends on the words.

    A provisional id begins with `~`, which no chip can; `taken` grows by every id given.
    """
    used: dict[str, int] = {}
    for text, chip in texts:
        id = wanted = chip or "~" + blake2b(normal(text).encode("utf-8", "replace"), digest_size=5).hexdigest()
        while id in taken:
            used[wanted] = used.get(wanted, 1) + 1
            id = f"{wanted}-{used[wanted]}"
        taken.add(id)
        yield id


def is_provisional(id: str) -> bool:
    """Whether an id was made from words because the author gave none."""
    return id.startswith("~")
