"""What the leader's pages look like."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from msgspec.structs import replace

from server.drift import watch
from server.drift.actions import Told
from server.drift.chart import Chart, Step
from server.drift.focus import Moved
from server.drift.footing import Asked, footing
from server.drift.forecast import Gate, Line, State, Sum
from server.drift.knowing import Knowing
from server.drift.points import Compared, Count, Judged, Point
from server.drift.queries import board as boards
from server.drift.queries.board import Board, Silent
from server.drift.queries.forecast import Behind
from server.drift.queries.judged import Label
from server.drift.queries.results import Ended, Part
from server.drift.queries.skips import Past, Skipped
from server.drift.results import Result, Side
from server.drift.signals import Recency
from server.drift.turns import Mark
from server.drift.watch import Signal
from server.html import Page
from server.inspections.calibration import Concord
from server.web.drift import signal_answers
from server.web.pages import drift, drift_cases, drift_counting, drift_deals, drift_signals
from tests.drift import manager_samples
from tests.inspections.reference import PROCESS

NOW = datetime(2026, 11, 19, 8, 30, tzinfo=UTC)
NORTH, SOUTH = UUID(int=11), UUID(int=12)


def behind(name: str = "Northgate & Sons", state: State = "overstated", *, n: int = 1, amount: int | None = 62_000_00) -> Behind:
    """A deal behind a number."""
    return Behind(
        id=UUID(int=n),
        name=name,
        owner="Ada <Rep>" if n % 2 else "",
        team="Team North" if n % 2 else "",
        category="",
        motion="new",
        stage="propose",
        amount=amount,
        currency="EUR",
        close_date=None,
        supported="" if state == "uninspected" else "align",
        missing="stakeholder-access",
        state=state,
    )


def signal(
    kind: str = "anchor",
    *,
    about: str = "",
    met: int = 8,
    n: int = 10,
    floor: float = 60.0,
    points: Sequence[tuple[int, int]] = ((9, 12), (8, 10)),
    change: str = "steady",
    said: Sequence[Mark] = (),
) -> Signal:
    """A signal of Team North with these points, a fortnight each, the second of which ends a quarter."""
    made = [
        Point(
            first=date(2026, 9, 7) + timedelta(days=14 * place),
            last=date(2026, 9, 20) + timedelta(days=14 * place),
            met=one[0],
            n=one[1],
            quarter_end=date(2026, 9, 30) if place == 1 else None,
        )
        for place, one in enumerate(points)
    ]
    return Signal(
        compared=Compared(now=Count(met, n), before=Count(n, n)) if change == "falling" else None,
        told=watch.Told(weeks=12, edges=(None,) * len(made)) if change == "falling" else None,
        kind=kind,  # type: ignore[arg-type]  # the tests name those that there are
        about=about,
        team=NORTH,
        floor=floor,
        count=Count(met, n),
        chart=Chart(
            steps=tuple(Step(point=point, change="steady") for point in made),
            change=change,  # type: ignore[arg-type]  # as above
        ),
        said=tuple(said),
    )


def mark(n: int, did: Literal["acted", "accepted"], day: date, words: str = "", *, today: bool = False) -> Mark:
    """What was said of a signal; the first of them by the focus."""
    return Mark(id=UUID(int=n) if n else None, did=did, on=day, words=words, today=today)


SAID = (
    mark(0, "acted", date(2026, 9, 2)),
    mark(0, "acted", date(2026, 9, 15)),
    mark(1, "acted", date(2026, 9, 28), "Two deals <a week> with Mira"),
    mark(2, "accepted", date(2026, 10, 30), "Half of the team is new", today=True),
)

LINE = Line(currency="EUR", supported=Sum(7, 1_500_000_00), overstated=Sum(4, 500_000_00, 1), uninspected=Sum(3, 400_000_00))
CROWNS = Line(currency="CZK", supported=Sum(1, 90_000_00))


def board(**more: Any) -> Board:  # noqa: ANN401  # whatever a board holds
    """A company of two teams."""
    usual = Board(
        at=NOW,
        as_of=NOW,
        fiscal="01-01",
        names={NORTH: "Team North", SOUTH: "Team <South>"},
        stages=("propose", "commit"),
        lines=(LINE, CROWNS),
        teams=((NORTH, (LINE,)), (SOUTH, (CROWNS,)), (None, (CROWNS,))),
        categories=(("commit", (LINE,)), ("", (CROWNS,))),
        over=(behind(), behind("Solberg Marine", n=2, amount=None)),
        gates=(Gate("stakeholder-access", 3), Gate("criteria-agreed", 1)),
        results=(
            Result(stage="engage", gate="", met=Side(31, 66), without=Side(8, 16)),
            Result(stage="discover", gate="", met=Side(10, 15), without=Side(7, 13)),
            Result(stage="align", gate="", met=Side(14, 22), without=Side(6, 25)),
            Result(stage="prove", gate="", met=Side(3, 4), without=Side(1, 2)),
        ),
        idle=(Result(stage="engage", gate="next-step-confirmed", met=Side(31, 66), without=Side(8, 16)),),
        signals=(
            signal(met=7, n=19, floor=70.0, points=((9, 12), (8, 10), (3, 11)), change="falling"),
            signal("kept", met=6, n=16, points=((9, 12),)),
            *(signal("stage", about=one, met=9) for one in ("engage", "discover", "align", "prove", "propose", "commit")),
            signal("behaviour", about="stakeholder-access", met=2, n=5),
            signal("accuracy", points=()),
        ),
        knowing=(Knowing(NORTH, "buying-process-mapped", 3, 6), Knowing(SOUTH, "stakeholder-access", 1, 5)),
        recency=(
            Recency(manager=UUID(int=31), teams=("Team <South>",), count=Count(5, 10), floor=80.0),
            Recency(manager=UUID(int=32), teams=("Team North", "Team West"), count=Count(9, 10), floor=80.0),
            Recency(manager=UUID(int=33), teams=("Team East",), count=Count(1, 1), floor=80.0),
        ),
        agreed=Concord(deals=6, alike=101, pairs=120, same=7, sheets=9),
        footing=footing([Asked("stakeholder-access", 30, 40, 60, 14), Asked("<gone>", 9, 2, 20, 0)], floor=60.0, limit=15.0),
        skipped=(Skipped(NORTH, "prove", 20, 24), Skipped(None, "align", 9, 9)),
        silent=(Silent("concessions-traded", 63, UUID(int=5)), Silent("alternatives-known", None, None)),
    )
    return replace(usual, **more)


ANSWERED = board(
    signals=(
        signal(met=7, n=19, floor=70.0, points=((9, 12), (8, 10), (3, 11)), change="falling", said=SAID[:3]),
        signal("accuracy", points=((9, 12), (8, 10), (3, 11)), change="learning", said=SAID),
    )
)
MOVED = Moved(behaviour="stakeholder-access", since=NOW, before=Count(7, 19), after=Count(3, 4))
LEFT = Result(stage="align", gate="", met=Side(3, 4), without=Side(1, 2))
LARGE = board(
    signals=tuple(signal(about=str(n), met=2, n=9) for n in range(50)),
    edition=UUID(int=7),
    after="0 <7>",
    rest=5_550,
    rest_outside=0,
    skipped=tuple(Skipped(NORTH, "prove", 20 - n % 5, 24) for n in range(51)),
    recency=tuple(Recency(manager=UUID(int=31), teams=(f"Team {n}",), count=Count(5, 10), floor=80.0) for n in range(60)),
    teams=tuple((UUID(int=100 + n), (LINE if n % 2 else CROWNS,)) for n in range(60)),
)
TOLD = Told(kind="anchor", about="", team=NORTH, did="accepted", words="<")


def past(n: int, *, claimed: bool) -> Past:
    """A deal that came past a stage."""
    return Past(id=UUID(int=n), name=f"Deal <{n}>", owner="Ada", claimed=claimed, added_at=NOW)


def judged() -> list[Judged]:
    """Three answers, two of them about one deal."""
    return [
        Judged(case=UUID(int=n), at=NOW - timedelta(days=days), met=met)
        for n, days, met in ((1, 9, False), (1, 0, True), (2, 0, False))
    ]


EMPTY: Mapping[str, Any] = dict.fromkeys(
    ("lines", "teams", "categories", "over", "gates", "results", "idle", "signals", "skipped", "knowing", "recency"), ()
) | {"footing": None}


def pages() -> Mapping[str, Page]:
    """The page with everything and with nothing, the deals behind a number and of a stage."""
    ended = [
        Ended(id=UUID(int=n), name=f"Deal <{n}>", team="", met=n < 4, outcome=outcome, closed_at=NOW)
        for n, outcome in enumerate(("won", "won", "lost", "won", "no-decision", "won"))
    ]
    asked = {"team": str(NORTH), "state": "overstated", "currency": "EUR"}
    states: tuple[State, ...] = ("supported", "overstated", "uninspected")
    return {
        "the leader's page": drift.page(board(), PROCESS),
        "the same, all claims shown": drift.page(
            board(lines=(CROWNS,), teams=((SOUTH, (CROWNS,)),), categories=(), over=(), gates=(), silent=()), PROCESS
        ),
        "the same with a focus": drift.page(board(moved=MOVED), PROCESS),
        "the same with a focus of today": drift.page(board(moved=replace(MOVED, after=Count(0, 0))), PROCESS),
        "the same with a focus that was never asked about": drift.page(board(moved=replace(MOVED, before=Count(0, 0))), PROCESS),
        "the same, after signals were answered": drift.page(ANSWERED, PROCESS),
        "the same, an answer without its reason": drift.page(
            board(),
            PROCESS,
            unclear=signal_answers.unclear(board(), PROCESS, TOLD, {"words": "Say in a line why this level is the new one."}),
        ),
        "the same, the choice refused": drift.page(board(), PROCESS, errors={"behaviour": "Choose a behaviour of the process."}),
        "the same of a company of many teams": drift.page(LARGE, PROCESS),
        "the signals of a company of many teams": drift_signals.page(LARGE, PROCESS, boards.Part(LARGE.signals, "0 <7>")),
        "no more signals": drift_signals.page(LARGE, PROCESS, boards.Part((), "")),
        "the deals of a behaviour": drift_cases.behaviour_page(
            "Access & more", tuple(drift_cases.both(judged(), {UUID(int=1): "Northgate & Sons"}, MOVED)), NOW
        ),
        "the notes of a signal": drift_cases.CasesPage(
            title="Coaching on the step",
            scope="Team <North>",
            about="Notes whose writer tagged the step.",
            spans=drift_cases.asked_for(
                [drift_cases.span("The last four weeks", judged() * 3, {}, {UUID(int=1): Label(None, "", "number")})],
                "/drift/cases",
                {"of": "anchor"},
            ),
            at=NOW,
        ),
        "a stage that is left out": drift_cases.skipped_page(
            "Prove", "Team <North>", [past(n, claimed=n > 1) for n in range(4)], NOW
        ),
        "a stage that nobody leaves out": drift_cases.skipped_page("Prove", "", [], NOW),
        "the deals of a behaviour that does not lead": drift_cases.behaviour_page(
            "Access", tuple(drift_cases.both([], {}, None)), NOW
        ),
        "the same before anything is claimed": drift.page(board(**EMPTY, as_of=None, silent=None, agreed=None), PROCESS),
        "numbers that are being counted": drift_counting.counting_page(""),
        "numbers that are long in being counted": drift_counting.counting_page(str(drift_counting.MOST)),
        "the deals behind a number": drift_deals.behind_page(
            board(), PROCESS, asked, [behind(state=states[n % 3], n=n + 1) for n in range(51)]
        ),
        "no deals behind a number": drift_deals.behind_page(board(), PROCESS, {"category": "none", "in": "any"}, []),
        "the deals that left a stage": drift_deals.result_page(PROCESS, LEFT, Part(tuple(ended), (NOW, UUID(int=1))), NOW),
        "no deal that left a stage with its gates": drift_deals.result_page(PROCESS, LEFT, Part(tuple(ended[4:]), None), NOW),
        **manager_samples.pages(),
    }
