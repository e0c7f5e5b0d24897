"""Gaps as their owner sees them: each kind, few and many counts, nothing at all, and one behaviour with its weeks."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from server.deals.gates import needed
from server.gaps.estimate import Estimate
from server.gaps.priority import Gap, Reading, judged
from server.gaps.queries import Stand
from server.html import Page
from server.people.roles import Actor
from server.web.gaps.next_step import Shelf
from server.web.gaps.person_line import Known, known_of
from server.web.pages import my_behaviour
from server.web.pages.my_behaviour import MyBehaviourPage
from tests.deals.samples import deal
from tests.selling import EDITION, PROCESS

NOW = datetime(2026, 11, 19, 8, tzinfo=UTC)
ADA = Actor(
    id=UUID("01939b5e-0000-7000-8000-0000000000aa"),
    name="Ada Rep",
    roles=frozenset({"rep"}),
    zone="Europe/Prague",
    locale="en",
    theme="",
)
DEALS = (deal(),)
SHELF = Shelf(
    process=PROCESS,
    lessons=tuple(one for one in EDITION.academy.lessons if one.status == "live"),
    finished=frozenset({"next-step"}),
    deals=DEALS,
    needed=needed(PROCESS, DEALS),
    sells=True,
)


def pages() -> Mapping[str, Page]:
    """One behaviour with its weeks, without any, and steady."""
    weeks = [Stand(NOW - timedelta(days=7 * week), 0.5 + 0.02 * week, 0.3, 0.8) for week in (14, 9, 3, 2)]
    return {
        "a behaviour of mine": one(teach(), (weeks, [])),
        "a behaviour of mine that is known and not done": one(coach(), (weeks, weeks[:1])),
        "a behaviour of mine of which nothing is known": one(reading("insight-shared"), ([], [])),
        "a behaviour of mine that is steady": one(steady(), (weeks, weeks)),
        "a behaviour of mine that a milder inspector looked at": replace(one(steady(), (weeks, weeks)), looked_at=(70, 96)),
    }


def known(*readings: Reading) -> Known:
    """What My line shows of these readings; everything else is unknown."""
    given = {one.behaviour: one for one in readings}
    every = [given.get(behaviour.id, reading(behaviour.id)) for behaviour in PROCESS.behaviours]
    found = known_of(judged(every), SHELF, person=ADA, zone=ADA.zone, now=NOW)
    assert found is not None
    return found


def one(of: Reading, weeks: tuple[list[Stand], list[Stand]]) -> MyBehaviourPage:
    return my_behaviour.page(gap(of), SHELF, weeks, actor=ADA, now=NOW)


def gap(of: Reading) -> Gap:
    (found,) = judged([of])
    return found


def reading(
    behaviour: str,
    *,
    know: float = 0.65,
    do: float = 0.5,
    counts: tuple[int, int, int, int] = (0, 0, 0, 0),
    told: float | None = None,
) -> Reading:
    """`counts` are right, asked, shown, deals. Whatever was counted happened twelve days ago."""
    right, asked, shown, deals = counts
    then = (NOW - timedelta(days=12)).timestamp()
    return Reading(
        behaviour=behaviour,
        know=Estimate(0.6, 0.4, know, max(0.0, know - 0.12), min(1.0, know + 0.1)),
        do=Estimate(0.0, 0.6, do, max(0.0, do - 0.2), min(1.0, do + 0.2)),
        right=right,
        asked=asked,
        asked_at=then if asked else None,
        told=told,
        shown=shown,
        deals=deals,
        seen_at=then if deals else None,
        gate=PROCESS.behaviour[behaviour].gate,
        always=PROCESS.behaviour[behaviour].always,
    )


def teach() -> Reading:
    return reading("problem-in-buyer-words", know=0.4, counts=(3, 8, 1, 3))


def coach() -> Reading:
    return reading("stakeholder-access", know=0.88, do=0.4, counts=(9, 9, 2, 6))


def steady() -> Reading:
    return reading("close-date-buyer-owned", know=0.9, do=0.85, counts=(7, 7, 6, 6))


def fading() -> Reading:
    return reading("insight-shared", know=0.7, counts=(6, 7, 0, 1), told=0.85)


def few() -> Reading:
    return reading("next-step-confirmed", counts=(1, 1, 0, 0))
