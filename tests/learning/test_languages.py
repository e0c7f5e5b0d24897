"""A lesson in the language of its reader, where there is one; where there is none the page says so."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from msgspec.structs import replace

from server import clock, db, ids
from server.learning import actions, queries
from server.learning.actions import Deed
from server.ledger import Entry
from server.lessons import queries as lessons
from server.lessons.compiler.model import Asked, Callout, Heading, Lesson, Prose, Question, Short
from server.people import actions as people
from server.sentences import speak
from tests.client import form_of
from tests.databases import Database
from tests.learning import questions as q
from tests.learning.lessons import lesson
from tests.learning.reader import Reader, reading, section
from tests.learning.world import serve

ONE = lesson(q.SINGLE, q.SHORT, q.COMMIT, id="one", title="Set the date", minutes=3)
ALONE = lesson(q.SINGLE, id="alone", title="Only in English")
WALKED = lesson(q.SCENARIO, id="walked", title="Just send it")


def in_spanish(of: Lesson, title: str, *questions: Question, **more: object) -> Lesson:
    """A translation as the compiler makes it: its own words, and the ids and keys of its lesson."""
    blocks = (
        Callout(kind="important", html="<p>Lo importante.</p>"),
        Heading(level=2, title="Por qué", id="por-que"),
        Prose(html="<p>Se enfrían entre dos llamadas.</p>"),
        *(Asked(question=question.id) for question in questions),
    )
    told = replace(of, title=title, locale="es", translates=1, translators=("plumbline",), blocks=blocks, questions=questions)
    return replace(told, **more)


SINGLE = replace(
    q.SINGLE,
    title="Una pregunta",
    choices=(q.choice("a", 0, "Opción a"), q.choice("b", 1, "Opción b"), q.choice("c", 0.5, "Opción c")),
    text_fp="other words of single",
)
SHORT = replace(q.SHORT, title="Escríbelo", short=Short(accepted=("quien paga",)), text_fp="other words of short")
COMMIT = replace(q.COMMIT, title="Promételo", text_fp="other words of commit")
START, *OTHERS = q.SCENARIO.scenes
SCENARIO = replace(
    q.SCENARIO,
    title="Un caso",
    scenes=(replace(START, title="Al teléfono", html="<p>Suena.</p>"), *OTHERS),
    text_fp="other words",
)
UNO = in_spanish(ONE, "Fija la fecha", SINGLE, SHORT, COMMIT)
CAMINADO = in_spanish(WALKED, "Mándame algo", SCENARIO)


@pytest.fixture
async def ada(sqlite: Database) -> AsyncIterator[Reader]:
    async with reading(sqlite, ONE, ALONE, WALKED, UNO, CAMINADO) as reader:
        yield reader
        speak("en")


async def reads(ada: Reader, language: str) -> None:
    """Ada chooses another language."""
    who = ada.world.cast.ada
    await people.change_person(who.actor, who.id, locale=language, entry=ada.world.entry(who))


async def test_a_lesson_is_read_in_the_language_of_its_reader(ada: Reader):
    english = await ada.page("/lessons/one")
    assert "Set the date" in english
    assert 'id="tongue"' not in english
    await reads(ada, "es")
    spanish = await ada.page("/lessons/one")
    for words in ("<h1>Fija la fecha</h1>", "Se enfrían entre dos llamadas.", "Opción b", "Escríbelo"):
        assert words in spanish
    assert 'id="tongue"' not in spanish
    assert ' lang="es"' not in spanish.replace('<html lang="es"', "")
    for page in ("/lessons", "/today", "/search?q=llamadas"):
        assert "Fija la fecha" in await ada.page(page)


async def test_what_nobody_translated_is_read_in_its_own_language_and_says_so(ada: Reader):
    await reads(ada, "es")
    html = await ada.page("/lessons/alone")
    told = re.search(r'<p [^>]*id="tongue">([^<]*)</p>', html)
    assert told
    assert "inglés" in told[1]
    assert "español" in told[1]
    assert '<h1 lang="en">Only in English</h1>' in html
    assert '<p lang="en">Deals die between two calls.</p>' in html
    asked = section(html, "single")
    assert '<h3 class="stem" id="q-single-t" lang="en">' in asked
    assert asked.count('<span lang="en">Choice') == 3
    assert '<a href="/lessons/alone" lang="en">' in await ada.page("/lessons")
    await serve(ALONE)
    assert '<a href="/lessons/alone" lang="en">Only in English</a>' in await ada.page("/today")


async def test_a_sister_language_is_served_before_another_one(ada: Reader):
    await serve(ONE, ALONE, WALKED, replace(UNO, locale="es-MX"))
    await reads(ada, "es")
    assert "Fija la fecha" in await ada.page("/lessons/one")


async def test_a_draft_of_a_translation_is_given_to_nobody(ada: Reader):
    await serve(ONE, ALONE, WALKED, replace(UNO, status="draft"))
    await reads(ada, "es")
    assert "Set the date" in await ada.page("/lessons/one")


async def test_the_translation_of_an_earlier_version_says_so(ada: Reader):
    await serve(replace(ONE, version=2), replace(UNO, version=2))
    await reads(ada, "es")
    html = await ada.page("/lessons/one")
    assert "Fija la fecha" in html
    assert 'id="tongue"' in html


async def test_a_lesson_that_was_begun_in_one_language_goes_on_in_another(ada: Reader):
    await ada.answer("one", "single", {"choice": ["b"]})
    await reads(ada, "es")
    html = await ada.page("/lessons/one")
    assert "Opción b" in section(html, "single")
    # The words that are accepted are those of the language that was seen.
    await ada.answer("one", "short", {"text": ["Quien paga"]})
    take = await queries.latest(ada.world.cast.ada.id, "one")
    assert take is not None
    answers = {one.question: one for one in await queries.answers_in(take.id)}
    assert {id: one.mark for id, one in answers.items()} == {"single": 1.0, "short": 1.0}
    kept = {one.question: (one.title, one.said) for one in await queries.answers_of(ada.world.cast.ada.id)}
    assert kept == {"single": ("A single question", ("Choice b",)), "short": ("Escríbelo", ("Quien paga",))}
    await reads(ada, "en")
    html = await ada.page("/lessons/one")
    assert "Choice b" in section(html, "single")
    assert "2 of 2 answered" in html


async def test_a_typed_answer_in_the_other_language_is_not_taken_for_right(ada: Reader):
    await ada.answer("one", "single", {"choice": ["b"]})
    await reads(ada, "es")
    await ada.answer("one", "short", {"text": ["economic buyer"]})
    take = await queries.latest(ada.world.cast.ada.id, "one")
    assert take is not None
    assert [one.mark for one in await queries.answers_in(take.id) if one.question == "short"] == [0.0]


async def test_a_form_that_names_other_content_is_taken_for_what_was_begun(ada: Reader):
    await ada.answer("one", "single", {"choice": ["b"]})
    for seen in ("f" * 64, (await lessons.as_written()).hashes["alone"]):
        form = await ada.form("one", "short")
        sent = await ada.post("/lessons/one/answers", {**form, "seen": seen, "text": "quien paga"})
        assert sent.status_code == 303
    take = await queries.latest(ada.world.cast.ada.id, "one")
    assert take is not None
    assert {one.mark for one in await queries.answers_in(take.id) if one.question == "short"} == {0.0}


async def test_another_lesson_is_no_translation_though_it_asks_the_same(ada: Reader):
    await serve(ONE, replace(ONE, id="two", locale="es", questions=(SINGLE, SHORT, COMMIT)))
    await ada.answer("one", "single", {"choice": ["b"]})
    form = await ada.form("one", "short")
    await ada.post("/lessons/one/answers", {**form, "seen": (await lessons.as_written()).hashes["two"], "text": "quien paga"})
    take = await queries.latest(ada.world.cast.ada.id, "one")
    assert take is not None
    assert {one.mark for one in await queries.answers_in(take.id) if one.question == "short"} == {0.0}


async def test_what_asks_something_else_now_is_finished_as_it_was_begun(ada: Reader):
    await ada.answer("one", "single", {"choice": ["b"]})
    other = replace(SINGLE, key_fp="another key")
    await serve(
        replace(ONE, questions=(replace(q.SINGLE, key_fp="another key"), q.SHORT, q.COMMIT)),
        in_spanish(ONE, "Otra", other, SHORT, COMMIT),
    )
    await reads(ada, "es")
    html = await ada.page("/lessons/one")
    assert "Set the date" in html
    assert 'id="tongue"' in html


async def test_a_walk_goes_on_in_another_language(ada: Reader):
    await ada.move("walked", "good")
    await reads(ada, "es")
    html = await ada.page("/lessons/walked")
    assert "Al teléfono" in html
    assert (await ada.move("walked", "well")).status_code == 303
    assert (await ada.client.get("/lessons/walked/completion")).status_code == 200
    rows = await db.Statement('SELECT s."body" FROM "move" m JOIN "snapshot" s ON s."hash" = m."snapshot" ORDER BY m."step"')()
    assert [re.findall('"locale":"(..)"', row["body"]) for row in rows] == [["en"], ["es"]]


async def test_a_page_in_one_language_is_never_told_unchanged_in_another(ada: Reader):
    first = await ada.client.get("/lessons/one")
    await reads(ada, "es")
    second = await ada.client.get("/lessons/one", headers={"If-None-Match": first.headers["ETag"]})
    assert (second.status_code, "Fija la fecha" in second.text) == (200, True)
    third = await ada.client.get("/lessons/one", headers={"If-None-Match": second.headers["ETag"]})
    assert third.status_code == 304


async def test_practice_asks_in_the_language_of_its_reader_and_keeps_the_words_that_were_seen(ada: Reader):
    who = ada.world.cast.ada
    entry = Entry(id=ids.new(), at=clock.now() - timedelta(days=30), actor=who.id)
    await actions.answer(Deed(actor=who.actor, entry=entry, lesson="one"), "short", {"text": ["economic buyer"]})
    await reads(ada, "es")
    html = await ada.page("/practice")
    assert "Escríbelo" in html
    fields = form_of(html, "/practice/answers")
    sent = await ada.post("/practice/answers", {**fields, "text": "Quien paga", "confidence": "2"})
    assert sent.status_code == 303
    newest = (await queries.answers_of(who.id))[0]
    assert (newest.title, newest.said, newest.mark) == ("Escríbelo", ("Quien paga",), 1.0)
    await reads(ada, "en")
    # An answer is told in the words that were seen, which say their language.
    assert '<h1 class="stem" id="q-short-t" lang="es">Escríbelo</h1>' in await ada.page(sent.headers["Location"])


async def test_a_question_that_nobody_translated_says_so_in_practice(ada: Reader):
    who = ada.world.cast.ada
    entry = Entry(id=ids.new(), at=clock.now() - timedelta(days=30), actor=who.id)
    await actions.answer(Deed(actor=who.actor, entry=entry, lesson="alone"), "single", {"choice": ["b"]})
    await reads(ada, "es")
    html = await ada.page("/practice")
    assert re.search(r'id="tongue">[^<]*inglés', html)
    assert '<h1 class="stem" id="q-single-t" lang="en">' in html


async def test_both_languages_are_one_question_for_authors(ada: Reader):
    speak("es")
    assert (await lessons.current()).language == "es"
    edition = await lessons.as_written()
    spanish = edition.read_in("es")
    assert {lesson.title for lesson in spanish.academy.lessons} == {"Fija la fecha", "Mándame algo", "Only in English"}
    assert set(spanish.live) == set(edition.live)
    assert {key: live.revision for key, live in spanish.live.items()} == {
        key: live.revision for key, live in edition.live.items()
    }
    assert edition.read_in("fr") is edition
    assert edition.read_in("es-MX") is spanish
    assert len(edition.academy.lessons) == 3
