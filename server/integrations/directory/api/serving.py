"""Serving SCIM: scim2-server reads the request and writes the answer, and our storage stands between. What is refused is kept for the admin."""

import json
import logging
from collections.abc import Iterable
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl

from scim2_models import PayloadTooLargeException, PreconditionFailedException, SCIMException
from scim2_server.handler import AsyncScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.service import ScimService

from server import clock, db, logs
from server.errors import Unavailable
from server.integrations.directory.actions.refusing import note_refusal
from server.integrations.directory.actions.storage import Directory
from server.integrations.directory.api.wire import ERROR, MOST_BYTES
from server.integrations.directory.schema import provider

TRIES: Final = 6
"""Entra sends several changes of one group at once. Who did not ask for a version gets the newest one, that often."""

log = logging.getLogger("plumbline.directory")


class Answered(NamedTuple):
    """What goes back."""

    status: int
    body: dict[str, Any] | None
    headers: dict[str, str]


class Serving:
    """The service of this process."""

    def __init__(self) -> None:
        self.service = ScimService(provider())
        self.handler = AsyncScimHandler(self.service, Directory(self.service.provider, clock.now))

    async def answer(
        self, method: str, path: str, query: str, headers: Iterable[tuple[bytes, bytes]], body: bytes, base: str
    ) -> Answered:
        """Serves one request, which came with a right token."""
        request = ScimRequest(
            method=method,
            base_url=base,
            path=path.removesuffix(".scim"),
            query=dict(parse_qsl(query, keep_blank_values=True)),
            headers=[(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers],
            body=body,
        )
        try:
            response = await self._answer(request)
        except Exception as error:  # noqa: BLE001  # whatever it is, the directory gets an answer of its own kind
            return await _broken(request, error)
        return Answered(int(response.status), response.body, response.headers)

    async def _answer(self, request: ScimRequest) -> ScimResponse:
        try:
            return await self._handle(request)
        except SCIMException as error:
            response = self.service.error_response(error)
            # What cannot be noted is not refused yet: the directory sends it again.
            await _note(request, response)
            return response

    async def _handle(self, request: ScimRequest) -> ScimResponse:
        if len(request.body) > MOST_BYTES:
            raise PayloadTooLargeException(detail=f"A body is at most {MOST_BYTES} bytes.")
        for _try in range(TRIES - 1):
            try:
                return await self.handler.handle(request)
            except PreconditionFailedException:
                if request.header("If-Match") or request.header("If-None-Match"):
                    raise
        return await self.handler.handle(request)


async def _broken(request: ScimRequest, error: Exception) -> Answered:
    told = db.translate(error)
    if isinstance(told, Unavailable):
        logs.unavailable(log, request.method, told)
        body = {"schemas": [ERROR], "status": "503", "detail": str(told)}
        return Answered(503, body, {})
    # The line of the request has its route; the path may hold what the directory calls somebody.
    log.error("broken %s", request.method, exc_info=error)
    body = {"schemas": [ERROR], "status": "500", "detail": "Something went wrong here, and nothing was changed by it."}
    return Answered(500, body, {})


async def _note(request: ScimRequest, response: ScimResponse) -> None:
    """Keeps what an admin may have to mend. Asking for what is not there is how a directory looks around."""
    if request.method == "GET" and response.status in {404, 304}:
        return
    detail = (response.body or {}).get("detail") or ""
    about = f"{request.path.strip('/')} {_called(request.body)}".strip()
    await note_refusal(request.method, about, int(response.status), detail, at=clock.now())


def _called(body: bytes) -> str:
    """What the body calls the one it is about."""
    try:
        told = json.loads(body) if body else {}
    except (ValueError, RecursionError):
        return ""
    name = (told.get("userName") or told.get("displayName") or "") if isinstance(told, dict) else ""
    return name if isinstance(name, str) else ""
