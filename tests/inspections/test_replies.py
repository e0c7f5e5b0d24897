from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from server import ledger
from server.deals.tables import DealRow
from server.errors import Forbidden, Invalid, NotFound, Refused
from server.facts import BehaviourSeen, ClauseMisfit, ReplyAnswered, ReplyGiven, ReplyPassedOn
from server.inspections import actions, queries
from server.inspections.actions import Done
from server.inspections.queries import Reply
from server.inspections.rubric import Ticked
from server.notices import queries as inbox
from server.people import actions as people
from server.people import queries as directory
from server.wiring import REACTIONS
from tests.databases import Database
from tests.inspections.asked import ACCESS
from tests.inspections.proofs import NOTES
from tests.inspections.reference import PROCESS, clauses
from tests.inspections.world import NOTHING_SHOWN, World, arrange, recorded, ticked
from tests.people.leave import away

WHY, PAYER = "why-now-established", "economic-buyer-confirmed"


@pytest.fixture
async def world(database: Database) -> World:
    ledger.react_with(REACTIONS)
    made = await arrange()
    await made.inspect({WHY: NOTHING_SHOWN})
    return made


async def give(world: World, behaviour: str = WHY, words: str = "It is in the recap of the 11th.") -> UUID:
    ada = world.cast.ada
    return await actions.give_reply(ada.actor, world.cast.entry(ada), world.deal, behaviour, words)


async def answer(world: World, reply: UUID, *ticks: str, words: str = "") -> Reply:
    mira = world.cast.mira
    return await actions.answer_reply(mira.actor, world.cast.entry(mira), reply, ticks=ticks, words=words)


async def test_a_reply_waits_for_who_wrote_the_row_for_five_working_days(world: World):
    id = await give(world)
    (found,) = await queries.waiting_replies(world.cast.mira.actor, world.cast.now)
    assert (found.id, found.words, found.person_name, found.deal_name) == (
        id,
        "It is in the recap of the 11th.",
        "Ada Rep",
        "Northgate Dairy",
    )
    assert found.due_at == datetime(2026, 11, 24, 17, tzinfo=UTC)
    assert await queries.waiting_replies(world.cast.lea.actor, world.cast.now) == []
    (stored,) = await recorded(ReplyGiven)
    assert (stored.person, stored.fact.due) == (world.cast.ada.id, found.due_at)
    assert "recap" not in repr(stored.fact)


async def test_one_that_nobody_answered_goes_to_the_leader(world: World):
    await give(world)
    world.later(days=8)
    (found,) = await queries.waiting_replies(world.cast.lea.actor, world.cast.now)
    assert found.person == world.cast.ada.id


async def test_what_is_said_of_a_deal_is_not_read_by_who_no_longer_manages_its_owner(world: World):
    cast = world.cast
    id = await give(world)
    await people.leave_team(None, cast.mira.id, cast.north, manages=True, entry=cast.entry(cast.zoe))
    assert await queries.waiting_replies(cast.mira.actor, cast.now) == []
    (found,) = await queries.waiting_replies(cast.lea.actor, cast.now)
    assert (found.id, found.waits_for_name) == (id, "Lea Leader")


async def test_a_reply_to_somebody_who_leaves_goes_at_once_to_who_manages_its_owner_now(world: World):
    cast = world.cast
    id = await give(world)
    world.later(days=1)
    await world.inspect({PAYER: NOTHING_SHOWN})
    await people.set_roles(None, cast.tom.id, {"manager"}, process_owner=False, in_training=False, entry=cast.entry(cast.zoe))
    await people.join_team(None, cast.tom.id, cast.north, manages=True, entry=cast.entry(cast.zoe))
    await people.deactivate(cast.zoe.actor, cast.mira.id, entry=cast.entry(cast.zoe))
    (found,) = await queries.waiting_replies(cast.tom.actor, cast.now)
    assert (found.id, found.waits_for_name) == (id, "Tom South")
    (stored,) = await recorded(ReplyPassedOn)
    assert (stored.person, stored.fact.before, stored.fact.after) == (cast.ada.id, cast.mira.id, cast.tom.id)
    (told,) = await inbox.inbox(cast.tom.id)
    assert (told.kind, told.about, told.by_name) == ("reply", id, "Ada Rep")
    later = await give(world, PAYER)
    assert (await queries.reply(later, cast.ada.actor, cast.now)).waits_for == cast.tom.id


