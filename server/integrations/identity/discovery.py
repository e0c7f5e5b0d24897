"""What a provider says about itself (OpenID Connect Discovery 1.0), and the addresses that follow from it. Pure."""

import base64
import hashlib
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

from msgspec import Struct

WELL_KNOWN: Final = "/.well-known/openid-configuration"


class Metadata(Struct, frozen=True, kw_only=True):
    """The part of the document that is used."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    end_session_endpoint: str = ""
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False
    code_challenge_methods_supported: tuple[str, ...] = ()
    scopes_supported: tuple[str, ...] = ()


class Departure(Struct, frozen=True, kw_only=True):
    """What somebody takes along to the provider. `again`: they are asked for their password even if they are signed in there."""

    client: str
    back: str
    state: str
    nonce: str
    verifier: str
    again: bool = False


def address_of(issuer: str) -> str:
    """Where the document of an issuer lies."""
    return issuer.rstrip("/") + WELL_KNOWN


def problem(found: Metadata, issuer: str, *, private: bool) -> str:
    """Why this document is not believed: issuer or address; empty when it is. `private` allows http."""
    if found.issuer != issuer:
        return "issuer"
    schemes = {"https", "http"} if private else {"https"}
    used = (
        found.authorization_endpoint,
        found.token_endpoint,
        found.jwks_uri,
        found.userinfo_endpoint,
        found.end_session_endpoint,
    )
    return "" if all(_is_address(one, schemes) for one in used if one) and all(used[:3]) else "address"


def departure(found: Metadata, going: Departure) -> str:
    """Where somebody is sent to sign in (Core 3.1.2.1, with PKCE by RFC 7636)."""
    asked = {
        "response_type": "code",
        "client_id": going.client,
        "redirect_uri": going.back,
        # Okta tells groups only to who asks for them; providers that do not name the scope may refuse it.
        "scope": "openid email profile groups" if "groups" in found.scopes_supported else "openid email profile",
        "state": going.state,
        "nonce": going.nonce,
        "code_challenge": challenge(going.verifier),
        "code_challenge_method": "S256",
    }
    return _with_query(found.authorization_endpoint, asked | ({"prompt": "login"} if going.again else {}))


def parting(found: Metadata, *, client: str, back: str, hint: str) -> str:
    """Where somebody signs out of the provider as well (RP-Initiated Logout 1.0); empty when it has no such place."""
    if not found.end_session_endpoint:
        return ""
    asked = {"client_id": client, "post_logout_redirect_uri": back}
    return _with_query(found.end_session_endpoint, asked | ({"id_token_hint": hint} if hint else {}))


def challenge(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def credentials(found: Metadata, client: str, secret: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Headers and fields by which we say who we are at the token endpoint (Core 9, RFC 6749 2.3.1)."""
    methods = found.token_endpoint_auth_methods_supported
    if not secret:
        return {}, {"client_id": client}
    if "client_secret_basic" in methods or "client_secret_post" not in methods:
        both = f"{quote(client, safe='')}:{quote(secret, safe='')}".encode()
        return {"Authorization": f"Basic {base64.b64encode(both).decode()}"}, {}
    return {}, {"client_id": client, "client_secret": secret}


def _with_query(address: str, fields: Mapping[str, str]) -> str:
    return address + ("&" if "?" in address else "?") + urlencode(fields)


def _is_address(address: str, schemes: set[str]) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in schemes and bool(parts.hostname) and not parts.fragment and address.isprintable()
