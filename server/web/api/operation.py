"""What one address for programs is: declared once, and served, admitted and documented from that."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar
from uuid import UUID

from msgspec import Meta, Struct

from server.api.cursor import LONGEST
from server.errors import Invalid
from server.ledger import Entry
from server.people.roles import Actor
from server.sentences import gettext as _

T = TypeVar("T")
Query = TypeVar("Query")
Body = TypeVar("Body")

PREFIX = "/api/v1"


class Nothing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """No parameters, or an empty body."""


class Listing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which part of a list."""

    cursor: Annotated[str, Meta(max_length=LONGEST, description="`next` of the part before; nothing for the first part.")] = ""
    limit: Annotated[int, Meta(ge=1, le=100, description="How many at most.")] = 50


class Items(Struct, Generic[T], frozen=True, kw_only=True):
    """A part of a list."""

    items: list[T]
    next: Annotated[str | None, Meta(description="`cursor` of the next part; null at the end.")] = None


class Amount(Struct, frozen=True, kw_only=True):
    """Money."""

    amount: Annotated[int, Meta(description="In minor units: cents of a euro.")]
    currency: Annotated[str, Meta(description="ISO 4217.")]


class Call(Struct, Generic[Query, Body], frozen=True):
    """One request: who asks, when, and what was sent. `path` holds the parts of the address by name, `scopes` what the token may,
    empty for a session.
    `entry` is the identity under which a POST is done once; `site` the public address of this installation.
    """

    actor: Actor
    now: datetime
    path: Mapping[str, Any]
    query: Query
    body: Body
    scopes: frozenset[str]
    site: str
    written: Entry | None = None

    @property
    def entry(self) -> Entry:
        """Under which a POST is kept."""
        assert self.written is not None  # noqa: S101  # only a POST asks
        return self.written

    def id(self, name: str) -> UUID:
        """An id in the address."""
        found: UUID = self.path[name]
        return found


class Operation(Struct, frozen=True):
    """One method of one address below PREFIX. `path` is as Litestar reads it: `/deals/{deal:uuid}`.

    `query` and `body` are what it takes; what it returns stands in the signature of `run`. The first line of its docstring is the summary. `room` is
    how many bytes a body may have; `place` says where the thing that was made is, and makes the answer 201.
    """

    method: Literal["GET", "POST"]
    path: str
    run: Callable[[Call[Any, Any]], Awaitable[object]]
    query: type[Struct] = Nothing
    body: type[Struct] | None = None
    room: int = 256 * 1024
    place: Callable[[Any], str] | None = None

    @property
    def template(self) -> str:
        """The whole path with its parameters named and nothing more: `/api/v1/deals/{deal}`."""
        return PREFIX + "/".join(part.partition(":")[0] + "}" if ":" in part else part for part in self.path.split("/"))

    @property
    def status(self) -> int:
        """What success answers."""
        return 201 if self.place else 200

    @property
    def scope(self) -> str:
        """What a token needs."""
        return "read" if self.method == "GET" else "write"


Run = Callable[[Call[Any, Any]], Awaitable[object]]


def get(path: str, *, query: type[Struct] = Nothing) -> Callable[[Run], Operation]:
    """Declares what is read at an address."""
    return lambda run: Operation(method="GET", path=path, run=run, query=query)


def post(
    path: str, *, body: type[Struct] = Nothing, room: int = 256 * 1024, place: Callable[[Any], str] | None = None
) -> Callable[[Run], Operation]:
    """Declares what is changed at an address."""
    return lambda run: Operation(method="POST", path=path, run=run, body=body, room=room, place=place)


def no_such_place(error: ValueError) -> Invalid:
    """What is said of a cursor that is none; call it where a list is parted."""
    assert error  # noqa: S101  # it is raised from one
    return Invalid({"cursor": _("This is no place of this list. Begin without a cursor.")}, {})