async def test_where_nobody_manages_its_owner_a_reply_waits_for_the_leader_until_somebody_does(world: World):
    cast = world.cast
    await give(world)
    for one, team in ((cast.mira, cast.north), (cast.lea, cast.sales)):
        await people.leave_team(None, one.id, team, manages=True, entry=cast.entry(cast.zoe))
    (found,) = await queries.waiting_replies(cast.lea.actor, cast.now)
    assert (found.waits_for, found.waits_for_name) == (None, "")
    await people.join_team(None, cast.tom.id, cast.north, manages=True, entry=cast.entry(cast.zoe))
    assert len(await queries.waiting_replies(cast.tom.actor, cast.now)) == 1
    assert await queries.waiting_replies(cast.lea.actor, cast.now) == []


async def test_leave_and_holidays_stop_the_five_days_unless_somebody_covers(world: World):
    cast = world.cast
    await give(world)
    leave = await away(cast.mira, cast.entry(cast.mira), date(2026, 11, 19), date(2026, 11, 20))
    assert await due(world) == datetime(2026, 11, 26, 17, tzinfo=UTC)
    (told,) = await inbox.inbox(cast.mira.id)
    assert told.due == datetime(2026, 11, 26, 17, tzinfo=UTC)
    await people.withdraw_absence(cast.mira.actor, cast.entry(cast.mira), leave)
    assert await due(world) == datetime(2026, 11, 24, 17, tzinfo=UTC)
    await away(cast.mira, cast.entry(cast.mira), date(2026, 11, 19), date(2026, 11, 20), cover=cast.tom.id)
    assert await due(world) == datetime(2026, 11, 24, 17, tzinfo=UTC)
    assert await queries.waiting_replies(cast.tom.actor, cast.now) == []
    world.later(days=2)
    (found,) = await queries.waiting_replies(cast.tom.actor, cast.now)
    assert (found.waits_for, await directory.stand_in(cast.mira.id, cast.now)) == (cast.mira.id, "Tom South")
    world.later(days=2)
    assert await queries.waiting_replies(cast.tom.actor, cast.now) == []


async def due(world: World) -> datetime:
    (found,) = await queries.waiting_replies(world.cast.mira.actor, world.cast.now)
    return found.due_at


async def test_a_reply_may_bring_its_proof(world: World):
    ada = world.cast.ada
    id = await actions.give_reply(ada.actor, world.cast.entry(ada), world.deal, WHY, "Here it is.", NOTES)
    (proof,) = await queries.evidence(world.deal)
    assert (await queries.reply(id, world.cast.mira.actor, world.cast.now)).evidence == proof.id


async def test_looking_again_with_new_proof_changes_the_answer(world: World):
    await world.prove(WHY)
    reply = await give(world)
    world.later(days=1)
    found = await answer(world, reply, *clauses(WHY))
    assert (found.outcome, found.answer, found.answered_by) == ("agreed", "met", world.cast.mira.id)
    standing = (await queries.standings(world.deal))[WHY]
    assert (standing.met, standing.asked_at) == (True, world.cast.now)
    seen = [stored.fact.answer for stored in await recorded(BehaviourSeen)]
    assert seen == ["not-met", "met"]
    (stored,) = await recorded(ReplyAnswered)
    assert (stored.person, stored.fact.outcome) == (world.cast.ada.id, "agreed")
    assert await queries.waiting_replies(world.cast.mira.actor, world.cast.now) == []


async def test_what_stands_needs_a_reason(world: World):
    reply = await give(world)
    with pytest.raises(Invalid):
        await answer(world, reply)
    found = await answer(world, reply, words="The recap names no date.")
    assert (found.outcome, found.answer, found.answer_words) == ("stands", "not-met", "The recap names no date.")
    assert len(await recorded(BehaviourSeen)) == 1
    with pytest.raises(Refused):
        await answer(world, reply, words="Still not.")


async def test_one_more_clause_that_is_shown_counts_though_the_answer_is_called_the_same(world: World):
    world.later(days=1)
    first, second, third = clauses(PAYER)
    await world.prove(PAYER, first)
    await world.inspect({PAYER: ticked(first)})
    before = (await queries.standings(world.deal))[PAYER]
    same = await answer(world, await give(world, PAYER), first, words="There is nothing new.")
    assert (before.answer, before.proven, same.outcome) == ("partly", (first,), "stands")
    world.later(days=1)
    await world.prove(PAYER, second)
    found = await answer(world, await give(world, PAYER), first, second)
    assert (found.outcome, found.answer) == ("agreed", "partly")
    after = (await queries.standings(world.deal))[PAYER]
    assert (after.proven, after.missing) == ((first, second), (third,))
    seen = [stored.fact.proven for stored in await recorded(BehaviourSeen) if stored.fact.behaviour == PAYER]
    assert seen == [(first,), (first, second)]


