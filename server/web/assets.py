"""Style sheets, fonts and scripts: read once at start, named by what they contain, served for ever.

Every address carries one hash over all files, so a browser may keep them without asking, and a
release changes every address at once.
"""

import gzip
import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from litestar.handlers import ASGIRouteHandler, asgi
from litestar.types import HTTPScope, Receive, Scope, Send
from msgspec import Struct

STATIC = Path(__file__).parent / "static"

SHEETS = (
    *("tokens", "reset", "base", "layout", "masthead", "next", "rule", "line", "draw", "prose", "question", "answer", "form"),
    *("evidence", "sheet", "matrix", "states", "print", "paper"),
)
"""The order in which the sheets are joined: `tokens` declares the layers, and what is printed, by `print` and `paper`, overrides all."""

SCRIPTS = ("questions", "keys", "forms", "swaps", "back", "leaving", "offline")
"""The scripts that every page needs, joined into one that is asked for once. What a script of a single page needs comes with that page."""

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
"""Suffixes that are served. Anything else in the folder, such as notes on versions, stays at home."""

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
INDENT = re.compile(r"\s*\n\s*")
LINE_COMMENT = re.compile(r"^\s*//.*\n", re.MULTILINE)
IMPORT = re.compile(r'^import \{.*\} from "\./(\w+)\.js";\n', re.MULTILINE)


def written(*folders: Path) -> str:
    """Names what templates and catalogues say: another name once one of them says something else."""
    found = hashlib.blake2b(digest_size=8)
    for path in sorted(path for folder in folders for path in folder.rglob("*.*") if path.suffix in {".html", ".txt", ".po"}):
        found.update(path.read_bytes())
    return found.hexdigest()


class Asset(Struct, frozen=True):
    """One file as it is sent: its bytes, the same compressed when that helps, its media type and its entity tag."""

    body: bytes
    zipped: bytes | None
    type: str
    etag: str

    def caching(self) -> tuple[tuple[bytes, bytes], ...]:
        """The headers that let a browser keep the file for a year without asking."""
        vary = ((b"vary", b"Accept-Encoding"),) if self.zipped else ()
        return ((b"cache-control", b"public, max-age=31536000, immutable"), (b"etag", f"W/{self.etag}".encode()), *vary)


class Answer(Struct, frozen=True):
    """A response before it is sent."""

    status: int
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...]


class Assets(Struct, frozen=True):
    """All files by name (`app.css`, `js/app.js`, `fonts/literata-latin.woff2`) under one content hash."""

    hash: str
    files: Mapping[str, Asset]

    def url(self, name: str) -> str:
        """The address of a file. Raises KeyError for a name that is not served, so that a template cannot link to nothing."""
        if name not in self.files:
            raise KeyError(name)
        return f"/static/{self.hash}/{name}"

    def answer(self, method: str, path: str, headers: Mapping[bytes, bytes]) -> Answer:
        """What to send for `/<hash>/<name>`. Names are looked up, never opened, so no path can leave the folder."""
        hash_, _, name = path.removeprefix("/static").strip("/").partition("/")
        asset = self.files.get(name) if hash_ == self.hash else None
        if asset is None:
            return Answer(404, b"Not found\n", ((b"content-type", b"text/plain; charset=utf-8"),))
        if method not in ("GET", "HEAD"):
            return Answer(405, b"", ((b"allow", b"GET, HEAD"),))
        if asset.etag.encode() in headers.get(b"if-none-match", b""):
            return Answer(304, b"", asset.caching())
        typed = (b"content-type", asset.type.encode())
        if asset.zipped and takes_gzip(headers.get(b"accept-encoding", b"")):
            return Answer(200, asset.zipped, (typed, *asset.caching(), (b"content-encoding", b"gzip")))
        return Answer(200, asset.body, (typed, *asset.caching()))


def load(folder: Path = STATIC) -> Assets:
    """Read, join and compress everything below `folder`. The same files give the same hash on every machine."""
    bodies = dict(sorted(_bodies(folder)))
    digest = hashlib.sha256()
    for name, body in bodies.items():
        digest.update(f"{name}\0{len(body)}\0".encode())
        digest.update(body)
    return Assets(digest.hexdigest()[:12], {name: _asset(name, body) for name, body in bodies.items()})


def router(assets: Assets) -> ASGIRouteHandler:
    """The route handler to hand to Litestar: everything below `/static`."""

    @asgi("/static", is_mount=True, copy_scope=True)
    async def static(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001  # Litestar asks for the three names
        request = cast("HTTPScope", scope)
        answer = assets.answer(request["method"], request["path"], {key.lower(): value for key, value in request["headers"]})
        length = () if answer.status == 304 else ((b"content-length", str(len(answer.body)).encode()),)
        body = b"" if request["method"] == "HEAD" else answer.body
        await send({"type": "http.response.start", "status": answer.status, "headers": [*answer.headers, *length]})
        await send({"type": "http.response.body", "body": body, "more_body": False})

    return static


def takes_gzip(accepted: bytes) -> bool:
    """Whether somebody who sends this Accept-Encoding reads gzip (RFC 9110, section 12.5.3). What names it counts more than what means any."""
    parts = (part.partition(";") for part in accepted.decode("latin-1").lower().replace(" ", "").split(","))
    weights = {coding: weight for coding, _, weight in parts}
    return weights.get("gzip", weights.get("*", "q=0")) not in NEVER


NEVER = ("q=0", "q=0.0", "q=0.00", "q=0.000")
"""How a weight may say that something is not wanted."""


def _bodies(folder: Path) -> Iterator[tuple[str, bytes]]:
    yield "app.css", _joined(folder / "css")
    yield "js/app.js", _script(folder / "js")
    joined = {f"js/{name}.js" for name in SCRIPTS}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.suffix in TYPES and not name.startswith("css/") and name not in joined:
            yield name, path.read_bytes()


def _joined(folder: Path) -> bytes:
    """One sheet out of many, without comments and indentation. The sheets stand one folder deeper than it: hence the font addresses."""
    text = "\n".join((folder / f"{name}.css").read_text("utf-8") for name in SHEETS)
    return INDENT.sub("\n", COMMENT.sub("", text)).replace("../fonts/", "fonts/").encode()


def _script(folder: Path) -> bytes:
    """One module out of those of every page, without comments. Each keeps its names in a block of its own, except what another one imports."""
    parts = {name: LINE_COMMENT.sub("", (folder / f"{name}.js").read_text("utf-8")) for name in SCRIPTS}
    imported = {found for part in parts.values() for found in IMPORT.findall(part)}
    whole = {name: IMPORT.sub("", part).replace("export ", "") for name, part in parts.items()}
    return "\n".join(part if name in imported else f"{{\n{part}}}" for name, part in whole.items()).encode()


def _asset(name: str, body: bytes) -> Asset:
    zipped = gzip.compress(body, 9, mtime=0)
    small = zipped if len(zipped) < 0.9 * len(body) else None
    return Asset(body, small, TYPES[Path(name).suffix], f'"{hashlib.sha256(body).hexdigest()[:16]}"')
