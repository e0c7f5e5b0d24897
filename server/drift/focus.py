"""Whether the focus of the company moved what is done: the four weeks before it beside what came since. Pure."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from server.drift.points import SPAN, Count, Judged, newest


class Moved(Struct, frozen=True, kw_only=True):
    """How often a behaviour was met, each deal once by its newest answer: in the four weeks before `since`, and from then on."""

    behaviour: str
    since: datetime
    before: Count
    after: Count


def moved(behaviour: str, since: datetime, answers: Iterable[Judged]) -> Moved:
    """Before and after. What was answered at the very moment belongs to after."""
    about = [one for one in answers if one.about == behaviour]
    return Moved(
        behaviour=behaviour,
        since=since,
        before=newest(one for one in about if since - SPAN <= one.at < since),
        after=newest(one for one in about if one.at >= since),
    )