async def test_ticks_without_proof_stay_a_claim(world: World):
    found = await answer(world, await give(world), *clauses(WHY))
    assert (found.outcome, found.answer) == ("agreed", "claimed")
    assert not (await queries.standings(world.deal))[WHY].met


async def test_one_reply_of_a_row_waits_at_a_time(world: World):
    first = await give(world)
    with pytest.raises(Refused):
        await give(world)
    await answer(world, first, words="It names no date.")
    await give(world)
    assert len(await queries.replies_of_deal(world.deal)) == 2


async def test_only_the_owner_answers_and_only_what_was_said(world: World):
    mira, ida = world.cast.mira, world.cast.ida
    with pytest.raises(Forbidden):
        await actions.give_reply(mira.actor, world.cast.entry(mira), world.deal, WHY, "Hm.")
    with pytest.raises(NotFound):
        await actions.give_reply(ida.actor, world.cast.entry(ida), world.deal, WHY, "Hm.")
    with pytest.raises(Refused):
        await give(world, ACCESS)
    with pytest.raises(Invalid):
        await give(world, words="")


async def test_nobody_answers_their_own_reply_and_a_stranger_does_not_see_it(world: World):
    reply = await give(world)
    for person, error in ((world.cast.ada, Forbidden), (world.cast.tom, NotFound), (world.cast.ida, NotFound)):
        with pytest.raises(error):
            await actions.answer_reply(person.actor, world.cast.entry(person), reply, ticks=(), words="No.")


async def test_who_owns_the_deal_now_does_not_answer_what_its_owner_of_then_wrote(world: World):
    reply = await give(world)
    bo = world.cast.bo
    await DealRow.update({DealRow.owner: bo.id}).where(DealRow.id == world.deal)
    with pytest.raises(Forbidden):
        await actions.answer_reply(bo.actor, world.cast.entry(bo), reply, ticks=clauses(WHY), words="It is met.")
    assert (await queries.reply(reply, world.cast.mira.actor, world.cast.now)).answered_at is None


async def test_a_row_that_does_not_apply_stands_while_nothing_is_ticked(world: World):
    world.later(days=1)
    await world.inspect({PAYER: Done(ticked=Ticked(na="one-decision-maker"))})
    found = await answer(world, await give(world, PAYER), words="There is one buyer.")
    assert (found.outcome, found.answer) == ("stands", "not-applicable")
    assert (await queries.standings(world.deal))[PAYER].answer == "not-applicable"


async def test_who_learns_to_inspect_does_not_change_a_row_that_counts(world: World):
    cast = world.cast
    await world.prove(WHY)
    reply = await give(world)
    await people.set_roles(
        None, cast.mira.id, frozenset({"manager"}), process_owner=False, in_training=True, entry=cast.entry(cast.zoe)
    )
    with pytest.raises(Refused):
        await answer(world, reply, *clauses(WHY))
    assert not (await queries.standings(world.deal))[WHY].met


async def test_sending_a_reply_twice_keeps_one(world: World):
    ada, entry = world.cast.ada, world.cast.entry(world.cast.ada)
    kept = {await actions.give_reply(ada.actor, entry, world.deal, WHY, "Look again.") for _ in range(2)}
    assert len(kept) == len(await queries.replies_of_deal(world.deal)) == 1


async def test_a_clause_that_does_not_fit_goes_to_the_process_owner_and_changes_nothing(world: World):
    mira = world.cast.mira
    before = await queries.standings(world.deal)

    async def say(clause: str, words: str) -> UUID:
        entry = world.cast.entry(mira)
        return await actions.say_misfit(mira.actor, entry, world.deal, WHY, clause, words, process=PROCESS)

    await say("buyer-date", "A tender has no single buyer")
    (stored,) = await recorded(ClauseMisfit)
    assert (stored.fact.clause, stored.actor) == ("buyer-date", mira.id)
    assert "tender" not in repr(stored.fact)
    assert await queries.standings(world.deal) == before
    for clause, words in (("of-none", "x"), ("buyer-date", "")):
        with pytest.raises(Invalid):
            await say(clause, words)


async def test_time_alone_answers_nothing(world: World):
    await give(world)
    world.cast.now += timedelta(days=90)
    (found,) = await queries.waiting_replies(world.cast.mira.actor, world.cast.now)
    assert found.answered_at is None
