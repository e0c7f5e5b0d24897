"""An authenticator in a few lines, as Web Authentication Level 3 describes one: it makes a passkey and answers with it, truly or not."""

import base64
import hashlib
import json
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from msgspec import Struct, field

from server import ids

ORIGIN = "https://test"

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Authenticator(Struct):
    """One passkey on one device. Every field may be changed to lie."""

    origin: str = ORIGIN
    host: str = "test"
    flags: int = PRESENT | VERIFIED
    counter: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential: bytes = field(default_factory=lambda: ids.new().bytes)
    handle: bytes = b""

    def make(self, question: dict[str, Any]) -> str:
        """The answer to a question for a new passkey."""
        self.handle = decoded(question["user"]["id"])
        public = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32, "big"), -3: public.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + cbor2.dumps(cose)
        data = self._data(self.flags | ATTESTED) + attested
        response = {"attestationObject": encoded(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data}))}
        return self._answer(response, self._client("webauthn.create", question["challenge"]))

    def use(self, question: dict[str, Any]) -> str:
        """The answer to a question for any passkey."""
        self.counter += 1
        client, data = self._client("webauthn.get", question["challenge"]), self._data(self.flags)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {"authenticatorData": encoded(data), "signature": encoded(signature), "userHandle": encoded(self.handle)}
        return self._answer(response, client)

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _answer(self, response: dict[str, str], client: bytes) -> str:
        id = encoded(self.credential)
        told = {"clientDataJSON": encoded(client), **response}
        return json.dumps({"id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {}, "response": told})


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
