"""Two sheets of one deal, the rep's and the manager's, side by side: where they differ comes first. Pure."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from server.inspections.rubric import Ticked
from server.process.map import Process


class Mark(Struct, frozen=True, kw_only=True):
    """One clause: whether each found it shown; None who did not look at its row, or said that it does not apply."""

    clause: str
    text: str
    rep: bool | None
    manager: bool | None

    @property
    def differs(self) -> bool:
        """Whether both looked and read it differently."""
        return self.rep is not None and self.manager is not None and self.rep != self.manager

    @property
    def both(self) -> bool:
        """Whether both looked."""
        return self.rep is not None and self.manager is not None


class Pair(Struct, frozen=True, kw_only=True):
    """One row with its clauses; `question` is the standard one, `coach` what may be asked about it."""

    behaviour: str
    question: str
    coach: str
    marks: tuple[Mark, ...]

    @property
    def differs(self) -> bool:
        """Whether any clause was read differently."""
        return any(mark.differs for mark in self.marks)

    @property
    def both(self) -> bool:
        """Whether both looked at any clause of it."""
        return any(mark.both for mark in self.marks)


class Paired(Struct, frozen=True, kw_only=True):
    """Both sheets: the rows on which they differ first, each group in the order of the sheet."""

    pairs: tuple[Pair, ...]

    @property
    def differing(self) -> tuple[Pair, ...]:
        """The rows to talk about."""
        return tuple(pair for pair in self.pairs if pair.differs)

    @property
    def alike(self) -> tuple[Pair, ...]:
        """The other rows of which both looked at something."""
        return tuple(pair for pair in self.pairs if pair.both and not pair.differs)

    @property
    def alone(self) -> tuple[Pair, ...]:
        """The rows of which no clause was looked at by both."""
        return tuple(pair for pair in self.pairs if not pair.both)

    @property
    def of(self) -> int:
        """Clauses that both looked at."""
        return sum(mark.both for pair in self.pairs for mark in pair.marks)

    @property
    def agree(self) -> int:
        """Those that both read alike."""
        return sum(mark.both and not mark.differs for pair in self.pairs for mark in pair.marks)

    @property
    def clauses(self) -> tuple[tuple[str, str], ...]:
        """(behaviour, words of the clause) of what differs."""
        return tuple((pair.behaviour, mark.text) for pair in self.pairs for mark in pair.marks if mark.differs)


def paired(process: Process, behaviours: Sequence[str], rep: Mapping[str, Ticked], manager: Mapping[str, Ticked]) -> Paired:
    """The rows of a sheet as two people left them, by behaviour. What the process has no more is left out."""
    pairs = [_pair(process, one, rep.get(one), manager.get(one)) for one in behaviours if one in process.behaviour]
    return Paired(pairs=tuple(sorted(pairs, key=lambda pair: not pair.differs)))


def _pair(process: Process, behaviour: str, rep: Ticked | None, manager: Ticked | None) -> Pair:
    found = process.behaviour[behaviour]
    marks = tuple(
        Mark(clause=clause.id, text=clause.text, rep=_shown(rep, clause.id), manager=_shown(manager, clause.id))
        for clause in found.clauses
        if not clause.na
    )
    return Pair(behaviour=behaviour, question=found.inspect, coach=found.coach, marks=marks)


def _shown(ticked: Ticked | None, clause: str) -> bool | None:
    if ticked is None or ticked.na or not (ticked.ticks or ticked.looked):
        return None
    return clause in ticked.ticks
