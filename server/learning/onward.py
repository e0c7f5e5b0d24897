"""What comes after a lesson: the next step of a path that fits a person's roles."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Literal

from msgspec import Struct

from server.lessons.audience import wanted
from server.lessons.compiler.model import Academy, Lesson, Path

State = Literal["done", "begun", "open"]


class Step(Struct, frozen=True, kw_only=True):
    """One step of a path: a live lesson and how it stands, or a milestone in words. `under` is the heading it stands below."""

    under: str
    lesson: Lesson | None = None
    milestone: str = ""
    state: State = "open"


def paths_for(academy: Academy, roles: AbstractSet[str]) -> tuple[Path, ...]:
    """The paths for somebody with these roles; those for newcomers stand first."""
    fitting = [path for path in academy.paths if not wanted(roles).isdisjoint(path.audience)]
    return tuple(sorted(fitting, key=lambda path: not any(audience.startswith("new-") for audience in path.audience)))


def steps(path: Path, academy: Academy, finished: AbstractSet[str], begun: AbstractSet[str]) -> tuple[Step, ...]:
    """The steps of a path in order; lessons that are not live are left out."""
    live = {lesson.id: lesson for lesson in academy.lessons if lesson.status == "live"}
    return tuple(_steps(path, live, finished, begun))


def rest(academy: Academy, shown: AbstractSet[str], roles: AbstractSet[str]) -> tuple[Lesson, ...]:
    """Live lessons for these roles that no path has shown, in the order of the process."""
    places = {stage.id: place for place, stage in enumerate(academy.process.stages)} if academy.process else {}
    fitting = [
        lesson
        for lesson in academy.lessons
        if lesson.status == "live" and lesson.id not in shown and not wanted(roles).isdisjoint(lesson.audience)
    ]
    return tuple(sorted(fitting, key=lambda lesson: (places.get(lesson.stage, len(places)), lesson.title)))


def next_lesson(academy: Academy, roles: AbstractSet[str], finished: AbstractSet[str]) -> tuple[Path, Lesson] | None:
    """The first lesson of the first path that is not finished, None when every path is done."""
    for path in paths_for(academy, roles):
        for step in steps(path, academy, finished, frozenset()):
            if step.lesson and step.state != "done":
                return path, step.lesson
    return None


def state_of(lesson: Lesson, finished: AbstractSet[str], begun: AbstractSet[str]) -> State:
    """How a lesson stands for somebody, also under an id it had before."""
    return "begun" if lesson.ids & begun else "done" if lesson.ids & finished else "open"


def _steps(path: Path, live: dict[str, Lesson], finished: AbstractSet[str], begun: AbstractSet[str]) -> Iterator[Step]:
    for step in path.steps:
        if step.milestone:
            yield Step(under=step.under, milestone=step.milestone.text)
        elif step.lesson in live:
            lesson = live[step.lesson]
            yield Step(under=step.under, lesson=lesson, state=state_of(lesson, finished, begun))
