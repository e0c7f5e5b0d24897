"""Reading `multipart/form-data`, the one body that carries files, within bounds that hold whatever is sent.

The parser itself is `multipart`, which takes bytes as they come; here stand the limits, what a name may be, and the digest of each file.
"""

import hashlib
import re
import unicodedata
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

from litestar.exceptions import HTTPException
from msgspec import Struct
from multipart import MultipartError, MultipartSegment, ParserLimitReached, PushMultipartParser, parse_options_header

from server.errors import Refused
from server.forms.room import MAX_FORM, TooLarge
from server.sentences import gettext as _

MOST_FILES: Final = 20
MOST_PARTS: Final = 2_000
LONGEST_NAME: Final = 120


class Upload(Struct, frozen=True, kw_only=True):
    """A file as it was sent. `name` is its last part, safe to show and to save under; `type` is what the browser believes; `digest` is SHA-256."""

    name: str
    type: str
    data: bytes
    digest: str


class Sent(Struct, frozen=True):
    """The fields and the files of one body, in their order, by the name of their input. An input left empty sends no file."""

    fields: Mapping[str, list[str]]
    files: Mapping[str, list[Upload]]


async def read_parts(stream: AsyncIterator[bytes], content_type: str, *, most: int) -> Sent:
    """The parts of a body. `most` is the bytes that its files may have together.

    Raises TooLarge over that or over what a form may carry in words, Refused for a body that is none or that ends too soon. What is too large is
    read to its end and forgotten, because a browser shows the answer only when it could send everything.
    """
    parts = _Parts(content_type, most=most)
    try:
        async for chunk in stream:
            parts.take(chunk)
    except TooLarge:
        await _drain(stream)
        raise
    return parts.finish()


class _Parts:
    """What came so far."""

    def __init__(self, content_type: str, *, most: int) -> None:
        _kind, options = parse_options_header(content_type)
        self.most = most
        self.words = self.bytes = self.files = 0
        self.fields: dict[str, list[str]] = {}
        self.uploads: dict[str, list[Upload]] = {}
        self.segment: Any = None
        self.chunks: list[bytes] = []
        try:
            # Its strict mode also refuses the line end that browsers send after the last mark, when that comes in a piece of its own.
            self.parser = PushMultipartParser(options.get("boundary", ""), max_segment_count=MOST_PARTS, header_charset="utf8")
        except MultipartError as error:
            raise _unreadable() from error

    def take(self, chunk: bytes) -> None:
        """Takes the next bytes of the body."""
        if not chunk:
            return
        try:
            for event in self.parser.parse(chunk):
                self._on(event)
        except ParserLimitReached as error:
            raise TooLarge("More parts than a form may carry.") from error
        except (MultipartError, UnicodeDecodeError) as error:
            raise _unreadable() from error

    def finish(self) -> Sent:
        """Everything, when the body is over."""
        try:
            self.parser.close()
        except MultipartError as error:
            raise _unreadable() from error
        return Sent(self.fields, self.uploads)

    def _on(self, event: Any) -> None:  # noqa: ANN401  # the parser's events: a part begins, bytes of it, None at its end
        if isinstance(event, MultipartSegment):
            if not event.name:
                raise _unreadable()
            self.segment, self.chunks = event, []
        elif event is not None:
            self._count(len(event))
            self.chunks.append(bytes(event))
        elif self.segment.filename is None:
            words = b"".join(self.chunks).decode("utf-8", "replace")
            self.fields.setdefault(self.segment.name, []).append(words)
        else:
            self._keep_file(b"".join(self.chunks))

    def _count(self, size: int) -> None:
        if self.segment.filename is None:
            self.words += size
        else:
            self.bytes += size
        if self.words > MAX_FORM or self.bytes > self.most:
            raise TooLarge("More than this form may carry.", most=self.most)

    def _keep_file(self, data: bytes) -> None:
        if not self.segment.filename and not data:
            return
        self.files += 1
        if self.files > MOST_FILES:
            raise TooLarge("More files than a form may carry.", most=self.most)
        upload = Upload(
            name=file_name(self.segment.filename),
            type=(self.segment.content_type or "application/octet-stream")[:100],
            data=data,
            digest=hashlib.sha256(data).hexdigest(),
        )
        self.uploads.setdefault(self.segment.name, []).append(upload)


def file_name(sent: str) -> str:
    """The last part of what a browser called a file, without what no file name should hold; `file` when nothing is left."""
    last = re.split(r"[/\\]", sent)[-1]
    shown = "".join(sign for sign in unicodedata.normalize("NFC", last) if sign.isprintable() and sign not in '"<>|:*?')
    stem, dot, ending = shown.strip(" .").rpartition(".")
    if not dot:
        return ending[:LONGEST_NAME] or "file"
    return f"{stem[: LONGEST_NAME - 20]}.{ending[:19]}" if stem else f"file.{ending[:19]}"


async def _drain(stream: AsyncIterator[bytes]) -> None:
    try:
        async for _chunk in stream:
            pass
    except HTTPException:
        # Over the limit of the whole body, or gone: enough was done for the answer to arrive.
        return


def _unreadable() -> Refused:
    return Refused(_("This request could not be read. Load the page again and try once more."))
