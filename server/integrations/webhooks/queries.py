"""Questions about who is told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from server import ledger
from server.db import P, Prepared, of_row
from server.errors import NotFound
from server.facts import WebhookMade, WebhookSecretChanged
from server.integrations.webhooks.tables import WebhookRow


class Webhook(Struct, frozen=True, kw_only=True):
    """One address that is told, without its secrets; see `tables`."""

    id: UUID
    name: str
    host: str
    events: tuple[str, ...]
    made_at: datetime
    ended_at: datetime | None
    told_at: datetime | None
    failed_at: datetime | None
    failures: int
    problem: str
    old_until: datetime | None


class Sealed(Struct, frozen=True, kw_only=True):
    """What it takes to tell one, as it is kept."""

    url: bytes
    secret: bytes
    old_secret: bytes | None
    old_until: datetime | None


class Given(Struct, frozen=True):
    """Which webhook was given a secret, and when."""

    webhook: UUID
    at: datetime


async def webhooks() -> list[Webhook]:
    """All that are told, oldest first."""
    return [_webhook(row) for row in await LIVE()]


async def webhook(id: UUID) -> Webhook:
    """One that is told. Raises NotFound."""
    for row in await BY_ID(id=id):
        return _webhook(row)
    raise NotFound("There is no such webhook.")


async def sealed(id: UUID) -> Sealed | None:
    """What it takes to tell it; None once it has ended."""
    for row in await BY_ID(id=id):
        old = row["old_secret"]
        return Sealed(
            url=bytes(row["url"]),
            secret=bytes(row["secret"]),
            old_secret=bytes(old) if old else None,
            old_until=row["old_until"],
        )
    return None


async def given_by(form: UUID) -> Given | None:
    """What this form gave a secret to; None for a form that gave none."""
    for kind in (WebhookMade, WebhookSecretChanged):
        for stored in await ledger.of_nobody(kind):
            if stored.id == form and isinstance(stored.fact, WebhookMade | WebhookSecretChanged):
                return Given(stored.fact.webhook, stored.at)
    return None


def _webhook(row: Mapping[str, Any]) -> Webhook:
    events: list[str] = msgspec.json.decode(row["events"])
    return of_row(Webhook, row, events=tuple(events))


LIVE = Prepared(lambda: WebhookRow.select().where(WebhookRow.ended_at.is_null()).order_by(WebhookRow.made_at, WebhookRow.id))
BY_ID = Prepared(lambda: WebhookRow.select().where(WebhookRow.id == P("id"), WebhookRow.ended_at.is_null()))
