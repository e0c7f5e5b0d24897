"""Where the history of many cases leaves the order of the stages: skipped, went back, claimed again. For any log of who was where when.

The definitions are one pass over each case, its events sorted by time, ties as they came. With `seen` the highest stage so far (-1 at first)
and the events as places x in the order of stages: skipped is an event x > seen + 1, the first included; regressed one with x < the event before;
repeated one with x = the event before. A case with any of them deviates.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct


class Deviations(Struct, frozen=True, kw_only=True):
    """What one case did: how many events it has, and how many of them skip, go back or repeat."""

    events: int
    skipped: int
    regressed: int
    repeated: int

    @property
    def deviating(self) -> bool:
        """Whether there is any of them."""
        return bool(self.skipped or self.regressed or self.repeated)


class Totals(Struct, frozen=True, kw_only=True):
    """How many cases there are, and in how many of them each happened at least once."""

    cases: int
    skipped: int
    regressed: int
    repeated: int
    deviating: int


class Log:
    """Events in any order, kept in 18 bytes each besides the name of their case. A million of them fit into 300 MB with everything around."""

    def __init__(self, stages: Sequence[str]) -> None:
        """`stages` in their order, none twice. Raises ValueError for fewer than one, for one that comes twice, and for more than 32,000."""
        self._places = {stage: place for place, stage in enumerate(stages)}
        if not stages or len(self._places) < len(stages) or len(stages) > MOST:
            raise ValueError("Stages are at least one, and each is named once.")
        self._cases: dict[str, int] = {}
        self._of, self._at, self._stage = array("q"), array("q"), array("h")

    def __len__(self) -> int:
        """How many events were kept."""
        return len(self._of)

    def add(self, case: str, at: int, stage: str) -> bool:
        """Keeps an event at this moment, in microseconds from any beginning; False for a stage that is not in the order, which is left out."""
        place = self._places.get(stage)
        if place is None:
            return False
        self._of.append(self._cases.setdefault(case, len(self._cases)))
        self._at.append(at)
        self._stage.append(place)
        return True

    def each(self) -> Iterator[tuple[str, Deviations]]:
        """Every case with what it did, in the order in which the cases first came."""
        order = sorted(range(len(self._of)), key=self._at.__getitem__)
        order.sort(key=self._of.__getitem__)  # Sorting keeps ties, so the two together are by case, then time, then as they came.
        names, place = iter(self._cases), 0
        while place < len(order):
            end, case = place + 1, self._of[order[place]]
            while end < len(order) and self._of[order[end]] == case:
                end += 1
            yield next(names), deviations(self._stage[event] for event in order[place:end])
            place = end

    def totals(self) -> Totals:
        """All of them together."""
        return total(found for _case, found in self.each())


MOST = 32_000


def deviations(places: Iterable[int]) -> Deviations:
    """What one case did, from the places of its stages in the order of time, counted from 0."""
    seen, before = -1, None
    events = skipped = regressed = repeated = 0
    for place in places:
        events += 1
        skipped += place > seen + 1
        if before is not None:
            regressed += place < before
            repeated += place == before
        seen, before = max(seen, place), place
    return Deviations(events=events, skipped=skipped, regressed=regressed, repeated=repeated)


def total(cases: Iterable[Deviations]) -> Totals:
    """How many of these cases did what."""
    found = [0, 0, 0, 0, 0]
    for case in cases:
        for place, did in enumerate((1, case.skipped, case.regressed, case.repeated, case.deviating)):
            found[place] += bool(did)
    return Totals(cases=found[0], skipped=found[1], regressed=found[2], repeated=found[3], deviating=found[4])
