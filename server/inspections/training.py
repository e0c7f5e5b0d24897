"""Learning to inspect on finished deals whose answers were agreed, and when a manager's inspections begin to count."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct

from server.inspections.calibration import NOBODY, Frozen, Reveal, Sheet, reveal
from server.inspections.rubric import Item, Ticked, judge

KEYS: Final = 3
"""Answer-key deals that have to come out at the agreed stage, one after the other."""

Clauses = frozenset[tuple[str, str]]
"""Pairs of behaviour and clause."""


class Trial(Struct, frozen=True, kw_only=True):
    """One sheet of somebody in training beside the key: whether it supports the agreed stage, and the clauses read differently."""

    key: UUID
    same: bool
    differing: Clauses
    talked: Clauses = frozenset()
    """Those that were talked through."""

    @property
    def open(self) -> Clauses:
        """Those still to talk through."""
        return self.differing - self.talked


def agreed(frozen: Frozen, shown: Mapping[str, frozenset[str]], evidence: Sequence[Item], on: date) -> Sheet:
    """The sheet that agreed answers make: by behaviour, the clauses that the evidence shows. A row without any was looked at and shows nothing."""
    rows = (
        judge(frozen.process.behaviour[one], Ticked(ticks=shown[one], looked=not shown[one]), evidence, on)
        for one in frozen.behaviours
        if one in shown and one in frozen.process.behaviour
    )
    return Sheet(inspector=NOBODY, judged=tuple(rows))


def beside_key(frozen: Frozen, key: Sheet, own: Sheet) -> Reveal:
    """The key first, then the sheet."""
    return reveal(frozen, [key, own])


def trial(id: UUID, found: Reveal, talked: Clauses) -> Trial:
    """What came of a sheet beside its key."""
    differing = frozenset((one.behaviour, one.clause) for one in found.clauses if one.differs)
    return Trial(key=id, same=found.same_stage, differing=differing, talked=talked)


class Progress(Struct, frozen=True, kw_only=True):
    """How far somebody in training is: of the newest three keys, how many came out at the agreed stage, and the clauses still to talk through."""

    done: int
    same: int
    open: int

    @property
    def ready(self) -> bool:
        """Whether their leader may say that their inspections count."""
        return self.same == KEYS and not self.open


def progress(trials: Sequence[Trial]) -> Progress:
    """Over trials in order of time, a later one of a key in place of an earlier."""
    newest = {one.key: one for one in trials}
    ordered = [one for one in trials if newest[one.key] is one][-KEYS:]
    return Progress(done=len(ordered), same=sum(one.same for one in ordered), open=sum(len(one.open) for one in trials))
