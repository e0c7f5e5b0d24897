"""What may be assigned: one lesson, or the lessons of a path one after the other."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct

from server.lessons.compiler.model import Academy, Lesson


class Course(Struct, frozen=True, kw_only=True):
    """The live `lessons` to take in their order, at least one. `path` is empty for a single lesson, whose title it then has."""

    path: str
    title: str
    lessons: tuple[Lesson, ...]

    @property
    def key(self) -> str:
        """What tells it from other courses."""
        return f"path:{self.path}" if self.path else self.lessons[0].id

    def left(self, taken: AbstractSet[str]) -> tuple[Lesson, ...]:
        """What of it was not taken yet, under its present or a former id."""
        return tuple(lesson for lesson in self.lessons if not lesson.ids & taken)


def course_of(academy: Academy, *, lesson: str = "", path: str = "") -> Course | None:
    """The lesson with this id or id of old, or the path; None when nothing of it is live."""
    if path:
        found = next((one for one in academy.paths if one.id == path), None)
        steps = [_live(academy, step.lesson) for step in found.steps if step.lesson] if found else []
        live = tuple(step for step in steps if step is not None)
        return Course(path=path, title=found.title, lessons=live) if found and live else None
    one = _live(academy, lesson)
    return Course(path="", title=one.title, lessons=(one,)) if one else None


def courses(academy: Academy, audience: Sequence[str]) -> list[Course]:
    """The paths that have something live for one of these audiences."""
    known = [course_of(academy, path=path.id) for path in academy.paths if set(audience) & set(path.audience)]
    return [course for course in known if course is not None]


def _live(academy: Academy, id: str) -> Lesson | None:
    return next((one for one in academy.lessons if id in one.ids and one.status == "live"), None)
