"""Sheets of several inspectors on one frozen deal, as values."""

from collections.abc import Sequence
from uuid import UUID

from server.inspections.calibration import Frozen, Sheet
from tests.inspections.reference import PROCESS, answered, clauses, met, proof

ACCESS, MAP, NEXT, HELP = "stakeholder-access", "stakeholders-mapped", "next-step-confirmed", "champion-tested"


INES, HENRIK, AYLIN = UUID(int=1), UUID(int=2), UUID(int=3)


ROWS = (NEXT, MAP, ACCESS, HELP)


BEFORE = {gate.id: met(gate.id) for stage in ("engage", "discover") for gate in PROCESS.gates["new", stage]}


FROZEN = Frozen(process=PROCESS, motion="new", claimed="propose", behaviours=ROWS, rest=BEFORE)


EVIDENCE = [item for number, one in enumerate(ROWS) for item in proof(one, id=number)]


def sheet(inspector: UUID, **ticks: Sequence[str]) -> Sheet:
    """A sheet with these clauses ticked, all of them shown by the evidence; other rows stay not asked."""
    rows = {name.replace("_", "-"): of for name, of in ticks.items()}
    return Sheet(
        inspector=inspector, judged=tuple(answered(one, *of, evidence=EVIDENCE, looked=not of) for one, of in rows.items())
    )


ALL = {one.replace("-", "_"): clauses(one) for one in ROWS}
