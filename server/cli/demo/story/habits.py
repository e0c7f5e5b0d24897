"""What each rep of the demonstration does in truth on their deals: how often a behaviour is shown, and what is missing where it is not. Pure."""

from collections.abc import Mapping
from typing import Final

from server.cli.demo.story.days import chance
from server.cli.demo.story.people import NORTH, REPS, SOUTH
from server.process.map import Behaviour

DOES: Final[Mapping[str, float]] = {
    "mara": 0.62,
    "ewa": 0.84,
    "joel": 0.74,
    "priya": 0.86,
    # He knows it all, and does little of it.
    "tomas": 0.1,
    "yusuf": 0.62,
    "anouk": 0.8,
    "davor": 0.66,
    "lena": 0.84,
    "marco": 0.66,
    "sofia": 0.5,
}
"""How often a rep shows a behaviour on a deal."""

OWN: Final[Mapping[tuple[str, str], float]] = {
    ("mara", "agenda-agreed"): 0.9,
    ("mara", "next-step-confirmed"): 0.84,
    ("mara", "problem-in-buyer-words"): 0.78,
    ("mara", "impact-quantified"): 0.34,
    ("mara", "stakeholder-access"): 0.4,
    ("ewa", "stakeholder-access"): 0.5,
    ("joel", "stakeholder-access"): 0.45,
    ("priya", "stakeholder-access"): 0.85,
    ("tomas", "stakeholder-access"): 0.08,
    ("yusuf", "stakeholder-access"): 0.2,
    ("ewa", "buying-process-mapped"): 0.05,
    ("joel", "buying-process-mapped"): 0.06,
    ("mara", "buying-process-mapped"): 0.12,
    ("priya", "buying-process-mapped"): 0.4,
    ("tomas", "buying-process-mapped"): 0.03,
    ("yusuf", "buying-process-mapped"): 0.06,
    ("tomas", "next-step-confirmed"): 0.5,
    ("tomas", "agenda-agreed"): 0.5,
    ("ewa", "next-step-confirmed"): 0.9,
    ("priya", "next-step-confirmed"): 0.92,
    ("yusuf", "next-step-confirmed"): 0.88,
}

ALL: Final[Mapping[str, float]] = {"economic-buyer-confirmed": 0.75, "close-date-buyer-owned": 0.75, "champion-tested": 0.8}
"""What everybody does less."""

LATELY: Final[Mapping[tuple[str, str], tuple[float, float]]] = {
    (NORTH, "next-step-confirmed"): (0.25, 0.97),
    # What Team South let slip, until it was their focus of a month.
    (SOUTH, "agenda-agreed"): (0.4, 0.98),
}
"""What clearly became more or less frequent: how often it was shown in the four weeks before the last four, and in those."""

FALLS: Final[Mapping[tuple[str, str], float]] = {(NORTH, "agenda-agreed"): 0.9}
"""What a whole team did so often, then less and less, and at last not at all."""

FROM, UNTIL = 70, 21
"""How many days ago that began, and was over: seven weeks."""

FOUR_WEEKS = 28

SILENT, SINCE = "concessions-traded", 60
"""What nobody has asked for so many days, although deals are about to close."""

USUALLY: Final[Mapping[str, str]] = {
    "buying-process-mapped": "no-guesses",
    "impact-quantified": "source-and-owner",
    "stakeholders-mapped": "last-contact",
    "stakeholder-access": "spoken-live",
    "problem-in-buyer-words": "buyer-replied",
    "business-case-co-owned": "buyer-presents",
    "economic-buyer-confirmed": "reply-on-funds",
    "proof-plan-agreed": "decision-after",
    "criteria-agreed": "buyer-confirmed",
    "paper-process-known": "slowest-started",
    "mutual-plan-live": "late-tasks-redated",
    "close-date-buyer-owned": "buyer-reason",
    "agenda-agreed": "ending-named",
    "why-now-established": "date-owner",
}
"""The clause that is usually missing."""

EXACTLY: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("Fennel Logistics", "impact-quantified"): ("shared-worksheet",),
    ("Meridian Tiles", "why-now-established"): ("buyer-date",),
    ("Northgate Dairy", "stakeholder-access"): (),
    ("Northgate Dairy", "buying-process-mapped"): ("owners", "dates"),
}
"""What the story dwells on, by deal and behaviour."""

PARTLY: Final = 0.62
HALF_WAY: Final[Mapping[str, float]] = {"tomas": 0.1}
"""How often something is shown where not everything is, and by whom less often."""

LATE: Final = 0.15
"""How often a clause that is timed came too late."""


def often(rep: str, behaviour: str, ago: int | None = None) -> float:
    """How often this rep shows it; what is asked at every meeting, `ago` days before today."""
    team = _team(rep)
    if ago is not None and falls(rep, behaviour):
        return FALLS[team, behaviour] * min(1.0, max(0.0, (ago - UNTIL) / (FROM - UNTIL)))
    if ago is not None and ago < 2 * FOUR_WEEKS and (team, behaviour) in LATELY:
        return LATELY[team, behaviour][ago < FOUR_WEEKS]
    if (rep, behaviour) in OWN:
        return OWN[rep, behaviour]
    return DOES[rep] * ALL.get(behaviour, 1.0)


def falls(rep: str, behaviour: str) -> bool:
    """Whether this rep's team does it less and less."""
    return (_team(rep), behaviour) in FALLS


def lapses(rep: str, behaviour: str, ago: int) -> bool:
    """Whether so many days before today this rep's team did it less than it does now."""
    before, now = LATELY.get((_team(rep), behaviour), (1.0, 1.0))
    return FOUR_WEEKS <= ago < 2 * FOUR_WEEKS and before < now


def shown(rep: str, deal: str, behaviour: Behaviour, *, surely: bool | None = None, ago: int | None = None) -> tuple[str, ...]:
    """The clauses that this rep shows on this deal in the end, in their order. `surely`: all that a gate asks for, or not all of them."""
    if (deal, behaviour.id) in EXACTLY:
        return EXACTLY[deal, behaviour.id]
    done = [clause for clause in behaviour.clauses if not clause.na]
    does = surely if surely is not None else chance("does", deal, behaviour.id) < often(rep, behaviour.id, ago)
    if does:
        late = {clause.id for clause in done if clause.timed and chance("late", deal, behaviour.id) < LATE}
        return tuple(clause.id for clause in done if clause.id not in late)
    slipped = ago is not None and (lapses(rep, behaviour.id, ago) or falls(rep, behaviour.id))
    if surely is None and (slipped or chance("partly", deal, behaviour.id) >= HALF_WAY.get(rep, PARTLY)):
        return ()
    wanting = USUALLY.get(behaviour.id, done[-1].id)
    if behaviour.id == "stakeholder-access":
        # Who was not met cannot have said what they need.
        return ("needs-noted",)
    also = "buyer-confirmed" if behaviour.id == "buying-process-mapped" else wanting
    return tuple(clause.id for clause in done if clause.id not in {wanting, also})


def _team(rep: str) -> str:
    return next(one.team for one in REPS if one.key == rep)
