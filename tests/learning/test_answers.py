"""Answering questions: what is kept, what counts, and that twice is once."""

import asyncio
from typing import TypeVar

import pytest

from server import db, ids, ledger
from server.errors import Conflict, Invalid, NotFound
from server.facts import AnswerGiven, Fact, HintTaken, LessonBegun, LessonCompleted
from server.learning import queries
from server.learning.actions import answer, decline, take_hint
from server.learning.tables import Answer, AnswerText, Snapshot
from server.lessons import queries as lessons
from server.lessons.compiler.model import Choice
from server.people.roles import Actor
from server.wiring import REACTIONS
from tests.databases import Database
from tests.learning import questions as q
from tests.learning.world import EVERY_KIND, RIGHT, add_person, deed, reworded, serve

T = TypeVar("T", bound=Fact)


@pytest.fixture
async def ada(database: Database) -> Actor:
    await serve(EVERY_KIND)
    return await add_person("Ada")


async def facts(actor: Actor, kind: type[T]) -> list[T]:
    return [stored.fact for stored in await ledger.of_person(actor.id) if isinstance(stored.fact, kind)]


async def test_a_first_answer_begins_the_lesson_and_is_kept_with_what_was_seen(ada: Actor):
    stored = await answer(deed(ada), "single", RIGHT["single"])
    assert isinstance(stored.fact, AnswerGiven)
    assert (stored.fact.mark, stored.fact.nth, stored.fact.picks, stored.fact.revision) == (1.0, 0, ("b",), 1)
    take = await queries.latest(ada.id, "every-kind")
    assert take is not None
    assert take.lesson_hash == (await lessons.current()).hashes["every-kind"]
    (kept,) = await queries.answers_in(take.id)
    assert (kept.id, kept.picks, sorted(kept.shown)) == (stored.id, ("b",), ["a", "b", "c"])
    (seen,) = await queries.answers_of(ada.id)
    assert (seen.title, seen.said) == ("A single question", ("Choice b",))
    assert [type(stored.fact) for stored in await ledger.of_person(ada.id)] == [LessonBegun, AnswerGiven]


@pytest.mark.parametrize("kind", list(RIGHT))
async def test_every_kind_is_answered_and_kept(ada: Actor, kind: str):
    stored = await answer(deed(ada), kind, RIGHT[kind])
    assert isinstance(stored.fact, AnswerGiven)
    assert stored.fact.mark == (None if kind in {"reflect", "confidence"} else 1.0)
    (seen,) = await queries.answers_of(ada.id)
    assert seen.said
    assert all(text not in str(stored.fact) for text in RIGHT[kind].get("text", ()))


async def test_a_retry_is_kept_beside_the_first_and_told_as_one(ada: Actor):
    for pick in ("a", "c", "b"):
        await answer(deed(ada), "single", {"choice": [pick]})
    take = await queries.latest(ada.id, "every-kind")
    assert take is not None
    assert [(kept.nth, kept.picks, kept.mark) for kept in await queries.answers_in(take.id)] == [
        (0, ("a",), 0.0),
        (1, ("c",), 0.5),
        (2, ("b",), 1.0),
    ]
    assert [fact.nth for fact in await facts(ada, AnswerGiven)] == [0, 1, 2]


async def test_the_same_form_twice_does_it_once(ada: Actor):
    form = ids.new()
    first = await answer(deed(ada, form=form, digest="same"), "single", RIGHT["single"])
    again = await answer(deed(ada, form=form, digest="same", minutes=5), "single", RIGHT["single"])
    assert again == first
    assert await Answer.count() == 1
    assert len(await facts(ada, AnswerGiven)) == 1


async def test_the_same_form_with_another_answer_is_a_conflict(ada: Actor):
    form = ids.new()
    await answer(deed(ada, form=form, digest="one"), "single", {"choice": ["a"]})
    with pytest.raises(Conflict):
        await answer(deed(ada, form=form, digest="other"), "single", {"choice": ["b"]})
    assert [fact.picks for fact in await facts(ada, AnswerGiven)] == [("a",)]


