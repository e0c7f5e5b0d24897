"""What one file needs to know of the rest of the academy."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from msgspec import Struct, field

from server.lessons.compiler.library import Library
from server.lessons.compiler.model import Rules
from server.process.map import Process

THRESHOLDS: Mapping[str, float] = MappingProxyType(
    {
        "reading_seconds": 300,
        "minutes_off": 1,
        "total_seconds": 330,
        "day_seconds": 300,
        "lix": 45,
        "sentence_words": 30,
        "paragraph_words": 80,
        "section_words": 250,
        "key_point_words": 35,
        "longest_ratio": 1.4,
        "objective_chars": 90,
        "max_questions": 6,
    }
)
"""The defaults of the checks; `academy.yml` may set each under `thresholds`."""


class Context(Struct, frozen=True, kw_only=True):
    """What is known when a file is compiled. None means *not known here*, and the checks that need it stay silent.

    `artifacts` are the artifact ids, `people` the author ids, `retired` behaviour ids that once were. `glossary` holds the terms an academy
    explains, `banned` maps a word to what to write instead, `names` are words that must not appear (customers, people); all compared in
    lower case. `today` is the day against which `reviewed` is read.
    """

    library: Library
    rules: Rules = Rules()
    process: Process | None = None
    retired: frozenset[str] = frozenset()
    artifacts: frozenset[str] | None = None
    people: frozenset[str] | None = None
    glossary: frozenset[str] | None = None
    banned: Mapping[str, str] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    today: date | None = None

    def threshold(self, name: str) -> float:
        """A threshold as the academy set it, or its default. Raises KeyError for a name that no check has."""
        return self.rules.thresholds.get(name, THRESHOLDS[name])
