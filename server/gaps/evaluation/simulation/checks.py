"""Whether what was said of simulated people is so: intervals against the truth, kinds against the truth, and how much is still unknown."""

from collections.abc import Iterable, Sequence
from math import sqrt

from msgspec import Struct

from server.gaps.estimate import Estimate
from server.gaps.evaluation.simulation.rep import Rep
from server.gaps.priority import DOES, ENOUGH, KNOWS, KNOWS_NOT, Reading, kind_of


class Coverage(Struct, frozen=True, kw_only=True):
    """How many 80% intervals hold the truth, as shares: of all cells (a person and a behaviour), and of those with five counted facts or more."""

    cells: int
    all: float
    counted_cells: int
    counted: float | None


class Called(Struct, frozen=True, kw_only=True):
    """How well one kind is told, over the cells with enough counted facts for it.

    `is_so` is the share of them of which it is true; `accuracy` the share that is told rightly, either way; `precision` of the cells so called, and
    `recall` of those that are so. `ceiling` is the accuracy of an oracle with the same facts who knows every difficulty and leniency.
    """

    cells: int
    is_so: float | None
    accuracy: float | None
    ceiling: float | None
    precision: float | None
    ceiling_precision: float | None
    recall: float | None
    ceiling_recall: float | None


class Nearness(Struct, frozen=True, kw_only=True):
    """How far what is said of doing lies from the truth: the root of the mean square, as a chance, over cells with five distinct deals or more.

    `raw` is the share of deals on which it was shown; `told` the estimate, which allows for deals and for who looked; `informed` that of the oracle.
    """

    cells: int
    raw: float | None
    told: float | None
    informed: float | None


class Eyes(Struct, frozen=True, kw_only=True):
    """Inspectors whose leniency is told, and how far it lies from the truth, in logits; `pooled`: how far that of the pooled inspector would."""

    inspectors: int
    told: int
    off: float | None
    pooled: float | None


class Cell(Struct, frozen=True):
    """One behaviour of one person: what the product and the oracle read, and what is true."""

    reading: Reading
    informed: Reading
    know: float
    do: float


class Check(Struct, frozen=True, kw_only=True):
    """One look at everybody, on one day."""

    day: int
    know: Coverage
    do: Coverage
    nearness: Nearness
    eyes: Eyes
    teach: Called
    coach: Called
    kinds: dict[str, float]
    """Share of cells of each kind."""
    unseen: float
    """Share of cells with fewer than five counted facts in either channel: no percentage can be shown."""


def check(reps: Sequence[Rep], day: int, now: float) -> Check:
    """Everybody and every behaviour at this moment."""
    cells = [cell for rep in reps for cell in _cells(rep, now)]
    kinds = [kind_of(cell.reading) for cell in cells]
    return Check(
        day=day,
        know=_coverage((cell.reading.know, cell.know, cell.reading.asked) for cell in cells),
        do=_coverage((cell.reading.do, cell.do, cell.reading.deals) for cell in cells),
        nearness=_nearness([cell for cell in cells if cell.reading.deals >= ENOUGH]),
        eyes=_eyes(reps),
        teach=_called(
            [_Told(_teach(cell.reading), _teach(cell.informed), cell.know < KNOWS_NOT) for cell in cells if _asked(cell)]
        ),
        coach=_called(
            [
                _Told(_coach(cell.reading), _coach(cell.informed), cell.know >= KNOWS and cell.do < DOES)
                for cell in cells
                if _asked(cell) and cell.reading.deals >= ENOUGH
            ]
        ),
        kinds={kind: kinds.count(kind) / len(kinds) for kind in ("teach", "coach", "fading", "steady", "look-next")},
        unseen=sum(max(cell.reading.asked, cell.reading.deals) < ENOUGH for cell in cells) / len(cells),
    )


class _Told(Struct, frozen=True):
    said: bool
    informed: bool
    so: bool


def _cells(rep: Rep, now: float) -> Iterable[Cell]:
    for reading in rep.readings(now):
        behaviour = reading.behaviour
        yield Cell(reading, rep.informed(reading, now), rep.truth.know(behaviour, now), rep.truth.do(behaviour, now))


def _asked(cell: Cell) -> bool:
    return cell.reading.asked >= ENOUGH


def _teach(reading: Reading) -> bool:
    return kind_of(reading) == "teach"


def _coach(reading: Reading) -> bool:
    return kind_of(reading) == "coach"


def _coverage(cells: Iterable[tuple[Estimate, float, int]]) -> Coverage:
    found = [(estimate.low <= truth <= estimate.high, n) for estimate, truth, n in cells]
    counted = [held for held, n in found if n >= ENOUGH]
    return Coverage(
        cells=len(found),
        all=sum(held for held, _ in found) / len(found),
        counted_cells=len(counted),
        counted=_share(counted),
    )


def _nearness(cells: Sequence[Cell]) -> Nearness:
    return Nearness(
        cells=len(cells),
        raw=_far([cell.reading.shown / cell.reading.deals - cell.do for cell in cells]),
        told=_far([cell.reading.do.p - cell.do for cell in cells]),
        informed=_far([cell.informed.do.p - cell.do for cell in cells]),
    )


def _eyes(reps: Sequence[Rep]) -> Eyes:
    """Inspectors are those of one company each; its people share their rules."""
    worlds = {id(rep.oracle): rep for rep in reps}.values()
    true = [
        (rep.rules.shared.inspectors.get(who), term.mean) for rep in worlds for who, term in rep.oracle.shared.inspectors.items()
    ]
    told = [(term.mean, truth) for term, truth in true if term is not None]
    return Eyes(
        inspectors=len(true),
        told=len(told),
        off=_far([mean - truth for mean, truth in told]),
        pooled=_far([truth for _, truth in told]),
    )


def _far(distances: Sequence[float]) -> float | None:
    return sqrt(sum(one * one for one in distances) / len(distances)) if distances else None


def _called(told: Sequence[_Told]) -> Called:
    return Called(
        cells=len(told),
        is_so=_share([one.so for one in told]),
        accuracy=_share([one.said == one.so for one in told]),
        ceiling=_share([one.informed == one.so for one in told]),
        precision=_share([one.so for one in told if one.said]),
        ceiling_precision=_share([one.so for one in told if one.informed]),
        recall=_share([one.said for one in told if one.so]),
        ceiling_recall=_share([one.informed for one in told if one.so]),
    )


def _share(held: Sequence[bool]) -> float | None:
    return sum(held) / len(held) if held else None
