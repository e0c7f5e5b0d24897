"""Serving one operation: what was sent becomes values, the verb runs once for each key, and the answer is JSON."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.exceptions import InternalServerException
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from server import clock, ids
from server.api import actions, queries
from server.api.queries import Answer
from server.errors import Invalid
from server.ledger import Entry
from server.people import csrf
from server.people.queries import Bearer, Visit
from server.sentences import gettext as _
from server.settings import Settings
from server.web.api.faults import KeyReused, Malformed, NotJson
from server.web.api.gate import actor_of
from server.web.api.operation import PREFIX, Call, Operation

KEY: Final = re.compile(r'"?([\x21\x23-\x7e]{1,200})"?')
"""An Idempotency-Key: printable ASCII without quotes and spaces, perhaps in quotes as the draft of its standard writes it."""

UNTYPED: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Characters that no keyboard sends, and that PostgreSQL or a mail would stumble over."""

DEEPEST: Final = 20

COMMON: Final = {"Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"}


def handler(operation: Operation) -> HTTPRouteHandler:
    """The route of an operation."""

    async def handle(request: Request[Any, Any, Any], settings: NamedDependency[Settings]) -> Response[bytes]:
        return await _serve(operation, request, settings.url)

    route = HTTPRouteHandler(
        PREFIX + operation.path, http_method=operation.method, request_max_body_size=operation.room, status_code=operation.status
    )
    return route(handle)


async def _serve(operation: Operation, request: Request[Any, Any, Any], site: str) -> Response[bytes]:
    if operation.method == "GET":
        return _told(request, msgspec.json.encode(await operation.run(await _call(operation, request, site))))
    return await _once(operation, request, site)


def _told(request: Request[Any, Any, Any], body: bytes) -> Response[bytes]:
    """What was asked for, or that it has not changed."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {**COMMON, "ETag": tag, **_key_of_the_session(request)}
    if tag in request.headers.get("If-None-Match", ""):
        return Response(b"", status_code=304, headers=headers, media_type="application/json")
    return Response(body, headers=headers, media_type="application/json")


async def _once(operation: Operation, request: Request[Any, Any, Any], site: str) -> Response[bytes]:
    """Does it under its key, or tells what was answered when it was done."""
    call = await _call(operation, request, site)
    kept = await queries.answer(call.entry.id, call.now)
    if kept is not None:
        return _again(kept, call.entry)
    made = await operation.run(call)
    fresh = Answer(
        digest=call.entry.digest,
        status=operation.status,
        body=msgspec.json.encode(made),
        location=operation.place(made) if operation.place else "",
    )
    kept = await actions.keep(call.entry, fresh, person=call.actor.id)
    return _again(kept, call.entry, first=kept == fresh)


def _again(kept: Answer, entry: Entry, *, first: bool = False) -> Response[bytes]:
    if kept.digest != entry.digest:
        raise KeyReused(_("This key was used for something else. Use a new one for each thing that you do."))
    headers = dict(COMMON)
    if kept.location:
        headers["Location"] = PREFIX + kept.location
    if not first:
        headers["Idempotency-Replayed"] = "true"
    return Response(kept.body, status_code=kept.status, headers=headers, media_type="application/json")


async def _call(operation: Operation, request: Request[Any, Any, Any], site: str) -> Call[Any, Any]:
    actor, now = actor_of(request), clock.now()
    scope: dict[str, Any] = request.scope  # type: ignore[assignment]  # Litestar's TypedDict has no place for ours
    bearer: Bearer | None = scope["bearer"]
    body: Any = None
    written = None
    query = _parameters(request, operation.query)
    if operation.body is not None:
        key = _key(request)
        sent = await _json(request)
        parts = [operation.method, request.scope["path"], sent]
        digest = hashlib.sha256(msgspec.json.encode(parts, order="deterministic")).hexdigest()
        written = Entry(id=_under(actor.id, key), at=now, actor=actor.id, digest=digest)
        body = _convert(sent, operation.body, strict=True)
    return Call(
        actor=actor,
        now=now,
        path=request.path_params,
        query=query,
        body=body,
        scopes=bearer.scopes if bearer else frozenset(),
        site=site,
        written=written,
    )


def _under(person: UUID, key: str) -> UUID:
    """The id of what this person does under this key: nobody else’s key is theirs."""
    return ids.derived(person, f"api {key}")


def _key(request: Request[Any, Any, Any]) -> str:
    found = KEY.fullmatch(request.headers.get("Idempotency-Key", "").strip())
    if found is None:
        raise Malformed(
            _("Send an Idempotency-Key header: a word of your own, up to 200 characters, new for each thing that you do.")
        )
    return found[1]


def _parameters(request: Request[Any, Any, Any], model: type[Struct]) -> Struct:
    """The parameters of the address. Each stands there once, and none is unknown."""
    typed: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in typed:
            raise Invalid({name: _("This stands in the address twice.")}, {})
        if UNTYPED.search(value) or value == "null":
            # A parameter is left out to say nothing; the word would be read as nothing.
            raise Invalid({name: _("Leave this out, or write a value without control characters.")}, {})
        typed[name] = value
    return _convert(typed, model, strict=False)


async def _json(request: Request[Any, Any, Any]) -> Any:  # noqa: ANN401  # whatever JSON holds
    """The body. An empty one is an empty object."""
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    try:
        body = await request.body()
    except InternalServerException as error:
        # Whoever sent it has gone in the middle of it.
        raise Malformed(_("The body came without its end.")) from error
    if not body:
        return {}
    if kind != "application/json":
        raise NotJson(_("Send the body as application/json."))
    try:
        sent = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(_("The body is no JSON.")) from error
    return _clean(sent)


def _clean(value: Any, place: str = "body", depth: int = 0) -> Any:  # noqa: ANN401  # whatever JSON holds
    """The same without spaces around words, as forms take them. Raises Invalid for what no person would write."""
    if depth > DEEPEST or (isinstance(value, str) and UNTYPED.search(value)):
        raise Invalid({place: _("This holds a control character, or is nested too deeply.")}, {})
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dict):
        inside = {_clean(name, place, depth + 1): name for name in value}
        return {name: _clean(value[given], name if depth == 0 else place, depth + 1) for name, given in inside.items()}
    if isinstance(value, list):
        return [_clean(inner, place, depth + 1) for inner in value]
    return value


def _convert(sent: object, model: type[Struct], *, strict: bool) -> Struct:
    try:
        return msgspec.convert(sent, model, strict=strict)
    except msgspec.ValidationError as error:
        raise Invalid({_field(str(error)): _sentence(str(error))}, {}) from error


def _field(message: str) -> str:
    """What msgspec complains about: `... - at `$.name`` or `... field `name``."""
    if "`$." in message:
        return message.rpartition("`$.")[2].partition("`")[0]
    if "field `" in message:
        return message.partition("field `")[2].partition("`")[0]
    return "body"


def _sentence(message: str) -> str:
    """What msgspec says, which programmers read well, without where: that is told beside it."""
    return message.partition(" - at `")[0] + "."


def _key_of_the_session(request: Request[Any, Any, Any]) -> Mapping[str, str]:
    """`GET /me` gives a session its key, which is in the header and not in the body because tokens have none."""
    visit: Visit | None = request.scope["visit"]  # type: ignore[typeddict-item]  # as above
    if visit is None or request.scope["path"] != f"{PREFIX}/me":
        return {}
    return {"X-CSRF": csrf.mask(visit.csrf_secret, ids.token())}
