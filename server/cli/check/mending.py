"""`plumbline check --fix`: what may be mended by itself, written into the files in one step each."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from server.cli.found import Found
from server.errors import Setup
from server.lessons.compiler.academy import compile_academy, is_lesson
from server.lessons.compiler.cache import Cache
from server.lessons.compiler.diagnostic import Diagnostic
from server.lessons.compiler.mend import mended


def mend(found: Found, today: date) -> Iterator[str]:
    """Mends the lessons in the part that was asked for, and says each thing that was done: `path:line:column: fixed CODE ...`.

    Raises Setup when a file cannot be written; those before it are.
    """
    texts, cache = dict(found.folder.texts), Cache()

    def check(path: str, data: bytes) -> tuple[Diagnostic, ...]:
        media, odd = found.folder.media, found.folder.odd
        return compile_academy({**texts, path: data}, today=today, media=media, odd=odd, cache=cache, only=found.only).diagnostics

    for path in sorted(texts):
        if not is_lesson(path) or not found.asked(path):
            continue
        new = mended(path, texts[path], partial(check, path))
        if not new.edits:
            continue
        name = found.shown(path)
        if not replaced(found.root / path, texts[path], new.data):
            yield f"{name}: was changed meanwhile and stays as it is"
            continue
        texts[path] = new.data
        yield from (f"{name}:{edit.line}:{edit.column}: fixed {edit.code}: {edit.said}" for edit in new.edits)


def replaced(path: Path, before: bytes, after: bytes) -> bool:
    """Puts a file with other bytes in the place of one, at once and with its rights; False when it no longer holds `before`.

    Raises Setup when it cannot be written; then the file is as it was.
    """
    place = path.resolve()
    try:
        if place.read_bytes() != before:
            return False
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=".", suffix=".fixed")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(after)
                file.flush()
                os.fsync(file.fileno())
            shutil.copymode(place, name)
            Path(name).replace(place)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise Setup(f"{os.path.relpath(place)} cannot be written ({error.strerror}). It is as it was.") from error
    return True
