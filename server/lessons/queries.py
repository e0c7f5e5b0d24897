"""What is served now: the edition of the academy that the one current row names."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from datetime import date, datetime
from weakref import WeakKeyDictionary

import msgspec
from msgspec import Struct

from server import clock, ledger
from server.db import P, Prepared
from server.db import current as in_use
from server.db.engine import Engine
from server.errors import NotFound, Refused
from server.facts import AcademyLoaded
from server.lessons.compiler.diagnostic import Diagnostic
from server.lessons.compiler.edition import NOTHING, Edition, Standard, put_together, read_lesson, read_manifest, read_standard
from server.lessons.compiler.model import Lesson
from server.lessons.tables import AcademyState, Compiled
from server.process.map import Process
from server.sentences import gettext as _
from server.sentences import speaking

EVERY = 1.0
"""Seconds between two looks at the current row."""

REMEMBERED = 512
"""Lessons that are kept in memory under their hash."""

CURRENT = "current"

SOURCES = "sources"
"""The one row of `compiled` that changes: the files of the last load."""


class State(Struct, frozen=True, kw_only=True):
    """The last load. `hash` is empty before the first one; `checked` names the files and the compiler it read."""

    hash: str = ""
    checked: str = ""
    loaded_at: datetime | None = None
    loaded_by: str = ""
    lessons: int = 0
    errors: int = 0
    warnings: int = 0
    diagnostics: tuple[Diagnostic, ...] = ()


class Latest:
    """Asks `name` for the hash that is current, at most once in `every` seconds of `ticks`, and has `read` fetch what changed."""

    def __init__(
        self,
        name: Callable[[], Awaitable[str]],
        read: Callable[[str], Awaitable[Edition]],
        ticks: Callable[[], float],
        every: float = EVERY,
    ) -> None:
        self.name, self.read, self.ticks, self.every = name, read, ticks, every
        self.edition: Edition | None = None
        self.looked = 0.0

    async def current(self) -> Edition:
        """The edition. While one caller looks, the others get what was current before."""
        now = self.ticks()
        if self.edition is not None and now - self.looked < self.every:
            return self.edition
        self.looked = now
        name = await self.name()
        if self.edition is None or self.edition.hash != name:
            self.edition = await self.read(name)
        return self.edition

    def forget(self) -> None:
        """Looks again at the next call."""
        self.edition = None


async def current() -> Edition:
    """The edition that is served, in the language that is spoken. Another process's load is seen within a second."""
    return (await LATEST.current()).read_in(speaking())


async def as_written() -> Edition:
    """The edition that is served as its authors wrote it: every lesson in its own language."""
    return await LATEST.current()


async def continued(digest: str) -> tuple[Lesson, str]:
    """What somebody began, under its hash, and goes on with in the language that is spoken; and the hash of that. Raises NotFound."""
    lesson = await lesson_by_hash(digest)
    return (await current()).continued(lesson, digest)


async def holidays() -> frozenset[date]:
    """The public holidays of the academy."""
    return frozenset(map(date.fromisoformat, (await current()).academy.rules.holidays))


async def lesson(id: str) -> Lesson:
    """The lesson with this id, or with this id of old. Raises NotFound."""
    found = (await current()).lesson(id)
    if found is None:
        raise NotFound(f"There is no lesson {id}.")
    return found


async def process_in_force() -> Process:
    """The process of what is served. Raises Refused while there is none."""
    process = (await current()).academy.process
    if process is None:
        raise Refused(_("There is no process just now. Try again when an author has loaded one."))
    return process


async def lesson_by_hash(digest: str) -> Lesson:
    """A lesson exactly as it was when somebody began it. Raises NotFound if no such content was ever loaded."""
    lessons = await _lessons([digest])
    if digest not in lessons:
        raise NotFound("This version of the lesson was never loaded here.")
    return lessons[digest]


async def state() -> State:
    """The last load, with everything the compiler had to say."""
    rows = await CURRENT_STATE(name=CURRENT)
    if not rows:
        return State()
    row = rows[0]
    return State(
        hash=row["hash"],
        checked=row["checked"],
        loaded_at=row["loaded_at"],
        loaded_by=row["loaded_by"],
        lessons=row["lessons"],
        errors=row["errors"],
        warnings=row["warnings"],
        diagnostics=msgspec.json.decode(row["diagnostics"], type=tuple[Diagnostic, ...]),
    )


