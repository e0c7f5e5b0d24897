"""The small academy of the text cases with translations of its lessons."""

from datetime import date
from pathlib import Path

from server.lessons.compiler.academy import Result, compile_academy
from server.lessons.compiler.cache import Cache
from server.lessons.compiler.model import Academy, Lesson
from tests.lessons.cases import Case, changed, read_cases

TODAY = date(2026, 11, 21)
FOLDER = Path(__file__).parents[1] / "cases" / "translations"


def world() -> dict[str, bytes]:
    """The files that every case of translations begins with: those of its own first case."""
    return dict(read_cases("in-spanish.md", FOLDER)[0].files)


def cases() -> list[Case]:
    """What is different in each case, and what `check` must say."""
    return read_cases("built-alike.md", FOLDER, world())


def compiled(changes: str = "", previous: Academy | None = None, cache: Cache | None = None) -> Result:
    """What that academy compiles to after these changes."""
    return compile_academy(changed(world(), changes), today=TODAY, previous=previous, cache=cache)


def spanish(academy: Academy, id: str) -> Lesson | None:
    """The Spanish translation of a lesson, if it is served."""
    return next((one for one in academy.translations if one.id == id), None)
