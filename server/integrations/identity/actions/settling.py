"""What a proven company account comes to: who it is here, their roles and team, and their session."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from msgspec import Struct

from server import db, ids, ledger, zones
from server.db import Statement
from server.errors import Refused
from server.facts import IdentityLinked
from server.integrations.identity import claims as said
from server.integrations.identity import queries
from server.integrations.identity.claims import Made, Somebody
from server.integrations.identity.queries import Provider
from server.integrations.identity.tables import Identity
from server.ledger import Entry
from server.people import actions as people
from server.people import addresses, lifetimes
from server.people import queries as persons
from server.people.actions import Outcome, Using
from server.people.queries import Person


class Proof(Struct, frozen=True, kw_only=True):
    """What a journey brought: claims that are believed, and the sealed ID token with which somebody signs out of the provider again.

    `account` and `session` are the digests of both over there, by which the provider may end what begins here.
    """

    journey: UUID
    browser: str
    hint: bytes
    account: str
    session: str
    claims: Mapping[str, Any]


async def judge(provider: Provider, claims: Mapping[str, Any]) -> Made:
    """Who these claims would make, as things are. Changes nothing."""
    who = said.somebody(claims)
    account = await queries.account(provider.issuer, who.subject)
    by_account = await persons.person(account.person) if account else None
    address = addresses.normal(who.email)
    by_address = await persons.person_by_address(address) if account is None and address else None
    return said.decide(
        provider.terms,
        claims,
        by_account=await queries.known(by_account, provider.issuer),
        by_address=await queries.known(by_address, provider.issuer),
    )


async def settle(provider: Provider, proof: Proof, using: Using, *, path: str) -> tuple[Made, Outcome | None]:
    """Signs in whom the claims make: person, account, roles, team and session, all of it or nothing."""
    who = said.somebody(proof.claims)

    async def verb() -> tuple[Made, Outcome | None]:
        made = await judge(provider, proof.claims)
        if made.refusal:
            return made, None
        entry = Entry(id=proof.journey, at=using.now)
        person = await _person(made, who, entry)
        await _link(provider.issuer, who.subject, person, made, entry)
        session = ids.derived(proof.journey, "session")
        await people.enter_within(
            session, person, using, remembered=False, how="company", confirmed=said.confirmed(proof.claims, using.now)
        )
        await KEEP_HINT(session, proof.browser, proof.account, proof.session, proof.hint, using.now)
        await PRUNE_HINTS(using.now - lifetimes.LONGEST)
        await WENT(using.now, queries.OIDC)
        return made, Outcome(result="in", person=person.id, next=path)

    return await db.run(verb)


async def _person(made: Made, who: Somebody, entry: Entry) -> Person:
    """Who it is, with the roles and the team that the rules give."""
    if made.person is None:
        zone = who.zone if who.zone in zones.known() else "UTC"
        email = addresses.normal(who.email)
        return await people.add_person_within(
            None, name=who.name[:120], email=email, roles=made.roles, zone=zone, team=made.team, entry=entry.child("add")
        )
    if made.roles != made.person.roles:
        await _set_roles(made.person.id, made.roles, entry.child("roles"))
    if made.team is not None:
        await people.join_team_within(None, made.person.id, made.team, manages=False, entry=entry.child("team"))
    person = await persons.person(made.person.id)
    assert person is not None  # noqa: S101  # it was read a moment ago, in this transaction
    return person


async def _set_roles(id: UUID, roles: frozenset[str], entry: Entry) -> None:
    before = await persons.person(id)
    owner = bool(before and before.process_owner and "author" in roles)
    training = await persons.in_training(id)
    try:
        await people.set_roles_within(None, id, roles, entry=entry, process_owner=owner, in_training=training)
    except Refused:
        # The last admin stays one, whatever the provider says: nobody could mend its rules otherwise.
        kept = roles | {"admin"}
        await people.set_roles_within(None, id, kept, entry=entry, process_owner=owner, in_training=training)


async def _link(issuer: str, subject: str, person: Person, made: Made, entry: Entry) -> None:
    if made.how == "known":
        await USED(entry.at, issuer, subject)
        return
    id = entry.child("identity").id
    await Identity.insert(Identity(id=id, person=person.id, issuer=issuer, subject=subject, linked_at=entry.at, used_at=entry.at))
    how = "added" if made.how == "add" else "address"
    fact = IdentityLinked(identity=id, how=how)
    await ledger.record(fact, Entry(id=id, at=entry.at, actor=person.id), person=person.id, team=person.team)


USED = Statement('UPDATE "identity" SET "used_at" = {} WHERE "issuer" = {} AND "subject" = {}')
KEEP_HINT = Statement(
    'INSERT INTO "oidc_leave" ("id", "browser", "account", "company_session", "hint", "made") VALUES ({}, {}, {}, {}, {}, {})'
)
PRUNE_HINTS = Statement('DELETE FROM "oidc_leave" WHERE "made" < {}')
WENT = Statement('UPDATE "identity_provider" SET "went_at" = {} WHERE "key" = {}')
