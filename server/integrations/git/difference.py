"""What another state of the academy would change, lesson by lesson. Pure."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from server.lessons.compiler.diagnostic import Diagnostic
from server.lessons.compiler.model import Academy, Lesson

MOST = 50
"""Faults that are kept to be shown."""

Titled = tuple[tuple[str, str], ...]
"""(id, title) of lessons."""


class Difference(Struct, frozen=True, kw_only=True):
    """Lessons that come, change and go, the versions of the process, and the faults: all that are errors come first."""

    added: Titled = ()
    changed: Titled = ()
    gone: Titled = ()
    process: tuple[str, str] = ("", "")
    errors: int = 0
    warnings: int = 0
    faults: tuple[Diagnostic, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether everything would stay as it is."""
        return not (self.added or self.changed or self.gone or self.process[0] != self.process[1])


def difference(before: Academy, after: Academy, diagnostics: tuple[Diagnostic, ...]) -> Difference:
    """What differs. A file under another name alone is no change."""
    old, new = {one.id: one for one in before.lessons}, {one.id: one for one in after.lessons}
    faults = sorted(diagnostics, key=lambda one: (one.severity != "error", one.path, one.line, one.column))
    errors = sum(one.severity == "error" for one in faults)
    return Difference(
        added=_titled(one for id, one in new.items() if id not in old),
        changed=_titled(one for id, one in new.items() if id in old and _content(old[id]) != _content(one)),
        gone=_titled(one for id, one in old.items() if id not in new),
        process=(_version(before), _version(after)),
        errors=errors,
        warnings=len(faults) - errors,
        faults=tuple(faults[:MOST]),
    )


def _content(lesson: Lesson) -> Lesson:
    return replace(lesson, path="")


def _titled(lessons: Iterable[Lesson]) -> Titled:
    return tuple(sorted(((one.id, one.title) for one in lessons), key=lambda one: one[1].casefold()))


def _version(academy: Academy) -> str:
    return f"{academy.process.id} {academy.process.version}" if academy.process else ""
