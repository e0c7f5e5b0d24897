"""The pages of lessons: the academy of a rep, one lesson, its end, and what its forms do."""

from litestar import Controller

from server.learning.pages.academy import Academy
from server.learning.pages.completion import Completion
from server.learning.pages.deeds import Answers, Commitment, Hints, Moves, Rewinds, Takes
from server.learning.pages.lesson import Lessons

CONTROLLERS: tuple[type[Controller], ...] = (Academy, Lessons, Completion, Answers, Hints, Moves, Rewinds, Commitment, Takes)
