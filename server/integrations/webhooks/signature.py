"""Signing what is sent, by the specification Standard Webhooks 1.0 (symmetric signatures). Pure."""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime

PREFIX = "whsec_"
"""With which a secret begins where people copy it."""


def secret_of(chance: bytes) -> str:
    """A secret of 24 to 64 random bytes, as it is shown and kept."""
    return PREFIX + base64.b64encode(chance).decode()


def headers(id: str, at: datetime, body: str, secrets: Sequence[str]) -> Mapping[str, str]:
    """The three headers of a message: id and time of this try, and a signature for each secret, so that one can be exchanged for another.

    A signature is the HMAC-SHA256 of `id.timestamp.body`, the timestamp in whole seconds.
    """
    seconds = str(int(at.timestamp()))
    signed = " ".join(f"v1,{_sign(f'{id}.{seconds}.{body}', secret)}" for secret in secrets)
    return {"webhook-id": id, "webhook-timestamp": seconds, "webhook-signature": signed, "content-type": "application/json"}


def _sign(text: str, secret: str) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.new(key, text.encode(), hashlib.sha256).digest()).decode()
