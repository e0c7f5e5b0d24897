"""The bridge: from a question somebody knows to the deal of theirs that is about to need it, and to the clause that is missing there. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from msgspec import Struct

from server.deals.gates import Standing, is_ahead, needs
from server.gaps.shown import Usual
from server.process.map import Behaviour, Clause, Process

SECONDS = 50
"""What a look at one deal takes, as printed."""


class Open(Standing, Protocol):
    """An open deal, as far as this module looks at it."""

    @property
    def id(self) -> UUID:
        """Its id."""


D = TypeVar("D", bound=Open)

Missing = Mapping[str, Mapping[UUID, Sequence[str]]]
"""The clauses for which the newest look found nothing, by behaviour and deal."""

NOTHING: Missing = {}


class Bridge(Struct, Generic[D], frozen=True, kw_only=True):
    """`deal` is about to need `behaviour`, or was found without it; it stands in the stage with this title.

    `clause` is what is missing there, in the words of its definition, empty when nobody looked; `usually`: it is on most of their deals. `ahead`:
    it is a gate that the deal has before it, not something that is asked everywhere.
    """

    deal: D
    behaviour: Behaviour
    stage: str
    clause: str = ""
    usually: bool = False
    ahead: bool = True


def bridge(
    process: Process,
    behaviours: Sequence[str],
    deals: Iterable[D],
    missing: Missing = NOTHING,
    usual: Mapping[str, Usual] | None = None,
) -> Bridge[D] | None:
    """The deal, first in order, on which a clause of one of these behaviours is missing, before those that need one most; None when none does.

    `usual` is what is missing most often on the person's deals, by behaviour. Nothing is invented.
    """
    ways = list(_ways(process, behaviours, list(deals), missing, usual or {}))
    return max(ways, key=lambda way: way[:3])[3] if ways else None


def _ways(
    process: Process, behaviours: Sequence[str], deals: Sequence[D], missing: Missing, usual: Mapping[str, Usual]
) -> Iterator[tuple[bool, bool, float, Bridge[D]]]:
    """Every deal that can be named: whether a clause is missing there, whether it is the usual one, how much the deal needs it, and the bridge."""
    for behaviour in (process.behaviour[one] for one in behaviours if one in process.behaviour):
        most = usual.get(behaviour.id)
        for deal in deals:
            need = needs(process, deal).get(behaviour.id, 0.0)
            clause = _clause(behaviour, missing.get(behaviour.id, {}).get(deal.id, ()), most)
            if (need or clause) and deal.stage in process.stage:
                usually = _usually(clause, most)
                words, stage = clause.text if clause else "", process.stage[deal.stage].title
                ahead = is_ahead(process, deal, behaviour.id)
                made = Bridge(deal=deal, behaviour=behaviour, stage=stage, clause=words, usually=usually, ahead=ahead)
                yield clause is not None, usually, need, made


def _clause(behaviour: Behaviour, missing: Sequence[str], usual: Usual | None) -> Clause | None:
    """The one to name of what is missing on a deal: the usual one, else the first. A timed one cannot be made good, so nobody is sent for it."""
    clauses = [clause for clause in behaviour.clauses if clause.id in missing and not clause.timed]
    return next((clause for clause in clauses if usual and clause.id == usual.clause), clauses[0] if clauses else None)


def _usually(clause: Clause | None, usual: Usual | None) -> bool:
    """Whether this is what most of several deals lack."""
    return clause is not None and usual is not None and usual.clause == clause.id and usual.of > 1 and 2 * usual.deals > usual.of
