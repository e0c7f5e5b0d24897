"""What would be said of doing if nobody allowed for who looked: where a leniency changed a number, both are shown."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from server import ledger
from server.facts import BehaviourSeen
from server.gaps import estimate, evidence
from server.gaps.estimate import Estimate, Line
from server.gaps.evidence import Evidence
from server.gaps.queries.snapshots import newest, rules

PAGE = 2_000
"""Facts that are read at once."""


async def as_looked_at(person: UUID, behaviour: str, now: datetime) -> Estimate | None:
    """The estimate of doing as if every inspector were the pooled one.

    None when that is what is said anyway: no inspector of this behaviour of this person is known to be milder or stricter than the others.
    """
    under = await rules(await newest())
    told = under.shared.inspectors
    if not told:
        return None
    looks = await _looks(person)
    if not any(piece.inspector in told and behaviour in piece.behaviours for piece in looks):
        return None
    alike = replace(under.shared, inspectors={})
    line = Line()
    for piece in looks:
        estimate.fold(line, piece, alike, under.prior)
    return estimate.do(line, behaviour, now.timestamp(), alike, under.prior)


async def _looks(person: UUID) -> list[Evidence]:
    """Every piece that was seen of a person, in their order."""
    found: list[Evidence] = []
    after = 0
    while True:
        page = await ledger.page_of_person(person, (BehaviourSeen,), after=after, limit=PAGE)
        found += [piece for stored in page for piece in evidence.of(stored.fact, stored.at)]
        if len(page) < PAGE:
            return found
        after = page[-1].number or 0
