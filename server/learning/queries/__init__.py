"""Questions about takes, answers and what is left to do. Every answer is a frozen value."""

from server.learning.queries.answers import (
    PAGE,
    Answered,
    Reflection,
    Remembered,
    answer_of,
    answers_in,
    answers_of,
    deeds_in,
    shared_reflections,
)
from server.learning.queries.day import Learning, day
from server.learning.queries.items import Figured, Weak, figured, weakest
from server.learning.queries.practice import Given, Recalled, Waiting, asked_on, card, next_due, recalled, waiting
from server.learning.queries.sitting import Sitting, sitting
from server.learning.queries.takes import (
    Completed,
    Take,
    TakeSummary,
    completed,
    completions,
    in_progress,
    latest,
    seed_for,
    seed_of,
    standing,
)

__all__ = [
    "PAGE",
    "Answered",
    "Completed",
    "Figured",
    "Given",
    "Learning",
    "Recalled",
    "Reflection",
    "Remembered",
    "Sitting",
    "Take",
    "TakeSummary",
    "Waiting",
    "Weak",
    "answer_of",
    "answers_in",
    "answers_of",
    "asked_on",
    "card",
    "completed",
    "completions",
    "day",
    "deeds_in",
    "figured",
    "in_progress",
    "latest",
    "next_due",
    "recalled",
    "seed_for",
    "seed_of",
    "shared_reflections",
    "sitting",
    "standing",
    "waiting",
    "weakest",
]
