"""A lesson that is answered without reading it."""

from tests.databases import Database
from tests.learning.reader import reading
from tests.learning.world import EVERY_KIND, READ, RIGHT, WALKED


async def test_who_knows_it_already_answers_without_reading_and_walks_every_scenario(sqlite: Database):
    async with reading(sqlite, EVERY_KIND, WALKED, READ) as ada:
        assert 'href="/lessons/every-kind?cold=1"' in await ada.page("/lessons/every-kind")
        cold = await ada.page("/lessons/every-kind?cold=1")
        assert "Deals die between two calls." not in cold
        assert "0 of 8 answered" in cold
        for question in EVERY_KIND.questions:
            assert f'id="q-{question.id}"' in cold
        await ada.answer("every-kind", "single", RIGHT["single"])
        assert "cold=1" not in await ada.page("/lessons/every-kind"), "what was begun goes on where it is"
        sent = await ada.answer("every-kind", "short", {**RIGHT["short"], "cold": ["1"]})
        assert sent.headers["Location"] == "/lessons/every-kind?cold=1#q-short", "nor does an answer show the text"
        cold = await ada.page("/lessons/every-kind?cold=1")
        assert cold.count('name="cold" value="1"') == cold.count('name="question"')
        assert "?again=single&amp;cold=1" in cold
        sent = await ada.answer("every-kind", "gaps", {"cold": ["1"]})
        assert sent.status_code == 422
        assert "Deals die between two calls." not in sent.text
        for lesson_id in ("walked", "read"):
            assert "cold=1" not in await ada.page(f"/lessons/{lesson_id}"), "nothing is asked there that could be known"
        assert 'id="q-scenario"' in await ada.page("/lessons/walked?cold=1")
