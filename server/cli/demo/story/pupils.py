"""What each rep of the demonstration knows in truth, and what they were asked to learn when. The simulation draws their answers from it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Pupil(NamedTuple):
    """A rep who learns. `opens` is the share of working days on which they open Today, `knows` the chance of a right answer, `weak` where it differs.

    `sure` is how often they are certain of what they say.
    """

    opens: float
    knows: float
    weak: Mapping[str, float] = {}
    sure: float = 0.3


PUPILS: Mapping[str, Pupil] = {
    "mara": Pupil(0.55, 0.93, {"buying-process-mapped": 0.34, "proof-plan-agreed": 0.7}),
    "ewa": Pupil(0.47, 0.95),
    "joel": Pupil(0.45, 0.92, {"proof-accepted": 0.6}),
    "priya": Pupil(0.52, 0.94, {"why-now-established": 0.7}),
    # He knows, and does not do.
    "tomas": Pupil(0.5, 0.97, sure=0.6),
    "yusuf": Pupil(
        0.44,
        0.8,
        {"stakeholder-access": 0.12, "economic-buyer-confirmed": 0.3, "business-case-co-owned": 0.35, "mutual-plan-live": 0.35},
    ),
    "anouk": Pupil(0.5, 0.91),
    "davor": Pupil(0.42, 0.86, {"buying-process-mapped": 0.4}),
    "lena": Pupil(0.48, 0.94),
    "marco": Pupil(0.42, 0.85, {"impact-quantified": 0.45}),
}
"""By key. Who is not here has only just come."""

LEARNT, STUBBORN = 0.45, 0.05
"""How much of what is missing to a sure answer one meets at each further try of a question, and of one that stays hard."""

FOCUS = (
    ("why-one-process", 0, 5, "We begin with one process. This says why, in four minutes."),
    (
        "next-step-on-the-calendar",
        1,
        8,
        "Our first quarter is about Align and the two behaviours of every meeting. This is the first.",
    ),
    ("open-with-an-agreement", 2, 8, "The second behaviour of every meeting."),
    ("map-the-room", 4, 11, "The first gate of Align, our focus until the end of the quarter."),
    ("earn-the-next-introduction", 7, 14, "Access is the gate that holds most of our deals in Align."),
    ("map-the-buying-process", 9, 18, "The last gate of Align."),
)
"""What both managers give everybody in the first weeks: lesson, the day it was given, the day it is due, and why."""

OPENS, OPENED = 30, 155
"""Between these days of the story the academy opened the other lessons of the path, one by one."""


class Given(NamedTuple):
    """A lesson that a manager gave to one rep. `made` and `due` are days before and after today."""

    to: str
    by: str
    lesson: str
    made: int
    due: int
    reason: str


KEPT: Mapping[str, tuple[str, ...]] = {"mara": ("map-the-buying-process", "the-champion-goes-quiet")}
"""What somebody has not taken until today: Mara was away when the one was given, and the other was given to her yesterday."""

LATELY = (
    Given("joel", "ines", "get-the-verdict", 9, -2, "Brightwater: the head of clinics has not said what the pilot proved."),
    Given("davor", "henrik", "the-confident-timeline", 2, 5, "Tallow & Finch: the plan has our dates in it, not theirs."),
)
"""What waits today. Nobody has taken these yet."""


def given_to(rep: str) -> list[tuple[str, int, int, str]]:
    """What of the first weeks' lessons this rep was given."""
    return [given for given in FOCUS if given[0] not in KEPT.get(rep, ())]


def later(rep: str) -> set[str]:
    """The lessons that this rep has not taken until today, because they wait or are kept."""
    return {given.lesson for given in LATELY if given.to == rep} | set(KEPT.get(rep, ()))


def opening(path: Sequence[str]) -> dict[str, float]:
    """The day of the story from which each lesson of a path may be taken: what managers gave first, then the others, evenly."""
    given = {lesson: float(made) for lesson, made, _due, _why in FOCUS}
    others = [lesson for lesson in path if lesson not in given]
    step = (OPENED - OPENS) / max(1, len(others) - 1)
    return given | {lesson: OPENS + place * step for place, lesson in enumerate(others)}
