"""Reading an ID token or a logout token, and believing it only when everything about it is right (OpenID Connect Core 3.1.3.7, Back-Channel Logout
1.0 2.6). Pure.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

Why = Literal["form", "algorithm", "key", "signature", "issuer", "audience", "expired", "early", "nonce", "subject", "access"]

ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures with a public key. `none` signs nothing, and with HS256 whoever knows the public key could sign."""

SKEW: Final = 60
"""Seconds by which the provider's clock may differ from ours."""

LARGEST: Final = 64_000
"""Characters of a token."""

LOGOUT: Final = "http://schemas.openid.net/event/backchannel-logout"
"""The event that a logout token tells of."""

SHORTEST: Final = 2048
"""Bits of an RSA key (RFC 7518 3.3)."""

RECENT: Final = 300
"""Seconds after which a logout token is too old, whatever it says itself: it is told once, at once."""


class Wrong(Exception):
    """A token that is not believed. `why` is a code."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


class Expected(Struct, frozen=True, kw_only=True):
    """What the token has to say. `nonce` is the SHA-256 of what was sent; a logout token has none."""

    issuer: str
    client: str
    now: datetime
    nonce: str = ""


class Logout(Struct, frozen=True, kw_only=True):
    """Who signed out at the provider: an account, one session of it, or both, of which one is empty. `id` names the token."""

    id: str
    subject: str
    session: str


def read(token: str, keys: Sequence[Mapping[str, Any]], expected: Expected) -> dict[str, Any]:
    """The claims of a token that one of the keys (RFC 7517) signed and that says what is expected. Raises Wrong; with `key` when no key fits it."""
    claims = _signed(token, keys, expected)
    if not hmac.compare_digest(hashlib.sha256(str(claims.get("nonce", "")).encode()).hexdigest(), expected.nonce):
        raise Wrong("nonce")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255 or not subject.isprintable() or not subject.strip():
        raise Wrong("subject")
    return claims


def read_logout(token: str, keys: Sequence[Mapping[str, Any]], expected: Expected) -> Logout:
    """Whom a token signs out that one of the keys signed. No ID token is one, and it is none. Raises Wrong; with `key` when no key fits it."""
    if str(_head(token).get("typ", "JWT")).lower().removeprefix("application/") not in {"logout+jwt", "jwt"}:
        raise Wrong("form")
    claims = _signed(token, keys, expected)
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT), dict) or "nonce" in claims:
        raise Wrong("form")
    if claims["iat"] + RECENT + SKEW <= expected.now.timestamp():
        raise Wrong("expired")
    told = Logout(id=_word(claims, "jti"), subject=_word(claims, "sub"), session=_word(claims, "sid"))
    if not told.id or not (told.subject or told.session):
        raise Wrong("form")
    return told


def session_of(token: str) -> str:
    """The session at the provider that an ID token belongs to, which was believed before; empty where it says none. Raises Wrong."""
    part = token.split(".")[1]
    return _word(_claims(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))), "sid")


def account_mark(issuer: str, subject: str) -> str:
    """What stands for an account of the provider where a digest of it is kept."""
    return f"company account {issuer} {subject}"


def session_mark(issuer: str, session: str) -> str:
    """The same for a session there."""
    return f"company session {issuer} {session}"


def check_access(claims: Mapping[str, Any], access: str, algorithm: str) -> None:
    """That this access token came with this ID token, where it says so (`at_hash`, Core 3.1.3.8). Raises Wrong."""
    told = claims.get("at_hash")
    if told is None:
        return
    size = {"384": "sha384", "512": "sha512"}.get(algorithm[-3:], "sha512" if algorithm == "EdDSA" else "sha256")
    full = hashlib.new(size, access.encode()).digest()
    if not hmac.compare_digest(base64.urlsafe_b64encode(full[: len(full) // 2]).rstrip(b"=").decode(), str(told)):
        raise Wrong("access")


def algorithm(token: str) -> str:
    """The algorithm that a token names. Raises Wrong."""
    return str(_head(token).get("alg", ""))


def _signed(token: str, keys: Sequence[Mapping[str, Any]], expected: Expected) -> dict[str, Any]:
    """The claims of a token that one of the keys signed, for us, and for now."""
    head = _head(token)
    if head.get("alg") not in ALGORITHMS:
        raise Wrong("algorithm")
    claims = _claims(_verified(token, head, list(_fitting(head, keys))))
    _check_who(claims, expected)
    _check_when(claims, expected.now.timestamp())
    return claims


def _word(claims: Mapping[str, Any], name: str) -> str:
    """A claim that is a word, empty where it is not there. Raises Wrong for anything else."""
    told = claims.get(name, "")
    if not isinstance(told, str) or len(told) > 255 or not told.isprintable():
        raise Wrong("form")
    return told


def _head(token: str) -> dict[str, Any]:
    if len(token) > LARGEST or token.count(".") != 2:
        raise Wrong("form")
    part = token.partition(".")[0]
    try:
        head = msgspec.json.decode(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (msgspec.DecodeError, binascii.Error, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Wrong("form") from error
    if not isinstance(head, dict):
        raise Wrong("form")
    return head


def _fitting(head: Mapping[str, Any], keys: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The keys that may have signed it: of the named id if one is named, of the kind its algorithm needs, long enough, and meant for signatures."""
    kind = {"R": "RSA", "P": "RSA", "E": "EC"}[head["alg"][0]] if head["alg"] != "EdDSA" else "OKP"
    for key in keys:
        named = "kid" not in head or key.get("kid") == head["kid"]
        meant = key.get("use", "sig") == "sig" and key.get("alg", head["alg"]) == head["alg"]
        if named and meant and key.get("kty") == kind and (kind != "RSA" or _bits(key) >= SHORTEST):
            yield key


