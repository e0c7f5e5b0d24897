"""Signing out from behind: the provider tells that somebody signed out there (OpenID Connect Back-Channel Logout 1.0)."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from server import db, ids, vault
from server.errors import NotFound, TooMany
from server.integrations.identity import outside, queries, token
from server.integrations.identity.actions.journey import Site
from server.integrations.identity.queries import Hint
from server.integrations.identity.token import Expected, Logout, Wrong
from server.ledger import Entry
from server.people.actions import end_within, tries
from server.people.limits import Limit

TOLD: Final = Limit("company sign-out from an address", 5_000, timedelta(hours=1))
"""The provider tells of a whole company from one address. Each time costs a signature."""

ONCE: Final = Limit("company sign-out by one token", 1, timedelta(minutes=10))
"""Longer than a token is recent, so that it works once and never again."""


async def leave(told: str, *, source: str, now: datetime, site: Site) -> int:
    """Ends the sessions that the provider says are over, and returns how many there were.

    Raises NotFound while no provider is on, Trouble and Wrong for a token that is not believed or was told before, and TooMany.
    """
    provider = await queries.provider()
    if provider is None or not provider.on:
        raise NotFound("Nobody signs in that way here.")
    await db.run(lambda: tries.count(TOLD, source, now))
    logout = await _believed(told, Expected(issuer=provider.issuer, client=provider.client, now=now), site)
    over: dict[UUID, list[UUID]] = {}
    for one in await _meant(logout, provider.issuer, site):
        over.setdefault(one.person, []).append(one.session)
    entry = Entry(id=ids.new(), at=now, actor=None)

    async def verb() -> int:
        try:
            await tries.count(ONCE, f"{provider.issuer} {logout.id}", now)
        except TooMany as error:
            raise Wrong("expired") from error
        return sum([await end_within(person, sessions, entry=entry.child(str(person))) for person, sessions in over.items()])

    return await db.run(verb)


async def _believed(told: str, expected: Expected, site: Site) -> Logout:
    found = await outside.metadata(expected.issuer, private=site.private)
    try:
        return token.read_logout(told, await outside.keys(found, private=site.private), expected)
    except Wrong as wrong:
        if wrong.why != "key":
            raise
    return token.read_logout(told, await outside.keys(found, private=site.private, again=True, by_anybody=True), expected)


async def _meant(logout: Logout, issuer: str, site: Site) -> list[Hint]:
    """Those of the sessions that began at the provider: all of an account, whoever's it is by now, or those of one session there. Of an account, a
    session of which it cannot be told whether it was that one is over as well.
    """
    if not logout.subject:
        return await queries.hints_of_session(vault.signatures(token.session_mark(issuer, logout.session), key=site.key))
    hints = await queries.hints_of_account(vault.signatures(token.account_mark(issuer, logout.subject), key=site.key))
    account = await queries.account(issuer, logout.subject)
    if account is not None:
        # What was kept with a key that is gone is found by nothing else than whose account it is.
        hints += [one for one in await queries.hints_of(account.person) if one not in hints and _opened(one, site) is None]
    return [one for one in hints if not logout.session or _session(one, site) in {logout.session, ""}]


def _session(hint: Hint, site: Site) -> str:
    """The session there; empty where it names none or cannot be told."""
    opened = _opened(hint, site)
    try:
        return token.session_of(opened) if opened else ""
    except (Wrong, ValueError):
        return ""


def _opened(hint: Hint, site: Site) -> str | None:
    """The ID token that a session began with; None where it was kept with another key."""
    try:
        return vault.unseal(hint.token, key=site.key)
    except vault.Locked:
        return None
