"""What lessons lead to: their pictures and recordings, and the glossary."""

import mimetypes
from collections.abc import Iterable, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar

import anyio
from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from server import html
from server.errors import NotFound
from server.html import Page
from server.lessons import queries
from server.lessons.compiler.markdown.slugs import slugs_of
from server.lessons.outside import places
from server.lessons.span import span
from server.settings import Settings

TYPES: Mapping[str, str] = {
    ".svg": "image/svg+xml; charset=utf-8",
    ".vtt": "text/vtt",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".m4a": "audio/mp4",
}
"""What the system's table of media types may not know, or not say."""

QUIET = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cache-Control": "private, max-age=3600",
}
"""A drawing may carry scripts; opened by itself, it may not run them."""


class Explained(Struct, frozen=True):
    """One term and what it means here. `id` names its place on the page."""

    id: str
    term: str
    meaning: str


class GlossaryPage(Page, frozen=True):
    """The words of the process, in the order of the alphabet."""

    template: ClassVar[str] = "lessons/glossary.html"
    words: tuple[Explained, ...]


class Glossary(Controller):
    """The words of the process."""

    path = "/glossary"

    @get()
    async def read(self, request: Request[Any, Any, Any]) -> Response[Any]:
        """All terms."""
        glossary = (await queries.current()).academy.glossary
        words = tuple(Explained(id, term, glossary[term]) for term, id in slugs_of(glossary).items())
        return html.show(request, GlossaryPage(words=words))


class Media(Controller):
    """The files that live lessons use. Nothing else below the folder can be asked for."""

    path = "/media"

    @get("/{file:path}")
    async def read(
        self, request: Request[Any, Any, Any], settings: NamedDependency[Settings], file: FromPath[Path]
    ) -> Response[bytes]:
        """One file, or the part of it that a player asks for, as it was when the academy was loaded. Raises NotFound for any other."""
        name = file.as_posix().lstrip("/")
        digest = (await queries.current()).academy.media.get(name)
        body = await _body(places(settings.fetched, settings.lessons, name, digest), digest) if digest else None
        if not digest or body is None:
            raise NotFound("There is no such file, or it changed since it was loaded.")
        kind = TYPES.get(file.suffix.lower()) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        return _sent(request, body, kind, tag=f'"{digest[:32]}"')


CONTROLLERS: tuple[type[Controller], ...] = (Glossary, Media)


def _sent(request: Request[Any, Any, Any], body: bytes, kind: str, *, tag: str) -> Response[bytes]:
    """The file, or the part of it that is asked for, unless what came before was of another state of it."""
    headers = {**QUIET, "ETag": tag, "Accept-Ranges": "bytes"}
    part = span(request.headers.get("Range", ""), len(body)) if request.headers.get("If-Range", tag) == tag else None
    if part is None:
        return Response(body, media_type=kind, headers=headers)
    if not part:
        headers["Content-Range"] = f"bytes */{len(body)}"
        return Response(b"", status_code=416, media_type=kind, headers=headers)
    headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{len(body)}"
    return Response(body[part.start : part.stop], status_code=206, media_type=kind, headers=headers)


async def _body(files: Iterable[Path], digest: str) -> bytes | None:
    """The first of the files that has this content still."""
    for file in files:
        with suppress(OSError):
            body = await anyio.Path(file).read_bytes()
            if sha256(body).hexdigest() == digest:
                return body
    return None
