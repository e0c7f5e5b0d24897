"""The one deal that a day holds: a claim that moved, a promise that is due, a close date that has passed, or what the deal needs next. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

from msgspec import Struct

from server.deals.gates import ahead
from server.process.map import Behaviour, Process
from server.sentences.reasons import ClosePassed, NeedsNext, PromiseDue, Reason, StageMoved, WaitsFor
from server.zones import local_day

SOON: Final = timedelta(days=2)
"""How long before it is due a promise opens the deal it is on."""


class OpenDeal(Protocol):
    """An open deal, as far as this module looks at it."""

    @property
    def id(self) -> UUID:
        """Its id."""

    @property
    def name(self) -> str:
        """What its owner calls it."""

    @property
    def motion(self) -> str:
        """Id of its motion."""

    @property
    def stage(self) -> str:
        """Id of the stage it claims."""

    @property
    def close_date(self) -> date | None:
        """When its owner thinks it closes."""


class OpenPromise(Protocol):
    """A promise that is not settled, as far as this module looks at it."""

    @property
    def deal(self) -> UUID:
        """The deal it is on."""

    @property
    def words(self) -> str:
        """What was promised."""

    @property
    def due_at(self) -> datetime:
        """Until when."""


class Found(Protocol):
    """What the sheets of a deal conclude, as far as this module looks at it."""

    @property
    def missing(self) -> str:
        """Id of the first gate that is not met, empty for none."""

    @property
    def waits(self) -> Sequence[str]:
        """The clauses of that gate that are not proven, in the order of its definition."""


class Check(Struct, frozen=True, kw_only=True):
    """A claim that moved, and what its owner is asked about it: `boxes` are the open gates of the stage that the deal `left`, at most three."""

    deal: UUID
    left: str
    stage: str
    at: datetime
    boxes: tuple[Behaviour, ...]


class Nudge(Struct, frozen=True, kw_only=True):
    """One thing to do on one open deal, and why. `check` is set when it is a claim that moved."""

    deal: UUID
    name: str
    why: Reason
    check: Check | None = None


def nudge(
    deals: Sequence[OpenDeal],
    promised: Iterable[OpenPromise],
    process: Process | None,
    priorities: Mapping[str, float],
    *,
    now: datetime,
    zone: str,
    concluded: Mapping[UUID, Found] | None = None,
    check: Check | None = None,
) -> Nudge | None:
    """The deal that today holds, None when the person has no open deal that anything can be said about.

    First a claim that moved; then a promise that is late or due within two days, the earliest first; then a close date that has passed, the
    longest ago first; then the smallest gap that an inspection found: the gate that waits for the fewest clauses, and of gates alike the one
    worth most to this person; then the gate that is worth most to them of those ahead of a deal. Of deals alike, the first to close comes first.
    """
    return (
        next(_moved(deals, process, check), None)
        or next(_promises(deals, promised, now), None)
        or next(_passed(deals, local_day(now, zone)), None)
        or next(_waiting(deals, process, priorities, concluded or {}), None)
        or next(_needing(deals, process, priorities), None)
    )


def _moved(deals: Sequence[OpenDeal], process: Process | None, check: Check | None) -> Iterator[Nudge]:
    for deal in deals:
        if check and check.boxes and check.deal == deal.id and process and check.stage in process.stage:
            why = StageMoved(process.stage[check.stage].title, check.at)
            yield Nudge(deal=deal.id, name=deal.name, why=why, check=check)


def _promises(deals: Sequence[OpenDeal], promised: Iterable[OpenPromise], now: datetime) -> Iterator[Nudge]:
    names = {deal.id: deal.name for deal in deals}
    for promise in sorted(promised, key=lambda one: one.due_at):
        if promise.deal in names and promise.due_at <= now + SOON:
            yield Nudge(deal=promise.deal, name=names[promise.deal], why=PromiseDue(promise.words, promise.due_at))


def _passed(deals: Sequence[OpenDeal], today: date) -> Iterator[Nudge]:
    passed = [(deal.close_date, deal) for deal in deals if deal.close_date and deal.close_date < today]
    for on, deal in sorted(passed, key=lambda one: (one[0], one[1].name)):
        yield Nudge(deal=deal.id, name=deal.name, why=ClosePassed(on))


def _waiting(
    deals: Sequence[OpenDeal], process: Process | None, priorities: Mapping[str, float], concluded: Mapping[UUID, Found]
) -> Iterator[Nudge]:
    if process is None:
        return
    ranked = []
    for deal in deals:
        found = concluded.get(deal.id)
        gate = process.behaviour.get(found.missing) if found else None
        clauses = [clause.text for clause in gate.clauses if clause.id in found.waits] if gate and found else []
        if gate and clauses:
            order = (len(clauses), -priorities.get(gate.id, 0.0), deal.close_date or date.max, deal.name)
            ranked.append((order, deal, WaitsFor(gate.title, clauses[0], len(clauses))))
    for _order, deal, why in sorted(ranked, key=lambda one: one[0]):
        yield Nudge(deal=deal.id, name=deal.name, why=why)


def _needing(deals: Sequence[OpenDeal], process: Process | None, priorities: Mapping[str, float]) -> Iterator[Nudge]:
    if process is None:
        return
    ranked = []
    for deal in deals:
        motion = process.motion.get(deal.motion)
        for behaviour in ahead(process, motion, deal.stage) if motion and deal.stage in motion.stages else ():
            worth = priorities.get(behaviour.id, 0.0)
            ranked.append((-worth, deal.close_date or date.max, deal.name, deal, behaviour))
    for _worth, _close, _name, deal, behaviour in sorted(ranked, key=lambda one: one[:3]):
        why = NeedsNext(process.stage[deal.stage].title, behaviour.title, behaviour.inspect)
        yield Nudge(deal=deal.id, name=deal.name, why=why)
