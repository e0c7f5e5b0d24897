"""What the looks at deals in half a year come to: on how many a behaviour was shown, on how many only claimed, and what was missing. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from msgspec import Struct

from server.process.map import Clause


class Group(NamedTuple):
    """Deals alike: the newest look at each found nothing for these clauses. `deals` of them hold a look that counts, on `shown` all was shown then,
    and `claimed` hold claims alone. `fair` and `fair_shown` are those that were picked by turn or at random.
    """

    missing: tuple[str, ...]
    deals: int
    shown: int
    claimed: int
    fair: int
    fair_shown: int


class Usual(Struct, frozen=True):
    """The clause that was missing most often: in these words, on `deals` of the `of` deals on which anything was."""

    clause: str
    words: str
    deals: int
    of: int


class Lacks(Struct, frozen=True):
    """What was missing on the `of` deals on which anything was: (clause, its words, on how many), in the order of the definition."""

    of: int = 0
    clauses: tuple[tuple[str, str, int], ...] = ()

    @property
    def usual(self) -> Usual | None:
        """The clause that was missing most often, of those alike the first; None where nothing was."""
        if not self.clauses:
            return None
        clause, words, deals = max(self.clauses, key=itemgetter(2))
        return Usual(clause, words, deals, self.of)


NOTHING = Lacks()


class Shown(NamedTuple):
    """One behaviour over the deals of one person: counts as in `Group`, and what was missing."""

    shown: int = 0
    deals: int = 0
    claimed: int = 0
    fair: int = 0
    fair_shown: int = 0
    lacks: Lacks = NOTHING


def shown(groups: Sequence[Group], clauses: Sequence[Clause]) -> Shown:
    """The groups of one behaviour together. A clause that the process has no more is told no more."""
    counted, claimed, shown_, fair, fair_shown, lacking = 0, 0, 0, 0, 0, 0
    missing: dict[str, int] = {}
    for lacks, deals, on, said, picked, picked_on in groups:
        counted, shown_, claimed = counted + deals, shown_ + on, claimed + said
        fair, fair_shown = fair + picked, fair_shown + picked_on
        if lacks:
            lacking += deals + said
            for clause in lacks:
                missing[clause] = missing.get(clause, 0) + deals + said
    return Shown(shown_, counted, claimed, fair, fair_shown, _lacks(lacking, missing, clauses) if missing else NOTHING)


def together(lacks: Iterable[Lacks], clauses: Sequence[Clause]) -> Lacks:
    """What was missing on the deals of several people."""
    of, deals = 0, dict[str, int]()
    for one in lacks:
        of += one.of
        for clause, _words, n in one.clauses:
            deals[clause] = deals.get(clause, 0) + n
    return _lacks(of, deals, clauses)


def _lacks(of: int, deals: Mapping[str, int], clauses: Sequence[Clause]) -> Lacks:
    told = tuple((clause.id, clause.text, deals[clause.id]) for clause in clauses if deals.get(clause.id))
    return Lacks(of, told)
