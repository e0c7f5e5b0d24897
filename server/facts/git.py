"""The repository that the academy is fetched from."""

from typing import ClassVar

from server.facts.fact import Fact


class LessonTokenSet(Fact, frozen=True, kw_only=True):
    """The token that opens the repository was entered, or forgotten when it is not `there`. It lives sealed in `lesson_source`."""

    kind: ClassVar[str] = "lesson-token-set"
    there: bool


class LessonHookSet(Fact, frozen=True, kw_only=True):
    """The host of the repository was given a secret with which it may say that something was pushed, or has none any more."""

    kind: ClassVar[str] = "lesson-hook-set"
    there: bool


class LessonsFetched(Fact, frozen=True, kw_only=True):
    """A commit arrived: it became the edition `academy`, with so many errors and warnings, or `problem` is the code of why it did not.

    `mailed` people were told.
    """

    kind: ClassVar[str] = "lessons-fetched"
    commit: str
    academy: str
    errors: int
    warnings: int
    problem: str
    mailed: int
