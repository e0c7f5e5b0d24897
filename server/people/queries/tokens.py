"""Tokens: who is behind one, and which there are. The secret itself is kept nowhere."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from server import db, ids
from server.people import lifetimes, scopes
from server.people.queries.visits import actor_of
from server.people.roles import Actor
from server.people.tables import ApiToken


class Bearer(Struct, frozen=True, kw_only=True):
    """A request that brought a token. `actor` is whose token it is, None for one of the installation, which acts for nobody.

    `scopes` are some of `scopes.PERSONAL` or of `scopes.INSTALLATION`, never both. `fading`: its last use is old enough for `actions.token_seen`.
    """

    token: UUID
    scopes: frozenset[str]
    actor: Actor | None
    fading: bool


class Token(Struct, frozen=True, kw_only=True):
    """A token as a page lists it. `owner` and `owner_name` are empty for one of the installation; `expires_at` is None when it lasts until it is
    ended, `seen_at` when it was never used, and is exact to five minutes.
    """

    id: UUID
    name: str
    scopes: tuple[str, ...]
    owner: UUID | None
    owner_name: str
    made_by_name: str
    made_at: datetime
    expires_at: datetime | None
    seen_at: datetime | None


async def token_owner(secret: str, now: datetime) -> Bearer | None:
    """Who is behind a token, or None when there is no such one, it is over, or its person left."""
    rows = await BY_SECRET(ids.digest(secret)) if secret.startswith(scopes.PREFIX) else ()
    if not rows or not _alive(rows[0], now):
        return None
    row = rows[0]
    seen: datetime | None = row["seen_at"]
    return Bearer(
        token=row["id"],
        scopes=frozenset(row["scopes"].split()),
        actor=actor_of(row) if row["person"] else None,
        fading=seen is None or now >= seen + lifetimes.TOUCH,
    )


async def tokens_of(person: UUID, now: datetime) -> list[Token]:
    """The live tokens of a person, the newest first."""
    return [token for token in await _tokens(ApiToken.person == person, now) if token.owner == person]


async def all_tokens(now: datetime) -> list[Token]:
    """Every live token, those of the installation first, then by whose they are; the newest first."""
    found = await _tokens(ApiToken.id.is_not_null(), now)
    return sorted(found, key=lambda token: (token.owner is not None, token.owner_name))


async def _tokens(where: Any, now: datetime) -> list[Token]:  # noqa: ANN401  # a condition of Piccolo, which names no type for them
    rows = (
        await ApiToken.select(
            *ApiToken.all_columns(), ApiToken.person.name, ApiToken.person.deactivated_at, ApiToken.made_by.name
        )
        .where(where, ApiToken.ended_at.is_null())
        .order_by(ApiToken.made_at, ApiToken.id, ascending=False)
    )
    return [
        Token(
            id=row["id"],
            name=row["name"],
            scopes=tuple(row["scopes"].split()),
            owner=row["person"],
            owner_name=row["person.name"] or "",
            made_by_name=row["made_by.name"] or "",
            made_at=row["made_at"],
            expires_at=row["expires_at"],
            seen_at=row["seen_at"],
        )
        for row in rows
        if _alive({**row, "deactivated_at": row["person.deactivated_at"]}, now)
    ]


def _alive(row: Mapping[str, Any], now: datetime) -> bool:
    return (row["expires_at"] is None or now < row["expires_at"]) and row["deactivated_at"] is None


BY_SECRET = db.Statement(
    'SELECT "api_token"."id", "api_token"."scopes", "api_token"."person", "api_token"."expires_at", "api_token"."seen_at", '
    '"person"."name", "person"."roles", "person"."zone", "person"."locale", "person"."theme", "person"."team", "person"."process_owner", '
    '"person"."deactivated_at" FROM "api_token" LEFT JOIN "person" ON "person"."id" = "api_token"."person" '
    'WHERE "api_token"."secret" = {} AND "api_token"."ended_at" IS NULL'
)
