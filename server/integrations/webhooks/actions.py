"""Making and ending webhooks, and putting what they are told into the outbox."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from server import db, ids, ledger, outbox, vault
from server.db import Statement
from server.errors import Invalid
from server.facts import WebhookEnded, WebhookMade, WebhookSecretChanged
from server.integrations.webhooks import queries
from server.integrations.webhooks.event import NAMES, TEST, Event, body, event
from server.integrations.webhooks.tables import WebhookRow
from server.ledger import Entry, Stored
from server.outbox import Call
from server.people.roles import Actor
from server.sentences import gettext as _

LINE: Final = "webhook"
"""By which these calls leave."""

OVERLAP: Final = timedelta(days=1)
"""How long the secret before the newest also signs."""

MOST: Final = 20

LONGEST_NAME: Final = 80
LONGEST_HOST: Final = 253


async def make(
    actor: Actor, entry: Entry, *, name: str, url: str, events: Sequence[str], secret: str, key: str, private: bool
) -> UUID:
    """Tells an address of these events from now on and returns its id. `secret` signs; `key` seals it. Raises Invalid."""
    wrong = _faults(name, url, events, private=private)
    if wrong:
        raise Invalid(wrong, {})
    id = ids.derived(entry.id, "webhook")
    sealed = vault.seal(url, key=key), vault.seal(secret, key=key)

    async def verb() -> UUID:
        if await ledger.seen(entry):
            return id
        if len(await queries.webhooks()) >= MOST:
            raise Invalid({"name": _("There are twenty already. End one first.")}, {})
        await WebhookRow.insert(
            WebhookRow(
                id=id,
                name=name,
                url=sealed[0],
                host=urlsplit(url).hostname or "",
                events=msgspec.json.encode(sorted(set(events))).decode(),
                secret=sealed[1],
                by=actor.id,
                made_at=entry.at,
            )
        )
        await ledger.record(WebhookMade(webhook=id, events=tuple(sorted(set(events)))), entry, person=None)
        return id

    return await db.run(verb)


async def change_secret(entry: Entry, webhook: UUID, *, secret: str, key: str) -> None:
    """Gives it a new secret; for a day both sign. Raises NotFound."""
    sealed = vault.seal(secret, key=key)

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        await queries.webhook(webhook)
        await RENEW(entry.at + OVERLAP, sealed, webhook)
        await ledger.record(WebhookSecretChanged(webhook=webhook), entry)

    await db.run(verb)


async def end(entry: Entry, webhook: UUID) -> None:
    """Tells it nothing more; what waits is dropped when its turn comes. Raises NotFound."""

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        await queries.webhook(webhook)
        await END(entry.at, webhook)
        await ledger.record(WebhookEnded(webhook=webhook), entry)

    await db.run(verb)


async def test(entry: Entry, webhook: UUID) -> None:
    """Sends it an event that says nothing. Raises NotFound."""

    async def verb() -> None:
        await queries.webhook(webhook)
        told = Event(type=TEST, timestamp=entry.at, data={"webhook": str(webhook)})
        await outbox.put(entry.id, Call(line=LINE, target=webhook, body=body(told)), at=entry.at)

    await db.run(verb)


async def tell(stored: Stored) -> None:
    """A reaction: whoever wants to be told of this fact will be. Inside the transaction of the fact."""
    told = event(stored.fact, at=stored.at, person=stored.person)
    if told is None:
        return
    for one in await queries.webhooks():
        if told.type in one.events:
            await outbox.put(
                ids.derived(stored.id, f"webhook {one.id}"), Call(line=LINE, target=one.id, body=body(told)), at=stored.at
            )


async def heard(webhook: UUID, now: datetime) -> None:
    """It answered as it should."""
    await db.run(lambda: HEARD(now, webhook))


async def missed(webhook: UUID, problem: str, now: datetime) -> None:
    """It did not."""
    await db.run(lambda: MISSED(now, problem[:300], webhook))


def _faults(name: str, url: str, events: Sequence[str], *, private: bool) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not name:
        wrong["name"] = _("Give it a name.")
    if len(name) > LONGEST_NAME:
        wrong["name"] = _("Use at most 80 characters.")
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        ok = parts.scheme in ({"https", "http"} if private else {"https"}) and host and not parts.username
    except ValueError:
        host, ok = "", False
    if not ok or len(url) > 2_000 or len(host) > LONGEST_HOST:
        wrong["url"] = _("Write an address that begins with https://.")
    if not events or not set(events) <= set(NAMES):
        wrong["events"] = _("Choose what it is told.")
    return wrong


RENEW = Statement(
    'UPDATE "webhook" SET "old_secret" = "secret", "old_until" = {}, "secret" = {} WHERE "id" = {} AND "ended_at" IS NULL'
)
END = Statement('UPDATE "webhook" SET "ended_at" = {}, "url" = \'\', "secret" = \'\', "old_secret" = NULL WHERE "id" = {}')
HEARD = Statement('UPDATE "webhook" SET "told_at" = {}, "failures" = 0, "problem" = \'\' WHERE "id" = {}')
MISSED = Statement('UPDATE "webhook" SET "failed_at" = {}, "failures" = "failures" + 1, "problem" = {} WHERE "id" = {}')
