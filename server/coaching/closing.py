"""What a manager may leave with a rep at the end of a sheet: what to coach, its question, its proof, and the lessons that help. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from msgspec import Struct

from server.gaps.priority import Gap
from server.lessons.compiler.model import Lesson
from server.process.map import Process


class Choice(Struct, frozen=True, kw_only=True):
    """A behaviour that something is missing of, with the question a coach may ask and the artifact that proves it."""

    behaviour: str
    title: str
    question: str
    artifact: str


class Help(Struct, frozen=True, kw_only=True):
    """A lesson about one of these behaviours; `walked`: a scenario."""

    lesson: str
    title: str
    minutes: int
    walked: bool


class Closing(Struct, frozen=True, kw_only=True):
    """The end of a sheet as its form shows it. `choices` begin with the earliest gate, `helps` with what fits its gap; `why` says what is known of
    that, empty when nothing may be told. `due` is the day a promise is proposed for.
    """

    rep: str
    choices: tuple[Choice, ...]
    helps: tuple[Help, ...]
    why: str
    due: date
    proposed: str = ""
    """The lesson that is chosen unless another one is: the first of `helps` where a gap is known, else none."""
    typed: Mapping[str, str] = {}
    errors: Mapping[str, str] = {}

    @property
    def chosen(self) -> Choice | None:
        """What is coached unless another one is chosen."""
        wanted = self.typed.get("behaviour", "")
        return next((one for one in self.choices if one.behaviour == wanted), next(iter(self.choices), None))


def choices(process: Process, missing: Iterable[str]) -> tuple[Choice, ...]:
    """Each missing behaviour once, in the order given; what the process has no more is left out."""
    found = dict.fromkeys(one for one in missing if one in process.behaviour)
    return tuple(
        Choice(behaviour=one, title=behaviour.title, question=behaviour.coach, artifact=behaviour.artifact)
        for one in found
        if (behaviour := process.behaviour[one])
    )


def helps(
    lessons: Sequence[Lesson], choices: Sequence[Choice], gaps: Mapping[str, Gap], taken: AbstractSet[str]
) -> tuple[Help, ...]:
    """The live lessons for reps about these behaviours that do not wait for this person already: of each behaviour in its turn, for who does not know
    it first what teaches it, for everybody else first what lets them try it. At most six.
    """
    found: dict[str, Lesson] = {}
    for choice in choices:
        gap = gaps.get(choice.behaviour)
        wanted = "teach" if gap is not None and gap.kind == "teach" else "reinforce"
        about = [one for one in lessons if one.for_reps and choice.behaviour in one.behaviours and not taken & one.ids]
        for one in sorted(about, key=lambda one: (one.kind != wanted, one.behaviours[0] != choice.behaviour)):
            found.setdefault(one.id, one)
    return tuple(
        Help(lesson=one.id, title=one.title, minutes=one.minutes, walked=one.kind != "teach") for one in list(found.values())[:6]
    )
