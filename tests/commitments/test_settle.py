from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from server import db, ids, ledger
from server.commitments import actions, queries
from server.commitments.actions import Settling
from server.commitments.due import evening
from server.commitments.queries import Commitment, Kept
from server.commitments.tables import CommitmentOutcome, CommitmentRow
from server.deals import actions as deals
from server.errors import Conflict, Invalid, NotFound, Refused
from server.facts import CommitmentMade, CommitmentSettled
from server.people import actions as people
from server.people.queries import Person
from server.wiring import REACTIONS
from tests.cast import TUESDAY, ZONE, Cast, assemble
from tests.commitments.promising import a_promise, came_of, deal_of, promise
from tests.databases import Database
from tests.people.leave import away

FRIDAY = date(2026, 11, 20)
WEDNESDAY = date(2026, 11, 25)
PROOF = ids.new()


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await assemble()


async def made(cast: Cast, *, days: int = 3) -> UUID:
    return await promise(cast.ada.actor, cast.entry(cast.ada), a_promise(await deal_of(cast), days=days))


async def settle(cast: Cast, commitment: UUID, told: Settling, *, by: Person | None = None) -> Commitment:
    by = by or cast.mira
    return await actions.settle(by.actor, cast.entry(by), commitment, told)


async def test_a_promise_that_was_kept_says_so_with_its_proof(cast: Cast):
    commitment = await made(cast)
    cast.now = TUESDAY + timedelta(days=6)
    found = await settle(cast, commitment, Settling(outcome="kept", proof=PROOF, proof_dated=FRIDAY))
    assert (found.state, found.on_time, found.proven, found.settled_at) == ("kept", True, True, cast.now)
    assert await queries.open_of(cast.ada.id) == []
    assert await queries.settled_of(cast.ada.id) == [found]
    assert await queries.came_of(cast.ada.id) == [came_of(found)]
    (said,) = await queries.outcomes(commitment)
    assert (said.outcome, said.by_name, said.proof, said.proof_dated, said.on_time) == ("kept", "Mira North", PROOF, FRIDAY, True)
    (stored,) = await ledger.of_kind(CommitmentSettled)
    assert (stored.person, stored.actor, stored.team) == (cast.ada.id, cast.mira.id, cast.north)


@pytest.mark.parametrize(
    ("told", "after", "on_time"),
    [
        pytest.param(Settling(outcome="kept", proof=PROOF, proof_dated=date(2026, 11, 21)), 3, False, id="proof a day late"),
        pytest.param(Settling(outcome="kept", proof=PROOF), 6, False, id="proof without a day, followed up late"),
        pytest.param(Settling(outcome="kept"), 3, True, id="no proof, followed up on the day"),
        pytest.param(Settling(outcome="partly", proof=PROOF, proof_dated=FRIDAY), 6, True, id="partly, in time"),
        pytest.param(
            Settling(outcome="no-longer-needed", because="They bought."), 1, False, id="what is not needed is never on time"
        ),
    ],
)
async def test_on_time_is_by_the_day_of_the_proof(cast: Cast, told: Settling, after: int, on_time: bool):
    commitment = await made(cast)
    cast.now = TUESDAY + timedelta(days=after)
    assert (await settle(cast, commitment, told)).on_time is on_time


async def test_a_first_not_yet_gives_a_new_day_and_a_second_is_a_miss(cast: Cast):
    commitment = await made(cast)
    found = await settle(cast, commitment, Settling(outcome="not-yet", again=date(2026, 11, 25)))
    assert (found.state, found.put_off, found.due_at) == ("open", 1, evening(date(2026, 11, 25), ZONE))
    found = await settle(cast, commitment, Settling(outcome="not-yet"))
    assert (found.state, found.on_time) == ("missed", False)
    assert [said.outcome for said in await queries.outcomes(commitment)] == ["not-yet", "missed"]
    facts = [stored.fact for stored in await ledger.of_kind(CommitmentSettled)]
    assert [(fact.outcome, fact.again) for fact in facts if isinstance(fact, CommitmentSettled)] == [
        ("not-yet", evening(date(2026, 11, 25), ZONE)),
        ("missed", None),
    ]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (Settling(outcome="not-yet"), "again"),
        (Settling(outcome="not-yet", again=date(2026, 11, 16)), "again"),
        (Settling(outcome="no-longer-needed", because="  "), "because"),
        (Settling(outcome="done"), "outcome"),
    ],
)
async def test_what_is_missing_is_asked_for(cast: Cast, told: Settling, field: str):
    commitment = await made(cast)
    with pytest.raises(Invalid) as invalid:
        await settle(cast, commitment, told)
    assert list(invalid.value.fields) == [field]
    assert await CommitmentOutcome.count() == 0


