"""How a question does, as its author reads it: counts first, the picks beside each choice, and what is weak in a sentence. Pure."""

from msgspec import Struct

from server.learning.items import Apart, Item, Sure
from server.learning.queries import Figured
from server.lessons.compiler.model import Choice
from server.sentences import gettext as _
from server.sentences import item_words, ngettext


class Picked(Struct, frozen=True):
    """A choice in the order of the file, picked by `people`, which are so many `percent`. `mark` is 0, .5 or 1."""

    text: str
    mark: float
    people: int
    percent: float


class ItemRow(Struct, frozen=True):
    """A question, or one scene of a scenario with its title. Without `people` too few answered it; else `low` and `high` are percent.

    `weak` are sentences, the worst first. `before` has earlier revisions: number, people, right.
    """

    lesson: str
    lesson_title: str
    question: str
    title: str
    scene: str
    scene_id: str
    revision: int
    before: tuple[tuple[int, int, int], ...] = ()
    people: int = 0
    right: int = 0
    percent: int = 0
    low: int = 0
    high: int = 0
    choices: tuple[Picked, ...] = ()
    sure: Sure | None = None
    apart: Apart | None = None
    took: str = ""
    """How long half of them needed at most, as it is written."""
    weak: tuple[str, ...] = ()

    @property
    def at(self) -> str:
        """The id of its place on the page of its lesson."""
        return f"q-{self.question}-{self.scene_id}" if self.scene_id else f"q-{self.question}"


def row(one: Figured) -> ItemRow:
    """A question with its figures as they are written."""
    scene = next((scene.title for scene in one.question.scenes if scene.id == one.scene), "")
    found, share = one.item, one.item.right / one.item.people if one.item else 0.0
    return ItemRow(
        lesson=one.lesson.id,
        lesson_title=one.lesson.title,
        question=one.question.id,
        title=one.question.title,
        scene=scene,
        scene_id=one.scene,
        revision=one.revision,
        before=one.before,
        people=found.people if found else 0,
        right=found.right if found else 0,
        percent=round(100 * share),
        low=round(100 * found.likely.low) if found else 0,
        high=round(100 * found.likely.high) if found else 0,
        choices=tuple(_picked(choice, found) for choice in one.choices if choice.id in found.picks) if found else (),
        sure=found.sure if found else None,
        apart=found.apart if found else None,
        took=_took(found.seconds) if found and found.seconds else "",
        weak=tuple(map(item_words.tell, found.weak)) if found else (),
    )


def _took(seconds: int) -> str:
    if seconds < MINUTE:
        return ngettext("%(num)d second", "%(num)d seconds", seconds) % {"num": seconds}
    return _("%(minutes)d:%(seconds)02d min") % {"minutes": seconds // 60, "seconds": seconds % 60}


MINUTE = 60


def _picked(choice: Choice, found: Item) -> Picked:
    n = found.picks[choice.id]
    return Picked(choice.text, choice.mark, n, round(100 * n / found.people, 1))
