"""Whether a message that says that something changed comes from the CRM that it names. What it says is not believed: the CRM is asked."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

FRESH: Final = timedelta(minutes=5)
"""How old a signature of HubSpot may be."""


def fits(source: str, secret: str, *, url: str, body: bytes, headers: Mapping[str, str], now: datetime) -> bool:
    """Whether this CRM sent it, by the secret that both know. `url` is the whole address that was asked, names of headers are in small letters."""
    if not secret:
        return False
    if source == "hubspot":
        return _signed_by_hubspot(secret, url, body, headers, now)
    return source == "pipedrive" and _opened_by(secret, headers.get("authorization", ""))


def _signed_by_hubspot(secret: str, url: str, body: bytes, headers: Mapping[str, str], now: datetime) -> bool:
    """Version 3: HMAC SHA-256 of method, address, body and time in milliseconds, in base64; none older than five minutes."""
    told, signature = headers.get("x-hubspot-request-timestamp", ""), headers.get("x-hubspot-signature-v3", "")
    if not (told.isascii() and told.isdigit() and len(told) <= LONGEST):
        return False
    if abs(now - datetime.fromtimestamp(int(told) / 1000, UTC)) > FRESH:
        return False
    signed = hmac.new(secret.encode(), b"POST" + url.encode() + body + told.encode(), hashlib.sha256).digest()
    return hmac.compare_digest(base64.b64encode(signed), signature.encode())


LONGEST: Final = 14
"""Digits of a time in milliseconds until the year 5000."""


def _opened_by(secret: str, header: str) -> bool:
    """Whether this is HTTP basic authentication with the secret as its password, whatever the name."""
    kind, _, told = header.partition(" ")
    try:
        password = base64.b64decode(told, validate=True).partition(b":")[2]
    except (binascii.Error, ValueError):
        return False
    return kind.lower() == "basic" and hmac.compare_digest(password, secret.encode())
