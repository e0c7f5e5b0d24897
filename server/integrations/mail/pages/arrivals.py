"""The door for a mail service that brings mail here, one request each."""

import base64
import binascii
import hmac
from datetime import datetime
from email import message_from_bytes
from typing import Any, Final

import msgspec
from litestar import Controller, Request, Response, post
from litestar.di import NamedDependency
from msgspec import Struct

from server import clock, forms
from server.errors import NotFound, Refused
from server.integrations.mail import actions
from server.integrations.mail.outside import LARGEST
from server.people import queries as people
from server.people import scopes
from server.settings import Settings

PARTS: Final = ("email", "body-mime", "message")
"""What services call the part of a form that holds the whole mail."""


class Raw(Struct, frozen=True, rename="pascal"):
    """A mail as Postmark sends it, when its server includes the raw content."""

    raw_email: str


class Arrivals(Controller):
    """Mail, whole, as RFC 5322 has it: as the body, in a part of a form, or as a field of JSON."""

    path = "/mail/arrivals"

    @post(request_max_body_size=forms.room(2 * LARGEST), status_code=200)
    async def take(self, request: Request[Any, Any, Any], settings: NamedDependency[Settings]) -> Response[dict[str, Any]]:
        """Takes it in and says what came of it. Raises NotFound unless the service knows the secret, Refused for what is no mail."""
        now = clock.now()
        if not settings.inbox.startswith("hook") or not await _knows(
            _password(request.headers.get("Authorization", "")), settings, now
        ):
            raise NotFound("There is nothing here.")
        raw = _mail(request.headers.get("Content-Type", ""), await request.body())
        found = await actions.receive(raw, inbox=settings.inbox_address, now=now)
        await actions.heard(settings.inbox_address, now)
        return Response({"outcome": list(found)})


async def _knows(given: str, settings: Settings, now: datetime) -> bool:
    """Whether this is the secret of the settings, or a token that may bring mail."""
    secret = settings.inbox.partition(":")[2]
    if secret and hmac.compare_digest(given.encode(), secret.encode()):
        return True
    bearer = await people.token_owner(given, now)
    return bearer is not None and scopes.MAIL in bearer.scopes


def _password(header: str) -> str:
    """The secret of an Authorization header: a bearer token, or the password of a name (RFC 7617)."""
    kind, _, value = header.partition(" ")
    if kind.lower() == "bearer":
        return value.strip()
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[2] if kind.lower() == "basic" else ""
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _mail(kind: str, body: bytes) -> bytes:
    name = kind.partition(";")[0].strip().lower()
    if name == "application/json":
        try:
            return msgspec.json.decode(body, type=Raw).raw_email.encode()
        except (msgspec.MsgspecError, RecursionError) as error:
            raise Refused("This is no mail: RawEmail is missing.") from error
    if name == "multipart/form-data":
        return _part(kind, body)
    if name in {"message/rfc822", "text/plain", "application/octet-stream", ""}:
        return body
    raise Refused("This is no mail: send it as message/rfc822.")


def _part(kind: str, body: bytes) -> bytes:
    """The part of a form that holds the mail. A form is written as a mail is (RFC 7578), so the same parser reads it."""
    whole = message_from_bytes(b"Content-Type: " + kind.encode("latin-1", errors="replace") + b"\r\n\r\n" + body)
    for part in whole.walk():
        if str(part.get_param("name", header="content-disposition")) not in PARTS:
            continue
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            return part.get_payload(0).as_bytes()  # type: ignore[union-attr]  # a mail holds one
        held = part.get_payload(decode=True)
        if isinstance(held, bytes):
            return held
    raise Refused("This is no mail: the form has no part named email, body-mime or message.")