async def test_one_form_sent_from_many_windows_at_once_is_one_answer(ada: Actor):
    form = ids.new()
    given = await asyncio.gather(*(answer(deed(ada, form=form, digest="same"), "single", RIGHT["single"]) for _ in range(8)))
    assert {stored.id for stored in given} == {form}
    assert await Answer.count() == 1
    assert len(await facts(ada, AnswerGiven)) == 1


async def test_many_forms_of_one_question_at_once_are_numbered_one_by_one(ada: Actor):
    await asyncio.gather(*(answer(deed(ada), "single", {"choice": ["abc"[n % 3]]}) for n in range(8)))
    assert sorted(fact.nth for fact in await facts(ada, AnswerGiven)) == list(range(8))
    assert len(await facts(ada, LessonBegun)) == 1


async def test_what_cannot_be_marked_is_refused_and_nothing_is_kept(ada: Actor):
    with pytest.raises(Invalid) as caught:
        await answer(deed(ada), "order", {"place-a": ["1"]})
    assert caught.value.fields == {"place-a": "Give each one a place of its own, 1 to 5."}
    assert caught.value.typed == {"place-a": ["1"]}
    assert await ledger.of_person(ada.id) == []
    assert await queries.latest(ada.id, "every-kind") is None


async def test_an_answer_of_a_megabyte_is_refused_kindly(ada: Actor):
    with pytest.raises(Invalid) as caught:
        await answer(deed(ada), "short", {"text": ["x" * 1_000_000]})
    assert "longer than 200" in caught.value.fields["text"]


@pytest.mark.parametrize("question", ["nowhere", "commit", "scenario"])
async def test_what_is_no_question_here_is_not_found(ada: Actor, question: str):
    with pytest.raises(NotFound):
        await answer(deed(ada), question, {"choice": ["a"]})


async def test_a_lesson_nobody_serves_is_not_found(ada: Actor):
    with pytest.raises(NotFound):
        await answer(deed(ada, "nowhere"), "single", RIGHT["single"])


async def test_words_are_kept_apart_from_facts_and_equal_snapshots_once(ada: Actor):
    bo = await add_person("Bo")
    await answer(deed(ada), "short", {"text": ["chmapion"]})
    await answer(deed(bo), "short", {"text": ["economic buyer"]})
    assert await Snapshot.count() == 1
    assert {row["texts"] for row in await AnswerText.select()} == {'["chmapion"]', '["economic buyer"]'}


async def test_a_hint_is_counted_with_the_answer(ada: Actor):
    for _ in range(2):
        await take_hint(deed(ada), "single")
    await answer(deed(ada), "single", RIGHT["single"])
    assert [fact.hints for fact in await facts(ada, AnswerGiven)] == [2]
    assert len(await facts(ada, HintTaken)) == 2


async def test_the_last_answer_completes_the_lesson_once(ada: Actor):
    await decline(deed(ada), "commit", "No open deal.")
    for kind in RIGHT:
        assert not await facts(ada, LessonCompleted) or kind == "reflect"
        if kind != "reflect":
            await answer(deed(ada), kind, RIGHT[kind])
    take = await queries.latest(ada.id, "every-kind")
    assert take is not None
    assert take.finished_at is not None
    assert len(await facts(ada, LessonCompleted)) == 1
    assert await queries.completed(ada.id) == {"every-kind"}
    assert await queries.in_progress(ada.id) == []


async def test_an_answer_after_the_end_is_kept_as_a_retry(ada: Actor):
    await decline(deed(ada), "commit", "No open deal.")
    for kind in RIGHT:
        await answer(deed(ada), kind, RIGHT[kind])
    late = await answer(deed(ada, minutes=90), "single", {"choice": ["a"]})
    assert isinstance(late.fact, AnswerGiven)
    assert late.fact.nth == 1
    assert len(await facts(ada, LessonCompleted)) == 1


