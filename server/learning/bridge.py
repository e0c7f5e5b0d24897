"""The bridge: from a question somebody knows to the deal of theirs that is about to need it. Pure."""

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from msgspec import Struct

from server.deals.gates import Standing, neediest, needs
from server.process.map import Behaviour, Process

D = TypeVar("D", bound=Standing)

SECONDS = 50
"""What a look at one deal takes, as printed."""


class Bridge(Struct, Generic[D], frozen=True, kw_only=True):
    """`deal` is about to need `behaviour`; it stands in the stage with this title."""

    deal: D
    behaviour: Behaviour
    stage: str


def bridge(process: Process, behaviours: Sequence[str], deals: Iterable[D]) -> Bridge[D] | None:
    """The deal, first in order of those that need one of these behaviours most; None when none does. Nothing is invented."""
    open_ = list(deals)
    found = [
        (
            needs(process, deal)[behaviour],
            Bridge(deal=deal, behaviour=process.behaviour[behaviour], stage=process.stage[deal.stage].title),
        )
        for behaviour in behaviours
        if behaviour in process.behaviour and (deal := neediest(process, open_, behaviour))
    ]
    return max(found, key=lambda one: one[0])[1] if found else None
