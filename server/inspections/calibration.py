"""Several inspectors, one deal, the same evidence and the same clock: what each concluded, and where they read a clause differently."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import combinations
from typing import Final, Literal
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from server.inspections.rubric import Conclusion, Judged, Standing, conclude, meets_gate, stood
from server.inspections.wording import Look
from server.process.map import Process

State = Literal["shown", "claimed", "missing", "not-applicable"]
"""What an inspector made of one clause: proven, ticked without proof, not ticked, or its row does not apply."""

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
NOBODY: Final = UUID(int=0)
"""Whose and when a standing is that only lives inside a comparison."""

TARGET: Final = 0.8
"""The share of pairs of inspectors who should reach the same conclusion."""


class Sheet(Struct, frozen=True, kw_only=True):
    """One inspector's closed sheet: what follows from its ticks for each row that was asked."""

    inspector: UUID
    judged: tuple[Judged, ...]


class Frozen(Struct, frozen=True, kw_only=True):
    """What all sheets start from: the process and the deal as they were, the rows, and where the gates stood that no row asks about."""

    process: Process
    motion: str
    claimed: str
    behaviours: tuple[str, ...]
    rest: Mapping[str, Standing]


class Compared(Struct, frozen=True, kw_only=True):
    """One clause: what each inspector made of it, in their order; None where the row was not asked."""

    behaviour: str
    clause: str
    states: tuple[State | None, ...]

    @property
    def given(self) -> tuple[State, ...]:
        """What was said, without those who did not ask."""
        return tuple(state for state in self.states if state is not None)

    @property
    def shown(self) -> int:
        """How many found it shown."""
        return self.states.count("shown")

    @property
    def differs(self) -> bool:
        """Whether two of them read it differently."""
        return len(set(self.given)) > 1

    @property
    def pairs(self) -> int:
        """Pairs of inspectors who both asked."""
        return len(self.given) * (len(self.given) - 1) // 2

    @property
    def alike(self) -> int:
        """Pairs of them who said the same."""
        return sum(one == other for one, other in combinations(self.given, 2))


class Question(Struct, frozen=True, kw_only=True):
    """One row of the sheet with its clauses."""

    behaviour: str
    clauses: tuple[Compared, ...]

    @property
    def differing(self) -> tuple[Compared, ...]:
        """Its clauses that were read differently, the most divided first."""
        return tuple(sorted((one for one in self.clauses if one.differs), key=lambda one: one.alike / one.pairs))


class Verdict(Struct, frozen=True, kw_only=True):
    """One conclusion, and who reached it: the supported stage and the first missing gate, empty when nothing is missing."""

    supported: str
    missing: str
    inspectors: tuple[UUID, ...]


