"""Answering questions that came back: what is kept, when they come again, and that a day holds three of them at most."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from server import ids, ledger
from server.errors import Conflict, Invalid, NotFound, Refused
from server.facts import AnswerGiven
from server.learning import queries
from server.learning.actions import Recall, answer, recall
from server.learning.schedule import Card
from server.learning.tables import Answer, CardRow, Practice, Snapshot
from server.ledger import Entry, Stored
from server.lessons import queries as lessons
from server.lessons.compiler.model import Choice
from server.people.roles import Actor
from tests.databases import Database
from tests.learning import questions as q
from tests.learning.world import EVERY_KIND, RIGHT, TUESDAY, add_person, deed, reworded, serve

LESSON = "every-kind"
ASKED = ("single", "multiple", "order", "match", "short", "gaps")
WRONG: Mapping[str, Sequence[str]] = {"choice": ["a"]}


@pytest.fixture
async def ada(database: Database) -> Actor:
    """Ada, who answered every question of the lesson on Tuesday: the first one wrong, the others right."""
    await serve(EVERY_KIND)
    ada = await add_person("Ada")
    for kind, typed in RIGHT.items():
        await answer(deed(ada), kind, WRONG if kind == "single" else typed)
    return ada


async def try_to(
    actor: Actor,
    question: str,
    typed: Mapping[str, Sequence[str]] | None = None,
    *,
    days: int = 30,
    confidence: int | None = 2,
    form: UUID | None = None,
    digest: str = "",
    seen: str = "",
) -> Stored:
    """Answers, right unless said otherwise, so many days after Tuesday."""
    entry = Entry(id=form or ids.new(), at=TUESDAY + timedelta(days=days), actor=actor.id, digest=digest)
    shown = seen or (await lessons.current()).hashes[LESSON]
    return await recall(
        Recall(
            actor=actor,
            entry=entry,
            question=question,
            seen=shown,
            typed=RIGHT[question] if typed is None else typed,
            confidence=confidence,
        )
    )


async def card(actor: Actor, question: str = "single") -> Card:
    found = await queries.card(actor.id, f"{LESSON}#{question}")
    assert found is not None
    return found


async def test_a_card_is_born_with_the_first_answer_in_a_lesson_to_what_can_come_back(ada: Actor):
    rows = await CardRow.select(CardRow.question, CardRow.rights).order_by(CardRow.question)
    assert [row["question"] for row in rows] == sorted(f"{LESSON}#{kind}" for kind in ASKED)
    assert [row["rights"] for row in rows if row["question"] == f"{LESSON}#single"] == [0]
    assert ((await card(ada)).due - TUESDAY).days == 12
    assert ((await card(ada, "order")).due - TUESDAY).days == 24


async def test_another_try_in_the_lesson_moves_no_card(ada: Actor):
    before = await card(ada)
    await answer(deed(ada, minutes=5), "single", RIGHT["single"])
    assert await card(ada) == before


@pytest.mark.parametrize("kind", ASKED)
async def test_every_kind_comes_back_and_is_kept_with_what_was_seen_and_how_sure_the_person_was(ada: Actor, kind: str):
    stored = await try_to(ada, kind, confidence=3)
    fact = stored.fact
    assert isinstance(fact, AnswerGiven)
    assert (fact.take, fact.mark, fact.nth, fact.confidence, fact.lesson, fact.question) == (None, 1.0, 0, 3, LESSON, kind)
    kept = await queries.recalled(ada.id, stored.id)
    assert (kept.confidence, kept.answered.picks) == (3, fact.picks)
    assert kept.lesson_hash == (await lessons.current()).hashes[LESSON]
    assert stored.id in {seen.id for seen in await queries.answers_of(ada.id)}
    assert await Snapshot.count() == 8


async def test_sure_and_wrong_comes_back_in_three_days_and_right_twice_in_a_row_rests(ada: Actor):
    await try_to(ada, "single", WRONG, days=12, confidence=3)
    assert (await card(ada)).due == TUESDAY + timedelta(days=15)
    await try_to(ada, "single", days=15)
    assert ((await card(ada)).rights, (await card(ada)).retired_at) == (1, None)
    await try_to(ada, "single", days=39)
    assert (await card(ada)).retired_at == TUESDAY + timedelta(days=39)


async def test_a_question_comes_back_on_the_morning_of_its_day_and_not_before(ada: Actor):
    with pytest.raises(Refused):
        await try_to(ada, "single", days=11)
    assert await Practice.count() == 0
    entry = Entry(id=ids.new(), at=(TUESDAY + timedelta(days=12)).replace(hour=1), actor=ada.id)
    shown = (await lessons.current()).hashes[LESSON]
    await recall(Recall(actor=ada, entry=entry, question="single", seen=shown, typed=RIGHT["single"], confidence=1))


async def test_a_day_holds_three_questions_and_the_next_one_three_more(ada: Actor):
    for kind in ASKED[:3]:
        await try_to(ada, kind)
    with pytest.raises(Refused, match="three questions"):
        await try_to(ada, "match")
    await try_to(ada, "match", days=31)
    assert [row["answered"] for row in await Practice.select().order_by(Practice.day)] == [3, 1]


async def test_many_windows_at_once_get_no_more_than_three_a_day(ada: Actor):
    given = await asyncio.gather(*(try_to(ada, kind) for kind in ASKED), return_exceptions=True)
    assert sum(isinstance(one, Refused) for one in given) == 3
    assert sum(isinstance(one, Stored) for one in given) == 3
    (row,) = await Practice.select()
    assert row["answered"] == 3 == await Answer.count().where(Answer.practice == row["id"])


async def test_one_question_in_many_windows_is_answered_once(ada: Actor):
    given = await asyncio.gather(*(try_to(ada, "single") for _ in range(6)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in given) == ["Refused"] * 5 + ["Stored"]
    assert (await card(ada)).rights == 1


async def test_the_same_form_from_many_windows_is_one_answer_and_with_other_words_a_conflict(ada: Actor):
    form = ids.new()
    given = await asyncio.gather(*(try_to(ada, "single", form=form, digest="same") for _ in range(6)))
    assert {stored.id for stored in given} == {form}
    assert await try_to(ada, "single", form=form, digest="same", days=31) == given[0]
    with pytest.raises(Conflict):
        await try_to(ada, "single", WRONG, form=form, digest="other")
    assert await Answer.count().where(Answer.practice.is_not_null()) == 1
    assert (await card(ada)).rights == 1


@pytest.mark.parametrize(
    ("typed", "confidence", "fields"),
    [
        ({}, 2, {"choice"}),
        (RIGHT["single"], None, {"confidence"}),
        ({"choice": ["nowhere"]}, None, {"choice", "confidence"}),
    ],
)
async def test_an_answer_needs_itself_and_how_sure_one_is(
    ada: Actor, typed: Mapping[str, Sequence[str]], confidence: int | None, fields: set[str]
):
    with pytest.raises(Invalid) as caught:
        await try_to(ada, "single", typed, confidence=confidence)
    assert set(caught.value.fields) == fields
    assert await Practice.count() == 0


@pytest.mark.parametrize("question", ["reflect", "confidence", "commit", "nowhere"])
async def test_what_never_comes_back_is_not_found(ada: Actor, question: str):
    with pytest.raises(NotFound):
        await try_to(ada, question, {"text": ["Anything at all."], "choice": ["1"]})


async def test_a_question_that_somebody_never_met_is_not_theirs(ada: Actor):
    bo = await add_person("Bo")
    with pytest.raises(NotFound):
        await try_to(bo, "single")
    stored = await try_to(ada, "single")
    with pytest.raises(NotFound):
        await queries.recalled(bo.id, stored.id)
    with pytest.raises(NotFound):
        await try_to(ada, "multiple", seen="0" * 64)


async def test_another_meaning_of_a_question_is_asked_at_once_and_its_card_begins_again(ada: Actor):
    await try_to(ada, "single", days=12)
    swapped = (Choice(id="a", html="A", text="A", mark=1.0), Choice(id="b", html="B", text="B"), q.SINGLE.choices[2])
    await serve(reworded(EVERY_KIND, "single", choices=swapped, key_fp="other key"))
    edition = await lessons.current()
    waiting = await queries.waiting(ada.id, edition, TUESDAY + timedelta(days=13))
    assert waiting.questions[f"{LESSON}#single"].revision == 2
    stored = await try_to(ada, "single", WRONG, days=13)
    assert isinstance(stored.fact, AnswerGiven)
    assert (stored.fact.revision, stored.fact.mark) == (2, 1.0)
    assert ((await card(ada)).revision, (await card(ada)).rights, (await card(ada)).retired_at) == (2, 1, None)


async def test_what_rests_is_read_only_while_something_fades(ada: Actor):
    await try_to(ada, "order")
    edition = await lessons.current()
    at = TUESDAY + timedelta(days=31)
    assert f"{LESSON}#order" not in (await queries.waiting(ada.id, edition, at)).cards
    woken = await queries.waiting(ada.id, edition, at, fading=frozenset({"next-step-confirmed"}))
    assert woken.cards[f"{LESSON}#order"].retired_at is not None


async def test_practice_is_about_the_person_in_the_ledger(ada: Actor):
    stored = await try_to(ada, "single")
    assert (await ledger.of_person(ada.id))[-1] == stored
