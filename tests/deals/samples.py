"""What the page of one's deals looks like, and a deal for other samples."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from server.deals.queries import Deal
from server.html import Page
from server.web.pages.deals import DealsPage
from server.web.pipeline.own_deals import Own
from server.web.pipeline.review import Reviewed
from tests.selling import PROCESS

FORM = UUID("01939b5e-0000-7000-8000-0000000000f0")


def deal(name: str = "Northgate & Sons", *, outcome: str = "", stage: str = "align") -> Deal:
    """A deal of Ada's."""
    return Deal(
        id=UUID("01939b5e-0000-7000-8000-000000000001"),
        owner=UUID("01939b5e-0000-7000-8000-0000000000aa"),
        name=name,
        motion="new",
        stage=stage,
        amount=6_200_000,
        currency="EUR",
        close_date=date(2026, 12, 18),
        closed_at=datetime(2026, 11, 10, 9, tzinfo=UTC) if outcome else None,
        outcome=outcome,
        added_at=datetime(2026, 11, 3, 9, tzinfo=UTC),
        process=PROCESS.id,
        process_version=PROCESS.version,
    )


def pages() -> Mapping[str, Page]:
    """The list of deals: inspected or not, empty, refused, and without a process."""
    stages = tuple((stage.id, stage.title) for stage in PROCESS.stages)
    motions = tuple((motion.id, motion.title) for motion in PROCESS.motions)

    def shown(deals: tuple[Own, ...] = (), closed: tuple[Deal, ...] = (), **more: Any) -> DealsPage:  # noqa: ANN401  # its fields
        given = {
            "deals": deals,
            "closed": closed,
            "as_of": None,
            "stages": stages,
            "motions": motions,
            "currency": "EUR",
            "form": FORM,
        }
        return DealsPage(**{**given, **more})

    return {
        "deals in every state, and one of each end": shown(
            tuple(own(state) for state in ("even", "further", "back", "unverified", "none")),
            tuple(deal(end, outcome=end) for end in ("won", "lost", "no-decision", "disqualified")),
            as_of=datetime(2026, 11, 17, 5, tzinfo=UTC),
        ),
        "deals that nobody inspected": shown((own("none"),)),
        "deals where the claims hold": shown((own("even"),)),
        "none yet": shown(),
        "sent with faults": shown(
            typed={"name": "Fennel", "amount": "lots", "stage": "align", "motion": "small"},
            errors={"amount": "Write an amount such as 62,000 or 62k, or leave it empty.", "stage": "Choose one it has."},
        ),
        "no process": shown(stages=(), motions=()),
    }


def own(state: str) -> Own:
    """A deal of Ada's in this state, with one thing next."""
    line = Reviewed(
        deal=UUID("01939b5e-0000-7000-8000-000000000001"),
        name="Northgate & <Sons>",
        owner=UUID("01939b5e-0000-7000-8000-0000000000aa"),
        who="Ada Rep",
        amount=None if state == "none" else 6_200_000,
        currency="EUR",
        stages=("Engage", "Discover", "Align", "Commit"),
        claimed="Align",
        claimed_place=3,
        supported="" if state == "none" else "Discover",
        supported_place=0 if state == "none" else 2,
        state=state,
        says="Evidence reaches Discover. The claim is one stage further.",
        complete="Everything up to Engage",
        missing="Problem in the buyer’s words: written down by a named buyer",
        ask="What did they say, in their words?",
        next="",
        behaviour="problem-in-buyer-words",
        artifact="discovery-recap",
        early=False,
    )
    return Own(line=line, next="Problem in the buyer’s words: written down by a named buyer", close_date=date(2026, 12, 18))
