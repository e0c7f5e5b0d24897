"""The forecast line: what open deals claim, how much of it the evidence supports, how much it does not, and what nobody inspected. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Final, Literal, TypeVar
from uuid import UUID

from msgspec import Struct

from server.inspections import cadence
from server.inspections.cadence import Cadence
from server.inspections.rubric import kept
from server.process.map import Process

State = Literal["supported", "overstated", "uninspected"]

STATES: Final[tuple[State, ...]] = ("supported", "overstated", "uninspected")
"""Every open deal is in one of them."""


class Held(Struct, frozen=True, kw_only=True):
    """Open deals that are alike: how many, how many of them nobody put an amount on, and what the others claim together, in minor units.

    `supported` is the stage that their evidence reaches, None where no sheet says; `asked`: somebody asked about a gate in the way, and
    `missing` is the first gate that is not met. `team` is that of their owner today, None for who is in none.
    """

    team: UUID | None
    category: str
    motion: str
    stage: str
    currency: str
    supported: str | None
    asked: bool
    missing: str = ""
    deals: int
    unpriced: int
    amount: int


class Sum(Struct, frozen=True):
    """So many deals and what they claim together."""

    deals: int = 0
    amount: int = 0
    unpriced: int = 0

    def plus(self, held: Held) -> "Sum":
        """With these deals as well."""
        return Sum(self.deals + held.deals, self.amount + held.amount, self.unpriced + held.unpriced)


class Line(Struct, frozen=True, kw_only=True):
    """What is claimed in one currency, and where it stands: the three add up to what is claimed, in deals and in money."""

    currency: str
    supported: Sum = Sum()
    overstated: Sum = Sum()
    uninspected: Sum = Sum()

    @property
    def claimed(self) -> Sum:
        """All of it."""
        parts = (self.supported, self.overstated, self.uninspected)
        return Sum(*(sum(getattr(part, name) for part in parts) for name in ("deals", "amount", "unpriced")))

    def of(self, state: State) -> Sum:
        """One of the three."""
        found: Sum = getattr(self, state)
        return found


def state_of(process: Process, held: Held) -> State:
    """Supported: the evidence reaches the claim or further. Not inspected: nobody inspected it, or not all the way. The rest is overstated.

    It is what the page of a deal and the review conclude: see `concluded`.
    """
    stages = kept(process, held.motion)
    if held.supported not in stages or held.stage not in stages:
        return "uninspected"
    gap = stages.index(held.stage) - stages.index(held.supported)
    if not held.asked and gap >= 0:
        return "uninspected"
    return "supported" if gap <= 0 else "overstated"


def lines(process: Process, held: Iterable[Held], currency: str) -> tuple[Line, ...]:
    """One line for each currency: first the academy's own, if anything is claimed in it, then by what is claimed."""
    found: dict[str, dict[State, Sum]] = {}
    for one in held:
        sums = found.setdefault(one.currency, {})
        state = state_of(process, one)
        sums[state] = sums.get(state, Sum()).plus(one)
    made = (Line(currency=of, **sums) for of, sums in found.items())
    return tuple(sorted(made, key=lambda line: (line.currency != currency, -line.claimed.amount, line.currency)))


K = TypeVar("K")


def by(
    process: Process, held: Iterable[Held], currency: str, key: Callable[[Held], K], order: Callable[[K], object]
) -> tuple[tuple[K, tuple[Line, ...]], ...]:
    """The lines of each team, or of each category."""
    ranked = sorted(held, key=lambda one: order(key(one)))  # type: ignore[arg-type,return-value]  # whoever asks gives what can be ordered
    return tuple((one, lines(process, alike, currency)) for one, alike in groupby(ranked, key))


class Gate(Struct, frozen=True):
    """So many overstated deals wait for this gate first."""

    behaviour: str
    deals: int


def waiting(process: Process, held: Iterable[Held]) -> tuple[Gate, ...]:
    """What keeps overstated deals from being what they claim: the gates that they wait for, the one of most deals first."""
    found: Counter[str] = Counter()
    for one in held:
        if one.missing and state_of(process, one) == "overstated":
            found[one.missing] += one.deals
    return tuple(Gate(*one) for one in sorted(found.items(), key=lambda one: (-one[1], one[0])))


def late(process: Process, said: Mapping[str, Cadence]) -> tuple[str, ...]:
    """The stages that a forecast is made of: those whose deals are looked at every week, and the one before the first of them.

    Of the reference process, Propose and Commit. A process none of whose stages is looked at every week has its last two stages that are looked at.
    """
    order = [stage.id for stage in process.stages]
    weekly = [place for place, stage in enumerate(order) if cadence.of(stage, said).kind == "delta"]
    if not weekly:
        return tuple([stage for stage in order if cadence.of(stage, said).kind != "none"][-2:])
    return tuple(order[place] for place in sorted({max(0, weekly[0] - 1), *weekly}))


def within(held: Iterable[Held], stages: Sequence[str]) -> list[Held]:
    """Those that claim one of these stages."""
    return [one for one in held if one.stage in stages]


CATEGORIES: Final = ("commit", "best", "pipeline", "omitted", "")
"""What a forecast counts a deal as, as the CRM tells it; the last one where nobody said."""

of_team = attrgetter("team")
of_category = attrgetter("category")
