"""Setting up the provider, and parting an account from its person."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from server import db, ledger, vault
from server.db import Statement
from server.errors import Invalid, NotFound
from server.facts import IdentityUnlinked, ProviderSet
from server.integrations.identity import outside, queries
from server.integrations.identity.claims import Terms
from server.integrations.identity.outside import Trouble
from server.integrations.identity.tables import Identity, ProviderRow
from server.integrations.identity.words import trouble
from server.ledger import Entry
from server.people import actions as people
from server.people.actions.permission import need_admin
from server.people.queries.policy import forget
from server.people.roles import Actor


class Setting(Struct, frozen=True, kw_only=True):
    """How the company's accounts sign in, as an admin enters it. An empty `secret` keeps the one there is; `public` means that there is none."""

    label: str
    issuer: str
    client: str
    secret: str
    public: bool
    on: bool
    only: bool
    terms: Terms


async def set_provider(actor: Actor, setting: Setting, *, entry: Entry, key: str, private: bool) -> None:
    """Keeps how the company's accounts sign in. To be turned on, the provider has to answer. Raises Forbidden, Invalid by field."""
    need_admin(actor)
    if setting.on:
        await _try(setting, private=private)

    async def verb() -> None:
        need_admin(actor)
        if await ledger.seen(entry):
            return
        before = await queries.provider()
        kept = before.secret if before and not setting.secret else None
        secret = None if setting.public else vault.seal(setting.secret, key=key) if setting.secret else kept
        moved = before is not None and (before.issuer, before.client) != (setting.issuer, setting.client)
        row: dict[Any, Any] = {
            ProviderRow.label: setting.label,
            ProviderRow.issuer: setting.issuer,
            ProviderRow.client: setting.client,
            ProviderRow.secret: secret,
            ProviderRow.enabled: setting.on,
            ProviderRow.only: setting.only,
            ProviderRow.links: setting.terms.links,
            ProviderRow.adds: setting.terms.adds,
            ProviderRow.rules: msgspec.json.encode(setting.terms.rules).decode(),
            ProviderRow.changed_at: entry.at,
        }
        if moved:
            row |= {ProviderRow.problem: "", ProviderRow.problem_at: None, ProviderRow.went_at: None}
        await FIRST(queries.OIDC)
        await ProviderRow.update(row).where(ProviderRow.key == queries.OIDC)
        await people.offer_provider_within(setting.label if setting.on else "", only=setting.only)
        terms = setting.terms
        fact = ProviderSet(on=setting.on, only=setting.only, links=terms.links, adds=terms.adds, rules=len(terms.rules))
        await ledger.record(fact, entry, team=None)

    try:
        await db.run(verb)
    finally:
        forget()


async def unlink(actor: Actor, identity: UUID, *, entry: Entry) -> None:
    """Parts an account from its person; the next sign-in with it is a first one again. Raises Forbidden, NotFound."""

    async def verb() -> None:
        need_admin(actor)
        if await ledger.seen(entry):
            return
        account = await queries.account_by_id(identity)
        if account is None:
            raise NotFound("There is no such account.")
        await Identity.delete().where(Identity.id == identity)
        await ledger.record(IdentityUnlinked(identity=identity), entry, person=account.person)

    await db.run(verb)


async def note_problem(why: str, now: datetime) -> None:
    """Keeps why a sign-in did not go well, for the page of the admin. Who has not even set out may not write there."""
    if why in {"state", "browser"}:
        return

    async def verb() -> None:
        await PROBLEM(why[:20], now, queries.OIDC)

    await db.run(verb)


async def _try(setting: Setting, *, private: bool) -> None:
    try:
        found = await outside.metadata(setting.issuer, private=private, fresh=True)
        await outside.keys(found, private=private, again=True)
    except Trouble as error:
        raise Invalid({"issuer": trouble(error.why)}, {}) from error


FIRST = Statement(
    'INSERT INTO "identity_provider" ("key", "label", "issuer", "client", "enabled", "only", "links", "adds", "rules", "problem") '
    "VALUES ({}, '', '', '', FALSE, FALSE, TRUE, FALSE, '[]', '') ON CONFLICT (\"key\") DO NOTHING"
)
PROBLEM = Statement('UPDATE "identity_provider" SET "problem" = {}, "problem_at" = {} WHERE "key" = {}')
