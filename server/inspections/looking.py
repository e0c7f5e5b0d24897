"""A sheet while it is ticked: what follows for each of its rows, and where the deal would stand if it were closed now."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from server.inspections.rubric import (
    MOVING,
    Conclusion,
    Item,
    Judged,
    Outlook,
    Standing,
    Ticked,
    conclude,
    judge,
    outlook,
    seen_at_import,
    stood,
)
from server.process.map import Process


class Looked(Struct, frozen=True, kw_only=True):
    """A sheet as it stands: its rows judged by behaviour, where the deal would stand with them, and what that concludes."""

    judged: Mapping[str, Judged]
    standings: Mapping[str, Standing]
    conclusion: Conclusion
    outlook: Outlook

    @property
    def asked(self) -> tuple[str, ...]:
        """The behaviours that were looked at, in the order of the sheet."""
        return tuple(one for one, row in self.judged.items() if row.answer != "not-asked")

    @property
    def left_out(self) -> int:
        """How many rows were not looked at; they stay not asked."""
        return len(self.judged) - len(self.asked)


class Looking(Struct, frozen=True, kw_only=True):
    """What is looked at: a deal of this motion that claims this stage, where it stood before, its evidence, by whom, when and in which mode."""

    process: Process
    motion: str
    claimed: str
    before: Mapping[str, Standing]
    evidence: Sequence[Item]
    mode: str
    by: UUID
    at: datetime
    on: date
    """The day it is where the inspector is."""


def look(looking: Looking, rows: Iterable[tuple[str, Ticked]]) -> Looked:
    """What follows from these rows. What a person says of themselves is judged without evidence; a baseline is confirmed by its ticks alone.

    A behaviour that the process does not have any more is left out.
    """
    evidence = () if looking.mode in {"self-check", "baseline"} else looking.evidence
    behaviours = looking.process.behaviour
    ticked = {one: row for one, row in rows if one in behaviours}
    judged = {one: judge(behaviours[one], row, evidence, looking.on) for one, row in ticked.items()}
    after = dict(looking.before)
    for one, row in judged.items():
        standing = _stands(looking, one, row)
        if standing is not None:
            after[one] = standing
    return Looked(
        judged=judged,
        standings=after,
        conclusion=conclude(looking.process, looking.motion, looking.claimed, after),
        outlook=outlook(looking.process, looking.motion, looking.claimed, after),
    )


def moves(mode: str, *, training: bool) -> bool:
    """Whether a closed sheet says where its deal stands: not while its inspector is still learning to inspect."""
    return mode in MOVING and not training


def _stands(looking: Looking, behaviour: str, row: Judged) -> Standing | None:
    before = looking.before.get(behaviour)
    found = looking.process.behaviour[behaviour]
    if looking.mode == "self-check":
        return before
    if looking.mode == "baseline":
        return seen_at_import(before, found, at=looking.at, by=looking.by) if row.hollow else before
    return stood(before, row, found, at=looking.at, by=looking.by)
