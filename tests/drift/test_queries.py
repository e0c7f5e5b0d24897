"""What SQL counts equals what is counted deal by deal, on a small company made by chance, on both engines."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random  # noqa: TID251  # the world is made by chance, from a fixed seed
from uuid import UUID

import pytest
from msgspec.structs import replace

from server.deals.tables import DealRow, DealStage
from server.drift import forecast, results
from server.drift.forecast import STATES, Held
from server.drift.queries import forecast as forecasts
from server.drift.queries import results as won
from server.drift.queries import skips
from server.drift.queries.forecast import Behind, Scope
from server.drift.queries.ranks import stages, values
from server.drift.queries.results import Ended
from server.drift.results import Left
from server.inspections.rubric import kept
from server.inspections.tables import ConclusionRow, StandingRow
from server.people.queries import Person
from tests.cast import assemble
from tests.databases import Database
from tests.selling import PROCESS

NOW = datetime(2026, 11, 17, 8, tzinfo=UTC)
STAGES = ("engage", "discover", "align", "commit", "gone")
OLD = replace(PROCESS, motions=(replace(PROCESS.motions[0], aliases=("ancient",)), PROCESS.motions[1]))


class World:
    """A hundred and fifty deals of two reps and of nobody."""

    def __init__(self, owners: Sequence[Person]) -> None:
        self.chance = Random(7)
        self.deals: list[DealRow] = []
        self.claims: list[DealStage] = []
        self.concluded: dict[UUID, ConclusionRow] = {}
        self.standings: dict[tuple[UUID, str], StandingRow] = {}
        self.teams = {person.id: person.team for person in owners}
        for number in range(150):
            self._deal(number, self.chance.choice([*owners, None]))

    async def save(self) -> None:
        await DealRow.insert(*self.deals)
        await DealStage.insert(*self.claims)
        await ConclusionRow.insert(*self.concluded.values())
        await StandingRow.insert(*self.standings.values())

    def _deal(self, number: int, owner: Person | None) -> None:
        chance, id = self.chance, UUID(int=number + 1)
        closed = NOW - timedelta(days=chance.randrange(500)) if chance.random() < 0.6 else None
        self.deals.append(
            DealRow(
                id=id,
                owner=owner.id if owner else None,
                name=f"Deal {number}",
                motion=chance.choice(["new", "small", "ancient", "gone"]),
                stage=chance.choice(STAGES),
                amount=chance.choice([None, 100, 200, 5_000_000_000]),
                currency=chance.choice(["EUR", "CZK"]),
                category=chance.choice(["commit", ""]),
                closed_at=closed,
                outcome=chance.choice(["won", "lost", "no-decision", "disqualified"]) if closed else "",
                added_at=NOW - timedelta(days=600),
            )
        )
        for step in range(chance.randrange(1, 5)):
            self.claims.append(
                DealStage(
                    id=UUID(int=1000 + 10 * number + step),
                    deal=id,
                    at=NOW - timedelta(days=500 - 10 * step),
                    stage=chance.choice(STAGES),
                )
            )
        if chance.random() < 0.8:
            self.concluded[id] = ConclusionRow(
                id=id,
                supported=chance.choice(STAGES),
                asked=chance.random() < 0.7,
                missing=chance.choice(["", "stakeholder-access"]),
            )
        for place, behaviour in enumerate(PROCESS.behaviours):
            if chance.random() < 0.8:
                self._standing(id, place, behaviour.id)

    def _standing(self, deal: UUID, place: int, behaviour: str) -> None:
        met = self.chance.random() < 0.7
        at = NOW - timedelta(days=self.chance.randrange(440, 520))
        self.standings[deal, behaviour] = StandingRow(
            id=UUID(int=deal.int * 100 + place + 10_000),
            deal=deal,
            behaviour=behaviour,
            answer="met" if met else "partly",
            met=met,
            baseline=self.chance.random() < 0.2,
            met_at=at if met else None,
            shown_at=(at - timedelta(days=self.chance.randrange(30))).date() if self.chance.random() < 0.5 else None,
        )

    def held(self, deal: DealRow) -> Held:
        """One deal as a group of its own."""
        concluded = self.concluded.get(deal.id)
        return Held(
            team=self.teams.get(deal.owner),
            category=deal.category,
            motion=deal.motion,
            stage=deal.stage,
            currency=deal.currency,
            supported=concluded.supported if concluded else None,
            asked=bool(concluded and concluded.asked),
            missing=concluded.missing if concluded else "",
            deals=1,
            unpriced=deal.amount is None,
            amount=deal.amount or 0,
        )

    def open(self) -> list[DealRow]:
        return [deal for deal in self.deals if deal.closed_at is None]

    def left(self, since: datetime) -> Counter[tuple[str, str, bool, bool]]:
        """(stage, gate or nothing, met, won) to how many, deal by deal."""
        found: Counter[tuple[str, str, bool, bool]] = Counter()
        for deal in self.deals:
            if deal.closed_at is None or deal.closed_at < since or deal.outcome == "disqualified":
                continue
            order = kept(OLD, deal.motion)
            for stage in order:
                later = [
                    one.at
                    for one in self.claims
                    if one.deal == deal.id and one.stage in order and order.index(one.stage) > order.index(stage)
                ]
                if later:
                    met = self._met(deal, stage, min(later))
                    found.update((stage, gate, one, deal.outcome == "won") for gate, one in met.items() if one is not None)
                    if met and (False in met.values() or None not in met.values()):
                        found[stage, "", all(met.values()), deal.outcome == "won"] += 1
        return found

    def _met(self, deal: DealRow, stage: str, at: datetime) -> dict[str, bool | None]:
        gates = OLD.gates.get((OLD.now_motion(deal.motion), stage), ())
        return {gate.id: self._was_met(self.standings.get((deal.id, gate.id)), at) for gate in gates}

    def _was_met(self, one: StandingRow | None, at: datetime) -> bool | None:
        if one is None:
            return None
        by_proof = one.shown_at is not None and datetime.combine(one.shown_at, datetime.min.time(), UTC) <= at
        return bool(one.met and (one.baseline or by_proof or (one.met_at is not None and one.met_at <= at)))


@pytest.fixture
async def world(database: Database) -> World:
    cast = await assemble()
    made = World([cast.ada, cast.bo])
    await made.save()
    return made


async def test_what_sql_counts_is_what_is_counted_deal_by_deal(world: World):
    await the_forecast_counts_every_open_deal(world)
    await the_deals_behind_a_number_are_that_many(world)
    await the_results_count_every_closed_deal(world)
    await what_was_skipped_was_never_claimed(world)


async def the_forecast_counts_every_open_deal(world: World) -> None:
    alone = [world.held(deal) for deal in world.open()]
    assert forecast.lines(OLD, await forecasts.held(), "EUR") == forecast.lines(OLD, alone, "EUR")
    assert forecast.waiting(OLD, await forecasts.held()) == forecast.waiting(OLD, alone) != ()
    by_team = [forecast.by(OLD, one, "EUR", forecast.of_team, str) for one in (await forecasts.held(), alone)]
    assert by_team[0] == by_team[1]


async def the_deals_behind_a_number_are_that_many(world: World) -> None:
    held = [(deal, world.held(deal)) for deal in world.open()]
    for state in STATES:
        here = {deal.id for deal, one in held if forecast.state_of(OLD, one) == state}
        assert {one.id for one in await every(Scope(state=state))} == here
        assert {one.state for one in await every(Scope(state=state))} <= {state}
    scope = Scope(stages=("align", "commit"), teamless=True, category="commit", currency="EUR")
    assert {one.id for one in await every(scope)} == {
        deal.id
        for deal, one in held
        if one.team is None and one.stage in scope.stages and one.category == "commit" and one.currency == "EUR"
    }
    team = next(team for team in world.teams.values() if team)
    assert {one.id for one in await every(Scope(team=team))} == {deal.id for deal, one in held if one.team == team}


async def every(scope: Scope) -> list[Behind]:
    """All of them, three at a time, the largest first."""
    found: list[Behind] = []
    while more := await forecasts.behind(OLD, scope, forecasts.place(found[-1]) if found else None, 3):
        found += more
    assert [one.amount or -1 for one in found] == sorted((one.amount or -1 for one in found), reverse=True)
    return found


async def what_was_skipped_was_never_claimed(world: World) -> None:
    since = NOW - timedelta(days=365)
    each: dict[tuple[UUID | None, str], list[bool]] = {}
    for deal in world.deals:
        if deal.closed_at is not None and deal.closed_at < since:
            continue
        order = kept(OLD, deal.motion)
        places = [order.index(one.stage) for one in world.claims if one.deal == deal.id and one.stage in order]
        for place, stage in enumerate(order):
            if places and min(places) < place < max(places):
                each.setdefault((world.teams.get(deal.owner), stage), []).append(place in places)
    told = {
        (team, stage): (claimed.count(False), len(claimed))
        for (team, stage), claimed in each.items()
        if len(claimed) >= skips.FEWEST and claimed.count(False) > skips.HALF * len(claimed)
    }
    assert {(one.team, one.stage): (one.deals, one.of) for one in await skips.skipped(OLD, since)} == told
    for (team, stage), claimed in each.items():
        assert sorted(one.claimed for one in await skips.past(OLD, since, stage, team)) == sorted(claimed)


async def the_results_count_every_closed_deal(world: World) -> None:
    since = NOW - timedelta(days=365)
    counted: Counter[tuple[str, str, bool, bool]] = Counter()
    for one in await won.left(OLD, since, NOW):
        assert isinstance(one, Left)
        counted[one.stage, one.gate, one.met, True] += one.won
        counted[one.stage, one.gate, one.met, False] += one.deals - one.won
    assert +counted == world.left(since)
    for stage in ("engage", "discover", "align"):
        behind = Counter((one.met, one.outcome == "won") for one in await left_of(stage, since))
        assert behind == {(met, won): n for (at, gate, met, won), n in world.left(since).items() if at == stage and not gate}
    assert {stage for stage, gate, _met, _won in counted if not gate} >= {"engage", "discover"}
    assert results.by_stage(OLD, await won.left(replace(OLD, motions=()), since, NOW)) == ()


async def left_of(stage: str, since: datetime) -> list[Ended]:
    """All of them, those of seven closed deals at a time, the newest first."""
    part = await won.ended(OLD, stage, since, NOW, most=7)
    found = list(part.deals)
    while part.after:
        part = await won.ended(OLD, stage, since, NOW, part.after, most=7)
        found += part.deals
    assert [one.closed_at for one in found] == sorted((one.closed_at for one in found), reverse=True)
    return found


def test_a_place_is_known_for_each_stage_of_each_motion_also_of_old():
    assert ("ancient", "align", 2) in stages(OLD)
    assert ("small", "commit", 2) in stages(OLD)
    assert values([("new", "align", 2)]) == "(VALUES ('new', 'align', 2))"


def test_what_is_no_id_never_comes_into_a_statement():
    with pytest.raises(ValueError, match="no id"):
        values([("new'); DROP TABLE deal; --", 1)])
