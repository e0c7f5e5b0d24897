"""Signing in with the company's own account: there and back again, once, in one browser."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct

from server import db, ids, vault
from server.db import Statement
from server.integrations.identity import claims as said
from server.integrations.identity import discovery, outside, queries, token
from server.integrations.identity.actions import provider as providers
from server.integrations.identity.actions.linking import link
from server.integrations.identity.actions.settling import Proof, settle
from server.integrations.identity.discovery import Departure, Metadata
from server.integrations.identity.outside import Trouble
from server.integrations.identity.queries import Provider, Travel
from server.integrations.identity.token import Expected, Wrong
from server.people import addresses
from server.people.actions import Outcome, Using, tries
from server.people.limits import Limit

LONGEST = timedelta(minutes=10)
"""Of a journey through the provider."""

DEPARTURES = Limit("company sign-in from an address", 5_000, timedelta(hours=1))
"""A whole company may sit behind one proxy and begin its day at nine."""


class Site(Struct, frozen=True, kw_only=True):
    """Where we are: the public address, the key for secrets, and whether private networks may be asked."""

    url: str
    key: str
    private: bool

    @property
    def back(self) -> str:
        """Where the provider sends people back to. It never comes from a request."""
        return f"{self.url}/sign-in/oidc/return"


class Leaving(Struct, frozen=True, kw_only=True):
    """Somebody sets out. `browser` is what their cookie holds; `again`: they are signed in and setup asks them once more.

    `person` is who wants to link an account to themselves, None for who wants to sign in.
    """

    browser: str
    next: str
    again: bool
    source: str
    now: datetime
    person: UUID | None = None


class Returned(Struct, frozen=True, kw_only=True):
    """What the provider sent back through the browser (OpenID Connect Core 3.1.2.5, RFC 9207). `person` is who is signed in in that browser."""

    state: str
    code: str
    issuer: str
    error: str
    browser: str
    person: UUID | None = None


class Arrival(Struct, frozen=True, kw_only=True):
    """How a journey ended: with an outcome, with an account that is `linked`, or with the code of what stood in the way.

    `linking`: it had begun in order to link one.
    """

    outcome: Outcome | None = None
    linked: bool = False
    linking: bool = False
    problem: str = ""


async def set_out(leaving: Leaving, site: Site) -> str:
    """Where the browser goes to sign in. Raises NotFound while no provider is on, Trouble, TooMany."""
    provider = await queries.provider_in_use()
    found = await outside.metadata(provider.issuer, private=site.private)
    state, nonce, verifier, id = ids.token(), ids.token(), ids.token(), ids.new()

    async def verb() -> None:
        await tries.count(DEPARTURES, leaving.source, leaving.now)
        await PRUNE(leaving.now - 2 * LONGEST)
        path = addresses.local(leaving.next)
        hidden = [ids.digest(one) for one in (state, leaving.browser, nonce)]
        await SET_OUT(id, *hidden, verifier, provider.issuer, leaving.person, path, leaving.now)

    await db.run(verb)
    going = Departure(client=provider.client, back=site.back, state=state, nonce=nonce, verifier=verifier, again=leaving.again)
    return discovery.departure(found, going)


async def arrive(returned: Returned, using: Using, site: Site) -> Arrival:
    """Signs in who came back, or links their account, if everything about it is right. Raises NotFound while no provider is on."""
    provider = await queries.provider_in_use()
    linking = False
    try:
        travel = await _claim(returned, provider, using.now)
        linking = travel.person is not None
        id_token, claims = await _who_came(returned, provider, travel, using.now, site)
        if travel.person is not None:
            problem = await link(provider, travel.id, travel.person, said.somebody(claims).subject, now=using.now, site=site.url)
            return Arrival(linking=True, linked=not problem, problem=problem)
        proof = Proof(
            journey=travel.id,
            browser=travel.browser,
            hint=vault.seal(id_token, key=site.key),
            account=vault.sign(token.account_mark(provider.issuer, said.somebody(claims).subject), key=site.key),
            session=_mark(provider.issuer, id_token, site),
            claims=claims,
        )
        made, outcome = await settle(provider, proof, using, path=travel.next)
    except (Trouble, Wrong, vault.Locked) as error:
        why = "locked" if isinstance(error, vault.Locked) else error.why
        await providers.note_problem(why, using.now)
        return Arrival(linking=linking, problem=why)
    if outcome is None:
        await providers.note_problem(str(made.refusal), using.now)
        return Arrival(problem=str(made.refusal))
    return Arrival(outcome=outcome)


def _mark(issuer: str, id_token: str, site: Site) -> str:
    """The digest of the session over there, empty where the token names none, or nothing that a message could name."""
    try:
        session = token.session_of(id_token)
    except Wrong:
        return ""
    return vault.sign(token.session_mark(issuer, session), key=site.key) if session else ""


async def _claim(returned: Returned, provider: Provider, now: datetime) -> Travel:
    """The journey, used up. One that another browser began stays as it is: knowing its state is not enough to spoil it."""
    travel = await queries.travel(returned.state)
    if travel is None or travel.used is not None or now >= travel.made + LONGEST:
        raise Trouble("state")
    # Whoever set out to link an account is still signed in, and nobody else is: an account must not become somebody else's way in.
    if travel.browser != ids.digest(returned.browser) or travel.person not in {None, returned.person}:
        raise Trouble("browser")

    async def verb() -> bool:
        return bool(await USE(now, travel.id))

    if not await db.run(verb):
        raise Trouble("state")
    if travel.issuer != provider.issuer:
        raise Trouble("mixed")
    return travel


async def _who_came(
    returned: Returned, provider: Provider, travel: Travel, now: datetime, site: Site
) -> tuple[str, dict[str, Any]]:
    """The ID token, and everything the provider says of who came."""
    found = await outside.metadata(provider.issuer, private=site.private)
    if returned.issuer != provider.issuer and (returned.issuer or found.authorization_response_iss_parameter_supported):
        # Another provider's answer, brought here by somebody (RFC 9207).
        raise Trouble("mixed")
    if returned.error or not returned.code:
        raise Trouble("denied")
    secret = vault.unseal(provider.secret, key=site.key) if provider.secret else ""
    tokens = await outside.exchange(
        found,
        client=provider.client,
        secret=secret,
        code=returned.code,
        verifier=travel.verifier,
        back=site.back,
        private=site.private,
    )
    expected = Expected(issuer=provider.issuer, client=provider.client, nonce=travel.nonce, now=now)
    claims = await _believed(found, tokens.id_token, expected, site)
    token.check_access(claims, tokens.access_token, token.algorithm(tokens.id_token))
    if said.needed(provider.terms, claims):
        claims = await _with_userinfo(found, claims, tokens.access_token, site)
    return tokens.id_token, claims


async def _believed(found: Metadata, id_token: str, expected: Expected, site: Site) -> dict[str, Any]:
    try:
        return token.read(id_token, await outside.keys(found, private=site.private), expected)
    except Wrong as wrong:
        if wrong.why != "key":
            raise
    # Providers change their keys from time to time; one that is new is looked up once.
    return token.read(id_token, await outside.keys(found, private=site.private, again=True), expected)


async def _with_userinfo(found: Metadata, claims: dict[str, Any], access: str, site: Site) -> dict[str, Any]:
    more = await outside.userinfo(found, access, private=site.private)
    if more and more.get("sub") != claims["sub"]:
        # A token of somebody else was slipped in (Core 5.3.2).
        raise Wrong("subject")
    return {**more, **claims}


SET_OUT = Statement(
    'INSERT INTO "oidc_journey" ("id", "state", "browser", "nonce", "verifier", "issuer", "person", "next", "made") '
    "VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {})"
)
USE = Statement('UPDATE "oidc_journey" SET "used" = {} WHERE "id" = {} AND "used" IS NULL RETURNING "id"')
PRUNE = Statement('DELETE FROM "oidc_journey" WHERE "made" < {}')
