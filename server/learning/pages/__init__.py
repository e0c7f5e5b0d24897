"""The pages of learning: the academy of a rep, one lesson, its end, what its forms do, and practice."""

from litestar import Controller

from server.learning.pages.academy import Academy
from server.learning.pages.completion import Completion
from server.learning.pages.deeds import Answers, Commitment, Hints, Moves, Rewinds, Takes
from server.learning.pages.lesson import Lessons
from server.learning.pages.practice import Practice, Recalled, Recalls

CONTROLLERS: tuple[type[Controller], ...] = (
    Academy,
    Lessons,
    Completion,
    Answers,
    Hints,
    Moves,
    Rewinds,
    Commitment,
    Takes,
    Practice,
    Recalls,
    Recalled,
)
