"""Reading a submitted form into a typed value, without losing a word of it when something is wrong.

Every form carries `form` (a UUIDv7 made when it was rendered) and `csrf`. `read` normalises what browsers send (one-item lists, `on`, empty
strings), converts it, and raises `Invalid` with a sentence for each field and everything that was typed.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar, get_origin
from urllib.parse import parse_qsl
from uuid import UUID

import msgspec
from litestar import Request
from litestar.exceptions import InternalServerException
from msgspec import Struct

from server.errors import Invalid, Refused
from server.ledger import Entry
from server.sentences import gettext as _

T = TypeVar("T", bound=Struct)

MAX_FORM = 2 * 1024 * 1024
"""Bytes of a form's body; the door refuses more. A field's own limit is smaller and keeps what was typed."""

CONTROL = frozenset({"form", "csrf"})


async def read(request: Request[Any, Any, Any], model: type[T], *, checks: Callable[[T], Mapping[str, str]] | None = None) -> T:
    """The form as a `model`. Raises Invalid when a field is missing, malformed or too long, or when `checks` names a fault."""
    typed = await everything(request)
    fields = msgspec.structs.fields(model)
    raw = {field.encode_name: value for field in fields if (value := _raw(field, typed)) is not msgspec.UNSET}
    wrong = {name: sentence for name, sentence in _too_long(typed).items() if name in {field.encode_name for field in fields}}
    try:
        value = msgspec.convert(raw, model, strict=False)
    except msgspec.ValidationError as error:
        missing = {field.encode_name: _needed() for field in fields if field.required and field.encode_name not in raw}
        raise Invalid({**missing, _field(str(error), model): _sentence(str(error)), **wrong}, typed) from error
    found = {**wrong, **(checks(value) if checks else {})}
    if found:
        raise Invalid(found, typed)
    return value


async def everything(request: Request[Any, Any, Any]) -> dict[str, list[str]]:
    """Every field that was typed, without the form's own id and token."""
    return {name: values for name, values in (await _sent(request)).items() if name not in CONTROL}


async def keep(request: Request[Any, Any, Any]) -> None:
    """Reads the form and puts it aside, so that a refusal, which cannot wait for the body, still has every word of it."""
    await _sent(request)


def kept(request: Request[Any, Any, Any]) -> tuple[str, dict[str, list[str]]]:
    """The form's own id and everything that was typed, as `keep` put it aside; empty when there was no form."""
    sent = _scope(request).get("sent", {})
    return _one(sent, "form"), {name: values for name, values in sent.items() if name not in CONTROL}


async def token(request: Request[Any, Any, Any]) -> str:
    """The session's token as the form carries it, empty when it has none."""
    return _one(await _sent(request), "csrf")


async def entry(request: Request[Any, Any, Any], *, actor: UUID, at: datetime) -> Entry:
    """The identity under which this form is kept: its own id, and a digest of its path and fields. Raises Invalid without a proper id."""
    typed = await everything(request)
    try:
        id = UUID(_one(await _sent(request), "form"))
    except ValueError as error:
        raise Invalid({"form": _("This form is incomplete. Load the page again; your words are still here.")}, typed) from error
    body = msgspec.json.encode([request.scope["path"], sorted(typed.items())])
    return Entry(id=id, at=at, actor=actor, digest=hashlib.sha256(body).hexdigest())


async def _sent(request: Request[Any, Any, Any]) -> dict[str, list[str]]:
    """Every field with its values, control characters left out. Read once for each request, and kept no longer.

    Litestar's own parser remembers a thousand bodies for as long as the process lives, with every word and code in them.
    """
    scope = _scope(request)
    if "sent" not in scope:
        body = await _body(request)
        if body and not request.headers.get("Content-Type", "").lower().startswith("application/x-www-form-urlencoded"):
            raise Refused(_("This request could not be read. Load the page again and try once more."))
        scope["sent"] = _parsed(body)
    sent: dict[str, list[str]] = scope["sent"]
    return sent


async def _body(request: Request[Any, Any, Any]) -> bytes:
    try:
        return await request.body()
    except InternalServerException as error:
        # Whoever sent it has gone in the middle of it. Nobody reads the answer, and nothing is broken.
        raise Refused(_("This form came without its end.")) from error


def _parsed(body: bytes) -> dict[str, list[str]]:
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise Refused(_("That was more than a form may carry.")) from error
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(UNTYPED.sub("", value))
    return found


def _scope(request: Request[Any, Any, Any]) -> dict[str, Any]:
    scope: dict[str, Any] = request.scope  # type: ignore[assignment]  # Litestar's TypedDict has no place for it
    return scope


def _one(sent: Mapping[str, list[str]], name: str) -> str:
    return sent[name][0] if name in sent else ""


MOST_FIELDS = 2_000

UNTYPED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""Control characters that no keyboard sends, and that PostgreSQL or a mail would stumble over."""

LONGEST = 5_000
"""Characters of any one field, unless its struct says less."""


def _raw(field: msgspec.structs.FieldInfo, typed: Mapping[str, list[str]]) -> Any:  # noqa: ANN401  # what msgspec converts
    values = typed.get(field.encode_name)
    if get_origin(field.type) in (list, tuple):
        return [value for value in values or () if value != ""]
    if not values or values[0].strip() == "":
        return False if field.type is bool else msgspec.UNSET
    if field.type is bool:
        return values[0].lower() in {"on", "true", "1", "yes"}
    return values[0].strip()


def _too_long(typed: Mapping[str, list[str]]) -> dict[str, str]:
    return {
        name: _("This is longer than %(most)d characters. Shorten it; nothing was lost.") % {"most": LONGEST}
        for name, values in typed.items()
        if any(len(value) > LONGEST for value in values)
    }


def _field(message: str, model: type[Struct]) -> str:
    """The field that msgspec complains about: `... - at `$.name`` or `... missing required field `name``."""
    if "`$." in message:
        return message.rpartition("`$.")[2].partition("`")[0].partition("[")[0]
    if "field `" in message:
        return message.partition("field `")[2].partition("`")[0]
    return msgspec.structs.fields(model)[0].encode_name


def _sentence(message: str) -> str:
    if "required field" in message:
        return _needed()
    if "length <=" in message:
        return _("This is too long. Shorten it; nothing was lost.")
    return _("This does not look right. Check it and send it again.")


def _needed() -> str:
    return _("This is needed.")
