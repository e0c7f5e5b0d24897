"""A small identity provider of ours, over real HTTP on this machine, that lies in whatever way a test wants.

By default it is honest. `told` is changed to make one thing wrong at a time.
"""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from msgspec import Struct, field
from msgspec.structs import asdict

from server import clock, ids

CLIENT, SECRET = "plumbline-client", "a client secret"
SIGNED = ("RS256", "ES256")


@cache
def rsa(name: str) -> RSAKey:
    """A key pair, made once in a run."""
    return RSAKey.generate_key(2048, parameters={"kid": name, "use": "sig", "alg": "RS256"})


@cache
def ec(name: str) -> ECKey:
    """A key pair, made once in a run."""
    return ECKey.generate_key("P-256", parameters={"kid": name, "use": "sig"})


class Grant(Struct):
    """A code that was handed out, and what it is worth."""

    nonce: str
    challenge: str
    claims: dict[str, Any]


class Rogue(Struct):
    """The provider. `claims` go into the ID token; `sign` makes the token of them; `document` is what it says of itself."""

    issuer: str
    claims: dict[str, Any] = field(default_factory=dict)
    info: dict[str, Any] = field(default_factory=dict)
    keys: list[Any] = field(default_factory=lambda: [ec("first")])
    document: dict[str, Any] = field(default_factory=dict)
    sign: Callable[["Rogue", dict[str, Any]], str] | None = None
    status: dict[str, int] = field(default_factory=dict)
    codes: dict[str, Grant] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    access: str = "access"

    def behave(self) -> None:
        """Is honest again, and forgets everything."""
        for name, value in asdict(Rogue(self.issuer)).items():
            setattr(self, name, value)

    def approve(self, location: str, **claims: object) -> dict[str, str]:
        """Lets the person who was sent to `location` in, as this account: what the browser brings back to us."""
        sent = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        assert location.startswith(f"{self.issuer}/authorize?")
        assert (sent["response_type"], sent["client_id"], sent["code_challenge_method"]) == ("code", CLIENT, "S256")
        code = ids.token()
        self.codes[code] = Grant(sent["nonce"], sent["code_challenge"], {**self.claims, **claims})
        return {"state": sent["state"], "code": code, "iss": self.issuer}

    def token_of(self, grant: Grant) -> str:
        """The ID token of a grant."""
        now = int(clock.now().timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": grant.nonce, **grant.claims}
        claims = {name: value for name, value in claims.items() if value is not None}
        return self.sign(self, claims) if self.sign else signed(claims, self.keys[0])

    def answer(self, method: str, path: str, headers: dict[str, str], body: str) -> tuple[int, Any]:
        """Status and JSON for one request."""
        self.asked.append(path)
        if path in self.status:
            return self.status[path], {"error": "server_error"}
        if path == "/.well-known/openid-configuration":
            return 200, self._document()
        if path == "/keys":
            return 200, {"keys": [key.as_dict(private=False) for key in self.keys]}
        if path == "/userinfo":
            return 200, self.info
        if (method, path) == ("POST", "/token"):
            return self._exchange(headers, {name: values[0] for name, values in parse_qs(body).items()})
        return 404, {}

    def _document(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "end_session_endpoint": f"{self.issuer}/logout",
            **self.document,
        }

    def _exchange(self, headers: dict[str, str], form: dict[str, str]) -> tuple[int, Any]:
        grant = self.codes.pop(form.get("code", ""), None)
        both = f"{CLIENT}:{SECRET.replace(' ', '%20')}".encode()
        known = headers.get("authorization") == f"Basic {base64.b64encode(both).decode()}"
        if grant is None or not known or _challenge(form.get("code_verifier", "")) != grant.challenge:
            return 400, {"error": "invalid_grant"}
        return 200, {"id_token": self.token_of(grant), "access_token": self.access, "token_type": "Bearer"}


def signed(claims: dict[str, Any], key: RSAKey | ECKey) -> str:
    """A token that this key signs."""
    algorithm = "RS256" if isinstance(key, RSAKey) else "ES256"
    return jwt.encode({"alg": algorithm, "kid": key.kid}, claims, key, algorithms=list(SIGNED))


def unsigned(head: dict[str, Any], claims: dict[str, Any], secret: bytes | None = None) -> str:
    """A token without a signature, or with an HMAC of a secret."""
    parts = ".".join(_part(json.dumps(part).encode()) for part in (head, claims))
    return f"{parts}.{_part(hmac.digest(secret, parts.encode(), 'sha256')) if secret else ''}"


def _part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _challenge(verifier: str) -> str:
    return _part(hashlib.sha256(verifier.encode()).digest())


@asynccontextmanager
async def running() -> AsyncIterator[Rogue]:
    """The provider on a free port, until the block ends."""
    rogue = Rogue("")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        method, path, _version = head[0].split()
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        body = (await reader.readexactly(int(headers.get("content-length", 0)))).decode()
        status, told = rogue.answer(method, urlsplit(path).path, headers, body)
        data = json.dumps(told).encode()
        writer.write(
            f"HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-length: {len(data)}\r\nconnection: close\r\n\r\n".encode()
        )
        writer.write(data)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    rogue.issuer = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield rogue
    finally:
        server.close()
        await server.wait_closed()
