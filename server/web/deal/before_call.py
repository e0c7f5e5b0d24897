"""What to know before a call on a deal, in one minute: the behaviour that is next on it, what of it is still open, and what to bring. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct

from server.deals import gates
from server.deals.queries import Deal
from server.deals.queries.planned import Planned
from server.inspections.queries import Call
from server.inspections.rubric import EVENT, unproven
from server.process.map import Behaviour, Clause, Process
from server.web.deal.standing import Stands

STEPS: Final = 4
"""Steps of a behaviour that are told; the last ones come after the call."""

SOON: Final = timedelta(days=1)
"""How far ahead a call is told of."""

FEW: Final = 3
"""Calls that a day tells of."""


class Before(Struct, frozen=True):
    """The `behaviour` that is next, its first steps, and its clauses that are not proven on this deal. `looked`: somebody inspected the deal."""

    behaviour: Behaviour
    steps: tuple[str, ...]
    open: tuple[Clause, ...]
    looked: bool


def before(deal: Deal, stands: Stands | None, ahead: Sequence[Behaviour]) -> Before | None:
    """What the page of the deal says is missing first; of a deal that nobody looked at, the first of the gates `ahead` of its claim.

    None for a deal that is closed, and where nothing is left to prove.
    """
    if deal.closed_at is not None:
        return None
    looked = stands is not None and stands.said is not None
    behaviour = stands.missing if stands and looked else next(iter(ahead), None)
    if behaviour is None:
        return None
    standing = next((row.standing for row in stands.rows if row.behaviour.id == behaviour.id), None) if stands else None
    waits = unproven(behaviour, standing)
    return Before(
        behaviour=behaviour,
        steps=behaviour.steps[:STEPS],
        open=tuple(clause for clause in behaviour.clauses if clause.id in waits),
        looked=looked,
    )


def gates_ahead(deal: Deal, process: Process | None) -> tuple[Behaviour, ...]:
    """The gates that the claimed stage of an open deal asks for; none for a closed one, and for a kind of deal that the process does not have."""
    motion = process.motion.get(deal.motion) if process else None
    return gates.ahead(process, motion, deal.stage) if process and motion and deal.closed_at is None else ()


def call_on(deal: Deal, stands: Stands | None, planned: Sequence[Planned], today: date) -> Call | None:
    """The next call on a deal that is today or tomorrow: what a buyer accepted, else what its CRM says."""
    items = [found.evidence for found in stands.evidence] if stands else []
    accepted = [
        Call(deal=deal.id, name=deal.name, day=one.dated, purpose=one.words, people=one.sender)
        for one in items
        if one.form == EVENT and one.dated and today <= one.dated <= today + SOON
    ]
    return next(iter(together(accepted, planned_calls([deal], {deal.id: planned}, today))), None)


def planned_calls(deals: Iterable[Deal], planned: Mapping[UUID, Sequence[Planned]], today: date) -> Iterator[Call]:
    """What the CRM of these deals says is a meeting today or tomorrow."""
    for deal in deals:
        for step in planned.get(deal.id, ()):
            if step.kind == EVENT and step.day and today <= step.day <= today + SOON:
                yield Call(deal=deal.id, name=deal.name, day=step.day, purpose=step.subject)


def together(accepted: Iterable[Call], planned: Iterable[Call]) -> tuple[Call, ...]:
    """One call a deal, the earliest first; of one day, what a buyer accepted."""
    found: dict[UUID, Call] = {}
    for call in sorted((*accepted, *planned), key=lambda one: (one.day, not one.people)):
        found.setdefault(call.deal, call)
    return tuple(found.values())