def _bits(key: Mapping[str, Any]) -> int:
    """How long an RSA key is, 0 for what is none."""
    told = str(key.get("n", ""))
    try:
        return int.from_bytes(base64.urlsafe_b64decode(told + "=" * (-len(told) % 4))).bit_length()
    except ValueError:
        return 0


def _verified(token: str, head: Mapping[str, Any], keys: Sequence[Mapping[str, Any]]) -> bytes:
    """The payload, once a key fits its signature."""
    # Both take megabytes and time to load; a worker whose company has no provider never does.
    from joserfc import jwk, jws  # noqa: PLC0415  # as above
    from joserfc.errors import JoseError  # noqa: PLC0415  # as above

    if not keys:
        raise Wrong("key")
    for key in keys:
        try:
            return jws.deserialize_compact(token, jwk.import_key(dict(key)), algorithms=[head["alg"]]).payload
        except (JoseError, ValueError, TypeError):
            continue
    raise Wrong("signature")


def _claims(payload: bytes) -> dict[str, Any]:
    try:
        claims = msgspec.json.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Wrong("form") from error
    if not isinstance(claims, dict):
        raise Wrong("form")
    return claims


def _check_who(claims: Mapping[str, Any], expected: Expected) -> None:
    if claims.get("iss") != expected.issuer:
        raise Wrong("issuer")
    audience = claims.get("aud")
    several = audience if isinstance(audience, list) else [audience]
    party = claims.get("azp")
    if expected.client not in several or (len(several) > 1 and party is None) or party not in {None, expected.client}:
        raise Wrong("audience")


def _check_when(claims: Mapping[str, Any], now: float) -> None:
    times = {name: claims[name] for name in ("exp", "iat", "nbf") if name in claims}
    if any(isinstance(at, bool) or not isinstance(at, int | float) for at in times.values()) or not {"exp", "iat"} <= set(times):
        raise Wrong("form")
    if times["exp"] + SKEW <= now:
        raise Wrong("expired")
    if max(times["iat"], times.get("nbf", 0)) - SKEW > now:
        raise Wrong("early")
