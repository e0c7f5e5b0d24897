"""Walking a scenario: where a person stands, what they chose on the way, and how going back makes another round."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from msgspec import Struct

from server.lessons.compiler.model import Choice, Lesson, Question, Scene


def walks(lesson: Lesson) -> bool:
    """Whether the lesson is told to people as a scenario: something in it is walked."""
    return any(question.kind == "scenario" for question in lesson.questions)


class Made(Struct, frozen=True, kw_only=True):
    """A move that was made: in this round, as the step with this number from 0, in this scene."""

    round: int
    step: int
    scene: str
    move: str


class Back(Struct, frozen=True, kw_only=True):
    """Going back: `round` is the one that begins with it, `kept` how many steps of the way before are kept."""

    round: int
    kept: int


class Beat(Struct, frozen=True, kw_only=True):
    """One scene that was left, and the move that left it."""

    scene: Scene
    move: Choice


class Walk(Struct, frozen=True, kw_only=True, dict=True):
    """A way through a scenario. `round` 0 is the first walk and the only one that counts; every going back begins another.

    `first` holds the moves of round 0, `scene` is where the person stands; None for a question without scenes.
    """

    question: Question
    round: int = 0
    path: tuple[Beat, ...] = ()
    first: tuple[Choice, ...] = ()
    scene: Scene | None

    @property
    def step(self) -> int:
        """The number of the step that comes next, from 0."""
        return len(self.path)

    @property
    def retry(self) -> bool:
        """Whether what comes now is kept but counts for nothing."""
        return self.round > 0

    @property
    def ended(self) -> bool:
        """Whether this way reached an ending."""
        return self.scene is None or self.scene.outcome is not None

    @cached_property
    def moves(self) -> Mapping[str, Choice]:
        """What can be chosen now, by id. Nothing at an ending."""
        return {} if self.scene is None or self.ended else {choice.id: choice for choice in self.scene.moves}


def begin(question: Question) -> Walk:
    """Before the first move, in the first scene."""
    return Walk(question=question, scene=next(iter(question.scenes), None))


def move(walk: Walk, id: str) -> Walk | None:
    """After choosing the move with this id, or None when it cannot be chosen now."""
    chosen = walk.moves.get(id)
    onward = _scene(walk.question, chosen.to) if chosen else None
    if chosen is None or onward is None or walk.scene is None:
        return None
    return Walk(
        question=walk.question,
        round=walk.round,
        path=(*walk.path, Beat(scene=walk.scene, move=chosen)),
        first=walk.first if walk.retry else (*walk.first, chosen),
        scene=onward,
    )


def back(walk: Walk, kept: int) -> Walk | None:
    """After going back to the moment before step `kept`, in a new round, or None when no step lies behind that moment."""
    if not 0 <= kept < walk.step:
        return None
    return Walk(
        question=walk.question,
        round=walk.round + 1,
        path=walk.path[:kept],
        first=walk.first,
        scene=walk.path[kept].scene,
    )


def retrace(question: Question, deeds: Iterable[Made | Back]) -> Walk:
    """The walk that these deeds made, whatever order they come in. What does not fit where it stands is passed over."""
    walk = begin(question)
    for deed in sorted(deeds, key=_when):
        if isinstance(deed, Back):
            after = back(walk, deed.kept) if deed.round == walk.round + 1 else None
        else:
            after = move(walk, deed.move) if (deed.round, deed.step) == (walk.round, walk.step) else None
        walk = after or walk
    return walk


def first_ending(question: Question, deeds: Iterable[Made | Back]) -> Scene | None:
    """The ending that was reached first, whatever was tried afterwards; None before any."""
    known = list(deeds)
    for round_ in sorted({deed.round for deed in known}):
        walk = retrace(question, (deed for deed in known if deed.round <= round_))
        if walk.ended:
            return walk.scene
    return None


def _when(deed: Made | Back) -> tuple[int, int]:
    """Rounds in order; going back opens its round."""
    return (deed.round, -1) if isinstance(deed, Back) else (deed.round, deed.step)


def _scene(question: Question, id: str | None) -> Scene | None:
    return next((scene for scene in question.scenes if scene.id == id), None)