async def sources() -> Mapping[str, bytes]:
    """The files of the last load as their authors wrote them, by path below the root. Empty where they were loaded before they were kept."""
    rows = await BODY(hash=SOURCES)
    texts = msgspec.json.decode(rows[0]["body"], type=dict[str, str]) if rows else {}
    return {path: text.encode() for path, text in texts.items()}


def as_sources(texts: Mapping[str, bytes]) -> str:
    """Files as `sources` reads them back; what is no UTF-8 is no file that anybody mends here."""
    kept: dict[str, str] = {}
    for path, data in texts.items():
        with suppress(UnicodeDecodeError):
            kept[path] = data.decode()
    return msgspec.json.encode({path: text for path, text in kept.items() if "\0" not in text}).decode()


async def edition(digest: str) -> Edition:
    """The edition stored under this hash, read afresh; the empty one for an empty hash. Raises NotFound."""
    if not digest:
        return NOTHING
    rows = await BODY(hash=digest)
    if not rows:
        raise NotFound("This state of the academy was never loaded here.")
    manifest = read_manifest(rows[0]["body"])
    return put_together(digest, manifest, await _lessons(manifest.bodies))


async def process_of(digest: str) -> Process | None:
    """The process of the edition stored under this hash, without its lessons; None when it has none or was never stored."""
    rows = await BODY(hash=digest) if digest else ()
    return read_manifest(rows[0]["body"]).process if rows else None


class Served(Struct, frozen=True, kw_only=True):
    """A standard that was in force from this moment on."""

    since: datetime
    standard: Standard


async def standards() -> tuple[Served, ...]:
    """Every standard that was in force, oldest first, each from the load that brought it; one that was in force twice stands twice."""
    loads = await _loads((await current()).hash)
    known = await _standards({digest for _at, digest in loads if digest})
    found: list[tuple[datetime, str]] = []
    for at, digest in loads:
        if digest in known and (not found or found[-1][1] != digest):
            found.append((at, digest))
    return tuple(Served(since=at, standard=known[digest]) for at, digest in found)


async def _loads(newest: str) -> Sequence[tuple[datetime, str]]:
    """When each standard was loaded, oldest first. Nothing follows until another edition is served, so that is read once."""
    engine = in_use()
    kept = _LOADS.get(engine)
    if kept is None or kept[0] != newest:
        facts = [(one.at, one.fact) for one in await ledger.of_nobody(AcademyLoaded)]
        loads = [(at, fact.standard) for at, fact in facts if isinstance(fact, AcademyLoaded)]
        kept = _LOADS[engine] = (newest, loads)
    return kept[1]


async def _standards(digests: AbstractSet[str]) -> Mapping[str, Standard]:
    """Standards by hash, from memory where they are known."""
    for digest in sorted(digests - _STANDARDS.keys()):
        rows = await BODY(hash=digest)
        if rows:
            _STANDARDS[digest] = read_standard(rows[0]["body"])
    return {digest: _STANDARDS[digest] for digest in digests if digest in _STANDARDS}


_LOADS: WeakKeyDictionary[Engine, tuple[str, Sequence[tuple[datetime, str]]]] = WeakKeyDictionary()
"""By database, the loads that led to an edition."""

_STANDARDS: dict[str, Standard] = {}
"""Every standard that somebody asked for: there are a few a year."""


async def _current_hash() -> str:
    rows = await CURRENT_HASH(name=CURRENT)
    return str(rows[0]["hash"]) if rows else ""


async def _lessons(digests: Iterable[str]) -> Mapping[str, Lesson]:
    """Lessons by hash, from memory where they are known. What is not stored is left out."""
    found: dict[str, Lesson] = {}
    for digest in digests:
        known = _REMEMBERED.get(digest)
        if known is None:
            rows = await BODY(hash=digest)
            if not rows:
                continue
            known = read_lesson(rows[0]["body"])
        _remember(digest, known)
        found[digest] = known
    return found


def _remember(digest: str, known: Lesson) -> None:
    _REMEMBERED[digest] = known
    _REMEMBERED.move_to_end(digest)
    if len(_REMEMBERED) > REMEMBERED:
        _REMEMBERED.popitem(last=False)


_REMEMBERED: OrderedDict[str, Lesson] = OrderedDict()

CURRENT_HASH = Prepared(lambda: AcademyState.select(AcademyState.hash).where(AcademyState.name == P("name")))
CURRENT_STATE = Prepared(lambda: AcademyState.select().where(AcademyState.name == P("name")))
BODY = Prepared(lambda: Compiled.select(Compiled.body).where(Compiled.hash == P("hash")))

LATEST = Latest(_current_hash, edition, clock.ticks)
"""The edition of this process."""