class Reveal(Struct, frozen=True, kw_only=True):
    """All sheets side by side. `verdicts` begins with the one that most reached; `questions` stand in the order of the sheet."""

    inspectors: tuple[UUID, ...]
    conclusions: tuple[Conclusion, ...]
    verdicts: tuple[Verdict, ...]
    questions: tuple[Question, ...]

    @property
    def same(self) -> bool:
        """Whether all reached the same conclusion."""
        return len(self.verdicts) == 1

    @property
    def same_stage(self) -> bool:
        """Whether all support the same stage, whatever they would coach."""
        return len({verdict.supported for verdict in self.verdicts}) == 1

    @property
    def clauses(self) -> tuple[Compared, ...]:
        """Every clause that two of them asked about."""
        return tuple(clause for question in self.questions for clause in question.clauses if clause.pairs)

    @property
    def agreeing(self) -> int:
        """How many of these clauses all read alike."""
        return sum(not clause.differs for clause in self.clauses)

    @property
    def alike(self) -> int:
        """Pairs of ticks that are the same."""
        return sum(clause.alike for clause in self.clauses)

    @property
    def pairs(self) -> int:
        """Pairs of ticks."""
        return sum(clause.pairs for clause in self.clauses)

    @property
    def same_pairs(self) -> tuple[int, int]:
        """Pairs of inspectors with the same conclusion, and all pairs."""
        n = len(self.inspectors)
        return sum(len(one.inspectors) * (len(one.inspectors) - 1) // 2 for one in self.verdicts), n * (n - 1) // 2


def reveal(frozen: Frozen, sheets: Sequence[Sheet]) -> Reveal:
    """Compares closed sheets of one deal, in the order they are given.

    Every sheet concludes by the same rule from its own ticks alone: what any of them asked about starts afresh, so that nobody inherits an answer.
    """
    conclusions = tuple(concluded(frozen, sheet.judged) for sheet in sheets)
    return Reveal(
        inspectors=tuple(sheet.inspector for sheet in sheets),
        conclusions=conclusions,
        verdicts=_verdicts(sheets, conclusions),
        questions=tuple(_questions(frozen, sheets)),
    )


def concluded(frozen: Frozen, judged: Iterable[Judged]) -> Conclusion:
    """The conclusion of one sheet: its own rows, and for all other gates where they stood."""
    standings = dict(frozen.rest)
    for one in judged:
        behaviour = frozen.process.behaviour.get(one.behaviour)
        if behaviour is None:
            continue
        # A sheet that comes from the database brings its clauses, and not what follows from them.
        whole = replace(one, gate_met=meets_gate(behaviour, one.proven))
        if found := stood(None, whole, behaviour, at=EPOCH, by=NOBODY):
            standings[one.behaviour] = found
    return conclude(frozen.process, frozen.motion, frozen.claimed, standings)


def rest(met: Iterable[str], asked: Iterable[str]) -> dict[str, Standing]:
    """Where the gates stood that no row asks about, from their ids: met, or asked about and not met."""
    found = {one: _standing(one, met=False) for one in asked}
    return found | {one: _standing(one, met=True) for one in met}


def looks(reveal: Reveal, deal: str, versions: Mapping[str, int]) -> Iterator[Look]:
    """What a comparison says about the words of each clause, under the wording of its day."""
    for one in reveal.clauses:
        if one.behaviour in versions:
            yield Look(
                deal=deal,
                behaviour=one.behaviour,
                clause=one.clause,
                version=versions[one.behaviour],
                alike=one.alike,
                pairs=one.pairs,
            )


class Concord(Struct, frozen=True, kw_only=True):
    """How one inspector's sheets went with those of others: pairs of ticks, and pairs of conclusions, and how many of each were the same."""

    deals: int
    alike: int
    pairs: int
    same: int
    sheets: int


def concord(reveals: Iterable[Reveal], inspector: UUID) -> Concord:
    """Over all comparisons that this inspector took part in."""
    deals = alike = pairs = same = sheets = 0
    for found in reveals:
        if inspector not in found.inspectors or len(found.inspectors) < 2:
            continue
        own = found.inspectors.index(inspector)
        deals += 1
        sheets += len(found.inspectors) - 1
        same += next(len(one.inspectors) - 1 for one in found.verdicts if inspector in one.inspectors)
        for clause in found.clauses:
            if (said := clause.states[own]) is not None:
                alike += clause.given.count(said) - 1
                pairs += len(clause.given) - 1
    return Concord(deals=deals, alike=alike, pairs=pairs, same=same, sheets=sheets)


def units(reveal: Reveal) -> list[tuple[State, ...]]:
    """The ticks of each clause, as `agreement.alpha` takes them."""
    return [clause.given for clause in reveal.clauses]


def _verdicts(sheets: Sequence[Sheet], conclusions: Sequence[Conclusion]) -> tuple[Verdict, ...]:
    found: dict[tuple[str, str], list[UUID]] = {}
    for sheet, conclusion in zip(sheets, conclusions, strict=True):
        found.setdefault((conclusion.supported, conclusion.missing), []).append(sheet.inspector)
    ordered = sorted(found.items(), key=lambda one: -len(one[1]))
    return tuple(Verdict(supported=stage, missing=gate, inspectors=tuple(who)) for (stage, gate), who in ordered)


def _questions(frozen: Frozen, sheets: Sequence[Sheet]) -> Iterator[Question]:
    by_sheet = [{one.behaviour: one for one in sheet.judged} for sheet in sheets]
    for id in frozen.behaviours:
        behaviour = frozen.process.behaviour.get(id)
        if behaviour is None:
            continue
        yield Question(
            behaviour=id,
            clauses=tuple(
                Compared(behaviour=id, clause=clause.id, states=tuple(_state(rows.get(id), clause.id) for rows in by_sheet))
                for clause in behaviour.clauses
                if not clause.na
            ),
        )


def _state(judged: Judged | None, clause: str) -> State | None:
    if judged is None or judged.answer == "not-asked":
        return None
    if judged.answer == "not-applicable":
        return "not-applicable"
    return "shown" if clause in judged.proven else "claimed" if clause in judged.hollow else "missing"


def _standing(behaviour: str, *, met: bool) -> Standing:
    return Standing(behaviour=behaviour, answer="met" if met else "not-met", met=met, baseline=False, asked_at=EPOCH, by=NOBODY)
