"""What lies on the author's desk: the folder as it was last saved, compiled beside the version in git. Everything is in memory."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec.structs import replace
from watchfiles import awatch

from server import clock
from server.cli.outside import Unknown, head, read_revision
from server.errors import Setup
from server.lessons.belonging import IGNORED, MARK
from server.lessons.compiler.academy import Result, compile_academy
from server.lessons.compiler.cache import Cache
from server.lessons.compiler.diagnostic import Diagnostic
from server.lessons.compiler.edition import Edition
from server.lessons.compiler.edits.changes import LessonChange, changes
from server.lessons.compiler.keep import keep_last_good
from server.lessons.compiler.markdown.source import read
from server.lessons.compiler.model import Academy, Lesson
from server.lessons.compiler.words.typography import typeset
from server.lessons.outside import Folder, read_folder

QUIET = 10
"""Milliseconds without another edit after which a save is looked at: editors write a file in several steps."""

FRESH = 0.02
"""Seconds for which what was just seen is not looked at again: the page that a save brings comes right after it."""

EVERY = 2.0
"""Seconds between two questions to git about where the folder stands; a process that git starts takes its time."""


class Sight:
    """The folder at one moment. `number` counts what was seen; `academy` is good everywhere: a faulty file is there in its last good version.

    `base` is what git has, None where it has nothing; `revision` names it in seven letters. `kept` are the files shown in their last good version.
    """

    def __init__(
        self, number: int, folder: Folder, result: Result, last: Academy | None, base: Academy | None, revision: str
    ) -> None:
        self.number = number
        self.folder = folder
        self.result = result
        self.base = base
        self.revision = revision
        self.academy, kept = keep_last_good(result, last or base)
        self.kept = frozenset(kept)

    @cached_property
    def changes(self) -> tuple[LessonChange, ...]:
        """What the edits do, beside git; nothing where git has no version."""
        return changes(self.base, self.academy) if self.base else ()

    @cached_property
    def ids(self) -> Mapping[str, str]:
        """The path of every lesson, and of every file that would be one but for its errors, by id."""
        good = {lesson.id: lesson.path for lesson in self.academy.lessons}
        return {**{id: path for path, id in self.result.ids.items() if not path.startswith("paths/")}, **good}

    def faults(self, path: str) -> tuple[Diagnostic, ...]:
        """What the check says of a file, errors first."""
        found = (one for one in self.result.diagnostics if one.path == path)
        return tuple(sorted(found, key=lambda one: (one.severity != "error", one.line, one.column)))

    def lines(self, path: str) -> Sequence[str]:
        """The lines of a file, none when it is not there."""
        return read(path, self.folder.texts[path]).lines if path in self.folder.texts else ()

    def change(self, id: str) -> LessonChange | None:
        """What the edit does to a lesson, None when it is the same as in git."""
        return next((one for one in self.changes if one.lesson.id == id), None)

    def edition(self, lesson: Lesson, *, live: bool = False) -> Edition:
        """The academy with one lesson typeset, as its page needs it; `live`: as git has it."""
        academy = self.base if live and self.base else self.academy
        return Edition(hash=f"{self.number} {live}", academy=academy, hashes={lesson.id: digest(lesson)}, histories={})

    def lesson(self, id: str, *, live: bool = False, tongue: str = "") -> Lesson | None:
        """A lesson by its id or an id of old, as it is served, in the language `tongue` if it is there; `live`: as git has it."""
        academy = self.base if live else self.academy
        found = academy.lesson(id) if academy else None
        if found is None or academy is None:
            return None
        return _typeset(next((one for one in self.others(found.id, live=live) if one.locale == tongue), found), academy)

    def others(self, id: str, *, live: bool = False) -> tuple[Lesson, ...]:
        """The translations of a lesson, whatever their status."""
        academy = self.base if live else self.academy
        return tuple(one for one in academy.translations if one.id == id) if academy else ()


def _typeset(lesson: Lesson, academy: Academy) -> Lesson:
    """One lesson as it is served, without the second that all of them take."""
    alone = replace(academy, process=None, lessons=(lesson,), paths=(), glossary={}, artifacts=(), translations=())
    return typeset(alone).lessons[0]


def digest(lesson: Lesson) -> str:
    """Names the content of a lesson."""
    return sha256(msgspec.json.encode(lesson)).hexdigest()


class Desk:
    """Looks at the folder again whenever a file is saved, and tells who waits."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.cache = Cache()
        self.sight: Sight | None = None
        self.seen: object = None
        self.looked = self.asked = 0.0
        self.revision = ""
        self.told = asyncio.Condition()
        self.looking = asyncio.Lock()

    async def look(self) -> Sight:
        """The folder as it is now. What was not saved since is not read again. Raises Setup when the folder cannot be read."""
        async with self.looking:
            before = self.sight
            if before is not None and clock.ticks() - self.looked < FRESH:
                return before
            self.sight = await asyncio.to_thread(self._look)
            self.looked = clock.ticks()
        if self.sight is not before:
            async with self.told:
                self.told.notify_all()
        return self.sight

    async def wait(self, since: int, seconds: float) -> int:
        """The number of the newest sight, as soon as it is another one than `since`, or after so many seconds."""
        async with self.told:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self.told.wait_for(lambda: self.sight is not None and self.sight.number != since)
        return self.sight.number if self.sight else 0

    async def watch(self, stop: asyncio.Event) -> None:
        """Looks after every save, until `stop` is set."""
        async for _ in awatch(self.root, stop_event=stop, debounce=10 * QUIET, step=QUIET):
            with suppress(Setup):
                await self.look()

    def _look(self) -> Sight:
        if self.sight is None or clock.ticks() - self.asked >= EVERY:
            self.revision, self.asked = head(self.root), clock.ticks()
        revision = self.revision
        seen = (clock.today("UTC"), revision, _stamps(self.root))
        if self.sight is not None and seen == self.seen:
            return self.sight
        before = self.sight
        folder = read_folder(self.root)
        if MARK not in folder.texts:
            raise Setup(f"There is no academy in {self.root}: it has no {MARK}.")
        known = before is not None and before.revision == revision
        base = before.base if before and known else self._base(revision)
        result = compile_academy(
            folder.texts, today=clock.today("UTC"), media=folder.media, odd=folder.odd, cache=self.cache, previous=base, base=base
        )
        self.seen = seen
        number = before.number + 1 if before else 1
        return Sight(number, folder, result, before.academy if before else None, base, revision)

    def _base(self, revision: str) -> Academy | None:
        """What git has, with the media that lie there now: they are named by git, and not read."""
        if not revision:
            return None
        try:
            before = read_revision(self.root, "HEAD")
        except Unknown:
            return None
        if MARK not in before.texts:
            return None
        return compile_academy(before.texts, today=clock.today("UTC"), media=before.media, cache=self.cache).academy


def _stamps(root: Path) -> tuple[tuple[str, int, int], ...]:
    """Every file below the folder with when it was written and how long it is."""
    found: list[tuple[str, int, int]] = []
    for folder, below, names in os.walk(root):
        below[:] = [name for name in below if not name.startswith(".") and name not in IGNORED]
        for name in names:
            path = Path(folder, name)
            with suppress(OSError):
                stat = path.stat()
                found.append((str(path), stat.st_mtime_ns, stat.st_size))
    return tuple(sorted(found))
