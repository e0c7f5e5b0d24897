"""How much a form may carry. A route that takes files says so: `@post("/evidence", request_max_body_size=forms.room(10 * forms.MEGABYTE))`."""

from typing import Any, Final

from litestar import Request

from server.errors import DomainError

MEGABYTE: Final = 1024 * 1024

MAX_FORM: Final = 2 * MEGABYTE
"""Bytes of a form's body without its files; the door refuses more. A field's own limit is smaller and keeps what was typed."""


class TooLarge(DomainError):
    """What was sent is over the limit. `most` is how many bytes of files the route takes, 0 where it takes none."""

    def __init__(self, message: str, *, most: int = 0) -> None:
        super().__init__(message)
        self.most = most


def room(files: int) -> int:
    """The bytes of a body that carries fields and so many bytes of files."""
    return MAX_FORM + files


def room_of(request: Request[Any, Any, Any]) -> int:
    """The bytes of files that the route of this request takes, 0 where it takes none."""
    most = request.route_handler.resolve_request_max_body_size()
    return max(0, (most or 0) - MAX_FORM)
