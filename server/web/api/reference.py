"""The description of the API as a page tells it: read off the document, so that the two never differ."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from server.web.api.document import document
from server.web.api.operation import PREFIX

Schema = Mapping[str, Any]


class Member(Struct, frozen=True):
    """A member of a shape, or a parameter of an address. `kind` is (words, name of the shape it leads to, empty for none)."""

    name: str
    kind: tuple[str, str]
    needed: bool
    about: str


class Shape(Struct, frozen=True):
    """What is sent or answered."""

    name: str
    about: str
    members: tuple[Member, ...]


class Address(Struct, frozen=True):
    """One method of one address. `body` and `answer` are names of shapes, `items` says that the answer is a list of them."""

    method: str
    path: str
    summary: str
    more: str
    parameters: tuple[Member, ...]
    body: str
    answer: str
    items: bool
    statuses: tuple[str, ...]

    @property
    def parts(self) -> tuple[str, ...]:
        """The path in pieces, between which a narrow page may break it."""
        return tuple(self.path.removeprefix("/").split("/"))

    @property
    def id(self) -> str:
        """Its anchor."""
        return (
            f"{self.method} {self.path}".lower()
            .replace(PREFIX, "")
            .replace("{", "")
            .replace("}", "")
            .replace(" /", "-")
            .replace("/", "-")
        )


class Reference(Struct, frozen=True):
    """Addresses by what they are about, and the shapes in alphabetical order."""

    version: str
    groups: tuple[tuple[str, tuple[Address, ...]], ...]
    shapes: tuple[Shape, ...]


@cache
def reference() -> Reference:
    """All of it, made when somebody first asks for it."""
    told = msgspec.json.decode(document())
    groups: dict[str, list[Address]] = {tag["name"]: [] for tag in told["tags"]}
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            groups[operation["tags"][0]].append(_address(method, path, operation, told["components"]["schemas"]))
    return Reference(
        version=told["info"]["version"],
        groups=tuple((name, tuple(sorted(found, key=lambda one: (one.path, one.method)))) for name, found in groups.items()),
        shapes=tuple(_shapes(told["components"]["schemas"])),
    )


def _address(method: str, path: str, operation: Schema, schemas: Schema) -> Address:
    answers = operation["responses"]
    success = answers.get("201") or answers["200"]
    name = _named(success["content"]["application/json"]["schema"])
    items = name.startswith("Items_")
    sent = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    body = _named(sent) if sent else ""
    return Address(
        method=method.upper(),
        path=path,
        summary=_plain(operation["summary"]),
        more=_plain(operation.get("description", "")),
        parameters=tuple(_parameter(one) for one in operation["parameters"] if "$ref" not in one),
        body=body if body and schemas[body]["properties"] else "",
        answer=name.removeprefix("Items_").removesuffix("_") if items else name,
        items=items,
        statuses=tuple(sorted(answers)),
    )


def _parameter(one: Schema) -> Member:
    return Member(name=one["name"], kind=_kind(one["schema"]), needed=one["required"], about=_plain(one.get("description", "")))


def _shapes(schemas: Schema) -> Iterator[Shape]:
    for name, schema in sorted(schemas.items()):
        if schema["properties"] and not name.startswith("Items_"):
            needed: Sequence[str] = schema.get("required", ())
            yield Shape(
                name=name,
                about=_plain(schema.get("description", "")),
                members=tuple(
                    Member(name=member, kind=_kind(told), needed=member in needed, about=_plain(told.get("description", "")))
                    for member, told in schema["properties"].items()
                ),
            )


def _plain(text: str) -> str:
    """The words of the document as a page sets them."""
    return NAMED.sub("“\\1”", text).replace("'", "’")


def _kind(schema: Schema) -> tuple[str, str]:
    """What a value is, in words, and the shape it leads to."""
    if "$ref" in schema:
        return _named(schema), _named(schema)
    if "anyOf" in schema:
        kinds = [_kind(one) for one in schema["anyOf"]]
        return " or ".join(words for words, _leads in kinds), next((leads for _words, leads in kinds if leads), "")
    if "enum" in schema:
        return " · ".join(f"“{value}”" for value in schema["enum"]), ""
    if schema.get("type") == "array":
        words, leads = _kind(schema.get("items", {"type": "anything"}))
        return f"list of {words}", leads
    if schema.get("type") == "object":
        return "object of text", ""
    return f"{KINDS.get(schema.get('format', schema.get('type', '')), schema.get('format', ''))}{_bounds(schema)}", ""


def _bounds(schema: Schema) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        return f", {low:,} to {high:,}"
    most = schema.get("maxLength")
    return f", at most {most:,} characters" if most and "contentEncoding" not in schema else ""


def _named(schema: Schema) -> str:
    return str(schema["$ref"]).rpartition("/")[2]


NAMED = re.compile("`([^`]*)`")

KINDS = {
    "string": "text",
    "integer": "number without a fraction",
    "number": "number",
    "boolean": "true or false",
    "null": "null",
    "uuid": "UUID",
    "date": "day, 2026-11-17",
    "date-time": "time, 2026-11-17T08:00:00Z",
}
"""How types and formats are called."""
