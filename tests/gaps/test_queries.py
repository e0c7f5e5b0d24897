"""What is asked about gaps: by the person, by practice, and by whom the rules allow."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from server import db, ids, ledger
from server.errors import NotFound
from server.gaps import estimate, evidence, queries
from server.gaps.actions import rows
from server.gaps.book import Book, fold
from server.gaps.evidence import DO
from server.people import actions as people
from server.sentences.reasons import Counts
from server.wiring import REACTIONS
from tests.cast import TUESDAY, Cast, assemble
from tests.databases import Database
from tests.gaps.world import DEALS, PLAIN, answer, folded, looked, record, record_all, seen
from tests.learning.lessons import lesson
from tests.learning.world import serve

BEHAVIOUR = "next-step-confirmed"
"""The one behaviour of the small academy's process."""

NOW = TUESDAY + timedelta(days=1)


@pytest.fixture
async def cast(database: Database) -> AsyncIterator[Cast]:
    ledger.react_with(REACTIONS)
    await serve(lesson(id="read"))
    yield await assemble()
    ledger.react_with({})


async def policy(cast: Cast, *, counts_only: bool = False) -> None:
    await people.set_policy(
        cast.zoe.actor,
        company="Northwind",
        text="For coaching.",
        owner="Ruth",
        in_force_from=TUESDAY.date(),
        counts_only=counts_only,
        entry=cast.entry(cast.zoe),
    )


async def six_right(person: UUID) -> None:
    await record_all(person, [(answer(f"q{number}", BEHAVIOUR), TUESDAY) for number in range(6)])


async def test_somebody_who_answered_nothing_is_asked_next(cast: Cast):
    (gap,) = await queries.gaps(cast.ada.id, NOW)
    assert (gap.behaviour, gap.kind, gap.way, gap.know.of, gap.know.p) == (BEHAVIOUR, "look-next", "ask", 0, None)
    assert await queries.history(cast.ada.id, BEHAVIOUR) == ()
    assert await queries.calibration() is None


async def test_counts_come_with_one_answer_and_a_chance_with_five(cast: Cast):
    await record(cast.ada.id, answer("q0", BEHAVIOUR, mark=0.0), TUESDAY)
    (gap,) = await queries.gaps(cast.ada.id, NOW)
    assert (gap.know.right, gap.know.of, gap.know.last_at, gap.know.p) == (0, 1, TUESDAY, None)
    await six_right(cast.ada.id)
    (gap,) = await queries.gaps(cast.ada.id, NOW)
    assert (gap.know.right, gap.know.of) == (6, 7)
    assert gap.know.low is not None
    assert gap.know.p is not None
    assert gap.know.high is not None
    assert 0 < gap.know.low < gap.know.p < gap.know.high < 1


async def test_what_is_read_is_what_the_model_says_of_the_facts(cast: Cast):
    history = [(answer("q1", BEHAVIOUR, mark=number % 2), TUESDAY + timedelta(hours=number)) for number in range(7)]
    await record_all(cast.ada.id, history)
    book = folded(history)
    (gap,) = await queries.gaps(cast.ada.id, NOW)
    assert gap.know.p == estimate.know(book.line, BEHAVIOUR, NOW.timestamp(), PLAIN.shared, PLAIN.prior).p
    (stand,) = await queries.history(cast.ada.id, BEHAVIOUR)
    assert stand.monday.weekday() == 0
    last = book.know[BEHAVIOUR].last
    assert last is not None
    assert stand.p == pytest.approx(estimate.know(book.line, BEHAVIOUR, last, PLAIN.shared, PLAIN.prior).p, abs=0.001)


@pytest.mark.usefixtures("still")
async def test_a_second_page_within_the_hour_is_not_worked_out_again_unless_something_new_is_known(cast: Cast):
    await record(cast.ada.id, answer("q1", BEHAVIOUR), TUESDAY)
    first = await queries.gaps(cast.ada.id, NOW)
    with db.counted() as again:
        assert await queries.gaps(cast.ada.id, NOW + timedelta(minutes=59)) is first
    assert again.n == 1
    assert await queries.gaps(cast.ada.id, NOW, {BEHAVIOUR: 1.0}) != first
    await queries.gaps(cast.ada.id, NOW)
    await record(cast.ada.id, answer("q2", BEHAVIOUR, mark=0.0), TUESDAY)
    assert [gap.know.of for gap in await queries.gaps(cast.ada.id, NOW)] == [2]


