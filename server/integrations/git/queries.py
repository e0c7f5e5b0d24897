"""Questions about the repository of the academy."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from server.db import P, Prepared
from server.integrations.git.commit import SHORT
from server.integrations.git.difference import Difference
from server.integrations.git.tables import LessonCommit, LessonSource

NAME = "lessons"


class Preview(Struct, frozen=True, kw_only=True):
    """A look at a branch without taking it over: what would change, or the code of why it could not be seen."""

    at: datetime
    branch: str
    commit: str = ""
    subject: str = ""
    author: str = ""
    problem: str = ""
    detail: str = ""
    difference: Difference = Difference()


class Source(Struct, frozen=True, kw_only=True):
    """The repository; see `tables`."""

    place: str = ""
    token: bytes | None = None
    secret: bytes | None = None
    secret_at: datetime | None = None
    woken_at: datetime | None = None
    asked: str = ""
    branch: str = ""
    looked_at: datetime | None = None
    head: str = ""
    commit: str = ""
    academy: str = ""
    not_before: datetime | None = None
    lease: UUID | None = None
    lease_until: datetime | None = None
    failures: int = 0
    failed_at: datetime | None = None
    problem: str = ""
    detail: str = ""
    refused: str = ""
    preview: Preview | None = None


class Arrived(Struct, frozen=True, kw_only=True):
    """A commit that arrived; see `tables`."""

    id: UUID
    commit: str
    author: str
    subject: str
    written_at: datetime | None
    at: datetime
    academy: str
    errors: int
    warnings: int
    problem: str
    mailed: int

    @property
    def short(self) -> str:
        """Its name as people write it."""
        return self.commit[:SHORT]


async def source() -> Source:
    """The repository as it is known; an empty one before the first fetch."""
    for row in await SOURCE(name=NAME):
        given = {name: row[name] for name in Source.__struct_fields__}
        given["preview"] = msgspec.json.decode(row["preview"], type=Preview) if row["preview"] else None
        given["token"], given["secret"] = (bytes(row[name]) if row[name] else None for name in ("token", "secret"))
        return Source(**given)
    return Source()


async def arrived(most: int = 10) -> list[Arrived]:
    """The commits that arrived last, newest first."""
    return [_arrived(row) for row in (await ARRIVED())[:most]]


async def served(found: Source | None = None) -> Arrived | None:
    """The commit that is served, None while the academy comes from somewhere else. `found` is the repository where it is known already."""
    found = found or await source()
    rows = await OF_COMMIT(commit=found.commit) if found.commit else ()
    return next((_arrived(row) for row in rows if not row["problem"]), None)


async def was_told(commit: str) -> bool:
    """Whether somebody had mail about this commit."""
    return any(row["mailed"] for row in await OF_COMMIT(commit=commit))


def _arrived(row: Mapping[str, Any]) -> Arrived:
    return msgspec.convert({name: row[name] for name in Arrived.__struct_fields__}, Arrived)


SOURCE = Prepared(lambda: LessonSource.select().where(LessonSource.name == P("name")))
ARRIVED = Prepared(lambda: LessonCommit.select().order_by(LessonCommit.at, LessonCommit.id, ascending=False).limit(20))
OF_COMMIT = Prepared(
    lambda: LessonCommit.select().where(LessonCommit.commit == P("commit")).order_by(LessonCommit.at, ascending=False)
)
