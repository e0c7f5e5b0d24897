"""The description of the API for programs. It tells nothing of anybody, so anybody may read it; tools ask for it without a token."""

import hashlib
from typing import Any

from litestar import Request, Response, get

from server.web.api.document import document


@get("/api/v1/openapi.json")
async def openapi(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The document."""
    body = document()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if tag in request.headers.get("If-None-Match", ""):
        return Response(b"", status_code=304, headers=headers, media_type="application/json")
    return Response(body, headers=headers, media_type="application/json")
