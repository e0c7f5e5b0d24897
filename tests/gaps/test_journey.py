"""A rep answers, asks for hints, tries again, walks a scenario and reads: what is kept equals a rebuild, and twice is once."""

from collections.abc import AsyncIterator

import pytest

from server import ids, ledger
from server.gaps import actions, queries
from server.gaps.queries.books import whole
from server.learning.actions import answer, finish, make_move, rewind, take_hint
from server.people.roles import Actor
from server.wiring import REACTIONS
from tests.databases import Database
from tests.gaps.world import folded
from tests.learning.world import EVERY_KIND, READ, RIGHT, TUESDAY, WALKED, add_person, deed, serve

HINTED = "single"


@pytest.fixture
async def ada(database: Database) -> AsyncIterator[Actor]:
    ledger.react_with(REACTIONS)
    await serve(EVERY_KIND, WALKED, READ)
    yield await add_person("Ada")
    ledger.react_with({})


async def test_a_journey_is_kept_as_a_rebuild_makes_it(ada: Actor):
    await take_hint(deed(ada), HINTED)
    for minutes, kind in enumerate(RIGHT):
        form = ids.new()
        for _ in range(2):
            await answer(deed(ada, form=form, minutes=minutes), kind, RIGHT[kind])
    await answer(deed(ada, minutes=20), HINTED, {"choice": ["a"]})
    await make_move(deed(ada, "walked", minutes=30), "scenario", scene="start", move="good", round=0, step=0)
    await rewind(deed(ada, "walked", minutes=31), "scenario", round=0, step=1, kept=0)
    await make_move(deed(ada, "walked", minutes=32), "scenario", scene="start", move="bad", round=1, step=0)
    await finish(deed(ada, "read", minutes=40))
    stored = await whole(ada.id)
    assert stored is not None
    assert stored.book == folded([(one.fact, one.at) for one in await ledger.of_person(ada.id)])
    ((person, last),) = (await actions.learners()).items()
    assert await actions.compare(person, last) == []
    gaps = {gap.behaviour: gap for gap in await queries.gaps(ada.id, TUESDAY)}
    scored = sum(kind not in {"reflect", "confidence"} for kind in RIGHT)
    assert gaps["next-step-confirmed"].know.of == scored + 1
    assert len(stored.book.line.questions) == scored + 1


async def test_a_lesson_that_asks_nothing_moves_its_behaviours_and_is_counted_nowhere(ada: Actor):
    await finish(deed(ada, "read"))
    stored = await whole(ada.id)
    assert stored is not None
    assert set(stored.book.line.know) == set(READ.behaviours)
    assert not stored.book.know
    assert not stored.book.line.questions
