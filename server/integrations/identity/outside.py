"""Asking the provider: what it says of itself, its keys, and who came."""

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from server import clock, outgoing
from server.integrations.identity import discovery
from server.integrations.identity.discovery import Metadata
from server.outgoing import NoReading, Reply, Unreachable

KEPT = 3600.0
"""Seconds for which what a provider says of itself is not asked again."""

AGAIN, WITHIN = 3, 300.0
"""Keys are fetched anew for a token with an unknown one at most so often in so many seconds: a token can name anything. Tokens that anybody can send
here are counted by themselves, so that they never stand in the way of a sign-in.
"""

SECONDS, LARGEST = 10.0, 300_000


class Trouble(Exception):
    """The provider did not do its part. `why` is a code: one of `outgoing.Unreachable` but address, or status, document, issuer, endpoints, code."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Tokens(Struct, frozen=True, kw_only=True):
    """What a code was exchanged for."""

    id_token: str
    access_token: str = ""


async def metadata(issuer: str, *, private: bool, fresh: bool = False) -> Metadata:
    """What this provider says of itself, asked once an hour, or now when `fresh`. Raises Trouble."""
    known = _documents.get(issuer)
    if known is not None and not fresh and clock.ticks() < known[0] + KEPT:
        return known[1]
    reply = await _ask("GET", discovery.address_of(issuer), private=private)
    try:
        found: Metadata = reply.json(Metadata)
    except NoReading as error:
        raise Trouble("document") from error
    wrong = discovery.problem(found, issuer, private=private)
    if wrong:
        raise Trouble("issuer" if wrong == "issuer" else "endpoints")
    _documents.clear()
    _documents[issuer] = (clock.ticks(), found)
    return found


async def keys(found: Metadata, *, private: bool, again: bool = False, by_anybody: bool = False) -> Sequence[Mapping[str, Any]]:
    """The public keys of this provider. `again`: a token names one that is not among them; they are then fetched anew, but not without end.
    `by_anybody`: that token came from outside, and not from the provider when we asked.

    Raises Trouble, also when there are none.
    """
    known = _keys.get(found.jwks_uri)
    now = clock.ticks()
    if known is not None and now < known[0] + KEPT and not (again and _may_refetch(_fetched[by_anybody], now)):
        return known[1]
    reply = await _ask("GET", found.jwks_uri, private=private)
    try:
        told = reply.json(dict[str, Any]).get("keys")
    except NoReading as error:
        raise Trouble("document") from error
    if not isinstance(told, list) or not told:
        raise Trouble("document")
    fetched = [key for key in told if isinstance(key, dict)]
    _keys.clear()
    _keys[found.jwks_uri] = (now, fetched)
    return fetched


async def exchange(found: Metadata, *, client: str, secret: str, code: str, verifier: str, back: str, private: bool) -> Tokens:
    """The tokens for a code (OpenID Connect Core 3.1.3). Raises Trouble."""
    headers, fields = discovery.credentials(found, client, secret)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier, **fields}
    reply = await _ask("POST", found.token_endpoint, private=private, headers=headers, form=form, refusal="code")
    try:
        tokens: Tokens = reply.json(Tokens)
    except NoReading as error:
        raise Trouble("document") from error
    return tokens


async def userinfo(found: Metadata, access: str, *, private: bool) -> Mapping[str, Any]:
    """What the provider tells of who came besides the token (Core 5.3); nothing where it has no such place. Raises Trouble."""
    if not found.userinfo_endpoint or not access:
        return {}
    headers = {"Authorization": f"Bearer {access}", "Accept": "application/json"}
    reply = await _ask("GET", found.userinfo_endpoint, private=private, headers=headers)
    try:
        told: dict[str, Any] = reply.json(dict[str, Any])
    except NoReading:
        # Signed answers are for those who asked for them; the token has what matters.
        return {}
    return told


def forget() -> None:
    """Asks everything anew from now on."""
    _documents.clear()
    _keys.clear()
    for fetched in _fetched.values():
        fetched.clear()


_documents: dict[str, tuple[float, Metadata]] = {}
_keys: dict[str, tuple[float, Sequence[Mapping[str, Any]]]] = {}
_fetched: dict[bool, deque[float]] = {by_anybody: deque(maxlen=AGAIN) for by_anybody in (False, True)}


def _may_refetch(fetched: deque[float], now: float) -> bool:
    if len(fetched) == AGAIN and now < fetched[0] + WITHIN:
        return False
    fetched.append(now)
    return True


async def _ask(
    method: str,
    url: str,
    *,
    private: bool,
    headers: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
    refusal: str = "status",
) -> Reply:
    try:
        async with outgoing.line(private=private, seconds=SECONDS, largest=LARGEST) as line:
            reply = await line.send(method, url, headers={"Accept": "application/json", **(headers or {})}, form=form)
    except Unreachable as error:
        raise Trouble("endpoints" if error.why == "address" else error.why) from error
    if reply.status != 200:
        raise Trouble(refusal if 400 <= reply.status < 500 else "status")
    return reply