async def test_only_a_manager_of_today_follows_up(cast: Cast):
    commitment = await made(cast)
    for other in (cast.ada, cast.bo, cast.tom, cast.sam, cast.zoe):
        with pytest.raises(NotFound):
            await settle(cast, commitment, Settling(outcome="kept"), by=other)
    assert (await settle(cast, commitment, Settling(outcome="kept"), by=cast.lea)).state == "kept"


async def test_a_form_sent_twice_says_it_once_and_other_words_are_refused(cast: Cast):
    commitment, entry = await made(cast), cast.entry(cast.mira, digest="a")
    for _ in range(2):
        await actions.settle(cast.mira.actor, entry, commitment, Settling(outcome="kept"))
    assert await CommitmentOutcome.count() == 1
    other = ledger.Entry(id=entry.id, at=entry.at, actor=entry.actor, digest="b")
    with pytest.raises(Conflict):
        await actions.settle(cast.mira.actor, other, commitment, Settling(outcome="partly"))
    with pytest.raises(Refused):
        await settle(cast, commitment, Settling(outcome="partly"))


async def test_a_promise_that_falls_into_leave_is_due_on_the_first_working_day_after_and_again_as_agreed_without_it(cast: Cast):
    ledger.react_with(REACTIONS)
    commitment = await made(cast)
    leave = await away(cast.ada, cast.entry(cast.ada), FRIDAY, date(2026, 11, 23))
    assert await due_of(cast) == evening(date(2026, 11, 24), ZONE)
    cast.now = TUESDAY + timedelta(days=1)
    again = Settling(outcome="not-yet", again=date(2026, 11, 23))
    assert (await settle(cast, commitment, again)).due_at == evening(date(2026, 11, 24), ZONE)
    await people.withdraw_absence(cast.ada.actor, cast.entry(cast.ada), leave)
    assert await due_of(cast) == evening(date(2026, 11, 23), ZONE)
    await away(cast.mira, cast.entry(cast.mira), FRIDAY, date(2026, 11, 23))
    assert await due_of(cast) == evening(date(2026, 11, 23), ZONE)


async def due_of(cast: Cast) -> datetime:
    (found,) = await queries.open_of(cast.ada.id)
    return found.due_at


@pytest.mark.parametrize(
    ("first", "then", "state", "on_time", "due"),
    [
        pytest.param(
            Settling(outcome="no-longer-needed", because="X"), Settling(outcome="kept"), "kept", True, FRIDAY, id="not gone"
        ),
        pytest.param(
            Settling(outcome="kept"), Settling(outcome="not-yet", again=WEDNESDAY), "open", False, WEDNESDAY, id="not kept"
        ),
        pytest.param(
            Settling(outcome="not-yet", again=WEDNESDAY), Settling(outcome="partly"), "partly", True, FRIDAY, id="was due"
        ),
    ],
)
async def test_what_was_said_by_mistake_is_said_again_as_if_for_the_first_time(
    cast: Cast, first: Settling, then: Settling, state: str, on_time: bool, due: date
):
    commitment = await made(cast)
    await settle(cast, commitment, first)
    cast.now = TUESDAY + timedelta(days=6)
    (mistake,) = await queries.outcomes(commitment)
    found = await settle(cast, commitment, replace(then, corrects=mistake.id))
    assert (found.state, found.on_time, found.due_at) == (
        state,
        on_time,
        evening(due, ZONE) if due == WEDNESDAY else TUESDAY + timedelta(days=3),
    )
    assert found.put_off == (then.outcome == "not-yet")
    said = await queries.outcomes(commitment)
    assert [(one.outcome, one.corrects) for one in said] == [(first.outcome, None), (then.outcome, mistake.id)]
    facts = [
        stored.fact.corrects for stored in await ledger.of_kind(CommitmentSettled) if isinstance(stored.fact, CommitmentSettled)
    ]
    assert facts == [None, mistake.id]
    with pytest.raises(Refused):
        await settle(cast, commitment, Settling(outcome="kept", corrects=mistake.id))


async def test_what_was_said_stands_after_fourteen_days_and_is_only_a_managers_to_say_again(cast: Cast):
    commitment = await made(cast)
    await settle(cast, commitment, Settling(outcome="kept"))
    (mistake,) = await queries.outcomes(commitment)
    again = Settling(outcome="partly", corrects=mistake.id)
    with pytest.raises(NotFound):
        await settle(cast, commitment, again, by=cast.tom)
    cast.now = TUESDAY + timedelta(days=14)
    await settle(cast, commitment, again)
    last = (await queries.outcomes(commitment))[-1]
    cast.now += timedelta(seconds=1)
    with pytest.raises(Refused):
        await settle(cast, commitment, Settling(outcome="kept", corrects=last.id))
    assert (await queries.kept([cast.ada.id], TUESDAY, cast.now))[cast.ada.id] == Kept(kept=0, due=1)


