"""How a person stands in each behaviour at one moment, before it is judged: two estimates, and what was counted. Pure."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from server.gaps import estimate
from server.gaps.book import Rules
from server.gaps.estimate import Estimate, Line
from server.gaps.priority import Reading
from server.gaps.shown import Shown
from server.process.map import Behaviour


class Counted(NamedTuple):
    """What is counted of one behaviour: `right` of `asked` answers of half a year, when the last one came, and when a deal was last looked at."""

    right: int = 0
    asked: int = 0
    asked_at: float | None = None
    seen_at: float | None = None


UNCOUNTED, UNSEEN = Counted(), Shown()


def readings(
    line: Line,
    does: Sequence[Estimate],
    counts: Mapping[str, Counted],
    shown: Mapping[str, Shown],
    under: Rules,
    now: float,
    behaviours: Sequence[Behaviour],
    needed: Mapping[str, float],
    leads: str = "",
) -> list[Reading]:
    """Every behaviour of the person, in their order, with what they do of each. `now` is in seconds since the epoch; `shown` is what looks at deals
    came to, by behaviour. `leads` is the focus of the company, empty for none.
    """
    knows = estimate.know_each(line, [one.id for one in behaviours], now, *under)
    found = []
    for behaviour, know, do in zip(behaviours, knows, does, strict=True):
        right, asked, asked_at, seen_at = counts.get(behaviour.id, UNCOUNTED)
        on, deals, claimed, fair, fair_on, lacks = shown.get(behaviour.id, UNSEEN)
        # What other answers said of them since the last one about it is in both.
        told = None if asked_at is None or asked_at >= now else estimate.chance_to_know(line, behaviour.id, asked_at, *under)
        found.append(
            Reading(
                behaviour.id,
                know,
                do,
                right,
                asked,
                asked_at,
                told,
                on,
                deals,
                seen_at,
                claimed,
                (fair_on, fair),
                lacks,
                behaviour.gate,
                behaviour.always,
                needed.get(behaviour.id, 0.0),
                behaviour.id == leads,
            )
        )
    return found
