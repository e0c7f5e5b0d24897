"""Whatever a lesson asks, in whatever order: each question comes to stand on its page, and it can be finished."""

import re
from collections.abc import Mapping, Sequence
from random import Random  # noqa: TID251  # the chances of a lesson, repeatable from its seed

import pytest
from msgspec.structs import replace

from server.lessons.compiler.model import Question
from tests.client import form_of
from tests.databases import Database
from tests.learning import questions as q
from tests.learning.lessons import lesson
from tests.learning.reader import Reader, reading
from tests.learning.world import RIGHT

KINDS = (q.SINGLE, q.MULTIPLE, q.ORDER, q.MATCH, q.SHORT, q.GAPS, q.SCENARIO, q.COMMIT, q.REFLECT, q.CONFIDENCE, q.SURVEY)
PAGE, END = "/lessons/any", "/lessons/any/completion"


@pytest.mark.parametrize("seed", range(16))
async def test_any_lesson_can_be_finished(sqlite: Database, seed: int):
    chance = Random(seed)
    asked = {f"x{number}": drawn(chance, f"x{number}") for number in range(chance.randrange(6))}
    async with reading(sqlite, lesson(*asked.values(), id="any")) as ada:
        html = await ada.page(PAGE)
        while waiting := [question for question in asked.values() if form(html, question)]:
            await answered(ada, chance, chance.choice(waiting), html)
            html = await ada.page(PAGE)
        assert [id for id in asked if f'id="q-{id}"' not in html] == []
        if (await ada.client.get(END)).status_code != 200:
            assert (await ada.post(END, form_of(html, END))).status_code == 303
        assert "<title>Done:" in await ada.page(END)


def drawn(chance: Random, id: str) -> Question:
    hints = tuple(f"<p>Hint {number}.</p>" for number in range(chance.randrange(3)))
    kind = chance.choice((q.SCENARIO, q.COMMIT, chance.choice(KINDS)))
    return replace(kind, id=id, optional=chance.random() < 0.3, hints=hints)


def form(html: str, question: Question) -> str:
    """The form of this question as it stands on the page, empty while there is none."""
    if question.kind == "scenario":
        moves = re.findall(r'<form method="post" action="/lessons/any/moves".*?</form>', html, re.DOTALL)
        return next((one for one in moves if f'name="question" value="{question.id}"' in one), "")
    found = re.search(rf'<form\b[^>]*id="f-{question.id}".*?</form>', html, re.DOTALL)
    return found[0] if found else ""


async def answered(ada: Reader, chance: Random, question: Question, html: str) -> None:
    """One thing that somebody may do about a question: open a hint, answer it, make a move, promise or decline."""
    part = form(html, question)
    sent: dict[str, str | Sequence[str]] = {**form_of(part, re.findall(r'action="([^"]*)"', part)[0])}
    if f'formaction="{PAGE}/hints"' in part and chance.random() < 0.3:
        where = "hints"
    elif question.kind == "scenario":
        where, more = "moves", {"choice": chance.choice(re.findall(r'name="choice" value="([^"]+)"', part))}
        sent |= more
    elif question.kind == "commit":
        where = chance.choice(("commitment", "completion"))
        sent |= {"new_deal": "Northgate", "stage": "engage", "reason": "Not now."}
    else:
        where = "answers"
        sent |= right(question)
    done = await ada.post(f"{PAGE}/{where}", sent, htmx=chance.random() < 0.5)
    assert done.status_code in {200, 303}, (question.kind, where, done.status_code)


def right(question: Question) -> Mapping[str, Sequence[str]]:
    return RIGHT[question.kind] if question.kind in RIGHT else {"choice": [question.choices[0].id]}
