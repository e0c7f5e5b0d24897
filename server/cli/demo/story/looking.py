"""Half a year of proof and of inspections in the demonstration: what is attached to which deal when, and who looks when. Pure.

Days are days of the story; those of the pipeline, which count from today, become them by adding its length.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from server.cli.demo.story import habits, pipeline
from server.cli.demo.story.days import Days, chance
from server.cli.demo.story.people import manager_of
from server.cli.demo.story.pipeline import STAGES, Opportunity
from server.process.map import Behaviour, Process


class Item(NamedTuple):
    """Proof of one behaviour of one deal: attached on `day`, made on `dated` or, for an invite, for that day; `whole` if nothing is missing."""

    deal: str
    behaviour: str
    day: int
    dated: int
    clauses: tuple[str, ...]
    whole: bool


class Look(NamedTuple):
    """A sheet that the manager `by` fills in on `day` of the story, in this mode, its deal chosen (`pick`) by them or by the product.

    It was `due` on that day or at the weekend after it. Chance goes by that, so that a story tells the same whichever weekday it is told on.
    """

    deal: str
    due: int
    day: int
    by: str
    mode: str
    pick: str


ALWAYS: Final = "next-step-confirmed", "agenda-agreed"
STEP, AGENDA = ALWAYS

EVERY: Final = 21
WEEKLY: Final = 7
SOON: Final = 5
"""Days: how often a deal in the middle is looked at, and one that is about to close; what is so near to another look is left out."""

MEETING: Final = 4
"""Days before a look in which the meeting that it asks about was held."""

EARLY: Final = 0.4
"""How many deals are looked at before anybody has spoken of a problem."""

TOGETHER: Final[Mapping[str, float]] = {"ines": 0.2, "henrik": 0.34}
"""How many sheets each manager fills in together with the rep, in a 1:1. The others are of deals that nobody chose."""


def looks(deal: Opportunity, days: Days) -> list[Look]:
    """Every sheet of this deal up to yesterday, oldest first: late in each stage, every three weeks in between, weekly before it closes."""
    if not deal.outcome and not deal.seen:
        return []
    last = (deal.ended if deal.outcome else -deal.seen) + days.length
    wanted = sorted({*_wanted(deal, days), *(() if deal.outcome else (last,))})
    kept = [day for day in wanted if 0 < day <= last and (day == last or last - day > SOON)]
    found: list[Look] = []
    for day in kept:
        if not found or day - found[-1].due > (SOON if _stage(deal, day, days) != "commit" else 0):
            on = day if day == last and not deal.outcome else _working(day, days)
            found.append(_look(deal, day, on, len(found), days))
    return found


def items(deal: Opportunity, process: Process, days: Days) -> Iterator[Item]:
    """Everything that is attached to this deal up to yesterday."""
    if deal.outcome and deal.ended + days.length <= 0:
        return
    seen = looks(deal, days)
    for number, behaviour in enumerate(_asked(deal, process)):
        if behaviour.id in ALWAYS:
            continue
        day = _shown_on(deal, behaviour, days)
        clauses = habits.shown(deal.owner, deal.name, behaviour, surely=_surely(deal, behaviour, process))
        whole = {clause.id for clause in behaviour.clauses if not clause.na and not clause.timed} <= set(clauses)
        attached = max(day, 1 + number % SOON)
        if clauses and attached < days.length:
            yield Item(deal.name, behaviour.id, attached, day, clauses, whole)
    lapsed = [habits.lapses(deal.owner, STEP, days.length - look.day) for look in seen]
    rests = lapsed.index(False) if False in lapsed else 0
    for place, look in enumerate(seen):
        yield from _of_meeting(deal, process, look, rests=place == rests, last=place == len(seen) - 1, days=days)


def _of_meeting(deal: Opportunity, process: Process, look: Look, *, rests: bool, last: bool, days: Days) -> Iterator[Item]:
    """What came of the meeting before a look: how it was opened, and what comes next. `rests`: the deal rests on what came of this one."""
    agenda, step = process.behaviour[AGENDA], process.behaviour[STEP]
    day, name = look.day, f"{deal.name} {look.due}"
    met = max(day - 2, 0)
    ago = days.length - day
    clauses = habits.shown(deal.owner, name, agenda, ago=ago)
    if clauses:
        yield Item(deal.name, AGENDA, met, met, clauses, whole=len(clauses) == len(agenda.clauses))
    ahead = day + 3 + int(9 * chance("ahead", name))
    # What an open deal rests on was there at its first look, or once they did it again; one that has ended says what was so at the time.
    surely = rests and deal.lacks != STEP and (not deal.outcome or ago >= 2 * habits.FOUR_WEEKS)
    if last and not deal.outcome:
        surely, ahead = surely or deal.invite > 0, days.length + deal.invite
    wanted = habits.shown(deal.owner, name, step, surely=surely or None, ago=ago)
    if wanted and deal.lacks != STEP and (surely or not last or deal.outcome):
        yield Item(deal.name, STEP, met, max(ahead, day), tuple(clause.id for clause in step.clauses), whole=True)


def counts(item: Item, look: Look) -> bool:
    """Whether somebody who looks takes this for proof: of a step only what is still to come, of an agenda only that of the last meeting."""
    if item.behaviour == STEP:
        return item.dated >= look.day
    return item.behaviour != AGENDA or item.day >= look.day - MEETING


def _wanted(deal: Opportunity, days: Days) -> Iterator[int]:
    """Days on which a look is due by the cadence of the stages it went through."""
    for (stage, began), (_next, ends) in pairwise([*pipeline.steps(deal), ("", deal.ended)]):
        start, end = began + days.length, ends + days.length
        if stage == STAGES[0] and chance("early", deal.name) > EARLY:
            continue
        yield start + max(1, round(0.7 * (end - start)))
        step = WEEKLY if stage == "commit" else EVERY
        yield from range(start + step, end, step)


def _look(deal: Opportunity, due: int, day: int, number: int, days: Days) -> Look:
    by = manager_of(deal.owner).key
    drawn = chance("mode", deal.name, due)
    if _stage(deal, due, days) == "commit" and number % 2:
        return Look(deal.name, due, day, by, "delta", "review")
    if drawn < TOGETHER[by]:
        return Look(deal.name, due, day, by, "together", "one-to-one")
    if deal.supported and due > days.length - EVERY:
        return Look(deal.name, due, day, by, "full", "risk")
    return Look(deal.name, due, day, by, "full", "coverage" if drawn < 0.7 else "random")


def _asked(deal: Opportunity, process: Process) -> Sequence[Behaviour]:
    """The behaviours of every stage that this deal has claimed, in the order of the process."""
    reached = {stage for stage, _day in pipeline.steps(deal)}
    far = STAGES[: STAGES.index(deal.stage) + 1]
    skipped = set(deal.skips) if not _supported(deal) > STAGES.index("prove") else set()
    stages = {stage for stage in far if stage in reached or stage not in skipped}
    own = [one for one in process.behaviours if one.stage in stages]
    # One deal in four is looked back at when it has ended; for some weeks nobody has asked that any more.
    return own + [one for one in process.behaviours if one.id == "decision-reviewed" and deal.outcome]


def _supported(deal: Opportunity) -> int:
    return STAGES.index(deal.supported or deal.stage)


def _surely(deal: Opportunity, behaviour: Behaviour, process: Process) -> bool | None:
    """Whether an open deal is known to show a gate, or not to; None where its owner's habit decides."""
    if deal.outcome or behaviour.id not in process.motion[deal.motion].gates:
        return None
    if behaviour.id == deal.lacks:
        return False
    place = process.place(behaviour.stage) - 1
    gates = process.motion[deal.motion].gates
    # In the stage that the evidence reaches, what comes before the gate it waits for is there.
    before = place == _supported(deal) and deal.lacks in gates and gates.index(behaviour.id) < gates.index(deal.lacks)
    return True if place < _supported(deal) or before else None


