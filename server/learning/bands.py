"""A lesson cut into the bands of its page: one for each heading of level 2, and what stands before the first. A scenario is a band of its own."""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from server.lessons.compiler.model import Asked, Block, Heading, Lesson


class Band(Struct, frozen=True, kw_only=True):
    """Blocks below one heading. `title` and `id` are empty before the first heading.

    `scenario` is set for a band that is only a scenario, `leads` for the one before it, which introduces it.
    """

    title: str = ""
    id: str = ""
    blocks: tuple[Block, ...] = ()
    scenario: str = ""
    leads: str = ""

    @property
    def questions(self) -> tuple[str, ...]:
        """The ids of the questions in it."""
        return tuple(block.question for block in self.blocks if isinstance(block, Asked))

    def cold(self) -> "Band":
        """What it asks, without the text that teaches it."""
        return replace(self, blocks=tuple(block for block in self.blocks if isinstance(block, Asked)))


def bands(lesson: Lesson) -> tuple[Band, ...]:
    """The bands of a lesson in order. Every block stands in exactly one, and none is empty."""
    return tuple(band for band in _cut(lesson) if band.blocks or band.scenario or band.title or band.leads)


def _cut(lesson: Lesson) -> Iterator[Band]:
    walked = {question.id for question in lesson.questions if question.kind == "scenario"}
    title, id, blocks = "", "", list[Block]()
    for block in lesson.blocks:
        if isinstance(block, Heading) and block.level == 2:
            yield Band(title=title, id=id, blocks=tuple(blocks))
            title, id, blocks = block.title, block.id, []
        elif isinstance(block, Asked) and block.question in walked:
            yield Band(title=title, id=id, blocks=tuple(blocks), leads=block.question)
            yield Band(scenario=block.question)
            title, id, blocks = "", "", []
        else:
            blocks.append(block)
    yield Band(title=title, id=id, blocks=tuple(blocks))
