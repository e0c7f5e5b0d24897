"""Whether the focus of the company moved what is done: the four weeks before it beside what came since. Pure."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from server.drift.points import SPAN, Count, Judged


class Moved(Struct, frozen=True, kw_only=True):
    """How often a behaviour was met, each deal once by its newest answer: in the four weeks before `since`, and from then on."""

    behaviour: str
    since: datetime
    before: Count
    after: Count


def moved(behaviour: str, since: datetime, answers: Iterable[Judged]) -> Moved:
    """Before and after. What was answered at the very moment belongs to after."""
    early: dict[object, bool] = {}
    late: dict[object, bool] = {}
    for one in sorted(answers, key=lambda one: one.at):
        if one.about == behaviour and one.at >= since - SPAN:
            (late if one.at >= since else early)[one.case] = one.met
    return Moved(behaviour=behaviour, since=since, before=_count(early), after=_count(late))


def _count(answers: dict[object, bool]) -> Count:
    return Count(sum(answers.values()), len(answers))