def _shown_on(deal: Opportunity, behaviour: Behaviour, days: Days) -> int:
    """The day of the story on which it is shown, if it is: somewhere in its stage, and before the last look at an open deal."""
    steps = [*pipeline.steps(deal), ("", deal.ended)]
    place = STAGES.index(behaviour.stage)
    began = next((on for stage, on in reversed(steps[:-1]) if STAGES.index(stage) <= place), steps[0][1])
    ends = next((on for stage, on in steps[:-1] if STAGES.index(stage) > place), deal.ended)
    day = began + round((ends - began) * (0.15 + 0.5 * chance("when", deal.name, behaviour.id)))
    if not deal.outcome:
        day = min(day, -max(deal.seen, 1) - 1)
    return day + days.length


def _stage(deal: Opportunity, day: int, days: Days) -> str:
    return pipeline.claimed(deal, day - days.length)


def _working(day: int, days: Days) -> int:
    """The same day, or the Friday before."""
    while days.on(day).weekday() >= WEEKEND:
        day -= 1
    return max(1, day)


WEEKEND: Final = 5


def past(deal: Opportunity, process: Process, days: Days) -> list[str]:
    """The gates of earlier stages that were met when the story began, as far as that can be confirmed."""
    claimed = STAGES.index(pipeline.claimed(deal, -days.length))
    gates = [process.behaviour[gate] for gate in process.motion[deal.motion].gates]
    before = [gate for gate in gates if process.place(gate.stage) - 1 < claimed]
    if deal.outcome:
        return [gate.id for gate in before]
    return [gate.id for gate in before if process.place(gate.stage) - 1 < _supported(deal)]
