"""Every refusal to a program, as a problem (RFC 9457)."""

import logging
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException

from server import db, errors, forms, logs
from server.api import problem as problems
from server.api.problem import Fault, Problem, problem
from server.sentences import gettext as _
from server.web.door.origin import Foreign, Stale

log = logging.getLogger("plumbline")


class Malformed(errors.DomainError):
    """What was sent is not even JSON, or lacks what every such request has."""


class NotJson(errors.DomainError):
    """The body is said to be something else."""


class Unscoped(errors.DomainError):
    """The token may not do this."""


class KeyReused(errors.DomainError):
    """The same Idempotency-Key came with something else."""


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The problem for an error, whatever it is."""
    told = db.translate(error) if not isinstance(error, HTTPException) else error
    error = told if isinstance(told, Exception) else error
    headers = dict(getattr(error, "headers", None) or {}) if isinstance(error, HTTPException) else {}
    if "allow" in headers:
        headers["allow"] = _methods(headers["allow"])
    found = _known(error) or _of_the_framework(error) or _broken(request, error)
    if isinstance(error, errors.Unavailable):
        logs.unavailable(log, _reference(request), error)
    found = msgspec.structs.replace(found, reference=_reference(request))
    return _respond(found, {**headers, **_more(found, error)})


def _methods(known: str) -> str:
    """The methods of an address, of those that the framework knows: what the door lets through, which answers HEAD wherever there is a GET."""
    found = set(known.split(", ")) - {"OPTIONS"}
    return ", ".join(sorted(found | {"HEAD"} if "GET" in found else found))


def _respond(found: Problem, headers: dict[str, str]) -> Response[bytes]:
    return Response(
        msgspec.json.encode(found),
        status_code=found.status,
        media_type=problems.MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **headers},
    )


def _known(error: Exception) -> Problem | None:
    """What the product itself refuses."""
    if isinstance(error, errors.Invalid):
        faults = tuple(Fault(field=field or "body", detail=detail) for field, detail in error.fields.items())
        return problem("invalid", str(error), errors=faults)
    for kind, name in REFUSALS:
        if isinstance(error, kind):
            return problem(name, _there_is_nothing() if name == "not-found" else str(error))
    return None


REFUSALS: tuple[tuple[type[errors.DomainError], str], ...] = (
    (errors.NotFound, "not-found"),
    (errors.SignedOut, "unauthenticated"),
    (Unscoped, "insufficient-scope"),
    (Foreign, "foreign"),
    (Stale, "unconfirmed"),
    (Malformed, "malformed"),
    (NotJson, "unsupported-media-type"),
    (forms.TooLarge, "too-large"),
    (KeyReused, "key-reused"),
    (errors.Conflict, "key-reused"),
    (errors.TooMany, "too-many"),
    (errors.Unavailable, "unavailable"),
    (errors.DomainError, "refused"),
)
"""Error class to the kind of problem; the first that fits."""

FRAMEWORK = {404: "not-found", 405: "method-not-allowed", 413: "too-large", 415: "unsupported-media-type"}
"""The refusals of the framework that mean something to a program; others are malformed."""


def _of_the_framework(error: Exception) -> Problem | None:
    if not isinstance(error, HTTPException) or error.status_code >= 500:
        return None
    kind = FRAMEWORK.get(error.status_code, "malformed")
    details = {
        "not-found": _there_is_nothing(),
        "method-not-allowed": _("This address does not know that method."),
        "too-large": _("That was more than this address takes."),
    }
    return problem(kind, details.get(kind, _("This request could not be read.")))


def _there_is_nothing() -> str:
    return _("There is no such thing, or it is not yours to see.")


def _broken(request: Request[Any, Any, Any], error: Exception) -> Problem:
    log.error("broken %s", _reference(request), exc_info=error)
    return problem("broken", _("Something went wrong here, and nothing of yours was changed by it."))


def _reference(request: Request[Any, Any, Any]) -> str:
    return str(request.scope.get("request_id", ""))


def _more(found: Problem, error: Exception) -> dict[str, str]:
    """The headers that go with a kind."""
    if isinstance(error, errors.TooMany):
        return {"Retry-After": str(error.seconds)}
    if found.status == 503:
        return {"Retry-After": "5"}
    if found.status == 401:
        return {"WWW-Authenticate": 'Bearer realm="plumbline"'}
    if isinstance(error, Unscoped):
        return {"WWW-Authenticate": 'Bearer realm="plumbline", error="insufficient_scope"'}
    return {}