async def test_what_was_known_fades(cast: Cast):
    await record_all(cast.ada.id, [(answer(f"q{number}", BEHAVIOUR), TUESDAY) for number in range(15)])
    (gap,) = await queries.gaps(cast.ada.id, NOW)
    assert gap.kind != "fading"
    later = NOW + timedelta(days=3650)
    (gap,) = await queries.gaps(cast.ada.id, later)
    assert (gap.kind, gap.know.of, gap.know.p) == ("fading", 0, None)


async def test_wrong_answers_about_something_else_make_nothing_fade(cast: Cast):
    await record_all(cast.ada.id, [(answer(f"q{number}", BEHAVIOUR), TUESDAY) for number in range(8)])
    wrong = [(answer(f"other {number}", "another", mark=0.0), TUESDAY + timedelta(minutes=number)) for number in range(12)]
    await record_all(cast.ada.id, wrong)
    (gap,) = await queries.gaps(cast.ada.id, NOW)
    assert gap.kind != "fading"


async def test_what_the_deals_need_is_worth_more(cast: Cast):
    (plain,) = await queries.gaps(cast.ada.id, NOW)
    (needed,) = await queries.gaps(cast.ada.id, NOW, {BEHAVIOUR: 1.0})
    assert 0 < plain.priority < needed.priority


async def test_doing_is_counted_in_deals_and_not_in_looks(cast: Cast):
    await record(cast.ada.id, answer("q0", BEHAVIOUR), TUESDAY)
    at = TUESDAY.timestamp()
    seen = [looked(BEHAVIOUR, f"d{number % 5}", at=at + number, y=number % 5 != 0) for number in range(12)]
    old = looked(BEHAVIOUR, "old", at=at - 200 * 86_400)
    book = Book()
    fold(book, [old, *seen], PLAIN)
    assert {piece.channel for piece in seen} == {DO}

    async def verb() -> None:
        await rows.save_whole(cast.ada.id, book, snapshot=0, folded=1)

    await db.run(verb)
    (gap,) = await queries.gaps(cast.ada.id, NOW)
    assert (gap.do.right, gap.do.of) == (4, 5)
    assert gap.do.p == estimate.do(book.line, BEHAVIOUR, NOW.timestamp(), PLAIN.shared, PLAIN.prior).p
    assert len(await queries.history(cast.ada.id, BEHAVIOUR, "do")) == 2


async def test_what_inspections_show_is_told_with_the_clause_that_is_usually_missing(cast: Cast):
    looks = [
        seen("met", BEHAVIOUR, 0),
        seen("partly", BEHAVIOUR, 1, missing=("buyer-accepted",)),
        seen("not-met", BEHAVIOUR, 2, missing=("date-in-window", "buyer-accepted"), pick="risk"),
        seen("claimed", BEHAVIOUR, 3, hollow=("buyer-accepted",)),
        seen("claimed", BEHAVIOUR, 4, mode="self-check", hollow=("date-in-window",)),
    ]
    await record_all(cast.ada.id, [(look, TUESDAY) for look in looks])
    (gap,) = await queries.gaps(cast.ada.id, NOW)
    assert (gap.do.right, gap.do.of, gap.do.claimed, gap.fair, gap.do.last_at) == (1, 3, 1, (1, 2), TUESDAY)
    usual = gap.lacks.usual
    assert usual is not None
    assert (usual.clause, usual.deals, usual.of) == ("buyer-accepted", 3, 3)
    assert await queries.missing(cast.ada.id, [BEHAVIOUR, "another"], NOW) == {
        BEHAVIOUR: {DEALS[1]: ("buyer-accepted",), DEALS[2]: ("date-in-window", "buyer-accepted"), DEALS[3]: ("buyer-accepted",)}
    }