async def test_what_is_said_again_twice_is_in_time_as_of_the_day_on_which_it_was_said_first(cast: Cast):
    commitment = await made(cast)
    for days, outcome in ((0, "kept"), (10, "no-longer-needed"), (11, "kept")):
        cast.now = TUESDAY + timedelta(days=days)
        said = await queries.outcomes(commitment)
        told = Settling(outcome=outcome, because="Petra left.", corrects=said[-1].id if said else None)
        found = await settle(cast, commitment, told)
    assert (found.state, found.on_time) == ("kept", True)


async def test_why_it_is_not_needed_stays_beside_its_fact(cast: Cast):
    await settle(cast, await made(cast), Settling(outcome="no-longer-needed", because="Petra left."))
    (said,) = await CommitmentOutcome.select()
    assert said["because"] == "Petra left."
    assert "Petra" not in repr(await ledger.of_kind(CommitmentSettled))


@pytest.mark.parametrize("told", [Settling(outcome="kept"), Settling(outcome="not-yet", again=date(2026, 11, 25))])
async def test_a_reason_that_was_typed_before_another_outcome_was_chosen_is_not_kept(cast: Cast, told: Settling):
    await settle(cast, await made(cast), replace(told, because="Petra left."))
    (said,) = await CommitmentOutcome.select()
    assert said["because"] == ""


async def test_open_promises_of_somebody_who_leaves_are_let_go(cast: Cast):
    ledger.react_with(REACTIONS)
    kept, waiting = await made(cast), await made(cast)
    await settle(cast, kept, Settling(outcome="kept"))
    await people.deactivate(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))
    states = {row["id"]: row["state"] for row in await CommitmentRow.select()}
    assert states == {kept: "kept", waiting: "no-longer-needed"}
    (said,) = await queries.outcomes(waiting)
    assert (said.left, said.outcome, said.because) == (True, "no-longer-needed", "")
    assert len(await ledger.of_kind(CommitmentSettled)) == 2


async def test_kept_counts_what_was_due_and_nothing_that_was_not_needed(cast: Cast):
    proven = Settling(outcome="kept", proof=PROOF, proof_dated=FRIDAY)
    for told in (
        proven,
        Settling(outcome="kept"),
        Settling(outcome="partly", proof=PROOF),
        Settling(outcome="no-longer-needed", because="Won."),
    ):
        await settle(cast, await made(cast), told)
    await made(cast, days=1)
    await made(cast, days=30)
    later = TUESDAY + timedelta(days=5)
    assert await queries.kept([cast.ada.id, cast.bo.id], TUESDAY - timedelta(days=90), later) == {
        cast.ada.id: Kept(kept=1, due=4)
    }
    assert await queries.kept([], TUESDAY, later) == {}


async def test_a_manager_agrees_a_promise_with_the_owner_of_a_deal(cast: Cast):
    deal, sheet = await deal_of(cast), ids.new()
    asked = a_promise(deal)
    agreed = actions.Promise(**{**{f: getattr(asked, f) for f in asked.__struct_fields__}, "inspection": sheet, "lesson": ""})
    entry = cast.entry(cast.mira)
    commitment = await db.run(lambda: actions.agree_within(cast.mira.actor, entry, agreed, person=cast.ada.id))
    (found,) = await queries.open_of(cast.ada.id)
    assert (found.id, found.made_by, found.made_by_name, found.inspection) == (commitment, cast.mira.id, "Mira North", sheet)
    (stored,) = await ledger.of_kind(CommitmentMade)
    assert (stored.person, stored.actor, stored.team) == (cast.ada.id, cast.mira.id, cast.north)
    assert await queries.open_of_each([cast.ada.id, cast.bo.id]) == {cast.ada.id: [found]}


async def test_agreeing_is_for_a_manager_and_the_owner_of_an_open_deal(cast: Cast):
    deal = await deal_of(cast)
    for by, person in ((cast.tom, cast.ada), (cast.bo, cast.ada), (cast.ada, cast.ada), (cast.mira, cast.bo)):
        with pytest.raises(NotFound):
            await agree(cast, a_promise(deal), by=by, person=person)
    with pytest.raises(Refused):
        await agree(cast, a_promise(deal, days=0))
    await deals.close(cast.ada.actor, cast.entry(cast.ada), deal, "lost")
    with pytest.raises(Refused):
        await agree(cast, a_promise(deal))
    assert await CommitmentRow.count() == 0


async def agree(cast: Cast, made: actions.Promise, *, by: Person | None = None, person: Person | None = None) -> UUID:
    by, person = by or cast.mira, person or cast.ada
    entry = cast.entry(by)
    return await db.run(lambda: actions.agree_within(by.actor, entry, made, person=person.id))
