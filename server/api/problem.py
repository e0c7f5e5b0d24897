"""A refusal as a program reads it: Problem Details for HTTP APIs (RFC 9457), `application/problem+json`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final

from msgspec import Meta, Struct

MEDIA_TYPE: Final = "application/problem+json"

PLACE: Final = "/api#"
"""Where the kinds of problems are explained: an address of ours, so that `type` leads a person somewhere."""


class Fault(Struct, frozen=True, kw_only=True):
    """One thing that needs another look."""

    field: Annotated[str, Meta(description="Where: a member of the body, a parameter of the address, or a header.")]
    detail: Annotated[str, Meta(description="What is wrong with it, in a sentence.")]


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why something was not done. Nothing of it was kept."""

    type: Annotated[str, Meta(description="Which kind of problem; programs decide by it. It leads to an explanation.")]
    title: Annotated[str, Meta(description="The kind in words, always the same.")]
    status: Annotated[int, Meta(ge=400, le=599)]
    detail: Annotated[str, Meta(description="What was wrong this time, in a sentence that a person can be shown.")]
    errors: Annotated[tuple[Fault, ...], Meta(description="One for each field, where the kind is `invalid`.")] = ()
    reference: Annotated[str, Meta(description="What finds this request in the log of the server.")] = ""


class Kind(Struct, frozen=True):
    """A kind of problem: its status, its title, and what to do about it."""

    status: int
    title: str
    advice: str


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "malformed": Kind(400, "Malformed", "The body is no JSON, or a POST has no Idempotency-Key. Correct the program."),
        "unauthenticated": Kind(401, "Not signed in", "Send a token that is not over: `Authorization: Bearer …`."),
        "insufficient-scope": Kind(403, "The token may not do this", "Make a token that may also write, or one of your own."),
        "foreign": Kind(403, "From another site", "A session of a browser works from our own pages only. Programs use a token."),
        "unconfirmed": Kind(
            403, "Without the session’s key", "With a session, send the X-CSRF header that GET /api/v1/me gives."
        ),
        "not-found": Kind(
            404, "Not found", "There is no such thing, or it is not yours to see. The two look the same on purpose."
        ),
        "method-not-allowed": Kind(405, "Method not allowed", "The Allow header says which methods this address has."),
        "refused": Kind(409, "Not possible now", "It was understood; `detail` says why it cannot be done as things stand."),
        "too-large": Kind(413, "Too large", "Send less."),
        "unsupported-media-type": Kind(415, "Unsupported media type", "Send the body as `application/json`."),
        "invalid": Kind(422, "Invalid", "Each of `errors` names a field and what is wrong with it."),
        "key-reused": Kind(
            422, "Idempotency-Key used before", "The same key came with another body. Use a new key for a new deed."
        ),
        "too-many": Kind(429, "Too many requests", "Wait for as many seconds as Retry-After says."),
        "broken": Kind(500, "Something is broken here", "Tell whoever runs this server, with the `reference`."),
        "unavailable": Kind(
            503, "Unavailable for a moment", "Nothing was kept. Send the same again, with the same key, after Retry-After."
        ),
    }
)
"""Every kind of problem, by its name."""


def problem(kind: str, detail: str, *, errors: tuple[Fault, ...] = ()) -> Problem:
    """A problem of this kind. Raises KeyError for one that does not exist."""
    known = KINDS[kind]
    return Problem(type=f"{PLACE}{kind}", title=known.title, status=known.status, detail=detail, errors=errors)