async def test_a_lesson_that_was_retired_is_finished_as_it_was_begun(ada: Actor):
    await answer(deed(ada), "single", RIGHT["single"])
    await serve()
    await decline(deed(ada), "commit", "No open deal.")
    for kind in RIGHT:
        await answer(deed(ada), kind, RIGHT[kind])
    assert await queries.completed(ada.id) == {"every-kind"}
    with pytest.raises(NotFound):
        await answer(deed(await add_person("Bo")), "single", RIGHT["single"])


async def test_other_words_keep_the_history_and_another_key_starts_a_revision(ada: Actor):
    first = await answer(deed(ada), "single", {"choice": ["b"]})
    bo, cy = await add_person("Bo"), await add_person("Cy")
    choices = (Choice(id="a", html="New words", text="New words"), *q.SINGLE.choices[1:])
    await serve(reworded(EVERY_KIND, "single", choices=choices, text_fp="other words"))
    second = await answer(deed(bo), "single", {"choice": ["b"]})
    swapped = (Choice(id="a", html="A", text="A", mark=1.0), Choice(id="b", html="B", text="B"), q.SINGLE.choices[2])
    await serve(reworded(EVERY_KIND, "single", choices=swapped, key_fp="other key"))
    third = await answer(deed(cy), "single", {"choice": ["b"]})
    pinned = await answer(deed(ada), "single", {"choice": ["b"]})
    told = [
        (stored.fact.revision, stored.fact.mark)
        for stored in (first, second, third, pinned)
        if isinstance(stored.fact, AnswerGiven)
    ]
    assert told == [(1, 1.0), (1, 1.0), (2, 0.0), (1, 1.0)]


async def test_the_first_answer_pins_what_the_page_showed(ada: Actor):
    shown = (await lessons.current()).hashes["every-kind"]
    swapped = (Choice(id="a", html="A", text="A", mark=1.0), Choice(id="b", html="B", text="B"), q.SINGLE.choices[2])
    await serve(reworded(EVERY_KIND, "single", choices=swapped, key_fp="other key"))
    stored = await answer(deed(ada, seen=shown), "single", {"choice": ["b"]})
    assert isinstance(stored.fact, AnswerGiven)
    assert (stored.fact.revision, stored.fact.mark) == (1, 1.0)


@pytest.mark.usefixtures("still")
async def test_an_answer_costs_at_most_nine_statements_and_what_it_changes_four_more(ada: Actor):
    ledger.react_with(REACTIONS)
    await answer(deed(ada), "single", RIGHT["single"])
    for kind in ("single", "multiple", "short"):
        with db.counted() as count:
            await answer(deed(ada), kind, RIGHT[kind])
        assert count.n <= 13 + (kind == "short"), count.sql


async def test_a_reflection_is_the_managers_to_read_only_while_the_box_is_ticked(ada: Actor):
    await answer(deed(ada), "reflect", {"text": ["Only for me here."]})
    assert await queries.shared_reflections(ada, ada.id, deed(ada).entry.at) == []
    await answer(deed(ada), "reflect", RIGHT["reflect"])
    (shared,) = await queries.shared_reflections(ada, ada.id, deed(ada).entry.at)
    assert shared.text == "Nobody had accepted anything."
    with pytest.raises(NotFound):
        await queries.shared_reflections(await add_person("Tom", "manager"), ada.id, deed(ada).entry.at)
    await answer(deed(ada), "reflect", {"text": ["Only for me again."]})
    assert await queries.shared_reflections(ada, ada.id, deed(ada).entry.at) == []


async def test_looking_back_pages_through_everything_once(ada: Actor):
    for n in range(53):
        await answer(deed(ada, minutes=n), "single", {"choice": ["abc"[n % 3]]})
    first = await queries.answers_of(ada.id)
    rest = await queries.answers_of(ada.id, before=(first[-1].at, first[-1].id))
    assert (len(first), len(rest)) == (50, 3)
    assert len({seen.id for seen in (*first, *rest)}) == 53
