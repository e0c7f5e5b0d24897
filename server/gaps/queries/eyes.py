"""What would be said of doing if nobody allowed for who looked: where a leniency changed a number, both are shown."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from server import ledger
from server.facts import BehaviourSeen
from server.gaps import estimate, evidence
from server.gaps.estimate import Estimate, Line
from server.gaps.evidence import Evidence
from server.gaps.queries.worked import HOUR, rules_of

PAGE = 2_000
"""Facts that are read at once."""


async def as_looked_at(person: UUID, behaviours: Collection[str], now: datetime) -> Mapping[str, Estimate]:
    """The estimates of doing as if every inspector were the pooled one, at the hour that has begun, as gaps are told.

    Left out is a behaviour of which that is said anyway: no inspector of it of this person is known to be milder or stricter than the others. Where
    nobody is, nothing is asked of the database after the person's gaps were. Whoever asks has made sure that the reader may see them.
    """
    under = await rules_of(person)
    told = under.shared.inspectors
    if not told or not behaviours:
        return {}
    looks = await _looks(person)
    changed = {
        behaviour for piece in looks if piece.inspector in told for behaviour in piece.behaviours if behaviour in behaviours
    }
    if not changed:
        return {}
    alike = replace(under.shared, inspectors={})
    line = Line()
    for piece in looks:
        estimate.fold(line, piece, alike, under.prior)
    at = now.timestamp() // HOUR * HOUR
    return {one: estimate.do(line, one, at, alike, under.prior) for one in sorted(changed)}


async def _looks(person: UUID) -> list[Evidence]:
    """Every piece that was seen of a person, in their order."""
    found: list[Evidence] = []
    after = 0
    while True:
        page = await ledger.page_of_person(person, (BehaviourSeen,), after=after, limit=PAGE)
        found += [piece for stored in page for piece in evidence.of(stored.fact, stored.at)]
        if len(page) < PAGE:
            return found
        after = page[-1].number
