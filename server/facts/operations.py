"""How the installation runs, where a person is told of it or did something about it."""

from typing import ClassVar
from uuid import UUID

from server.facts.fact import Fact


class JobTroubled(Fact, frozen=True, kw_only=True):
    """A job kept failing, or a round of it did not end: whoever runs the installation is told, once until it works again."""

    kind: ClassVar[str] = "job-troubled"
    job: str
    problem: str
    failures: int


class JobRecovered(Fact, frozen=True, kw_only=True):
    """A job of which people were told works again. `trouble` is the fact by which they were."""

    kind: ClassVar[str] = "job-recovered"
    job: str
    trouble: UUID


class JobAsked(Fact, frozen=True, kw_only=True):
    """An admin had a job run now."""

    kind: ClassVar[str] = "job-asked"
    job: str


class MessageAsked(Fact, frozen=True, kw_only=True):
    """An admin had a message tried again at once that could not be sent."""

    kind: ClassVar[str] = "message-asked"
    message: UUID


class MessageDropped(Fact, frozen=True, kw_only=True):
    """An admin gave up a message that could not be sent; its words are no longer kept."""

    kind: ClassVar[str] = "message-dropped"
    message: UUID
