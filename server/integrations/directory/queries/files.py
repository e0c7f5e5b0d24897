"""Files of people that were handed in."""

import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from server.errors import NotFound
from server.integrations.directory.tables import PeopleFile


class Outcome(Struct, frozen=True, kw_only=True):
    """What taking a file over did: how many people, teams that were made, and rows that stayed out."""

    added: int = 0
    changed: int = 0
    returned: int = 0
    same: int = 0
    left: int = 0
    teams: int = 0
    out: int = 0


class GivenFile(Struct, frozen=True, kw_only=True):
    """A file: `state` is waiting, done or dropped; `columns` what was decided of its heads, which is more than nothing once somebody decided."""

    id: UUID
    name: str
    state: str
    columns: Mapping[str, str]
    outcome: Outcome | None
    by_name: str
    at: datetime
    finished_at: datetime | None


MOST = 20
"""Files that are listed."""


async def files() -> list[GivenFile]:
    """The files that came last, the newest first."""
    rows = await _select().order_by(PeopleFile.at, PeopleFile.id, ascending=False).limit(MOST)
    return [_file(row) for row in rows]


async def one_file(id: UUID) -> GivenFile:
    """This file. Raises NotFound."""
    rows = await _select().where(PeopleFile.id == id)
    if not rows:
        raise NotFound("There is no such file.")
    return _file(rows[0])


async def body_of(id: UUID) -> bytes | None:
    """The bytes of a file, None once it was taken over or thrown away."""
    rows = await PeopleFile.select(PeopleFile.body).where(PeopleFile.id == id)
    return zlib.decompress(rows[0]["body"]) if rows and rows[0]["body"] else None


def _select() -> Any:  # noqa: ANN401  # a query of Piccolo, whose type names its response only
    shown = [column for column in PeopleFile.all_columns() if column is not PeopleFile.body]
    return PeopleFile.select(*shown, PeopleFile.by.name)


def _file(row: Mapping[str, Any]) -> GivenFile:
    return GivenFile(
        id=row["id"],
        name=row["name"],
        state=row["state"],
        columns=msgspec.json.decode(row["columns"], type=dict[str, str]),
        outcome=msgspec.json.decode(row["outcome"], type=Outcome) if row["outcome"] else None,
        by_name=row["by.name"] or "",
        at=row["at"],
        finished_at=row["finished_at"],
    )
