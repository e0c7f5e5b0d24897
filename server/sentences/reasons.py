"""Why something is shown, as values. Pure code returns them; `words.tell` turns them into a sentence in the reader's language."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Assigned:
    """`by` asked for it with these `words`, until `due`."""

    by: str
    words: str
    due: datetime


@dataclass(frozen=True, slots=True)
class Begun:
    """It was begun, and `answered` of its `of` questions are answered."""

    answered: int
    of: int


@dataclass(frozen=True, slots=True)
class OnPath:
    """It is lesson number `place` of the `of` on a path, below the heading `under`, which may be empty."""

    title: str
    under: str
    place: int
    of: int


Reason = Assigned | Begun | OnPath