async def test_a_deal_that_was_looked_at_again_is_missing_what_the_newest_look_says(cast: Cast):
    await record(cast.ada.id, seen("not-met", BEHAVIOUR, missing=("date-in-window", "buyer-accepted")), TUESDAY)
    await record(cast.ada.id, seen("met", BEHAVIOUR), TUESDAY + timedelta(hours=1))
    (gap,) = await queries.gaps(cast.ada.id, NOW)
    assert (gap.do.right, gap.do.of, gap.lacks.usual) == (1, 1, None)
    assert await queries.missing(cast.ada.id, [BEHAVIOUR], NOW) == {}
    assert await queries.missing(cast.ada.id, [], NOW) == {}


async def test_a_claim_after_half_a_year_is_a_claim_and_no_look(cast: Cast):
    await record(cast.ada.id, seen("met", BEHAVIOUR), TUESDAY - timedelta(days=200))
    await record(cast.ada.id, seen("claimed", BEHAVIOUR, hollow=("buyer-accepted",)), TUESDAY)
    (gap,) = await queries.gaps(cast.ada.id, NOW)
    assert (gap.do.of, gap.do.claimed) == (0, 1)


async def test_somebody_of_whom_only_claims_are_known_has_these_counted(cast: Cast):
    await record(cast.ada.id, seen("claimed", BEHAVIOUR, hollow=("buyer-accepted",)), TUESDAY)
    (gap,) = await queries.gaps(cast.ada.id, NOW)
    assert (gap.do.of, gap.do.claimed, gap.do.p, gap.kind) == (0, 1, None, "look-next")


async def test_a_team_is_what_each_of_its_people_is(cast: Cast):
    await policy(cast)
    await six_right(cast.ada.id)
    await record(cast.ada.id, seen("partly", BEHAVIOUR, missing=("buyer-accepted",)), TUESDAY)
    needed: dict[UUID, dict[str, float]] = {cast.ada.id: {BEHAVIOUR: 1.0}, cast.bo.id: {}}
    found = await queries.team(cast.mira.actor, NOW, needed)
    assert found == {person: await queries.gaps(person, NOW, need) for person, need in needed.items()}


@pytest.mark.usefixtures("still")
async def test_a_team_takes_one_statement_more_than_one_of_its_people_however_many_they_are(cast: Cast):
    await policy(cast)
    for person in (cast.ada.id, cast.bo.id):
        await six_right(person)
    for turn, persons in enumerate(([cast.ada.id], [cast.ada.id], [cast.ada.id, cast.bo.id])):
        later, needed = NOW + timedelta(hours=turn), dict[UUID, dict[str, float]]((person, {}) for person in persons)
        with db.counted() as first:
            await queries.team(cast.mira.actor, later, needed)
        assert turn == 0 or first.n == (2 if len(persons) == 1 else 4), first.sql
        with db.counted() as again:
            await queries.team(cast.mira.actor, later, needed)
        assert again.n == 2, again.sql


async def test_of_somebody_new_in_a_team_nothing_is_worked_out_twice(cast: Cast):
    await policy(cast)
    await six_right(cast.ada.id)
    first = await queries.team(cast.mira.actor, NOW, {cast.ada.id: {}, cast.bo.id: {}})
    again = await queries.team(cast.mira.actor, NOW, {cast.ada.id: {}, cast.bo.id: {}})
    assert all(first[person] is again[person] for person in first)
    await six_right(cast.bo.id)
    assert (await queries.team(cast.mira.actor, NOW, {cast.bo.id: {}}))[cast.bo.id][0].know.of == 6


async def test_a_team_is_found_by_its_manager_alone_and_after_a_policy(cast: Cast):
    with pytest.raises(NotFound):
        await queries.team(cast.mira.actor, NOW, {cast.ada.id: {}})
    await policy(cast)
    for who in ("bo", "tom", "sam", "zoe", "ida", "ada"):
        with pytest.raises(NotFound):
            await queries.team(getattr(cast, who).actor, NOW, {cast.ada.id: {}, cast.bo.id: {}})
    with pytest.raises(NotFound):
        await queries.team(cast.mira.actor, NOW, {cast.ada.id: {}, cast.tom.id: {}})


