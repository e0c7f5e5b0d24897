"""Who manages, and who did: the people of whom it is told how they inspect."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from server.db import Statement, scanning
from server.drift.quality import QUARTER
from server.people.queries.lasting import lasts


class Held(Struct, frozen=True, kw_only=True):
    """A team that somebody manages or did, from `began` until `ended`, None while it lasts."""

    team: UUID
    name: str
    zone: str
    began: datetime
    ended: datetime | None


class Manager(Struct, frozen=True, kw_only=True):
    """Somebody who manages teams, or did in the last quarter. `training`: their inspections count for no number yet."""

    id: UUID
    name: str
    team: UUID | None
    training: bool
    held: tuple[Held, ...]

    @property
    def now(self) -> tuple[Held, ...]:
        """The teams they manage today, by name; empty for who does not any more."""
        return tuple(one for one in self.held if one.ended is None)

    @property
    def zone(self) -> str:
        """That of the first of their teams."""
        return (self.now or self.held)[0].zone

    @property
    def since(self) -> datetime | None:
        """Since when they manage what they manage today; of several teams, the one they have had longest."""
        return min((one.began for one in self.now), default=None)


async def managers(now: datetime) -> list[Manager]:
    """Everybody who manages a team today or did in the last quarter, by name, in one statement that goes through all memberships."""
    with scanning():
        return _found(await EVERY(now, now - QUARTER), now)


async def manager(person: UUID, now: datetime) -> Manager | None:
    """One of them, however long ago they managed; None for who never did."""
    return next(iter(_found(await ONE(person, now), now)), None)


def _found(rows: Sequence[Mapping[str, Any]], now: datetime) -> list[Manager]:
    each: dict[UUID, list[Mapping[str, Any]]] = {}
    for row in rows:
        each.setdefault(row["person"], []).append(row)
    return [
        Manager(
            id=person,
            name=own[0]["name"],
            team=own[0]["own_team"],
            training=bool(own[0]["training"]),
            held=tuple(_held(row, now) for row in own),
        )
        for person, own in each.items()
    ]


def _held(row: Mapping[str, Any], now: datetime) -> Held:
    over = row["ended"] is not None and row["ended"] <= now
    return Held(
        team=row["team"], name=row["team_name"], zone=row["zone"], began=row["began"], ended=row["ended"] if over else None
    )


_SELECT: Final = (
    'SELECT m."person", p."name", p."team" AS "own_team", m."team", t."name" AS "team_name", t."zone", m."began", m."ended", '
    'EXISTS (SELECT 1 FROM "role_grant" g WHERE g."person" = p."id" AND g."role" = \'in training\' AND g."ended" IS NULL) AS "training" '
    'FROM "membership" m JOIN "person" p ON p."id" = m."person" JOIN "team" t ON t."id" = m."team" WHERE m."manages" AND '
)
# The piece above is a constant of this module; every value is a parameter.
EVERY: Final = Statement(f'{_SELECT} {lasts("m")} ORDER BY p."name", p."id", t."name", m."began"')
ONE: Final = Statement(f'{_SELECT} m."person" = {{}} AND m."began" <= {{}} ORDER BY t."name", m."began"')
