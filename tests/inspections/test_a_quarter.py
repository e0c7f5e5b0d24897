"""A quarter of normal use: what the picks, the cadences and the room of each week lead to, for one manager with eight reps."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random  # noqa: TID251  # a simulated team; the seed stands in the test
from uuid import UUID

import pytest
from msgspec import Struct, field

from server.inspections import sampling
from server.inspections.cadence import USUAL, Watched
from server.inspections.room import Asked, Room, room
from server.inspections.rubric import Standing
from server.inspections.sampling import Candidate, Pick
from server.inspections.standard import rows
from tests.inspections.reference import PROCESS, met, unmet

MONDAY = date(2026, 9, 7)
WEEKS = 13
STAGES = tuple(stage.id for stage in PROCESS.stages)
REPS = tuple(UUID(int=1000 + n) for n in range(8))
MANAGER = UUID(int=1)


class Deal(Struct):
    """One deal of the simulated team."""

    id: UUID
    owner: UUID
    stage: str
    entered: date
    full: date | None = None
    looked: date | None = None
    outcome: str = ""
    standings: dict[str, Standing] = field(default_factory=dict)

    @property
    def watched(self) -> Watched:
        return Watched(deal=self.id, owner=self.owner, stage=self.stage, entered=self.entered, full=self.full, looked=self.looked)


class Team(Struct):
    """Eight reps with ten deals each, as the capacity check has them, and what was done about them."""

    chance: Random
    deals: list[Deal]
    asked: dict[str, datetime] = field(default_factory=dict)
    weeks: list[tuple[Room, int, int]] = field(default_factory=list)
    slots: Counter[str] = field(default_factory=Counter)

    def live(self, monday: date) -> None:
        """One week: the routine inspects two picks, the one-to-ones what is due, and the deals go on."""
        found, now = self.open(monday), datetime.combine(monday, time(8), UTC)
        decided = [one for one in self.deals if one.outcome and "decision-reviewed" not in one.standings]
        last = self.asked.get("decision-reviewed")
        back = decided[:1] if last is None or now - last > timedelta(days=28) else []
        week = room(self.week(monday, found, kept=len(back)))
        chosen = self.picks(found, now)[: week.supply.routine]
        self.slots.update(one.slot for one in chosen)
        wanted = dict.fromkeys([*(one.deal for one in chosen), *(due.deal for due in week.due if due.kind != "delta")])
        full = set(list(wanted)[: week.supply.full - len(back)])
        delta = {due.deal for due in week.due if due.kind == "delta"} - full
        for deal in found + back:
            if deal.id in full or deal.outcome:
                self.look(deal, "full", now)
            elif deal.id in delta:
                self.look(deal, "delta", now)
        self.weeks.append((week, len(full) + len(back), len(delta)))
        for deal in found:
            self.go_on(deal, monday)

    def open(self, monday: date) -> list[Deal]:
        return [deal for deal in self.deals if not deal.outcome and deal.entered <= monday]

    def week(self, monday: date, found: list[Deal], *, kept: int) -> Asked:
        return Asked(
            monday=monday,
            today=monday,
            deals=[deal.watched for deal in found],
            owners=REPS,
            said={},
            stages=STAGES,
            holidays=(),
            off={},
            manager=MANAGER,
            covered=False,
            one_to_ones="weekly",
            took=(),
            full=0,
            delta=0,
            seed=UUID(int=monday.toordinal()),
            kept=kept,
        )

    def picks(self, found: list[Deal], now: datetime) -> tuple[Pick, ...]:
        there = [
            Candidate(
                deal=deal.id,
                known=datetime.combine(deal.entered, time(), UTC),
                looked=datetime.combine(deal.full, time(), UTC) if deal.full else None,
            )
            for deal in found
        ]
        return sampling.picks(there, UUID(int=now.toordinal()), now)

    def look(self, deal: Deal, mode: str, now: datetime) -> None:
        for row in rows(
            PROCESS, "new", deal.stage, deal.standings, self.asked, today=now.date(), mode=mode, outcome=deal.outcome
        ):
            self.asked[row.behaviour] = now
            deal.standings[row.behaviour] = self.chance.choice([met, met, unmet])(row.behaviour, now)
        deal.looked = now.date()
        if mode == "full":
            deal.full = now.date()

    def go_on(self, deal: Deal, monday: date) -> None:
        """A deal moves about every three weeks; at its end it is won or lost, and another one begins."""
        if self.chance.random() > 1 / 3:
            return
        place = STAGES.index(deal.stage)
        if deal.stage == "commit" and self.chance.random() < 0.4:
            deal.outcome = "lost"
        elif deal.stage == "launch":
            deal.outcome = "won"
        else:
            deal.stage, deal.entered = STAGES[place + 1], monday + timedelta(days=7)
        if deal.outcome:
            id = UUID(int=2000 + len(self.deals))
            self.deals.append(Deal(id=id, owner=deal.owner, stage="engage", entered=monday + timedelta(days=7)))


def quarter(seed: int) -> Team:
    """A team after thirteen weeks."""
    team = Team(Random(seed), list(_first()))
    for week in range(WEEKS):
        team.live(MONDAY + timedelta(weeks=week))
    return team


def _first() -> Iterator[Deal]:
    stages = [stage for stage, n in zip(STAGES, (20, 20, 10, 9, 9, 8, 4), strict=True) for _ in range(n)]
    for n, stage in enumerate(stages):
        yield Deal(id=UUID(int=n + 1), owner=REPS[n % len(REPS)], stage=stage, entered=MONDAY - timedelta(days=n % 30))


SEEDS = range(4)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_behaviour_is_asked_within_a_quarter(seed: int):
    assert set(quarter(seed).asked) == set(PROCESS.behaviour)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_week_asks_for_more_than_it_has_room_for(seed: int):
    for week, full, delta in quarter(seed).weeks:
        assert full <= week.supply.full
        assert delta <= week.supply.delta


@pytest.mark.parametrize("seed", SEEDS)
def test_half_of_the_routine_is_chosen_by_coverage_and_half_by_lot(seed: int):
    assert quarter(seed).slots == {"coverage": WEEKS, "random": WEEKS}


@pytest.mark.parametrize("seed", SEEDS)
def test_no_middle_deal_is_forgotten(seed: int):
    team = quarter(seed)
    end = MONDAY + timedelta(weeks=WEEKS)
    waited = [(end - (deal.full or deal.entered)).days for deal in team.open(end) if USUAL[deal.stage].kind == "full"]
    longest = max((week.plan.stretched or 21) for week, _, _ in team.weeks)
    # The cadence has what the routine's picks leave of the time, so a deal may wait up to twice as long as it says.
    assert max(waited, default=0) <= 2 * longest
