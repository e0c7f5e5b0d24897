"""The description of the API as an OpenAPI 3.1 document, from the same declarations that serve it. It is made when somebody first asks for it."""

import inspect
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from server.api.problem import KINDS, MEDIA_TYPE, Problem
from server.web.api.operation import Nothing, Operation
from server.web.api.routes import RESOURCES

VERSION = "1.0.0"
"""Of the API, not of the program: it grows by new members and addresses; what is there keeps its meaning."""

SCHEMAS = "#/components/schemas/{name}"

ABOUT = (
    "Everything that the pages can do with the process, lessons, people, deals, inspections and promises, for programs. "
    "A program acts as the person whose token it holds: it finds what that person finds, and nothing more."
)

READING = (401, 403, 404, 422, 429, 500, 503)
CHANGING = (400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503)
"""The refusals that every operation may answer with."""


@cache
def document() -> bytes:
    """The document as JSON."""
    return msgspec.json.encode(described(), order="deterministic")


def described() -> Mapping[str, Any]:
    """The document as a value."""
    types = list(_types())
    _found, components = msgspec.json.schema_components(types, ref_template=SCHEMAS)
    paths: dict[str, dict[str, Any]] = {}
    for about, operations in RESOURCES.items():
        for operation in operations:
            paths.setdefault(operation.template, {})[operation.method.lower()] = _operation(about, operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Plumbline", "version": VERSION, "description": ABOUT},
        "servers": [{"url": "/"}],
        "security": [{"token": []}, {"session": []}],
        "tags": [{"name": about} for about in RESOURCES],
        "paths": paths,
        "components": {
            "schemas": components,
            "parameters": {"IdempotencyKey": KEY, "IfNoneMatch": IF_NONE_MATCH},
            "headers": {"ETag": ETAG, "RetryAfter": RETRY_AFTER},
            "responses": {str(status): _refusal(status) for status in sorted({*READING, *CHANGING})},
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Made under “Your account”, shown for a quarter of an hour.",
                },
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "__Host-plumbline",
                    "description": "The session of a browser. A change also shows the X-CSRF header that GET /api/v1/me answers with.",
                },
            },
        },
    }


def answer_of(operation: Operation) -> type[Struct]:
    """What an operation answers with when it succeeds."""
    found: type[Struct] = get_type_hints(operation.run, include_extras=True)["return"]
    return found


def words(operation: Operation) -> tuple[str, str]:
    """Its summary, and what more there is to say, empty if nothing."""
    summary, _line, more = inspect.cleandoc(operation.run.__doc__ or "").partition("\n\n")
    return " ".join(summary.split()), " ".join(more.split())


def parameters(operation: Operation) -> Iterator[Mapping[str, Any]]:
    """The parameters of its address: first those in the path, then those after it."""
    for part in operation.path.split("/"):
        if part.startswith("{"):
            name, _colon, kind = part.strip("{}").partition(":")
            schema = {"type": "string", "format": "uuid"} if kind == "uuid" else {"type": "string", "minLength": 1}
            yield {"name": name, "in": "path", "required": True, "schema": schema}
    if operation.query is not Nothing:
        asked = _inline(operation.query)
        required = asked.get("required", ())
        for name, property_ in asked["properties"].items():
            told = _without_null(property_)
            description = told.pop("description", "")
            found = {"name": name, "in": "query", "required": name in required, "schema": told}
            yield {**found, **({"description": description} if description else {})}


def _without_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A parameter is left out and never null."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind.get("type") != "null"]
    told = {name: value for name, value in schema.items() if name != "anyOf" and not (kinds and name == "default")}
    return told | (kinds[0] if len(kinds) == 1 else {})


def _operation(about: str, operation: Operation) -> Mapping[str, Any]:
    summary, more = words(operation)
    reads = operation.method == "GET"
    told = [*parameters(operation), {"$ref": f"#/components/parameters/{'IfNoneMatch' if reads else 'IdempotencyKey'}"}]
    found: dict[str, Any] = {
        "operationId": operation.run.__name__,
        "summary": summary,
        "tags": [about],
        "parameters": told,
        "responses": {
            str(operation.status): _success(operation),
            **({"304": NOT_MODIFIED} if reads else {}),
            **{str(status): {"$ref": f"#/components/responses/{status}"} for status in (READING if reads else CHANGING)},
        },
    }
    if more:
        found["description"] = more
    if operation.body is not None:
        schema = {"$ref": SCHEMAS.format(name=operation.body.__name__)}
        found["requestBody"] = {"required": operation.body is not Nothing, "content": {"application/json": {"schema": schema}}}
    return found


def _success(operation: Operation) -> Mapping[str, Any]:
    schema = {"$ref": SCHEMAS.format(name=_name(answer_of(operation)))}
    found: dict[str, Any] = {
        "description": "Done." if operation.body else "Here it is.",
        "content": {"application/json": {"schema": schema}},
    }
    if operation.method == "GET":
        found["headers"] = {"ETag": {"$ref": "#/components/headers/ETag"}}
    else:
        found["headers"] = {"Idempotency-Replayed": REPLAYED}
    if operation.place:
        found["headers"]["Location"] = LOCATION
    return found


def _refusal(status: int) -> Mapping[str, Any]:
    told = [f"`{name}`: {kind.advice}" for name, kind in KINDS.items() if kind.status == status]
    found: dict[str, Any] = {
        "description": " ".join(told),
        "content": {MEDIA_TYPE: {"schema": {"$ref": SCHEMAS.format(name="Problem")}}},
    }
    if status in {429, 503}:
        found["headers"] = {"Retry-After": {"$ref": "#/components/headers/RetryAfter"}}
    return found


def _types() -> Iterator[Any]:
    yield Problem
    for operations in RESOURCES.values():
        for operation in operations:
            yield answer_of(operation)
            if operation.body is not None:
                yield operation.body


def _inline(model: type[Struct]) -> Mapping[str, Any]:
    _found, components = msgspec.json.schema_components([model], ref_template=SCHEMAS)
    schema: Mapping[str, Any] = components[model.__name__]
    return schema


def _name(answer: Any) -> str:  # noqa: ANN401  # a type, perhaps with its argument
    """The name of a type as its schema has it."""
    arguments: Sequence[Any] = get_args(answer)
    return f"{get_origin(answer).__name__}_{arguments[0].__name__}_" if arguments else answer.__name__


KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "A word of your own, new for each deed. The same key with the same body gets the same answer and does nothing twice.",
    "schema": {"type": "string", "pattern": "^[!#-~]{1,200}$"},
    "example": "01939b5e-0000-7000-8000-0000000000f0",
}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of what is known already: 304 says that it is the same.",
    "schema": {"type": "string"},
}
ETAG = {"description": "Names what was answered.", "schema": {"type": "string"}}
RETRY_AFTER = {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}
NOT_MODIFIED = {"description": "Nothing of it has changed."}
REPLAYED = {"description": "`true` when this was answered before and is told again.", "schema": {"type": "string"}}
LOCATION = {"description": "Where the thing that was made is.", "schema": {"type": "string"}}
