"""What the pages about how managers inspect look like."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from server.drift.quality import Agreed, Share, Tapped, share
from server.drift.queries.details import Closed, Label, Promise
from server.drift.queries.managed import Open
from server.drift.queries.managers import Held, Manager
from server.drift.queries.quality import Quality
from server.html import Page
from server.web.inspection.agreement import Past
from server.web.pages.managers import Line, ManagerPage, ManagersPage, told
from tests.web.calibration_samples import found, seat

NOW = datetime(2026, 11, 19, 8, 30, tzinfo=UTC)
NORTH = Held(team=UUID(int=11), name="Team North", zone="Europe/Prague", began=NOW - timedelta(days=300), ended=None)
SOUTH = Held(team=UUID(int=12), name="Team <South>", zone="Europe/Prague", began=NOW - timedelta(days=200), ended=NOW)
INES = Manager(id=UUID(int=2), name="Ines & Co", team=None, training=False, held=(NORTH,))
HENRIK = Manager(id=UUID(int=3), name="Henrik", team=None, training=True, held=(NORTH, replace(SOUTH, ended=None)))
PIA = Manager(id=UUID(int=4), name="Pia", team=None, training=False, held=(SOUTH,))


def deal(number: int) -> Open:
    return Open(
        id=UUID(int=100 + number),
        owner=UUID(int=1),
        name=f"Deal <{number}>",
        stage="align",
        category="",
        added_at=NOW,
        entered=NOW,
        full=None,
        looked=None,
    )


FULL = Quality(
    manager=INES,
    covered=share([(31, 40)]),
    left=tuple(deal(number) for number in range(23)),
    in_time=share([(28, 35)]),
    late=(deal(1),),
    agreed=Agreed(deals=6, conclusions=share([(1, 1)] * 6, deals=True), ticks=share([(9, 12)] * 6, deals=True)),
    followed=share([(12, 14)]),
    missed=(),
    anchored=share([(7, 19)]),
    tapped=(("Team North", Tapped(yes=29, partly=6, no=3)), ("Team <South>", None)),
    knowing=share([(29, 38)]),
    sheets={"full": 14, "together": 9, "delta": 20},
)
BARE = Quality(
    manager=HENRIK,
    covered=None,
    left=(),
    in_time=None,
    late=(),
    agreed=Agreed(deals=0, conclusions=Share(), ticks=Share()),
    followed=Share(),
    missed=(),
    anchored=Share(hits=1, of=3),
    tapped=(),
    knowing=Share(),
    sheets={},
)
PAST = Past(
    id=UUID(int=9), at=NOW, how="second-look", deal_name="Kestrel & Print", heading="Same conclusion", agreeing=8, clauses=9
)


def page(counts: Quality, *, own: bool = False, plain: bool = False, full: bool = True) -> ManagerPage:
    """One manager, with everything that is counted or with nothing."""
    tags = ("step", "number", "both")
    return ManagerPage(
        counts=counts,
        own=own,
        plain=plain,
        now=NOW,
        sheets=tuple(
            Closed(id=UUID(int=20 + n), deal_name="Fennel <Logistics>", mode=mode, pick="coverage", closed_at=NOW)
            for n, mode in enumerate(("full", "together", "delta"))
        )
        if full
        else (),
        labels=tuple(
            Label(id=UUID(int=30 + n), deal=UUID(int=5) if n else None, deal_name="Fennel" if n else None, tag=tag, at=NOW)
            for n, tag in enumerate(tags)
        )
        if full
        else (),
        promises=(
            Promise(id=UUID(int=41), deal_name="Alder & Quay", due=NOW - timedelta(days=20), zone="UTC", said=NOW),
            Promise(id=UUID(int=42), deal_name="Tarn", due=NOW - timedelta(days=9), zone="UTC", said=None),
        )
        if full
        else (),
        compared=(PAST,) * 5 if full and not plain else (),
    )


def pages() -> Mapping[str, Page]:
    """All managers, before and with a policy and in counts alone; one of them, for a leader and for themselves."""
    drawn = [
        replace(found(seat(0), seat(1), how="second-look"), by=UUID(int=1)),
        replace(found(seat(0, closed=False), seat(1), how="second-look"), by=UUID(int=1)),
        replace(found(seat(0, closed=False), seat(1), how="second-look"), by=UUID(int=1), due_at=NOW - timedelta(days=1)),
    ]
    plain = told(FULL, plain=True)
    lines = (Line(INES, FULL, drawn[0], None), Line(HENRIK, BARE, None, None), Line(INES, FULL, drawn[2], UUID(int=50)))
    many = ManagersPage(
        lines=lines,
        before=(Line(PIA, replace(BARE, manager=PIA), None, None),),
        known=True,
        plain=False,
        now=NOW,
        following=f"/drift/managers?after={INES.id}",
    )
    return {
        "how managers inspect": many,
        "the same in counts": ManagersPage(
            lines=(Line(INES, plain, drawn[1], None),), before=(), known=True, plain=True, now=NOW
        ),
        "the same before a policy": ManagersPage(
            lines=(Line(INES, None, None, UUID(int=51)),), before=(), known=False, plain=False, now=NOW
        ),
        "the same before anybody manages": ManagersPage(lines=(), before=(), known=True, plain=False, now=NOW),
        "how one inspects": page(FULL),
        "how one inspects, for themselves": page(replace(BARE, in_time=Share()), own=True, full=False),
        "how one inspects, new there": page(BARE, full=False),
        "how one inspects, in counts": page(plain, plain=True),
    }
