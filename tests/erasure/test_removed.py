"""Where words went when their time was over, pages say so instead of showing a blank, and tell no mark that they can no longer work out."""

import re

import pytest

from server import clock
from server.coaching import actions as coaching
from server.db import Statement
from server.inspections import actions as inspections
from server.inspections.actions import Told
from server.learning.asked import said
from server.lessons.compiler.model import Question
from tests import client, selling
from tests.cast import assemble
from tests.databases import Database
from tests.learning import questions as q
from tests.learning.world import EVERY_KIND, READ, WALKED, serve
from tests.web import selling_deeds
from tests.web import world as worlds
from tests.web.answering import answer
from tests.web.world import World


async def test_what_went_is_said_to_have_gone(sqlite: Database):
    await serve(EVERY_KIND, WALKED, READ)
    cast = await assemble()
    async with client.opened(sqlite) as door:
        world = World(cast, door)
        await answer(world, cast.ada, "short", "gaps", "reflect", "single")
        await coaching.write_note(
            cast.mira.actor, world.entry(cast.mira), person=cast.ada.id, words="Ask who decides.", tag="step"
        )
        async with world.visit(cast.ada) as ada, world.visit(cast.mira) as mira:
            pages = dict.fromkeys(("/my-line", "/lessons/every-kind"), ada) | {f"/people/{cast.ada.id}": mira}
            # The lesson only afterwards: what somebody answered in one is kept in memory until they answer more.
            before = [(await visitor.get(path)).text for path, visitor in pages.items() if path != "/lessons/every-kind"]
            assert not [text for text in before if re.search("[Rr]emoved after its time", text)]
            await Statement('UPDATE "answer_text" SET "texts" = {}')("[]")
            await Statement('UPDATE "note" SET "words" = {}')("")
            after = {path: await visitor.get(path) for path, visitor in pages.items()}
        assert {answer.status_code for answer in after.values()} == {200}
        told = {path: len(re.findall("[Rr]emoved after its time", answer.text)) for path, answer in after.items()}
        assert told == {"/my-line": 4, "/lessons/every-kind": 3, f"/people/{cast.ada.id}": 2}


async def test_evidence_whose_words_went_says_so_on_its_deal(sqlite: Database):
    async with worlds.opened(sqlite) as world:
        ada = world.cast.ada
        deal = await selling_deeds.deal(ada, "Northwind")
        told = Told(artifact="meeting-recap", source="buyer", form="quote", dated=clock.now().date(), words="We sign in May.")
        await inspections.add_evidence(ada.actor, world.entry(ada), deal, told, process=selling.PROCESS)
        async with world.visit(ada) as visitor:
            shown = (await visitor.get(f"/deals/{deal}")).text
            assert "We sign in May." in shown
            assert "removed after its time" not in shown
            await Statement('UPDATE "evidence" SET "words" = {}')("")
            assert "meeting recap (removed after its time)" in (await visitor.get(f"/deals/{deal}")).text


@pytest.mark.parametrize("question", [q.SHORT, q.GAPS, q.REFLECT], ids=lambda question: question.kind)
def test_an_answer_whose_words_went_is_not_marked_again(question: Question):
    told = said(question, (), (), shared=False)
    assert (told.verdict, told.typed) == ("kept", ())
    assert "removed after its time" in told.words
