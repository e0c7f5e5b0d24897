"""One answer of a log. Needs nothing but Python, so that whoever reads a log may make it."""

from typing import NamedTuple


class Answer(NamedTuple):
    """One answer. `at` in seconds from any zero; `correct` 0 to 1; a `weight` of 1 is a first answer without help."""

    user: int | str
    item: int | str
    at: float
    correct: float
    behaviours: tuple[int | str, ...]
    weight: float = 1.0
