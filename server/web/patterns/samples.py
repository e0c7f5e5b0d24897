"""The pattern page's sample values: every component in every state, for developers. Nothing here is read by the product."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from msgspec.structs import replace

from server.gaps.priority import Seen
from server.gaps.queries import Stand
from server.html import Page
from server.learning.asked import Asked
from server.lessons.compiler.model import Question
from server.web.drift.charts import Drawn
from server.web.gaps.lane import Lane
from server.web.gaps.series import Series, series
from server.web.patterns.questions import apart, asked, questions, scenario

STAGES = ("Engage", "Discover", "Align", "Prove", "Propose", "Commit", "Launch")


class PatternsPage(Page, frozen=True):
    """Everything the page shows. `questions` are a kind and its states; `scenes` a scenario that ended, and one that goes on."""

    stages: tuple[str, ...]
    rules: tuple[tuple[str, Lane, Lane], ...]
    weeks: Series | None
    signals: tuple[Drawn, ...]
    questions: tuple[tuple[str, tuple[tuple[Question, Asked], ...]], ...]
    scenes: tuple[tuple[Question, Asked], ...]
    errors: Mapping[str, str]

    template: ClassVar[str] = "house/patterns.html"


def sample() -> PatternsPage:
    """The page with its sample values."""
    return PatternsPage(
        stages=STAGES,
        rules=_rules(),
        weeks=_weeks(),
        signals=(_signal(),),
        questions=tuple((kind, tuple((apart(q, n), asked) for n, asked in enumerate(states))) for kind, q, states in questions()),
        scenes=(
            (apart(scenario(), 1), asked(scene="stalled", path=(("silence", "went"),), round=1)),
            (apart(scenario(), 2), asked(("m1", "m2", "m3"), scene="changed", path=(("cold", "sorry"),))),
        ),
        errors={"due": "Sunday 15 November has passed. Choose a working day after today.", "proof": "Say what will prove it."},
    )


def _rules() -> tuple[tuple[str, Lane, Lane], ...]:
    none = Lane(0, 0, "no case yet")
    high = Lane(12, 13, "right on 12 of 13 questions (likely 76 to 94%)", 87, 76, 94)
    low = Lane(3, 7, "shown on 3 of 7 deals (likely 33 to 69%)", 51, 33, 69)
    return (
        ("coach", high, low),
        ("teach", replace(low, says="right on 3 of 7 questions (likely 33 to 69%)"), replace(low, at=40, low=21, high=58)),
        ("steady", high, Lane(9, 11, "shown on 9 of 11 deals (likely 62 to 89%)", 78, 62, 89)),
        (
            "fading",
            Lane(6, 9, "right on 6 of 9 questions", 66, 50, 80),
            Lane(6, 8, "shown on 6 of 8 deals", 68, 50, 82),
        ),
        ("look", Lane(2, 3, "right on 2 of 3 questions"), low),
        ("look", none, none),
        ("steady", high, Lane(8, 9, "shown on 8 of 9 deals, claimed on 12 more", 77, 62, 89, claimed=True, claims=12)),
        ("look", high, Lane(1, 2, "shown on 1 of 2 deals, claimed on 3 more", claimed=True, claims=3)),
    )


def _weeks() -> Series | None:
    monday = datetime(2026, 8, 3, tzinfo=UTC)
    chances = ((0, 0.55), (1, 0.63), (3, 0.7), (4, 0.74), (8, 0.78), (13, 0.86))
    stands = [Stand(monday + timedelta(weeks=week), p, p - 0.25 / (week + 2) - 0.08, p + 0.1) for week, p in chances]
    return series(stands, Seen(11, 12, None, 0.83, 0.72, 0.92), monday + timedelta(weeks=15))


def _signal() -> Drawn:
    points = ((11, 14), (12, 15), (10, 13), (13, 16), (11, 14), (12, 16), (9, 13), (10, 15), (8, 13), (9, 14), (7, 12), (3, 10))
    return Drawn(
        name="Coaching on the step",
        scope="Team North",
        points=points,
        percents=tuple(round(100 * met / n, 1) for met, n in points),
        limits=tuple((38.0, 96.0) for _ in points),
        centre=69,
        floor=70,
        bottom=20,
        top=100,
        level="Low",
        change="Falling",
        fine=False,
        quarters=((2, "30 Jun"), (8, "30 Sep")),
    )
