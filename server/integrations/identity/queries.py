"""Questions about the provider, whose accounts are known, and passkeys."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from server import ids
from server.db import P, Prepared, Statement, blanks
from server.errors import NotFound
from server.integrations.identity.claims import Known, Rule, Terms
from server.integrations.identity.tables import Challenge, Identity, Journey, Leave, PasskeyRow, ProviderRow
from server.people.queries import Person

OIDC = "oidc"


class Provider(Struct, frozen=True, kw_only=True):
    """The identity provider of the company. `secret` is sealed; `problem` says why the last sign-in that failed did."""

    label: str
    issuer: str
    client: str
    secret: bytes | None
    on: bool
    only: bool
    terms: Terms
    changed_at: datetime
    went_at: datetime | None
    problem: str
    problem_at: datetime | None


class Account(Struct, frozen=True, kw_only=True):
    """An account of a provider and whose it is."""

    id: UUID
    person: UUID
    name: str
    email: str
    subject: str
    linked_at: datetime
    used_at: datetime | None


class Travel(Struct, frozen=True, kw_only=True):
    """Somebody on their way through the provider."""

    id: UUID
    browser: str
    nonce: str
    verifier: str
    issuer: str
    person: UUID | None
    next: str
    made: datetime
    used: datetime | None


class Hint(Struct, frozen=True, kw_only=True):
    """A session that began at the provider, with the sealed ID token of then."""

    session: UUID
    person: UUID
    token: bytes


class Passkey(Struct, frozen=True, kw_only=True):
    """A passkey of somebody."""

    id: UUID
    person: UUID
    credential: str
    public: str
    counter: int
    name: str
    synced: bool
    made: datetime
    used: datetime | None
    doubted_at: datetime | None


class Asked(Struct, frozen=True, kw_only=True):
    """A question for a passkey."""

    id: UUID
    person: UUID | None
    challenge: str
    made: datetime
    used: datetime | None


async def provider() -> Provider | None:
    """The provider as it was set up, also while it is off; None before."""
    rows = await PROVIDER(key=OIDC)
    if not rows:
        return None
    row = rows[0]
    rules = msgspec.json.decode(row["rules"], type=tuple[Rule, ...])
    return Provider(
        label=row["label"],
        issuer=row["issuer"],
        client=row["client"],
        secret=bytes(row["secret"]) if row["secret"] else None,
        on=row["enabled"],
        only=row["only"],
        terms=Terms(links=row["links"], adds=row["adds"], rules=rules),
        changed_at=row["changed_at"],
        went_at=row["went_at"],
        problem=row["problem"],
        problem_at=row["problem_at"],
    )


async def provider_in_use() -> Provider:
    """The provider with which people sign in now. Raises NotFound while there is none, or it is off."""
    found = await provider()
    if found is None or not found.on:
        raise NotFound("Nobody signs in that way here.")
    return found


async def account(issuer: str, subject: str) -> Account | None:
    """Whose account this is, or None."""
    return next(iter(_accounts(await ACCOUNT(issuer=issuer, subject=subject))), None)


async def account_by_id(id: UUID) -> Account | None:
    """This account, or None."""
    return next(iter(_accounts(await ACCOUNT_BY_ID(id=id))), None)


async def accounts(issuer: str) -> list[Account]:
    """Every account of this provider that is somebody here, by name."""
    return _accounts(await ACCOUNTS(issuer=issuer))


async def account_of(person: UUID, issuer: str) -> Account | None:
    """The account of this provider that is this person here, or None."""
    return next(iter(_accounts(await ACCOUNT_OF(person=person, issuer=issuer))), None)


async def known(person: Person | None, issuer: str) -> Known | None:
    """Somebody as a decision about a sign-in needs to know them."""
    if person is None:
        return None
    linked = bool(await LINKED(person=person.id, issuer=issuer))
    return Known(id=person.id, name=person.name, active=person.active, roles=person.roles, linked=linked)


async def travel(state: str) -> Travel | None:
    """The journey that this state belongs to, or None."""
    rows = await TRAVEL(state=ids.digest(state))
    return msgspec.convert({name: rows[0][name] for name in Travel.__struct_fields__}, Travel) if rows else None


async def hint(browser: str) -> bytes | None:
    """The sealed token of the newest session that began in this browser through the provider, or None."""
    rows = await HINT(browser=ids.digest(browser))
    return bytes(rows[0]["hint"]) if rows and rows[0]["hint"] else None


async def hints_of_account(digests: Sequence[str]) -> list[Hint]:
    """The sessions that began with an account of the provider and last."""
    return _hints(await _hints_by("account", len(digests))(*digests))


async def hints_of(person: UUID) -> list[Hint]:
    """The sessions that a person began with whichever company account and that last."""
    return _hints(await HINTS_OF(person))


async def hints_of_session(digests: Sequence[str]) -> list[Hint]:
    """The sessions that began with a session there and last."""
    return _hints(await _hints_by("company_session", len(digests))(*digests))


def _hints(rows: Sequence[Mapping[str, Any]]) -> list[Hint]:
    return [Hint(session=row["id"], person=row["person"], token=bytes(row["hint"])) for row in rows if row["hint"]]


async def passkeys(person: UUID) -> list[Passkey]:
    """The passkeys of somebody, oldest first."""
    return [_passkey(row) for row in await PASSKEYS(person=person)]


async def passkey_by_credential(credential: str) -> Passkey | None:
    """The passkey with this credential id in base64url, or None."""
    return next((_passkey(row) for row in await CREDENTIAL(credential=credential)), None)


async def asked(id: UUID) -> Asked | None:
    """This question, or None."""
    rows = await ASKED(id=id)
    return msgspec.convert({name: rows[0][name] for name in Asked.__struct_fields__}, Asked) if rows else None


def _accounts(rows: Sequence[Mapping[str, Any]]) -> list[Account]:
    return [
        Account(
            id=row["id"],
            person=row["person"],
            name=row["person.name"],
            email=row["person.email"],
            subject=row["subject"],
            linked_at=row["linked_at"],
            used_at=row["used_at"],
        )
        for row in rows
    ]


def _passkey(row: Mapping[str, Any]) -> Passkey:
    return msgspec.convert({name: row[name] for name in Passkey.__struct_fields__}, Passkey)


COLUMNS = (*Identity.all_columns(), Identity.person.name, Identity.person.email)
PROVIDER = Prepared(lambda: ProviderRow.select().where(ProviderRow.key == P("key")))
ACCOUNT = Prepared(lambda: Identity.select(*COLUMNS).where(Identity.issuer == P("issuer"), Identity.subject == P("subject")))
ACCOUNT_BY_ID = Prepared(lambda: Identity.select(*COLUMNS).where(Identity.id == P("id")))
ACCOUNTS = Prepared(lambda: Identity.select(*COLUMNS).where(Identity.issuer == P("issuer")).order_by(Identity.person.name))
ACCOUNT_OF = Prepared(lambda: Identity.select(*COLUMNS).where(Identity.person == P("person"), Identity.issuer == P("issuer")))
LINKED = Prepared(lambda: Identity.select(Identity.id).where(Identity.person == P("person"), Identity.issuer == P("issuer")))
TRAVEL = Prepared(lambda: Journey.select().where(Journey.state == P("state")))
HINT = Prepared(
    lambda: Leave.select(Leave.hint).where(Leave.browser == P("browser")).order_by(Leave.made, ascending=False).limit(1)
)


@cache
def _hints_by(column: str, digests: int) -> Statement:
    return Statement(
        'SELECT "session"."id", "session"."person", "oidc_leave"."hint" FROM "oidc_leave" '  # noqa: S608  # a column of ours, and placeholders
        'JOIN "session" ON "session"."id" = "oidc_leave"."id" '
        f'WHERE "oidc_leave"."{column}" IN ({blanks(digests)})'
    )


HINTS_OF = Statement(
    'SELECT "session"."id", "session"."person", "oidc_leave"."hint" FROM "session" JOIN "oidc_leave" ON "oidc_leave"."id" = "session"."id" '
    'WHERE "session"."person" = {}'
)
PASSKEYS = Prepared(lambda: PasskeyRow.select().where(PasskeyRow.person == P("person")).order_by(PasskeyRow.made))
CREDENTIAL = Prepared(lambda: PasskeyRow.select().where(PasskeyRow.credential == P("credential")))
ASKED = Prepared(lambda: Challenge.select().where(Challenge.id == P("id")))
