"""Reading a submitted form into a typed value, without losing a word of it when something is wrong.

Every form carries `form` (a UUIDv7 made when it was rendered) and `csrf`; one that a device may keep also `whose`, the person whose page it stood on,
and `rendered`, when that was. One that is sent again after a refusal names the form that it `mends`. `read` normalises what browsers send (one-item
lists, `on`, empty strings), converts it, and raises `Invalid` with a sentence for each field and everything that was typed.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import parse_qsl
from uuid import UUID

import msgspec
from litestar import Request
from litestar.exceptions import InternalServerException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from msgspec import Struct

from server.errors import Invalid, Refused
from server.forms import fields, late
from server.forms.room import MAX_FORM, TooLarge, room_of
from server.forms.upload import Sent, Upload, read_parts
from server.ledger import Entry
from server.sentences import gettext as _

T = TypeVar("T", bound=Struct)

CONTROL = frozenset({"form", "csrf", "whose", "rendered", "mends"})


class CutOff(Refused):
    """Whoever sent it has gone in the middle of it, or stood still for too long. Nothing is wrong with the form, and it may be sent again."""


async def read(request: Request[Any, Any, Any], model: type[T], *, checks: Callable[[T], Mapping[str, str]] | None = None) -> T:
    """The form as a `model`. Raises Invalid when a field is missing, malformed or too long, or when `checks` names a fault."""
    return fields.filled(model, await everything(request), checks)


async def everything(request: Request[Any, Any, Any]) -> dict[str, list[str]]:
    """Every field that was typed, without the form's own id and token."""
    return {name: values for name, values in (await _sent(request)).fields.items() if name not in CONTROL}


async def files(request: Request[Any, Any, Any], name: str) -> Sequence[Upload]:
    """The files that came in the input of this name, in their order; an input left empty has none.

    The route says how much it takes with `request_max_body_size=forms.room(BYTES)`, and its form has `enctype="multipart/form-data"`.
    """
    return (await _sent(request)).files.get(name, ())


async def keep(request: Request[Any, Any, Any]) -> None:
    """Reads the form and puts it aside, so that a refusal, which cannot wait for the body, still has every word of it."""
    await _sent(request)


async def keep_words(request: Request[Any, Any, Any]) -> None:
    """The same for somebody who may not send this: a body that carries more than words is not read at all."""
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) <= MAX_FORM:
        await _sent(request)


def kept(request: Request[Any, Any, Any]) -> tuple[str, dict[str, list[str]]]:
    """The form's own id and everything that was typed, as `keep` put it aside; empty when there was no form."""
    sent: Sent = _scope(request).get("sent", NOTHING)
    return _one(sent, "form"), {name: values for name, values in sent.fields.items() if name not in CONTROL}


def kept_files(request: Request[Any, Any, Any]) -> dict[str, list[str]]:
    """The names of the files that came with the form that `keep` put aside, by their input. They themselves only the sender still has."""
    sent: Sent = _scope(request).get("sent", NOTHING)
    return {name: [file.name for file in came] for name, came in sent.files.items()}


async def token(request: Request[Any, Any, Any]) -> str:
    """The session's token as the form carries it, empty when it has none."""
    return _one(await _sent(request), "csrf")


async def entry(request: Request[Any, Any, Any], *, actor: UUID, at: datetime, offline: bool = False) -> Entry:
    """The identity under which this form is kept: its own id, and a digest of its path, fields and files. Raises Invalid without a proper id, and
    Refused for one that was filled in on the page of somebody else.

    `offline`: a device may have kept it while there was no network, and says when it was answered. Where that cannot be, it counts from `at`, and
    `late.done` says so.
    """
    typed, sent = await everything(request), await _sent(request)
    if _one(sent, "whose") not in {"", str(actor)}:
        raise Refused(_("This was filled in on this device by somebody else, so it was not kept as yours."))
    try:
        id = UUID(_one(sent, "form"))
    except ValueError as error:
        raise Invalid({"form": _("This form is incomplete. Load the page again; your words are still here.")}, typed) from error
    parts: list[Any] = [request.scope["path"], sorted(typed.items())]
    if sent.files:
        parts.append(sorted((name, [(file.name, file.digest) for file in came]) for name, came in sent.files.items()))
    body = msgspec.json.encode(parts)
    when = _answered(request, sent, actor, at) if offline and late.waited(request) else at
    return Entry(id=id, at=when, actor=actor, digest=hashlib.sha256(body).hexdigest())


def _answered(request: Request[Any, Any, Any], sent: Sent, actor: UUID, now: datetime) -> datetime:
    """When a form was answered that a device kept; `now` where what it says of that cannot be."""
    key = request.app.state.key()
    rendered = late.rendered_at(_one(sent, "rendered"), str(actor), request.scope["path"], key=key)
    said = request.headers
    when = late.answered_at(said[late.WAITED], said.get(late.SENT, ""), rendered, now)
    if when is None:
        late.doubt(request)
    return when or now


async def _sent(request: Request[Any, Any, Any]) -> Sent:
    """Every field with its values, control characters left out, and every file. Read once for each request, and kept no longer.

    Litestar's own parser remembers a thousand bodies for as long as the process lives, with every word and code in them.
    """
    scope = _scope(request)
    if "sent" not in scope:
        kind = request.headers.get("Content-Type", "")
        if kind.lower().startswith("multipart/form-data") and room_of(request):
            scope["sent"] = await _parts(request, kind)
        else:
            scope["sent"] = Sent(await _fields(request, kind), {})
    sent: Sent = scope["sent"]
    return sent


async def _parts(request: Request[Any, Any, Any], kind: str) -> Sent:
    most = room_of(request)
    try:
        sent = await read_parts(request.stream(), kind, most=most)
    except RequestEntityTooLarge as error:
        raise TooLarge("More than this form may carry.", most=most) from error
    except InternalServerException as error:
        raise CutOff(_("This form came without its end.")) from error
    if sum(map(len, sent.fields.values())) > MOST_FIELDS:
        raise Refused(_("That was more than a form may carry."))
    clean = {name: [UNTYPED.sub("", value) for value in values] for name, values in sent.fields.items()}
    return Sent(clean, sent.files)


async def _fields(request: Request[Any, Any, Any], kind: str) -> dict[str, list[str]]:
    body = await _body(request)
    if len(body) > MAX_FORM:
        raise TooLarge("That was more than a form may carry.")
    if body and not kind.lower().startswith("application/x-www-form-urlencoded"):
        raise Refused(_("This request could not be read. Load the page again and try once more."))
    return _parsed(body)


async def _body(request: Request[Any, Any, Any]) -> bytes:
    try:
        return await request.body()
    except InternalServerException as error:
        raise CutOff(_("This form came without its end.")) from error


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


def _one(sent: Sent, name: str) -> str:
    return sent.fields[name][0] if name in sent.fields else ""


NOTHING = Sent({}, {})

MOST_FIELDS = 2_000

UNTYPED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""Control characters that no keyboard sends, and that PostgreSQL or a mail would stumble over."""
