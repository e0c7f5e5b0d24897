"""Questions about takes, answers and what is left to do. Every answer is a frozen value."""

from server.learning.queries.answers import (
    PAGE,
    Answered,
    Reflection,
    Remembered,
    answers_in,
    answers_of,
    deeds_in,
    shared_reflections,
)
from server.learning.queries.takes import (
    Completed,
    Take,
    TakeSummary,
    completed,
    in_progress,
    last_completed,
    latest,
    seed_of,
    standing,
)

__all__ = [
    "PAGE",
    "Answered",
    "Completed",
    "Reflection",
    "Remembered",
    "Take",
    "TakeSummary",
    "answers_in",
    "answers_of",
    "completed",
    "deeds_in",
    "in_progress",
    "last_completed",
    "latest",
    "seed_of",
    "shared_reflections",
    "standing",
]