async def test_counts_only_leaves_a_team_counts(cast: Cast):
    await policy(cast, counts_only=True)
    await six_right(cast.ada.id)
    found = await queries.team(cast.mira.actor, NOW, {cast.ada.id: {}, cast.bo.id: {}})
    for gaps in found.values():
        assert [(gap.kind, gap.know.p, gap.do.p, gap.priority) for gap in gaps] == [(None, None, None, 0.0)]


async def test_a_large_team_is_found_by_leaders_and_a_small_one_by_nobody(cast: Cast):
    five: dict[UUID, dict[str, float]] = {ids.new(): {} for _ in range(5)}
    four = dict(list(five.items())[:4])
    assert len(await queries.of_large_team(cast.lea.actor, NOW, five)) == 5
    with pytest.raises(NotFound):
        await queries.of_large_team(cast.lea.actor, NOW, four)
    for who in ("ada", "mira", "zoe", "ida"):
        with pytest.raises(NotFound):
            await queries.of_large_team(getattr(cast, who).actor, NOW, five)


@pytest.mark.parametrize(("days", "counts"), [(179, 1), (180, 0)])
async def test_knowing_and_doing_are_counted_over_the_same_days(cast: Cast, days: int, counts: int):
    at = TUESDAY.timestamp() // 86_400 * 86_400
    book = Book()
    fold(book, [looked(BEHAVIOUR, at=at), *evidence.of(answer("q0", BEHAVIOUR), datetime.fromtimestamp(at, UTC))], PLAIN)

    async def verb() -> None:
        await rows.save_whole(cast.ada.id, book, snapshot=0, folded=1)

    await db.run(verb)
    (gap,) = await queries.gaps(cast.ada.id, datetime.fromtimestamp(at, UTC) + timedelta(days=days))
    assert (gap.know.of, gap.do.of) == (counts, counts)


async def test_a_person_sees_their_own_gaps_before_there_is_a_policy(cast: Cast):
    await six_right(cast.ada.id)
    assert await queries.gaps_of(cast.ada.actor, cast.ada.id, NOW) == await queries.gaps(cast.ada.id, NOW)


async def test_a_manager_sees_estimates_once_a_policy_is_in_force(cast: Cast):
    await six_right(cast.ada.id)
    with pytest.raises(NotFound):
        await queries.gaps_of(cast.mira.actor, cast.ada.id, NOW)
    await policy(cast)
    assert await queries.gaps_of(cast.mira.actor, cast.ada.id, NOW) == await queries.gaps(cast.ada.id, NOW)


@pytest.mark.parametrize("who", ["mira", "ada"])
async def test_counts_only_leaves_the_manager_and_the_person_counts(cast: Cast, who: str):
    await six_right(cast.ada.id)
    await policy(cast, counts_only=True)
    (gap,) = await queries.gaps_of(getattr(cast, who).actor, cast.ada.id, NOW)
    assert (gap.know.right, gap.know.of, gap.know.p, gap.kind) == (6, 6, None, None)
    assert isinstance(gap.reason, Counts)


@pytest.mark.parametrize("who", ["bo", "tom", "sam", "zoe", "ida"])
async def test_nobody_else_finds_them(cast: Cast, who: str):
    await six_right(cast.ada.id)
    await policy(cast)
    with pytest.raises(NotFound):
        await queries.gaps_of(getattr(cast, who).actor, cast.ada.id, NOW)
    with pytest.raises(NotFound):
        await queries.gaps_of(replace(cast.mira.actor, id=ids.new()), cast.ada.id, NOW)


@pytest.mark.usefixtures("still")
async def test_every_question_takes_two_statements_at_most(cast: Cast):
    await six_right(cast.ada.id)
    minutes = iter(NOW + timedelta(minutes=number) for number in range(9))
    for ask in (
        lambda: queries.gaps(cast.ada.id, next(minutes)),
        lambda: queries.gaps(cast.ada.id, NOW),
        lambda: queries.history(cast.ada.id, BEHAVIOUR),
    ):
        await ask()
        with db.counted() as sent:
            await ask()
        assert sent.n <= 2, sent.sql
